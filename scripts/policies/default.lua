-- default.lua : asks a person before what looks like paying, sending, deleting, entering credentials or a root
-- shell; allows everyday work. It judges by the words on what is acted on, in the languages of words/risky.lua.
-- Whatever it cannot make sense of raises, and an error is a denial.
local words = require "words.risky"
local shell = require "words.shell"

-- ---------------------------------------------------------------- words

-- Lower case (ASCII and Latin-1 letters), without mnemonics; punctuation (also U+2010 to U+203F, U+00A0 to
-- U+00BF) is one blank; blanks around.
local function plain(text)
  text = (text or ""):lower()
  text = text:gsub("\xC3([\x80-\x96\x98-\x9E])", function(c) return "\xC3" .. string.char(c:byte() + 32) end)
  text = text:gsub("[_&]", ""):gsub("\xE2\x80[\x90-\xBF]", " "):gsub("\xC2[\xA0-\xBF]", " "):gsub("%p", " ")
  return " " .. text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "") .. " "
end

local function holds(text, list)
  for _, word in ipairs(list) do
    if word:sub(1, 1) == "=" then
      if text == " " .. word:sub(2) .. " " then return word:sub(2) end
    elseif text:find(" " .. word .. " ", 1, true) then
      return word
    end
  end
end

local function begins(text, list)
  for _, word in ipairs(list) do
    if text:sub(1, #word + 2) == " " .. word .. " " then return word end
  end
end

local function category(text, risks)
  for _, risk in ipairs(risks) do
    if holds(text, risk.names) then return risk.what end
  end
end

local function quoted(name)
  local text = name:gsub("%s+", " ")
  if utf8.len(text) and utf8.len(text) > 40 then text = text:sub(1, utf8.offset(text, 40) - 1) .. "…" end
  return '"' .. text .. '"'
end

-- ---------------------------------------------------------------- programs

local function set(text)
  local t = {}
  for word in text:gmatch("%S+") do t[word] = true end
  return t
end

local terminals = set [[xterm uxterm gnome-terminal gnome-terminal-server konsole lxterminal xfce4-terminal
  alacritty kitty terminator tilix st st-256color urxvt rxvt foot wezterm terminology qterminal mate-terminal
  ptyxis kgx deepin-terminal guake yakuake cool-retro-term]]
local file_managers = set [[pcmanfm pcmanfm-qt nautilus thunar dolphin nemo caja spacefm org.gnome.nautilus
  org.kde.dolphin krusader doublecmd]]

local function is(window, category_name, classes)
  if not window then return false end
  local categories = type(window.app) == "table" and window.app.categories or {}
  if type(categories) == "string" then
    if categories:find(category_name, 1, true) then return true end
    categories = {}
  end
  for _, c in ipairs(categories) do
    if c == category_name then return true end
  end
  return classes ~= nil and classes[(window.class or ""):lower()] == true
end

local function is_terminal(window) return is(window, "TerminalEmulator", terminals) end
local function is_files(window) return is(window, "FileManager", file_managers) end
local function is_editor(window)
  if not window or window.type == "dialog" then return false end
  for _, c in ipairs { "TextEditor", "WordProcessor", "Spreadsheet", "Presentation", "IDE", "Graphics",
      "Calculator" } do
    if is(window, c) then return true end
  end
  return false
end

local function is_dialog(window)
  return window ~= nil and (window.type == "dialog" or window.modal == true)
end

-- ---------------------------------------------------------------- the screen

local function inside(box, x, y)
  return box and x >= box[1] and y >= box[2] and x < box[1] + box[3] and y < box[2] + box[4]
end

-- In the window that is on top there: what lies below it is not what is pressed.
local function element_at(screen, x, y, window)
  local best, area
  for _, e in ipairs(screen.elements or {}) do
    if inside(e.box, x, y) and (not window or e.window == window.id)
        and (not best or e.box[3] * e.box[4] < area) then
      best, area = e, e.box[3] * e.box[4]
    end
  end
  return best
end

local entries = set "field textarea spin combo"
local frames = set "text dialog window group other image"

-- A window's own words (not those on its buttons and in its fields), how many elements it has, how many of them
-- take input, and whether one of its buttons takes the question back.
local function reading(screen, window)
  local r = { n = 0, fields = 0, way_out = false }
  local parts, things = { window.title or "" }, {}
  for _, e in ipairs(screen.elements or {}) do
    if e.window == window.id then
      r.n = r.n + 1
      if entries[e.role] then r.fields = r.fields + 1 end
      if e.role == "text" or e.role == "dialog" then parts[#parts + 1] = e.name end
      if not frames[e.role] then things[#things + 1] = e end
      if begins(plain(e.name), words.harmless) or begins(plain(e.name), words.no) then r.way_out = true end
    end
  end
  for _, line in ipairs(screen.lines or {}) do
    if line.window == window.id then
      local on_thing = begins(plain(line.text), words.harmless) or begins(plain(line.text), words.no)
      if on_thing then r.way_out = true end
      for _, e in ipairs(things) do
        on_thing = on_thing or inside(e.box, line.box[1] + line.box[3] // 2, line.box[2] + line.box[4] // 2)
      end
      if not on_thing then parts[#parts + 1] = line.text end
    end
  end
  r.text = plain(table.concat(parts, " "))
  return r
end

local function last_line(screen, window)
  local last
  for _, line in ipairs(screen.lines or {}) do
    if line.window == window.id and line.text:match("%S") then last = line.text end
  end
  if not last and screen.focus.window == window.id and screen.focus.value then
    for line in screen.focus.value:gmatch("[^\n]+") do last = line end
  end
  return last or ""
end

local function takes_payment(screen, window)
  for _, e in ipairs(screen.elements or {}) do
    if (not window or e.window == window.id) and entries[e.role]
        and holds(plain(e.name .. " " .. (e.description or "")), words.payment_fields) then
      return true
    end
  end
  return false
end

-- ---------------------------------------------------------------- pressing something

-- Roles whose name is content, not what a click on it does.
local content = set "field textarea cell header treeitem item list text_area window tab check radio slider progress"

-- Why pressing a thing of this name wants a yes, or nil.
local function risk_of_name(name, window)
  local text = plain(name)
  local count = select(2, text:gsub("%S+", ""))
  if count == 0 or count > 7 then return end
  local contract = holds(text, words.risks[#words.risks].names)
  if not contract and begins(text, words.harmless) then return end
  local what = category(text, words.risks)
  if what == "deleting" and is_editor(window) and count <= 2 and not holds(text, words.files) then
    return -- of a document's own content; it can be undone
  end
  return what
end

-- Saying yes to a dialog does what the dialog's words ask.
local function risk_of_dialog(name, screen, window, context)
  if not is_dialog(window) then return end
  local dialog = reading(screen, window)
  if dialog.n > 40 or dialog.fields > 1 then return end -- a form, not a question
  local button = plain(name)
  if holds(dialog.text, words.exists) and begins(button, words.replace) then
    local task = (context.task or ""):lower()
    for _, stem in ipairs(words.may_replace) do
      if task:find(stem, 1, true) then return end
    end
    return "overwriting a file that is there"
  end
  if not dialog.way_out or not begins(button, words.yes) then return end -- only told, or not said yes to
  local what = category(dialog.text, words.dialogs)
  if what == "deleting" or dialog.fields == 0 then return what end
end

local function press(action, screen, context, thing)
  local window = action.window
  if not thing or content[thing.role] then return "allow" end
  local name = (thing.name or "") ~= "" and thing.name or thing.description or ""
  local what = risk_of_name(name, window) or risk_of_name(thing.description or "", window)
  if what then return "ask", quoted(name) .. " looks like " .. what end
  what = risk_of_dialog(name, screen, window, context)
  if what then return "ask", quoted(name) .. " says yes to " .. what end
  if begins(plain(name), words.yes) and takes_payment(screen, window) then
    return "ask", quoted(name) .. " may send payment data"
  end
  return "allow"
end

local rules = {}

-- Things that only lie around what is pressed: then the words in the pixels say what it is.
local surfaces = set "window dialog group other image scrollbar"

function rules.click(action, screen, context)
  local thing, pointer = action.element, screen.pointer or {}
  local x, y = action.x or pointer[1], action.y or pointer[2]
  if not thing and x then thing = element_at(screen, x, y, action.window) end
  local nameless = thing and (thing.name or "") == "" and not content[thing.role]
  if x and (not thing or nameless or surfaces[thing.role]) then
    if thing and (thing.role == "window" or thing.role == "dialog") then thing = nil end
    for _, line in ipairs(screen.lines or {}) do
      if inside(line.box, x, y) then thing = { role = "text", name = line.text } end
    end
  end
  return press(action, screen, context, thing)
end
rules.button_down, rules.button_up, rules.mark = rules.click, rules.click, rules.click

function rules.drag(action, screen)
  local to = action.path[#action.path]
  local thing = element_at(screen, to[1], to[2], action.window)
  if thing and not content[thing.role] and holds(plain(thing.name), words.trash) then
    return "ask", "dropping onto " .. quoted(thing.name) .. " looks like deleting"
  end
  return "allow"
end

-- ---------------------------------------------------------------- keys

local function terminal_line(action, screen, text)
  local window = action.window
  local last = last_line(screen, window)
  if plain(window.title):find(" root ", 1, true) or shell.root_prompt(last) then
    return "ask", "this looks like a root shell"
  end
  local what = shell.risk(text)
  if what then return "ask", "the command looks like " .. what end
  return "allow"
end

local returns = set "Return KP_Enter"
local moving = set [[Escape Up Down Left Right Home End Page_Up Page_Down Tab ctrl alt shift super Menu F10]]

-- A key in an open menu chooses an entry. Which one is not always known; then the riskiest decides.
local function in_menu(action, screen, context)
  local menu
  for _, w in ipairs(screen.windows or {}) do
    if w.type == "menu" and not w.minimised then menu = w end
  end
  if not menu then return end
  local risky
  for _, e in ipairs(screen.elements or {}) do
    if e.window == menu.id then
      for _, state in ipairs(e.states or {}) do
        if state == "selected" or state == "focused" then return press(action, screen, context, e) end
      end
      if risk_of_name(e.name, action.window) then risky = e.name end
    end
  end
  for _, line in ipairs(screen.lines or {}) do
    if line.window == menu.id and risk_of_name(line.text, action.window) then risky = line.text end
  end
  if risky then return "ask", "a key may choose " .. quoted(risky) .. " in the open menu" end
end

local function chord(action, screen, context, keys)
  local key, held = keys[#keys], {}
  for i = 1, #keys - 1 do held[keys[i]] = true end
  if not moving[key] then
    local verdict, reason = in_menu(action, screen, context)
    if verdict then return verdict, reason end
  end
  if held.ctrl and held.alt and (key == "Delete" or key == "BackSpace") then
    return "ask", "these keys look like ending the session"
  end
  if returns[key] and is_terminal(action.window) then
    return terminal_line(action, screen, shell.after_prompt(last_line(screen, action.window)))
  end
  if returns[key] and held.ctrl and is(action.window, "Email") then
    return "ask", "these keys look like sending"
  end
  if key == "Delete" and (is_files(action.window) or is(action.window, "Email"))
      and screen.focus.role ~= "field" and screen.focus.role ~= "textarea" then
    return "ask", "the Delete key looks like deleting what is selected"
  end
  if returns[key] or key == "space" then
    local thing = screen.focus
    if thing.role and not content[thing.role] then return press(action, screen, context, thing) end
    if returns[key] and is_dialog(action.window) then
      return press(action, screen, context, { role = "button", name = "OK" })
    end
  end
  return "allow"
end

function rules.key(action, screen, context) return chord(action, screen, context, action.chord) end
rules.hold_key = rules.key

function rules.key_down(action, screen, context) return chord(action, screen, context, { action.key }) end

function rules.type(action, screen, context)
  local focus, window = screen.focus, action.window
  local verdict, why = in_menu(action, screen, context)
  if verdict == "ask" then return verdict, why end
  if focus.secret then return "ask", "typing into a password field" end
  local field = plain((focus.name or "") .. " " .. (focus.description or ""))
  local named = not is_terminal(window) and focus.role ~= "textarea" and holds(field, words.credentials)
  if named then return "ask", "typing into a field for a " .. named end
  if is_terminal(window) then return terminal_line(action, screen, action.text) end
  if window and holds(plain(window.title), words.authentication) then
    return "ask", "typing into a window that asks for credentials"
  end
  if action.text:find("\n", 1, true)
      and (is(window, "InstantMessaging") or is(window, "Chat") or is(window, "IRCClient")) then
    return "ask", "a line typed here looks like sending"
  end
  return "allow"
end

-- ---------------------------------------------------------------- the rest

-- What a tool does on the screen comes here again, action by action; its name tells what else it does.
function rules.tool(action, _, context)
  if context.effect == "reads" then return "allow" end
  local what = category(plain((action.name:gsub("_", " "))), words.risks)
  if what then return "ask", "the tool " .. quoted(action.name) .. " looks like " .. what end
  return "allow"
end

function rules.open(action)
  local target = action.target
  local what = not target:find("[/.]") and category(plain(target), words.risks)
  if what then return "ask", "opening " .. quoted(target) .. " looks like " .. what end
  return "allow"
end

for _, kind in ipairs { "move", "scroll", "wait", "screenshot", "zoom", "key_up", "back", "forward", "finish", "ask",
    "say", "code", "points", "boxes" } do
  rules[kind] = function() return "allow" end
end

return policy { name = "default", check = function(action, screen, context)
  local rule = rules[action.kind]
  if not rule then return "ask", "no rule knows the action " .. quoted(tostring(action.kind)) end
  if (rule == rules.type or rule == rules.key) and not screen.windows then
    return "ask", "nothing is known of the screen"
  end
  return rule(action, screen, context or {})
end }
