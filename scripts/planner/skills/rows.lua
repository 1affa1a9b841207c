-- rows.lua: rows of tables and lists: select several, sort by a column, count them.
local act = require "act"
local click = require "skills.click"
local ground = require "ground"
local phrase = require "phrase"
local scrolling = require "scrolling"

local rows = {}

rows.wordings = {
  { "(select|choose|highlight|mark) [the] (rows|items|entries|lines|files) {items}", several = "yes", weight = 3 },
  { "(select|choose|highlight|click|click on) [the] row (with|containing|where|that has|that " ..
    "contains|for|of|labelled|named|whose) [the] [name|title|value] [is] {item}", weight = 4 },
  { "(select|choose|click|highlight) [the] {item} row", weight = 2, row = "yes" },
  { "(delete|remove) [the] row (for|with|of|containing|named|called|where) [the] [name] {delete} " ..
    "[(from|in|of) the (table|list)]", weight = 8 },
  { "(delete|remove) [the] {which} row [(from|in|of) the (table|list)]", weight = 3 },
  { "(delete|remove) [the] (entry|item|record) {delete} [(from|in|of) the (table|list)]", weight = 3 },
  { "sort [the] [table|list|rows] by [the] [column] {column} [column]", sort = "yes" },
  { "(delete|remove) [the] row (for|with|of|containing|named|called|where) [the] [name] {delete} " ..
    "[(from|in|of) the (table|list)]", weight = 8 },
  { "(delete|remove) [the] {which} row [(from|in|of) the (table|list)]", weight = 3 },
  { "(delete|remove) [the] (entry|item|record) {delete} [(from|in|of) the (table|list)]", weight = 3 },
  { "sort [the] [table|list|rows] by [the] [column] {column} [column] [in] (descending) [order]", sort = "down" },
  { "sort {what} by [the] {column}", sort = "yes" },
}

local ROW_ROLES = { "item", "cell", "treeitem", "icon", "text" }

local function pick(task, words, hold)
  local p = task:parse(words)
  local thing, why = task:find(p, { roles = ROW_ROLES })
  if not thing or not task.view:is_shown(thing) then
    thing = scrolling.reveal(task, p, { roles = ROW_ROLES })
  end
  if not thing then click.missing(task, p, why) end
  task:click(thing, ('Select the row "%s".'):format(task.view:caption(thing)), hold
    and { modifiers = { "ctrl" } } or nil)
  task:note('selected "%s"', task.view:caption(thing))
end

-- Deletes a row: by the button for it where there is one, else by the key.
local function delete(task, args)
  pick(task, args.which and args.which .. " row" or args.delete)
  local before = task.view:fingerprint()
  local button = task:button({ "Delete", "Remove", "Delete row", "Remove row", "Delete selected" }, task:window())
  if button then task:click(button, "Delete it.") else task:key("Delete it.", "Delete") end
  if task.view:fingerprint() == before and task:idle() then task:fail("the row could not be deleted") end
  task:note("deleted the row")
end

function rows.run(task, args)
  task:focus_scope()
  if args.delete or args.which then return delete(task, args) end
  if args.sort then
    local p = task:parse(args.column)
    local found = ground.find(task.view, p, { roles = { "header", "button", "text" }, window = task:window() })[1]
    if not found then click.missing(task, p) end
    task:click(found.thing, ("Sort by %s."):format(p.said))
    if args.sort == "down" then task:act("Turn the order round.", act.click(found.thing.cx, found.thing.cy)) end
    task:note("sorted by %s", p.said)
    return
  end
  if args.several then
    for i, words in ipairs(phrase.list(args.items, task.literals)) do pick(task, words, i > 1) end
    return
  end
  pick(task, args.row and args.item .. " row" or args.item)
end

return rows
