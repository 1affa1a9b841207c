-- menu.lua: "File > Save As", "choose Copy from the Edit menu", "open the View menu".
local ground = require "ground"
local normalise = require "normalise"
local phrase = require "phrase"
local text = require "text"

local menu = {}

menu.wordings = {
  { "(choose|select|click|pick|open|go to|use|press|activate|hit|navigate to) [on] [the] [menu] " ..
    "[item|entry] {path}", path_only = "yes", weight = 6 },
  { "in [the] menu [bar] (choose|select|click|pick|open) {path}", path_only = "yes", weight = 6 },
  "(choose|select|click|pick|use|open) [on] [the] [menu item|menu entry|item|entry|option|command] " ..
    "{item} (from|in|under|of) [the] {menu} menu",
  "(choose|select|click|pick|use) [on] [the] {item} (from|in|under|of) [the] menu {menu}",
  "(from|in|under) the {menu} menu [,] (choose|select|click|pick|open) {item}",
  "(choose|select|click|pick|use) {item} (from|in) the menu",
  "(open|click|click on|show|pull down|drop down) the {menu} menu",
  "(open|click|click on|show|pull down|drop down) [the] menu {menu}",
  { "(open|click|click on|show|go to|go into|point to|hover over|choose|select) [the] {menu} (submenu|sub-menu)",
    weight = 4 },
  { "(open|click|click on|show|go to|go into|choose|select) [the] (submenu|sub-menu) {menu}", weight = 4 },
  { "(turn on|switch on|tick|check|enable|activate) [the] [option|entry|item] {item} (in|from|under) the {menu} menu",
    want = "on", weight = 4 },
  { "(turn off|switch off|untick|uncheck|disable) [the] [option|entry|item] {item} (in|from|under) the {menu} menu",
    want = "off", weight = 4 },
  { "(open|click|click on|show|pull down) the {menu} menu (of|in) {app}", weight = 10 },
  "(open|click) the {menu} menu (and|then) (choose|select|click|pick) {item}",
}

local SEPARATORS = { " > ", " -> ", " >> ", " | ", " / " }

local function path_of(words)
  local s = words
  for _, sep in ipairs(SEPARATORS) do s = s:gsub(text.escape(sep), "\4") end
  s = s:gsub("\2%s*>%s*\1", "\2\4\1"):gsub("%s*%->%s*", "\4"):gsub("(%w)>%s*(%u)", "%1\4%2")
  if not s:find("\4") then return nil end
  return text.split(s, "\4")
end

-- A whole path inside one pair of quotes counts too.
local function read_path(words, literals)
  words = words:gsub("%s+from%s+the%s+menu%s*b?a?r?$", ""):gsub("%s+in%s+the%s+menu%s*b?a?r?$", "")
  local value, quoted = normalise.value(words, literals)
  if quoted then return path_of((value:gsub("→", " > "):gsub(">", " > "):gsub("%s+", " "))) end
  local parts = path_of(words)
  if not parts then return nil end
  for i, part in ipairs(parts) do
    part = part:gsub("%s+from%s+the%s+menu%s*b?a?r?$", ""):gsub("%s+menu$", ""):gsub("^the%s+", "")
    parts[i] = normalise.value(part, literals)
  end
  return parts
end

function menu.accept(args, literals)
  if args.path_only then return read_path(args.path, literals) ~= nil end
  if args.item and read_path(args.item, literals) then return false end
  if args.menu then
    local low = normalise.value(args.menu, literals):lower()
    if low:find("drop") or low:find("context") or low:find("pop") or low:find("start$") or low:find("application") then
      return false
    end
  end
  return true
end

local MENU_ROLES = { "menu", "menuitem", "button", "toggle", "item", "check", "radio" }

local function names_seen(task)
  local out = {}
  for _, w in ipairs(task.view:popups()) do
    for _, thing in ipairs(task.view:in_window(w)) do
      if thing.name ~= "" and #out < 8 then out[#out + 1] = thing.name end
    end
  end
  return table.concat(out, ", ")
end

-- An entry of a menu that hangs open; the menu bar counts for the first part of a path.
local function entry(task, name, top)
  local p = { text = name, said = name, quoted = true }
  local popups = task.view:popups()
  if not top and #popups > 0 then
    for _, w in ipairs(popups) do
      local found = ground.find(task.view, p, { window = w, roles = MENU_ROLES, floor = 0.78 })
      for _, c in ipairs(found) do
        if task.view:is_shown(c.thing) then return c.thing end
      end
    end
    return nil
  end
  local w = task:window()
  local found = ground.find(task.view, p, { window = w, roles = MENU_ROLES, floor = top and 0.85 or 0.78 })
  for _, c in ipairs(found) do
    local role = c.thing.role
    local bar = top and w and c.thing.y < w.y + 140
    if task.view:is_shown(c.thing) and role ~= "window" and role ~= "field" and role ~= "textarea" and (bar
      or not top or role == "menu") then
      return c.thing
    end
  end
end

-- Menus behind a button: the "hamburger" that newer programs have instead of a bar.
local function open_hamburger(task)
  local w = task:window()
  for _, name in ipairs { "Menu", "Main Menu", "Open menu", "Application menu", "Primary menu" } do
    local found = ground.find(task.view, { text = name, said = name, quoted = true },
      { window = w, roles = { "button", "toggle", "menu" }, floor = 0.9 })[1]
    if found and found.thing.role ~= "text" then
      task:click(found.thing, "Open the program's menu.")
      return true
    end
  end
  return false
end

-- Opens one level; true when the entry was found and pressed.
local function press(task, name, top, last)
  local thing = entry(task, name, top)
  if not thing and not top then
    thing = task:await("Wait for the menu.", function() return entry(task, name, false) end, 3)
  end
  if not thing then return false end
  if thing.states.disabled then
    task:close_popups()
    task:fail('the menu entry "%s" is greyed out', thing.name)
  end
  local shown = #task.view:popups()
  task:click(thing, (last and 'Choose "%s".' or 'Open the menu "%s".'):format(thing.name))
  if not last and #task.view:popups() <= shown and not top then
    -- a submenu may want the pointer to rest, or the right arrow
    task:key("Open the submenu.", "Right")
  end
  return true, thing
end

-- Follows a path from the menu bar. Returns true, or false and the part that was not there.
function menu.follow(task, path)
  task:focus_scope()
  for i, name in ipairs(path) do
    local ok = press(task, name, i == 1 and #task.view:popups() == 0, i == #path)
    if not ok and i == 1 and open_hamburger(task) then ok = press(task, name, false, i == #path) end
    if not ok then
      local seen = names_seen(task)
      task:close_popups()
      return false, name, seen
    end
  end
  return true
end

-- Like follow, with other names for each part tried: { {"Search", "Edit"}, {"Replace"} }.
function menu.try(task, choices)
  for _, path in ipairs(choices) do
    if entry(task, path[1], true) and menu.follow(task, path) then return true end
  end
  return false
end

function menu.run(task, args)
  local tail = args.path and args.path:match("%s+[oi][fn]%s+(the%s+.+%s+window)$") or args.path
    and args.path:match("%s+[oi][fn]%s+(the%s+window%s+.+)$")
  if tail then
    args.path = text.trim(args.path:sub(1, #args.path - #tail - 4))
    args.app = tail
  end
  if args.app and not task.scope then task.scope = "in " .. args.app end
  local path
  if args.path_only then
    path = read_path(args.path, task.literals)
  else
    path = {}
    if args.menu then path[1] = normalise.value(phrase.drop_article(args.menu), task.literals) end
    if args.item then
      local item = phrase.parse(args.item, task.literals)
      path[#path + 1] = item.text or item.said
    end
  end
  if #path == 1 and args.item and #task.view:popups() == 0 then
    local thing = task:find({ text = path[1], said = path[1], quoted = true }, { roles = MENU_ROLES })
    if not thing or not task.view:is_shown(thing) then task:fail('no menu is open that could have "%s"', path[1]) end
  end
  if args.want and menu.follow(task, { path[1] }) then
    local thing = task:await("Wait for the menu.", function() return entry(task, path[2], false) end, 3)
    if thing and (thing.states.checked or false) == (args.want == "on") and (thing.states.checked or thing.atspi) then
      task:close_popups()
      task:note('"%s" is %s already', path[2], args.want)
      return
    end
    table.remove(path, 1)
  end
  local before = task.view:fingerprint()
  local ok, missing, seen = menu.follow(task, path)
  if not ok then
    task:fail('there is no menu entry "%s"%s', missing, seen and seen ~= "" and (" (the menu has: " .. seen
      .. ")") or "")
  end
  if #path == 1 and not args.item then
    task:await("Wait for the menu.", function(view) return #view:popups() > 0 or view:fingerprint() ~= before end, 2)
  end
  task:note("chose %s", table.concat(path, " > "))
end

return menu
