-- replace.lua: find a text; find and replace in a document.
local act = require "act"
local fields = require "fields"
local ground = require "ground"
local menu = require "skills.menu"
local match = require "match"
local normalise = require "normalise"
local set_value = require "skills.set_value"
local text = require "text"

local replace = {}

local ALL = "[all|every|each] [the] [occurrences|occurrence|instances|instance|cases] [of] [the] " ..
  "[word|words|text|string|term]"

replace.wordings = {
  { "(find and replace|search and replace) " .. ALL .. " {from} (with|by) [the] " ..
    "[word|words|text|string] {to} [(in|everywhere|throughout) [{rest}]]", weight = 4 },
  { "replace " .. ALL .. " {from} (with|by) [the] [word|words|text|string] {to}", weight = 1 },
  { "replace " .. ALL .. " {from} (with|by) [the] [word|words|text|string] {to} " ..
    "(everywhere|throughout|in the|in|throughout the) {rest}" },
  { "(change) " .. ALL .. " {from:lit} (to|into) [the] [word|words|text] {to:lit} [in {rest}]",
    change = "yes", weight = 8 },
  { "(change|replace) [all|every|each] [the] (word|words|text) {from} (to|into|by|with) [the] [word|words|text] {to}",
    weight = 6 },
  { "(correct|change|replace|turn) (it|that|this) (to|into|with|by) [the] [word|words|text] {to}", again = "yes" },
  { "(substitute) [the] [word] {to} for {from}" },
  { "(find|search for|search|look for) [the] [word|words|text|string|phrase|term] {find}", only_find = "yes" },
  { "look up [the] [word|words|text|string|phrase|term] {find:lit}", only_find = "yes" },
  { "search [the] {where} for [the] [word|words|text|string|phrase|term] {find}", only_find = "yes" },
  { "(find|search for|search|look for) [the] [word|words|text|string|phrase] {find} in [the] " ..
    "[document|text|file|page|editor] {rest}", only_find = "yes" },
}

function replace.accept(args, literals)
  if args.where and normalise.value(args.where, literals):find("%sand%s") then return false end
  if args.from then
    local low = normalise.value(args.from, literals):lower()
    return not (low:find("content") or low:find("^text of") or low:find("everything"))
  end
  return true
end

-- All plain occurrences of a in s made b; and how many there were.
local function substitute(s, a, b)
  local out, from, n = {}, 1, 0
  while true do
    local i, j = s:find(a, from, true)
    if not i then break end
    out[#out + 1] = s:sub(from, i - 1) .. b
    from, n = j + 1, n + 1
  end
  out[#out + 1] = s:sub(from)
  return table.concat(out), n
end

-- The document whose text is known: replaced as a whole, through the clipboard, exactly.
local function in_known_text(task, window, from, to)
  local field = fields.current(task, window)
  if not field or field.role ~= "textarea" then return false end
  local value = fields.document(task, field)
  if not value then return false end
  local wanted, n = substitute(value, from, to)
  if n == 0 then
    local low = text.lower(value)
    if not low:find(text.lower(from), 1, true) then task:fail('"%s" is not in the text', from) end
    return false
  end
  local now = fields.keeping_clipboard(task, function()
    task:act("Put the changed text on the clipboard.", act.tool("clipboard_set", { text = wanted }))
    task:act("Put it in place of the text.",
      { act.click(field.cx, field.cy), act.key("ctrl", "a"), act.key("ctrl", "v") })
    return fields.document(task, field)
  end)
  if now and text.trim(now) == text.trim(wanted) then
    task:note('replaced "%s" by "%s" (%d times)', from, to, n)
    return true
  end
  task:key("That went wrong; undo it.", "ctrl", "z")
  return false
end

local REPLACE_LABELS = { "Replace with", "Replace", "Replace by", "Replacement" }
local SEARCH_LABELS = { "Search for", "Find", "Find what", "Search", "Find text", "Text to find" }

local function labelled(task, labels)
  for _, label in ipairs(labels) do
    local found = ground.find(task.view, { text = label, said = label, quoted = true },
      { only = { "field", "combo" }, floor = 0.85 })[1]
    if found and task.view:is_shown(found.thing) then return found.thing end
  end
end

local function open_replace(task, window)
  if labelled(task, { "Replace with" }) then return true end
  local before = task:window_ids()
  local look = task.view:fingerprint(window)
  local function came()
    return task:new_window(before) or labelled(task, { "Replace with", "Replace", "Replace by" }) or nil
  end
  if menu.try(task, { { "Search", "Replace" }, { "Search", "Find and Replace" }, { "Edit", "Replace" },
    { "Edit", "Find and Replace" },
                      { "Edit", "Find & Replace" } }) and task:await("Wait for it.", came, 3) then
    return true
  end
  for _, key in ipairs { "h", "r" } do
    task:key("Ask for find and replace.", "ctrl", key)
    if task:await("Wait for it.", came, 2) then return true end
    if task.view:fingerprint(window) ~= look then task:key("That was something else.", "Escape") end
  end
  return false
end

local function by_dialog(task, window, from, to)
  if not open_replace(task, window) then task:fail("this program has no find and replace that I can find") end
  local find_field = labelled(task, SEARCH_LABELS)
  local with_field = labelled(task, REPLACE_LABELS)
  if find_field then
    fields.fill(task, find_field, from, "the text to find")
    with_field = with_field and task:refresh(with_field)
  else
    task:act("Enter the text to find.", { act.key("ctrl", "a"), act.type(from) })
  end
  if with_field and with_field ~= find_field then
    fields.fill(task, with_field, to, "the replacement")
  else
    task:act("Enter the replacement.", { act.key("Tab"), act.type(to) })
  end
  local dialog = task.view:front()
  local button = task:button({ "Replace All", "Replace all", "All" })
  if not button then
    local scope = task:button({ "Replace all in:", "Replace all in" }) -- some dialogs have a box to tick first
    if scope then task:click(scope, "Ask for all of them.") end
    button = task:button({ "Replace All", "Replace" })
  end
  if not button then task:fail("the dialog has no button to replace all") end
  task:click(button, "Replace all.")
  local top = task.view:dialogs()[1]
  local count = top and top.id ~= dialog.id and task:button({ "OK", "Close", "Yes" }, top)
  if count then task:click(count, "Close the message.") end
  local close = task:button({ "Close", "Cancel" })
  if close then task:click(close, "Close the dialog.") else task:key("Close it.", "Escape") end
  task:note('replaced "%s" by "%s"', from, to)
end

local function find(task, args)
  local what = normalise.value(args.find, task.literals)
  task.found = what
  local next_frame = task.next_frame
  if next_frame and next_frame.args and next_frame.args.again then return end -- it is only to be replaced
  local window = task:focus_scope()
  local field = ground.find(task.view, { text = "Search", said = "search" }, { only = { "field" }, window = window })[1]
  if not field then -- a field that says so itself: "Search the catalogue"
    for _, thing in ipairs(task.view.things) do
      local said = (thing.role == "field" or thing.role == "combo") and thing.window == window.id
        and fields.value(task.view, thing):lower() or ""
      if said:find("^search") or said:find("^find") then field = field or { thing = thing } end
    end
  end
  if field and task.view:is_shown(field.thing) then
    fields.fill(task, field.thing, what, "the search field")
    task:key("Search.", "Return")
  else
    task:key("Ask for a search.", "ctrl", "f")
    task:act("Enter the text to find.", { act.key("ctrl", "a"), act.type(what), act.key("Return") })
    if task:idle() then task:fail("this program has no search that I can find") end
  end
  task:note('searched for "%s"', what)
end

function replace.run(task, args)
  if args.only_find then return find(task, args) end
  if args.again then
    if not task.found then task:fail("nothing was found before that could be replaced") end
    args = { from = task.found, to = args.to }
  end
  local from, to = normalise.value(args.from, task.literals), normalise.value(args.to, task.literals)
  if not args.to:find("\1") then to = to:gsub("%s+in%s+the%s+%S+%s*%S*$", "") end
  local window = task:focus_scope()
  if args.change then -- "change A to B" may as well be a field called A
    local named = ground.find(task.view, { text = from, said = from, quoted = true }, { only = fields.ROLES,
      window = window })[1]
    if named or not task.view:reads(from, window) then
      return set_value.run(task, { target = args.from, value = args.to })
    end
  end
  if in_known_text(task, window, from, to) then return end
  by_dialog(task, window, from, to)
end

return replace
