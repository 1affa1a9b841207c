-- split.lua: plain text → clauses. A clause is one thing to do, with what its sentence said about where
-- (scope) and when (a condition and the clauses that hang on it).
local lexicon = require "lexicon"
local text = require "text"

local split = {}

-- "copy and paste" and their like are one thing: the "and" is hidden from the splitter.
local JOINED = {
  "find and replace", "search and replace", "copy and paste", "cut and paste", "drag and drop", "press and hold",
  "click and drag", "point and click", "select and copy", "find or replace", "save and exit", "scroll up and down",
}

local LEADS = { -- openings that only lead in; tried until none fits
  "^[%-%*•·]%s+", "^%(?%d+[%.%):]%s+", "^step %d+[%.:%)]?%s*", "^task:%s*", "^[,;:%s]+",
  "^and%s+", "^but%s+", "^then%s+", "^next%s+", "^finally%s+", "^afterwards%s+", "^afterward%s+",
  "^after that%s+", "^after this%s+", "^subsequently%s+", "^lastly%s+", "^now%s+", "^first of all%s+",
  "^to begin with%s+", "^to start%s+", "^also%s+", "^so%s+", "^once done%s+", "^when done%s+", "^once finished%s+",
  "^when finished%s+", "^in the end%s+", "^at the end%s+", "^at last%s+", "^as a last step%s+", "^just%s+",
  "^can you%s+", "^could you%s+", "^would you%s+", "^will you%s+", "^i want you to%s+", "^i would like you to%s+",
  "^i need you to%s+", "^i want to%s+", "^i would like to%s+", "^i need to%s+", "^you should%s+",
  "^you need to%s+", "^you must%s+", "^you have to%s+", "^you can%s+", "^your task is to%s+", "^the task is to%s+",
  "^make sure to%s+", "^make sure that you%s+", "^make sure you%s+", "^be sure to%s+", "^remember to%s+",
  "^go ahead and%s+", "^try to%s+", "^proceed to%s+", "^continue to%s+", "^help me%s+to%s+", "^help me%s+", "^to%s+",
  "^afterwards?%s+", "^would like to%s+", "^need to%s+", "^i%s+", "^immediately%s+", "^again%s+",
    "^instead%s+", "^quickly%s+",
}

local ORDER = { "^first%s*,%s*", "^second%s*,%s*", "^third%s*,%s*", "^secondly%s*,?%s*", "^thirdly%s*,?%s*",
  "^firstly%s*,?%s*", "^first%s+()" }

-- Without what only leads in. "first," leads in; "first row" does not.
function split.lead(s)
  s = text.trim(s)
  local changed = true
  while changed do
    changed = false
    local low = s:lower()
    for _, pattern in ipairs(LEADS) do
      local _, b = low:find(pattern)
      if not b then _, b = low:find((pattern:gsub("%%s%+$", "%%s*,%%s*"))) end
      if b and b < #s then
        s, changed = text.trim(s:sub(b + 1)), true
        break
      end
    end
    if not changed then
      for _, pattern in ipairs(ORDER) do
        local _, b = low:find(pattern)
        local word = b and low:sub(b + 1):match("^[%a%-]+")
        if b and word and lexicon.verbs[word] then
          s, changed = s:sub(b + 1), true
          break
        end
      end
    end
  end
  return s
end

local function first_word(s)
  return (s:lower():match("^[%a][%a%-']*"))
end

-- Whether a new step may begin with s.
local function opens(s)
  s = split.lead(s)
  local word = first_word(s)
  if word == "name" and (s:lower():find("^name%s+it%s") or s:lower():find("^name%s+the%s")) then return true end
  return word ~= nil and (lexicon.verbs[word] or lexicon.conditions[word]) and true or false
end

local PLACE = "^(%a+) "
local SCOPES = { ["in"] = true, on = true, from = true, at = true, using = true, with = true, inside = true,
                 within = true, under = true, via = true, through = true, ["for"] = true, into = true }

-- "In the file manager" before a comma: where the sentence happens.
function split.is_scope(s)
  local word = s:lower():match(PLACE)
  if not word then return false end
  if word == "use" then
    return false
  end
  return SCOPES[word] or false
end

local is_scope = split.is_scope

local function is_condition(s)
  local low = split.lead(s):lower()
  return low:find("^if%f[%A]") or low:find("^when%f[%A]") or low:find("^once%f[%A]") or low:find("^in case%f[%A]")
    or low:find("^after%f[%A]") or low:find("^unless%f[%A]") or low:find("^should%f[%A]")
    or low:find("^as soon as%f[%A]")
end

-- Places where a sentence ends: . ! ? ; and newlines, not the point of a number or a file name.
local function sentences(s)
  local out, from, i = {}, 1, 1
  while i <= #s do
    local c = s:sub(i, i)
    local ends = false
    if c == "\n" or (c == ";" and (opens(s:sub(i + 1)) or not s:sub(i + 1):find("^%s*[%w%s]+:"))) then
      ends = true -- "First name: Ola; Age: 44" goes on
    elseif c:find("[%.!%?]") and (i == #s or s:find("^%s", i + 1)) then
      local numbered = s:sub(from, i):find("^%s*%(?%d+%.$")
      local short = s:sub(from, i):lower():find("%f[%a]e%.g%.$") or s:sub(from, i):lower():find("%f[%a]etc%.$")
      ends = not numbered and not (short and i < #s)
    elseif c == "\2" and opens(s:sub(i + 1)) and s:find("^%s+%u", i + 1) then
      ends = true
    end
    if ends then
      out[#out + 1] = s:sub(from, (c == "\2" or c == "?") and i or i - 1)
      from = i + 1
    end
    i = i + 1
  end
  out[#out + 1] = s:sub(from)
  return out
end

-- One sentence at its commas and "and"s where a verb follows; returns pieces and what stood before each.
local function pieces(s)
  local out, from, i, sign = {}, 1, 1, ""
  local function cut(upto, after, mark)
    local piece = text.strip(s:sub(from, upto))
    if piece ~= "" then out[#out + 1] = { text = piece, sign = sign } end
    from, sign = after, mark
  end
  while i <= #s do
    local rest = s:sub(i)
    local low = rest:lower()
    local mark, width
    local before = text.trim(s:sub(from, i - 1))
    if low:find("^,") then
      width = #low:match("^,%s*")
      local tail = rest:sub(width + 1)
      local then_ = low:match("^,%s*and%s+then%f[%A]%s*") or low:match("^,%s*then%f[%A]%s*")
        or low:match("^,%s*and%s+finally%f[%A]%s*") or low:match("^,%s*finally%f[%A]%s*")
      if then_ then
        mark, width = "then", #then_
      elseif opens(tail) then
        mark = low:match("^,%s*(and)%f[%A]") or low:match("^,%s*(then)%f[%A]") or ","
      elseif is_condition(before) then
        mark = "scope"
      end
    elseif low:find("^%s+and%s+then%f[%A]") or low:find("^%s+then%f[%A]") then
      width = #(low:match("^%s+and%s+then%f[%A]%s*") or low:match("^%s+then%f[%A]%s*"))
      mark = "then"
    elseif low:find("^%s+and%s") or low:find("^%s+&%s") then
      width = #low:match("^%s+%S+%s+")
      mark = opens(rest:sub(width + 1)) and "and" or nil
    elseif low:find("^%s+but%s") then
      width = #low:match("^%s+%S+%s+")
      mark = (opens(rest:sub(width + 1)) or low:find("^%s+but%s+not%s")) and "but" or nil
    elseif low:find("^%s+before%s+%a+ing%f[%A]") then
      mark, width = nil, 1
    end
    if mark and before ~= "" then
      cut(i - 1, i + width, mark)
      i = i + width
    else
      i = i + 1
    end
  end
  cut(#s, #s + 1, "")
  return out
end

local function join_hidden(s)
  for _, phrase in ipairs(JOINED) do
    local pattern = phrase:gsub("%a", function(c) return "[" .. c:upper() .. c .. "]" end):gsub(" ", "%%s+")
    s = s:gsub("%f[%w]" .. pattern .. "%f[^%w]", function(found) return (found:gsub("%s+", "\3")) end)
  end
  return s
end

-- "…, if a dialog appears" after the step that hangs on it.
local function trailing_condition(s)
  local a = s:lower():find("%s+if%s+%S+")
  if a and a > 1 and not s:lower():find("^what%s") and not s:lower():find("%f[%a]whether%f[%A]") then
    return text.strip(s:sub(1, a - 1)), text.trim(s:sub(a))
  end
end

-- [{text, scope?, condition?, body?, otherwise?}]: a clause with a condition has its clauses in body.
function split.run(s)
  local clauses = {}
  for _, sentence in ipairs(sentences(join_hidden(s))) do
    local scope, open
    for _, piece in ipairs(pieces(split.lead(sentence))) do
      local words = split.lead(piece.text):gsub("\3", " ")
      local low = words:lower()
      local into = open and open.body or clauses
      local main, condition = trailing_condition(words)
      if words == "" then
        into = nil
      elseif low:find("^otherwise%f[%A]") or low:find("^else%f[%A]") or low:find("^if not%f[%A]") then
        local last = open or clauses[#clauses]
        words = split.lead((words:gsub("^%a+%s*,?%s*", "", 1):gsub("^not%s*,?%s*", "")))
        if last and last.condition then
          last.otherwise = last.otherwise or {}
          open = { body = last.otherwise, condition = last.condition }
          if words ~= "" then table.insert(last.otherwise, { text = words, scope = scope }) end
        end
      elseif is_condition(words) then
        open = { condition = words, text = words, body = {}, scope = scope }
        clauses[#clauses + 1] = open
      elseif is_scope(words) and (piece.sign == "" or piece.sign == "then") then
        scope = words
        into[#into + 1] = { text = words, place = true }
      elseif main and not open then
        clauses[#clauses + 1] = { condition = condition, text = condition, scope = scope,
                                  body = { { text = main, scope = scope } } }
      else
        if open and piece.sign == "then" and #open.body > 0 then -- "if …, do A, and then do B": B is done in any case
          open, into = nil, clauses
        end
        into[#into + 1] = { text = words, scope = scope, sign = piece.sign }
      end
    end
  end
  return clauses
end

return split
