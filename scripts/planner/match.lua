-- match.lua: how alike two captions are, 0..1, when one of them may have been misread from pixels.
local text = require "text"

local match = {}

-- Letters that recognisers take for each other, each under one name.
local LOOKALIKE = {
  ["0"] = "o", ["1"] = "l", ["i"] = "l", ["|"] = "l", ["!"] = "l", ["5"] = "s", ["8"] = "b", ["2"] = "z",
}

-- What a caption comes down to: small letters, no mnemonic mark, no ellipsis, single blanks.
function match.key(s)
  s = text.lower(s)
  s = s:gsub("…", ""):gsub("%.%.%.+", ""):gsub("[_&]", function(c) return c == "_" and "" or "&" end)
  s = s:gsub("[’‘`´]", "'"):gsub("[“”„«»]", '"'):gsub("[–—−]", "-"):gsub("\u{a0}", " ")
  s = s:gsub("^%s*[>+▸▶▾▼»•·]+%s+", ""):gsub("%s+[>»▸▶▾▼]+%s*$", "")
  s = s:gsub("%s+", " "):gsub("^%s+", ""):gsub("%s+$", "")
  if s:find("[^:*%s]") then s = s:gsub("%s*[:*]+$", "") end
  return s
end

-- The same with everything dropped that recognisers get wrong.
local function blurred(key)
  return (key:gsub("[%s%p]", ""):gsub(".", LOOKALIKE))
end

-- Edit distance, given up past limit. Two unlike digits are two different things: they cost 3.
function match.distance(a, b, limit)
  local x, y = text.codes(a), text.codes(b)
  if math.abs(#x - #y) > limit then return limit + 1 end
  local row = {}
  for j = 0, #y do row[j] = j end
  for i = 1, #x do
    local diagonal, best = row[0], i
    row[0] = i
    for j = 1, #y do
      local cost = 0
      if x[i] ~= y[j] then
        local digits = x[i] >= 48 and x[i] <= 57 and y[j] >= 48 and y[j] <= 57
        cost = digits and 3 or 1
      end
      local value = math.min(diagonal + cost, row[j] + 1, row[j - 1] + 1)
      diagonal, row[j] = row[j], value
      if value < best then best = value end
    end
    if best > limit then return limit + 1 end
  end
  return row[#y]
end

-- The numbers in a caption; captions with different numbers never name the same thing.
local function numbers(key)
  local out = {}
  for n in key:gmatch("%d+") do out[#out + 1] = n end
  return table.concat(out, " ")
end

local function word_set(key)
  local set, n = {}, 0
  for w in key:gmatch("[%w\x80-\xff]+") do
    if not set[w] then set[w], n = true, n + 1 end
  end
  return set, n
end

-- Every word of `wanted` is in `seen`: 0.5..0.9 by how much of `seen` that is.
local function words_within(wanted, seen)
  local want, n = word_set(wanted)
  local have, m = word_set(seen)
  if n == 0 or m == 0 then return 0 end
  for w in pairs(want) do
    if not have[w] then return 0 end
  end
  return 0.55 + 0.35 * n / m
end

-- Letters of other scripts as a recogniser of Latin ones reads them.
local AS_LATIN = { ["а"] = "a", ["б"] = "b", ["в"] = "b", ["г"] = "r", ["д"] = "a", ["е"] = "e",
  ["ё"] = "e", ["ж"] = "x",
  ["з"] = "s", ["и"] = "u", ["й"] = "u", ["к"] = "k", ["л"] = "n", ["м"] = "m", ["н"] = "h",
    ["о"] = "o", ["п"] = "n",
  ["р"] = "p", ["с"] = "c", ["т"] = "t", ["у"] = "y", ["ф"] = "o", ["х"] = "x", ["ц"] = "u",
    ["ч"] = "4", ["ш"] = "w",
  ["щ"] = "w", ["ъ"] = "b", ["ы"] = "bl", ["ь"] = "b", ["э"] = "s", ["ю"] = "lo", ["я"] = "r",
    ["α"] = "a", ["β"] = "b",
  ["γ"] = "y", ["δ"] = "d", ["ε"] = "e", ["ζ"] = "z", ["η"] = "n", ["θ"] = "o", ["ι"] = "l",
    ["κ"] = "k", ["λ"] = "a",
  ["μ"] = "u", ["ν"] = "v", ["ξ"] = "e", ["ο"] = "o", ["π"] = "n", ["ρ"] = "p", ["σ"] = "o",
    ["ς"] = "c", ["τ"] = "t",
  ["υ"] = "u", ["φ"] = "o", ["χ"] = "x", ["ψ"] = "w", ["ω"] = "w" }

-- A caption in Cyrillic or Greek letters that was read as Latin ones: 0..0.9.
local function misread_script(wanted, seen)
  if not wanted:find("[\xce-\xd1]") or seen:find("[\xce-\xd1]") then return 0 end
  local x = blurred((wanted:gsub("[\xce-\xd1][\x80-\xbf]", AS_LATIN)))
  local y = blurred(seen)
  if #x < 3 or #y < 3 then return 0 end
  local limit = math.max(#x, #y) * 2 // 5
  local d = match.distance(x, y, limit)
  return d <= limit and 0.92 - 0.3 * d / math.max(#x, #y) or 0
end

-- How well `seen` (a caption on the screen) fits `wanted` (what the person wrote).
function match.score(wanted, seen)
  if not wanted or not seen or wanted == "" or seen == "" then return 0 end
  if wanted == seen then return 1 end
  local a, b = match.key(wanted), match.key(seen)
  if a == "" or b == "" then return 0 end
  if a == b then return 0.99 end
  local x, y = blurred(a), blurred(b)
  if x ~= "" and x == y then return 0.95 end
  local longest = math.max(#a, #b)
  local best = misread_script(a, b)
  if numbers(a) == numbers(b) then
    local limit = math.max(1, longest // 5)
    if longest <= 3 then limit = 0 end
    local d = match.distance(x, y, limit)
    if d <= limit then best = 0.95 - 0.9 * d / math.max(#x, #y, 1) end
  end
  local beyond = words_within(b, a) -- "Shipping" for "shipping method": a last resort
  if beyond > 0 and #b >= 3 then best = math.max(best, 0.3 + beyond / 3) end
  local within = words_within(a, b)
  if within > best then best = within end
  if #a >= 2 and text.starts(b, a) and not b:sub(#a + 1, #a + 1):find("[%w\x80-\xff]") then
    best = math.max(best, 0.6 + 0.35 * #a / #b)
  end
  return best
end

-- The same text, but for what a recogniser may do to it.
function match.same(a, b)
  return match.score(a, b) >= 0.9
end

-- Whether `part` can be read somewhere in `whole`.
function match.contains(whole, part)
  if not whole or not part or part == "" then return false end
  local a, b = match.key(whole), match.key(part)
  if a:find(b, 1, true) then return true end
  local x, y = blurred(a), blurred(b)
  return #y >= 3 and x:find(y, 1, true) ~= nil and numbers(a):find(numbers(b), 1, true) ~= nil
end

return match
