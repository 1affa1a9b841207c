-- document.lua: a new, empty document in a program that is open, with a first text if one is given.
local act = require "act"
local application = require "skills.application"
local fields = require "fields"
local normalise = require "normalise"
local typing = require "skills.type"
local windows = require "windows"

local document = {}

local NEW = "(create|make|start|open|begin) (a|an|the) [new] [empty|blank] [text] (document|note|page)"

document.wordings = {
  { NEW }, { NEW .. " (in|with|using) {app}", weight = 2 },
  { NEW .. " (in|with|using) {app} (with the text|containing|that says|saying|with the content) {text:lit}",
    weight = 14 },
  { NEW .. " (with the text|containing|that says|saying|with the content) {text:lit}", weight = 14 },
  { "(create|make|open) a new [text] file in {app} (with the text|containing|that says) {text:lit}", weight = 6 },
}

function document.accept(args, literals)
  return args.app == nil or windows.kind(normalise.value(args.app, literals)) ~= nil
end

function document.run(task, args)
  local kind = windows.kind(args.app and normalise.value(args.app, task.literals) or "text editor")
  local window = args.app and windows.named(task.view, kind.words[1])[1] or task:window()
  if not window or not windows.is_kind(window, kind) then
    window = windows.named(task.view, kind.words[1])[1] or application.open(task, kind.open, kind.words[1])
  end
  task:focus(window)
  local field = fields.current(task, task.view.by_window[window.id] or window)
  local untouched = field and field.value ~= nil and tostring(field.value) == "" and not window.title:find("^%*")
  if not untouched then
    local look, before = task.view:fingerprint(), task:window_ids()
    task:act("Ask for a new document.", act.key("ctrl", "n"))
    task:await("Wait for it.", function(view) return task:new_window(before) or view:fingerprint() ~= look
      or nil end, 3)
  end
  task:note("a new document is open")
  if args.text then typing.run(task, { text = args.text }) end
end

return document
