return tool {
  name = "window_restore", effect = "writes",
  doc = "Gives the window with the id, or whose title or class holds the text its former size and place.",
  params = { window = "string?", id = "integer?" }, result = { title = "string" },
  run = function(args)
    local window, why = agent.window(args.id or args.window)
    if not window then return nil, why, "not_found" end
    local ok, failed, code = agent.window_restore { id = window.id }
    if not ok then return nil, failed, code end
    return { title = window.title }
  end }
