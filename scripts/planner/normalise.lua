-- normalise.lua: an instruction made plain. Quoted texts become tokens "\1N\2", so that nothing in them is
-- ever read as an instruction; typographic signs become ASCII ones; politeness goes.
local text = require "text"

local normalise = {}

local PAIRS = { -- opening, closing
  { "“", "”" }, { "„", "“" }, { "„", "”" }, { "«", "»" }, { "»", "«" }, { "「", "」" },
    { "『", "』" }, { "‹", "›" },
  { "‘", "’" }, { "```", "```" }, { "`", "`" }, { '"', '"' },
}

-- Where the quotation that opens with an ASCII ' at i ends: the next ' that no word goes on after.
local function single_quote_end(s, i)
  local before = i == 1 and " " or s:sub(i - 1, i - 1)
  if before:find("[%w\x80-\xff]") or s:sub(i + 1, i + 1):find("^%s") then return nil end
  local j = i
  while true do
    j = s:find("'", j + 1, true)
    if not j then return nil end
    local after = s:sub(j + 1, j + 1)
    if after == "" or after:find("^[%s%p]") then return j end
  end
end

local function double_quote_end(s, i)
  local j = i
  while true do
    j = s:find('"', j + 1, true)
    if not j then return nil end
    if s:sub(j - 1, j - 1) ~= "\\" then return j end
  end
end

-- The quotation that starts at i: its text and the place after it.
local function quotation(s, i)
  local c = s:sub(i, i)
  if c == "'" then
    local j = single_quote_end(s, i)
    if j then return s:sub(i + 1, j - 1), j + 1 end
    return nil
  end
  if c == '"' then
    local j = double_quote_end(s, i)
    if j then return (s:sub(i + 1, j - 1):gsub('\\"', '"')), j + 1 end
    return nil
  end
  for _, p in ipairs(PAIRS) do
    if s:sub(i, i + #p[1] - 1) == p[1] then
      local a, b = s:find(p[2], i + #p[1], true)
      if a then return s:sub(i + #p[1], a - 1), b + 1 end
    end
  end
end

local PLAIN = {
  ["’"] = "'", ["‘"] = "'", ["“"] = '"', ["”"] = '"', ["–"] = "-", ["—"] = " - ",
    ["…"] = "...", ["\u{a0}"] = " ",
  ["→"] = " > ", ["⇒"] = " > ", ["➜"] = " > ", ["›"] = " > ", ["▸"] = " > ", ["×"] = "*",
    ["÷"] = "/", ["−"] = "-",
}

-- Phrases that say nothing about what to do.
local NOISE = {
  "please", "kindly", "for me", "thank you", "thanks", "carefully", "simply", "if you would",
}
local CONTRACTIONS = {
  ["don't"] = "do not", ["doesn't"] = "does not", ["isn't"] = "is not", ["aren't"] = "are not",
  ["won't"] = "will not", ["what's"] = "what is", ["there's"] = "there is", ["it's"] = "it is",
  ["that's"] = "that is", ["let's"] = "", ["i'd"] = "i would", ["you'll"] = "you will", ["you're"] = "you are",
  ["dont"] = "do not",
}

local function plain_words(s)
  for from, to in pairs(PLAIN) do s = s:gsub(from, to) end
  s = s:gsub("[%a]+'%a+", function(w)
    local to = CONTRACTIONS[w:lower()]
    return to
  end)
  s = s:gsub("%s+%(([^()]*:[^()]*)%)", ": %1") -- "the form (Name: …)"
  for _, phrase in ipairs(NOISE) do
    local pattern = phrase:gsub("%a", function(c) return "[" .. c:upper() .. c .. "]" end):gsub(" ", "%%s+")
    s = s:gsub("%f[%w]" .. pattern .. "%f[^%w]%s*,?", "")
  end
  return s
end

-- The instruction's plain text and its quoted texts.
function normalise.run(instruction)
  local literals, out, from, i = {}, {}, 1, 1
  local s = instruction:gsub("\r\n?", "\n")
  while i <= #s do
    local quoted, after = nil, nil
    if s:find("^[\"'`\xc2\xe2\xe3]", i) then quoted, after = quotation(s, i) end
    if quoted and text.trim(quoted) ~= "" then
      out[#out + 1] = plain_words(s:sub(from, i - 1))
      literals[#literals + 1] = quoted
      out[#out + 1] = "\1" .. #literals .. "\2"
      i, from = after, after
    else
      i = i + 1
    end
  end
  out[#out + 1] = plain_words(s:sub(from))
  return (table.concat(out):gsub("[ \t]+", " ")), literals
end

-- s with its tokens put back as the texts they stand for, without quotes.
function normalise.restore(s, literals)
  return (s:gsub("\1(%d+)\2", function(n) return literals[tonumber(n)] end))
end

-- s with its tokens in quotes, for messages.
function normalise.show(s, literals)
  return (s:gsub("\1(%d+)\2", function(n) return '"' .. literals[tonumber(n)] .. '"' end))
end

-- A phrase as a value: its text exactly when it is one quotation, else stripped. The second result
-- says whether the whole was quoted.
function normalise.value(s, literals)
  s = text.strip(s)
  local n = s:match("^\1(%d+)\2[.!?]?$")
  if n then return literals[tonumber(n)], true end
  return normalise.restore(s, literals), false
end

-- The name in words that may say more than the name: "the file \1N\2", "\1N\2 in Thunar".
function normalise.name(s, literals)
  s = text.strip(s)
  local before, n, after = s:match("^(.-)\1(%d+)\2(.*)$")
  if n and #before < 30 and not after:find("\1") and (after == ""
    or after:find("^%s")) then return literals[tonumber(n)] end
  s = normalise.restore(s, literals):gsub("^[Tt]he%s+", ""):gsub("^file%s+", ""):gsub("^folder%s+", "")
    :gsub("^directory%s+", ""):gsub("^document%s+", ""):gsub("^named%s+", ""):gsub("^called%s+", "")
  s = s:gsub("%s+there$", ""):gsub("%s+in%s+the%s+.*$", ""):gsub("%s+from%s+the%s+.*$", "")
  return s
end

return normalise
