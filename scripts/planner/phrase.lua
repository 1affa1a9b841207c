-- phrase.lua: how people name a thing → {text, quoted, roles, ordinal, place, relation, anchor, inside, pronoun}.
local lexicon = require "lexicon"
local normalise = require "normalise"
local text = require "text"

local phrase = {}

-- Longest role words first, so that "text field" is not read as "field" called "text".
local ROLE_WORDS = {}
for words in pairs(lexicon.roles) do ROLE_WORDS[#ROLE_WORDS + 1] = words end
table.sort(ROLE_WORDS, function(a, b)
  if #a ~= #b then return #a > #b end
  return a < b
end)

local PRONOUNS = { it = true, that = true, this = true, them = true, one = true, ["the same"] = true }
local NAMED = { "labelled", "labeled", "named", "called", "titled", "entitled", "captioned", "marked", "that says",
  "which says", "that reads", "saying", "with the label", "with the text", "with the title", "with the name",
  "with the caption", "with label", "with text", "with title", "whose name is", "whose label is", "whose title is",
  "reading", "that is named", "that is called", "that is labelled", "containing the text", "containing", "for" }

local function word_at(low, words)
  return low:find("%f[%w]" .. text.escape(words):gsub(" ", "%%s+") .. "%f[^%w]")
end

local function drop_article(s)
  local low = s:lower()
  for _, a in ipairs { "the ", "a ", "an ", "any ", "my ", "your ", "its ", "this ", "that ", "some " } do
    if text.starts(low, a) then return text.trim(s:sub(#a + 1)) end
  end
  return s
end

local function take_ordinal(p, s)
  local low = s:lower()
  local word, rest = low:match("^([%a%d]+)()")
  if not word then return s end
  if low:find("^second%s+to%s+last%f[%W]") or low:find("^next%s+to%s+last%f[%W]") or low:find("^penultimate%f[%W]") then
    p.ordinal = -2
    return text.trim((low:find("^pen") and s:sub(12) or s:gsub("^%S+%s+%S+%s+%S+", "", 1)))
  end
  local n = lexicon.ordinals[word] or tonumber(word:match("^(%d+)[snrt][tdh]$"))
  if n and #s >= rest then
    p.ordinal = n
    return text.trim(s:sub(rest))
  end
  local role, number = low:match("^(.-)%s+number%s+(%d+)$")
  if not role then role, number = low:match("^(.-)%s+#(%d+)$") end
  if role and lexicon.roles[text.trim((role:gsub("^the%s+", "")))] then
    p.ordinal = tonumber(number)
    return s:sub(1, #role)
  end
  return s
end

local function take_place(p, s)
  local low = s:lower()
  for _, words in ipairs { "top left", "upper left", "top right", "upper right", "bottom left", "lower left",
                           "bottom right", "lower right" } do
    local dashed = words:gsub(" ", "[%%s%%-]")
    local a, b = low:find("^" .. dashed .. "%f[%A]%s*[cornerm]*%s*")
    if a and b < #s then
      p.place = lexicon.places[words]
      return s:sub(b + 1)
    end
    a = low:find("%s+[ionat]+%s+the%s+" .. dashed .. "%s*c?o?r?n?e?r?")
    if a then
      p.place = lexicon.places[words]
      local _, stop = low:find("%s+[ionat]+%s+the%s+" .. dashed .. "%s*c?o?r?n?e?r?", a)
      return text.trim(s:sub(1, a - 1) .. s:sub(stop + 1))
    end
  end
  local word = low:match("^(%a+)%s+%S")
  if word and lexicon.places[word] and low:sub(#word + 2) ~= "" then
    local role = text.trim(low:sub(#word + 2))
    if lexicon.roles[role] or role:find("^%S+%s") then
      p.place = lexicon.places[word]
      return text.trim(s:sub(#word + 1))
    end
  end
  for name, place in pairs(lexicon.places) do
    local a, b = low:find("%s+[ionat]+%s+the%s+" .. name .. "$")
    if not a then a, b = low:find("%s+[ionat]+%s+the%s+" .. name .. "%s+of%s+the%s+%a+$") end
    if a and b == #low then
      p.place = place
      return s:sub(1, a - 1)
    end
  end
  return s
end

-- Role words that say what the thing is for as well.
local HINTS = { ["search box"] = "search", ["search field"] = "search", ["search bar"] = "search",
  ["address bar"] = "address",
  ["location bar"] = "location", ["url bar"] = "address", ["filter box"] = "filter", ["password field"] = "password",
  ["password box"] = "password", ["text area"] = nil }

-- "button Save", "the button labelled Save": the role first. Returns the rest, or nil.
local function role_first(s, words)
  local pattern = text.escape(words):gsub(" ", "%%s+")
  local _, b = s:lower():find("^" .. pattern .. "e?s?%f[%W]")
  if not b or b >= #s then return nil end
  local rest = text.trim(s:sub(b + 1))
  for _, named in ipairs(NAMED) do
    if text.starts(rest:lower(), named .. " ") then return drop_article(text.trim(rest:sub(#named + 2))) end
  end
  if rest:find("^\1%d+\2") or rest:find("^%u") or (rest:find("^:")
    and #rest > 1) then return text.trim((rest:gsub("^:%s*", ""))) end
end

-- "the Save button": the role last.
local function role_last(s, words)
  local pattern = text.escape(words):gsub(" ", "%%s+")
  local plural = words:find("box$") and "e?s?" or "s?"
  local a = s:lower():find("%f[%w]" .. pattern .. plural .. "$")
  if a and (a == 1 or s:sub(a - 1, a - 1):find("[%s\2%-]")) then return text.trim(s:sub(1, a - 1)) end
end

local function take_role(p, s)
  for _, read in ipairs { role_first, role_last } do
    for _, words in ipairs(ROLE_WORDS) do
      local rest = read == role_first and role_first(s, words) or read == role_last and role_last(s, words)
      if rest then
        p.role, p.roles, p.hint = words, lexicon.roles[words], HINTS[words]
        return rest
      end
    end
  end
  return s
end

-- "… in the Volume window", "… of the list": where to look.
local function take_inside(p, s, literals, depth)
  local low = s:lower()
  for _, word in ipairs { "inside", "within", "in", "on", "from", "of", "at", "under" } do
    local from = 1
    while true do
      local a, b = low:find("%s+" .. word .. "%s+", from)
      if not a then break end
      local rest = s:sub(b + 1)
      local inner = phrase.parse(rest, literals, depth + 1)
      local what = inner.role
      local holder = what == "window" or what == "dialog" or what == "dialogue" or what == "dialog box"
        or what == "list"
        or what == "menu" or what == "tab" or what == "table" or what == "tree" or what == "toolbar" or what == "form"
        or what == "page" or what == "section" or what == "panel" or what == "sidebar" or what == "group"
        or what == "combo box" or what == "column" or what == "row"
      if not holder then
        local last = rest:lower():match("(%a+)%s*$")
        holder = last == "toolbar" or last == "form" or last == "page" or last == "section" or last == "panel"
          or last == "sidebar" or last == "table" or last == "tree" or last == "group" or last == "screen"
          or last == "list" or last == "window" or last == "dialog" or last == "app" or last == "application"
          or last == "menu" or last == "editor" or last == "manager" or last == "calculator" or last == "browser"
          or last == "terminal" or last == "bar" or last == "popup" or last == "program"
      end
      holder = holder or rest:lower():find("^the%s+list%s+of%s+%a") ~= nil
      if holder and a > 1 then
        p.inside = inner
        p.inside_text = normalise.restore(rest, literals)
        return text.trim(s:sub(1, a - 1))
      end
      from = b
    end
  end
  return s
end

local function take_relation(p, s, literals, depth)
  local low = s:lower()
  local best
  for _, r in ipairs(lexicon.relations) do
    local a, b = low:find("%s+" .. r[1]:gsub(" ", "%%s+") .. "%s+")
    if not a then
      a, b = low:find("^" .. r[1]:gsub(" ", "%%s+") .. "%s+")
    end
    if a and (not best or a < best.a or (a == best.a and b > best.b)) then best = { a = a, b = b, kind = r[2] } end
  end
  if best and best.b < #s then
    p.relation = best.kind
    p.anchor = phrase.parse(s:sub(best.b + 1), literals, depth + 1)
    s = text.trim(s:sub(1, best.a - 1))
    s = s:gsub("%s+that%s+is$", ""):gsub("%s+which%s+is$", ""):gsub("%s+located$", ""):gsub("%s+immediately$", "")
      :gsub("%s+directly$", ""):gsub("%s+just$", ""):gsub("%s+right$", "")
  end
  return s
end

local NOISE = { "that is shown", "which is shown", "that is visible", "currently shown", "shown on the screen",
  "on the screen", "on screen", "that is open", "which is open", "that is currently open", "that is displayed",
  "that appears", "which appears", "that has appeared", "that opens", "that pops up", "that opened" }

local function drop_noise(s)
  for _, n in ipairs(NOISE) do
    local low = s:lower()
    local a, b = low:find("%s+" .. text.escape(n):gsub(" ", "%%s+"))
    if a then s = text.trim(s:sub(1, a - 1) .. s:sub(b + 1)) end
  end
  return s
end

function phrase.parse(s, literals, depth)
  depth = depth or 0
  literals = literals or {}
  local p = { said = normalise.show(text.strip(s), literals) }
  s = drop_article(text.strip((s:gsub("[.!?]+$", ""))))
  s = s:gsub("^ones?%s+(%a+[ed]d%s)", "%1"):gsub("^ones?%s+that%s+is%s+(%a+d%s)", "%1"):gsub("^ones?%s+(with%s)", "%1")
  s = drop_noise(s)
  if PRONOUNS[s:lower()] then
    p.pronoun = true
    return p
  end
  if s:find("^\1%d+\2$") then
    p.text, p.quoted = normalise.value(s, literals)
    return p
  end
  if depth < 4 then
    s = take_relation(p, s, literals, depth)
    s = take_inside(p, s, literals, depth)
  end
  s = drop_article(s)
  local whole = s
  s = take_ordinal(p, s)
  s = take_place(p, s)
  s = take_ordinal(p, s)
  s = take_role(p, s)
  s = drop_article(s)
  if not p.ordinal then s = take_ordinal(p, s) end
  if s:lower():find("^[%a%d]+$") and (lexicon.ordinals[s:lower()]) and p.role then
    p.ordinal, s = lexicon.ordinals[s:lower()], ""
  end
  for _, named in ipairs(NAMED) do
    if text.starts(s:lower(), named .. " ") then s = drop_article(text.trim(s:sub(#named + 2))) end
  end
  if p.ordinal and not p.role and s ~= "" and s ~= whole then -- "First name" is a name, "second OK" is not
    p.alt = { text = (normalise.value(s, literals)), ordinal = p.ordinal, said = p.said, place = p.place,
      inside = p.inside }
    p.ordinal, s = nil, whole
  end
  local inner = s:match("^[Nn]umber%s+of%s+(.+)$") or s:match("^[Aa]mount%s+of%s+(.+)$")
    or s:match("^[Vv]alue%s+of%s+(.+)$")
    or s:match("^[Vv]alue%s+for%s+(.+)$") or s:match("^[Ll]evel%s+of%s+(.+)$") or s:match("^[Nn]ame%s+of%s+(.+)$")
    or s:match("^%a[%a%s]*%s+(%S*%d%S*)$") or s:match("^%a[%a%s]*%s+(\1%d+\2)$")
  if inner and not p.alt then
    p.alt = { text = (normalise.value(drop_article(inner), literals)), ordinal = p.ordinal, said = p.said,
      place = p.place,
              inside = p.inside, role = p.role, roles = p.roles }
  end
  -- a field may be called "Second"
  if p.role and p.ordinal and s == "" and not p.alt and whole:lower():match("^%a+") then
    p.alt = { text = whole:match("^%a+"), said = p.said, role = p.role, roles = p.roles, inside = p.inside }
  end
  if p.role and s == "" and not (p.ordinal or p.place or p.relation or p.inside) then p.bare = whole end
  local counted = s:match("^[Nn]umber%s+of%s+(.+)$") or s:match("^[Aa]mount%s+of%s+(.+)$")
    or s:match("^[Vv]alue%s+of%s+(.+)$")
  if counted and not p.alt then
    p.alt = { text = (normalise.value(counted, literals)), said = p.said, role = p.role, roles = p.roles,
      inside = p.inside }
  end
  local colour, shape = whole:lower():match("^(%a+)%s+(%a+)$")
  if colour and lexicon.colours[colour] and lexicon.shapes[shape] and not p.alt then
    p.alt = { text = colour, role = "image", roles = { "image" }, said = p.said, inside = p.inside, place = p.place }
  end
  if PRONOUNS[s:lower()] then
    p.pronoun = true
  elseif s ~= "" then
    p.text, p.quoted = normalise.value(s, literals)
    if p.role and p.quoted == false and lexicon.ordinals[s:lower()] then p.ordinal,
      p.text = lexicon.ordinals[s:lower()] end
  end
  return p
end

-- "A, B and C" → its parts; a quoted text is never split.
function phrase.list(s, literals)
  s = s:gsub("%s*,?%s+and%s+also%s+", ", "):gsub("%s*,%s*and%s+", ", "):gsub("%s+and%s+", ", "):gsub("%s+&%s+", ", ")
  local out = {}
  for _, part in ipairs(text.split(s, ",")) do
    part = text.strip(part)
    if part ~= "" then out[#out + 1] = part end
  end
  return out
end

phrase.word_at = word_at
phrase.drop_article = drop_article
return phrase
