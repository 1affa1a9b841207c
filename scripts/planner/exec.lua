-- exec.lua: runs a task's frames one after another, a step for each call, and says how it ended.
local act = require "act"
local asides = require "asides"
local condition = require "condition"
local frames = require "frames"
local normalise = require "normalise"
local retell = require "retell"
local split = require "split"
local text = require "text"
local Task = require "task"

local exec = {}

local INSTRUCTION_MAX = 20000 -- bytes; longer ones are no instructions

-- The instruction as frames; nil and why when it cannot be read.
function exec.understand(instruction, view)
  if text.trim(instruction) == "" then return nil, "the task is empty" end
  if #instruction > INSTRUCTION_MAX then return nil, "the task is too long" end
  local plain, literals = normalise.run(instruction)
  local found, missing = frames.run(split.run(retell.run(asides.drop(plain))), literals, view)
  if not found then return nil, normalise.show(missing, literals), literals end
  if #found == 0 then return nil, normalise.show(plain, literals), literals end
  return found, nil, literals
end

-- Steps that never mean to open a window: one that opens meanwhile was not asked for.
local QUIET = { type = true, fill = true, set_value = true, clear = true }

local function is_quiet(frame)
  return QUIET[frame.name] and not frame.text:lower():find("%f[%a]enter$")
end

local function run_frames(task, list)
  for i, frame in ipairs(list) do
    if frame.name == "condition" then
      task.scope = frame.scope
      if condition.holds(task, frame.condition) then
        run_frames(task, frame.body)
      elseif frame.otherwise then
        run_frames(task, frame.otherwise)
      end
    else
      task.scope, task.frame, task.next_frame, task.previous_frame = frame.scope, frame, list[i + 1], list[i - 1]
      task.about = frame.about or task.about
      task.quiet_since = is_quiet(frame) and task:window_ids() or nil
      frame.skill.run(task, frame.args, frame)
      local follows = list[i + 1]
      if not (follows and (follows.name == "condition" or follows.name == "dialog")) then task:leave_interruption() end
    end
    task.known = task:window_ids()
  end
end

-- Hints ("do not save", "overwrite it") hold for the whole task, wherever they stand.
local function collect_hints(task, list)
  for _, frame in ipairs(list) do
    if frame.skill and frame.skill.hint then frame.skill.hint(task, frame.args) end
    if frame.body then collect_hints(task, frame.body) end
    if frame.otherwise then collect_hints(task, frame.otherwise) end
  end
end

-- After a failure: menus shut, dialogs that the task itself opened left by Escape.
local function tidy(task)
  task:close_popups()
  for _ = 1, 3 do
    local dialog = task.view:dialogs()[1]
    if not dialog or not task.ours[dialog.id] then return end
    if not dialog.active then task:focus(dialog) end
    task:key("Leave the dialog that I opened.", "Escape")
  end
end

-- Clauses that only say what not to do leave nothing that could have been done.
local function says_nothing(list)
  for _, frame in ipairs(list) do
    if frame.name ~= "hint" then return false end
  end
  return true
end

local function body(task)
  local list, why, literals = exec.understand(task.instruction, task.view)
  task.literals = literals or {}
  if not list then
    return { thought = "I have no way to plan this without a model.",
             actions = { act.finish(false, "cannot plan this offline: " .. why) } }
  end
  if says_nothing(list) then
    return { thought = "Nothing here is to be done.",
             actions = { act.finish(false, "the task only says what not to do") } }
  end
  collect_hints(task, list)
  task.first_windows = task:window_ids()
  task.known = task:window_ids()
  local ok, err = pcall(run_frames, task, list)
  if not ok then
    local said = type(err) == "table" and err.failed or "planner error: " .. tostring(err)
    pcall(tidy, task)
    return { thought = "This cannot be done as asked.", actions = { act.finish(false, said) } }
  end
  local words = table.concat(#task.replies > 0 and task.replies or task.notes, #task.replies > 0 and "\n" or "; ")
  return { thought = "Everything that was asked for has been done and seen.", actions = { act.finish(true, words) } }
end

function exec.start(context)
  local job = { task = Task.new(context) }
  job.thread = coroutine.create(function() return body(job.task) end)
  return job
end

-- One step: takes in the look, goes on to the next action.
function exec.step(job, context)
  job.task:update(context)
  if job.done then return job.done end
  local ok, step = coroutine.resume(job.thread)
  if not ok then error(step, 0) end
  if coroutine.status(job.thread) == "dead" then job.done = step end
  return step
end

return exec
