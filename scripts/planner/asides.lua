-- asides.lua: words of an instruction that say nothing about what to do: remarks in brackets, relative clauses,
-- a window named at a clause's end, sentences that only describe.
local lexicon = require "lexicon"
local match = require "match"
local text = require "text"
local windows = require "windows"

local asides = {}

-- "(you will have to scroll)" is a remark; "(3 + 4)" and "(°C)" are not.
local function remark(s)
  local inner = s:sub(2, -2)
  if inner:find("\1") or not inner:find("%a%s+%a") then return nil end
  if inner:find("[%+%*/=]") then return nil end
  return ""
end

local PARTICIPLES = { checked = "check", ticked = "check", unchecked = "uncheck", unticked = "uncheck",
  selected = "select", chosen = "choose", deleted = "delete", removed = "delete", gone = "delete", closed = "close",
  saved = "save", opened = "open", renamed = "rename", moved = "move", set = "set", changed = "change",
  replaced = "replace", maximized = "maximize", maximised = "maximise", minimized = "minimize", created = "create",
  minimised = "minimise", enabled = "enable", disabled = "disable", clicked = "click", pressed = "press",
  added = "add", copied = "copy", cleared = "clear", typed = "type", entered = "enter", written = "write" }
local MODALS = { "should", "must", "needs to", "need to", "has to", "have to", "is to", "are to", "ought to" }

-- "I want the first line deleted", "the box must be ticked" → "delete the first line", "check the box".
function asides.active(words)
  local s = words:gsub("^[Ii]%s+", "")
  local body = s:match("^[Ww]ant%s+(.+)$") or s:match("^[Ww]ould%s+like%s+(.+)$") or s:match("^[Nn]eed%s+(.+)$")
  for _, modal in ipairs(body and {} or MODALS) do
    local what, tail = s:match("^(.-)%s+" .. modal:gsub(" ", "%%s+") .. "%s+be%s+(.+)$")
    if what then body = what .. " " .. tail end
  end
  if not body then return nil end
  body = body:gsub("%s+to%s+be%s+", " ", 1)
  for a, word, b in body:gmatch("()%f[%a](%a+)%f[%A]()") do
    local verb = PARTICIPLES[word:lower()]
    local ends = b > #body or body:sub(b):find("^%s+%l%l?%l?%l?%l?%s")
    if verb and a > 1 and ends then return verb .. " " .. text.trim(body:sub(1, a - 1)) .. body:sub(b) end
  end
end

-- An instruction's plain text without remarks and relative clauses.
function asides.drop(s)
  s = s:gsub("%s*(%b())", remark)
  for _, shows in ipairs { "shows", "is%s+showing", "displays", "has%s+open", "lists" } do
    s = s:gsub("%f[%a]that%s+([%w\1\2]+)%s+" .. shows .. "%f[%A]", function(who)
      return who ~= "it" and "that is shown" or nil
    end)
      :gsub("%f[%a]that%s+the%s+%a+%s+" .. shows .. "%f[%A]", "that is shown")
      :gsub("%f[%a]that%s+the%s+%a+%s+%a+%s+" .. shows .. "%f[%A]", "that is shown")
  end
  s = s:gsub(",%s+or%s+else%s+", "; otherwise ")
  for _, except in ipairs { "apart%s+from", "except%s+for", "other%s+than", "besides", "excluding" } do
    s = s:gsub("%f[%a]" .. except .. "%f[%A]%s+", "except ")
  end
  -- "look at X: when it is Y" is "when X is Y"
  for _, look in ipairs { "[Cc]heck", "[Ll]ook%s+at", "[Rr]ead", "[Ss]ee" } do
    s = s:gsub("%f[%a]" .. look .. "%s+(the%s+[^:;,%.]-)%s*[:;,%.]%s+a?n?d?%s*([IiWw][fh]e?n?)%s+it%s+",
      function(what, when)
        return when .. " " .. what:gsub("%s+in%s+the%s+%a*%s?window$", ""):gsub("%s+on%s+the%s+screen$", "") .. " "
      end)
  end
  s = s:gsub(",%s+which%s+[^,%.;:\n]+,(%s)", "%1"):gsub(",%s+which%s+[^,;:\n]-([%.;]%s)", "%1")
    :gsub(",%s+which%s+[^,%.;:\n]+$", "")
  return s
end

local WINDOW_WORDS = { "window", "app", "application", "program", "dialog", "dialogue", "editor" }
local HOLDERS = { form = true, list = true, page = true, ["web page"] = true, webpage = true, table = true, tree = true,
  dialog = true, ["dialog box"] = true, window = true, website = true, site = true, screen = true, document = true,
  ["text editor"] = true, editor = true }
local PLACES = { ["in"] = true, into = true, on = true, onto = true, inside = true, within = true, using = true,
  with = true, of = true, from = true, to = true, at = true }

local function bare_name(words)
  local s = words
  for _, w in ipairs { "the ", "a ", "an ", "this ", "that ", "your ", "my ", "open " } do
    if text.starts(s:lower(), w) then s = text.trim(s:sub(#w + 1)) end
  end
  return s
end

-- Whether the words name a window that is open, and no field of that name stands in it.
local function names_window(view, words, preposition, typed)
  local name = bare_name(words)
  local low = name:lower()
  local row = windows.kind(name)
  if row then
    for _, w in ipairs(view:real_windows()) do
      if windows.is_kind(w, row) then return true end
    end
    return false
  end
  if preposition == "of" or preposition == "to" or preposition == "from" or preposition == "at" then return false end
  local said
  for _, w in ipairs(WINDOW_WORDS) do
    local rest = low:match("^(.+)%s+" .. w .. "$")
    if rest then name, said = name:sub(1, #rest), true end
  end
  local found = windows.named(view, name)[1]
  if not found then return false end
  if said then return true end
  for _, t in ipairs(typed and view.things or {}) do
    if lexicon.editable[t.role] and match.score(name, view:caption(t)) > 0.85 then return false end
  end
  local title = found.title:match("^%*?(.-)%s+[%-–—]%s") or found.title
  local tail = found.title:match("^.*%s+[%-–—]%s+(.-)$") or found.title
  local by_title = match.score(name, title) >= 0.85 and "title" or nil
  local app = type(found.app) == "table" and found.app.name or ""
  return by_title or match.score(name, tail) >= 0.85 or match.score(name, found.class) >= 0.85
    or match.score(name, app) >= 0.85
end

-- Without the window named at the end; that place as a scope; whether only its title said so. nil when
-- nothing can be left out.
function asides.place(words, view, literals)
  local from, best = 1, nil
  local typed = lexicon.typing[words:lower():match("^%a+")]
  while true do
    local a, b, preposition = words:find("%s+(%a+)%s+", from)
    if not a then break end
    if PLACES[preposition:lower()] and a > 1 then
      local name = words:sub(b + 1):gsub("[%.!%?]+$", "")
      local plain = name:gsub("\1(%d+)\2", function(n) return literals[tonumber(n)] end)
      plain = plain:gsub("%s+on%s+the%s+screen$", "")
      local how = not best and names_window(view, plain, preposition:lower(), typed)
      if how then best = { text.trim(words:sub(1, a - 1)), "in " .. name, how == "title" } end
    end
    from = a + #preposition + 1
  end
  if best then return best[1], best[2], best[3] end
end

-- Without "in the list", "on the web page": a holder that is only called by its kind.
function asides.holder(words)
  local a, rest = words:match("^(.-)%s+[io]nt?o?%s+(the%s+[%a%s]+)$")
  if not a then return nil end
  local name = rest:lower():gsub("^the%s+", "")
  local kind = name:match("^(%a+)%s+of%s+%a") or name
  if HOLDERS[kind] or HOLDERS[name:match("(%a+)$")] and not name:find("%sof%s") then return a end
end

local SUBJECTS = { the = true, a = true, an = true, there = true, this = true, it = true, you = true, your = true,
  some = true, two = true, three = true, several = true, one = true, that = true, these = true, i = true, my = true }
local FINITE = { "is", "are", "asks", "has", "have", "shows", "contains", "needs", "wants", "will", "appears", "lists",
  "holds", "consists", "displays", "can", "offers", "starts", "am", "was", "were", "had", "lets", "exists", "states",
  "gives", "says", "tells", "names", "mentions" }

-- "A dialog asks for your city": says how things are, not what to do.
function asides.describes(words)
  local low = words:lower()
  if low:find("^[%w%-_]+%.%w+%s+is%s") or low:find("^\1%d+\2%s+is%s") then return true end
  if not SUBJECTS[low:match("^%a+")] then return false end
  for _, verb in ipairs(FINITE) do
    if low:find("^[%w%s\1\2'\"%-]-%s" .. verb .. "%f[%A]") then return true end
  end
  return false
end

return asides
