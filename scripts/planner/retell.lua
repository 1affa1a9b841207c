-- retell.lua: roundabout ways of saying things, said in the words that the skills know.
local lexicon = require "lexicon"

local retell = {}

local function first_either(word) return "[" .. word:sub(1, 1):upper() .. word:sub(1, 1) .. "]" .. word:sub(2) end

-- "cut the file A in the Documents folder and paste it into B" → "move the file A into the folder B".
local function cut_and_paste(s)
  for verb, to in pairs { cut = "move", copy = "copy" } do
    local start = "%f[%a]" .. first_either(verb) .. "%s+(the%s+f[io]l[%a]+%s+"
    for _, name in ipairs { "\1%d+\2", "[%w%-_%.]+" } do
      s = s:gsub(start .. name .. ")([^,;:\n]-)%s+and%s+paste%s+it%s+in[to]*%s+", function(what, rest)
        return (rest == "" or rest:find("folder$") or rest:find("directory$")) and to .. " " .. what .. " into " or nil
      end)
    end
  end
  return s:gsub("%f[%a]([Ss])ubfolder%f[%A]", "folder"):gsub("%f[%a]sub%-folder%f[%A]", "folder")
end

-- "use Find and Replace from the Search menu to replace …": the tool is only how.
local function tool(s)
  return (s:gsub("%f[%a][Uu]se%s+([%a%s&]-)%s+to%s+(%a+)%s", function(what, verb)
    local low = what:lower()
    local known = low:find("menu$") or low:find("dialog%a*$") or low:find("find and replace") or low:find("function$")
      or low:find("feature$")
    return known and lexicon.verbs[verb:lower()] and verb .. " " or nil
  end))
end

-- "Do not agree: answer No" is two sentences.
local function refusal(s)
  return (s:gsub("(%f[%a][Dd]o%s+not%s+[^%.:;\n\1]-):%s+(%a+)%s", function(before, verb)
    return lexicon.verbs[verb:lower()] and before .. ". " .. verb .. " " or nil
  end))
end

-- The instruction's plain text, quoted texts standing as tokens.
function retell.run(s)
  s = refusal(tool(cut_and_paste(s)))
  s = s:gsub("(%f[%a][Tt]he%s+%a+)%s+open%s+in%s+(%u)", "%1 in %2")
  s = s:gsub("%f[%a][Cc]opy%s+(that%s+%a+)%s+in[to]*%s+", "type %1 into ")
  s = s:gsub("%f[%a][%a]+%s+the%s+terminal%s+by%s+%a+ing%s+([%w\1\2]+)", "run the command %1 in the terminal")
  s = s:gsub("(%s+in%s+the)%s+same%s+(%u?%a*%s?menu)", "%1 %2"):gsub("(%s+in%s+the)%s+same%s+", "%1 ")
  return s
end

return retell
