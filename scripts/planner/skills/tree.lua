-- tree.lua: expand and collapse nodes of trees and sections; paths in trees ("Europe > Norway > Bergen").
local act = require "act"
local click = require "skills.click"
local normalise = require "normalise"
local text = require "text"

local tree = {}

tree.wordings = {
  { "(expand|unfold|open up) [the] {node} [node|branch|section|item|group|category]", want = "open" },
  { "(collapse|fold) [the] {node} [node|branch|section|item|group|category]", want = "shut" },
  { "(select|choose|open|click|click on|pick) [the] [node|item] {path} in the tree", path = "yes",
    want = "path", weight = 3 },
  { "(open|expand) the {node} (node|branch)", want = "open", weight = 3 },
  { "(open|expand|unfold) [the] (node|branch) {node}", want = "open", weight = 3 },
  { "(close|collapse|fold) [the] (node|branch) {node}", want = "shut", weight = 3 },
}

local ROLES = { "treeitem", "item", "cell", "button", "toggle", "text" }

local function is_open(thing, below)
  if thing.states.expanded then return true end
  if thing.states.collapsed then return false end
  return below
end

-- Opens or shuts one node: by keys, by its arrow, by a double click; each time looks.
local function set_node(task, words, want)
  local p = task:parse(words)
  local thing, why = click.locate(task, p, { roles = ROLES })
  if not thing then click.missing(task, p, why) end
  if is_open(thing, nil) == (want == "open") then return thing end
  local before = task.view:fingerprint()
  if thing.role == "button" or thing.role == "toggle" then
    task:click(thing, ('Press "%s".'):format(thing.name))
    return thing
  end
  local look = #task.view.things
  local ways = {
    function() task:click(thing, ('Select "%s".'):format(thing.name)) task:key("Turn it by the keyboard.",
      want == "open" and "Right" or "Left") end,
    function() task:act("Press its arrow.", act.click(thing.x - 10, thing.cy)) end,
    function() task:key("Turn it by the keyboard.", want == "open" and "plus" or "minus") end,
    function() task:click(thing, "Double-click it.", { count = 2 }) end,
  }
  for _, way in ipairs(ways) do
    way()
    thing = task:refresh(thing) or thing
    local more = #task.view.things - look
    local state = is_open(thing, nil)
    if state == (want == "open") then return thing end
    if state == nil and task.view:fingerprint() ~= before and ((want == "open" and more > 0)
      or (want ~= "open" and more < 0)) then
      return thing
    end
  end
  if task.view:fingerprint() ~= before then return thing end
  task:fail('"%s" cannot be %s', p.said, want == "open" and "expanded" or "collapsed")
end

function tree.run(task, args)
  task:focus_scope()
  if args.want == "path" then
    local parts = {}
    for _, part in ipairs(text.split(normalise.value(args.path, task.literals):gsub("%s*[/>]%s*", "\4"), "\4")) do
      parts[#parts + 1] = part
    end
    for i = 1, #parts - 1 do set_node(task, parts[i], "open") end
    local p = task:parse(#parts == 1 and args.path or parts[#parts])
    local thing, why = click.locate(task, p, { roles = ROLES })
    if not thing then click.missing(task, p, why) end
    task:click(thing, ('Select "%s".'):format(p.said))
    task:note("selected %s", p.said)
    return
  end
  for _, words in ipairs(require("phrase").list(args.node, task.literals)) do
    local thing = set_node(task, words, args.want)
    task.it = thing
    task:note('"%s" is %s', task.view:caption(thing), args.want == "open" and "expanded" or "collapsed")
  end
end

return tree
