-- init.lua: the embedded planner: an instruction and what is on the screen → the next step.
-- One task's state lives here between calls; another task_id starts afresh.
local act = require "act"
local exec = require "exec"

local running = { task_id = nil, job = nil }

local function plan(context)
  if running.job == nil or running.task_id ~= context.task_id then
    running = { task_id = context.task_id, job = exec.start(context) }
  end
  local ok, step = pcall(exec.step, running.job, context)
  if not ok then
    running.job = nil
    return { thought = "The planner met an error of its own.",
             actions = { act.finish(false, "planner error: " .. tostring(step)) } }
  end
  return step
end

return { plan = plan }
