-- ground.lua: phrase → things on the screen, the best first.
local lexicon = require "lexicon"
local match = require "match"
local screen = require "screen"
local windows = require "windows"

local ground = {}

local INPUTS = { field = true, textarea = true, combo = true, spin = true, slider = true }
local HOLDERS = { window = true, dialog = true, group = true, list = true, scrollbar = true, progress = true }

local function position(list, role)
  for i, r in ipairs(list) do
    if r == role then return i end
  end
end

-- How well a thing's captions fit the text that was said.
local function text_score(view, thing, wanted)
  local best = match.score(wanted, thing.name)
  if thing.description ~= "" then best = math.max(best, match.score(wanted, thing.description) - 0.08) end
  if best < 0.9 and (INPUTS[thing.role] or (lexicon.checkable[thing.role] and thing.name == "")) then
    for i, label in ipairs(view:labels_of(thing)) do
      best = math.max(best, match.score(wanted, label.name) - 0.03 * i)
    end
  end
  if thing.role == "combo" and thing.value then best = math.max(best, match.score(wanted,
    tostring(thing.value)) - 0.1) end
  if (thing.role == "button" or thing.role == "item" or thing.role == "cell") and thing.name == "" and thing.value then
    best = math.max(best, match.score(wanted, tostring(thing.value)) - 0.02)
  end
  return best
end

local function role_bonus(thing, roles, weight)
  if not roles then return 0 end
  local at = position(roles, thing.role)
  if at then return weight * (1 - 0.08 * (at - 1)) end
  if thing.line or (thing.role == "other" and not thing.atspi) then return -weight * 0.4 end
  if not thing.atspi then return -weight * 0.7 end
  return -weight * 1.6
end

local function standing(view, thing, focus_window)
  local s = 0
  local own = view:window_of(thing)
  local front = focus_window or view:front()
  if own and front and own.id == front.id then s = s + 0.06 end
  if own and (own.type == "menu" or own.managed == false) then s = s + 0.08 end
  if not view:is_shown(thing) then s = s - 0.2 end
  if thing.states.disabled then s = s - 0.12 end
  if thing.line or thing.role == "text" or thing.role == "other" then s = s - 0.05 end
  if HOLDERS[thing.role] then s = s - 0.12 end
  if thing.role == "textarea" then s = s - 0.04 end
  return s
end

-- Reading order: rows first, with some play, then from left to right.
local function reading_order(a, b)
  local ay, by = a.thing.cy, b.thing.cy
  if math.abs(ay - by) > math.max(6, math.min(a.thing.h, b.thing.h) / 2) then return ay < by end
  if a.thing.cx ~= b.thing.cx then return a.thing.cx < b.thing.cx end
  return (a.thing.id or 0) < (b.thing.id or 0)
end

-- Sorting by reading_order with play is no strict order; rows are made first instead.
local function sort_reading(list)
  table.sort(list, function(a, b)
    if a.thing.cy ~= b.thing.cy then return a.thing.cy < b.thing.cy end
    return a.thing.cx < b.thing.cx
  end)
  local rows = {}
  for _, c in ipairs(list) do
    local row = rows[#rows]
    if row and math.abs(c.thing.cy - row.cy) <= math.max(6, math.min(c.thing.h, row.h) / 2) then
      row[#row + 1] = c
    else
      rows[#rows + 1] = { c, cy = c.thing.cy, h = c.thing.h }
    end
  end
  local out = {}
  for _, row in ipairs(rows) do
    table.sort(row, function(a, b) return a.thing.cx < b.thing.cx end)
    for _, c in ipairs(row) do out[#out + 1] = c end
  end
  return out
end

local function drop_doubles(list)
  local out = {}
  for _, c in ipairs(list) do
    local double = false
    for _, o in ipairs(out) do
      if math.abs(o.thing.cx - c.thing.cx) < 8 and math.abs(o.thing.cy - c.thing.cy) < 8 then double = true end
    end
    if not double then out[#out + 1] = c end
  end
  return out
end

-- How far a thing is from its anchor in the direction asked for; nil: not there at all.
local function relation_cost(kind, thing, anchor)
  local rows = screen.overlap(thing.y, thing.y + thing.h, anchor.y, anchor.y + anchor.h)
  local columns = screen.overlap(thing.x, thing.x + thing.w, anchor.x, anchor.x + anchor.w)
  local dx, dy = thing.cx - anchor.cx, thing.cy - anchor.cy
  if kind == "below" then
    return dy > 2 and (dy + (columns > 0.2 and 0 or 2 * math.abs(dx))) or nil
  elseif kind == "above" then
    return dy < -2 and (-dy + (columns > 0.2 and 0 or 2 * math.abs(dx))) or nil
  elseif kind == "left" then
    return dx < -2 and (-dx + (rows > 0.2 and 0 or 4 * math.abs(dy))) or nil
  elseif kind == "right" then
    return dx > 2 and (dx + (rows > 0.2 and 0 or 4 * math.abs(dy))) or nil
  elseif kind == "row" then
    return rows > 0.3 and math.abs(dx) or nil
  elseif kind == "after" then
    if rows > 0.3 and dx > 2 then return dx end
    return dy > 2 and 200 + dy or nil
  elseif kind == "before" then
    if rows > 0.3 and dx < -2 then return -dx end
    return dy < -2 and 200 - dy or nil
  end
  local gap = math.max(0, math.abs(dx) - (thing.w + anchor.w) / 2) + math.max(0,
    math.abs(dy) - (thing.h + anchor.h) / 2)
  return gap + (rows > 0.3 and 0 or 40)
end

local function by_relation(view, list, p, opts)
  local anchors = p.anchor.thing and { p.anchor }
    or ground.find(view, p.anchor, { window = opts.window, any_role = true })
  if not anchors[1] then return nil, 'cannot find "' .. (p.anchor.said or "") .. '"' end
  local anchor = anchors[1].thing
  local out = {}
  for _, c in ipairs(list) do
    local cost = c.thing ~= anchor and not screen.inside(anchor, c.thing) and c.thing.window == anchor.window
      and relation_cost(p.relation, c.thing, anchor)
    if cost then
      c.cost = cost
      out[#out + 1] = c
    end
  end
  table.sort(out, function(a, b) return a.cost < b.cost end)
  return out
end

local function by_place(view, list, place)
  local area = view:front() or { x = 0, y = 0, w = view.w, h = view.h }
  for _, c in ipairs(list) do
    local cost = 0
    if place[1] then cost = cost + math.abs(c.thing.cx - (area.x + place[1] * area.w)) end
    if place[2] then cost = cost + math.abs(c.thing.cy - (area.y + place[2] * area.h)) end
    c.cost = cost
  end
  table.sort(list, function(a, b) return a.cost < b.cost end)
end

-- The box to look in: {window=} or a holder's own box; nil, why when it is named and not there.
local function area_of(view, inside, opts)
  if not inside then return nil end
  local name = inside.text or inside.role
  if inside.role == "window" or (inside.role and (inside.role:find("dialo") or inside.role:find("pop"))) or
      (name and windows.kind(name)) then
    local w = windows.find(view, inside.text and inside or { role = inside.role, text = windows.kind(name)
      and name or nil })
    if w then return { window = w } end
    if inside.text then return nil, 'no window called "' .. inside.text .. '" is open' end
    return nil
  end
  if name then
    local w = inside.text and windows.named(view, inside.text)[1]
    if w and not inside.roles then return { window = w } end
  end
  local found = inside.roles and ground.find(view, inside, { window = opts.window, any_role = true })[1]
  if found and HOLDERS[found.thing.role] then return { box = found.thing } end
  return nil
end

local function search(view, p, opts)
  local area, why = area_of(view, p.inside, opts)
  if why then return {}, why end
  local window = area and area.window or opts.window
  local floor = opts.floor or (p.quoted and 0.8 or 0.68)
  local list = {}
  local roles = p.roles or opts.roles
  if roles and opts.any_role and not p.roles then roles = nil end
  for _, thing in ipairs(view.things) do
    local here = (not window or thing.window == window.id or (opts.popups and (view:window_of(thing)
      or {}).type == "menu"))
      and (not (area and area.box) or (thing ~= area.box and screen.inside(thing, area.box)))
    if here then
      local s = 0.7
      if p.text then s = text_score(view, thing, p.text) end
      local fits = not roles or position(roles, thing.role)
      local pick = p.text and s >= floor or (not p.text and fits and roles ~= nil)
      if opts.only and not position(opts.only, thing.role) then pick = false end
      if pick then
        local exact = p.text and thing.name == p.text and p.text:find("%u") and 0.04 or 0 -- "Page 2" is not "page 2"
        local rank = exact + s + role_bonus(thing, p.roles, 0.14) + standing(view, thing, window)
        if p.hint and (text_score(view, thing, p.hint) > 0.6 or match.contains(thing.name,
          p.hint)) then rank = rank + 0.2 end
        if not p.roles then rank = rank + role_bonus(thing, opts.roles, 0.1) end
        list[#list + 1] = { thing = thing, score = rank, text = s }
      end
    end
  end
  if p.anchor then
    local related, missing = by_relation(view, list, p, opts)
    if not related then return {}, missing end
    if p.ordinal and related[p.ordinal] then return { related[p.ordinal] } end
    return related
  end
  if p.ordinal and not opts.ignore_ordinal then
    return ground.ordinal(list, p)
  end
  if p.place then
    by_place(view, list, p.place)
    return list
  end
  table.sort(list, function(a, b)
    if math.abs(a.score - b.score) > 1e-9 then return a.score > b.score end
    return reading_order(a, b)
  end)
  return list
end

-- "The newsletter" for "Send me the newsletter": all its words in a longer caption, and in one caption only.
local function by_word(view, p, opts)
  local found = search(view, p, setmetatable({ floor = 0.57 }, { __index = opts }))
  local best, name
  for _, c in ipairs(found) do
    if lexicon.checkable[c.thing.role] or lexicon.editable[c.thing.role] or c.thing.role == "button"
        or c.thing.line and #c.thing.name < 60 then
      if name and match.key(name) ~= match.key(c.thing.name) then return {} end
      best, name = best or c, c.thing.name
    end
  end
  return best and { best } or {}
end

-- [{thing, score}], best first. opts: roles (preferred when the phrase names none), window (only there),
-- any_role, floor (least text score), focus (the window that counts as in front).
function ground.find(view, p, opts)
  if p.bare then -- "Message" may be a thing's name rather than its kind
    local named = search(view, { text = p.bare, said = p.said, quoted = true },
      setmetatable({ floor = 0.97 }, { __index = opts }))
    for _, c in ipairs(named) do
      if c.thing.role ~= "text" and c.thing.role ~= "window" and not c.thing.line then return { c } end
    end
  end
  local list, why = search(view, p, opts or {})
  if not list[1] and p.alt then list, why = search(view, p.alt, opts or {}) end
  if not list[1] and p.text and not (opts and opts.floor) then return by_word(view, p, opts or {}), why end
  return list, why
end

function ground.ordinal(list, p)
  local best, sure = 0, 0
  for _, c in ipairs(list) do best, sure = math.max(best, c.score), math.max(sure, c.text or 0) end
  local good = {}
  for _, c in ipairs(list) do -- of things read from pixels the role may be wrong where the caption is right
    local same_caption = p.text and not c.thing.atspi and (c.text or 0) >= sure - 0.03 and c.score >= best - 0.34
    if c.score >= best - 0.12 or same_caption then good[#good + 1] = c end
  end
  good = drop_doubles(sort_reading(good))
  local at = p.ordinal > 0 and p.ordinal or #good + 1 + p.ordinal
  if good[at] then return { good[at] } end
  return {}, ("there are only %d"):format(#good)
end

return ground
