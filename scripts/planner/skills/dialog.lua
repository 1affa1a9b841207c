-- dialog.lua: dialogs as a whole: confirm, cancel, dismiss, answer yes or no.
local keys = require "keys"
local lexicon = require "lexicon"
local normalise = require "normalise"
local windows = require "windows"

local dialog = {}

local THE = "[the|this|that|any] [dialog|dialogue|dialog box|message|message " ..
  "box|window|popup|pop-up|question|prompt|alert|warning|form|changes|settings|confirmation|it|notification|error]"

dialog.wordings = {
  { "(confirm|accept|acknowledge|approve) " .. THE, kind = "accept" },
  { "(cancel|abort) " .. THE, kind = "cancel", weight = 1 },
  { "(dismiss) " .. THE, kind = "dismiss", weight = 1 },
  { "(close|get rid of) [the|any] (popup|pop-up|message|message box|alert|notification|error " ..
    "message|error|warning|prompt) [{rest}]", kind = "dismiss", weight = 4 },
  { "(confirm|accept|dismiss|cancel|answer) [the|this|any] {which} (dialog|dialogue|dialog " ..
    "box|message|window|question|prompt)", kind = "named" },
  { "(answer|reply to|respond to) [the|this|that] (question|dialog|prompt|message) with (yes|no|ok)", kind = "word",
    weight = 6 },
  { "(answer|reply|respond|say) [with] (yes|no|ok) [to the question|to the dialog|in the dialog] [{rest}]",
    kind = "word", weight = 3 },
  { "apply [the] [changes|settings]", kind = "apply", weight = 2 }, { "ok", kind = "ok" },
  { "(confirm|press|click) [with] ok [{rest}]", kind = "ok", weight = 1 },
  { "(submit|apply|confirm|finish|close|accept|send|leave|save|dismiss|" ..
    "cancel) [it|the form|the dialog|the choice|your choice|" ..
    "the selection|your selection|the changes|your changes|the settings|the input|the entry] (with|by|using|via|" ..
    "by pressing|by clicking|with the|by pressing the|by clicking the|using the) {button} [button]", kind = "button" },
  { "confirm with {button}", kind = "button" }, { "(cancel) [out of] {which}", kind = "cancel" },
  { "do not save [the] [changes|file|it|document] [{rest}]", kind = "discard", weight = 2 },
  { "discard [the] [changes|unsaved changes|file|it] [{rest}]", kind = "discard" },
}

local CAPTIONS = {
  accept = lexicon.buttons.accept, cancel = lexicon.buttons.cancel, dismiss = lexicon.buttons.dismiss,
  apply = { "Apply", "OK", "Save" }, ok = { "OK" }, discard = lexicon.buttons.discard,
}

-- "save with Ctrl+S" is a key, not a button.
function dialog.accept(args, literals)
  return not (args.button and keys.parse(normalise.value(args.button, literals), true))
end

dialog.hint = function(task, args)
  if args.kind == "discard" then task.flags.no_save = true end
end

local function frame_kind(args, words)
  if args.kind ~= "named" and args.kind ~= "word" then return args.kind end
  local low = words:lower()
  if args.kind == "word" then
    return low:find("%f[%a]yes%f[%A]") and "yes" or (low:find("%f[%a]no%f[%A]") and "no" or "ok")
  end
  return low:match("^(%a+)") == "accept" and "accept" or low:match("^(%a+)") == "confirm" and "accept"
    or low:match("^(%a+)") == "dismiss" and "dismiss" or "cancel"
end

function dialog.run(task, args, frame)
  local kind = frame_kind(args, frame.text)
  local captions = CAPTIONS[kind]
  if kind == "yes" or kind == "no" then captions = lexicon.buttons[kind] end
  if args.button then captions = { (normalise.value(args.button, task.literals)) } end
  local window = task.view:dialogs()[1]
  if args.which then
    window = windows.named(task.view, normalise.value(args.which, task.literals))[1] or window
  end
  if not window then
    window = task:await("Wait for the dialog.", function(view) return view:dialogs()[1] end,
      kind == "discard" and 1 or 2)
  end
  if not window and kind == "discard" then
    task:note("nothing was saved")
    return
  end
  window = window or (task.scope and task:window()) or task.view:front()
  if not window then task:fail("no dialog is open") end
  task:focus(window)
  local button = task:button(captions, task.view.by_window[window.id] or window)
  if not button then
    if kind == "accept" or kind == "ok" then
      task:key("Confirm by the keyboard.", "Return")
    elseif kind == "discard" then
      task:note("nothing was saved")
      return
    else
      task:key("Leave by the keyboard.", "Escape")
    end
    if task:idle() then task:fail('"%s" has no button for that', window.title) end
  else
    local ok, _, err = task:click(button, ('Press "%s".'):format(button.name))
    if not ok then task:fail('pressing "%s" was refused: %s', button.name, err.message or "") end
  end
  task:note('answered "%s"', window.title ~= "" and window.title or "the dialog")
end

return dialog
