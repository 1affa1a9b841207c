-- chooser.lua: the file dialogs of toolkits: a name or a path goes in, questions on the way are answered.
local act = require "act"
local fields = require "fields"
local lexicon = require "lexicon"
local match = require "match"
local text = require "text"

local chooser = {}

local TITLES = { "save", "open", "save as", "save file", "open file", "export", "select a file", "choose", "select" }

-- A file dialog that was not there before.
function chooser.opened(task, before)
  return task:await("Wait for the file dialog.", function(view)
    for i = #view.windows, 1, -1 do
      local w = view.windows[i]
      if not before[w.id] and w.type ~= "tooltip" and w.type ~= "menu" and w.managed ~= false then return w end
    end
  end, 3)
end

function chooser.is(view, w)
  local title = match.key(w.title)
  for _, t in ipairs(TITLES) do
    if text.starts(title, t) then return true end
  end
  local has_name = view:reads("Name", w) or view:reads("File name", w)
  return has_name and (view:reads("Cancel", w)) or false
end

-- The full path of a name in a folder as people call it; nil when nothing is known of it.
function chooser.path(task, name, folder)
  if name:find("^[/~]") then
    if text.starts(name, "~/") and task.folders.home then return task.folders.home .. name:sub(2) end
    return name
  end
  if not folder or folder == "" then return nil end
  local low = text.lower(folder):gsub("^the%s+", ""):gsub("^that%s+", ""):gsub("%s+folder$",
    ""):gsub("%s+directory$", "")
  if low == "same" or low == "current" or low == "same place" or low == "this" then return nil end
  return chooser.folder(task, folder) .. "/" .. name
end

local HOME = { home = true, ["home folder"] = true, ["home directory"] = true, ["personal folder"] = true,
               ["my home"] = true, ["user's home"] = true }

function chooser.folder(task, folder)
  folder = text.trim(folder):gsub("^the%s+", ""):gsub("^my%s+", ""):gsub("^your%s+", "")
  local low = folder:lower():gsub("%s+folder$", ""):gsub("%s+directory$", ""):gsub("^folder%s+", "")
  local bare = folder:gsub("%s+[Ff]older$", ""):gsub("%s+[Dd]irectory$", ""):gsub("^[Ff]older%s+", "")
    :gsub("^[Dd]irectory%s+", ""):gsub("^named%s+", ""):gsub("^called%s+", "")
  local home = task.folders.home or "~"
  if bare:find("^~") then return home .. bare:sub(2) end
  if bare:find("^/") then return (bare:gsub("(.)/$", "%1")) end
  if HOME[low] then return home end
  local known = task.folders[low] or task.folders[low .. "s"] or task.folders[(low:gsub("s$", ""))]
  if known then return known end
  local first, rest = bare:match("^([^/]+)/(.+)$")
  if first and task.folders[first:lower()] then return task.folders[first:lower()] .. "/" .. rest end
  local inner, outer = bare:match("^(.-)%s+i?n?s?i?d?e?%s*in%s+(.+)$")
  if inner then return chooser.folder(task, outer) .. "/" .. inner end
  return home .. "/" .. bare
end

local function name_field(task, dialog)
  local focus = task.view.focus
  if focus and focus.window == dialog.id and (focus.role == "field" or focus.role == "combo") then return focus end
  for _, label in ipairs { "Name", "File name", "Filename", "Location" } do
    local found = task:find({ text = label, said = label, quoted = true }, { window = dialog,
      only = { "field", "combo" } })
    if found then return found end
  end
  return nil
end

-- A question that came up over the dialog: replace? keep the format? Answers it, or says what it is.
local function answer_question(task, dialog)
  local top = task.view:dialogs()[1] or task.view:front()
  if not top or top.id == dialog.id then return false end
  local asks = task.view:text_of(top):lower() .. " " .. top.title:lower()
  local button
  if asks:find("replace") or asks:find("overwrite") or asks:find("exists") then
    if task.flags.no_overwrite then return false, asks end
    button = task:button(lexicon.buttons.replace, top)
  elseif asks:find("format") or asks:find("encoding") then
    button = task:button(lexicon.buttons.keep_format, top) or task:button(lexicon.buttons.ok, top)
  end
  if not button then return false, asks end
  task:click(button, "Answer the question about the file.")
  return true
end

-- Puts a name into an open file dialog and confirms it. True once the dialog has gone.
function chooser.enter(task, dialog, name, thought)
  task:focus(dialog)
  local field = name_field(task, dialog)
  if not field then -- dialogs for opening show a name field only when asked
    task:key("Ask the dialog for its name field.", "ctrl", "l")
    field = name_field(task, dialog)
  end
  local steps = {}
  if field and field ~= task.view.focus then steps[1] = act.click(field.cx, field.cy) end
  steps[#steps + 1] = act.key("ctrl", "a")
  steps[#steps + 1] = act.type(name)
  task:act(thought, steps)
  field = name_field(task, dialog) or field
  if field and field.value ~= nil and not fields.holds(task.view, field, name)
    and text.starts(tostring(field.value), name) then
    task:key("Drop what the dialog added to the name.", "Delete")
  end
  task:key("Confirm the file dialog.", "Return")
  for _ = 1, 4 do
    local gone = task:await("Wait for the dialog to close.", function(view)
      return not view.by_window[dialog.id] or view:dialogs()[1] and view:dialogs()[1].id ~= dialog.id or nil
    end, 3)
    if not gone then return false end
    if not task.view.by_window[dialog.id] then
      local top = task.view:dialogs()[1]
      if not top or not task.ours[top.id] then return true end
      if not answer_question(task, dialog) then return true end
    elseif not answer_question(task, dialog) then
      return false
    end
  end
  return not task.view.by_window[dialog.id]
end

return chooser
