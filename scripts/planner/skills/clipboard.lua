-- clipboard.lua: select all, copy, cut, paste, undo, redo; copying a thing that is named.
local act = require "act"
local reading = require "answer"
local calc = require "calc"
local click = require "skills.click"
local fields = require "fields"
local normalise = require "normalise"
local windows = require "windows"

local clipboard = {}

clipboard.wordings = {
  { "select (all|everything|all text|all the text|all of the text|the whole text|all items|all " ..
    "files|the entire text) [{rest}]", what = "all", weight = 3 },
  { "(copy|cut)", what = "copy" }, { "(copy|cut) {target}", what = "copy" },
  { "(copy|cut) {target} (to|into) the clipboard", what = "copy", weight = 2 },
  { "paste", what = "paste" },
  { "paste (it|the text|the clipboard|the contents|the copied text|that|the content|the " ..
    "selection|clipboard contents|the clipboard contents) [(into|in|to|at) {field}]", what = "paste" },
  { "paste [it|the text|the contents] [again] [{times:num} times] (at|to) the (end|bottom) [of {where}]",
    what = "paste",
    at = "end", weight = 4 },
  { "paste [it|the text|the contents] (twice) (at|to) the (end|bottom) [of {where}]", what = "paste", at = "end",
    times = "2", weight = 4 },
  { "paste [it|the text|the contents] (twice)", what = "paste", times = "2", weight = 2 },
  { "paste [it|the text|the contents] {times:num} times", what = "paste", weight = 2 },
  { "paste (into|in|to) {field}", what = "paste" }, { "paste {lit:lit} [(into|in) {field}]", what = "paste" },
  { "(copy and paste|copy) {target} (into|to) {field}", what = "transfer" },
  { "copy and paste {target}", what = "transfer" },
  { "copy and paste {target} from {source} (into|in|to) {field}", what = "transfer" },
  { "copy {target} from {source} (into|in|to) {field}", what = "transfer" },
  { "copy {target} and paste it (into|in|to) {field}", what = "transfer" },
  { "undo [{rest}]", what = "undo" }, { "(bring|get) {rest} back [with|using|by] [undo]", what = "undo",
    weight = 3 }, { "redo [{rest}]", what = "redo" },
}

-- Files and folders are copied by files.lua.
function clipboard.accept(args, literals)
  local low = normalise.value(args.target or "", literals):lower()
  if low:find("^files?%s") or low:find("^folders?%s") or low:find("^%S+%.%a%w%w?%w?$") then return false end
  if args.field then
    local field = normalise.value(args.field, literals):lower()
    if args.what == "transfer" and (field:find("folder") or field:find("directory")) then return false end
    if field == "clipboard" or field == "the clipboard" then return args.what == "copy" end
  end
  return true
end

local VAGUE = { it = true, ["the text"] = true, ["the selection"] = true, ["selection"] = true,
  ["selected text"] = true,
  ["the selected text"] = true, that = true, ["the selected"] = true, text = true, all = true, everything = true,
  ["all text"] = true, ["all the text"] = true, ["all of the text"] = true, ["the whole text"] = true,
  ["its text"] = true, ["its content"] = true, ["its contents"] = true, ["the contents"] = true }

-- Puts what a phrase names on the clipboard: a field's text, a label's text, or the selection.
local function copy_thing(task, words, chord)
  local value, quoted = normalise.value(words, task.literals)
  local low = value:lower()
  if VAGUE[low] and not quoted then
    if low:find("all") or low:find("every") or low:find("whole") or low:find("content") then
      task:key("Select everything.", "ctrl", "a")
    end
    task:key("Copy the selection.", "ctrl", chord)
    return
  end
  local holder = words:match("^[Tt]?h?e?%s*w?h?o?l?e?e?n?t?i?r?e?%s*text%s+[oif][fnr]o?m?%s+(.+)$")
    or words:match("contents?%s+of%s+(.+)$") or words
  local window = windows.of_phrase(task.view, task:parse(holder))
  if window then
    task:focus(window)
    task:act("Copy everything in it.", { act.key("ctrl", "a"), act.key("ctrl", chord) })
    return
  end
  local bare = words:gsub("^[Tt]he%s+", ""):gsub("^text%s+o?f?i?n?%s*", ""):gsub("^contents?%s+of%s+", "")
    :gsub("^value%s+of%s+", ""):gsub("^value%s+in%s+", "")
  local p = task:parse(bare)
  local field = fields.find(task, p)
  if field and (not field.guessed or field.value) then
    local steps = { act.click(field.cx, field.cy) }
    fields.select_all(field, steps)
    steps[#steps + 1] = act.key("ctrl", chord)
    task:act(("Copy what %s holds."):format(p.said), steps)
    task.it = field
    return
  end
  local value_read = not quoted and reading.value(task, words)
  if value_read then
    task:act(("Put %s on the clipboard."):format(p.said), act.tool("clipboard_set", { text = value_read }))
    return
  end
  local thing, why = click.locate(task, p, { roles = { "text", "cell", "item" } })
  if not thing then click.missing(task, p, why) end
  task.it = thing
  task:act(("Put %s on the clipboard."):format(p.said), act.tool("clipboard_set", { text = thing.value or thing.name }))
end

local function paste_into(task, words)
  if words then
    local p = task:parse(words)
    local name = normalise.value(words, task.literals)
    local window = windows.of_phrase(task.view, p) or windows.named(task.view, name)[1]
    if window and p.role ~= "field" then
      task:focus(window)
      local field = fields.current(task, window)
      if field and not field.states.focused then task:click(field, "Put the cursor into it.") end
    else
      local field, why = fields.find(task, p)
      if not field then click.missing(task, p, why) end
      local steps = { act.click(field.cx, field.cy) }
      fields.select_all(field, steps)
      task:act(("Go to %s."):format(p.said), steps)
      task.it = field
    end
  else
    local window = task:focus_scope()
    local field = fields.current(task, window)
    if field and not field.states.focused and field ~= task.view.focus then task:click(field,
      "Put the cursor into it.") end
  end
  task:key("Paste.", "ctrl", "v")
  if task:idle() then task:fail("pasting changed nothing") end
end

function clipboard.run(task, args, frame)
  if args.what == "all" then
    task:focus_scope()
    local field = fields.current(task, task:window())
    local steps = { act.key("ctrl", "a") }
    if field and not field.states.focused then table.insert(steps, 1, act.click(field.cx, field.cy)) end
    task:act("Select everything.", steps)
  elseif args.what == "undo" or args.what == "redo" then
    task:focus_scope()
    if args.what == "undo" then task:key("Undo.", "ctrl", "z") else task:key("Redo.", "ctrl", "shift", "z") end
  elseif args.what == "copy" then
    task:focus_scope()
    copy_thing(task, args.target or "it", frame.text:lower():find("^cut") and "x" or "c")
  elseif args.what == "paste" then
    if args.lit then
      task:act("Put the text on the clipboard.", act.tool("clipboard_set", { text = normalise.value(args.lit,
        task.literals) }))
    end
    if args.at == "end" then task:key("Go to the end.", "ctrl", "End") end
    for _ = 1, calc.number(args.times) or 1 do paste_into(task, args.field) end
  else
    if args.source then
      local w = windows.from_scope(task.view, "in " .. args.source, task.literals)
      if w then task:focus(w) end
    end
    copy_thing(task, args.target, "c")
    paste_into(task, args.field)
  end
  task:note("%s", frame.text:gsub("\1(%d+)\2", function(n) return '"' .. task.literals[tonumber(n)] .. '"' end))
end

return clipboard
