-- keys.lua: "Ctrl+Shift+S", "the Enter key", "control and c", "page down" → a canonical chord.
local text = require "text"

local keys = {}

local MODIFIERS = { ctrl = "ctrl", control = "ctrl", ctl = "ctrl", strg = "ctrl", alt = "alt", option = "alt",
  shift = "shift", super = "super", win = "super", windows = "super", meta = "super", cmd = "super",
  command = "super" }
local NAMES = {
  enter = "Return", ["return"] = "Return", escape = "Escape", esc = "Escape", tab = "Tab", space = "space",
  ["space bar"] = "space", spacebar = "space", backspace = "BackSpace", ["back space"] = "BackSpace",
  delete = "Delete", del = "Delete", insert = "Insert", ins = "Insert", home = "Home", ["end"] = "End",
  ["page up"] = "Page_Up", pageup = "Page_Up", pgup = "Page_Up", ["page down"] = "Page_Down",
  pagedown = "Page_Down", pgdn = "Page_Down", pgdown = "Page_Down", up = "Up", down = "Down", left = "Left",
  right = "Right", ["up arrow"] = "Up", ["down arrow"] = "Down", ["left arrow"] = "Left", ["right arrow"] = "Right",
  ["arrow up"] = "Up", ["arrow down"] = "Down", ["arrow left"] = "Left", ["arrow right"] = "Right",
  menu = "Menu", ["caps lock"] = "Caps_Lock", print = "Print", ["print screen"] = "Print", pause = "Pause",
  plus = "plus", minus = "minus", equals = "equal", equal = "equal", comma = "comma", period = "period", dot = "period",
  slash = "slash", backslash = "backslash", semicolon = "semicolon",
}
local SIGNS = { ["+"] = "plus", ["-"] = "minus", ["="] = "equal", [","] = "comma", ["."] = "period", ["/"] = "slash",
  ["\\"] = "backslash", [";"] = "semicolon", ["*"] = "asterisk", ["%"] = "percent", ["#"] = "numbersign",
  ["["] = "bracketleft", ["]"] = "bracketright", ["'"] = "apostrophe", ["`"] = "grave" }
local ORDER = { "ctrl", "alt", "shift", "super" }

local function one(name)
  local low = text.lower(text.trim(name))
  low = low:gsub("^the%s+", ""):gsub("%s+key$", ""):gsub("%s+button$", ""):gsub("^letter%s+", ""):gsub("_", " ")
  if MODIFIERS[low] then return MODIFIERS[low], true end
  if NAMES[low] then return NAMES[low] end
  if SIGNS[low] then return SIGNS[low] end
  if low:find("^f%d%d?$") and tonumber(low:sub(2)) >= 1 and tonumber(low:sub(2)) <= 24 then return low:upper() end
  if low:find("^[%l%d]$") then return low end
end

-- The chord as a list, or nil. strict: a lone letter or digit is no key unless said to be one.
function keys.parse(s, strict)
  s = text.strip(s)
  local said_key = s:lower():find("%f[%a]key%s*$") or s:lower():find("%f[%a]keys%s*$")
    or s:lower():find("keyboard shortcut") or s:lower():find("key combination") or s:lower():find("^key%s")
  s = s:gsub("%s+[Kk]eys?%s*$", ""):gsub("^[Tt]he%s+", "")
  s = s:gsub("^[Kk]eyboard%s+[Ss]hortcut%s+", ""):gsub("^[Kk]ey%s+[Cc]ombination%s+", ""):gsub("^[Ss]hortcut%s+", "")
    :gsub("^[Kk]eys?%s+", "")
  local whole, modifier = one(s)
  if whole and not modifier then
    if strict and not said_key and s:find("^%w$") then return nil end
    return { whole }
  end
  local parts = {}
  local low = s:gsub("%s+and%s+", "+"):gsub("%s*%+%s*", "+")
  if low:find("%+%+$") then
    low = low:sub(1, -3) .. "+plus"
  elseif not low:find("+", 1, true) then
    low = low:gsub("%s*%-%s*", "+"):gsub("%s+", "+")
  end
  low = low:gsub("[Pp]age%+([UuDd])", "page %1")
  for part in low:gmatch("[^+]+") do parts[#parts + 1] = part end
  local modifiers, rest = {}, {}
  for _, part in ipairs(parts) do
    local name, is_modifier = one(part)
    if not name then return nil end
    if is_modifier then modifiers[name] = true else rest[#rest + 1] = name end
  end
  if #rest ~= 1 or next(modifiers) == nil then return nil end
  local chord = {}
  for _, m in ipairs(ORDER) do
    if modifiers[m] then chord[#chord + 1] = m end
  end
  chord[#chord + 1] = rest[1]
  return chord
end

return keys
