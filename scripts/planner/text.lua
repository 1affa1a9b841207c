-- text.lua: strings as people see them: case folding beyond ASCII, trimming, splitting.
local text = {}

-- Case folding for the scripts that have case: offsets between capital and small letter.
local RANGES = {
  { 0x41, 0x5A, 32 }, { 0xC0, 0xD6, 32 }, { 0xD8, 0xDE, 32 },
  { 0x391, 0x3A9, 32 }, { 0x410, 0x42F, 32 }, { 0x400, 0x40F, 80 }, { 0x531, 0x556, 48 },
}
local ACCENTED = { ["Ά"] = "ά", ["Έ"] = "έ", ["Ή"] = "ή", ["Ί"] = "ί", ["Ό"] = "ό", ["Ύ"] = "ύ",
  ["Ώ"] = "ώ" }

local function fold_code(code)
  if code < 0x80 then
    if code >= 0x41 and code <= 0x5A then return code + 32 end
    return code
  end
  for _, r in ipairs(RANGES) do
    if code >= r[1] and code <= r[2] then return code + r[3] end
  end
  if code >= 0x100 and code <= 0x17F then -- Latin Extended-A: capital and small letter alternate
    local odd_first = (code >= 0x139 and code <= 0x148) or (code >= 0x179 and code <= 0x17E)
    if (code % 2 == 0) ~= odd_first and code ~= 0x138 then return code + 1 end
  end
  return code
end

-- The code points of s; bytes that are no UTF-8 count as themselves.
function text.codes(s)
  local out, i = {}, 1
  while i <= #s do
    local ok, code = pcall(utf8.codepoint, s, i)
    if ok then
      out[#out + 1] = code
      i = i + #utf8.char(code)
    else
      out[#out + 1] = s:byte(i)
      i = i + 1
    end
  end
  return out
end

function text.lower(s)
  if not s:find("[\x80-\xff]") then return s:lower() end
  local out = {}
  for _, code in ipairs(text.codes(s)) do
    out[#out + 1] = utf8.char(fold_code(code))
  end
  local folded = table.concat(out)
  for capital, small in pairs(ACCENTED) do folded = folded:gsub(capital, small) end
  return folded
end

function text.trim(s)
  return (s:gsub("^%s+", ""):gsub("%s+$", ""))
end

-- Without white space, commas, full stops and colons at the ends.
function text.strip(s)
  s = text.trim(s)
  s = s:gsub("[%s,;:]+$", ""):gsub("^[%s,;:]+", "")
  return s
end

function text.words(s)
  local out = {}
  for w in s:gmatch("%S+") do out[#out + 1] = w end
  return out
end

function text.starts(s, prefix)
  return s:sub(1, #prefix) == prefix
end

function text.escape(s)
  return (s:gsub("%p", "%%%0"))
end

-- s split at each plain separator.
function text.split(s, separator)
  local out, from = {}, 1
  while true do
    local a, b = s:find(separator, from, true)
    if not a then break end
    out[#out + 1] = s:sub(from, a - 1)
    from = b + 1
  end
  out[#out + 1] = s:sub(from)
  return out
end

return text
