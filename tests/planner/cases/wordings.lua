-- Instructions → the skills that do them, and some of their captures: "skill key=value,key=value; skill …".
local exec = require "exec"
local normalise = require "normalise"

local TABLE = {
  { [[Open the text editor, type "Hello from agentd", and save the file as hello.txt]],
    "application; type text=Hello from agentd; save name=hello.txt" },
  { [[In the text editor, type the sentence "It moved to 14:30." and save the file as note.txt in the Documents folder.]],
    "type text=It moved to 14:30.; save name=note.txt,folder=Documents folder" },
  { "Launch the calculator", "application target=the calculator" }, { "Start Mousepad.",
    "application target=Mousepad" },
  { "Please run the file manager", "application" }, { "Could you open the web browser?", "application" },
  { [[Switch to the window "Budget" and maximize it]], "window what=focus; window what=maximise" },
  { "Bring the terminal to the front", "window what=focus" }, { "Minimise the file manager window.",
    "window what=minimise" },
  { [[Close the window titled "Plans". Leave the other two windows open.]], "window what=close; hint" },
  { "Close all windows except the terminal", "window what=close" },
    { "Close the text editor without saving.", "window what=close,no_save=yes" },
  { "Click the Save button", "click" }, { "click on 'OK'", "click target=OK" },
    { "Double-click the icon named \"Photos\"", "click count=2" },
  { "double click on Photos", "click count=2" }, { "Right click the file \"a.txt\" and choose Rename " ..
    "from the menu", "click button=right; menu item=Rename" },
  { "Hover over the Help button", "click hover=yes" }, { "Move the mouse pointer over Help", "click hover=yes" },
  { "Press Ctrl+S", "key keys=Ctrl+S" }, { "press the Enter key", "key keys=Enter" }, { "Hit Escape twice",
    "key times=2" },
  { "Press Tab three times", "key times=three" }, { "Press the key combination Ctrl+Alt+T", "key keys=Ctrl+Alt+T" },
  { "Press OK", "dialog kind=ok" }, { "Press Continue to proceed", "click target=Continue" },
    { "Press Cancel instead of OK", "click target=Cancel" },
  { "Type hello world", "type text=hello world" }, { "Write \"Grüße\" into the Name field",
    "type text=Grüße,field=the Name field" },
  { "Enter 42 in the Age field and press Tab", "type text=42; key keys=Tab" },
    { "Enter the following text: \"Line one\"", "type text=Line one" },
  { "Append the line \"the end\" to the document", "type text=the end,at=end" },
    { "Add \"x\" at the end of the file and save it", "type text=x,at=end; save" },
  { "Insert \"first\" at the beginning of the document", "type text=first,at=start" },
    { "Clear the search field", "clear" },
  { "Delete all the text", "clear" }, { "Choose File > Save As...", "menu" },
    { "Select \"Paste\" from the Edit menu", "menu item=Paste,menu=Edit" },
  { "Open the View menu", "menu menu=View" }, { "From the File menu, choose Print", "menu item=Print,menu=File" },
  { "Go to Edit → Preferences", "menu" }, { "Select the \"Network\" tab", "choose tab=yes,item=Network" },
  { "Go to the Advanced tab and check \"Enable logging\"", "choose tab=yes; check want=on" },
  { "Choose \"Blue\" from the colour drop-down list", "choose item=Blue" }, { "Set Country to \"Norway\"",
    "set_value target=Country,value=Norway" },
  { "Select Norway in the Country combo box.", "choose item=Norway" },
    { "Check the boxes \"A\" and \"B\" and uncheck \"C\"", "check want=on; check want=off" },
  { "Tick \"I agree\" and press Continue", "check want=on; click" }, { "Turn off notifications", "check want=off" },
  { "Turn on \"Dark mode\"", "check want=on" }, { "Toggle the Wi-Fi switch", "check want=other" },
  { "Make sure that \"Bold\" is checked", "check want=on" }, { "Set the spin button Quantity to 12",
    "set_value value=12" },
  { "Set the slider in the Volume window to 73 and press OK.", "set_value value=73; dialog kind=ok" },
  { "Drag the slider to 40", "set_value value=40" }, { "Increase the volume by 10", "set_value by=1,value=10" },
  { "In the \"Volume\" window set the slider to 40", "set_value target=the slider,value=40" },
  { "Scroll down until you see \"Zagreb\"", "scroll target=Zagreb" }, { "Scroll to the bottom of the list",
    "scroll to=end" },
  { "In the list of depots, scroll to the entry \"Hull 590\", select it and press OK.",
    "scroll; choose item=it; dialog kind=ok" },
  { "Select the row with \"Olsen\"", "rows item=Olsen" }, { "Select rows \"A\", \"B\" and \"C\"", "rows several=yes" },
  { "Drag \"Report.pdf\" to the \"Archive\" folder", "drag from=Report.pdf" }, { "Drag and drop A onto B",
    "drag from=A,to=B" },
  { "Select all text and copy it", "clipboard what=all; clipboard what=copy" },
    { "Paste it into the second field", "clipboard what=paste" },
  { "Save", "save" }, { "Save the file.", "save" }, { "Save it as \"letter.txt\" in the folder Documents",
    "save name=letter.txt,folder=Documents" },
  { "Save the document under the name plan.txt", "save name=plan.txt" }, { "Save your changes", "save" },
  { "Open the file notes.txt", "open_file name=notes.txt" },
    { "Open notes.txt from the Documents folder in the text editor", "open_file name=notes.txt" },
  { "Open the file \"b-2031.txt\" that is in the folder shown in the file manager and delete its last line.",
    "open_file name=b-2031.txt; lines what=delete,which=last" },
  { "In the file manager, create a new folder named \"Invoices 2026\" inside the folder that is shown.",
    "files what=folder,name=Invoices 2026" },
  { "Create a new folder called Projects in the file manager", "files what=folder,name=Projects" },
    { "Make a directory \"x\"", "files what=folder,name=x" },
  { "Create a folder called \"Reports 2026\" in the file manager", "files what=folder,name=Reports 2026" },
  { "Rename \"old.txt\" to \"new.txt\"", "files what=rename,name=old.txt,to=new.txt" },
    { "Rename the file draft.txt to final.txt", "files what=rename,to=final.txt" },
  { "Delete the file \"junk.txt\"", "files what=delete" }, { "Move \"a.txt\" into the folder \"Archive\"",
    "files what=move,place=Archive" },
  { "Copy b.txt to the Backup folder", "files what=copy,place=Backup" },
    { "Replace every \"cat\" with \"dog\"", "replace from=cat,to=dog" },
  { "Find and replace foo with bar", "replace from=foo,to=bar" },
    { "Replace all occurrences of foo by bar and save the file", "replace from=foo,to=bar; save" },
  { "Go to line 12", "lines n=12" }, { "Delete the third line and save the file",
    "lines which=third; save" }, { "Wait for the text \"Done\"", "wait" },
  { "Wait until the dialog appears", "wait" }, { "wait 3 seconds", "wait n=3" },
    { "Use the calculator to add 347 and 589, and leave the result on its display.", "calculate; hint" },
  { "Calculate 12.5 * 8 in the calculator and tell me the result", "calculate; answer" },
    { "Work out 17 times 23 with the calculator", "calculate" },
  { "Multiply 12 by 9 using the calculator", "calculate" }, { "What is the result?", "answer" },
    { "What is the value of the Total field?", "answer" },
  { "How many rows are in the table?", "answer kind=count" }, { "Tell me the title of the active window", "answer" },
  { "If a dialog appears, click No", "condition(click target=No)" },
    { "If a dialog appears, click No. Otherwise press OK.", "condition(click target=No|dialog kind=ok)" },
  { "Cancel the dialog", "dialog kind=cancel" }, { "Dismiss the popup", "dialog kind=dismiss" },
    { "Enter 42 in cell B3", "spreadsheet cell=B3,value=42" },
  { "Type \"=A1+A2\" into cell A3", "spreadsheet cell=A3" }, { "In cell B2 enter the value 17",
    "spreadsheet cell=B2,value=17" },
  { "Run the command \"ls -l\" in the terminal", "terminal command=ls -l" },
    { "Open a terminal and run 'echo hi > x.txt'", "application; terminal command=echo hi > x.txt" },
  { "Go to http://localhost:8000/", "web" }, { "Expand the \"Europe\" node and select \"Norway\"",
    "tree want=open; choose item=Norway" },
  { "Fill in the contact form: first name Maria, last name Olsen, city Bergen. Then press OK.",
    "fill; dialog kind=ok" },
  { "Fill in the form: Name \"Ann\", Email \"a@b.c\" and submit it", "fill; click" },
    { "Fill in the field \"Name\" with \"Bob\"", "fill text=Bob" },
  { "Set the name to \"Ann\" and the city to \"Rome\", then click OK", "fill; dialog kind=ok" },
    { "Log in with username \"bob\" and password \"secret\"", "fill submit=yes" },
  { "1. Open the calculator\n2. Compute 12.5 * 8\n3. Close the calculator",
    "application; calculate; window what=close" },
  { "- Type \"a\"\n- Press Enter", "type text=a; key keys=Enter" }, { "Undo the last change", "clipboard what=undo" },
  { "I want you to click \"Go\" and then wait for the text \"Done\" to appear", "click target=Go; wait" },
  { "First, open the calculator. After that, press Escape.", "application; key keys=Escape" },
    { "Do not press OK, but cancel.", "hint; dialog kind=cancel" },
  { "Click “Save”, then click «Close»", "click target=Save; click target=Close" },
    { "Type „Grüße, und tschüss“", "type text=Grüße, und tschüss" },
  { "Type \"click OK and close the window\"", "type text=click OK and close the window" },
}

for _, row in ipairs {
  { "Turn the volume all the way down.", "set_value value=min" }, { "Set both sliders to 50.",
    "set_value target=both sliders" },
  { "Delete the row for \"Hansen\" from the table", "rows delete=Hansen" }, { "Send the form", "click" },
  { "Click \"Next\" until you see the word \"Done\"", "click ending=you see the word Done" },
  { "Type \"NEW \" there", "type" }, { "Paste it twice at the end of the document", "clipboard times=2" },
  { "Calculate the sum of A1 to A5 in cell A6", "spreadsheet a=A1" }, { "What is the value in cell B2?",
    "spreadsheet" },
  { "Write \"Name\" in A1 and \"Age\" in B1.", "spreadsheet" }, { "Replace the first line with \"Title\".",
    "lines what=replace" },
  { "Insert a new line after the second line with the text \"middle\".", "lines what=after,which=second" },
  { "Sign in as \"bob\" with password \"pw\"", "fill user=bob" },
    { "Choose the 17th of May 2026 in the calendar", "calendar" },
  { "Set the date of birth to 12 March 1990", "calendar what=date of birth" },
  { "Change the value of \"Timeout\" from 30 to 60", "set_value target=Timeout,value=60" },
  { "Create the folder \"New\" and move \"a.txt\" into it.", "files what=folder; files what=move,place=it" },
  { "Open the file manager, go to the Downloads folder and delete \"temp.zip\".",
    "application; files what=go; files what=delete" },
  { "If the checkbox \"Save\" is checked, uncheck it, and then press OK.",
    "condition(check want=off); dialog kind=ok" },
  { "Create a new document in the text editor with the text \"x\"", "document text=x" },
  { "Fill out the form using the following data: First name: Ola; Last name: Nordmann; Age: 44.", "fill" },
  { "Use the arrow keys to select the third entry", "choose" }, { "Run the command \"ls\" in a terminal",
    "terminal command=ls" },
  { "Save with Ctrl+S", "key" }, { "In the Order window set Quantity to 7, tick \"Gift\" and press OK",
    "set_value; check; dialog" },
} do
  TABLE[#TABLE + 1] = row
end

local function describe(list, literals)
  local out = {}
  for _, f in ipairs(list) do
    if f.name == "condition" then
      out[#out + 1] = { name = "condition", body = f.body, otherwise = f.otherwise }
    else
      local args = {}
      for k, v in pairs(f.args) do args[k] = (normalise.value(tostring(v), literals)) end
      out[#out + 1] = { name = f.name, args = args }
    end
  end
  return out
end

local function check(list, wanted, literals, instruction)
  local got, n = describe(list, literals), 0
  for part in (wanted .. "; "):gmatch("(.-); ") do
    n = n + 1
    local g = got[n]
    if not g then error(instruction .. ": no step " .. n) end
    local inner = part:match("^condition%((.*)%)$")
    if inner then
      local yes, no = inner:match("^(.-)|(.*)$")
      check(g.body, yes or inner, literals, instruction)
      if no then check(g.otherwise, no, literals, instruction) end
    else
      local name, pairs_ = part:match("^(%S+)%s*(.*)$")
      same(g.name, name, instruction .. ": step " .. n)
      for pair in pairs_:gmatch("[^=,]+=[^=]+%f[,\0]") do
        local k, v = pair:gsub("^,", ""):match("^(.-)=(.*)$")
        same(g.args[k], v, instruction .. ": " .. k)
      end
    end
  end
  same(#got, n, instruction .. ": number of steps")
end

for _, row in ipairs(TABLE) do
  test("understands: " .. row[1]:gsub("\n", " / "), function()
    local list, why, literals = exec.understand(row[1])
    if not list then error("cannot be read: " .. tostring(why)) end
    check(list, row[2], literals, row[1])
  end)
end

for _, words in ipairs { "", "   ", "Frobnicate the widget", "Make this presentation nicer", "asdf qwer",
  "Write me a poem about the sea and make it rhyme nicely please now" == "" and "" or "Be creative" } do
  test("does not pretend to understand: " .. words, function()
    local list = exec.understand(words)
    same(list, nil)
  end)
end
