-- template.lua: a small language for wordings, compiled to LPeg.
--   word            that word, any case          (a|b c)     one of these
--   [x]             x or nothing                 {name}      any text, as short as the rest allows
--   {name:kind}     text of a kind: lit (quoted), num, word, key
-- A template fits a clause only as a whole.
local lpeg = require "lpeg"

local P, R, S, V, B, C, Cg, Ct, Cc, Cp = lpeg.P, lpeg.R, lpeg.S, lpeg.V, lpeg.B, lpeg.C, lpeg.Cg, lpeg.Ct, lpeg.Cc,
  lpeg.Cp

local template = {}

-- Reading a template: a list of nodes.
local blank = S(" \t\n") ^ 0
local name = R("az", "AZ") * (R("az", "AZ", "09") + "_") ^ 0
local function tagged(kind, pattern)
  return Ct(Cg(Cc(kind), "node") * pattern)
end

local reader = P {
  "all",
  all = blank * V "alternatives" * -1,
  alternatives = Ct(Cg(Cc "or", "node") * V "sequence" * ("|" * blank * V "sequence") ^ 0),
  sequence = Ct(Cg(Cc "seq", "node") * V "item" ^ 0),
  item = (V "optional" + V "group" + V "capture" + V "word") * blank,
  optional = "[" * blank * tagged("opt", V "alternatives") * "]",
  group = "(" * blank * V "alternatives" * ")",
  capture = "{" * tagged("cap", Cg(name, "name") * (":" * Cg(name, "kind")) ^ -1) * "}",
  word = tagged("word", Cg(C((1 - S " \t\n[](){}|") ^ 1), "word")),
}

local space = S " \t\n" ^ 0
local alnum = R("az", "AZ", "09", "\128\255") + S "_"
local edge = -B(alnum) -- no word goes on from the left

local function word_pattern(word)
  local p = P(true)
  for c in word:gmatch(".") do
    if c:find("%a") then p = p * S(c:lower() .. c:upper()) else p = p * P(c) end
  end
  if word:find("[%w_]$") then p = p * -alnum end
  if word:find("^[%w_]") then p = edge * p end
  return p * space
end

local digit = R "09"
local number = (S "+-" ^ -1) * digit ^ 1 * (S ".," * digit ^ 1) ^ 0
local literal = P "\1" * digit ^ 1 * P "\2"
local number_words = P(false)
for _, w in ipairs { "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
                     "once", "twice", "zero" } do
  number_words = number_words + word_pattern(w)
end
local kinds = {
  lit = literal,
  num = edge * (number * P "%" ^ -1 * -alnum + number_words),
  word = edge * (1 - S " \t\n,;") ^ 1,
  key = edge * (1 - S " \t\n,;") ^ 1,
}

-- Each position in a template is one rule, so that what follows an option is compiled once.
local compile_node

local function compile_sequence(g, nodes, i, follow)
  if i > #nodes then return follow end
  return compile_node(g, nodes[i], compile_sequence(g, nodes, i + 1, follow))
end

local function new_rule(g, pattern)
  g.n = g.n + 1
  local id = "r" .. g.n
  g.rules[id] = pattern
  return V(id)
end

-- How many letters a node says by itself.
local function length(node)
  if node.node == "word" then return #node.word end
  local n = 0
  for _, inner in ipairs(node) do n = n + length(inner) end
  return n
end

function compile_node(g, node, follow)
  if node.node == "word" then
    g.weight = g.weight + #node.word
    return new_rule(g, word_pattern(node.word) * follow)
  elseif node.node == "seq" then
    return compile_sequence(g, node, 1, follow)
  elseif node.node == "or" then
    local choices, p = {}, P(false)
    for i, choice in ipairs(node) do choices[i] = choice end
    table.sort(choices, function(a, b) return length(a) > length(b) end) -- "the first line" before "the"
    for _, choice in ipairs(choices) do p = p + compile_node(g, choice, follow) end
    return new_rule(g, p)
  elseif node.node == "opt" then
    return new_rule(g, compile_node(g, node[1], follow) + follow)
  end
  local unit = literal + P(1) -- a quotation is one piece
  local what = node.kind and kinds[node.kind] or ((unit - follow) * (unit - follow) ^ 0)
  return new_rule(g, Cg(C(what) * Cp(), "=" .. node.name) * space * follow)
end

-- A function: clause → captures (name → text) and how much of the clause the template itself said; or nil.
function template.compile(source)
  local tree = reader:match(source)
  assert(tree, "bad template: " .. source)
  local g = { rules = {}, n = 0, weight = 0 }
  local start = compile_node(g, tree, space * S ".!?" ^ 0 * space * -1)
  g.rules[1] = start
  local rules = P(g.rules)
  local names = {}
  for capture in source:gmatch("{(%a[%w_]*)") do names[#names + 1] = capture end
  local pattern = space * Ct(rules)
  return function(clause)
    local found = pattern:match(clause)
    if not found then return nil end
    local out, taken = {}, 0
    for _, key in ipairs(names) do
      local value = found["=" .. key]
      if value then
        value = value:gsub("[%s,]+$", "")
        out[key] = value
        taken = taken + #value
      end
    end
    return out, #clause - taken
  end
end

return template
