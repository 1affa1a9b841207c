-- widgets.lua: kinds of widget: what each looks like to a reader, and what clicks and keys do to it.
local editing = require "sim.editing"

local widgets = {}

local kinds = {}

local function base(kind, name, box, more)
  local w = { kind = kind, name = name, x = box[1], y = box[2], w = box[3], h = box[4] }
  for k, v in pairs(more or {}) do w[k] = v end
  return w
end

function widgets.new(kind, name, box, more)
  local w = base(kind, name, box, more)
  if kind == "field" or kind == "textarea" or kind == "spin" then w.text = editing.new(w.value) end
  return w
end

function widgets.of(w)
  return kinds[w.kind] or {}
end

kinds.button = { role = "button", click = function(w) if not w.disabled and w.on then w.on(w) end end,
  key = function(w, chord) if chord == "Return" or chord == "space" then if w.on then w.on(w) end return true end end }
kinds.label = { role = "text" }
kinds.tab = { role = "tab", click = function(w) w.window:show_page(w.name) if w.on then w.on(w) end end }
kinds.check = { role = "check", click = function(w) w.checked = not w.checked end,
  key = function(w, chord) if chord == "space" then w.checked = not w.checked return true end end }
kinds.radio = { role = "radio", click = function(w)
  for _, o in ipairs(w.window.widgets) do if o.kind == "radio" and o.group == w.group then o.checked = false end end
  w.checked = true
end }

kinds.field = { role = "field", edits = true,
  click = function(w, count) if count == 3 then editing.key(w.text, "ctrl+a") else w.text.caret,
    w.text.anchor = #w.text.value, nil end end,
  key = function(w, chord, desktop) return editing.key(w.text, chord, desktop) end,
  type = function(w, s) editing.insert(w.text, s) end }
kinds.textarea = { role = "textarea", edits = true, multiline = true, click = kinds.field.click, key = kinds.field.key,
  type = function(w, s) editing.insert(w.text, s) if w.on_change then w.on_change(w) end end }

kinds.spin = { role = "spin", edits = true, click = kinds.field.click, type = kinds.field.type,
  key = function(w, chord, desktop)
    if chord == "Up" or chord == "Down" then
      w.text.value = tostring((tonumber(w.text.value) or 0) + (chord == "Up" and 1 or -1))
      return true
    end
    return editing.key(w.text, chord, desktop)
  end }

local function clamp(v, a, b) return math.max(a, math.min(b, v)) end

kinds.slider = { role = "slider",
  click = function(w, _, x)
    local part = clamp((x - w.x - 8) / (w.w - 16), 0, 1)
    local v = w.min + part * (w.max - w.min)
    w.value = clamp(math.floor(v / w.step + 0.5) * w.step + (w.rough or 0), w.min, w.max)
  end,
  key = function(w, chord)
    if chord == "Right" or chord == "Up" then w.value = clamp(w.value + w.step, w.min, w.max) return true end
    if chord == "Left" or chord == "Down" then w.value = clamp(w.value - w.step, w.min, w.max) return true end
    if chord == "Home" then w.value = w.min return true end
    if chord == "End" then w.value = w.max return true end
  end }

kinds.combo = { role = "combo",
  click = function(w, _, _, _, desktop)
    local win = w.window
    local items = {}
    for i, option in ipairs(w.options) do
      items[i] = widgets.new("menuitem", option, { 0, (i - 1) * 24, w.w, 24 }, { on = function()
        w.value = option
        if w.on then w.on(w) end
      end })
    end
    desktop:popup(win.x + w.x, win.y + w.y + w.h, w.w, #w.options * 24, items)
  end,
  type = function(w, s)
    for _, option in ipairs(w.options) do
      if option:lower():sub(1, #s) == s:lower() then w.value = option end
    end
  end, key = function(_, chord) return chord == "Return" end }

kinds.menuitem = { role = "menuitem", click = function(w, _, _, _, desktop)
  if w.items then
    local win = w.window
    desktop:menu(win.x + w.x + w.w, win.y + w.y, w.items, true)
    return
  end
  desktop:close_popups()
  if w.on then w.on(w) end
end }
kinds.menu = { role = "menu", click = function(w, _, _, _, desktop)
  local win = w.window
  desktop:menu(win.x + w.x, win.y + w.y + w.h, w.items)
end }

-- A list of rows, some of them in view.
kinds.list = { role = "list",
  click = function(w, count, _, y)
    local at = w.top + math.floor((y - w.y) / w.row_h)
    if w.rows[at + 1] then
      w.selected = at + 1
      if count == 2 and w.on_open then w.on_open(w, w.rows[at + 1]) end
    end
  end,
  scroll = function(w, dy)
    local shown = math.floor(w.h / w.row_h)
    w.top = clamp(w.top + dy, 0, math.max(0, #w.rows - shown))
  end,
  key = function(w, chord)
    if chord == "Down" then w.selected = clamp((w.selected or 0) + 1, 1, #w.rows) return true end
    if chord == "Up" then w.selected = clamp((w.selected or 2) - 1, 1, #w.rows) return true end
  end }

-- Icons of a folder view.
kinds.icons = { role = "list",
  click = function(w, count, x, y)
    w.selected = nil
    for _, icon in ipairs(w:layout()) do
      if x >= icon.x and x < icon.x + icon.w and y >= icon.y and y < icon.y + icon.h then
        w.selected = icon.name
        if count == 2 then w.on_open(w, icon.name) end
      end
    end
  end }

return widgets
