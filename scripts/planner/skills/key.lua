-- key.lua: press keys and chords.
local act = require "act"
local calc = require "calc"
local keys = require "keys"
local normalise = require "normalise"
local save = require "skills.save"
local text = require "text"

local key = {}

key.wordings = {
  { "(press|hit|push|strike|use|tap|type) [the] {keys} key", weight = 2 },
  { "(press|hit|push|strike|use|tap|type) [the] (key|keys|shortcut|keyboard shortcut|key combination) " ..
    "{keys}", weight = 2 },
  { "(press|hit|push|use|strike|tap) {keys}", weight = 1 },
  { "(press|hit|tap) [the] {keys} [key] {times:num} times", weight = 4 },
  { "(save|copy|paste|confirm|close|quit|undo|select) [it|the file|the document|the " ..
    "text|everything|all|the form|the dialog] (with|using|by pressing|via|by hitting) {keys}", weight = 4 },
  { "(press|hit|tap) [the] {keys} [key] (twice)", times = "2", weight = 4 },
}

-- {keys} is a chord, or several in a row: "Tab, then Enter".
local function chords(words, literals)
  local value = normalise.value(words, literals)
  local whole = keys.parse(value, true)
  if whole then return { whole } end
  local out = {}
  local s = value:gsub("%s+followed%s+by%s+", ","):gsub("%s+then%s+", ","):gsub("%s+and%s+then%s+", ",")
    :gsub("%s+and%s+", ",")
  for _, part in ipairs(text.split(s, ",")) do
    if text.trim(part) ~= "" then
      local chord = keys.parse(part, true)
      if not chord then return nil end
      out[#out + 1] = chord
    end
  end
  return #out > 0 and out or nil
end

function key.accept(args, literals)
  local s = args.keys
  if not s or s:lower():find("%f[%a]button$") then return false end
  local said = keys.parse(normalise.value(s .. " key", literals))
  return chords(s, literals) ~= nil or (said ~= nil and args.times ~= nil) or (said ~= nil
    and #normalise.value(s, literals) == 1)
end

function key.run(task, args, frame)
  local list = chords(args.keys, task.literals) or { keys.parse(normalise.value(args.keys .. " key", task.literals)) }
  local first = list[1]
  if #list == 1 and #first == 1 and not args.times and not frame.text:lower():find("%f[%a]key") then
    -- "press Delete" may be a button's name
    local value = normalise.value(args.keys, task.literals)
    local thing = task:find({ text = value, said = value, quoted = true }, { floor = 0.96, roles = { "button" } })
    if thing and (thing.role == "button" or thing.role == "toggle") then
      task:click(thing, ('Press the button "%s".'):format(thing.name))
      task:note('pressed "%s"', thing.name)
      return
    end
  end
  task:focus_scope()
  local times = args.times and calc.number(args.times) or 1
  local steps, names = {}, {}
  for _, chord in ipairs(list) do
    for _, a in ipairs(act.keys(times, table.unpack(chord))) do steps[#steps + 1] = a end
    names[#names + 1] = table.concat(chord, "+")
  end
  local ok, _, err = task:act(("Press %s."):format(table.concat(names, ", ")), steps)
  if names[#names] == "ctrl+s" then save.keep_format(task) end
  if not ok then task:fail("pressing %s was refused: %s", table.concat(names, ", "), err.message or "") end
  task:note("pressed %s", table.concat(names, ", "))
end

return key
