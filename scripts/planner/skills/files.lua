-- files.lua: create, rename, delete, copy and move files and folders in a file manager.
local act = require "act"
local application = require "skills.application"
local chooser = require "chooser"
local lexicon = require "lexicon"
local listing = require "listing"
local menu = require "skills.menu"
local normalise = require "normalise"
local phrase = require "phrase"
local terminal = require "skills.terminal"
local windows = require "windows"

local files = {}

files.wordings = {
  { "(create|make|add) (a|an|another|one) [new] [empty] (folder|directory|subfolder) [named|called|with " ..
    "the name|with name|titled|:] {name} [(in|inside|within|under) {place}]", what = "folder", weight = 4 },
  { "(create|make|add) [the] [a] [new] (folder|directory) [named|called|with the name|titled|:] {name} " ..
    "[(in|inside|within|under) {place}]", what = "folder", weight = 2 },
  { "(in|inside) {place} (create|make) a [new] (folder|directory) (named|called) {name}", what = "folder" },
  { "(create|make|add) (a|an) [new] [empty] [text] (file|document) [named|called|with the " ..
    "name|titled|:] {name} [(in|inside|within|under) {place}]", what = "file", weight = 2 },
  { "rename [the] [file|folder|directory|document] {name} [to|as|into] {to}", what = "rename" },
  { "rename [the] [file|folder|directory|document] {name} (to|as|into) {to}", what = "rename", weight = 2 },
  { "(change|edit) the name of [the] [file|folder] {name} (to|into) {to}", what = "rename" },
  { "(delete|remove|trash|erase|get rid of|throw away|bin) [the] " ..
    "(file|folder|directory|document|files|folders) [named|called] {name} " ..
    "[(in|from|inside) {place}]", what = "delete", weight = 3 },
  { "(delete|remove|trash|get rid of|throw away) {name:lit} [(in|from|inside) {place}]", what = "delete" },
  { "(delete|remove|trash) {name} (in|from) the file manager", what = "delete" },
  { "(move|send) [the] [file|folder] {name} to [the] (trash|wastebasket|rubbish bin|bin|trash can)",
    what = "delete", weight = 4 },
  { "(copy) [the] (file|folder|document|files) {name} (to|into|in) [the] [folder|directory] {place} " ..
    "[folder|directory]", what = "copy", weight = 3 },
  { "(put|place|make|drop) a copy of [the] [file|folder] {name} (in|into|to|inside) [the] " ..
    "[folder|directory] {place} " ..
    "[folder|directory]", what = "copy", weight = 6 },
  { "(create|make|add) (two|three|four|five|several|some) [new] (folders|directories) [{rest}] {names}",
    what = "folder",
    weight = 10 },
  { "(copy) {name} (to|into) [the] (folder|directory) {place}", what = "copy", weight = 3 },
  { "(copy) {name} (to|into) [the] {place} (folder|directory)", what = "copy", weight = 3 },
  { "(move|put) [the] (file|folder|document|files) {name} (to|into|in) [the] [folder|directory] {place} " ..
    "[folder|directory]", what = "move", weight = 3 },
  { "(move|put) {name} (to|into|in) [the] (folder|directory) {place}", what = "move", weight = 3 },
  { "(move|put) {name} (to|into|in) [the] {place} (folder|directory)", what = "move", weight = 3 },
  { "(copy) {name} (to|into|in) (it|that folder|this folder|the new folder|there)", what = "copy",
    place = "it", weight = 4 },
  { "(move|put) {name} (to|into|in) (it|that folder|this folder|the new folder|there)", what = "move",
    place = "it", weight = 4 },
  { "give [the] [file|folder] {name:lit} the name {to}", what = "rename" },
  { "(go|navigate|change|switch) (to|into) [the] (folder|directory) {place}", what = "go", weight = 3 },
  { "(open|enter|go to|go into|navigate to) [the] {place} (folder|directory) [in the file manager]",
    what = "go", weight = 2 },
  { "open [the] (folder|directory) {place} [in the file manager]", what = "go", weight = 3 },
}

-- A deletion is of a file only where a file manager is meant; other deletions have skills of their own.
function files.accept(args, literals)
  if args.what == "go" and args.place:lower():find("%sfrom%s") then return false end
  local value = args.name and normalise.value(args.name, literals):lower() or ""
  if args.what == "delete" and (value:find("line$") or value:find("row$") or value:find("^row")
    or value == "everything") then
    return false
  end
  return true
end

-- "the folder named Old" → "Old".
local function place_name(words)
  return (phrase.drop_article(words):gsub("^named%s+", ""):gsub("^called%s+", ""))
end

local function is_here(place)
  if not place then return true end
  local low = place:lower()
  return low:find("shown") or low:find("current") or low:find("this folder") or low:find("the folder$")
    or low:find("open folder") or low:find("^it$") or low:find("that is open") or low:find("opened")
      or low:find("displayed")
    or low:find("^the file manager") or low:find("the window") or low:find("^there$")
end

-- The file manager, opened if none is; at the place that is named.
local function at_place(task, place)
  local window = listing.window(task)
  if not window then
    window = application.open(task, (place and not is_here(place) and chooser.folder(task, place))
      or "file manager", "the file manager")
  end
  task:focus(window)
  window = task.view.by_window[window.id] or window
  if place and not is_here(place) then
    local named = normalise.value(phrase.drop_article(place), task.literals)
    if not listing.go(task, window, named) then task:fail('cannot get to the folder "%s"', named) end
    window = task.view.by_window[window.id] or window
  end
  return window
end

-- The small dialog that asks for a name: types it and confirms.
local function give_name(task, before, name)
  local dialog = task:await("Wait for the question about the name.", function()
    local w = task:new_window(before)
    return w and w.type ~= "menu" and w or nil
  end, 3)
  local inline = not dialog and task.view.focus and task.view.focus.role == "field"
  if not dialog and not inline then return false end
  task:act(('Enter the name "%s".'):format(name), { act.key("ctrl", "a"), act.type(name) })
  local second = task:window_ids()
  task:key("Confirm the name.", "Return")
  task:await("Wait for the file manager.", function(view)
    return not dialog or not view.by_window[dialog.id] or task:new_window(second) or nil
  end, 3)
  if task:new_window(second) then
    local said = listing.complaint(task, second)
    if said then
      task:close_popups()
      task:fail('the name "%s" was not taken: %s', name, said)
    end
  end
  return true
end

local function context_menu(task, window, names)
  local area = listing.area(window)
  task:act("Open the menu of the folder.", act.click(area.cx, window.y + window.h - 60, { button = "right" }))
  for _, name in ipairs(names) do
    local ok = menu.follow(task, name)
    if ok then return true end
    if #task.view:popups() == 0 then
      task:act("Open the menu of the folder.", act.click(area.cx, window.y + window.h - 60, { button = "right" }))
    end
  end
  task:close_popups()
  return false
end

-- The same by commands, where the instruction is about a terminal.
local function in_terminal(task, args)
  local row = windows.kind("terminal")
  local scope = task.scope and windows.from_scope(task.view, task.scope, task.literals)
  local front = scope or task.view:front()
  if not front or not windows.is_kind(front, row) or (listing.window(task) and not scope) then return false end
  local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end
  local name, to = normalise.name(args.name or args.place, task.literals), args.to
    and normalise.name(args.to, task.literals)
  local place = args.place and not is_here(args.place) and chooser.folder(task, normalise.value(args.place,
    task.literals))
  local at = quote(place and args.what ~= "copy" and args.what ~= "move" and place .. "/" .. name or name)
  local commands = { folder = "mkdir " .. at, file = "touch " .. at, delete = "rm -r " .. at, go = "cd " .. quote(name),
    rename = to and ("mv %s %s"):format(quote(name), quote(to)),
    copy = place and ("cp -r %s %s"):format(quote(name), quote(place)), move = place
      and ("mv %s %s"):format(quote(name), quote(place)) }
  terminal.run(task, { command = commands[args.what] })
  return true
end

-- "two folders: one named A and one named B" → A, B.
local function names_of(words, literals)
  local s = words:match("^.*:%s*(.+)$") or words:match("%f[%a]named%s+(.+)$")
    or words:match("%f[%a]called%s+(.+)$") or words
  local out = {}
  for _, part in ipairs(phrase.list(s, literals)) do
    local name = part:gsub("^one%s+", ""):gsub("^the%s+other%s+", ""):gsub("^another%s+",
      ""):gsub("^the%s+%a+%s+one%s+", "")
      :gsub("^the%s+other%s+one%s+", ""):gsub("^named%s+", ""):gsub("^called%s+", "")
    out[#out + 1] = name
  end
  return out
end

local create
function create(task, args)
  if args.names then
    for _, name in ipairs(names_of(args.names, task.literals)) do
      create(task, { what = args.what, name = name })
    end
    return
  end
  local name = normalise.name(args.name, task.literals)
  local window = at_place(task, args.place)
  if listing.shows(task, window, name) then task:fail('there is "%s" already', name) end
  local before = task:window_ids()
  local made = false
  if args.what == "folder" then
    task:key("Ask for a new folder.", "ctrl", "shift", "n")
    made = give_name(task, before, name)
    if not made then
      made = (menu.try(task, { { "File", "Create New", "Folder" }, { "File", "Create Folder" }, { "File",
        "New Folder" } })
        or context_menu(task, window, { { "New Folder" }, { "Create Folder" }, { "Create New", "Folder" } }))
        and give_name(task, before, name)
    end
  else
    made = (context_menu(task, window, { { "Create New", "Empty File" }, { "Create Document", "Empty File" },
      { "New Document", "Empty File" } })
      or menu.try(task, { { "File", "Create New", "Empty File" }, { "File", "Create Document", "Empty File" } }))
      and give_name(task, before, name)
  end
  if not made then task:fail("the file manager has no way to create a %s", args.what) end
  local there = listing.appears(task, window, name)
  if not there then task:fail('"%s" does not appear in the folder', name) end
  task.it = there
  if args.what == "folder" then task.last_folder = name end
  task:note('the %s "%s" is there', args.what, name)
end

local function locate(task, window, name)
  local thing = listing.find(task, window, name)
  if not thing then task:fail('there is no "%s" in the folder "%s"', name, window.title) end
  return thing
end

local function rename(task, args)
  local name, to = normalise.name(args.name, task.literals), normalise.name(args.to, task.literals)
  local window = at_place(task, nil)
  local thing
  if phrase.parse(args.name, task.literals).pronoun and task.it then
    thing = task:refresh(task.it)
    name = task.it.name
  else
    thing = locate(task, window, name)
  end
  if listing.shows(task, window, to) then task:fail('there is "%s" already', to) end
  task:click(thing, ('Select "%s".'):format(name))
  local before = task:window_ids()
  task:key("Rename it.", "F2")
  if not give_name(task, before, to) then task:fail('"%s" cannot be renamed', name) end
  if not task:await("Look for the new name.", function() return listing.shows(task, window, to) end, 4)
      and not listing.find(task, window, to) then
    task:fail('"%s" does not appear in the folder', to)
  end
  task:note('"%s" is now "%s"', name, to)
end

local function delete(task, args)
  local window = at_place(task, args.place)
  for _, part in ipairs(phrase.list(args.name, task.literals)) do
    local name = normalise.name(part, task.literals)
    local thing = locate(task, window, name)
    task:click(thing, ('Select "%s".'):format(name))
    local before = task:window_ids()
    task:key("Delete it.", "Delete")
    local dialog = task:await("See whether it asks.", function() return task:new_window(before) end, 2)
    if dialog then
      local button = task:button({ "Yes", "OK", "Delete", "Move to Trash", "Move to trash", "Trash" }, dialog)
      if button then task:click(button, "Confirm.") else task:key("Confirm.", "Return") end
    end
    local gone = task:await("See whether it is gone.", function() return not listing.shows(task, window,
      name) or nil end, 4)
    if not gone then task:fail('"%s" is still there', name) end
    task:note('deleted "%s"', name)
  end
end

local function transfer(task, args)
  local window = at_place(task, nil)
  local place = normalise.value(place_name(args.place), task.literals)
  if place == "it" then
    place = task.last_folder
    if not place then task:fail("nothing says which folder is meant") end
  end
  for i, part in ipairs(phrase.list(args.name, task.literals)) do
    local name = normalise.name(part, task.literals)
    local thing = locate(task, window, name)
    task:click(thing, ('Select "%s".'):format(name), i > 1 and { modifiers = { "ctrl" } } or nil)
  end
  task:key("Take it.", "ctrl", args.what == "move" and "x" or "c")
  if not listing.go(task, window, place) then task:fail('cannot get to the folder "%s"', place) end
  local before = task:window_ids()
  task:key("Put it here.", "ctrl", "v")
  local last = phrase.list(args.name, task.literals)
  local name = normalise.name(last[#last], task.literals)
  local w = task:await("Look for it.", function()
    return listing.shows(task, window, name) or task:new_window(before)
  end, 2)
  w = w and not w.role and w or nil
  if w then
    local button = task:button(lexicon.buttons.replace, w)
    if button then task:click(button, "Answer the question.") end
  end
  local there = listing.appears(task, window, name)
  if not there then task:fail('"%s" does not appear in "%s"', name, place) end
  task:note('"%s" is in "%s"', name, place)
end

function files.run(task, args)
  if in_terminal(task, args) then return end
  if args.what == "folder" or args.what == "file" then return create(task, args) end
  if args.what == "rename" then return rename(task, args) end
  if args.what == "delete" then return delete(task, args) end
  if args.what == "copy" or args.what == "move" then return transfer(task, args) end
  local place = normalise.value(place_name(args.place), task.literals)
  local open = listing.window(task)
  if not open then
    application.open(task, chooser.folder(task, place), place)
    return
  end
  task:focus(open)
  local window = task.view.by_window[open.id] or open
  if not listing.go(task, window, place) then task:fail('cannot get to the folder "%s"', place) end
  task:note('the folder "%s" is shown', place)
end

return files
