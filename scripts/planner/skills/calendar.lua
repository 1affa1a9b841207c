-- calendar.lua: choose a date in a calendar that is shown: by its arrows to the month, then the day.
local act = require "act"
local dates = require "dates"
local fields = require "fields"
local normalise = require "normalise"
local text = require "text"

local calendar = {}

calendar.wordings = {
  { "(choose|select|pick|set|click|click on|enter) [the] [date|day] [of] {date} [(in|on|from) [the] " ..
    "{where}]", weight = 14 },
  { "(set|change) [the] {what} to {date} [(in|on) [the] calendar]", weight = 14 },
  { "(choose|select|pick) {date} as [the] {what}", weight = 14 },
  { "(choose|select|pick|click|click on) [the] [day] {day} (in|on|from|of) [the] calendar", weight = 14 },
  { "(go to|open|show) [the] {date} (in|on) [the] calendar", weight = 8 },
  { "(choose|select|pick|click|click on) [the] [day] {day} of (the|this) [current|displayed|shown|same] month [{rest}]",
    weight = 16 },
  { "(choose|select|pick|click|click on) [the] [day] {day} (in|on|from) [the] calendar (dialog|window|widget)",
    weight = 14 },
}

local function day_alone(s)
  local n = text.lower(text.strip(s)):gsub("^the%s+", ""):match("^(%d%d?)[snrt]?[tdh]?$")
  n = tonumber(n)
  return n and n >= 1 and n <= 31 and { day = n } or nil
end

local function date_of(args, literals)
  if args.day then
    local said = normalise.value(args.day, literals)
    return dates.parse(said) or day_alone(said)
  end
  return dates.parse(normalise.value(args.date, literals))
end

function calendar.accept(args, literals)
  return date_of(args, literals) ~= nil
end

-- The days that can be read, each number that a month shows only once (8 to 28), and the grid they span.
local function grid_of(view, window)
  local days, n = {}, 0
  for _, t in ipairs(view:in_window(window)) do
    local d = t.name:match("^%d%d?$") and tonumber(t.name)
    if d and d >= 8 and d <= 28 and not days[d] and t.w < 120 then days[d], n = t, n + 1 end
  end
  if n < 12 then return nil end
  local across, down, least = {}, {}, math.huge
  for d, t in pairs(days) do
    local next_day, next_week = days[d + 1], days[d + 7]
    if next_day and math.abs(next_day.cy - t.cy) < 6 then across[#across + 1] = next_day.cx - t.cx end
    if next_week then down[#down + 1] = next_week.cy - t.cy end
  end
  if #across == 0 or #down == 0 then return nil end
  table.sort(across)
  table.sort(down)
  local grid = { days = days, dx = across[#across // 2 + 1], dy = down[#down // 2 + 1] }
  for _, t in pairs(days) do
    if t.cx < least then least = t.cx end
    if not grid.top or t.cy < grid.top then grid.top = t.cy end
  end
  grid.left = least
  return grid
end

-- Where a day is, reckoned from any day that was read.
local function place_of(grid, day)
  for d, t in pairs(grid.days) do
    local column = math.floor((t.cx - grid.left) / grid.dx + 0.5) + day - d
    return grid.left + column % 7 * grid.dx, t.cy + column // 7 * grid.dy
  end
end

-- Month and year as the heading shows them, with the things that show them.
local function heading(view, window, grid)
  local found = {}
  for _, t in ipairs(view:in_window(window)) do
    if t.cy < grid.top - 4 and t.cy > grid.top - 200 and t.w < 400 then
      for word in t.name:gmatch("%a+") do
        local m = dates.month(word)
        if m and not found.month then found.month, found.month_at = m, t end
      end
      local y = t.name:match("%f[%d](%d%d%d%d)%f[%D]")
      if y and not found.year then found.year, found.year_at = tonumber(y), t end
    end
  end
  return found
end

local BACK, AHEAD = "^[<‹«“◀◂❮]", "[>›»”▶▸❯]$"

-- The arrow beside a heading: a sign read with it, a thing of its own, or the place where one would be.
local function arrow(view, window, at, forward)
  local best, cost
  for _, t in ipairs(view:in_window(window)) do
    local name = text.lower(t.name)
    local named = forward and (name:find("next") or name:find("forward")) or not forward
      and (name:find("prev") or name:find("back"))
    local sign = #t.name <= 4 and (forward and t.name:find(AHEAD) or not forward and t.name:find(BACK))
    local gap = forward and t.x - (at.x + at.w) or at.x - (t.x + t.w)
    if t ~= at and (named or sign) and math.abs(t.cy - at.cy) < 16 and gap > -8 and gap < 300 and (not cost
      or gap < cost) then
      best, cost = t, gap
    end
  end
  if forward and at.name:find("[>›»]%s*$") then return at.x + at.w - 4, at.cy end
  if not forward and at.name:find("^%s*[<‹«]") then return at.x + 4, at.cy end
  if best then return best.cx, best.cy end
  return forward and at.x + at.w + 14 or at.x - 14, at.cy
end

local function turn(task, window, at, steps, what)
  local x, y = arrow(task.view, window, at, steps > 0)
  local clicks = {}
  for i = 1, math.min(12, math.abs(steps)) do clicks[i] = act.click(x, y) end
  task:act(("Turn the calendar to the right %s."):format(what), clicks)
end

local function go_to_month(task, window, date)
  for _ = 1, 12 do
    local w = task.view.by_window[window.id] or window
    local grid = grid_of(task.view, w)
    if not grid then task:fail("the calendar cannot be read") end
    local head = heading(task.view, w, grid)
    if not head.month then return grid end -- nothing says which month it is
    local years = date.year and head.year and date.year - head.year or 0
    local months = date.month and date.month - head.month or 0
    if years == 0 and months == 0 then return grid end
    local look = task.view:fingerprint(w)
    if years ~= 0 and head.year_at ~= head.month_at then
      turn(task, w, head.year_at, years, "year")
    else
      local at = head.month_at
      turn(task, w, at, years * 12 + months, "month")
    end
    if task.view:fingerprint(w) == look then
      task:key("Turn the calendar by the keyboard.", years * 12 + months > 0 and "Page_Down" or "Page_Up")
      if task.view:fingerprint(w) == look then break end
    end
  end
  task:fail("the calendar does not turn to the month asked for")
end

function calendar.run(task, args)
  local date = date_of(args, task.literals)
  local window = task:focus_scope()
  local grid = window and grid_of(task.view, window)
  if not grid then
    local said = normalise.value(args.date or args.day, task.literals)
    local field, why
    if args.what or args.where then
      field, why = fields.find(task, task:parse(args.what or args.where))
    else
      field = fields.find(task, task:parse("date"))
    end
    if not field then task:fail(type(why) == "string" and why
      or "there is neither a calendar nor a field for the date") end
    said = dates.like(tostring(field.value or ""), date) or said
    fields.fill(task, field, said)
    task:note("the date is %s", said)
    return
  end
  grid = go_to_month(task, window, date)
  local x, y = place_of(grid, date.day)
  if not x then task:fail("the day cannot be found in the calendar") end
  task:act(("Choose the %d."):format(date.day), act.click(x, y))
  task:note("chose the %d", date.day)
end

return calendar
