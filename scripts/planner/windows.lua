-- windows.lua: which open window a phrase means: by title, by program, by kind of program.
local lexicon = require "lexicon"
local match = require "match"
local phrase = require "phrase"
local text = require "text"

local windows = {}

local CURRENT = {
  [""] = true, window = true, ["current window"] = true, ["active window"] = true, ["current"] = true, active = true,
  ["front window"] = true, ["it"] = true, ["this window"] = true, ["focused window"] = true, ["the window"] = true,
  app = true, application = true, program = true, ["current application"] = true, screen = true, ["this"] = true,
}

-- The row of lexicon.apps that a name belongs to.
function windows.kind(name)
  local low = text.lower(text.trim(name))
  low = low:gsub("^the ", ""):gsub(" applications?$", ""):gsub(" app$", ""):gsub(" program$", "")
    :gsub(" window$", ""):gsub("^default ", "")
  for _, row in ipairs(lexicon.apps) do
    for _, w in ipairs(row.words) do
      if low == w then return row end
    end
  end
end

local function app_words(w)
  local out = text.lower(w.class)
  if type(w.app) == "table" then
    out = out .. " " .. text.lower((w.app.id or "") .. " " .. (w.app.name or "") .. " " .. (w.app.generic or ""))
    local categories = w.app.categories
    if type(categories) == "table" then categories = table.concat(categories, " ") end
    out = out .. " " .. text.lower(categories or "")
  end
  return out
end

function windows.is_kind(w, row)
  local words = app_words(w)
  for _, sign in ipairs(row.signs) do
    if words:find(sign, 1, true) then return true end
  end
  local title = text.lower(w.title)
  for _, word in ipairs(row.words) do
    if title:find("%f[%w]" .. text.escape(word) .. "%f[^%w]") then return true end
  end
  return false
end

-- 0..1: how well a window fits a name.
local function score(w, name)
  local best = match.score(name, w.title)
  local title = w.title:gsub("–", "-"):gsub("—", "-")
  for _, pattern in ipairs { "^%*?(.-)%s+%-%s+.*$", "^.*%s+%-%s+(.-)$" } do
    local part = title:match(pattern)
    if part then best = math.max(best, match.score(name, part) - 0.03) end
  end
  local app = w.app
  if type(app) == "table" then
    best = math.max(best, match.score(name, app.name or "") - 0.05, match.score(name, app.generic or "") - 0.08)
  end
  best = math.max(best, match.score(name, w.class) - 0.05)
  return best
end

-- The windows that a name may mean, best first, topmost first among equals.
function windows.named(view, name)
  local out = {}
  local bare = text.trim(name:gsub("%s+[Ww]indow$", ""):gsub("%s+[Aa]pp$", ""):gsub("%s+[Aa]pplication$", "")
    :gsub("%s+[Dd]ialo[gue]*$", ""))
  for _, w in ipairs(view:real_windows()) do
    local s = math.max(score(w, name), score(w, bare))
    if s >= 0.62 then out[#out + 1] = { window = w, score = s } end
  end
  if #out == 0 then
    local row = windows.kind(name)
    for _, w in ipairs(view:real_windows()) do
      if row and windows.is_kind(w, row) then out[#out + 1] = { window = w, score = 0.7 } end
    end
  end
  if #out == 0 and #bare >= 3 then
    for _, w in ipairs(view:real_windows()) do
      if match.contains(w.title, bare) then out[#out + 1] = { window = w, score = 0.6 } end
    end
  end
  table.sort(out, function(a, b)
    if math.abs(a.score - b.score) > 0.04 then return a.score > b.score end
    return a.window.level > b.window.level
  end)
  for i, found in ipairs(out) do out[i] = found.window end
  return out
end

-- The window that a parsed phrase means; nil and why when there is none.
function windows.find(view, p)
  local role = p.role or ""
  local is_dialog = role:find("dialo") or role:find("pop") or role == "message box" or role == "alert"
    or role == "prompt"
  if p.text and p.text:lower():find("^other") then
    local real = view:real_windows()
    for i = #real, 1, -1 do
      if not real[i].active then return real[i] end
    end
    return nil, "there is no other window"
  end
  if p.text and not CURRENT[p.text:lower()] then
    local found = windows.named(view, p.text)
    if p.ordinal and p.ordinal > 0 then return found[p.ordinal] end
    if found[1] then return found[1], found end
    return nil, 'no window called "' .. p.text .. '"'
  end
  if is_dialog then
    local d = view:dialogs()[1]
    if d then return d end
    local front = view:front()
    local normal = view:real_windows()
    if front and #normal > 1 and front.w * front.h < view.w * view.h / 3 then return front end
    return nil, "no dialog is open"
  end
  if p.ordinal then
    local real = view:real_windows()
    table.sort(real, function(a, b) return a.x + a.y < b.x + b.y end)
    return p.ordinal > 0 and real[p.ordinal] or real[#real + 1 + p.ordinal]
  end
  return view:front()
end

-- The window that a phrase names when it names one: by its role or by a kind of program.
function windows.of_phrase(view, p)
  if p.role == "window" or p.role == "document" then return (windows.find(view, p)) end
  local name = p.text or p.role
  if name and windows.kind(name) then return windows.named(view, name)[1] end
  local file = p.text and p.text:match("^document%s+(.+)$") or p.text and p.text:match("^file%s+(.+)$")
    or p.text and p.text:match("^%S+%.%w+$")
  if file then return windows.named(view, file)[1] end
  return nil
end

-- "in the text editor", "in the window X": the window that a scope names, if it names one.
function windows.from_scope(view, words, literals)
  local s = words:lower():match("^%a+%s+()")
  if not s then return nil end
  local p = phrase.parse(words:sub(s), literals)
  if p.text and p.roles and p.role ~= "window" and not (p.role:find("dialo") or windows.kind(p.text .. " "
    .. p.role)) then
    return nil
  end
  local name = p.text or p.role
  if not name then return nil end
  if p.text and p.role and windows.kind(p.text .. " " .. p.role) then name = p.text .. " " .. p.role end
  if not p.text and p.role then
    if p.role == "window" or p.role:find("dialo") then return windows.find(view, p) end
    local row = windows.kind(p.role)
    if not row then return nil end
  end
  return windows.named(view, name)[1]
end

return windows
