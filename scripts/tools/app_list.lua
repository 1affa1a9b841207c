return tool {
  name = "app_list", effect = "reads",
  doc = "Installed applications whose name, kind or keywords hold the text; all when it is left out.",
  params = { text = "string?" }, result = { apps = "array" },
  run = function(args)
    local apps, text = {}, (args.text or ""):lower()
    for _, a in ipairs(assert(agent.call("app.list")).apps) do
      local about = table.concat({ a.name or "", a.generic or "", a.id or "" }, " "):lower()
      if about:find(text, 1, true) then apps[#apps + 1] = { id = a.id, name = a.name, generic = a.generic } end
    end
    return { apps = apps }
  end }
