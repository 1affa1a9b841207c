return tool {
  name = "window_title", effect = "reads",
  doc = "Title of the focused window; empty when there is none.",
  params = {}, result = { title = "string" },
  run = function()
    return { title = agent.window_focused().title or "" }
  end }
