-- reader.lua: the screen value of a simulated desktop. mode "atspi": roles, names and values are right;
-- mode "pixels": captions are text lines, boxes have guessed roles, no values; noise misreads letters.
local widgets = require "sim.widgets"

local reader = {}

local CONFUSED = { l = "I", I = "l", o = "0", O = "0", S = "5", B = "8" }

local function misread(d, s)
  if d.noise == 0 then return s end
  local n = 0
  return (s:gsub(".", function(c)
    n = n + 1
    if CONFUSED[c] and (n * 7 + #s) % 10 < d.noise * 10 then return CONFUSED[c] end
  end))
end

local function window_value(d, w)
  return { id = w.id, title = w.title, class = w.class or "", type = w.type, box = { w.x, w.y, w.w, w.h },
    frame = { w.x, w.y, w.w, w.h }, active = d.active == w, minimised = w.minimised or false,
      maximised = w.maximised or false,
    modal = w.modal or false, transient_for = w.transient and w.transient.id or 0, managed = w.managed ~= false,
    app = w.app and { id = w.app, name = w.app, generic = "", categories = "" } or nil }
end

local function shown_value(w)
  if w.text then return w.text.value end
  if w.value ~= nil then return tostring(w.value) end
end

local function states_of(win, w)
  local s = {}
  if win.focus == w and win.desktop.active == win then s[#s + 1] = "focused" end
  if w.checked then s[#s + 1] = "checked" end
  if w.disabled then s[#s + 1] = "disabled" end
  if widgets.of(w).edits then s[#s + 1] = "editable" end
  if w.kind == "tab" and win.page == w.name then s[#s + 1] = "selected" end
  return s
end

local function add_line(d, out, win, x, y, s, height)
  if s == "" then return end
  local n = 0
  for line in (s .. "\n"):gmatch("(.-)\n") do
    if line ~= "" then
      out[#out + 1] = { text = misread(d, line), box = { x, y + n * 18, math.max(8, utf8.len(line)
        or #line) * 8, height or 16 },
                        window = win.id }
    end
    n = n + 1
  end
end

-- Rows and icons count as widgets of their own.
local function parts_of(w)
  local out = {}
  if w.kind == "list" then
    local shown = math.floor(w.h / w.row_h)
    for i = w.top + 1, math.min(#w.rows, w.top + shown) do
      out[#out + 1] = { name = w.rows[i], role = "item", x = w.x, y = w.y + (i - 1 - w.top) * w.row_h,
        w = w.w, h = w.row_h,
                        selected = w.selected == i }
    end
  elseif w.kind == "icons" then
    for _, icon in ipairs(w:layout()) do
      out[#out + 1] = { name = icon.name, role = "icon", x = icon.x, y = icon.y, w = icon.w, h = icon.h,
                        selected = w.selected == icon.name }
    end
  end
  return out
end

local BOXES = { field = "field", textarea = "textarea", spin = "field", combo = "button", slider = "other",
  check = "check", radio = "radio" }

local function read_pixels(d, win, w, out)
  local x, y = win.x + w.x, win.y + w.y
  local kind = widgets.of(w)
  local role = BOXES[w.kind]
  if role then
    local small = w.kind == "check" or w.kind == "radio"
    out.elements[#out.elements + 1] = { id = out.id(), role = role, name = "", box = { x, y, small and 16
      or w.w, small and 16 or w.h },
      states = small and w.checked and { "checked" } or {}, window = win.id, source = { "pixels" }, score = 0.7 }
  end
  if w.kind == "check" or w.kind == "radio" then add_line(d, out.lines, win, x + 22, y + 2, w.name)
  elseif w.kind == "slider" then add_line(d, out.lines, win, x + w.w // 2, y - 18, tostring(w.value))
  elseif kind.edits or w.kind == "combo" then add_line(d, out.lines, win, x + 6, y + 4, shown_value(w) or "")
  elseif w.kind ~= "list" and w.kind ~= "icons" then add_line(d, out.lines, win, x + 6, y + (w.h - 16) // 2, w.name) end
  for _, part in ipairs(parts_of(w)) do
    add_line(d, out.lines, win, win.x + part.x + 4, win.y + part.y + 2, part.name)
  end
end

local function read_atspi(d, win, w, out)
  local x, y = win.x + w.x, win.y + w.y
  local e = { id = out.id(w), role = widgets.of(w).role, name = w.name or "", box = { x, y, w.w, w.h },
    value = shown_value(w),
    min = w.min, max = w.max, states = states_of(win, w), window = win.id, source = { "pixels", "atspi" }, score = 1 }
  if w.unnamed then e.name = "" end
  if w.secret then e.value = nil e.states[#e.states + 1] = "secret" end
  out.elements[#out.elements + 1] = e
  if win.focus == w and d.active == win then out.focus = e end
  if e.value then add_line(d, out.lines, win, x + 6, y + 4, e.value) end
  for _, part in ipairs(parts_of(w)) do
    out.elements[#out.elements + 1] = { id = out.id(w.name .. part.name .. part.y), role = part.role, name = part.name,
      box = { win.x + part.x, win.y + part.y, part.w, part.h }, states = part.selected and { "selected" } or {},
      window = win.id, source = { "pixels", "atspi" }, parent = e.id, score = 1 }
    add_line(d, out.lines, win, win.x + part.x + 4, win.y + part.y + 2, part.name)
  end
end

function reader.read(d)
  d.seen_ids = d.seen_ids or { n = 0 }
  local out = { elements = {}, lines = {} }
  function out.id(key)
    if key and d.seen_ids[key] then return d.seen_ids[key] end
    d.seen_ids.n = d.seen_ids.n + 1
    if key then d.seen_ids[key] = d.seen_ids.n end
    return d.seen_ids.n
  end
  local list = {}
  for _, win in ipairs(d.windows) do
    list[#list + 1] = window_value(d, win)
    if not win.minimised then
      for _, w in ipairs(win.widgets) do
        if win:shown(w) then
          if d.mode == "pixels" or win.mode == "pixels" then read_pixels(d, win, w, out) else read_atspi(d,
            win, w, out) end
        end
      end
    end
  end
  return { frame = 1, w = d.w, h = d.h, pointer = d.pointer, windows = list, elements = out.elements, lines = out.lines,
           focus = out.focus }
end

-- Everything that is to be seen, as one string.
function reader.picture(d)
  local out = {}
  local v = reader.read(d)
  for _, w in ipairs(v.windows) do
    out[#out + 1] = w.id .. w.title .. tostring(w.active) .. tostring(w.minimised) .. tostring(w.maximised)
  end
  for _, e in ipairs(v.elements) do
    out[#out + 1] = e.role .. e.name .. tostring(e.value) .. e.box[1] .. "," .. e.box[2] .. table.concat(e.states)
  end
  for _, l in ipairs(v.lines) do out[#out + 1] = l.text .. l.box[2] end
  local f = d.active and d.active.focus
  if f and f.text then out[#out + 1] = f.text.caret .. "/" .. tostring(f.text.anchor) end
  return table.concat(out, "|")
end

return reader
