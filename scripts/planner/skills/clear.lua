-- clear.lua: empty a field or a document.
local act = require "act"
local click = require "skills.click"
local fields = require "fields"

local clear = {}

clear.wordings = {
  "(clear|empty|erase) {target}",
  "(clear|erase|delete|remove) (everything|all|all text|all the text|the text|the contents|the " ..
    "content|the whole text|all of the text) [(in|from|of|inside) {target}]",
  "(delete|erase|remove) the (text|contents|content|value) [(in|of|from) {target}]",
}

function clear.run(task, args)
  local whole = not args.target or (args.target:lower() == "it" and not task.it)
    or args.target:lower():find("^all") or args.target:lower():find("document$")
    or args.target:lower():find("editor$") or args.target:lower():find("text$")
      or args.target:lower():find("contents?$")
  if whole then
    local window = task:focus_scope()
    local field = fields.current(task, window)
    local steps = { act.key("ctrl", "a"), act.key("Delete") }
    if field and not field.states.focused then table.insert(steps, 1, act.click(field.cx, field.cy)) end
    task:act("Select everything and delete it.", steps)
    if field then field = task:refresh(field) end
    if field and field.value and tostring(field.value) ~= "" then task:fail("the text could not be cleared") end
    task:note("cleared the text")
    return
  end
  local p = task:parse(args.target)
  local field, why = fields.find(task, p)
  if not field then field, why = click.locate(task, p, { only = fields.ROLES }) end
  if not field then click.missing(task, p, why) end
  field = fields.fill(task, field, "")
  if field.value and tostring(field.value) ~= "" then task:fail('the field "%s" could not be cleared', p.said) end
  task:note("cleared %s", p.said)
end

return clear
