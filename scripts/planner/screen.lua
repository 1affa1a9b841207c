-- screen.lua: the screen value made handy: boxes as fields, states as sets, text lines as things,
-- labels found for fields that have no name of their own.
local lexicon = require "lexicon"
local match = require "match"

local screen = {}
local View = {}
View.__index = View

local function boxed(out, box)
  box = box or { 0, 0, 0, 0 }
  out.x, out.y, out.w, out.h = box[1], box[2], box[3], box[4]
  out.cx, out.cy = math.floor(out.x + out.w / 2), math.floor(out.y + out.h / 2)
  return out
end

local function wrap_window(w, level)
  local out = boxed({}, w.frame and w.frame[1] and w.frame or w.box)
  out.id, out.title, out.class, out.type = w.id, w.title or "", w.class or "", w.type or "normal"
  out.active, out.minimised, out.maximised, out.modal = w.active, w.minimised, w.maximised, w.modal
  out.transient_for, out.app, out.level, out.managed = w.transient_for, w.app, level, w.managed
  out.inner = boxed({}, w.box)
  return out
end

local function wrap_element(e)
  local out = boxed({}, e.box)
  out.id, out.role, out.name, out.value = e.id, e.role or "other", e.name or "", e.value
  out.description, out.min, out.max, out.window, out.parent = e.description or "", e.min, e.max, e.window, e.parent
  out.score = e.score or 1
  out.states = {}
  for _, s in ipairs(e.states or {}) do out.states[s] = true end
  for _, s in ipairs(e.source or {}) do
    if s == "atspi" then out.atspi = true end
  end
  return out
end

function screen.inside(a, b)
  return a.cx >= b.x and a.cx < b.x + b.w and a.cy >= b.y and a.cy < b.y + b.h
end

-- Overlap of two spans as a part of the smaller one.
function screen.overlap(a0, a1, b0, b1)
  local common = math.min(a1, b1) - math.max(a0, b0)
  return common <= 0 and 0 or common / math.max(1, math.min(a1 - a0, b1 - b0))
end

function screen.wrap(value)
  local view = setmetatable({ w = value.w, h = value.h, app = value.app, windows = {}, elements = {}, lines = {},
                              by_window = {}, by_id = {}, pointer = value.pointer }, View)
  for level, w in ipairs(value.windows or {}) do
    local wrapped = wrap_window(w, level)
    view.windows[#view.windows + 1] = wrapped
    view.by_window[wrapped.id] = wrapped
    if wrapped.active then view.active = wrapped end
  end
  for _, e in ipairs(value.elements or {}) do
    local wrapped = wrap_element(e)
    view.elements[#view.elements + 1] = wrapped
    if wrapped.id then view.by_id[wrapped.id] = wrapped end
  end
  view:doubt_menus()
  view:doubt_captions()
  if type(value.focus) == "table" then
    view.focus = view.by_id[value.focus.id] or wrap_element(value.focus)
  end
  for _, l in ipairs(value.lines or {}) do
    local line = boxed({ role = "text", name = l.text or "", window = l.window, states = {}, line = true, score = 0.8,
                         description = "" }, l.box)
    local own = view.by_window[line.window]
    local in_title = own and own.inner.h > 0 and own.inner.y > own.y and line.cy < own.inner.y
    if not in_title then view.lines[#view.lines + 1] = line end -- the title bar is the window manager's
  end
  view:number()
  return view
end

local MENU_NAMES = { file = true, edit = true, view = true, help = true, tools = true, options = true, settings = true,
  window = true, format = true, insert = true, search = true, go = true, bookmarks = true, document = true,
  actions = true, game = true, project = true, image = true, data = true, table = true, sheet = true, styles = true,
  preferences = true, tabs = true, history = true, terminal = true, session = true, selection = true }

-- The first row of a window that was read from pixels is a menu bar only when one of its words is a usual menu.
function View:doubt_menus()
  local known = {}
  for _, e in ipairs(self.elements) do
    if e.role == "menu" and (e.atspi or MENU_NAMES[(e.name:lower():match("^%a+"))]) then known[e.window or 0] = true end
  end
  for _, e in ipairs(self.elements) do
    local own = self:window_of(e)
    if e.role == "menu" and not e.atspi and not known[e.window or 0] and not (own
      and own.type == "menu") then e.role = "text" end
  end
end

local CAPTIONED = { button = true, toggle = true, link = true }

-- A button read from pixels whose caption stands outside of it took that of its neighbour: it has none that is known.
function View:doubt_captions()
  for _, e in ipairs(self.elements) do
    if CAPTIONED[e.role] and not e.atspi and e.name ~= "" then
      local inside, outside
      for _, line in ipairs(self.lines) do
        if line.window == e.window and screen.inside(line, e) then inside = inside or line end
        if line.window == e.window and line.name == e.name and not screen.inside(line, e) then outside = line end
      end
      if outside and not (inside and match.contains(e.name, inside.name)) then e.name = inside and inside.name or "" end
    end
  end
end

-- A caption under an icon may run over several lines: those, stacked and centred, as one text.
local function stacked(lines)
  local out = {}
  local function below(line)
    for _, other in ipairs(lines) do
      local gap = other.y - (line.y + line.h)
      if other ~= line and other.window == line.window and gap > -4 and gap < 10 and math.abs(other.cx - line.cx) <= 6
          and other.w < 150 then
        return other
      end
    end
  end
  for _, line in ipairs(lines) do
    local name, last, left, right = line.name, line, line.x, line.x + line.w
    for _ = 1, 3 do
      local next_line = line.w < 150 and below(last) or nil
      if not next_line then break end
      last, name = next_line, name .. " " .. next_line.name
      left, right = math.min(left, last.x), math.max(right, last.x + last.w)
      out[#out + 1] = boxed({ role = "text", name = name, window = line.window, states = {}, line = true, score = 0.6,
        description = "", stacked = true }, { left, line.y, right - left, last.y + last.h - line.y })
    end
  end
  return out
end

-- Lines whose text no element already has become things of their own.
function View:number()
  self.things = {}
  for _, e in ipairs(self.elements) do
    if e.w > 0 and e.h > 0 then self.things[#self.things + 1] = e end
  end
  for _, line in ipairs(self.lines) do
    local known = false
    for _, e in ipairs(self.elements) do
      if e.w > 0 and e.h < 90 and e.name ~= "" and screen.inside(line, e) and match.score(e.name,
        line.name) >= 0.85 then
        known = true
        break
      end
    end
    if not known then self.things[#self.things + 1] = line end
  end
  for _, caption in ipairs(stacked(self.lines)) do self.things[#self.things + 1] = caption end
end

function View:window_of(thing)
  return thing.window and thing.window ~= 0 and self.by_window[thing.window] or nil
end

-- The topmost window at a point.
function View:window_at(x, y)
  for i = #self.windows, 1, -1 do
    local w = self.windows[i]
    if not w.minimised and w.type ~= "tooltip" and x >= w.x and x < w.x + w.w and y >= w.y and y < w.y + w.h then
      return w
    end
  end
end

-- Whether a click on the thing would reach its window.
function View:reachable(thing)
  local own = self:window_of(thing)
  local top = self:window_at(thing.cx, thing.cy)
  return own == nil or top == nil or top.id == own.id or top.type == "desktop"
end

function View:is_shown(thing)
  if thing.states.offscreen or thing.w <= 0 or thing.h <= 0 then return false end
  if thing.cx < 0 or thing.cy < 0 or thing.cx >= self.w or thing.cy >= self.h then return false end
  local own = self:window_of(thing)
  return not (own and own.minimised)
end

-- Windows that a person would call such: no menus, panels, tooltips.
function View:real_windows()
  local out = {}
  for _, w in ipairs(self.windows) do
    if w.type ~= "menu" and w.type ~= "tooltip" and w.type ~= "dock" and w.type ~= "desktop" and w.managed ~= false then
      out[#out + 1] = w
    end
  end
  return out
end

-- Dialogs that are open, the topmost first.
function View:dialogs()
  local out = {}
  for i = #self.windows, 1, -1 do
    local w = self.windows[i]
    local owner = w.transient_for and w.transient_for ~= 0
    if not w.minimised and (w.type == "dialog" or w.modal or (owner and w.type == "normal")) then out[#out + 1] = w end
  end
  return out
end

-- Menus and drop-downs that hang open over the windows.
function View:popups()
  local out = {}
  for i = #self.windows, 1, -1 do
    local w = self.windows[i]
    if w.type == "menu" or (w.managed == false and w.type ~= "tooltip") then out[#out + 1] = w end
  end
  return out
end

-- The window that keys go to; without word from the manager, the topmost one.
function View:front()
  if self.active and self.active.type ~= "desktop" then return self.active end
  local real = self:real_windows()
  for i = #real, 1, -1 do
    if not real[i].minimised then return real[i] end
  end
  return self.active
end

function View:in_window(window)
  local out = {}
  for _, thing in ipairs(self.things) do
    if thing.window == window.id then out[#out + 1] = thing end
  end
  return out
end

-- Text that stands for a thing without one: left of it on its line, else just above it, else right of it.
function View:labels_of(thing)
  if thing.labels then return thing.labels end
  local found = {}
  for _, other in ipairs(self.things) do
    local labelling = other.role == "text" or other.line or (other.role == "other" and other.name ~= "")
    if labelling and other ~= thing and other.name ~= "" and other.window == thing.window then
      local rows = screen.overlap(thing.y, thing.y + thing.h, other.y, other.y + other.h)
      local columns = screen.overlap(thing.x, thing.x + thing.w, other.x, other.x + other.w)
      local left = thing.x - (other.x + other.w)
      local above = thing.y - (other.y + other.h)
      local right = other.x - (thing.x + thing.w)
      if thing.role == "slider" and rows <= 0.5 and left >= -6 and left < 200
        and math.abs(other.cy - thing.cy) < 22 then
        found[#found + 1] = { name = other.name, cost = 40 + math.max(0,
          left) + math.abs(other.cy - thing.cy), thing = other }
      elseif rows > 0.5 and left >= -6 and left < 400 then
        found[#found + 1] = { name = other.name, cost = math.max(0, left), thing = other }
      elseif columns > 0.3 and above >= -6 and above < 40 then
        found[#found + 1] = { name = other.name, cost = 60 + above * 3 + math.abs(other.x - thing.x) / 4,
          thing = other }
      elseif columns > 0.6 and thing.h >= 40 and other.y - (thing.y + thing.h) >= -2
        and other.y - (thing.y + thing.h) < 24
          and thing.role ~= "list" then
        found[#found + 1] = { name = other.name, cost = 160, thing = other } -- a caption under a picture or a box
      elseif rows > 0.5 and right >= -6 and right < 40 and lexicon.checkable[thing.role] then
        found[#found + 1] = { name = other.name, cost = right, thing = other }
      end
    end
  end
  table.sort(found, function(a, b) return a.cost < b.cost end)
  thing.labels = { found[1], found[2] }
  return thing.labels
end

-- What a thing is called: its own name, else its nearest label.
function View:caption(thing)
  if thing.name ~= "" then return thing.name end
  local label = self:labels_of(thing)[1]
  return label and label.name or thing.description
end

-- All text of a window in reading order, or of the whole screen.
function View:text_of(window)
  local out = {}
  for _, line in ipairs(self.lines) do
    if not window or line.window == window.id then out[#out + 1] = line.name end
  end
  if #out == 0 then
    for _, e in ipairs(self.elements) do
      if not window or e.window == window.id then
        if e.name ~= "" then out[#out + 1] = e.name end
        if e.value and e.value ~= "" then out[#out + 1] = tostring(e.value) end
      end
    end
  end
  return table.concat(out, "\n")
end

-- A text made of all that is seen, to tell whether a look differs from the one before.
function View:fingerprint(window)
  local out = {}
  for _, t in ipairs(self.things) do
    if not window or t.window == window.id then
      out[#out + 1] = t.name .. "@" .. t.x // 4 .. "," .. t.y // 4 .. "=" .. tostring(t.value)
        .. (t.states.checked and "c" or "") .. (t.states.selected and "s" or "")
    end
  end
  table.sort(out)
  return table.concat(out, "|")
end

function View:reads(text, window)
  if match.contains(self:text_of(window), text) then return true end
  for _, e in ipairs(self.elements) do
    if not window or e.window == window.id then
      if match.contains(e.name, text) or (e.value and match.contains(tostring(e.value), text)) then return true end
    end
  end
  return false
end

return screen
