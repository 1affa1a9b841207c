-- type.lua: type, write, append, insert text: where the focus is, or into a field that is named.
local act = require "act"
local asides = require "asides"
local click = require "skills.click"
local fields = require "fields"
local lexicon = require "lexicon"
local match = require "match"
local normalise = require "normalise"
local text = require "text"
local wanted = require "wanted"
local windows = require "windows"

local typing = {}

typing.wordings = {
  "(type|enter|write|input|key in|type in|write down|put in) [the] [following text|following " ..
    "sentence|following " ..
    "line|following|text|words|word|sentence|phrase|line|string|message|number|value|name|title] [:] {text}",
  "(type|enter|write|input|put|type in) [the] " ..
    "[text|words|word|sentence|phrase|line|string|number|value|message|name|date|title] {text} " ..
    "(in|into|in to|inside|to) {field}",
  "(type|enter|write|input|put) (in|into) {field} [the] [text|words|sentence|value|:] {text:lit}",
  "(in|into) {field} [,] (type|enter|write|input|put) [the] [text] {text}",
  { "(append|add) [the] [text|line|words|word|sentence|phrase|number] [:] {text}", at = "end" },
  { "(append|add) [the] [text|line|words|sentence] {text} (to|at) [the] [very] (end|bottom) [of] [the] " ..
    "[{field}]", at = "end" },
  { "(append|add) [the] [text|words|line|sentence] {text} to {field}", at = "end" },
  { "(append|add|write|type|insert) (a|another|one|a new|one more|a final|a last) [new] line [:] [that " ..
    "says|saying|with|containing|with the text|reading] {text} [(to|at) the (end|bottom) [of {field}]]",
    at = "end", line = "yes" },
  { "(append|add|write|type) [the] [line|text] {text} (on|as|in) (a|the) (new|last|next|separate|final) " ..
    "line [{rest}]", at = "end", line = "yes" },
  { "(append|add|write|type|insert) [the] [line|text] {text} (on|as|in) (a|the) (new last|new final|last new) line " ..
    "[(of|in|to) {field}]", at = "end", line = "yes", weight = 4 },
  { "(type|write|enter|put|input) [the] [text|words|word|number|value] {text:lit} (under|below|beside|next to) {field}",
    weight = 2 },
  { "(insert|add|type|write|put) [the] [text|line|words] {text} (at|to) the [very] " ..
    "(beginning|start|top) [of {field}]", at = "start" },
  { "(insert|add|put|write) (the|a) [new] line {text} (at|to|in) the [very] (beginning|start|top) [of " ..
    "{field}]", at = "start", line = "yes", weight = 3 },
  { "(append|add|write|type|insert) [the] [text|word|words|line] {text} [(to|at) the [very] " ..
    "(end|bottom) [of {field}]] " ..
    "(on|in|as) (its|a) (own|separate|new) line", at = "end", line = "yes", weight = 4 },
  { "(insert|add|type|write) [a] [new] [line] {text} (as the first line|before the first line) [{rest}]",
    at = "start", line = "yes" },
  "insert [the] [text] {text:lit}",
  { "replace [all] [the] [whole|entire|existing] (text|content|contents|everything) [of|in] [{field}] " ..
    "(with|by) [the] [single] [text|word|words|line|sentence] {text:lit}",
    at = "all" },
  { "(insert|add|type|write|put) [the] [text|line|words] {text} (on|in|as) a new (first|top) line [{rest}]",
    at = "start", line = "yes" },
  { "(type|write|enter|add|insert|put) [the] [following] (two|three|four|five|some|these) lines {lines}",
    many = "yes", weight = 30 },
  { "(create|make|start|write) a [new] [empty] [text] (document|file|note) [in {where}] (that contains|containing|" ..
    "with|that says|saying|which contains|with the text|that reads) [the] [text|word|words|line|sentence] {text:lit}",
    weight = 6 },
  { "(call|name) it {text}", answers = "yes" },
  { "(answer|reply|respond) [the question|the dialog] [with] {text:lit} [{rest}]", reply = "yes" },
  { "(enter|type|type in|input|write) [the|your|my] (password|passphrase|code|pin|user name|username|e-mail address|" ..
    "email address|city|query|search term|comment|answer) {text} [(in|into|in to|inside|to) {field}]",
    said = "yes" },
  { "(enter|type|write|input|put|use|give) [the] [text|value|name|number|word] {text} (as|for) the {field}",
    soft = "yes" },
}

-- "enter the address bar" has no text to type; "put A in B" needs one that is quoted.
function typing.accept(args, literals)
  if args.many then return args.lines:find("\1") ~= nil end
  if args.rest then return true end
  local start = args.text:lower():match("^%a+")
  if (start == "into" or start == "in" or start == "inside") and args.text:find("%s") then return false end
  if args.said and (args.text:find("^%a+%s+[io]n%s") or args.text:find("^shown") or args.text:find("^field%f[%A]")
    or args.text:find("^from%s")) then return false end
  local value, quoted = normalise.value(args.text, literals)
  if quoted then return true end
  local low = value:lower()
  if low == "key" or low == "" or low:find("^key%s") then return false end
  return true
end

local WINDOWLIKE = { document = true, editor = true, ["text editor"] = true, file = true, window = true, page = true,
  ["text area"] = true, ["editor window"] = true, note = true, terminal = true, ["text file"] = true,
  dialog = true, ["dialog box"] = true, form = true, box = true, prompt = true, ["entry field"] = true,
    ["input field"] = true,
  ["text box"] = true, field = true, ["text field"] = true, ["text entry"] = true, ["input box"] = true, screen = true }

-- Whether the words after "into" are a window and not a field; the window is brought to the front.
local function window_meant(task, words)
  local p = task:parse(words)
  local name = normalise.value(words, task.literals):lower():gsub("^the ", ""):gsub("^a ", ""):gsub("^new ", "")
    :gsub("^empty ", ""):gsub("^open ", "")
  if WINDOWLIKE[name] or windows.kind(name) then
    local w = windows.named(task.view, name)[1]
    return true, w
  end
  local open = name:find("%S") and windows.named(task.view, name)[1]
  if open and match.contains(open.title, name) and not fields.find(task, p) then return true, open end
  if p.role == "window" then return true, (windows.find(task.view, p)) end
  local w = windows.of_phrase(task.view, p)
  if w then return true, w end
  return false
end

local function seen(task, window, value)
  local view = task.view
  local focus = view.focus
  local lines = text.split(text.trim(value), "\n")
  local probe = lines[#lines]
  if focus and focus.value ~= nil and focus.states.secret ~= true then
    if tostring(focus.value):find(text.trim(value), 1, true) then return true end
  end
  return view:reads(probe, window)
end

-- Types where the focus is; a window that took nothing is clicked into and tried again.
local function type_here(task, value, tail, at, line)
  local window = task:focus_scope()
  local view = task.view
  local field = fields.current(task, window)
  local steps = {}
  if field and not field.states.focused and field ~= view.focus then
    steps[#steps + 1] = act.click(field.cx, field.cy)
  end
  local held = field and field.value and tostring(field.value) or nil
  if line and at == "end" and field and not field.atspi then
    held = fields.document(task, field) or held
    steps = {}
  end
  if at == "end" then
    if line and held == nil then -- whether the text ends in a new line shows when its last line is selected
      steps[#steps + 1] = act.key("ctrl", "End")
      task:act("Go to the end of the text.", steps)
      task:key("See whether the last line is empty.", "shift", "Home")
      if task:idle() then held = "" end
      steps = {}
    end
    steps[#steps + 1] = act.key("ctrl", "End")
    if line and held ~= "" and not (held and held:find("\n$")) then value = "\n" .. value end
  elseif at == "start" then
    steps[#steps + 1] = act.key("ctrl", "Home")
    if line then value = value .. "\n" end
  elseif at == "all" then
    steps[#steps + 1] = act.key("ctrl", "a")
  end
  steps[#steps + 1] = act.type(value .. tail)
  task:act(('Type "%s".'):format(text.trim(value)), steps)
  task.it = field or task.it
  if tail ~= "" then return true end
  if seen(task, window, value) then return true end
  task:act("Look again.", act.wait(300))
  if seen(task, window, value) then return true end
  if task:idle() then
    field = fields.current(task, window)
    local box = field or window
    if box then
      task:act("Nothing took the text; click into the window and type again.",
        { act.click(box.cx, box.cy), act.type(value .. tail) })
      if seen(task, window, value) then return true end
    end
    return not task:idle()
  end
  return true -- something changed, and the text cannot be read back
end

-- All quotations of the clause, a line each.
local function lines_of(task, words)
  local out = {}
  for n in words:gmatch("\1(%d+)\2") do out[#out + 1] = task.literals[tonumber(n)] end
  return table.concat(out, "\n")
end

function typing.run(task, args, frame)
  local said = frame and frame.text:lower() or ""
  if args.at and (said:find("^%a+%s+the%s+line%f[%A]") or said:find("^%a+%s+the%s+following%s+line%f[%A]")) then
    args.line = "yes"
  end
  if args.field then
    local bare, scope = asides.place(args.field, task.view, task.literals)
    if bare then args.field, task.scope = bare, scope end
  end
  if args.many then
    local value = lines_of(task, args.lines)
    if not type_here(task, value, "", args.at, args.line) then task:fail("nothing on the screen took the text") end
    task:note("typed %d lines", select(2, value:gsub("\n", "")) + 1)
    return
  end
  if args.said and not args.field then -- "the city Bergen" goes into the field City, where there is one
    for _, noun in ipairs { "password", "passphrase", "code", "pin", "user name", "username", "e-mail address",
      "email address", "city", "query", "search term", "comment" } do
      local there = said:find("^%a+%s+[%a%s]-%f[%a]" .. noun:gsub("%-", "%%-") .. "%s")
      local field = there and fields.find(task, { text = noun:gsub("%s+address$", ""), said = noun })
      if field and not field.guessed then args.field = noun:gsub("%s+address$", "") break end
    end
  end
  if args.answers then -- a name that was asked for just before
    local value = normalise.value(args.text, task.literals)
    task:act(('Enter the name "%s".'):format(value), { act.key("ctrl", "a"), act.type(value), act.key("Return") })
    task:note('called it "%s"', value)
    return
  end
  if args.reply then
    local value = normalise.value(args.text, task.literals)
    local button = task:button({ value }, task.view:dialogs()[1] or task:window())
    if button then
      task:click(button, ('Press "%s".'):format(button.name))
      task:note('answered "%s"', value)
      return
    end
  end
  if args.soft and not fields.find(task, task:parse(args.field)) then
    local _, quoted = normalise.value(args.text, task.literals)
    if not quoted then -- "thanks for the help" is a text as a whole
      args = { text = args.text .. " " .. (args.text:find("%sas%s") and "as" or "for") .. " the " .. args.field }
    end
  end
  local value, tail = wanted.text(task, args.text)
  local number, label = value:match("^(%d+)%s+(%a[%a%s]*)$")
  if number and not args.field and not args.text:find("\1") then -- "3 guests": a number for the field "Guests"
    local named = fields.find(task, { text = label, said = label })
    if named and not named.guessed then value, args.field = number, label end
  end
  if args.at == "end" and args.text:find("%s+to%s+") and not args.field and not args.text:find("\1") then
    local a, b = args.text:match("^(.-)%s+to%s+(.+)$")
    if a then value, args.field = normalise.value(a, task.literals), b end
  end
  if value == "" then task:fail("there is no text to type") end
  local field
  if args.field then
    local is_window, w = window_meant(task, args.field)
    if w then task:focus(w) end
    local low = args.field:lower()
    if low == "it" or low == "there" or low == "that" then is_window = task.it == nil
      or not lexicon.editable[task.it.role] end
    local terminal = w and windows.is_kind(w, windows.kind("terminal"))
    local next_frame = task.next_frame
    if terminal and tail == "" and not (next_frame and next_frame.name == "key") then tail = "\n" end
    if is_window and not w and windows.kind(args.field) then task:fail("%s is not open", args.field) end
    if not is_window then
      local p = task:parse(args.field)
      field = fields.find(task, p)
      if not field then
        local thing, why = click.locate(task, p, { only = fields.ROLES })
        field = thing
        if not field then click.missing(task, p, why) end
      end
    end
  end
  if field and field.role == "textarea" and args.at then
    task:click(field, "Put the cursor into it.")
    field = nil
  elseif field and args.at then
    local held = fields.value(task.view, field)
    fields.fill(task, field, args.at == "start" and value .. held or held .. value)
  elseif field then
    if field.states.secret then
      task:act("Type into the field.", { act.click(field.cx, field.cy), act.key("ctrl", "a"), act.type(value) })
    else
      fields.fill(task, field, value)
    end
    if tail ~= "" then task:key("Press Enter.", "Return") end
  end
  if not field and not type_here(task, value, tail, args.at, args.line) then
    task:fail('typed "%s", but nothing on the screen took it', value)
  end
  task:note('typed "%s"', #value > 60 and value:sub(1, 57) .. "..." or value)
end

return typing
