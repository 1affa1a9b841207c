-- save.lua: save, save as NAME, save as NAME in FOLDER.
local chooser = require "chooser"
local lexicon = require "lexicon"
local match = require "match"
local menu = require "skills.menu"
local normalise = require "normalise"
local text = require "text"

local save = {}

local DOC = "[a copy of] [the|this|your|it|them] [current|new|open|whole] " ..
  "[file|document|text|it|changes|note|work|sheet|spreadsheet|page|result|drawing|image]"

save.wordings = {
  "(save|store) " .. DOC,
  "(save|store) " .. DOC .. " [under a different name:|under a new name:|under the different name|under " ..
    "the name|under|as|with the name|with the file name|with the " ..
    "filename|with name|with filename|named|to a file named|to a file called|in a file named|in a file " ..
    "called|to the file|to file|as a file named|as a file called|as file|under the file name|under the " ..
    "filename|to] {name}",
  "(save|store) " .. DOC .. " (under the name|under|as|with the name|with the file name|with the " ..
    "filename|named|to a file named|to a file called|in a file named|in a file called|to the file|as a " ..
    "file named|as a file called|as file|under the filename) {name} (in|into|to|inside|within|under|on) " ..
    "[the|my|your] [folder|directory] {folder}",
  "(save|store) " .. DOC .. " (in|into|to|inside|within) [the] [folder|directory] {folder} (as|under " ..
    "the name|under|with the name|named|with the file name|with the filename|called) {name}",
  "(name|call) the file {name} [and save it]",
  "(save|store) " .. DOC .. " (in|into|inside) [the] [folder|directory] {folder}",
  { "(save|store) " .. DOC .. " (with|using|by pressing|by using|through|via) {keys:key}", weight = 4 },
  "(export) [the] [file|document|it] [as|to] {name}",
}

local VAGUE = { [""] = true, it = true, changes = true, ["the changes"] = true, ["your changes"] = true,
  ["all changes"] = true,
  ["your work"] = true, ["my work"] = true, again = true, ["all"] = true, everything = true, ["my changes"] = true,
  ["the document"] = true, ["the file"] = true, ["as"] = true, ["the form"] = true, ["the settings"] = true,
  ["in place"] = true, ["the file again"] = true }

function save.accept(args, literals)
  if args.name then
    local low = normalise.value(args.name, literals):lower()
    if low:find("^to%s") and not low:find("/") then return false end
    if low:find("button$") or low:find("menu$") then return false end
  end
  return true
end

-- Whether the title of the window still marks it as changed.
local function modified(title)
  return title:find("^%*") or title:find("%*$") or title:lower():find("%[modified%]") or title:lower():find("unsaved")
    or title:find("^•") or title:find("^●") or title:find("%[%*%]")
end

-- A save dialog, by the usual chord or the menu.
local function open_dialog(task, as)
  local before = task:window_ids()
  if as then
    task:key("Ask for a new name to save under.", "ctrl", "shift", "s")
    local dialog = chooser.opened(task, before)
    if dialog then return dialog end
    if menu.try(task, { { "File", "Save As" } }) then
      dialog = chooser.opened(task, before)
      if dialog then return dialog end
    end
  end
  task:key("Save.", "ctrl", "s")
  return chooser.opened(task, before)
end

local function confirm_saved(task, window, name)
  local base = name and name:match("[^/]+$")
  local ok = task:await("Look whether it is saved.", function(view)
    local w = view.by_window[window.id] or view:front()
    if not w or modified(w.title) then return nil end
    if base and not match.contains(w.title, base) and not match.contains(w.title, base:gsub("%.%w+$",
      "")) then return nil end
    return true
  end, 4)
  if ok then return true end
  local w = task.view.by_window[window.id] or task.view:front()
  if w and modified(w.title) then return false end
  return not task:idle()
end

-- Some programs ask whether the file shall keep its format: it shall.
function save.keep_format(task)
  local dialog = task.view:dialogs()[1] or task.view:front()
  local keep = dialog and task:button(lexicon.buttons.keep_format, dialog)
  if keep then task:click(keep, "Keep the format of the file.") end
end

local function plain_save(task, window)
  if not modified(window.title) and task.acted > 0 and window.title ~= "" then
    -- titles of some programs carry no mark; saving twice does no harm
    task.saved_title = window.title
  end
  local dialog = open_dialog(task, false)
  if dialog and chooser.is(task.view, dialog) then
    local name = task:ask("The file has no name yet. Under what name shall it be saved?")
    if not chooser.enter(task, dialog, name, "Enter the name.") then task:fail('saving as "%s" did not work', name) end
    task:note('saved as "%s"', name)
    return
  elseif dialog then
    save.keep_format(task)
  end
  if not confirm_saved(task, window) then task:fail('"%s" still shows unsaved changes', window.title) end
  task:note("saved")
end

function save.save_as(task, name, folder)
  local window = task:focus_scope()
  if not window then task:fail("there is no window to save from") end
  local path = chooser.path(task, name, folder)
  local dialog = task.view:dialogs()[1]
  if not (dialog and chooser.is(task.view, dialog)) then dialog = open_dialog(task, true) end
  if not dialog then task:fail("no dialog for saving came up") end
  local owner = dialog.transient_for and task.view.by_window[dialog.transient_for] or window
  local ok = chooser.enter(task, dialog, path or name, ('Enter "%s" as the name.'):format(path or name))
  if not ok and not path and task.folders.home then -- a dialog on "recent files" has no folder of its own
    path = (task.folders.documents or task.folders.home) .. "/" .. name
    ok = chooser.enter(task, dialog, path, "Give the folder as well.")
  end
  if not ok then task:fail('the dialog did not take "%s"', path or name) end
  if not confirm_saved(task, owner, name) then task:fail('saving as "%s" left the file unsaved', name) end
  task:note('saved as "%s"', path or name)
end

-- "note.txt in the Documents folder" inside one capture.
local function split_name(words, literals)
  local name, folder = words:match("^(.-)%s+in%s+(.+)$")
  if not name then name, folder = words:match("^(.-)%s+inside%s+(.+)$") end
  if not name then name, folder = words:match("^(.-)%s+into%s+(.+)$") end
  if not name then name, folder = words:match("^(.-)%s+on%s+the%s+([Dd]esktop)$") end
  if not name then name, folder = words:match("^(.-)%s+to%s+(.+)$") end
  if name then return normalise.value(name, literals), normalise.value(folder, literals) end
  return (normalise.value(words, literals)), nil
end

function save.run(task, args)
  local name, folder
  if args.name then name, folder = split_name(args.name, task.literals) end
  if args.folder then folder = normalise.value(args.folder, task.literals) end
  if name then name = text.strip(name):gsub("^file%s+", ""):gsub("^a file named%s+", ""):gsub("%.$", "") end
  if name and VAGUE[name:lower()] then name = nil end
  if name then return save.save_as(task, name, folder) end
  local window = task:focus_scope()
  if not window then task:fail("there is no window to save from") end
  if folder then
    local shown = window.title:gsub("^%*", ""):match("^(.-)%s+%-") or "file"
    return save.save_as(task, shown:match("[^/]+$"), folder)
  end
  local button = task:button({ "Save", "Save changes", "Save settings" }, window)
  if button and button.role == "button" and (window.type == "dialog" or task.view:reads("Cancel", window)) then
    task:click(button, "Press Save.")
    task:note("saved")
    return
  end
  plain_save(task, window)
end

return save
