-- apps.lua: programs for the simulated desktop: editor, file dialog, file manager, calculator, message box.
local widgets = require "sim.widgets"

local apps = {}
local new = widgets.new

function apps.message(d, text, buttons, owner, title)
  local content = { new("label", text, { 20, 20, 360, 20 }) }
  local win
  for i, b in ipairs(buttons) do
    content[#content + 1] = new("button", b[1], { 20 + (i - 1) * 120, 70, 110, 30 }, { on = function()
      d:remove(win)
      if b[2] then b[2]() end
    end })
  end
  win = d:open { title = title or "Question", type = "dialog", modal = true, transient = owner, x = 400,
    y = 300, w = 420, h = 120,
    content = content }
  win.default = function() content[2].on() end
  win.cancel = function() content[#content].on() end
  return win
end

local function basename(path) return path:match("[^/]+$") end

function apps.chooser(d, owner, title, verb, done)
  local field = new("field", "Name", { 100, 20, 380, 28 })
  local win
  local function confirm()
    local name = field.text.value
    if name == "" then return end
    local path = name:find("^/") and name or d.folder .. "/" .. name
    if verb == "Save" and d.files[path] then
      apps.message(d, 'A file named "' .. basename(path) .. '" already exists. Replace it?',
        { { "Replace", function() d:remove(win) done(path) end }, { "Cancel" } }, win)
      return
    end
    if verb == "Open" and type(d.files[path]) ~= "string" then
      apps.message(d, "The file does not exist.", { { "OK" } }, win)
      return
    end
    d:remove(win)
    done(path)
  end
  win = d:open { title = title, type = "dialog", modal = true, transient = owner, x = 300, y = 200, w = 520, h = 360,
    content = { new("label", "Name:", { 20, 24, 60, 20 }), field, new("button", "Cancel", { 300, 310, 90, 30 }),
      new("button", verb, { 400, 310, 90, 30 }, { on = confirm }) } }
  win.default = confirm
  win.cancel = function() d:remove(win) end
  win.widgets[3].on = win.cancel
  return win
end

local function editor_title(win)
  win.title = (win.dirty and "*" or "") .. (win.path and basename(win.path) or "Untitled 1") .. " - Notes"
end

function apps.editor(d, path)
  local area = new("textarea", "", { 0, 30, 600, 400 }, { value = path and d.files[path] or "" })
  local win
  local function write(to)
    win.path, win.dirty = to, false
    d.files[to] = area.text.value
    editor_title(win)
  end
  local function save_as() apps.chooser(d, win, "Save As", "Save", write) end
  local function save() if win.path then write(win.path) else save_as() end end
  local function open()
    apps.chooser(d, win, "Open File", "Open", function(p)
      win.path, win.dirty, area.text.value = p, false, d.files[p]
      area.text.caret = 0
      editor_title(win)
    end)
  end
  win = d:open { title = "", class = "mousepad", app = "Text Editor", x = 100, y = 80, w = 620, h = 460, content = {
    new("menu", "File", { 0, 0, 50, 26 }, { items = { { "New" }, { "Open...", open }, { "Save", save },
      { "Save As...", save_as },
      { "Export", { { "As PDF", function() d.exported = "pdf" end }, { "As Web Page",
        function() d.exported = "web" end } } } } }),
    new("menu", "Edit", { 50, 0, 50, 26 }, { items = { { "Undo" }, { "Select All" }, { "Paste", nil,
      disabled = true } } }),
    area }, keys = { ["ctrl+s"] = save, ["ctrl+shift+s"] = save_as, ["ctrl+o"] = open } }
  win.focus = area
  win.area = area
  area.on_change = function() win.dirty = true editor_title(win) end
  win.on_close = function()
    if not win.dirty then return true end
    apps.message(d, "Do you want to save the changes before closing?", {
      { "Save", function() save() end }, { "Don't Save", function() d:remove(win) end }, { "Cancel" } }, win)
    return false
  end
  win.path = path
  editor_title(win)
  return win
end

-- Entries right under a folder of d.files (path → text, or true for a folder).
local function entries(d, folder)
  local out = {}
  for path in pairs(d.files) do
    local rest = path:sub(1, #folder + 1) == folder .. "/" and path:sub(#folder + 2)
    if rest and not rest:find("/") then out[#out + 1] = rest end
  end
  table.sort(out)
  return out
end

local function ask_name(d, win, title, start, done)
  local field = new("field", "", { 20, 50, 300, 28 }, { value = start })
  local dialog
  local function confirm()
    local path = win.folder .. "/" .. field.text.value
    d:remove(dialog)
    if d.files[path] then apps.message(d, "The name exists already.", { { "OK" } }, win) return end
    done(path)
  end
  dialog = d:open { title = title, type = "dialog", modal = true, transient = win, x = 420, y = 300, w = 340, h = 130,
    content = { new("label", "Enter a name:", { 20, 20, 200, 20 }), field, new("button", "Cancel", { 120, 90, 90, 28 }),
      new("button", "OK", { 220, 90, 90, 28 }, { on = confirm }) } }
  dialog.default = confirm
  dialog.cancel = function() d:remove(dialog) end
  dialog.widgets[3].on = dialog.cancel
end

local function move_tree(d, from, to)
  local moved = {}
  for path, v in pairs(d.files) do
    if path == from or path:sub(1, #from + 1) == from .. "/" then moved[path] = v end
  end
  for path, v in pairs(moved) do
    d.files[path] = nil
    d.files[to .. path:sub(#from + 1)] = v
  end
end

function apps.files(d, folder)
  local win
  local icons = new("icons", "", { 160, 40, 560, 380 }, { layout = function()
    local out = {}
    for i, name in ipairs(entries(d, win.folder)) do
      out[i] = { name = name, x = 170 + ((i - 1) % 5) * 110, y = 50 + ((i - 1) // 5) * 80, w = 100, h = 70 }
    end
    return out
  end })
  local function selected() return icons.selected and win.folder .. "/" .. icons.selected end
  local function go(to)
    win.folder, win.title, icons.selected = to, basename(to), nil
    win.bar.text.value = to
  end
  icons.on_open = function(_, name)
    local path = win.folder .. "/" .. name
    if d.files[path] == true then go(path) else apps.editor(d, path) end
  end
  local function make() ask_name(d, win, "Create New", "New", function(path) d.files[path] = true end) end
  win = d:open { title = basename(folder), class = "pcmanfm", app = "File Manager", x = 200, y = 100,
    w = 740, h = 440, folder = folder,
    content = { new("field", "", { 160, 6, 500, 26 }, { value = folder, unnamed = true }), icons,
      new("label", "Documents", { 10, 60, 120, 20 }) },
    keys = { ["ctrl+shift+n"] = make,
      F2 = function()
        local from = selected()
        if from then ask_name(d, win, "Rename", basename(from), function(path) move_tree(d, from, path) end) end
      end,
      Delete = function()
        local from = selected()
        if from then apps.message(d, "Move the file to the trash can?", { { "Yes",
          function() d.files[from] = nil end }, { "No" } }, win) end
      end,
      ["ctrl+l"] = function() win.focus = win.bar end,
      ["ctrl+c"] = function() win.taken = { selected(), "copy" } end,
        ["ctrl+x"] = function() win.taken = { selected(), "move" } end,
      ["ctrl+v"] = function()
        local from, how = table.unpack(win.taken or {})
        if not from then return end
        local to = win.folder .. "/" .. basename(from)
        if how == "copy" then d.files[to] = d.files[from] else move_tree(d, from, to) end
      end } }
  win.bar = win.widgets[1]
  win.focus = icons
  win.default = function() if win.focus == win.bar
    and d.files[win.bar.text.value] == true then go(win.bar.text.value) end end
  return win
end

function apps.calculator(d)
  local display = new("field", "", { 10, 10, 280, 40 }, { value = "0", unnamed = true })
  local sum = ""
  local win
  local function show() display.text.value = sum == "" and "0" or sum end
  local function equals()
    local f = load("return " .. sum:gsub("x", "*"))
    local ok, v = pcall(f or error)
    sum = ok and ("%.10g"):format(v) or "Error"
    show()
  end
  local content = { display }
  for i, sign in ipairs { "7", "8", "9", "/", "4", "5", "6", "*", "1", "2", "3", "-", "0", ".", "=", "+" } do
    content[#content + 1] = new("button", sign, { 10 + ((i - 1) % 4) * 70, 60 + ((i - 1) // 4) * 50, 60,
      40 }, { on = function()
      if sign == "=" then equals() else sum = sum .. sign show() end
    end })
  end
  win = d:open { title = "Calculator", class = "galculator", app = "Calculator", x = 500, y = 200, w = 300,
    h = 280, content = content,
    keys = { Escape = function() sum = "" show() end, Return = equals } }
  win.on_char = function(_, c)
    if d.deaf_calculator then return true end
    if c == "=" then equals() elseif c:find("[%d%.%+%-%*/%(%)]") then sum = sum .. c show() end
    return true
  end
  win.display = display
  return win
end

return apps
