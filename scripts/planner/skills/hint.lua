-- hint.lua: clauses that say what not to do, or how to take questions on the way: nothing to act on by themselves.
local hint = {}

hint.wordings = {
  { "(do not|never) {rest}" }, { "not {rest}" },
  { "(leave|keep) {rest} (open|alone|unchanged|untouched|as it is|as they are|as is|running|unsaved|on " ..
    "its display|on the display|checked|unchecked|selected|there|in place|visible|on the " ..
    "screen|displayed|shown)", weight = 3 },
  { "(leave|keep) (everything|all|the rest|the others|the other|other) {rest}", weight = 3 },
  { "make no {rest}" }, { "nothing else {rest}" }, { "that is all" }, { "(ignore|skip) {rest}" },
    { "(leave|keep) {rest}", weight = -4 },
  { "(overwrite|replace) [it|the file|the existing file|the old file] [if {rest}]", kind = "overwrite" },
  { "(you are done|done|finish|stop|stop there|finish there|then stop|end)" },
  { "do (it|this|that|so) (once|only once|exactly once|just once|carefully|now)", weight = 3 },
  { "(go|carry) on [with {rest}]" }, { "(leave|keep) the rest", weight = 3 }, { "change nothing else" },
  { "without {rest}", kind = "without" },
  { "(close|quit) {rest} without saving", weight = -20, never = "yes" },
  { "(make sure|ensure) [that] (not to|you do not|nothing|no other|the other|all other|the result|it) {rest}" },
}

function hint.accept(args)
  return not args.never
end

function hint.hint(task, args)
  local rest = (args.rest or ""):lower()
  if rest:find("^save") or rest:find("saving") then task.flags.no_save = true end
  if rest:find("overwrite") or rest:find("replace any") then task.flags.no_overwrite = true end
  if args.kind == "overwrite" then task.flags.overwrite = true end
end

function hint.run() end

return hint
