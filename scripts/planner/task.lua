-- task.lua: what skills work with: the screen as it is now, and hands that act, look again and check.
-- A skill runs in a coroutine; every act() ends one step and comes back with the next look.
local act = require "act"
local ground = require "ground"
local lexicon = require "lexicon"
local match = require "match"
local phrase = require "phrase"
local screen = require "screen"
local windows = require "windows"

local Task = {}
Task.__index = Task

local WAIT_MS = 400 -- between two looks at something that has not come yet

function Task.new(context)
  return setmetatable({ notes = {}, replies = {}, flags = {}, literals = {}, ours = {}, acted = 0,
                        instruction = context.task }, Task)
end

-- Takes in what the daemon says now.
function Task:update(context)
  self.view = screen.wrap(context.screen or {})
  self.folders = context.folders or {}
  self.report = context.report
  self.results = context.last and context.last.results or {}
  self.answers = context.answers or {}
  for _, r in ipairs(self.results) do
    for _, id in ipairs(type(r.windows) == "table" and r.windows.opened or {}) do
      self.ours[type(id) == "table" and id.id or id] = true
    end
  end
end

-- Ends the task as failed: nothing more is done but closing what was opened on the way.
function Task:fail(words, ...)
  error({ failed = select("#", ...) > 0 and words:format(...) or words }, 0)
end

-- One step. Returns whether all of it was done, and the results.
function Task:act(thought, actions)
  if actions.action then actions = { actions } end
  for _, a in ipairs(actions) do
    if a.action ~= "wait" then self.acted = self.acted + 1 end
  end
  self.did = actions
  coroutine.yield({ thought = thought, actions = actions })
  for _, r in ipairs(self.results) do
    if r.error then return false, self.results, r.error end
  end
  return true, self.results
end

-- Whether nothing at all came of the last step.
function Task:idle()
  for _, r in ipairs(self.results) do
    if r.verdict ~= "no effect" then return false end
  end
  return #self.results > 0
end

-- Whether the screen changed when the last step typed its text.
function Task:typed()
  for i, a in ipairs(self.did or {}) do
    if a.action == "type" and self.results[i] then return self.results[i].verdict ~= "no effect" end
  end
  return not self:idle()
end

function Task:ask(words)
  local had = #self.answers
  self:act("I need to know more before going on.", act.ask(words))
  local reply = self.answers[had + 1] or self.answers[#self.answers]
  if not reply then self:fail("%s (nobody answered)", words) end
  return reply
end

-- Looks again until fn(view) gives something; nil after so many looks.
function Task:await(thought, fn, looks)
  for i = 1, looks or 4 do
    local found = fn(self.view)
    if found then return found end
    if i < (looks or 4) then self:act(thought, act.wait(WAIT_MS)) end
  end
end

function Task:note(words, ...)
  self.notes[#self.notes + 1] = select("#", ...) > 0 and words:format(...) or words
end

function Task:parse(words)
  return phrase.parse(words, self.literals)
end

-- The window that the clause is about: its scope's, else the one in front.
function Task:window()
  if self.scope then
    local w = windows.from_scope(self.view, self.scope, self.literals)
    if w then
      -- a dialog of that window is part of it
      for _, d in ipairs(self.view:dialogs()) do
        if d.transient_for == w.id then return d end
      end
      return w
    end
  end
  return self.view:front()
end

-- Brings a window to the front, if it is not.
function Task:focus(w)
  if not w or w.active then return end
  self:act(('Bring the window "%s" to the front.'):format(w.title), act.window("window_focus", w.id))
  if not (self.view.active and self.view.active.id == w.id) then
    self:await("Wait for the window to come to the front.", function(view)
      return view.active and view.active.id == w.id
    end, 2)
  end
end

function Task:focus_scope()
  if not self.scope then return self.view:front() end
  local w = self:window()
  self:focus(w)
  return w
end

-- The best thing for a parsed phrase. opts as in ground.find.
function Task:find(p, opts)
  opts = opts or {}
  if p.pronoun then
    if self.it then return self:refresh(self.it) or self.it end
    return nil, "nothing was named before that \"" .. p.said .. "\" could mean"
  end
  if p.anchor and p.anchor.pronoun and self.it then p.anchor.thing = self:refresh(self.it) or self.it end
  local scoped = opts.window == nil and self.scope and self:window() or opts.window or nil
  local found, why = ground.find(self.view, p, setmetatable({ window = scoped or nil, popups = true },
    { __index = opts }))
  if not found[1] and scoped and not opts.window then
    found, why = ground.find(self.view, p, opts)
  end
  return found[1] and found[1].thing, why, found
end

-- The same thing on the newest look.
function Task:refresh(thing)
  if thing.id and self.view.by_id[thing.id] then return self.view.by_id[thing.id] end
  local best, cost
  for _, other in ipairs(self.view.things) do
    local near = math.abs(other.x - thing.x) + math.abs(other.y - thing.y) + math.abs(other.w - thing.w) / 2
    local row = math.abs(other.cy - thing.cy) >= math.max(12, thing.h * 0.8) -- another row of a form
    local elsewhere = row and thing.role ~= "other" and not match.same(other.name, thing.name)
    if (other.role == thing.role or thing.line or other.line) and near < 60 and not elsewhere then
      local c = near + (match.same(other.name, thing.name) and 0 or 40)
      if not cost or c < cost then best, cost = other, c end
    end
  end
  return best
end

-- Shuts a window that came while something was only filled in; nobody asked for it.
function Task:leave_interruption()
  local w = self.quiet_since and self:new_window(self.quiet_since)
  if not w or w.type == "menu" or w.managed == false then return false end
  local button = self:button(lexicon.buttons.dismiss, w)
  self.quiet_since[w.id] = true
  if not button then return false end
  self:act(('"%s" was not asked for; close it.'):format(w.title), act.click(button.cx, button.cy))
  return true
end

-- A modal dialog over the thing's window takes all clicks; one that nobody asked for is dismissed.
function Task:unblock(thing)
  local own = self.view:window_of(thing)
  if not own or own.managed == false then return thing end
  if self.quiet_since and self:leave_interruption() then thing = self:refresh(thing) or thing end
  for _, d in ipairs(self.view:dialogs()) do
    if d.id ~= own.id and d.modal and d.transient_for == own.id then
      local button = self:button(lexicon.buttons.dismiss, d)
      if not button then return thing end
      self:act(('"%s" is in the way; close it.'):format(d.title), act.click(button.cx, button.cy))
      return self:refresh(thing) or thing
    end
  end
  return thing
end

-- A thing whose point is under another window gets its own window raised first.
function Task:uncover(thing)
  thing = self:unblock(thing)
  if self.view:reachable(thing) then return thing end
  local own = self.view:window_of(thing)
  if own and own.managed ~= false then
    self:focus(own)
    return self:refresh(thing) or thing
  end
  return thing
end

function Task:click(thing, thought, more)
  thing = self:uncover(thing)
  self.it = thing
  local ok, results, err = self:act(thought, act.click(thing.cx, thing.cy, more))
  if not ok and err and (err.code == "target_moved" or err.code == "covered") then
    local now = self:refresh(thing)
    if now then ok, results, err = self:act(thought, act.click(now.cx, now.cy, more)) end
  end
  return ok, results, err
end

function Task:key(thought, ...)
  return self:act(thought, act.key(...))
end

-- Windows that are there now and were not in `before` (a set of ids).
function Task:window_ids()
  local set = {}
  for _, w in ipairs(self.view.windows) do set[w.id] = true end
  return set
end

function Task:new_window(before)
  for i = #self.view.windows, 1, -1 do
    local w = self.view.windows[i]
    if not before[w.id] and w.type ~= "tooltip" then return w end
  end
end

local PLAIN = { text = true, other = true, item = true, menuitem = true, cell = true, menu = true, icon = true }

-- The first button of a window whose caption is one of these; a plain text that reads so only when no button does.
function Task:button(captions, window)
  for _, sure in ipairs { true, false } do
    for _, caption in ipairs(captions) do
      local found = ground.find(self.view, { text = caption, said = caption, quoted = true },
        { window = window, roles = { "button", "toggle", "link" }, floor = 0.88 })
      for _, c in ipairs(found) do
        local role = c.thing.role
        local fits = role == "button" or role == "toggle" or role == "link"
          or (not sure and PLAIN[role])
        if fits and #c.thing.name <= #caption + 4 then return c.thing end
      end
    end
  end
end

-- Leaves open menus and drop-downs.
function Task:close_popups()
  for _ = 1, 3 do
    if #self.view:popups() == 0 then return end
    self:key("Close the open menu.", "Escape")
  end
end

return Task
