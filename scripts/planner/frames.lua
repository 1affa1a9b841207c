-- frames.lua: clauses → frames: which skill does a clause, and with what. Every skill file gives wordings
-- (see template.lua); of those that fit, the one that says most of the clause itself wins.
local asides = require "asides"
local lexicon = require "lexicon"
local match = require "match"
local split = require "split"
local template = require "template"
local text = require "text"

local frames = {}

local NAMES = { -- one file each in skills/
  "application", "document", "window", "click", "type", "fill", "clear", "key", "menu", "choose", "check",
    "set_value", "scroll",
  "rows", "drag", "clipboard", "save", "open_file", "files", "replace", "lines", "wait", "calculate",
    "calendar", "answer",
  "dialog", "spreadsheet", "terminal", "web", "tree", "hint",
}

local skills, rows

local function load()
  skills, rows = {}, {}
  for _, name in ipairs(NAMES) do
    local skill = require("skills." .. name)
    skills[name] = skill
    for _, wording in ipairs(skill.wordings) do
      local source = type(wording) == "table" and wording[1] or wording
      rows[#rows + 1] = { skill = skill, name = name, match = template.compile(source), source = source,
                          args = type(wording) == "table" and wording or {} }
    end
  end
end

-- Clauses that hang on the clause before are read with its verb: "first name Maria" after "enter …".
local function candidates(clause)
  local out = {}
  for _, row in ipairs(rows) do
    local captures, weight = row.match(clause)
    if captures then
      for k, v in pairs(row.args) do
        if type(k) == "string" and k ~= "weight" and captures[k] == nil then captures[k] = v end
      end
      weight = weight + (row.args.weight or 0) + (row.skill.weight or 0)
      out[#out + 1] = { skill = row.skill, name = row.name, args = captures, weight = weight, source = row.source }
    end
  end
  return out
end

local function best(clause, literals)
  local top
  for _, c in ipairs(candidates(clause)) do
    if (not top or c.weight > top.weight) and (not c.skill.accept or c.skill.accept(c.args, literals)) then top = c end
  end
  return top
end

-- "typing" → "type": a method or a purpose in another form of the verb.
local GERUNDS = { clicking = "click", pressing = "press", choosing = "choose", selecting = "select", using = "use",
  dragging = "drag", typing = "type", entering = "enter", opening = "open", hitting = "press", ticking = "tick",
  checking = "check", moving = "move", setting = "set" }

local PURPOSES = { confirm = true, finish = true, close = true, save = true, continue = true, submit = true,
  proceed = true, apply = true, accept = true, complete = true, dismiss = true, start = true, send = true,
  validate = true, commit = true, go = true, exit = true, see = true, show = true, reveal = true, display = true,
  select = true, open = true, cancel = true, ["log"] = true, add = true, make = true, keep = true, sign = true }

local METHODS = { it = true, them = true, that = true, this = true }

-- Without the tail that says what for ("press OK to confirm") or with the method in place of the aim.
local function shorten(s)
  local cut = s:lower():find("%s+instead%s+of%s") or s:lower():find("%s+rather%s+than%s")
    or s:lower():find(",%s+replacing%s") or s:lower():find(",%s+overwriting%s") or s:lower():find(",%s+leaving%s")
    or s:lower():find(",%s+keeping%s")
  if cut then s = s:sub(1, cut - 1) end
  s = s:gsub(",?%s+one%s+after%s+the%s+other$", ""):gsub(",?%s+one%s+by%s+one$",
    ""):gsub(",?%s+in%s+th[aie][ts]%s+order$", "")
    :gsub(",?%s+one%s+after%s+another$", ""):gsub(",?%s+in%s+turn$", "")
  if not lexicon.typing[s:lower():match("^%a+")] then
    s = s:gsub(",?%s+afterwards?$", ""):gsub(",?%s+as%s+well$", ""):gsub("%s+now$", ""):gsub(",?%s+too$", "")
  end
  s = s:gsub("%s+when%s+[%a%s]-asks%f[%A].*$", ""):gsub("%s+when%s+asked$", ""):gsub("%s+when%s+prompted$", "")
    :gsub("%s+when%s+you%s+are%s+asked%f[%A].*$", "")
  local purpose = s:match("^[Uu]se%s+the%s+[%a%s]-%s+to%s+(%a+%s+.+)$") -- "use the arrow keys to select …"
  if purpose and not s:lower():find("calculator") and not s:lower():find("command")
      and lexicon.verbs[purpose:lower():match("^%a+")] then
    s = purpose
  end
  local low = s:lower()
  local method = low:match("()%s+by%s+[%a%-]+ing%s+%a+$") or low:match("()%s+by%s+[%a%-]+ing%s+%a+%s+[ion]+%s+the%s")
  if method and METHODS[low:match("^%s+by%s+[%a%-]+ing%s+(%a+)", method)] then return s:sub(1, method - 1) end
  local a, b, verb = low:find("%s+by%s+(%a+ing)%s+")
  if a and GERUNDS[verb] then return GERUNDS[verb] .. " " .. s:sub(b + 1) end
  local first = low:match("^[%a%-]+")
  if first == "click" or first == "press" or first == "hit" or first == "push" or first == "double-click"
      or first == "tap" then
    a, b, verb = low:find("%s+to%s+(%a+)")
    if not a then a, b, verb = low:find("%s+in%s+order%s+to%s+(%a+)") end
    if a and PURPOSES[verb] then return s:sub(1, a - 1) end
  end
  a = low:find("%s+so%s+that%s") or low:find(",%s+so%s+that%s")
  if a then return s:sub(1, a - 1) end
  return s
end

-- "In the Volume window set …": a place in front of the verb without a comma.
local DETERMINERS = { the = true, a = true, an = true, this = true, that = true, of = true, my = true, your = true,
  to = true, all = true, ["in"] = true, on = true, from = true }

local function scoped(words, literals)
  if not split.is_scope(words) then return nil end
  local from = 1
  while true do
    local a, b = words:find("%s+%a[%a%-]*", from)
    if not a then return nil end
    local rest = text.trim(words:sub(a))
    local before = words:sub(1, a - 1):lower():match("(%a+)$")
    if not DETERMINERS[before] and lexicon.verbs[rest:lower():match("^[%a%-]+")] then
      local found = best(shorten(rest), literals)
      if found then return found, words:sub(1, a - 1) end
    end
    from = b + 1
  end
end

local MENU_VERBS = { choose = true, select = true, click = true, pick = true, open = true, use = true }

-- "Click Edit, then Preferences": a name alone goes on with the verb before.
local function go_on(clause, words, before, literals)
  local names = words:find("^\1") or words:find("^%u") or words:lower():find("^the%s") or words:lower():find("^on%s")
  if clause.sign ~= "then" or not before or not names then return nil end
  if before.name == "click" or before.name == "menu" or before.name == "choose" then return best("click "
    .. words, literals) end
  if before.name == "key" then return best("press " .. words, literals) end
  if before.name == "type" and before.args.field and words:lower():find("%sin[to]*%s") then
    return best("type " .. words, literals)
  end
end

-- Skills whose target may be followed by the kind of thing that holds it.
local HELD = { choose = true, click = true, check = true, fill = true, type = true, tree = true, set_value = true,
  rows = true }

local FOLDERS = { save = true, files = true, open_file = true }

-- The clause read without a window or a holder named at its end.
local function placed(words, literals, view)
  local s, scope, by_title = asides.place(words, view, literals)
  local found = s and best(shorten(s), literals)
  local folder = found and by_title and FOLDERS[found.name] -- "in Documents" is a folder, whatever windows are open
  if found and not folder then return found, scope end
  s = asides.holder(words)
  found = s and best(shorten(s), literals)
  if found and HELD[found.name] then return found, nil end
end

local frame_of

function frame_of(clause, literals, before, view)
  if not rows then load() end
  local words = split.lead(clause.text):gsub("%s+", " ")
  if clause.scope and clause.scope:lower():find("^%a+%s+.*%f[%a]menu$") and MENU_VERBS[words:lower():match("^%a+")] then
    clause = { text = words .. " " .. clause.scope, sign = clause.sign }
    words = clause.text
  end
  local tool, aim = words:match("^[Uu]se%s+(.-)%s+to%s+(.+)$")
  local known = tool and best(words, literals)
  if tool and view and not (known and known.name == "calculate")
    and lexicon.verbs[aim:lower():match("^[%a%-]+")] and asides.place("x in " .. tool, view, literals) then
    local found = placed(shorten(aim), literals, view) or best(shorten(aim), literals)
    if found then return { skill = found.skill, name = found.name, args = found.args, text = aim,
      scope = "in " .. tool } end
  end
  if clause.scope and clause.scope:lower():find("menu%s?bar") then
    local name = words:match("^[OoGgSsCcPp]%a+%s+to%s+(.+)$") or words:match("^[OoSsCcPp]%a+%s+(.+)$")
    if name and MENU_VERBS[words:lower():match("^%a+")] or name and words:lower():find("^go to") then
      words = "click " .. name
    end
  end
  local short = shorten(words)
  local named = go_on(clause, words, before, literals)
  if named and words:find("^%u%S*$") then
    return { skill = named.skill, name = named.name, args = named.args, text = words, scope = clause.scope }
  end
  if view then
    local found, scope = placed(short, literals, view)
    if found then
      return { skill = found.skill, name = found.name, args = found.args, text = words, scope = scope or clause.scope,
               source = found.source }
    end
  end
  local found = best(short, literals) or (short ~= words and best(words, literals)) or nil
  local inner, scope = scoped(words, literals)
  if inner and (not found or inner.weight > found.weight) then
    return { skill = inner.skill, name = inner.name, args = inner.args, text = words, scope = scope }
  end
  found = found or named
  if not found then
    local active = asides.active(clause.text) or asides.active(words)
    if active then return frame_of({ text = active, scope = clause.scope, sign = clause.sign }, literals,
      before, view) end
  end
  if not found then return nil, words end
  return { skill = found.skill, name = found.name, args = found.args, text = words, scope = clause.scope,
           source = found.source }
end

-- "Send the application": a short clause that begins with a verb may be the caption of a button.
local function is_caption(words, view, follows)
  local first = words:lower():match("^%a+")
  local _, n = words:gsub("%S+", "")
  if not first or n > 5 or words:find("[\1,:]") then return false end
  if follows and lexicon.submits[first] then return true end
  for _, t in ipairs(view and view.elements or {}) do
    local name = lexicon.pressable[t.role] and t.name:lower() or ""
    if name ~= "" and (name == first or match.score(words:gsub("%f[%a][Tt]he%s+", ""),
      t.name) >= 0.9) then return true end
  end
  return false
end

-- Clauses → [frame]; or nil and the clause that no wording fits.
function frames.run(clauses, literals, view)
  if not rows then load() end
  local out = {}
  local about
  local narrowed = {} -- scopes that turned out to hold their sentence's first step as well
  for i, clause in ipairs(clauses) do
    if clause.scope and narrowed[clause.scope] then clause.scope = narrowed[clause.scope] end
    if clause.place then
      local found, scope = best(clause.text, literals), nil
      local inner, place = scoped(clause.text, literals)
      if inner and (not found or inner.weight > found.weight) then found, scope = inner, place end
      if found then
        narrowed[clause.text] = scope
        out[#out + 1] = { skill = found.skill, name = found.name, args = found.args, text = clause.text, scope = scope }
      elseif not (clauses[i + 1] and clauses[i + 1].scope == clause.text) then
        return nil, clause.text
      end
    elseif clause.condition then
      local body, missing = frames.run(clause.body, literals, view)
      if not body then return nil, missing end
      local otherwise
      if clause.otherwise then
        otherwise, missing = frames.run(clause.otherwise, literals, view)
        if not otherwise then return nil, missing end
      end
      out[#out + 1] = { name = "condition", condition = clause.condition, body = body, otherwise = otherwise,
                        text = clause.text, scope = clause.scope }
    else
      local frame, missing = frame_of(clause, literals, out[#out], view)
      if frame then
        frame.about = about
        out[#out + 1] = frame
      elseif is_caption(missing, view, #out > 0) then
        out[#out + 1] = { skill = skills.click, name = "click", args = { target = missing, caption = "yes" },
                          text = missing, scope = clause.scope }
      elseif #clauses > 1 and asides.describes(clause.text) then
        about = clause.text -- where "that amount" of a later sentence is read
      else
        return nil, missing
      end
    end
  end
  return out
end

return frames
