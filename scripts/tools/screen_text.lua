return tool {
  name = "screen_text", effect = "reads",
  doc = "The text on the screen, line by line; in one window when its title or class is given.",
  params = { window = "string?" }, result = { lines = "string[]" },
  run = function(args)
    local window, lines = args.window and agent.window(args.window), {}
    if args.window and not window then return nil, "no window '" .. args.window .. "'", "not_found" end
    for _, line in ipairs(agent.screen().lines or {}) do
      if not window or line.window == window.id then lines[#lines + 1] = line.text end
    end
    return { lines = lines }
  end }
