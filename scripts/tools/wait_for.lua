return tool {
  name = "wait_for", effect = "reads",
  doc = "Waits until an element or a line of text that fits the label is on the screen.",
  params = { label = "string", role = "string?", within_ms = "integer?" }, result = { name = "string", box = "array" },
  run = function(args)
    local found, why = agent.wait { label = args.label, role = args.role, within_ms = args.within_ms }
    if not found then return nil, why, "timeout" end
    return { name = found.name, box = found.box }
  end }
