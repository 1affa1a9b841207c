-- desktop.lua: a desktop in a table: windows with widgets that react to canonical actions, and the value
-- that a reader would give of it, with accessible roles or from pixels only.
local widgets = require "sim.widgets"

local Desktop = {}
Desktop.__index = Desktop
local Window = {}
Window.__index = Window

function Desktop.new(options)
  local d = setmetatable({ windows = {}, next_id = 100, w = 1280, h = 800, pointer = { 5, 790 }, log = {},
    files = {}, apps = {}, noise = 0 }, Desktop)
  for k, v in pairs(options or {}) do d[k] = v end
  return d
end

function Desktop:open(spec)
  local win = setmetatable(spec, Window)
  self.next_id = self.next_id + 1
  win.id, win.desktop = self.next_id, self
  win.widgets = {}
  win.type = win.type or "normal"
  for _, w in ipairs(spec.content or {}) do win:add(w) end
  self.windows[#self.windows + 1] = win
  if win.managed ~= false then self.active = win end
  if not win.focus then
    for _, w in ipairs(win.widgets) do
      if widgets.of(w).edits then win.focus = w break end
    end
  end
  return win
end

function Window:add(w)
  w.window = self
  self.widgets[#self.widgets + 1] = w
  return w
end

function Window:show_page(name)
  self.page = name
end

function Window:shown(w)
  return not w.hidden and (w.page == nil or w.page == self.page)
end

function Window:close()
  if self.on_close and self.on_close(self) == false then return end
  self.desktop:remove(self)
end

function Desktop:remove(win)
  for i, w in ipairs(self.windows) do
    if w == win then table.remove(self.windows, i) break end
  end
  for i = #self.windows, 1, -1 do
    if self.windows[i].transient == win then self:remove(self.windows[i]) end
  end
  if self.active == win then
    self.active = win.transient
    if not self.active then
      for i = #self.windows, 1, -1 do
        if self.windows[i].managed ~= false then self.active = self.windows[i] break end
      end
    end
  end
end

function Desktop:raise(win)
  for i, w in ipairs(self.windows) do
    if w == win then table.remove(self.windows, i) break end
  end
  self.windows[#self.windows + 1] = win
  self.active = win
  win.minimised = false
end

function Desktop:popup(x, y, w, h, items)
  return self:open { title = "", type = "menu", managed = false, x = x, y = y, w = w, h = h, content = items }
end

function Desktop:menu(x, y, list, keep)
  if not keep then self:close_popups() end
  local items = {}
  for i, item in ipairs(list) do
    items[i] = widgets.new("menuitem", item[1], { 0, (i - 1) * 26, 190, 26 },
      type(item[2]) == "table" and { items = item[2] } or { on = item[2], disabled = item.disabled })
  end
  return self:popup(x, y, 190, #list * 26, items)
end

function Desktop:close_popups()
  for i = #self.windows, 1, -1 do
    if self.windows[i].managed == false then table.remove(self.windows, i) end
  end
end

function Desktop:popups()
  for i = #self.windows, 1, -1 do
    if self.windows[i].managed == false then return self.windows[i] end
  end
end

function Desktop:top_at(x, y)
  for i = #self.windows, 1, -1 do
    local w = self.windows[i]
    if not w.minimised and x >= w.x and x < w.x + w.w and y >= w.y and y < w.y + w.h then return w end
  end
end

-- The window that takes input: a modal one before its owner.
function Desktop:modal_over(win)
  for i = #self.windows, 1, -1 do
    local w = self.windows[i]
    if w.modal and w.transient == win then return w end
  end
end

local acts = {}

function Desktop:widget_at(x, y)
  local win = self:top_at(x, y)
  if not win then return nil end
  for i = #win.widgets, 1, -1 do
    local w = win.widgets[i]
    if win:shown(w) and x >= win.x + w.x and x < win.x + w.x + w.w and y >= win.y + w.y and y < win.y + w.y + w.h then
      return w, win
    end
  end
  return nil, win
end

function acts.click(d, a)
  d.pointer = { a.x, a.y }
  local w, win = d:widget_at(a.x, a.y)
  if d:popups() and not (win and win.managed == false) then
    d:close_popups()
    return
  end
  if not win then return end
  if win.managed ~= false then
    if d:modal_over(win) then return end
    d:raise(win)
  end
  if a.button == "right" then
    if win.context then win.context(win, w, a.x, a.y) end
    return
  end
  if not w then return end
  local kind = widgets.of(w)
  if w.disabled then return end
  if kind.click then kind.click(w, a.count, a.x - win.x, a.y - win.y, d) end
  if kind.key or kind.edits then win.focus = w end
end

function acts.move(d, a) d.pointer = { a.x, a.y } end

function acts.drag(d, a)
  local from, to = a.path[1], a.path[#a.path]
  local w, win = d:widget_at(from[1], from[2])
  if w and w.on_drag then w.on_drag(w, (d:widget_at(to[1], to[2])), to) return end
  if w and w.kind == "slider" then widgets.of(w).click(w, 1, to[1] - win.x) end
end

function acts.scroll(d, a)
  local w = d:widget_at(a.x, a.y)
  local kind = w and widgets.of(w)
  if kind and kind.scroll then kind.scroll(w, a.dy) end
end

function acts.type(d, a)
  for c in a.text:gmatch(utf8.charpattern) do
    if c == "\n" then d:press("Return") elseif c == "\t" then d:press("Tab") else d:put(c) end
  end
end

function Desktop:put(c)
  local win = self.active
  if not win or self:popups() then return end
  if win.on_char and win.on_char(win, c) then return end
  local w = win.focus
  local kind = w and widgets.of(w)
  if kind and kind.type then
    if w.ahead then w.ahead = w.ahead .. c else w.ahead = c end
    kind.type(w, kind.edits and c or w.ahead)
    if w.on_change then w.on_change(w) end
  end
end

local function tab(win, step)
  local list = {}
  for _, w in ipairs(win.widgets) do
    local kind = widgets.of(w)
    if win:shown(w) and (kind.edits or kind.key) then list[#list + 1] = w end
  end
  for i, w in ipairs(list) do
    if w == win.focus then win.focus = list[(i - 1 + step) % #list + 1] return end
  end
  win.focus = list[1]
end

function Desktop:press(chord)
  if self:popups() then
    if chord == "Escape" then self:remove(self:popups()) end
    return
  end
  local win = self.active
  if not win then return end
  local over = self:modal_over(win)
  if over then win = over end
  if win.keys and win.keys[chord] then win.keys[chord](win) return end
  local w = win.focus
  local kind = w and widgets.of(w)
  if w then w.ahead = nil end
  if kind and kind.multiline and chord == "Return" then kind.type(w, "\n") return end
  if kind and kind.key and kind.key(w, chord, self) then
    if w.on_change and (chord == "ctrl+v" or chord == "ctrl+x" or chord == "Delete"
      or chord == "BackSpace") then w.on_change(w) end
    return
  end
  if chord == "Tab" then tab(win, 1) elseif chord == "shift+Tab" then tab(win, -1)
  elseif chord == "Return" then if win.default then win.default(win) end
  elseif chord == "Escape" then if win.cancel then win.cancel(win) end end
end

function acts.key(d, a)
  for _ = 1, a.count or 1 do d:press(table.concat(a.chord, "+")) end
end

function acts.wait(d)
  d.waited = (d.waited or 0) + 1
  if d.on_wait then d.on_wait(d, d.waited) end
end

function acts.open(d, a)
  for name, start in pairs(d.apps) do
    if a.target:lower() == name then start(d) return end
  end
  if d.files[a.target] and d.open_path then d.open_path(d, a.target) return end
  return { code = "not_found", message = "nothing is called '" .. a.target .. "'" }
end

function acts.tool(d, a)
  local function window(id)
    for _, w in ipairs(d.windows) do if w.id == id then return w end end
  end
  local w = window(tonumber(a.arguments.window))
  if a.name == "window_focus" then if not (w and d:modal_over(w)) then d:raise(w) end
  elseif a.name == "window_close" then w:close()
  elseif a.name == "window_maximise" then w.maximised = true
  elseif a.name == "window_minimise" then w.minimised = true
  elseif a.name == "window_restore" then w.maximised, w.minimised = false, false
  elseif a.name == "clipboard_set" then d.clipboard = a.arguments.text
  elseif a.name == "clipboard_get" then return nil, d.clipboard
  else return { code = "not_found", message = "no tool " .. a.name } end
end

local function ids(d)
  local set = {}
  for _, w in ipairs(d.windows) do set[w.id] = true end
  return set
end

-- Does one action; gives the result that the daemon would.
function Desktop:act(a)
  local reader = require "sim.reader"
  self.log[#self.log + 1] = a
  local before, had = reader.picture(self), ids(self)
  local err, value = acts[a.action](self, a)
  local opened = {}
  for _, w in ipairs(self.windows) do
    if not had[w.id] then opened[#opened + 1] = w.id end
  end
  local changed = reader.picture(self) ~= before
  return { verdict = changed and "confirmed" or "no effect", error = err, tool = value, changed = {},
           windows = { opened = opened, closed = {}, retitled = {} } }
end

return Desktop
