-- application.lua: open, launch, start a program; switch to it when it is open already.
local act = require "act"
local calc = require "calc"
local normalise = require "normalise"
local phrase = require "phrase"
local text = require "text"
local windows = require "windows"

local application = {}

application.wordings = {
  "(launch|start|execute|fire up|boot up|load up) [up] {target}",
  "(open|open up) {target}",
  "(open|launch|start|run) [up] {target} (application|app|program)",
  "(open|launch|start) [a] [new] {target} window",
  "bring up {target}",
  "run {target}",
  "use {target}",
  "(open|launch|start) {target} (from|in|via|through|using) the [applications|start|main|desktop] menu",
}

-- Files, menus and things on the screen have skills of their own.
function application.accept(args, literals)
  local value = normalise.value(args.target, literals)
  local low = value:lower()
  if low:find("%f[%a]file%f[%A]") and not low:find("file manager") and not low:find("file browser")
      and not low:find("file explorer") then return false end
  if low:find("%f[%a]tab%s+[io][nf]%s") then return false end
  return not (low:find("%f[%a]menu$") or low:find("%.%a%w%w?%w?$") or low:find("^https?:") or low:find("%f[%a]tab$"))
end

local function wait_window(task, before, target)
  return task:await("Wait for its window.", function(view)
    local w = task:new_window(before)
    if w and w.type ~= "menu" then return w end
    for _, found in ipairs(windows.named(view, target)) do
      if found.active then return found end
    end
  end, 12)
end

-- A button, link or icon of that name on the screen, when no program of that name is meant.
local function on_screen(task, p)
  if not p.text then return nil end
  local thing = task:find(p, { roles = { "icon", "menuitem", "button", "menu", "item", "treeitem", "link",
    "tab", "combo" },
                               floor = 0.88 })
  if thing and thing.role ~= "text" and thing.role ~= "window" and not thing.line and thing.role ~= "textarea" then
    return thing
  end
  if thing and thing.line and #thing.name <= #p.text + 3 then return thing end
end

function application.open(task, target, name)
  local before = task:window_ids()
  local ok, _, err = task:act(("Open %s."):format(name), act.open(target))
  if not ok then task:fail("cannot open %s: %s", name, err and err.message or "it was refused") end
  local w = wait_window(task, before, target)
  if not w then task:fail("%s was started, but no window came", name) end
  if not w.active then task:focus(w) end
  task:note("%s is open", w.title ~= "" and w.title or name)
  return w
end

function application.run(task, args)
  local one, other = args.target:match("^(.-)%s+and%s+(.+)$")
  if one and windows.kind(normalise.restore(one, task.literals)) and windows.kind(normalise.restore(other,
    task.literals)) then
    application.run(task, { target = one })
    return application.run(task, { target = other })
  end
  local p = task:parse(args.target)
  local target = normalise.value(phrase.drop_article(args.target), task.literals)
  target = target:gsub("^[Nn]ew%s+", ""):gsub("%s+[Aa]pplication$", ""):gsub("%s+[Aa]pp$", "")
    :gsub("%s+[Pp]rogram$", ""):gsub("^installed%s+", ""):gsub("^default%s+", "")
  local kind = windows.kind(target)
  local low = text.lower(target)
  if low:find("^using%s") or calc.expression(target) then task:fail("cannot open %s", target) end
  if p.pronoun and task.chosen then return end -- its dialog has opened it
  if p.pronoun and task.it then
    local thing = task:find(p)
    task:click(thing, "Open it.", { count = 2 })
    return
  end
  local new = args.target:lower():find("^a?%s*new%s") ~= nil
  local open = not new and windows.named(task.view, target)[1]
  if open and (kind or open) then
    task:focus(open)
    task:note("%s is in front", open.title)
    return
  end
  if not kind then
    local thing = on_screen(task, p)
    if thing then
      local twice = thing.role == "icon" or thing.role == "item" or thing.role == "treeitem" or thing.role == "cell"
      local before = task.view:fingerprint()
      task:click(thing, ("Open %s."):format(p.said), { count = twice and 2 or 1 })
      if task.view:fingerprint() == before and task:idle() then
        task:fail("opening %s did nothing", p.said)
      end
      task:note("opened %s", thing.name)
      return
    end
  end
  application.open(task, kind and kind.open or target, p.said)
end

return application
