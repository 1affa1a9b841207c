-- click.lua: click, double-click, right-click, hover on whatever is named.
local act = require "act"
local calc = require "calc"
local condition = require "condition"
local keys = require "keys"
local lexicon = require "lexicon"
local normalise = require "normalise"
local phrase = require "phrase"
local scrolling = require "scrolling"
local text = require "text"

local click = {}

click.wordings = {
  "(click|tap) [on|at] {target}",
  "(click|tap) [once] [on] {target} once",
  "left [-] click [on] {target}", "left-click [on] {target}",
  "(press|push|hit|strike|activate) [on] {target}",
  { "(double-click|doubleclick) [on] {target}", count = 2 }, { "double click [on] {target}", count = 2 },
  { "click (twice|two times) [on] {target}", count = 2 },
  { "(click|click on|press|push|hit|tap) {target} (twice|two times)", times = 2, weight = 2 },
  { "(click|click on|press|push|hit|tap) {target} {times:num} times", weight = 2 },
  { "(click|click on|press|push|hit|tap) [on] {target} (until|till) {ending}", weight = 6 },
  { "(keep|continue) (clicking|pressing) [on] {target} (until|till) {ending}", weight = 6 },
  { "(triple-click|triple click) [on] {target}", count = 3 },
  { "(right-click|rightclick) [on] {target}", button = "right" }, { "right click [on] {target}", button = "right" },
  { "click [on] {target} with the right [mouse] button", button = "right", weight = 3 },
  { "open the (context|pop-up|popup|right-click) menu (of|for|on) {target}", button = "right" },
  { "(middle-click|middle click) [on] {target}", button = "middle" },
  { "(ctrl-click|ctrl+click|control-click|ctrl click) [on] {target}", hold = "ctrl" },
  { "(shift-click|shift+click|shift click) [on] {target}", hold = "shift" },
  { "hover [the] [mouse|pointer|cursor] [over|on|above] {target}", hover = "yes" },
  { "(move|point|place|put) [the] (mouse|pointer|cursor|mouse pointer|mouse cursor) " ..
    "(over|to|on|onto|at|above) {target}",
    hover = "yes" },
  { "point (at|to) {target}", hover = "yes" },
  "click and {target:word}",
  { "(follow|open) [the] link {target}", link = "yes" },
  { "(follow|open) [the] {target} link", link = "yes" },
  { "(focus|put the cursor in|place the cursor in|click into|click in|click inside) [on] {target}", },
  { "(submit|send) [it|the form|this form|form|the page]", target = "submit button" },
}

local ROLES = { "button", "link", "menuitem", "menu", "tab", "check", "radio", "toggle", "switch", "icon", "item",
  "treeitem", "cell", "header", "combo", "field", "spin", "image", "textarea" }

-- Keys are pressed by key.lua; a key's name on a visible button stays a click.
function click.accept(args, literals)
  local value, quoted = normalise.value(args.target or "", literals)
  if quoted then return true end
  return not value:lower():find("%f[%a]keys?$")
end

-- A pop-up that hides what is meant is dismissed, once.
local function dismiss_popup(task, p)
  local dialog = task.view:dialogs()[1]
  if not dialog then return false end
  local owned = dialog.transient_for and task.view.by_window[dialog.transient_for]
  if not owned and task.first_windows[dialog.id] then return false end -- it was there to be worked with
  local button = task:button(lexicon.buttons.dismiss, dialog)
  if not button then return false end
  task:click(button, ('"%s" is in the way of %s; close it.'):format(dialog.title, p.said))
  return true
end

-- The thing named, looked for on the screen, behind a pop-up, further down.
function click.locate(task, p, opts)
  opts = opts or {}
  opts.roles = opts.roles or ROLES
  local thing, why = task:find(p, opts)
  if thing and task.view:is_shown(thing) then return thing end
  if thing and not task.view:is_shown(thing) then
    local seen = scrolling.reveal(task, p, opts)
    if seen then return seen end
  end
  thing = task:await("Look again.", function()
    local t = task:find(p, opts)
    return t and task.view:is_shown(t) and t or nil
  end, 2)
  if thing then return thing end
  if p.pronoun then return nil, why end
  if #task.view:dialogs() > 0 and dismiss_popup(task, p) then
    thing = task:find(p, opts)
    if thing then return thing end
  end
  return scrolling.reveal(task, p, opts), why
end

function click.missing(task, p, why)
  local what = p.said
  if why and why:find("^there are only") then task:fail("there is no %s: %s", what, why) end
  if why and why:find("^no window") then task:fail("cannot find %s: %s", what, why) end
  task:fail("cannot find %s on the screen", what:find('"') and what or '"' .. what .. '"')
end

-- The button that bears the clause as its caption: all of it, without articles, its verb alone.
local function by_caption(task, words)
  local bare = (" " .. words):gsub("%s+[Tt]he%f[%A]", ""):gsub("%s+[Aa]n?%f[%A]", ""):gsub("%s+[Yy]our%f[%A]", "")
  local verb = words:match("^%a+")
  local captions = { words, text.trim(bare), verb }
  if lexicon.submits[verb:lower()] then captions[4], captions[5] = "Submit", "OK" end
  task:focus_scope()
  local button = task:button(captions, task:window()) or task:button(captions)
  if not button then task:fail("cannot tell how to: %s", normalise.show(words, task.literals)) end
  task:click(button, ('Click "%s".'):format(button.name))
  task:note('clicked "%s"', button.name)
end

local PRESSES_MAX = 40

-- "Click Next until you see X": one press after another, each followed by a look.
local function click_until(task, args)
  local words = "if " .. args.ending:gsub("^you%s+see%s+", ""):gsub("^it%s+", "it ")
  for _ = 1, PRESSES_MAX do
    if condition.met(task, words) then
      task:note("%s: seen", normalise.show(args.ending, task.literals))
      return
    end
    local p = task:parse(args.target)
    local thing, why = click.locate(task, p, {})
    if not thing then click.missing(task, p, why) end
    task:click(thing, ("Press %s once more."):format(p.said))
  end
  task:fail("%s never came", normalise.show(args.ending, task.literals))
end

function click.run(task, args)
  if args.ending then return click_until(task, args) end
  if args.caption then return by_caption(task, args.target) end
  if args.target == nil then args.target = "button" end
  if not args.button and not args.count and not args.hover then
    local chord = keys.parse(normalise.value(args.target, task.literals), true)
    if chord then
      local p = task:parse(args.target)
      local thing = p.text and #chord == 1 and task:find({ text = p.text, said = p.said, quoted = true },
        { floor = 0.95 })
      if not (thing and lexicon.pressable[thing.role]) then
        task:focus_scope()
        task:key(("Press %s."):format(table.concat(chord, "+")), table.unpack(chord))
        task:note("pressed %s", table.concat(chord, "+"))
        return
      end
    end
  end
  local parts = { args.target }
  local several = args.target:match("^[Tt]?h?e?%s*f?o?l?l?o?w?i?n?g?%s*buttons%s*:?%s+(.+)$")
  if several and not args.target:find("\1") then
    parts = phrase.list(several, task.literals)
    args = setmetatable({ target = several:gsub("%sand%s", ", ") }, { __index = args })
  end
  if not args.target:find("%sand%s+.*%sand%s") then
    local list = phrase.list(args.target, task.literals)
    if #list > 1 and args.target:find("\1") then parts = list end
  end
  local sequence = {}
  for _, words in ipairs(parts) do
    for _, one in ipairs(text.split(words:gsub("%s*,?%s+then%s+", "\4"), "\4")) do sequence[#sequence + 1] = one end
  end
  for _, words in ipairs(sequence) do
    local p = task:parse(words)
    local opts = { roles = args.link and { "link", "text", "button" } or nil }
    local thing, why = click.locate(task, p, opts)
    if not thing then click.missing(task, p, why) end
    if thing.states.disabled and lexicon.pressable[thing.role] then
      task:fail('"%s" is greyed out and cannot be clicked', task.view:caption(thing))
    end
    local name = task.view:caption(thing)
    if args.hover then
      thing = task:uncover(thing)
      task.it = thing
      task:act(('Point at "%s".'):format(name), act.move(thing.cx, thing.cy))
      task:note('the pointer is on "%s"', name)
    else
      local more = { button = args.button, count = args.count }
      for _ = 2, calc.number(tostring(args.times or 1)) or 1 do task:click(thing,
        ('Click "%s".'):format(name), more) end
      if args.hold then more.modifiers = { args.hold } end
      local ok, _, err = task:click(thing, ('Click "%s".'):format(name), more)
      if not ok then task:fail('clicking "%s" was refused: %s', name, err and err.message or "no reason given") end
      task:note('clicked "%s"', name)
    end
  end
end

return click
