-- fields.lua: things that hold a text or a value: finding them, filling them, seeing that it took.
local act = require "act"
local ground = require "ground"
local lexicon = require "lexicon"
local match = require "match"
local screen = require "screen"
local text = require "text"
local windows = require "windows"

local fields = {}

fields.ROLES = { "field", "textarea", "spin", "combo" }

local function inside_text(view, thing)
  local out = {}
  for _, line in ipairs(view.lines) do
    if screen.inside(line, thing) and (line.window == thing.window
      or not line.window) then out[#out + 1] = line.name end
  end
  return table.concat(out, "\n")
end

-- What a field holds, as far as can be seen; the second result: whether that is certain.
function fields.value(view, thing)
  if thing.value ~= nil and (thing.atspi or thing.value ~= "") then return tostring(thing.value), thing.atspi
    or false end
  return inside_text(view, thing), false
end

local function clipboard_of(results)
  local got = results[#results] and results[#results].tool
  got = type(got) == "table" and got.text or got
  return type(got) == "string" and got:find("%S") and got or nil
end

-- Runs fn, which may use the clipboard; what a person had there before is put back, whatever happens.
function fields.keeping_clipboard(task, fn)
  local ok, results = task:act("See what is on the clipboard, to put it back later.", act.tool("clipboard_get", {}))
  local old = ok and clipboard_of(results)
  local fine, value = pcall(fn)
  if old then task:act("Put back what was on the clipboard.", act.tool("clipboard_set", { text = old })) end
  if not fine then error(value, 0) end
  return value
end

local function copied(task, field)
  local ok, results = task:act("Copy the text, to know all of it.", { act.tool("clipboard_set", { text = " " }),
    field.guessed and act.key("ctrl", "Home") or act.click(field.cx, field.cy), act.key("ctrl", "a"),
      act.key("ctrl", "c"), act.tool("clipboard_get", {}) })
  return ok and clipboard_of(results) or nil
end

-- The whole text of a document; by the clipboard, where the screen reader does not give it.
function fields.document(task, field)
  local now = field and (field.guessed and field or task:refresh(field) or field)
  if not now then return nil end
  if now.atspi and now.value ~= nil then return tostring(now.value) end
  if now.role ~= "textarea" then return nil end
  return fields.keeping_clipboard(task, function() return copied(task, now) end)
end

local SECRET = { password = true, passphrase = true, pin = true, ["new password"] = true, ["confirm password"] = true,
  ["repeat password"] = true, passcode = true, secret = true }

-- Whether a field holds the text: exactly where its value is known, else as it reads.
function fields.holds(view, thing, wanted)
  local value, certain = fields.value(view, thing)
  if thing.states.secret then return true end
  if not thing.atspi and SECRET[(view:caption(thing):lower():gsub("[:%s]+$", ""))] then
    return true -- dots or stars, which read as anything or nothing
  end
  if certain then
    if text.trim(value) == text.trim(wanted) then return true end
    if thing.role == "spin" or thing.role == "slider" then
      local a, b = tonumber((value:gsub(",", "."))), tonumber((wanted:gsub(",", ".")))
      return a ~= nil and a == b
    end
    return match.key(value) == match.key(wanted)
  end
  if value == "" then return false end
  return match.score(wanted, value) >= 0.75 or match.contains(value, wanted)
end

-- A field without an element of its own: the place beside its label where a field would be.
function fields.beside_label(view, p, window, roles)
  local found = ground.find(view, p, { window = window, roles = { "text" } })
  local label
  for _, c in ipairs(found) do -- what stands in a field is no label
    local held = false
    for _, e in ipairs(view.elements) do
      if (e.role == "textarea" or e.role == "field") and e ~= c.thing and screen.inside(c.thing, e) then held = true end
    end
    if not held and c.thing.role ~= "textarea" then label = label or c.thing end
  end
  if not label then return nil end
  local best, cost
  for _, thing in ipairs(view.things) do
    local candidate = thing ~= label and not thing.line and thing.window == label.window
      and ((roles or lexicon.editable)[thing.role] or (thing.role == "other" and thing.name == "" and thing.h < 60))
    if candidate then
      local rows = screen.overlap(thing.y, thing.y + thing.h, label.y, label.y + label.h)
      local dx, dy = thing.x - (label.x + label.w), thing.y - (label.y + label.h)
      local c
      if rows > 0.5 and dx > -6 then c = dx < 50 and dx or 50 + (dx - 50) / 40
      elseif dy > -6 and dy < 40 and screen.overlap(thing.x, thing.x + thing.w, label.x, label.x + label.w) > 0.3 then
        c = 60 + dy * 3
      end
      if c and (not cost or c < cost) then best, cost = thing, c end
    end
  end
  if best then return best end
  for _, line in ipairs(view.lines) do -- a text on the label's line may be what an unseen field holds
    local dx = line.x - (label.x + label.w)
    if line.window == label.window and math.abs(line.cy - label.cy) < 10 and dx > 2 and dx < 300
      and (not cost or dx < cost) then
      best, cost = line, dx
    end
  end
  for _, thing in ipairs(best and view.elements or {}) do -- a button beside a label is a list of choices
    if thing.role == "button" and not thing.atspi and thing.window == best.window and screen.inside(best, thing) then
      thing.role = "combo"
      return thing
    end
  end
  if best then
    return { x = best.x, y = best.y - 3, w = best.w + 10, h = best.h + 6, cx = best.cx, cy = best.cy, role = "field",
             name = label.name, window = label.window, states = {}, guessed = true, description = "",
               value = best.name }
  end
  if label.role == "button" or label.role == "menuitem" or label.role == "tab" then return nil end
  return { x = label.x + label.w + 20, y = label.y, w = 80, h = label.h, cx = label.x + label.w + 60, cy = label.cy,
           role = "field", name = label.name, window = label.window, states = {}, guessed = true, description = "",
           other = { cx = label.cx, cy = label.y + label.h + 16 } }
end

-- The field that a phrase names, or nil and why.
function fields.find(task, p)
  if p.pronoun then return task:find(p) end
  if not p.text and p.bare and not (p.roles and (p.roles[1] == "field" or p.roles[1] == "textarea"
    or p.roles[1] == "spin")) then
    local name = p.bare:gsub("%s+box$", ""):gsub("%s+field$", "") -- "Message box" is a field called "Message" here
    p = { text = name, said = p.said, inside = p.inside }
  end
  local bare = { text = p.text, quoted = p.quoted, said = p.said, ordinal = p.ordinal, place = p.place,
                 relation = p.relation, anchor = p.anchor, inside = p.inside, role = p.role, alt = p.alt, hint = p.hint,
                 roles = p.roles or fields.ROLES }
  if bare.text and (bare.text:lower() == "form" or bare.text:lower() == "focused") then bare.text = nil end
  local thing, why = task:find(bare, { only = fields.ROLES })
  if not thing and bare.text and not bare.quoted then thing = task:find(bare, { only = fields.ROLES, floor = 0.5 }) end
  if thing then return thing end
  if p.text then
    thing = fields.beside_label(task.view, { text = p.text, said = p.said, quoted = p.quoted }, task.scope
      and task:window())
    if thing then return thing end
  end
  return nil, why
end

-- The radio button called `value` in the group that bears the label: nearest to it, right of it or below.
function fields.option(task, p, value, window)
  local labels = p.text and ground.find(task.view, { text = p.text, said = p.said }, { window = window,
    floor = 0.8 }) or {}
  local best, cost
  for _, thing in ipairs(task.view.things) do
    if thing.role == "radio" and match.score(value, thing.name) >= 0.9 then
      for _, c in ipairs(labels) do
        local label = c.thing
        local dy = thing.cy - label.cy
        local fits = label.role ~= "radio" and label.window == thing.window and dy > -label.h
        local far = math.abs(dy) * 3 + math.abs(thing.cx - label.cx)
        if fits and (not cost or far < cost) then best, cost = thing, far end
      end
    end
  end
  return best
end

-- The only or the focused field of a window, when none is named.
function fields.current(task, window)
  local view = task.view
  local focus = view.focus
  if focus and (lexicon.editable[focus.role] or focus.states.editable) and (not window
    or focus.window == window.id) then
    return focus
  end
  local best
  for _, thing in ipairs(view.things) do
    local fits = (thing.role == "textarea" or thing.role == "field") and (not window or thing.window == window.id)
      and view:is_shown(thing) and not thing.states.disabled
    if fits then
      local size = thing.w * thing.h * (thing.role == "textarea" and 2 or 1)
      if not best or size > best.size then best = { thing = thing, size = size } end
    end
  end
  if best then return best.thing end
  local editor = window and windows.kind("text editor")
  if editor and windows.is_kind(window, editor) then -- its text fills it, and the keys go there
    local b = window.inner.w > 0 and window.inner or window
    return { role = "textarea", x = b.x, y = b.y, w = b.w, h = b.h, cx = b.cx, cy = b.y + b.h * 2 // 3, name = "",
             description = "", window = window.id, states = { focused = true }, guessed = true }
  end
end

-- Selects all of a field: "select all" where the toolkit is known to have it, else from the end to the start.
function fields.select_all(thing, steps)
  if thing.atspi or thing.role == "textarea" then
    steps[#steps + 1] = act.key("ctrl", "a")
  else
    steps[#steps + 1] = act.key("End")
    steps[#steps + 1] = act.key("shift", "Home")
  end
end

-- Replaces what a field holds. Checks that it took, and tries other ways of selecting.
function fields.fill(task, thing, wanted, name)
  name = name or task.view:caption(thing)
  for try = 1, 3 do
    thing = task:uncover(thing)
    local x = thing.role == "spin" and thing.x + math.min(thing.w // 4, 24) or thing.cx
    if thing.role == "combo" then x = thing.x + math.min(thing.w // 3, 40) end
    local y = thing.cy
    if thing.other and try == 2 then x, y = thing.other.cx, thing.other.cy end -- not beside its label: under it
    local steps = { act.click(x, y, { count = try == 2 and not thing.other and 3 or 1 }) }
    if try < 3 then fields.select_all(thing, steps) else steps[#steps + 1] = act.key("ctrl", "a") end
    if wanted == "" then
      steps[#steps + 1] = act.key("BackSpace")
    else
      steps[#steps + 1] = act.type(wanted)
      if thing.role == "spin" then steps[#steps + 1] = act.key("Tab") end
    end
    task.it = thing
    local read_before = wanted ~= "" and task.view:reads(wanted)
    task:act(('Put "%s" into %s.'):format(wanted, name ~= "" and name or "the field"), steps)
    local now = thing.guessed and thing or task:refresh(thing) or thing
    if wanted == "" or fields.holds(task.view, now, wanted) then return now end
    local took = task:typed()
    task:act("Look again.", act.wait(300)) -- some programs draw late
    now = thing.guessed and thing or task:refresh(thing) or thing
    if thing.guessed then
      if not read_before and task.view:reads(wanted) then return now end
      if not took and try < 3 then goto continue end
    elseif fields.holds(task.view, now, wanted) then
      return now
    end
    if not thing.atspi and took then -- what pixels show of a field may be misread
      if (not read_before and task.view:reads(wanted)) or try == 2 or wanted:find("[\x80-\xff]") then return now end
    end
    thing = now
    ::continue::
  end
  task:fail('could not put "%s" into the field "%s": it does not show it', wanted, name)
end

return fields
