-- open_file.lua: open a file that is named: from the listing on the screen, a program's dialog, or by itself.
local act = require "act"
local application = require "skills.application"
local chooser = require "chooser"
local listing = require "listing"
local match = require "match"
local normalise = require "normalise"
local text = require "text"
local windows = require "windows"

local open_file = {}

open_file.wordings = {
  "(open|load) [the] (file|document|text file|image|picture) [named|called] {name}",
  "(open|load) [the] (file|document|text file) [named|called] {name} (from|in|that is in|which is " ..
    "in|inside|of) {place}",
  "(open|load) [the] (file|document) [named|called] {name} (with|using) {app}",
  { "(open|load) [the] (file|document|text file) [named|called] {name} (from|in) {place} " ..
    "(with|using|in) {app}", weight = 2 },
  { "(open|load) {name}", bare = "yes" },
  { "(open|load) {name} (from|in|that is in|inside) {place}", bare = "yes", weight = 1 },
  { "(open|load) {name} (with|using) {app}", bare = "yes", weight = 1 },
  { "(open|load) {name} (from|in) {place} (with|using|in) {app}", bare = "yes", weight = 2 },
  { "double-click [on] [the] file {name}", weight = 3 },
  { "(choose|select|pick) [the] file {name} (in|from) {place} [in the dialog|in the file dialog]",
    pick = "yes", weight = 4 },
  { "(choose|select|pick) [the] file {name} [in the dialog|in the file dialog]", pick = "yes", weight = 1 },
}

local function is_file(name)
  return name:find("%.%a[%w]?[%w]?[%w]?$") ~= nil and not name:find("^https?:") and not name:find("^www%.")
    or name:find("^[~/]") ~= nil
end

function open_file.accept(args, literals)
  if windows.kind("file " .. normalise.value(args.name, literals):lower():gsub("%s+window$", "")) then return false end
  if args.name:lower():find("^menu%f[%A]") then return false end
  if args.bare then
    local value = normalise.value(args.name:gsub("^[Tt]he%s+", ""), literals)
    return is_file(value) and not value:find("%.com$") and not value:find("%.org$") and not value:find("%.net$")
  end
  return true
end

local function opened(task, name, before)
  local base = name:match("[^/]+$")
  local stem = base:gsub("%.%w+$", "")
  return task:await("Wait for the file.", function(view)
    for i = #view.windows, 1, -1 do
      local w = view.windows[i]
      local shows = match.contains(w.title, base) or (#stem >= 3 and match.contains(w.title, stem))
      if w.active and shows then return w end
      if not before[w.id] and w.managed ~= false and w.type ~= "menu" then return w end
    end
  end, 10)
end

local function from_listing(task, window, name)
  local thing = listing.find(task, window, name)
  if not thing then return nil end
  local before = task:window_ids()
  task:click(thing, ('Open "%s".'):format(name), { count = 2 })
  local w = opened(task, name, before)
  if not w then
    task:key("Open it by the keyboard.", "Return")
    w = opened(task, name, before)
  end
  if not w then task:fail('"%s" was double-clicked, but nothing opened', name) end
  if not w.active then task:focus(w) end
  task:note('"%s" is open', name)
  return true
end

local function from_program(task, window, name, path)
  task:focus(window)
  local before = task:window_ids()
  task:key("Ask for a file to open.", "ctrl", "o")
  local dialog = chooser.opened(task, before)
  if not dialog then return false end
  if not chooser.enter(task, dialog, path, ('Enter "%s".'):format(path)) or not opened(task, name, before) then
    task:fail('the file "%s" could not be opened', name)
  end
  task:note('"%s" is open', name)
  return true
end

local function by_itself(task, name, path)
  local before = task:window_ids()
  local ok, _, err = task:act(('Open "%s".'):format(path), act.open(path))
  if not ok then task:fail('there is no file "%s": %s', name, err and err.message or "it cannot be opened") end
  local w = opened(task, name, before)
  if not w then task:fail('"%s" did not open', name) end
  if not w.active then task:focus(w) end
  task:note('"%s" is open', name)
end

function open_file.run(task, args)
  local name = text.strip(normalise.name(args.name, task.literals)):gsub("^the file%s+", ""):gsub("^the%s+", "")
  local place = args.place and normalise.value(args.place, task.literals)
  local low = place and place:lower() or ""
  local app = args.app and windows.kind(normalise.value(args.app, task.literals))
  if place and windows.kind(place) and not windows.kind(place).words[1]:find("file") then
    app, place = windows.kind(place), nil
  end
  local path = chooser.path(task, name, place)
  local dialog = task.view:dialogs()[1]
  if dialog and chooser.is(task.view, dialog) then
    if not chooser.enter(task, dialog, path or name, ('Enter "%s".'):format(path or name)) then
      task:fail('the dialog does not take "%s"', path or name)
    end
    task.chosen = name
    task:note('chose "%s"', path or name)
    return
  end
  if args.pick then
    local shown = listing.window(task)
    local thing = shown and listing.find(task, shown, name)
    if not thing then task:fail('there is no file "%s" to be seen', name) end
    task:click(thing, ('Select "%s".'):format(name))
    task:note('selected "%s"', name)
    return
  end
  local window = not app and not name:find("^[~/]") and listing.window(task)
  local shown_place = not place or low:find("shown") or low:find("file manager") or low:find("open")
    or low:find("current")
    or (window and match.contains(window.title, chooser.folder(task, place):match("[^/]+$")))
  if window and shown_place then
    task:focus(window)
    if from_listing(task, task.view.by_window[window.id] or window, name) then return end
    task:fail('there is no file "%s" in the folder "%s"', name, window.title)
  end
  if window and place then
    task:focus(window)
    if listing.go(task, task.view.by_window[window.id] or window, place) then
      if from_listing(task, task.view.by_window[window.id] or window, name) then return end
      task:fail('there is no file "%s" in "%s"', name, place)
    end
  end
  local front = task:window()
  local editor = app and windows.named(task.view, app.words[1])[1] or (task.scope and front)
    or (front and windows.is_kind(front, windows.kind("text editor")) and front)
  if app and not editor then editor = application.open(task, app.open, app.words[1]) end
  if editor and from_program(task, editor, name, path or name) then return end
  by_itself(task, name, path or name)
end

return open_file
