-- dates.lua: dates as people write them → {year?, month?, day}.
local text = require "text"

local dates = {}

dates.MONTHS = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
  "november", "december" }

-- The number of a month that a word names or begins, from three letters on.
function dates.month(word)
  word = text.lower(word)
  if #word < 3 then return nil end
  for i, name in ipairs(dates.MONTHS) do
    if name == word or (#word <= 4 and text.starts(name, word)) then return i end
  end
  if word == "sept" then return 9 end
end

local function sane(d)
  if not d.day or d.day < 1 or d.day > 31 then return nil end
  if d.month and (d.month < 1 or d.month > 12) then return nil end
  return d
end

function dates.parse(s)
  s = text.lower(text.strip(s)):gsub("^the%s+", ""):gsub("^date%s+", ""):gsub("^day%s+", "")
  s = s:gsub("^%a+day,?%s+", ""):gsub("(%d)[snrt][tdh]%f[%A]", "%1"):gsub("%s+of%s+", " "):gsub(",", " ")
    :gsub("%s+", " ")
  local y, m, d = s:match("^(%d%d%d%d)[%-/%.](%d%d?)[%-/%.](%d%d?)$")
  if y then return sane { year = tonumber(y), month = tonumber(m), day = tonumber(d) } end
  d, m, y = s:match("^(%d%d?)%.(%d%d?)%.(%d%d%d%d)$")
  if d then return sane { year = tonumber(y), month = tonumber(m), day = tonumber(d) } end
  m, d, y = s:match("^(%d%d?)/(%d%d?)/(%d%d%d%d)$")
  if m then
    m, d = tonumber(m), tonumber(d)
    if m > 12 then m, d = d, m end
    return sane { year = tonumber(y), month = m, day = d }
  end
  d, m, y = s:match("^(%d%d?) (%a+)%.? ?(%d*)$")
  if not d then m, d, y = s:match("^(%a+)%.? (%d%d?) ?(%d*)$") end
  if d and dates.month(m) then
    return sane { year = tonumber(y), month = dates.month(m), day = tonumber(d) }
  end
end

-- A date written as another one is; nil when that has no form that is known or the date lacks something.
function dates.like(sample, d)
  if not (d.year and d.month) then return nil end
  local sign = sample:match("^%d%d%d%d([%-/%.])%d%d?%1%d%d?$")
  if sign then return ("%04d%s%02d%s%02d"):format(d.year, sign, d.month, sign, d.day) end
  local a, between, b = sample:match("^(%d%d?)([%-/%.])(%d%d?)%2%d%d%d%d$")
  if not a then return nil end
  local month_first = tonumber(b) > 12 or (between == "/" and tonumber(a) <= 12)
  local x, y = d.day, d.month
  if month_first then x, y = y, x end
  return ("%02d%s%02d%s%04d"):format(x, between, y, between, d.year)
end

return dates
