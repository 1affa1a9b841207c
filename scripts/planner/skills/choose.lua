-- choose.lua: choose from a combo box, a list, tabs, radio buttons: "select Red from the Colour list".
local act = require "act"
local click = require "skills.click"
local fields = require "fields"
local ground = require "ground"
local lexicon = require "lexicon"
local match = require "match"
local normalise = require "normalise"
local phrase = require "phrase"
local scrolling = require "scrolling"

local choose = {}

choose.wordings = {
  "(choose|select|pick|mark|highlight) {item}",
  "(choose|select|pick) {item} (from|in|on|of|under|as|for|out of) {holder}",
  "(choose|select|pick) [the] (option|value|entry|item) {item}",
  "(choose|select|pick) [the] (option|value|entry|item) {item} (from|in|for|of) {holder}",
  { "(go to|switch to|open|select|click|click on|activate|show|change to|choose) [the] {item} tab",
    tab = "yes", weight = 3 },
  { "(go to|switch to|open|select|click|click on|activate|show|change to) [the] tab {item}", tab = "yes", weight = 3 },
  { "(go to|switch to|open|select|click|click on|activate|show|change to|choose) [the] {item} tab (of|in|on) [the] " ..
    "{holder} (window|dialog)", tab = "yes", weight = 8 },
  { "(go to|switch to|open|select|click|show) [the] {item} page", tab = "yes" },
  { "(select|choose|turn on|activate) [the] {item} (radio button|radio|option)", weight = 2 },
}

function choose.accept(args, literals)
  local low = normalise.value(args.item or "", literals):lower()
  if low == "all" or low == "everything" or low:find("^all%s+text") or low:find("^all the text")
    or low:find("^the whole")
      or low:find("^all of the text") then return false end
  return true
end

-- The list that hangs open under a combo box, or the options inside the element itself.
local function option(task, value, combo)
  local p = { text = value, said = value, quoted = true }
  for _, w in ipairs(task.view:popups()) do
    local found = ground.find(task.view, p, { window = w, floor = 0.85 })[1]
    if found and task.view:is_shown(found.thing) then return found.thing end
  end
  local found = ground.find(task.view, p, { roles = { "menuitem", "item", "cell" }, floor = 0.85 })
  for _, c in ipairs(found) do
    local t = c.thing
    local near = not combo or (t ~= combo and (t.window ~= combo.window or t.y > combo.y + combo.h - 4
      or t.y + t.h < combo.y + 4
      or math.abs(t.cy - combo.cy) < 4 and t.role ~= "text"))
    if near and task.view:is_shown(t) and t.role ~= "combo" and not (combo and t.name == combo.name
      and t.role == "button") then
      return t
    end
  end
end

local function shows(task, combo, value)
  local now = task:refresh(combo) or combo
  local held = fields.value(task.view, now)
  return match.score(value, held) >= 0.9 or match.score(value, now.name) >= 0.9
    or (held ~= "" and match.contains(held, value) and #held < #value + 6)
end

-- Chooses a value in a combo box: by its list, then by typing ahead. False when it has none such.
function choose.from(task, combo, value, name)
  if shows(task, combo, value) and combo.value ~= nil then return true end
  local before = task.view:fingerprint()
  task:click(combo, ('Open the list "%s".'):format(name or task.view:caption(combo)))
  local thing = option(task, value, combo)
    or task:await("Wait for the list.", function() return option(task, value, combo) end, 2)
  if not thing and #task.view:popups() > 0 then
    local popup = task.view:popups()[1]
    local area = { cx = popup.cx, cy = popup.cy, h = popup.h, window = popup.id }
    thing = scrolling.search(task, area, '"' .. value .. '"', function() return option(task, value, combo) end)
  end
  if thing then
    task:act(('Choose "%s".'):format(value), act.click(thing.cx, thing.cy))
    task:await("Look at the choice.", function() return shows(task, combo, value) or nil end, 2)
    if shows(task, combo, value) then return true end
    if #task.view:popups() == 0 and task.view:fingerprint() ~= before then return true end
  end
  if task.view:fingerprint() ~= before or not thing then
    task:act("Type ahead to the entry.", { act.type(value), act.key("Return") })
    if shows(task, combo, value) then return true end
  end
  task:close_popups()
  return false
end

local TAB_ROLES = { "tab", "radio", "toggle", "item", "button" }
local ITEM_ROLES = { "item", "radio", "treeitem", "cell", "icon", "tab", "menuitem", "check", "combo",
  "button", "link", "text" }

-- A combo box that has the value among its entries, when the instruction names no holder.
local function combo_with(task, value)
  local combos = {}
  for _, thing in ipairs(task.view.things) do
    if thing.role == "combo" and task.view:is_shown(thing) then combos[#combos + 1] = thing end
  end
  local front = task.view:front()
  table.sort(combos, function(a, b)
    local x, y = front and a.window == front.id, front and b.window == front.id
    if x ~= y then return x end
    return a.y < b.y
  end)
  for _, combo in ipairs(combos) do
    for _, thing in ipairs(task.view.elements) do -- AT-SPI lists the entries of a closed box too
      if thing.parent and thing.parent == combo.id and match.score(value, thing.name) >= 0.9 then return combo end
    end
  end
  if #combos == 1 then return combos[1] end
end

local function pick(task, item, hold)
  if lexicon.ordinals[item:lower()] then item = item .. " option" end
  local p = task:parse(item)
  local opts = { roles = ITEM_ROLES }
  local thing, why = task:find(p, opts)
  local hidden = thing and not task.view:is_shown(thing)
  if (not thing or hidden) and p.text then
    local combo = combo_with(task, p.text)
    if combo and choose.from(task, combo, p.text) then
      task:note('chose "%s"', p.text)
      return
    end
    if combo and task.view:front() then p.after_combo = true end
  end
  if not thing or hidden then thing, why = click.locate(task, p, opts) end
  if not thing then click.missing(task, p, why) end
  if thing.role == "combo" and p.text and match.score(p.text, thing.name) < 0.8 then
    task:note('"%s" is chosen', p.text)
    return
  end
  if (thing.role == "radio" or thing.role == "check") and thing.states.checked then
    task:note('"%s" is chosen already', task.view:caption(thing))
    return
  end
  local name = task.view:caption(thing)
  local before = task.view:fingerprint()
  local ok, _, err = task:click(thing, ('Select "%s".'):format(name), hold and { modifiers = { hold } } or nil)
  if not ok then task:fail('selecting "%s" was refused: %s', name, err.message or "") end
  local now = task:refresh(thing)
  if now and (now.role == "radio") and now.atspi and not now.states.checked and not now.states.selected then
    task:key("Choose it by the keyboard.", "space")
    now = task:refresh(thing)
    if now and not now.states.checked and task.view:fingerprint() == before then
      task:fail('"%s" cannot be chosen', name)
    end
  end
  task:note('selected "%s"', name)
end

local function open_tab(task, item)
  local p = task:parse(item)
  p.role, p.roles = "tab", { "tab", "radio", "toggle", "item", "button", "text" }
  local thing, why = click.locate(task, p, { roles = TAB_ROLES })
  if not thing then click.missing(task, p, why) end
  if thing.states.selected and thing.role == "tab" then
    task:note('the tab "%s" is open', thing.name)
    return
  end
  task:click(thing, ('Go to the tab "%s".'):format(task.view:caption(thing)))
  task:note('the tab "%s" is open', task.view:caption(thing))
end

-- The combo box, list or group that a holder phrase names.
local function find_holder(task, holder)
  local p = task:parse(holder)
  local bare = { text = p.text, said = p.said, quoted = p.quoted, ordinal = p.ordinal, relation = p.relation,
                 anchor = p.anchor, inside = p.inside, roles = { "combo", "list", "menu", "field" }, role = p.role }
  local thing = task:find(bare, { only = { "combo", "list", "menu", "spin" }, floor = 0.72 })
  if not thing and p.text and not (p.role or ""):find("list$") or (p.role or ""):find("drop") then
    local beside = fields.beside_label(task.view, { text = p.text, said = p.said, quoted = p.quoted },
      task.scope and task:window() or nil, { combo = true, button = true, field = true })
    if beside and not beside.guessed and not beside.atspi then
      beside.role = "combo"
      thing = beside
    end
  end
  return thing, p
end

function choose.run(task, args, frame)
  if args.item and lexicon.ordinals[args.item:lower()] and not args.tab then -- "the second radio button"
    local noun = frame and frame.text:lower():match("%f[%a]" .. args.item:lower() .. "%s+(.+)$")
    if noun then args.item = args.item .. " " .. noun end
  end
  if args.tab then
    if args.holder then task.scope = "in " .. args.holder end
    return open_tab(task, args.item)
  end
  task:focus_scope()
  local value = normalise.value(phrase.drop_article(args.item), task.literals)
  if args.holder then
    local thing, p = find_holder(task, args.holder)
    if thing and (thing.role == "combo" or thing.role == "menu") then
      if not choose.from(task, thing, value, p.said) then
        task:fail('"%s" is not among the choices of %s', value, p.said)
      end
      task:note('"%s" is chosen in %s', value, p.said)
      return
    end
  end
  local parts = phrase.list(args.item, task.literals)
  if #parts > 1 and (args.item:find("\1") or args.item:find(",")) then
    for i, part in ipairs(parts) do pick(task, part, i > 1 and "ctrl" or nil) end
    return
  end
  local item = args.item
  if args.holder then
    local low = args.holder:lower()
    if low:find("list") or low:find("tree") or low:find("table") or low:find("window") or low:find("dialog") then
      item = args.item .. " in " .. args.holder
    end
  end
  pick(task, item)
end

return choose
