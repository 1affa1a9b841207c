-- spreadsheet.lua: cells by their address: go there, enter values and formulas, read them.
local act = require "act"
local calc = require "calc"
local match = require "match"
local normalise = require "normalise"
local text = require "text"
local windows = require "windows"

local spreadsheet = {}

spreadsheet.wordings = {
  "(enter|type|write|put|input|insert|set) [the] [value|number|text|formula|word|words] {value} " ..
    "(in|into|to|at) [the] cell {cell:word}",
  "(enter|type|write|put|input|insert) [the] [value|number|text|formula|word] {value} (in|into) {cell:word}",
  "(set|change|fill) [the] [value|content|contents] [of] [the] cell {cell:word} (to|with|as) [the] " ..
    "[value|number|text|formula] {value}",
  "(set|change) {cell:word} to [the] [value|number|text|formula] {value}",
  "in cell {cell:word} [,] (enter|type|write|put) [the] [value|number|text|formula] {value}",
  "(enter|type|fill in|write|put) [the] [values|numbers] {list} (in|into) [the] cells {range:word}",
  "(enter|type|write|put) [the] [values|numbers] {list} (in|into) [the] cells {first:word} (to|through|-) {last:word}",
  { "(enter|type|write|put|input|insert|set|fill in) {cells}", weight = 30 },
  { "(select|click|click on|go to|choose|activate|navigate to) [the] cell {cell:word}", go = "yes", weight = 2 },
  { "(clear|empty|delete|erase) [the] [content|contents|value] [of] [the] cell {cell:word}", clear = "yes",
    weight = 3 },
  { "(what is|tell me|read|report) [the] [value|content|contents|result] [in|of] [the] cell {cell:word}",
    ask = "yes", weight = 3 },
  { "(what is|tell me|report) (in|the value in|the result in|the value of|the content of) [the] cell " ..
    "{cell:word}", ask = "yes", weight = 3 },
  { "(calculate|compute|put|enter|write|show) the {fn:word} of [the] [cells|values|numbers] [in] " ..
    "{a:word} (to|through|and|-) {b:word} (in|into) [the] [cell] {cell:word}", weight = 6 },
  { "(calculate|compute|put|enter|write|show) the {fn:word} of [the] [cells|values|numbers] [in] " ..
    "{sum_range:word} (in|into) [the] [cell] {cell:word}", weight = 6 },
  "(sum|add up) [the] [cells|values|numbers] [in] {sum_range:word} (in|into) [cell] {cell:word}",
}

local function address(s)
  local a = s and text.strip(s):upper():gsub("%$", ""):gsub("[%.%?!]+$", "")
  if a and a:find("^%a%a?%a?%d%d?%d?%d?%d?$") then return a end
end

-- "12 in A1, 30 in cell A2 and the formula =A1+A2 in A3", "A1 to 5 and B1 to 7": [{cell, value}], or nil.
local function pairs_of(words, literals)
  local out = {}
  local s = words:gsub("%s*,%s*and%s+", ", "):gsub("%s+and%s+", ", ")
  for _, part in ipairs(text.split(s, ",")) do
    part = text.strip(part):gsub("^the%s+", ""):gsub("^formula%s+", ""):gsub("^value%s+", ""):gsub("^number%s+", "")
      :gsub("^text%s+", ""):gsub("^words?%s+", "")
    local value, cell = part:match("^(.-)%s+into%s+(.+)$")
    if not value then value, cell = part:match("^(.-)%s+in%s+(.+)$") end
    if not value then cell, value = part:match("^(.-)%s+to%s+(.+)$") end
    if not value then cell, value = part:match("^(%S+)%s*[=:]%s*(.+)$") end
    cell = cell and address((normalise.restore(cell, literals):gsub("^the%s+", ""):gsub("^[Cc]ell%s+", "")))
    if not cell then return nil end
    out[#out + 1] = { cell = cell, value = (normalise.value(value, literals)) }
  end
  return #out >= 2 and out or nil
end

local FUNCTIONS = { sum = "SUM", total = "SUM", average = "AVERAGE", mean = "AVERAGE", maximum = "MAX", minimum = "MIN",
  largest = "MAX", smallest = "MIN", count = "COUNT", product = "PRODUCT" }

function spreadsheet.accept(args, literals)
  if args.fn and not FUNCTIONS[args.fn:lower()] then return false end
  if args.a and not (address(args.a) and address(args.b)) then return false end
  if args.cells then return pairs_of(args.cells, literals) ~= nil end
  if args.range then return address(args.range:match("^(.-):")) ~= nil end
  if args.first then return address(args.first) ~= nil and address(args.last) ~= nil end
  return address(normalise.value(args.cell or "", literals)) ~= nil
end

local function window_of(task)
  local row = windows.kind("spreadsheet")
  local front = task.view:front()
  if front and windows.is_kind(front, row) then return front end
  local w = windows.named(task.view, "spreadsheet")[1]
  local dialog = not w and task.view:dialogs()[1]
  local ok = dialog and task:button({ "OK" }, dialog)
  if ok then -- a question about the file's format stands before the sheet
    task:click(ok, ('Take "%s" as it stands.'):format(dialog.title))
    w = task:await("Wait for the sheet.", function(view) return windows.named(view, "spreadsheet")[1] end, 12)
  end
  if not w then task:fail("no spreadsheet is open") end
  task:focus(w)
  return task.view.by_window[w.id] or w
end

-- The name box: the small field in the upper left that shows an address.
local function name_box(task, window)
  local best
  for _, t in ipairs(task.view:in_window(window)) do
    local shown = t.value ~= nil and tostring(t.value) or t.name
    local upper_left = t.y < window.y + 260 and t.x < window.x + 220 and t.w < 260
    if upper_left and address(shown) and (t.role == "field" or t.role == "combo" or t.line) then
      if not best or t.role ~= "text" then best = t end
    end
    if t.role ~= "cell" and match.score("Name Box", t.name) >= 0.95 and (t.role == "field"
      or t.role == "combo") then best = t end
  end
  return best
end

local function go(task, window, cell)
  local letters, digits = cell:match("^(%a+)(%d+)$")
  local box = (#letters > 1 or tonumber(digits) > 100) and name_box(task, window) -- near cells are reached by arrows
  if box then
    task:act(("Go to cell %s by the name box."):format(cell),
      { act.click(box.x + math.min(box.w // 2, 30), box.cy, { count = 1 }), act.key("ctrl", "a"),
        act.type(cell), act.key("Return") })
    return
  end
  -- by arrows from the first cell
  local column = 0
  for c in letters:gmatch(".") do column = column * 26 + c:byte() - 64 end
  local steps = { act.key("Escape"), act.key("ctrl", "Home") }
  for _, a in ipairs(act.keys(column - 1, "Right")) do steps[#steps + 1] = a end
  for _, a in ipairs(act.keys(tonumber(digits) - 1, "Down")) do steps[#steps + 1] = a end
  task:act(("Go to cell %s."):format(cell), steps)
end

-- What the cell holds, by its own element or by the input line once it is the current cell.
local function content(task, window, cell)
  for _, t in ipairs(task.view:in_window(window)) do
    if t.role == "cell" and (t.name == cell or t.description == cell or t.name:find("^" .. cell .. "%f[%W]")) then
      return t.value ~= nil and tostring(t.value) or nil
    end
  end
  for _, t in ipairs(task.view:in_window(window)) do
    local top = t.y < window.y + 260 and t.w > 200 and (t.role == "field" or t.role == "textarea")
    if top and t.value ~= nil and not address(tostring(t.value)) then return tostring(t.value) end
  end
end

local function put(task, window, cell, value)
  go(task, window, cell)
  task:act(('Enter "%s" in %s.'):format(value, cell), { act.type(value), act.key("Return") })
  if task:idle() then task:fail('"%s" could not be entered in %s', value, cell) end
  local held = content(task, window, cell)
  local wrong = held and held ~= "" and not value:find("^=") and match.score(value, held) < 0.7
    and calc.read(held) ~= calc.read(value)
  if wrong and task.view:reads(value, window) then wrong = false end
  if wrong then
    go(task, window, cell)
    task:act("Once more.", { act.key("Delete"), act.type(value), act.key("Return") })
  end
  task:note('%s holds "%s"', cell, value)
end

local function cells_between(first, last)
  local out = {}
  local c1, r1 = first:match("^(%a+)(%d+)$")
  local c2, r2 = last:match("^(%a+)(%d+)$")
  if #c1 == 1 and #c2 == 1 then
    for c = c1:byte(), c2:byte() do
      for r = tonumber(r1), tonumber(r2) do out[#out + 1] = string.char(c) .. r end
    end
  end
  return out
end

function spreadsheet.run(task, args)
  local window = window_of(task)
  if args.cells then
    for _, pair in ipairs(pairs_of(args.cells, task.literals)) do put(task, window, pair.cell, pair.value) end
    return
  end
  if args.list then
    local first, last = args.first, args.last
    if args.range then first, last = args.range:match("^(.-):(.+)$") end
    local cells = cells_between(address(first), address(last))
    local values = text.split(args.list:gsub("%s+and%s+", ", "):gsub(",%s*,", ","), ",")
    if #values ~= #cells then task:fail("%d values do not fit %d cells", #values, #cells) end
    for i, cell in ipairs(cells) do put(task, window, cell, (normalise.value(values[i], task.literals))) end
    return
  end
  local cell = address(normalise.value(args.cell, task.literals))
  if args.go then
    go(task, window, cell)
    task:note("cell %s is current", cell)
  elseif args.clear then
    go(task, window, cell)
    task:key("Empty the cell.", "Delete")
    task:note("cell %s is empty", cell)
  elseif args.ask then
    go(task, window, cell)
    local held = content(task, window, cell)
    if not held then task:fail("the content of %s cannot be read", cell) end
    task.replies[#task.replies + 1] = held
  elseif args.sum_range or args.a then
    local range = args.sum_range or (args.a .. ":" .. args.b)
    put(task, window, cell, ("=%s(%s)"):format(FUNCTIONS[(args.fn or "sum"):lower()], range:upper()))
  else
    put(task, window, cell, (normalise.value(args.value, task.literals)))
  end
end

return spreadsheet
