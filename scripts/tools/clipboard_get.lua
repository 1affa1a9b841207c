return tool {
  name = "clipboard_get", effect = "reads",
  doc = "The text on the clipboard.",
  params = {}, result = { text = "string" },
  run = function()
    local text, why = agent.clipboard()
    if not text then return nil, why end
    return { text = text }
  end }
