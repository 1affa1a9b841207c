return tool {
  name = "window_list", effect = "reads",
  doc = "Titles of the open windows, bottom to top, with class, type and which one is active.",
  params = {}, result = { windows = "array" },
  run = function()
    local windows = {}
    for i, w in ipairs(agent.windows()) do
      windows[i] = { title = w.title, class = w.class, type = w.type, active = w.active, minimised = w.minimised }
    end
    return { windows = windows }
  end }
