-- listing.lua: the files that a file manager shows: finding one, going to a folder.
local act = require "act"
local chooser = require "chooser"
local ground = require "ground"
local match = require "match"
local scrolling = require "scrolling"
local text = require "text"
local windows = require "windows"

local listing = {}

local ROLES = { "icon", "item", "cell", "treeitem", "text" }

-- The file manager that is open, if one is.
function listing.window(task)
  local row = windows.kind("file manager")
  local front = task.view:front()
  if front and windows.is_kind(front, row) then return front end
  local named = task.scope and windows.from_scope(task.view, task.scope, task.literals)
  if named and windows.is_kind(named, row) then return named end
  local real = task.view:real_windows()
  for i = #real, 1, -1 do
    if windows.is_kind(real[i], row) then return real[i] end
  end
end

-- Names must be right, but for what a recogniser may do; "a.txt" is not "a (copy).txt".
local function fits(thing, name)
  if thing.states.offscreen then return false end
  if match.score(name, thing.name) >= 0.93 then return true end
  return match.score(name, (thing.name:gsub("\n", ""):gsub("%s+", ""))) >= 0.97
end

-- Places beside the listing ("Documents" in the side pane) are no files: what lies further right wins.
local function among(view, window, name)
  local best
  for _, c in ipairs(ground.find(view, { text = name, said = name, quoted = true }, { window = window,
    roles = ROLES, floor = 0.9 })) do
    local t = c.thing
    local role_fits = t.role ~= "button" and t.role ~= "field" and t.role ~= "window" and t.role ~= "toggle"
    if fits(t, name) and role_fits and view:is_shown(t) and (not best or t.cx > best.cx + 4) then best = t end
  end
  return best
end

function listing.area(window)
  local b = window.inner.w > 0 and window.inner or window
  return { cx = b.x + math.floor(b.w * 0.7), cy = b.y + math.floor(b.h * 0.55), h = b.h, window = window.id }
end

-- The file as shown, scrolled into view; nil when the folder does not have it.
function listing.find(task, window, name)
  local bare = text.trim(name)
  local function look(view)
    local w = view.by_window[window.id] or window
    return among(view, w, bare)
  end
  local found = look(task.view)
  if found then return found end
  return scrolling.search(task, listing.area(window), '"' .. bare .. '"', look)
end

-- The same without scrolling: is it there to be seen?
function listing.shows(task, window, name)
  return among(task.view, task.view.by_window[window.id] or window, name)
end

-- Waits for a file that was just made; a name that is selected may not read well, so nothing is, after a while.
function listing.appears(task, window, name)
  local function look() return listing.shows(task, window, name) end
  local there = task:await("Look for it in the listing.", look, 3)
  if there then return there end
  local w = task.view.by_window[window.id] or window
  local b = w.inner.w > 0 and w.inner or w
  task:act("Click beside the files.", act.click(b.x + b.w - 40, b.y + b.h - 60))
  return task:await("Look for it in the listing.", look, 2) or listing.find(task, window, name)
end

-- A folder that people know by name, or a path: the location bar takes it.
local function is_known(task, folder, path)
  if folder:find("[/~]") then return true end
  for _, known in pairs(task.folders) do
    if known == path then return true end
  end
  return false
end

-- Goes to a folder: by its own entry, scrolled to if need be; a known one by the location bar.
function listing.go(task, window, folder)
  local path = chooser.folder(task, folder)
  local base = path:match("[^/]+$") or path
  if match.contains(window.title, base) then return true end
  local known = is_known(task, folder, path)
  local thing = known and not folder:find("/") and among(task.view, window, base)
  if not known then thing = listing.find(task, window, base) end
  local before = task:window_ids()
  if thing then
    task:click(thing, ('Open the folder "%s".'):format(base), { count = 2 })
  elseif known then
    task:act(('Go to "%s" by the location bar.'):format(path),
      { act.key("ctrl", "l"), act.key("ctrl", "a"), act.type(path), act.key("Return") })
  else
    return false
  end
  local there = task:await("Wait for the folder.", function(view)
    local w = view.by_window[window.id]
    return w and match.contains(w.title, base) or nil
  end, 3)
  if not there then listing.complaint(task, before) end
  return there
end

-- Leaves a message ("exists already") and says what it said.
function listing.complaint(task, before)
  local w = task:new_window(before)
  if not w or w.type == "menu" then return nil end
  local said = task.view:text_of(w):gsub("\n", " ")
  local button = task:button({ "OK", "Close", "Cancel" }, w)
  if button then task:click(button, "Close the message.") else task:key("Close the message.", "Escape") end
  return said ~= "" and said or w.title
end

return listing
