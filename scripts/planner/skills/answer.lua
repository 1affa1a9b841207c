-- answer.lua: questions that the screen answers: "what is the total?", "how many rows?", "tell me the title".
local reading = require "answer"

local answer = {}

answer.wordings = {
  { "(tell me|report|say|give me|read out|read|answer|answer with|return|let me know|output|note|state) " ..
    "{what}", weight = -2 },
  { "(look up|find out|note down|take note of|remember|look at) [what] {what}", weight = -2 },
  { "(what is|what are|which is|what does|what do) {what}", weight = -2 },
  { "(tell me|report|say|answer|let me know) (what|which) {what} (is|are|says|shows|reads|contains)" },
  { "(tell me|report|say|let me know) (what|which) (is|are) {what}" },
  { "(how many) {count} (are|does|do|is|can) {rest}", kind = "count" },
  { "(tell me|report|say|count|let me know) (how many|the number of) {count} [(there " ..
    "are|are|does|do|is) {rest}]", kind = "count" },
  { "count [the] {count} [(in|on|of) {rest}]", kind = "count" }, { "how many {count}", kind = "count" },
  { "(is|are) {thing} (checked|ticked|enabled|selected|on)", kind = "state" },
  { "(tell me|report|say|let me know) (whether|if) {thing} is " ..
    "(checked|ticked|enabled|disabled|selected|on|off|visible|open)", kind = "state" },
  { "(what|which) {what}", weight = -4 }, { "(who|when|where) {what}", weight = -4 },
}

-- An answer in quotes is for the dialog that asks.
function answer.accept(args, literals)
  return not (args.what and args.what:find("^\1%d+\2$"))
end

function answer.run(task, args, frame)
  local said
  if args.kind == "count" then
    said = reading.count(task, args.count .. (args.rest and (" " .. args.rest) or ""))
  elseif args.kind == "state" then
    said = reading.state(task, args.thing, frame.text)
  else
    said = reading.value(task, args.what)
  end
  if not said then task:fail("cannot read from the screen: %s", reading.plain(task, args.what or args.count
    or args.thing)) end
  task.replies[#task.replies + 1] = said
end

return answer
