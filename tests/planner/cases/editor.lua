local Desktop = require "sim.desktop"
local apps = require "sim.apps"
local harness = require "harness"

local function desk(text)
  local d = Desktop.new { folder = "/home/u/Documents", files = { ["/home/u/Documents"] = true } }
  d.apps["text editor"] = apps.editor
  if text then
    d.files["/home/u/Documents/list.txt"] = text
    apps.editor(d, "/home/u/Documents/list.txt")
  end
  return d
end

for _, words in ipairs {
  'In the text editor, type the sentence "It moved to 14:30." and save the file as note.txt in the Documents folder.',
  'Open the text editor, type "It moved to 14:30." and save it as "note.txt" in Documents',
  'Write "It moved to 14:30." in the text editor. Save the document under the name note.txt in the folder Documents.',
  "Type 'It moved to 14:30.' into the editor, then save it to ~/Documents/note.txt",
} do
  test("saves a note: " .. words, function()
    local d = desk()
    apps.editor(d)
    local r = harness.run(d, words)
    same(r.status, "done", r.text)
    same(d.files["/home/u/Documents/note.txt"], "It moved to 14:30.")
  end)
end

test("opens the editor first when none is open", function()
  local d = desk()
  local r = harness.run(d, 'Open the text editor, type "Hello from agentd", and save the file as hello.txt')
  same(r.status, "done", r.text)
  same(d.files["/home/u/Documents/hello.txt"], "Hello from agentd")
end)

test("a file of that name is replaced when the dialog asks", function()
  local d = desk()
  d.files["/home/u/Documents/note.txt"] = "old"
  apps.editor(d)
  local r = harness.run(d, 'Type "new" and save as note.txt in Documents')
  same(r.status, "done", r.text)
  same(d.files["/home/u/Documents/note.txt"], "new")
end)

local EDITS = {
  { "Delete the last line and save the file", "a\nb\nc\n", "a\nb\n" }, { "Delete the last line and save",
    "a\nb\nc", "a\nb" },
  { "Delete the second line and save the file", "a\nb\nc\n", "a\nc\n" }, { "Delete line 1 and save it",
    "a\nb\n", "b\n" },
  { 'Append the line "d" at the end and save the file', "a\n", "a\nd" },
    { 'Add "!" to the end of the document and save', "a", "a!" },
  { 'Replace all "cat" with "dog" and save the file', "cat cats\ncat", "dog dogs\ndog" },
  { 'Find and replace "a" by "b", then save', "banana", "bbnbnb" }, { "Clear the document and save it", "x\ny", "" },
  { 'Select all text, type "new" and press Ctrl+S', "old text", "new" },
    { 'Insert "first" at the beginning of the document, and save', "x", "firstx" },
  { 'Replace the whole text with "fresh" and save', "old", "fresh" },
    { "Delete the line containing \"b\" and save", "a\nbbb\nc\n", "a\nc\n" },
}

for _, row in ipairs(EDITS) do
  test("edits: " .. row[1] .. " (" .. row[2]:gsub("\n", "|") .. ")", function()
    local d = desk(row[2])
    local r = harness.run(d, row[1])
    same(r.status, "done", r.text)
    same(d.files["/home/u/Documents/list.txt"], row[3])
  end)
end

test("a text that is not there cannot be replaced", function()
  local d = desk("abc")
  local r = harness.run(d, 'Replace "xyz" with "q" and save')
  same(r.status, "failed")
  same(d.files["/home/u/Documents/list.txt"], "abc")
end)

test("menus are followed, submenus too", function()
  local d = desk("abc")
  same(harness.run(d, "Choose File > Export > As Web Page").status, "done")
  same(d.exported, "web")
  same(harness.run(d, 'Choose "Select All" from the Edit menu').status, "done")
end)

test("a menu entry that is missing is said and the menu closed", function()
  local d = desk("abc")
  local r = harness.run(d, "Choose File > Print")
  same(r.status, "failed")
  same(r.text:find("Print", 1, true) ~= nil, true, r.text)
  same(d:popups(), nil)
end)

test("a greyed entry is not chosen", function()
  local d = desk("abc")
  same(harness.run(d, "Choose Edit > Paste").status, "failed")
  same(d:popups(), nil)
end)

test("opens a file by the program's own dialog", function()
  local d = desk()
  d.files["/home/u/Documents/a.txt"] = "hello"
  local e = apps.editor(d)
  local r = harness.run(d, "Open the file a.txt from the Documents folder in the text editor")
  same(r.status, "done", r.text)
  same(e.area.text.value, "hello")
end)

test("text in other scripts is typed as it is", function()
  local d = desk()
  local e = apps.editor(d)
  same(harness.run(d, 'Type "Привет, 世界 – ñ" in the editor').status, "done")
  same(e.area.text.value, "Привет, 世界 – ñ")
end)
