-- harness.lua: runs an instruction on a simulated desktop to its end.
local reader = require "sim.reader"

local harness = {}

local STEPS_MAX = 200

-- The last answer: {status, text}, the number of steps, and what was thought on the way.
function harness.run(desktop, instruction, options)
  options = options or {}
  local planner = dofile(harness.root .. "/scripts/planner/init.lua")
  local last, answers, thoughts = nil, {}, {}
  for step = 1, STEPS_MAX do
    local reply = planner.plan { task = instruction, task_id = tostring(desktop), step = step,
      screen = reader.read(desktop),
      last = last, answers = answers, tools = {}, report = nil,
      folders = options.folders or { home = "/home/u", documents = "/home/u/Documents", desktop = "/home/u/Desktop",
        downloads = "/home/u/Downloads", pictures = "/home/u/Pictures" } }
    thoughts[#thoughts + 1] = reply.thought
    if harness.verbose then print(step, reply.thought) end
    local results = {}
    for _, a in ipairs(reply.actions) do
      if a.action == "finish" then return { status = a.status, text = a.text, steps = step, thoughts = thoughts } end
      if a.action == "ask" then
        if not options.answer then return { status = "asked", text = a.text, steps = step, thoughts = thoughts } end
        answers[#answers + 1] = options.answer
        results[#results + 1] = { verdict = "confirmed", windows = {}, changed = {} }
      else
        local r = desktop:act(a)
        results[#results + 1] = r
        if r.error then break end
      end
    end
    if options.between then options.between(desktop, step) end
    last = { actions = reply.actions, results = results }
  end
  return { status = "endless", text = "", steps = STEPS_MAX, thoughts = thoughts }
end

return harness
