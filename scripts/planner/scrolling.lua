-- scrolling.lua: looking for things that are further down or up in something that scrolls.
local act = require "act"
local screen = require "screen"

local scrolling = {}

local LOOKS_MAX = 40
local AREAS = { list = true, textarea = true, group = true, other = true }

-- Where to turn the wheel: the list that is named, else the biggest scrolling thing of the window.
function scrolling.area(task, window, p)
  local view = task.view
  if p and p.inside and p.inside.roles then
    local holder = task:find(p.inside, { any_role = true })
    if holder and holder.h > 40 then return holder end
  end
  window = window or view:front()
  local best
  for _, e in ipairs(view.elements) do
    local inside = (not window or e.window == window.id) and view:is_shown(e) and e.h > 60 and e.w > 60
    if inside and (e.role == "list" or e.role == "scrollbar") then
      local size = e.w * e.h * (e.role == "list" and 2 or 1)
      if not best or size > best.size then best = { thing = e, size = size } end
    end
  end
  if best then return best.thing end
  for _, e in ipairs(view.elements) do -- the box round the rows that are seen
    local inside = (not window or e.window == window.id) and AREAS[e.role] and view:is_shown(e) and e.h > 80
      and e.w > 60
    local holds_rows = 0
    if inside then
      for _, t in ipairs(view.things) do
        if t ~= e and t.window == e.window and screen.inside(t, e) then holds_rows = holds_rows + 1 end
      end
    end
    if holds_rows >= 3 and (not best or e.w * e.h < best.size) then best = { thing = e, size = e.w * e.h } end
  end
  if best then return best.thing end
  if window then
    local b = window.inner.w > 0 and window.inner or window
    return { x = b.x, y = b.y, w = b.w, h = b.h, cx = b.cx, cy = b.cy, window = window.id, states = {},
      role = "window" }
  end
  return { x = 0, y = 0, w = view.w, h = view.h, cx = view.w // 2, cy = view.h // 2, states = {}, role = "window" }
end

-- Turns the wheel over an area; false when nothing moved.
local TURNING = { slider = true, spin = true, combo = true } -- the wheel would change their values

-- A point of the area where the wheel scrolls and does nothing else.
local function quiet_point(view, area)
  local x, y = area.cx, area.cy
  for _, part in ipairs { 0.5, 0.75, 0.25, 0.9, 0.1 } do
    local py = area.y and math.floor(area.y + area.h * part) or y
    local busy = false
    for _, e in ipairs(view.elements) do
      if TURNING[e.role] and x >= e.x and x < e.x + e.w and py >= e.y and py < e.y + e.h then busy = true end
    end
    if not busy then return x, py end
  end
  return nil
end

-- Whether anything in the window can scroll, as far as is known.
local function may_scroll(view, window)
  local told = false
  for _, e in ipairs(view.elements) do
    if not window or e.window == window then
      if e.atspi then told = true end
      if e.role == "list" or e.role == "scrollbar" or e.role == "textarea" or e.role == "cell" or e.role == "treeitem"
          or e.role == "item" or e.states.offscreen then
        return true
      end
    end
  end
  return not told
end

function scrolling.turn(task, area, notches, thought, sideways)
  local x, y = quiet_point(task.view, area)
  if not x or not may_scroll(task.view, area.window) then return false end
  local before = task.view:fingerprint(task.view.by_window[area.window])
  task:act(thought, act.scroll(x, y, sideways and notches or 0, sideways and 0 or notches))
  return task.view:fingerprint(task.view.by_window[area.window]) ~= before
end

local function names_in(view, area)
  local set = {}
  for _, t in ipairs(view.things) do
    if t.name ~= "" and (not area.window or t.window == area.window) and (t.line or t.role == "item" or t.role == "cell"
        or t.role == "treeitem") and view:is_shown(t) then set[t.name] = true end
  end
  return set
end

-- One turn; gives whether it moved, and notches for the next one: more while most rows stay in view.
local function measured_turn(task, area, notches, thought)
  local before = names_in(task.view, area)
  local moved = scrolling.turn(task, area, notches, thought)
  local after, kept, all = names_in(task.view, area), 0, 0
  for name in pairs(before) do
    all = all + 1
    if after[name] then kept = kept + 1 end
  end
  if all >= 4 and kept > all * 0.6 then notches = notches * 2 elseif kept == 0 then notches = notches / 2 end
  local size = math.max(1, math.min(30, math.floor(math.abs(notches))))
  return moved, notches < 0 and -size or size
end

-- Looks with fn(view); while it finds nothing, scrolls down to the end and then up to the start.
function scrolling.search(task, area, what, fn)
  local found = fn(task.view)
  if found then return found end
  local notches = math.max(2, math.min(8, area.h // 90))
  local moved_down = false
  for _ = 1, LOOKS_MAX do
    local moved, next_notches = measured_turn(task, area, notches, ("Scroll down to look for %s."):format(what))
    found = fn(task.view)
    if found then return found end
    if not moved then break end
    moved_down, notches = true, next_notches
  end
  for i = 1, LOOKS_MAX do
    local moved = scrolling.turn(task, area, -(moved_down and i == 1 and 100 or notches),
      ("Scroll up to look for %s."):format(what))
    found = fn(task.view)
    if found then return found end
    if not moved then break end
    if moved_down and i == 1 then
      for _ = 1, LOOKS_MAX do -- what was above the place where the search began
        moved = scrolling.turn(task, area, notches, ("Scroll down to look for %s."):format(what))
        found = fn(task.view)
        if found then return found end
        if not moved then return nil end
      end
    end
  end
end

-- The thing that a phrase names, scrolled into view if need be.
function scrolling.reveal(task, p, opts)
  opts = opts or {}
  local function shown(view)
    local thing, _, all = task:find(p, opts)
    if thing and view:is_shown(thing) then return thing end
    for _, c in ipairs(all or {}) do
      if view:is_shown(c.thing) and c.text and c.text >= (p.quoted and 0.9 or 0.8) then return c.thing end
    end
  end
  local window = task.scope and task:window() or task.view:front()
  local area = scrolling.area(task, window, p)
  return scrolling.search(task, area, p.said, shown)
end

return scrolling
