-- window.lua: switch to, close, maximise, minimise, restore windows.
local act = require "act"
local ground = require "ground"
local lexicon = require "lexicon"
local phrase = require "phrase"
local windows = require "windows"

local window = {}

window.wordings = {
  { "(switch|go|change|return|jump|move|head) [back|over] to [the] {target} window", what = "focus" },
  { "(switch|go|change|return|jump) [back|over] to {target}", what = "focus", weight = -6 },
  { "(focus|activate|raise|bring up) [on] {target}", what = "focus" },
  { "(bring|put|move|get) {target} (in front|on top|to the top) [of {rest}]", what = "focus", weight = 6 },
  { "(bring|put) {target} (to the front|to the foreground|into focus|to front|forward)", what = "focus" },
  { "use [the] window {target}", what = "focus" },
  { "(close|quit|exit|shut|terminate|end|kill) [down] {target}", what = "close" },
  { "(close|quit|exit) {target} without saving [{rest}]", what = "close", no_save = "yes", weight = 3 },
  { "(close|quit|exit) without saving [{rest}]", what = "close", no_save = "yes", weight = 3 },
  { "close", what = "close" },
  { "quit", what = "close" },
  { "(maximise|maximize|enlarge) {target}", what = "maximise" },
  { "make {target} (full size|fill the screen|fullscreen|full screen|maximised|maximized|as large as possible)",
    what = "maximise" },
  { "(bring|put|move|get) {target} (to the front|in front|on top|to the top) [of {rest}]", what = "focus", weight = 4 },
  { "(minimise|minimize|iconify|hide) {target}", what = "minimise" },
  { "(restore|unmaximise|unmaximize|unminimise|unminimize) {target}", what = "restore" },
}

local TOOLS = { maximise = "window_maximise", minimise = "window_minimise", restore = "window_restore" }
local TABBED = { tab = true, ["page tab"] = true }

function window.hint(task, args)
  if args.no_save then task.flags.no_save = true end
end

local function every(args)
  local low = args.target and args.target:lower() or ""
  local but = low:find("%f[%a]except%f[%A]") or low:find("%f[%a]but%f[%A]") or low:find("other than")
  return low:find("^all%s") or low:find("^every%s") or low:find("^both%s"), but
end

-- A question about unsaved work: answered as the task says, else the person is asked.
local function unsaved(task, dialog)
  local asks = task.view:text_of(dialog):lower() .. " " .. dialog.title:lower()
  if not (asks:find("save") or asks:find("discard") or asks:find("unsaved")
    or asks:find("changes")) then return false end
  local choice
  if task.flags.no_save then
    choice = task:button(lexicon.buttons.discard, dialog)
  elseif task.flags.save then
    choice = task:button({ "Save", "Yes" }, dialog)
  end
  local next_frame = task.next_frame
  if not choice and next_frame and (next_frame.name == "dialog" or next_frame.name == "click"
      or next_frame.name == "condition") then
    return true -- the instruction itself answers
  end
  if not choice then
    local reply = task:ask("There are unsaved changes. Save them before closing (yes or no)?"):lower()
    choice = task:button(reply:find("^y") and { "Save", "Yes" } or lexicon.buttons.discard, dialog)
  end
  if not choice then task:fail("the question about unsaved changes has no button that fits") end
  task:click(choice, "Answer the question about unsaved changes.")
  return true
end

local function close_one(task, w)
  local id, before = w.id, task:window_ids()
  task:act(('Close the window "%s".'):format(w.title), act.window("window_close", id))
  for _ = 1, 3 do
    local gone = task:await("Wait for the window to close.", function(view)
      return not view.by_window[id] or task:new_window(before)
    end, 4)
    if not task.view.by_window[id] then
      task:note('closed "%s"', w.title)
      return
    end
    local dialog = task:new_window(before) or (gone and task.view:dialogs()[1])
    if not dialog then break end
    if not unsaved(task, dialog) then break end
    if task.view.by_window[id] and task.next_frame and task.view:dialogs()[1] then return end
  end
  if task.view.by_window[id] then task:fail('the window "%s" does not close', w.title) end
  task:note('closed "%s"', w.title)
end

local function close_tab(task, p)
  if p.text then
    local tab = task:find(p, { roles = { "tab" } })
    if not tab then task:fail("there is no tab %s", p.said) end
    task:click(tab, "Go to the tab.")
  end
  task:focus(task:window())
  task:key("Close the tab.", "ctrl", "w")
  task:note("closed the tab")
end

-- A menu, a pane or a button of that name rather than a window.
local function close_thing(task, p)
  if #task.view:popups() > 0 and p.role == "menu" then
    task:close_popups()
    return true
  end
  if p.text then
    local thing = task:find({ text = p.text, said = p.said, quoted = p.quoted }, { floor = 0.9,
      roles = { "button", "link" } })
    if thing and (thing.role == "button" or thing.role == "link") then
      task:click(thing, "Press it.")
      return true
    end
  end
end

local function close(task, args)
  local all, but = every(args)
  if all then
    local keep = but and args.target:match("[Ee]xcept%s+[for]*%s*(.+)$") or but and args.target:match("[Bb]ut%s+(.+)$")
    local kept = keep and windows.find(task.view, task:parse(keep))
    if keep and not kept then task:fail("there is no window %s to keep", keep) end
    local ids = {}
    for _, w in ipairs(task.view:real_windows()) do
      if not kept or w.id ~= kept.id then ids[#ids + 1] = w.id end
    end
    for i = #ids, 1, -1 do
      local w = task.view.by_window[ids[i]]
      if w then close_one(task, w) end
    end
    return
  end
  local several = args.target and args.target:find("\1.*\1") and phrase.list(args.target, task.literals) or {}
  if #several > 1 then
    local found = {}
    for i, words in ipairs(several) do
      local w, why = windows.find(task.view, task:parse((words:gsub("^[Tt]he%s+windows?%s+", ""))))
      if not w then task:fail(type(why) == "string" and why or "a window is missing") end
      found[i] = w
    end
    for _, w in ipairs(found) do close_one(task, task.view.by_window[w.id] or w) end
    return
  end
  local p = task:parse(args.target or "window")
  if p.role and TABBED[p.role] then return close_tab(task, p) end
  if p.role and (p.role:find("dialo") or p.role:find("pop") or p.role == "message box" or p.role == "alert")
    and not p.text then
    local d = windows.find(task.view, p)
    if not d then task:fail("no dialog is open") end
    return close_one(task, d)
  end
  local w, why
  if p.pronoun then
    w = task.that_window and task.view.by_window[task.that_window] or task:window()
  else
    w, why = windows.find(task.view, p)
  end
  if not w then
    if close_thing(task, p) then return end
    task:fail(why or ("there is no window " .. p.said))
  end
  if type(why) == "table" and #why > 1 and p.text and not p.ordinal and why[1].title == why[2].title then
    task:note("of %d windows with that title the one in front was closed", #why)
  end
  if not p.text and not p.pronoun and task.scope then w = task:window() or w end
  close_one(task, w)
end

local function shown_as(w, what)
  if not w then return false end
  if what == "maximise" then return w.maximised elseif what == "minimise" then return w.minimised end
  return not w.maximised and not w.minimised
end

function window.run(task, args)
  if args.what == "close" then return close(task, args) end
  local p = task:parse(args.target)
  local w, why
  if p.pronoun then w = task:window() else w, why = windows.find(task.view, p) end
  if not w and args.what == "focus" then
    local thing = task:find(p, { roles = { "tab", "item", "radio", "link", "button" } })
    if thing then
      task:click(thing, ("Go to %s."):format(p.said))
      task:note("went to %s", thing.name)
      return
    end
  end
  if args.what == "focus" and w and p.role and TABBED[p.role] then
    local tab = ground.find(task.view, p, {})[1]
    if tab then return task:click(tab.thing, "Go to the tab.") end
  end
  if not w then task:fail(type(why) == "string" and why or ("there is no window " .. p.said)) end
  if args.what == "focus" then
    task:focus(w)
    if not (task.view.active and task.view.active.id == w.id) then
      task:fail('the window "%s" does not come to the front', w.title)
    end
    task:note('"%s" is in front', w.title)
    return
  end
  local tool = TOOLS[args.what]
  if not shown_as(w, args.what) then
    task:act(('%s the window "%s".'):format(args.what, w.title), act.window(tool, w.id))
    local done = task:await("Look at the window.", function(view)
      return shown_as(view.by_window[w.id], args.what)
    end, 3)
    if not done and args.what ~= "restore" then task:fail('the window "%s" cannot be %sd', w.title, args.what) end
  end
  task:note('"%s" is %sd', w.title, args.what)
end

return window
