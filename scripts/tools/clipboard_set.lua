return tool {
  name = "clipboard_set", effect = "writes",
  doc = "Puts a text on the clipboard.",
  params = { text = "string" }, result = {},
  run = function(args)
    local ok, why, code = agent.clipboard_set { text = args.text }
    if not ok then return nil, why, code end
    return {}
  end }
