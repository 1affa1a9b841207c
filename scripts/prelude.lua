-- prelude.lua : what `agent` can do, on top of agent.call(command, params). Run once in every state that
-- has an agent. A command answers its result, or nil, message, error name; misuse raises, and so does what a
-- policy, a person or a stop has refused.

local call = agent.call

-- agent.window_focus{...} is the command window.focus, and so on for every row of the command table.
setmetatable(agent, { __index = function(_, name)
  local command = tostring(name):gsub("_", ".", 1)
  return function(params) return call(command, params) end
end })

local function wanted(value, what)
  if value == nil then error(what .. " is nil: nothing was found?", 3) end
  return value
end

local function lower(text) return (text or ""):lower() end

-- ---------------------------------------------------------------- looking

function agent.screen()
  local got, why = call("screen.elements")
  if not got then error(why, 2) end
  return got
end

function agent.windows()
  local got, why = call("screen.windows")
  if not got then error(why, 2) end
  return got.windows or {}
end

-- The focused window; an empty table when there is none.
function agent.window_focused()
  for _, window in ipairs(agent.windows()) do
    if window.active then return window end
  end
  return {}
end

-- The topmost window whose title or class holds the text; a number, also one in a text, is a window's id.
function agent.window(text)
  local list = agent.windows()
  for _, w in ipairs(list) do
    if tostring(w.id) == tostring(text) then return w end
  end
  for i = #list, 1, -1 do
    local w = list[i]
    if lower(w.title):find(lower(text), 1, true) or lower(w.class):find(lower(text), 1, true) then
      return w
    end
  end
  return nil, "no window '" .. tostring(text) .. "'"
end

-- How well an element's name fits a label: 3 the same, 2 a beginning, 1 inside, nil not at all.
local function fit(name, label)
  name, label = lower(name), lower(label)
  if name == label then return 3 end
  if name:sub(1, #label) == label then return 2 end
  if name:find(label, 1, true) then return 1 end
end

local function has_state(element, state)
  for _, s in ipairs(element.states or {}) do
    if s == state then return true end
  end
  return false
end

local function passes(element, query)
  if query.role and element.role ~= query.role then return false end
  if query.window and element.window ~= query.window then return false end
  if query.state and not has_state(element, query.state) then return false end
  if query.value and element.value ~= query.value then return false end
  return not has_state(element, "offscreen")
end

-- All that fit {role, label, value, state, window}, best first; then lines of text that hold `text`.
function agent.find_all(query)
  if type(query) == "string" then query = { label = query } end
  if type(query) ~= "table" then error("find wants a table such as { role = 'button', label = 'OK' }", 2) end
  local screen, found = agent.screen(), {}
  local function add(thing, score)
    found[#found + 1] = { thing = thing, score = score, at = #found }
  end
  local label = query.label or query.text
  for _, element in ipairs(screen.elements or {}) do
    local score = not label and 1 or fit(element.name, label)
    if score and passes(element, query) then add(element, score) end
  end
  if label and not query.role then
    for _, line in ipairs(screen.lines or {}) do
      if fit(line.text, label) and (not query.window or line.window == query.window) then
        add({ role = "text", name = line.text, box = line.box, window = line.window }, 0)
      end
    end
  end
  table.sort(found, function(a, b)
    if a.score ~= b.score then return a.score > b.score end
    return a.at < b.at
  end)
  local list = {}
  for i, f in ipairs(found) do list[i] = f.thing end
  return list
end

-- The best one, or the query's nth; nil and why when there is none.
function agent.find(query)
  local list = agent.find_all(query)
  local n = type(query) == "table" and query.nth or 1
  if list[n] then return list[n] end
  return nil, "nothing on the screen fits"
end

-- Looks until something fits: {…, within_ms = 3000}. Each look waits for the screen to be quiet.
function agent.wait(query)
  if type(query) == "string" then query = { label = query } end
  local until_ms = now_ms() + (query.within_ms or 3000)
  while true do
    local found = agent.find(query)
    if found then return found end
    local left = until_ms - now_ms()
    if left <= 0 then return nil, "nothing fits after " .. (query.within_ms or 3000) .. " ms" end
    local ok, why = agent.act({ action = "wait", ms = math.min(left, 100) })
    if not ok then return nil, why end
  end
end

-- ---------------------------------------------------------------- acting

function agent.act(action, expect)
  if type(action) ~= "table" then error("act wants an action, such as { action = 'screenshot' }", 2) end
  if expect then action.expect = expect end
  return call("input.act", { action = action })
end

-- An element, a { x, y }, { x = , y = } or a box's middle.
local function point(target, what)
  wanted(target, what)
  if type(target) ~= "table" then error(what .. " is a " .. type(target) .. ", not a place", 3) end
  if target.box then
    local b = target.box
    return b[1] + b[3] // 2, b[2] + b[4] // 2
  end
  local x, y = target.x or target[1], target.y or target[2]
  if type(x) ~= "number" or type(y) ~= "number" then error(what .. " has no box and no x, y", 3) end
  return x, y
end

local function act_at(target, action, options)
  action.x, action.y = point(target, "the target")
  for key, value in pairs(options or {}) do action[key] = value end
  return agent.act(action)
end

function agent.click(target, options)
  return act_at(target, { action = "click", button = "left", count = 1 }, options)
end

function agent.double_click(target, options)
  return act_at(target, { action = "click", button = "left", count = 2 }, options)
end

function agent.right_click(target, options)
  return act_at(target, { action = "click", button = "right", count = 1 }, options)
end

function agent.move(target) return act_at(target, { action = "move" }) end

function agent.drag(from, to)
  local x0, y0 = point(from, "the start")
  local x1, y1 = point(to, "the end")
  return agent.act({ action = "drag", path = { { x0, y0 }, { x1, y1 } }, button = "left" })
end

-- Notches, + is down; dx + is right.
function agent.scroll(target, dy, dx)
  return act_at(target, { action = "scroll", dx = dx or 0, dy = dy or 0 })
end

function agent.type(text)
  if type(text) ~= "string" then error("type wants a text", 2) end
  return agent.act({ action = "type", text = text })
end

-- "ctrl+s", "Return", { "ctrl", "Page_Up" }.
function agent.key(chord, count)
  local keys = {}
  if type(chord) == "table" then
    keys = chord
  elseif type(chord) == "string" and #chord == 1 then
    keys = { chord }
  elseif type(chord) == "string" then
    for part in chord:gmatch("[^+]+") do keys[#keys + 1] = part end
    if chord:sub(-2) == "++" then keys[#keys + 1] = "plus" end
  else
    error("key wants a chord such as 'ctrl+s'", 2)
  end
  return agent.act({ action = "key", chord = keys, count = count ~= 1 and count or nil })
end

function agent.open(target)
  if type(target) ~= "string" then error("open wants the name of an application or a file", 2) end
  return call("app.open", { target = target })
end

-- ---------------------------------------------------------------- other

function agent.clipboard()
  local got, why = call("clipboard.get")
  if not got then return nil, why end
  return got.text
end

function agent.tool(name, arguments)
  return call("tool.call", { name = name, arguments = arguments })
end
