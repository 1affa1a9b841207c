-- Instructions as people say them, with windows named at the end, remarks and descriptions → skills.
local asides = require "asides"
local exec = require "exec"
local normalise = require "normalise"
local screen = require "screen"

local function window(id, title, class)
  return { id = id, title = title, class = class, box = { 0, 0, 400, 300 }, active = id == 1 }
end

local VIEW = screen.wrap { w = 1280, h = 800, elements = {}, lines = {}, windows = {
  window(1, "Untitled 1 - Mousepad", "Mousepad"), window(2, "Documents", "Pcmanfm"), window(3, "galculator",
    "Galculator"),
  window(4, "Terminal", "XTerm"), window(5, "Order", "wish"), window(6, "Payment", "wish") } }

local TABLE = {
  { [[In Thunar, cut the file "a.pdf" in the Documents folder and paste it into the subfolder "Old".]],
    "files what=move @In Thunar" },
  { [[Use Find and Replace from the Search menu to replace every occurrence of "ab" with "cd".]], "replace" },
  { [[Open the "Audio" tab of the Order window and click Save.]], "choose tab=yes,holder=Order; click" },
  { [[Type "A" into Name, then "B" into City.]], "type field=Name; type field=City" },
  { "Open the View menu and go to the Zoom submenu.", "menu menu=View; menu menu=Zoom" },
  { [[Turn on "Ruler" in the same View menu.]], "menu want=on,menu=View" },
  { "A question is on the screen. Do not agree to it: answer No.", "hint; dialog kind=word" },
  { "Pick the 9th of the month that is displayed in the calendar dialog.", "calendar day=9th" },
  { [[Log in through the dialog: the username is "ab" and the password is "cd".]], "fill submit=yes" },
  { "The Order window states a price. Copy that price into the Amount field.", "type text=that price" },
  { [[Open the branch "Hall", select "Desk" below it.]], "tree want=open; choose" },
  { "Close the terminal by typing exit.", "terminal command=exit" },
  { "Dismiss it with Later.", "dialog kind=button,button=Later" },
  { [[Write "Hello" in Mousepad and store it in Documents as a.txt]],
    "type text=Hello @in Mousepad; save name=a.txt,folder=Documents" },
  { "Rename the file a.txt to b.txt in the file manager", "files to=b.txt @in the file manager" },
  { "Open the Music folder by double-clicking it in the file manager.", "files what=go,place=Music" },
  { "Select Station 47 in the list (you will have to scroll down) and press Choose.", "choose item=Station 47; click" },
  { [[Add the line "x" to a.txt, which is open in Mousepad, and save.]], "type text=x,at=end; save" },
  { "A dialog asks whether to erase the disk. Say no.", "dialog kind=word" },
  { [[The dialog asks for a city. Answer "Bergen" and confirm.]], "type reply=yes; dialog" },
  { "Press the button labelled Beta, then Delta, and finally Finish.",
    "click; click target=Delta; click target=Finish" },
  { "From the View menu choose Zoom in. Do this once.", "menu item=Zoom in; hint" },
  { [[Enter "p.local" as the proxy host and apply the settings]], "type field=proxy host; dialog kind=apply" },
  { "Move the temperature slider to 22 degrees, then hit Save.", "set_value target=the temperature slider; click" },
  { "Turn the brightness down to 35 and accept.", "set_value target=the brightness,value=35; dialog" },
  { "Subtract 58 from 1000 and then divide the result by 6.", "calculate; calculate" },
  { "What is 48 times 127? Work it out in galculator so that the product is shown.", "calculate; calculate again=yes" },
  { "Use the terminal to create an empty file named a.log in Downloads.", "files name=a.log @in the terminal" },
  { "Use the calculator to add 347 and 589.", "calculate" },
  { "Look up the order number in the Order window and type it into the Reference field of the Payment window.",
    "answer what=the order number @in the Order window; type text=it" },
  { "Type the password tulip-47 into the password prompt and press OK.", "type text=tulip-47; dialog" },
  { [[Search the library catalogue for "Moby Dick".]], "replace find=Moby Dick" },
  { "Fill in the fax number 555 991 in the form and submit it.", "fill pairs=the fax number 555 991; click" },
  { "Open the file manager.", "application" },
  { [[Create a new document in Mousepad that contains the words "Hi" and save it under the name g.txt in Documents.]],
    "type text=Hi; save name=g.txt,folder=Documents" },
  { [[Find the word "teh" in the text and correct it to "the".]], "replace find=teh; replace again=yes,to=the" },
  { "Work out how much 19.5 plus 30.25 is with the calculator on the screen.", "calculate" },
  { [[Add "Regards" as the last line of the document and save your changes with Ctrl+S.]],
    "type line=yes; save keys=Ctrl+S" },
  { "Right-click the file a.txt and choose Rename, then call it b.txt.", "click; choose item=Rename; type text=b.txt" },
  { "Adjust the scale so that it shows 60.", "set_value target=the scale,value=60" },
  { "Move the slider all the way to the right.", "set_value value=max" },
  { "Choose yes when the program asks whether to continue.", "choose item=yes" },
  { "Answer the question with Yes.", "dialog kind=word" },
  { "Put the window named Order in front of the others.", "window what=focus" },
  { "Press the + button five times, then press Done.", "click times=five; click" },
  { "I want the first line gone from the file shown in Mousepad. Please save it afterwards.",
    "lines which=first; save" },
  { "The box Backup must be ticked.", "check want=on" },
  { "Make sure that only Email and SMS are ticked, then press Save.", "check want=only; click" },
  { "Check the stock level in the window: when it is below 20, press Reorder, or else press Done.", "condition" },
  { "Put a copy of logo.txt into the Brand folder.", "files what=copy,name=logo.txt" },
  { "Open recipe.txt from the file manager, change the word sugar to honey and save the file.",
    "open_file name=recipe.txt; replace from=sugar,to=honey; save" },
  { "Find the sum of 17, 28 and 55 with the calculator.", "calculate" },
  { "Type END at the very bottom on its own line and save.", "type text=END,line=yes; save" },
  { "Save a copy of the open document under the name backup.txt", "save name=backup.txt" },
  { "Sign up with the first name Nora and the last name Lind. Confirm the form afterwards.", "fill; dialog" },
  { "In the menu bar, open Tools, go to Export and select PDF.",
    "click target=Tools; click target=Export; click target=PDF" },
  { "Complete the booking form: guest name Lars Holm, nights 4, and tick Breakfast. Submit with OK.",
    "fill; check target=Breakfast; dialog kind=button" },
}

local function shown(frame, literals, wanted)
  local out = { frame.name }
  for key, value in wanted:gmatch("([%w_]+)=([^,@]+)") do
    value = value:gsub("%s+$", "")
    local got = frame.args[key] and normalise.value(frame.args[key], literals)
    same(got, value, key)
  end
  local scope = wanted:match("@(.+)$")
  if scope then same(normalise.restore(frame.scope or "", literals), scope, "scope") end
  return out[1]
end

for _, row in ipairs(TABLE) do
  test("reads: " .. row[1], function()
    local frames, why, literals = exec.understand(row[1], VIEW)
    same(frames ~= nil, true, why)
    local i = 0
    for wanted in (row[2] .. ";"):gmatch("%s*(.-);") do
      i = i + 1
      same(frames[i] and (frames[i].condition and "condition" or shown(frames[i], literals, wanted)),
        wanted:match("^%S+"), "step " .. i)
    end
    same(#frames, i, "steps")
  end)
end

test("a sum in brackets stays, a remark goes", function()
  same(asides.drop("Compute (3 + 4) * 2"), "Compute (3 + 4) * 2")
  same(asides.drop("Press OK (it is at the bottom)"), "Press OK")
end)

test("conditions on values", function()
  local condition = require "condition"
  local what, op, value = condition.compared("the total is more than 100")
  same(what .. op .. value, "the total>100")
  what, op, value = condition.compared("the status shown is Offline")
  same(what .. op .. value, "the status shown=Offline")
  same(condition.compared("the box is checked"), nil)
end)

test("a coloured shape is a picture of that colour", function()
  local phrase = require "phrase"
  same(phrase.parse("the red square", {}).alt.text, "red")
  same(phrase.parse("the blue box", {}).alt.roles[1], "image")
  same(phrase.parse("the red wine", {}).alt, nil)
end)

local FORM = screen.wrap { w = 800, h = 600, windows = { window(1, "Order", "wish") }, lines = {}, elements = {
  { id = 2, role = "text", name = "Gift", box = { 10, 20, 40, 12 }, window = 1 },
  { id = 3, role = "radio", name = "Yes", box = { 80, 20, 12, 12 }, window = 1 },
  { id = 4, role = "radio", name = "No", box = { 140, 20, 12, 12 }, window = 1 },
  { id = 5, role = "text", name = "Express", box = { 10, 60, 60, 12 }, window = 1 },
  { id = 6, role = "radio", name = "Yes", box = { 80, 60, 12, 12 }, window = 1 },
  { id = 7, role = "check", name = "Send me the newsletter", box = { 10, 100, 12, 12 }, window = 1 },
  { id = 8, role = "field", name = "", box = { 10, 130, 100, 100 }, window = 1 },
  { id = 9, role = "text", name = "Target", box = { 40, 234, 40, 12 }, window = 1 } } }

test("a radio button is found by its group and its name", function()
  local fields = require "fields"
  same(fields.option({ view = FORM }, { text = "Express" }, "Yes").id, 6)
  same(fields.option({ view = FORM }, { text = "Gift" }, "Yes").id, 3)
  same(fields.option({ view = FORM }, { text = "Gift" }, "Maybe"), nil)
end)

test("a word finds the one caption that has it, and a box its caption below", function()
  local ground = require "ground"
  same(ground.find(FORM, { text = "newsletter", said = "the newsletter" }, {})[1].thing.id, 7)
  same(ground.find(FORM, { text = "Target", said = "Target", roles = { "field" } },
    { only = { "field" } })[1].thing.id, 8)
end)
