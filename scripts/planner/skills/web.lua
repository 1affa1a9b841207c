-- web.lua: go to an address in the browser; back, forward, reload; new tabs.
local act = require "act"
local application = require "skills.application"
local normalise = require "normalise"
local windows = require "windows"

local web = {}

web.wordings = {
  "(go|navigate|browse|surf|head) to [the] [website|site|page|web page|address|url] {url}",
  "(open|visit|load) [the] [website|site|page|web page|address|url] {url}",
  "(open|visit|load) {url} in [the] [a] [web] browser",
  "(enter|type) [the] [address|url] {url} (in|into) the (address bar|location bar|url bar) [and press enter]",
  { "(go back|navigate back|go back to the previous page|go to the previous page)", move = "back", weight = 2 },
  { "(go forward|navigate forward|go to the next page)", move = "forward", weight = 2 },
  { "(reload|refresh) [the] [page|window|web page|site|tab] [{rest}]", move = "reload" },
  { "zoom in [{rest}]", move = "in" }, { "zoom out [{rest}]", move = "out" },
  { "(print) [the] [document|page|file|text]", move = "print" },
  { "(open|create) a new [browser] tab [{rest}]", move = "tab", weight = 3 },
}

local function is_url(s)
  return s:find("^%a+://") ~= nil or s:find("^www%.") ~= nil or s:find("^localhost") ~= nil
    or s:find("^%d+%.%d+%.%d+%.%d+") ~= nil
    or s:find("^file:") ~= nil or s:find("^about:") ~= nil
    or (s:find("^[%w%-%.]+%.%a%a+") ~= nil and not s:find("%s") and (s:find("/") ~= nil
      or s:find("%.com$") ~= nil or s:find("%.org$") ~= nil
      or s:find("%.net$") ~= nil or s:find("%.io$") ~= nil or s:find("%.edu$") ~= nil or s:find("%.de$") ~= nil))
end

function web.accept(args, literals)
  return args.move ~= nil or is_url(normalise.value(args.url, literals))
end

local function browser(task)
  return windows.named(task.view, "web browser")[1]
end

function web.run(task, args)
  local window = browser(task)
  if args.move then
    task:focus(window or task:window())
    if args.move == "back" then task:key("Go back.", "alt", "Left")
    elseif args.move == "forward" then task:key("Go forward.", "alt", "Right")
    elseif args.move == "in" then task:key("Zoom in.", "ctrl", "plus")
    elseif args.move == "out" then task:key("Zoom out.", "ctrl", "minus")
    elseif args.move == "print" then task:key("Print.", "ctrl", "p")
    elseif args.move == "tab" then task:key("Open a new tab.", "ctrl", "t")
    else task:key("Load it again.", "F5") end
    task:note("%s: done", args.move)
    return
  end
  local url = normalise.value(args.url, task.literals)
  if not window then
    application.open(task, url, url)
    return
  end
  task:focus(window)
  local before = task.view:fingerprint(window)
  task:act(("Go to %s."):format(url), { act.key("ctrl", "l"), act.type(url), act.key("Return") })
  task:await("Wait for the page.", function(view)
    return view:fingerprint(view.by_window[window.id] or window) ~= before or nil
  end, 8)
  task:note("went to %s", url)
end

return web
