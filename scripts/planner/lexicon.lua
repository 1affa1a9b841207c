-- lexicon.lua: the words of desktop instructions: verbs, roles, ordinals, places, kinds of program.
local lexicon = {}

local function set(words)
  local out = {}
  for w in words:gmatch("%S+") do out[(w:gsub("_", " "))] = true end
  return out
end

-- Words that may open a clause. A comma or an "and" before one of these begins a new step.
lexicon.verbs = set [[
  open launch start run execute bring switch go navigate visit browse head return close quit exit dismiss
  cancel accept confirm maximise maximize minimise minimize restore unmaximize focus activate raise show
  click double-click doubleclick right-click rightclick middle-click triple-click tap press hit push strike
  hover point move place put drag drop type enter write input append add insert fill set change adjust
  clear erase empty delete remove select choose pick mark highlight check tick untick uncheck unmark enable
  disable toggle turn deselect unselect scroll expand collapse unfold fold copy cut paste undo redo save
  store export rename create make duplicate find search replace look wait pause calculate compute work
  evaluate multiply divide subtract sum tell report answer say read give what which how is are does count
  submit send print refresh reload zoom resize use list note leave keep do don't never make ensure let
  double right bookmark log sign apply finish hold release sort filter swap swipe slide step increase
  decrease increment decrement raise lower stop tell throw register apply look call correct play resume extract unzip
  compress ask ignore overwrite ]]

-- Opens a clause that says when, not what.
lexicon.conditions = set "if when once unless whenever otherwise else after"

-- Verbs that a text may follow without quotes.
lexicon.typing = set "type enter write put fill input insert append add"

-- What people call pressing a form's main button.
lexicon.submits = set "send submit apply register finish save"

lexicon.ordinals = {
  first = 1, second = 2, third = 3, fourth = 4, fifth = 5, sixth = 6, seventh = 7, eighth = 8, ninth = 9,
  tenth = 10, eleventh = 11, twelfth = 12, last = -1, final = -1, bottommost = -1, topmost = 1,
  lowest = -1, uppermost = 1, ["1st"] = 1, ["2nd"] = 2, ["3rd"] = 3,
}

lexicon.numbers = {
  zero = 0, one = 1, two = 2, three = 3, four = 4, five = 5, six = 6, seven = 7, eight = 8, nine = 9, ten = 10,
  eleven = 11, twelve = 12, thirteen = 13, fourteen = 14, fifteen = 15, sixteen = 16, seventeen = 17,
  eighteen = 18, nineteen = 19, twenty = 20, thirty = 30, forty = 40, fifty = 50, sixty = 60, seventy = 70,
  eighty = 80, ninety = 90, hundred = 100, once = 1, twice = 2, thrice = 3, half = 0.5,
}

-- What people call a thing → the roles that it may have on the screen, the likeliest first.
lexicon.roles = {}
local function roles(words, list)
  local names = {}
  for r in list:gmatch("%S+") do names[#names + 1] = r end
  for w in words:gmatch("[^,]+") do
    lexicon.roles[(w:gsub("^%s+", ""):gsub("%s+$", ""))] = names
  end
end
roles("button, push button, knob, key", "button toggle menu")
roles("toggle button, toggle", "toggle switch button check")
roles("icon, toolbar icon, symbol", "icon button image item toggle")
roles("toolbar button, tool button", "button toggle")
roles("check box, checkbox, tick box, tickbox, check mark, checkmark, check button", "check switch toggle")
roles("radio button, radio, radio option", "radio check item")
roles("option, choice, setting", "radio check item menuitem combo cell treeitem")
roles("switch", "switch toggle check")
roles("field, text field, text box, textbox, entry field, input, input field, input box, line edit, " ..
  "edit box, search box, search field, search bar, text input, entry box, box, address bar, location " ..
  "bar, url bar, filter box", "field textarea spin combo")
roles("password field, password box", "field")
roles("text area, textarea, editor area, text view, document, editor, multi-line field", "textarea field")
roles("combo box, combobox, combo, drop-down, dropdown, drop-down list, dropdown list, drop-down menu, " ..
  "dropdown menu, drop-down box, dropdown box, select box, selector, pull-down, pulldown menu",
  "combo button menu list")
roles("spin button, spinner, spin box, spinbox, stepper, number field, numeric field, counter", "spin field")
roles("slider, scale, slide bar, track bar", "slider")
roles("link, hyperlink", "link text button")
roles("tab, page tab, notebook tab", "tab radio toggle")
roles("menu", "menu menuitem button combo")
roles("menu item, menu entry, menu option", "menuitem")
roles("list, list box, listbox", "list group")
roles("item, entry, list item, list entry, element", "item cell treeitem menuitem icon field")
roles("row, line, table row, record", "item cell treeitem")
roles("node, tree item, tree node, branch, tree entry", "treeitem cell item")
roles("cell, table cell", "cell item")
roles("column, header, column header, heading, column heading", "header button text")
roles("file, folder, directory, document file", "icon item cell treeitem text")
roles("image, picture, photo, thumbnail", "image icon")
roles("label, text, message, caption, word, sentence, paragraph", "text")
roles("scroll bar, scrollbar", "scrollbar")
roles("progress bar", "progress")
roles("dialog, dialogue, dialog box, message box, pop-up, popup, alert, prompt, notice, notification, " ..
  "reminder", "dialog window")
roles("window", "window dialog")
roles("status bar", "text")
roles("day, date", "cell button item text")

-- Roles that a person types into, that hold a value, that a press works on.
lexicon.editable = set "field textarea combo spin"
lexicon.pressable = set "button toggle check radio switch link tab menu menuitem icon item treeitem cell header combo"
lexicon.checkable = set "check radio switch toggle"

lexicon.colours = set "red orange yellow green cyan blue purple pink black white grey gray brown magenta violet"
lexicon.shapes = set "square circle rectangle box block dot disc disk shape tile piece card ball oval ellipse patch bar"

lexicon.places = {
  ["top left"] = { 0, 0 }, ["upper left"] = { 0, 0 }, ["top right"] = { 1, 0 }, ["upper right"] = { 1, 0 },
  ["bottom left"] = { 0, 1 }, ["lower left"] = { 0, 1 }, ["bottom right"] = { 1, 1 }, ["lower right"] = { 1, 1 },
  top = { nil, 0 }, upper = { nil, 0 }, bottom = { nil, 1 }, lower = { nil, 1 },
  left = { 0, nil }, leftmost = { 0, nil }, right = { 1, nil }, rightmost = { 1, nil },
  middle = { 0.5, 0.5 }, centre = { 0.5, 0.5 }, center = { 0.5, 0.5 },
}

lexicon.relations = {
  { "to the left of", "left" }, { "to the right of", "right" }, { "on the left of", "left" },
  { "on the right of", "right" }, { "left of", "left" }, { "right of", "right" },
  { "immediately below", "below" }, { "directly below", "below" }, { "just below", "below" },
  { "below", "below" }, { "beneath", "below" }, { "underneath", "below" }, { "under", "below" },
  { "directly above", "above" }, { "just above", "above" }, { "above", "above" },
  { "next to", "near" }, { "beside", "near" }, { "adjacent to", "near" }, { "close to", "near" },
  { "near", "near" }, { "in front of", "near" }, { "in the row of", "row" }, { "in the row with", "row" },
  { "in the same row as", "row" }, { "on the row of", "row" }, { "after", "after" }, { "before", "before" },
  { "following", "after" }, { "preceding", "before" },
}

-- Kinds of program by what people call them: words that their desktop entry or class may hold.
lexicon.apps = {
  { words = { "text editor", "editor", "notepad", "note pad" }, open = "text editor",
    signs = { "texteditor", "mousepad", "gedit", "featherpad", "kate", "leafpad", "pluma", "xed", "text editor",
              "notepad", "geany", "kwrite", "l3afpad" } },
  { words = { "calculator", "calc app", "pocket calculator" }, open = "calculator",
    signs = { "calculator", "galculator", "kcalc", "speedcrunch", "qalculate", "gnome-calculator", "xcalc" } },
  { words = { "file manager", "file browser", "files app", "file explorer", "explorer", "folder window",
              "files" }, open = "file manager",
    signs = { "filemanager", "pcmanfm", "thunar", "nautilus", "dolphin", "nemo", "caja", "file manager" } },
  { words = { "terminal", "terminal window", "terminal emulator", "console", "shell", "command line", "xterm" },
    open = "terminal",
    signs = { "terminalemulator", "xterm", "terminal", "konsole", "urxvt", "lxterminal", "uxterm", "kitty" } },
  { words = { "web browser", "browser", "internet browser", "chromium", "firefox" }, open = "web browser",
    signs = { "webbrowser", "chromium", "firefox", "epiphany", "falkon", "midori", "chrome" } },
  { words = { "spreadsheet", "spreadsheet program", "spreadsheet application", "libreoffice calc", "calc" },
    open = "spreadsheet", signs = { "spreadsheet", "libreoffice-calc", "gnumeric", "localc" } },
  { words = { "word processor", "libreoffice writer", "writer" }, open = "word processor",
    signs = { "wordprocessor", "libreoffice-writer", "abiword" } },
  { words = { "image viewer", "picture viewer", "photo viewer" }, open = "image viewer",
    signs = { "viewer", "eog", "gpicview", "ristretto", "feh", "image viewer" } },
  { words = { "mail client", "mail program", "email client" }, open = "mail",
    signs = { "email", "thunderbird", "evolution", "claws" } },
}

-- Words of an answer button, by what they mean.
lexicon.buttons = {
  ok = { "OK", "Ok", "Okay" },
  yes = { "Yes" }, no = { "No" },
  accept = { "OK", "Yes", "Apply", "Accept", "Continue", "Confirm", "Create", "Save", "Done", "Close" },
  cancel = { "Cancel", "No", "Close", "Dismiss", "Abort", "Abbrechen", "Annuler" },
  dismiss = { "Not now", "Later", "Remind me later", "Skip", "No thanks", "No, thanks", "Dismiss", "Close",
              "Got it", "Cancel", "No", "OK" },
  discard = { "Don't Save", "Don't save", "Do not save", "Discard", "Close without Saving", "Close without saving",
              "Discard changes", "No", "Quit without saving" },
  replace = { "Replace", "Overwrite", "Yes", "OK" },
  keep_format = { "Keep Current Format!", "Keep Current Format", "Use Text CSV Format!", "Keep" },
  save = { "Save", "Save As", "OK", "Yes" },
}

return lexicon
