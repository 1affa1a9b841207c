return tool {
  name = "screen_find", effect = "reads",
  doc = "Elements and lines of text on the screen that fit a label, best first, with role and box [x, y, w, h].",
  params = { label = "string", role = "string?", most = "integer?" }, result = { found = "array" },
  run = function(args)
    local found = {}
    for _, e in ipairs(agent.find_all { label = args.label, role = args.role }) do
      if #found == (args.most or 10) then break end
      found[#found + 1] = { role = e.role, name = e.name, value = e.value, box = e.box, states = e.states }
    end
    return { found = found }
  end }
