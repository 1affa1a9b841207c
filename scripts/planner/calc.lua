-- calc.lua: arithmetic in figures and in words. Recursive descent; nothing is evaluated as code.
local lexicon = require "lexicon"
local text = require "text"

local calc = {}

local WORDS = {
  { "multiplied by", "*" }, { "times", "*" }, { "divided by", "/" }, { "over", "/" }, { "plus", "+" }, { "minus", "-" },
  { "added to", "+" }, { "to the power of", "^" }, { "squared", "^2" }, { "cubed", "^3" }, { "percent of",
    "%*" }, { "percent", "%" },
 { "open parenthesis", "(" }, { "close parenthesis", ")" }, { "modulo", "mod" },
  { "the square root of", "sqrt " }, { "square root of", "sqrt " }, { "less", "-" },
}

local FRAMES = { -- "the sum of A and B" and its kin: pattern → how the two join
  { "^the sum of (.+) and (.+)$", "(%s)+(%s)" }, { "^sum of (.+) and (.+)$", "(%s)+(%s)" },
  { "^add (.+) and (.+)$", "(%s)+(%s)" }, { "^add (.+) to (.+)$", "(%s)+(%s)" }, { "^add (.+) with (.+)$",
    "(%s)+(%s)" },
  { "^sum (.+) and (.+)$", "(%s)+(%s)" }, { "^add up (.+) and (.+)$", "(%s)+(%s)" },
  { "^the product of (.+) and (.+)$", "(%s)*(%s)" }, { "^multiply (.+) and (.+)$", "(%s)*(%s)" },
  { "^multiply (.+) by (.+)$", "(%s)*(%s)" }, { "^multiply (.+) with (.+)$", "(%s)*(%s)" },
  { "^divide (.+) by (.+)$", "(%s)/(%s)" }, { "^the quotient of (.+) and (.+)$", "(%s)/(%s)" },
  { "^the difference between (.+) and (.+)$", "(%s)-(%s)" }, { "^the difference of (.+) and (.+)$", "(%s)-(%s)" },
  { "^subtract (.+) from (.+)$", "(%2)-(%1)" }, { "^take (.+) from (.+)$", "(%2)-(%1)" },
  { "^take (.+) away from (.+)$", "(%2)-(%1)" }, { "^double (.+)$", "2*(%s)" }, { "^half of (.+)$", "(%s)/2" },
}

-- Words → an expression in signs, or nil when there is anything else in it.
function calc.expression(s)
  s = text.lower(text.strip(s)):gsub("[=%?%s]+$", ""):gsub("^what is%s+", ""):gsub("^how much%s+",
    ""):gsub("^how many%s+", "")
    :gsub("%s+is$", ""):gsub("%s+are$", ""):gsub("^the value of%s+", "")
    :gsub("^the result of%s+", ""):gsub("^of%s+", "")
  for _, f in ipairs(FRAMES) do
    local a, b = s:match(f[1])
    if a then
      local x, y = calc.expression(a), b and calc.expression(b)
      if b and (b:find(" and ") or b:find(",")) and f[2] == "(%s)+(%s)" then y = calc.expression("sum " .. b) end
      if a:find(",") and f[2] == "(%s)+(%s)" then
        local terms = {}
        for _, term in ipairs(text.split(a, ",")) do
          local e = calc.expression(term)
          if not e then return nil end
          terms[#terms + 1] = e
        end
        x = table.concat(terms, "+")
      end
      if x and (y or not b) then
        local function wrap(e) return e:find("^[%d%.]+$") and e or "(" .. e .. ")" end
        local out = f[2]:gsub("%(%%2%)", function() return wrap(y) end):gsub("%(%%1%)", function() return wrap(x) end)
        out = out:gsub("%(%%s%)", function() return wrap(x) end, 1)
        out = out:gsub("%(%%s%)", function() return wrap(y) end, 1)
        return out
      end
    end
  end
  for _, w in ipairs(WORDS) do s = s:gsub("%f[%w%%]" .. w[1] .. "%f[^%w]", " " .. w[2]:gsub("%%", "%%%%") .. " ") end
  s = s:gsub("%%%s*of%s+", "%%*")
  s = s:gsub("%f[%a]x%f[%A]", "*"):gsub("×", "*"):gsub("·", "*"):gsub("÷", "/"):gsub("√",
    "sqrt "):gsub("²", "^2"):gsub("%*%*", "^")
  s = s:gsub("%a+", function(w)
    local n = lexicon.numbers[w]
    return n and tostring(n) or nil
  end)
  s = s:gsub("(%d),(%d%d%d)%f[%D]", "%1%2"):gsub("%s+", "")
  local left = s:gsub("sqrt", ""):gsub("mod", ""):gsub("pi", "")
  if left:find("[%+%-%*/%^%(]$") or left:find("^[%*/%^%)]") then return nil end
  if left:find("[^%d%.%+%-%*/%^%%%(%)]") or not s:find("%d") then return nil end
  return s
end

local parse_sum

local function parse_atom(s, i)
  if s:sub(i, i) == "(" then
    local v, j = parse_sum(s, i + 1)
    if not v or s:sub(j, j) ~= ")" then return nil end
    return v, j + 1
  end
  if s:sub(i, i) == "-" then
    local v, j = parse_atom(s, i + 1)
    return v and -v, j
  end
  if s:sub(i, i + 3) == "sqrt" then
    local v, j = parse_atom(s, i + 4)
    return v and v >= 0 and v ^ 0.5 or nil, j
  end
  if s:sub(i, i + 1) == "pi" then return 3.14159265358979, i + 2 end
  local n = s:match("^%d*%.?%d+", i)
  if not n then return nil end
  return tonumber(n), i + #n
end

local function parse_power(s, i)
  local v, j = parse_atom(s, i)
  if v and s:sub(j, j) == "%" and not s:find("^%%[%d%(]", j) then
    v, j = v / 100, j + 1
  end
  if v and s:sub(j, j) == "^" then
    local e, k = parse_power(s, j + 1)
    if not e then return nil end
    return v ^ e, k
  end
  return v, j
end

local function parse_product(s, i)
  local v, j = parse_power(s, i)
  while v do
    local op = s:sub(j, j)
    if s:sub(j, j + 2) == "mod" then op = "mod" end
    if op ~= "*" and op ~= "/" and op ~= "mod" and op ~= "%" then break end
    local w, k = parse_power(s, j + #op)
    if not w then return nil end
    if op == "*" then v = v * w elseif op == "/" then v = w ~= 0 and v / w or nil else v = w ~= 0 and v % w or nil end
    j = k
  end
  return v, j
end

function parse_sum(s, i)
  local v, j = parse_product(s, i)
  while v do
    local op = s:sub(j, j)
    if op ~= "+" and op ~= "-" then break end
    local w, k = parse_product(s, j + 1)
    if not w then return nil end
    v, j = op == "+" and v + w or v - w, k
  end
  return v, j
end

function calc.value(expression)
  local v, j = parse_sum(expression, 1)
  if v and j == #expression + 1 and v == v and v ~= math.huge and v ~= -math.huge then return v end
end

-- As people write it: no ".0", no tail of rounding noise.
function calc.format(v)
  if v == math.floor(v) and math.abs(v) < 1e15 then return ("%d"):format(v) end
  local s = ("%.10g"):format(v)
  return s
end

-- The number that a display shows, if it shows one.
function calc.read(shown)
  local s = text.trim(tostring(shown)):gsub("−", "-"):gsub("[' ]", "")
  if s:find("^%-?%d+,%d+$") and not s:find("^%-?%d+,%d%d%d$") then s = s:gsub(",", ".") else s = s:gsub(",", "") end
  return tonumber(s)
end

-- A number in words or figures.
function calc.number(s)
  if not s then return nil end
  s = text.lower(text.strip(s)):gsub("%%$", ""):gsub("^exactly%s+", "")
  local n = calc.read(s)
  if n then return n end
  return lexicon.numbers[s]
end

return calc
