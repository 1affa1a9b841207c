-- editing.lua: a text with caret and selection, as entry fields and text views have it.
local editing = {}

function editing.new(value)
  return { value = value or "", caret = #(value or ""), anchor = nil }
end

local function range(t)
  if not t.anchor or t.anchor == t.caret then return nil end
  return math.min(t.anchor, t.caret), math.max(t.anchor, t.caret)
end

local function remove(t, from, to)
  t.value = t.value:sub(1, from) .. t.value:sub(to + 1)
  t.caret, t.anchor = from, nil
end

function editing.insert(t, s)
  local from, to = range(t)
  if from then remove(t, from, to) end
  t.value = t.value:sub(1, t.caret) .. s .. t.value:sub(t.caret + 1)
  t.caret, t.anchor = t.caret + #s, nil
end

local function line_start(t, at)
  local i = at
  while i > 0 and t.value:sub(i, i) ~= "\n" do i = i - 1 end
  return i
end

local function line_end(t, at)
  local i = t.value:find("\n", at + 1, true)
  return i and i - 1 or #t.value
end

local function vertical(t, step)
  local start = line_start(t, t.caret)
  local column = t.caret - start
  if step < 0 then
    if start == 0 then return 0 end
    local above = line_start(t, start - 1)
    return math.min(above + column, start - 1)
  end
  local stop = line_end(t, t.caret)
  if stop == #t.value then return #t.value end
  return math.min(stop + 1 + column, line_end(t, stop + 1))
end

local MOVES = {
  Home = function(t) return line_start(t, t.caret) end, End = function(t) return line_end(t, t.caret) end,
  Left = function(t) return math.max(0, t.caret - 1) end, Right = function(t) return math.min(#t.value,
    t.caret + 1) end,
  Up = function(t) return vertical(t, -1) end, Down = function(t) return vertical(t, 1) end,
  ["ctrl+Home"] = function() return 0 end, ["ctrl+End"] = function(t) return #t.value end,
}

-- A key; true when the text took it.
function editing.key(t, chord, desktop)
  local plain = chord:gsub("shift%+", "")
  local shift = plain ~= chord
  if MOVES[plain] then
    if shift then t.anchor = t.anchor or t.caret else t.anchor = nil end
    t.caret = MOVES[plain](t)
    return true
  end
  local from, to = range(t)
  if chord == "ctrl+a" then
    t.anchor, t.caret = 0, #t.value
  elseif chord == "ctrl+c" or chord == "ctrl+x" then
    if from then
      desktop.clipboard = t.value:sub(from + 1, to)
      if chord == "ctrl+x" then remove(t, from, to) end
    end
  elseif chord == "ctrl+v" then
    editing.insert(t, desktop.clipboard or "")
  elseif chord == "BackSpace" then
    if from then remove(t, from, to) elseif t.caret > 0 then remove(t, t.caret - 1, t.caret) end
  elseif chord == "Delete" then
    if from then remove(t, from, to) elseif t.caret < #t.value then remove(t, t.caret, t.caret + 1) end
  else
    return false
  end
  return true
end

return editing
