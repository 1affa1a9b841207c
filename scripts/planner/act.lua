-- act.lua: the canonical actions, in screen pixels.
local act = {}

function act.click(x, y, more)
  local a = { action = "click", x = math.floor(x), y = math.floor(y), button = "left", count = 1 }
  for k, v in pairs(more or {}) do a[k] = v end
  return a
end

function act.move(x, y)
  return { action = "move", x = math.floor(x), y = math.floor(y) }
end

function act.drag(x0, y0, x1, y1, steps)
  local path = {}
  steps = steps or 4
  for i = 0, steps do
    path[#path + 1] = { math.floor(x0 + (x1 - x0) * i / steps), math.floor(y0 + (y1 - y0) * i / steps) }
  end
  return { action = "drag", path = path, button = "left" }
end

function act.scroll(x, y, dx, dy)
  return { action = "scroll", x = math.floor(x), y = math.floor(y), dx = dx, dy = dy }
end

function act.type(s)
  return { action = "type", text = s }
end

function act.key(...)
  return { action = "key", chord = { ... } }
end

-- The same chord many times; counts past the limit of one action become several.
function act.keys(n, ...)
  local out = {}
  while n > 0 do
    local now = math.min(n, 100)
    local a = { action = "key", chord = { ... } }
    if now > 1 then a.count = now end
    out[#out + 1] = a
    n = n - now
  end
  return out
end

function act.wait(ms)
  return { action = "wait", ms = ms }
end

function act.open(target)
  return { action = "open", target = target, expect = "window" }
end

function act.tool(name, arguments)
  return { action = "tool", name = name, arguments = arguments }
end

-- A window tool takes a title or, as here, an id, which no other window shares.
function act.window(name, id)
  return act.tool(name, { window = ("%d"):format(id) })
end

function act.finish(done, words)
  return { action = "finish", status = done and "done" or "failed", text = words }
end

function act.ask(words)
  return { action = "ask", text = words }
end

return act
