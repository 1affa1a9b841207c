-- answer.lua: reads values off the screen.
local calc = require "calc"
local fields = require "fields"
local ground = require "ground"
local match = require "match"
local normalise = require "normalise"
local phrase = require "phrase"
local screen = require "screen"
local text = require "text"
local windows = require "windows"

local answer = {}

function answer.plain(task, words)
  return normalise.restore(words, task.literals)
end

local LEADS = { "^what%s+", "^the%s+", "^current%s+", "^value%s+of%s+", "^value%s+in%s+", "^text%s+of%s+",
  "^text%s+in%s+",
  "^content%s+of%s+", "^contents%s+of%s+", "^number%s+in%s+", "^number%s+shown%s+in%s+", "^text%s+shown%s+in%s+",
  "^value%s+shown%s+in%s+", "^value%s+for%s+" }
local TAILS = { "%s+is$", "%s+says$", "%s+shows$", "%s+shown$", "%s+displayed$", "%s+that%s+is%s+shown$",
  "%s+contains?$", "%s+reads?$",
  "%s+say$", "%s+show$", "%s+on%s+the%s+screen$", "%s+on%s+its%s+display$", "%s+on%s+the%s+display$",
    "%s+that%s+you%s+see$", "%s+is%s+shown$",
  "%s+are$", "%s+is%s+set%s+to$", "%s+it%s+shows$", "%s+you%s+get$", "%s+have$" }

local function bare(words)
  local s = text.strip(words:gsub("[%?%.!]+$", ""))
  for _, p in ipairs { "%s+shown%s+in%s+", "%s+displayed%s+in%s+", "%s+that%s+is%s+shown%s+in%s+",
    "%s+written%s+in%s+" } do
    s = s:gsub(p, " in ")
  end
  local changed = true
  while changed do
    changed = false
    for _, p in ipairs(LEADS) do
      local a, b = s:lower():find(p)
      if a and b < #s then s, changed = s:sub(b + 1), true end
    end
    for _, p in ipairs(TAILS) do
      local a = s:lower():find(p)
      if a and a > 1 then s, changed = s:sub(1, a - 1), true end
    end
  end
  return s
end

-- The text right of a label, or under it.
local function beside(view, label)
  local best, cost
  for _, t in ipairs(view.things) do
    if t ~= label and t.window == label.window and t.w > 0 then
      local said = (t.value ~= nil and tostring(t.value) ~= "" and tostring(t.value)) or t.name
      local rows = screen.overlap(t.y, t.y + t.h, label.y, label.y + label.h)
      local columns = screen.overlap(t.x, t.x + t.w, label.x, label.x + label.w)
      local dx, dy = t.x - (label.x + label.w), t.y - (label.y + label.h)
      local c
      if rows > 0.5 and dx > -6 then c = dx elseif columns > 0.3 and dy > -6 and dy < 60 then c = 150 + dy * 4 end
      if c and said ~= "" and t.role ~= "button" and t.role ~= "window" and (not cost or c < cost) then best,
        cost = said, c end
    end
  end
  return best
end

-- "Total: 17" holds its own value.
local function own_value(thing, wanted)
  if thing.value ~= nil and tostring(thing.value) ~= "" then return tostring(thing.value) end
  local label, value = thing.name:match("^(.-)%s*[:=]%s*(.+)$")
  if label and match.score(wanted, label) >= 0.6 then return value end
  local low, from = text.lower(thing.name), text.lower(wanted)
  if text.starts(low, from) and #low > #from + 1 and low:sub(#from + 1, #from + 1):find("[%s:]") then
    return text.trim((thing.name:sub(#from + 1):gsub("^[%s:]+", ""):gsub("^is%s+", "")))
  end
end

local RESULTS = { result = true, ["answer"] = true, outcome = true, ["number"] = true, ["it"] = true,
  sum = true, value = true,
  total = true, product = true, difference = true, ["final result"] = true, ["calculator"] = true, display = true }

local function from_calculator(task)
  if task.result then return task.result end
  local w = windows.named(task.view, "calculator")[1]
  if not w then return nil end
  local top
  for _, t in ipairs(task.view:in_window(w)) do
    local n = t.role ~= "button" and t.role ~= "toggle" and calc.read((tostring(t.value or t.name):gsub("\n.*", "")))
    if n and (not top or t.y < top.y) then top = { y = t.y, n = n } end
  end
  return top and calc.format(top.n)
end

local function from_title(task, low)
  if not (low:find("title") or low:find("name of the .*window") or low:find("window.*called")) then return nil end
  local rest = low:match("title%s+of%s+(.+)$") or ""
  local w = task.view:front()
  if rest ~= "" and not rest:find("window") then w = windows.named(task.view, rest)[1] or w end
  return w and w.title
end

-- Column and row of a table: "the price of Apples", "the age in the row of Olsen".
local function from_table(task, words)
  local column, row = words:match("^(.-)%s+of%s+(.+)$")
  if not column then column, row = words:match("^(.-)%s+for%s+(.+)$") end
  if not column then column, row = words:match("^(.-)%s+in%s+the%s+row%s+o?f?w?i?t?h?%s*(.+)$") end
  if not column then return nil end
  local view = task.view
  local head = ground.find(view, phrase.parse(column, task.literals), { roles = { "header", "text", "cell" },
    floor = 0.8 })[1]
  local line = ground.find(view, phrase.parse(row, task.literals), { roles = { "cell", "text", "item" },
    floor = 0.8 })[1]
  if not head or not line or head.thing == line.thing then return nil end
  local best, cost
  for _, t in ipairs(view.things) do
    local in_row = screen.overlap(t.y, t.y + t.h, line.thing.y, line.thing.y + line.thing.h) > 0.5
    local in_column = screen.overlap(t.x, t.x + t.w, head.thing.x, head.thing.x + head.thing.w) > 0.3
    if in_row and in_column and t ~= line.thing and t.name ~= "" and t.w < view.w / 2 then
      local c = t.w
      if not cost or c < cost then best, cost = t.name, c end
    end
  end
  return best
end

-- The one text with a figure in it that a window shows; nil when there are several.
local function only_figure(view, window)
  local found
  for _, t in ipairs(view:in_window(window)) do
    local label = t.role == "text" or t.role == "field" or t.line
    for word in (label and t.name or ""):gmatch("%S*%d%S*") do
      word = word:gsub("[%.,;:]+$", "")
      if found and found ~= word then return nil end
      found = word
    end
  end
  return found
end

-- "that amount": read in the window that a sentence before spoke of.
local function told_of(task, words)
  local noun = words:lower():match("^that%s+(%a+)$")
  local about = noun and task.about and normalise.restore(task.about, task.literals):lower()
  for _, w in ipairs(about and task.view:real_windows() or {}) do
    local name = w.title:lower()
    if name ~= "" and (" " .. about .. " "):find("%s" .. text.escape(name) .. "%s") then
      local scope = task.scope
      task.literals[#task.literals + 1] = w.title
      task.scope = ("in the \1%d\2 window"):format(#task.literals)
      local value = answer.value(task, "the " .. noun)
      task.scope = scope
      return value or only_figure(task.view, w)
    end
  end
end

-- The value that a question asks for, or nil.
function answer.value(task, words)
  if task.about and words:lower():find("^that%s") then return told_of(task, words) end
  local view = task.view
  local s = bare(words)
  local plain = normalise.restore(s, task.literals)
  local low = plain:lower()
  local sum = calc.expression(plain)
  if sum and sum:find("[%+%*/%^]") and calc.value(sum) then return calc.format(calc.value(sum)) end
  if RESULTS[low] or low:find("^result%f[%A]") or low:find("calculator") or low:find("display$") then
    local value = from_calculator(task)
    if value then return value end
  end
  local title = from_title(task, low)
  if title then return title end
  local cell = from_table(task, s)
  if cell then return cell end
  local p = task:parse(s)
  if p.pronoun and task.it then
    local thing = task:refresh(task.it) or task.it
    return thing.value or thing.name
  end
  if p.text or p.role then
    local field = p.text and fields.find(task, p)
    if field and not field.guessed then
      local value = fields.value(view, field)
      if value ~= "" then return value end
    end
    local found = ground.find(view, p, { window = task.scope and task:window() or nil,
      roles = { "text", "field", "spin", "slider", "combo", "cell" }, floor = 0.55 })
    for _, c in ipairs(found) do
      local value = own_value(c.thing, p.text or "")
      if value then return value end
    end
    for _, c in ipairs(found) do
      local value
      if c.thing.role ~= "button" and c.thing.role ~= "window" then
        value = beside(view, c.thing)
        if value then return value end
      end
    end
    if found[1] and not p.text then return found[1].thing.name end
  end
  if low:find("dialog") or low:find("message") or low:find("error") or low:find("warning") then
    local d = view:dialogs()[1] or view:front()
    return d and text.trim(view:text_of(d))
  end
  if low:find("selected") then
    for _, t in ipairs(view.things) do
      if t.states.selected and t.name ~= "" then return t.name end
    end
  end
  return nil
end

local COUNTED = { windows = "window", window = "window", tabs = "tab", buttons = "button",
  ["check boxes"] = "check", checkboxes = "check",
  links = "link", fields = "field", ["text fields"] = "field", ["radio buttons"] = "radio", sliders = "slider",
  icons = "icon", images = "image" }

-- How many things of a kind there are.
function answer.count(task, words)
  local view = task.view
  local s = text.strip(words:gsub("[%?%.!]+$", ""):gsub("^the%s+", ""))
  local low = normalise.restore(s, task.literals):lower()
  local noun = low:gsub("%s+are%s.*$", ""):gsub("%s+does%s.*$", ""):gsub("%s+in%s.*$", ""):gsub("%s+there.*$", "")
    :gsub("%s+on%s.*$", ""):gsub("%s+open$", ""):gsub("%s+do%s.*$", ""):gsub("%s+shown$", "")
  local window = task.scope and task:window() or view:front()
  if COUNTED[noun] == "window" then return tostring(#view:real_windows()) end
  local role = COUNTED[noun]
  local n = 0
  if role then
    for _, t in ipairs(view.things) do
      if t.role == role and view:is_shown(t) and (not window or t.window == window.id) then n = n + 1 end
    end
    return tostring(n)
  end
  if noun:find("line") or noun:find("word") or noun:find("character") then
    local field = fields.current(task, window)
    local value = field and fields.value(view, field)
    if not value then return nil end
    if noun:find("word") then return tostring(#text.words(value)) end
    if noun:find("character") then return tostring(#text.codes(value)) end
    local list = text.split(value, "\n")
    if list[#list] == "" then list[#list] = nil end
    return tostring(#list)
  end
  if noun:find("row") or noun:find("item") or noun:find("entr") or noun:find("file") or noun:find("folder") then
    local rows = {}
    for _, t in ipairs(view.things) do
      if (t.role == "item" or t.role == "cell" or t.role == "treeitem" or t.role == "icon") and (not window
        or t.window == window.id) then
        rows[noun:find("file") and t.name or t.y] = true
      end
    end
    for _ in pairs(rows) do n = n + 1 end
    if n > 0 then return tostring(n) end
  end
  return nil
end

function answer.state(task, words, question)
  local p = task:parse(words)
  local thing = task:find(p, {})
  if question:lower():find("visible") or question:lower():find("open") then return thing and "yes" or "no" end
  if not thing then return nil end
  local low = question:lower()
  local on = thing.states.checked or thing.states.selected or false
  if low:find("enabled") then on = not thing.states.disabled end
  if low:find("disabled") then on = thing.states.disabled or false end
  if low:find("%f[%a]off%f[%A]") then on = not on end
  return on and "yes" or "no"
end

return answer
