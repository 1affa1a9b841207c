-- wanted.lua: the text that a clause wants typed: quoted, a result, or what the screen says something is.
local normalise = require "normalise"
local reading = require "answer"
local text = require "text"

local wanted = {}

local RESULTS = { it = true, result = true, answer = true, number = true, value = true, sum = true, total = true,
  product = true, difference = true, ["result of the calculation"] = true, outcome = true }

-- The text as it is to be typed; "X followed by Enter" ends in one.
function wanted.text(task, words)
  local tail = ""
  local s = words
  local low = s:lower()
  local a = low:find("%s+followed%s+by%s+[the%s]*enter") or low:find("%s+and%s+press%s+enter")
  if a then s, tail = s:sub(1, a - 1), "\n" end
  local value, quoted = normalise.value(s, task.literals)
  if not quoted and RESULTS[value:lower():gsub("^the ", ""):gsub("^that ", "")] then
    local result = task.result or task.replies[#task.replies]
    if task.replies[#task.replies] == result then table.remove(task.replies) end
    result = result or reading.value(task, value)
    if not result then task:fail("there is no result yet that could be typed") end
    return result, tail
  end
  local said_the = task.frame and task.frame.text and task.frame.text:lower():find("%f[%a]the%s+"
    .. text.escape(s:lower()) .. "%s+in")
  if not quoted and said_the and s:find("^%a[%a%s]*$") then -- "type the area": what the screen says it is
    local scope = task.scope
    task.scope = nil
    local read = reading.value(task, s)
    task.scope = scope
    if read and read ~= "" then return read, tail end
  end
  if not quoted and task.about and value:lower():find("^that%s+%a+$") then
    local read = reading.value(task, value)
    if not read then task:fail('cannot tell what "%s" is', value) end
    return read, tail
  end
  if not quoted then
    local inner = s:match("^[%a%s]-%s*(\1%d+\2)$") or s:match("^(\1%d+\2)%s+%a+$") -- "the word X", "X there"
    if inner and #s - #inner < 40 then value = normalise.value(inner, task.literals) end
  end
  value = value:gsub("\\n", "\n")
  return value, tail
end

return wanted
