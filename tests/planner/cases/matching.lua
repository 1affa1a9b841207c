local keys = require "keys"
local match = require "match"
local phrase = require "phrase"
local text = require "text"

test("a caption fits itself whatever its case, mnemonic or ellipsis", function()
  for _, pair in ipairs { { "Save As", "Save As…" }, { "save as", "_Save As..." }, { "OK", "ok" },
    { "Name", "Name:" },
                          { "Größe", "GRÖSSE" == "" and "" or "größe" }, { "ФАЙЛ", "файл" } } do
    if match.score(pair[1], pair[2]) < 0.95 then error(pair[1] .. " / " .. pair[2] .. " "
      .. match.score(pair[1], pair[2])) end
  end
end)

test("what a recogniser does to a caption is forgiven", function()
  for _, pair in ipairs { { "Cancel", "CanceI" }, { "Holiday plans", "Hollday plans" }, { "Total 100", "TotaI l00" },
                          { "Preferences", "Preferencos" }, { "Last name", "Lastname" } } do
    if match.score(pair[1], pair[2]) < 0.8 then error(pair[1] .. " / " .. pair[2] .. " "
      .. match.score(pair[1], pair[2])) end
  end
end)

test("captions in other scripts are known from what a Latin recogniser makes of them", function()
  for _, pair in ipairs { { "Сохранить", "CoxpaHuTb" }, { "Открыть", "OTKPbITb" },
    { "Καλημέρα", "KaAnuépa" } } do
    if match.score(pair[1], pair[2]) < 0.8 then error(pair[1] .. " " .. match.score(pair[1], pair[2])) end
  end
  if match.score("Сохранить", "OTKPbITb") > 0.6 then error("taken for another") end
end)

test("different numbers are different things", function()
  for _, pair in ipairs { { "budget-2031.txt", "budget-2026.txt" }, { "Hull 590", "Hull 765" }, { "Row 1",
    "Row 11" } } do
    if match.score(pair[1], pair[2]) >= 0.68 then error(pair[1] .. " / " .. pair[2] .. " "
      .. match.score(pair[1], pair[2])) end
  end
end)

test("other words are other captions", function()
  for _, pair in ipairs { { "Save", "Open" }, { "Yes", "No" }, { "OK", "Cancel" }, { "Frobnicate",
    "Formatting" }, { "No", "Now" } } do
    if match.score(pair[1], pair[2]) >= 0.68 then error(pair[1] .. " / " .. pair[2] .. " "
      .. match.score(pair[1], pair[2])) end
  end
end)

test("small letters of Greek, Cyrillic and Latin are found", function()
  same(text.lower("ÉCOLE Żółć ΑΒΓ ПРИВЕТ"), "école żółć αβγ привет")
end)

local CHORDS = { ["Ctrl+S"] = "ctrl s", ["control and c"] = "ctrl c", ["Ctrl-Shift-N"] = "ctrl shift n",
  ["the Enter key"] = "Return",
  ["Escape"] = "Escape", ["page down"] = "Page_Down", ["F5"] = "F5", ["Alt+F4"] = "alt F4",
    ["ctrl shift s"] = "ctrl shift s",
  ["Ctrl++"] = "ctrl plus", ["left arrow"] = "Left", ["CTRL + ALT + T"] = "ctrl alt t",
    ["Shift+Tab"] = "shift Tab", ["Del"] = "Delete",
  ["space bar"] = "space" }

test("chords are read in all the ways that people write them", function()
  for said, wanted in pairs(CHORDS) do
    local chord = keys.parse(said, true)
    same(chord and table.concat(chord, " "), wanted, said)
  end
end)

test("names are no chords", function()
  for _, said in ipairs { "Save", "OK", "Shut down", "Create account", "ctrl", "a", "Next page" } do
    same(keys.parse(said, true), nil, said)
  end
end)

-- phrase → text / role / ordinal / relation / anchor's text / inside's text
local PHRASES = {
  { "the Save button", "Save", "button" }, { "the button labelled \1" .. "1\2", "LIT", "button" }, { "\1"
    .. "1\2", "LIT" },
  { "the second OK button", "OK", "button", 2 }, { "the last item", nil, "item", -1 },
    { "the third checkbox", nil, "checkbox", 3 },
  { "the check box next to Password", nil, "check box", nil, "near", "Password" },
  { "the field below the Name label", nil, "field", nil, "below", "Name" },
  { "the button to the right of the search field", nil, "button", nil, "right" },
  { "the slider in the Volume window", nil, "slider", nil, nil, nil, "Volume" },
  { "Cancel in the window \1" .. "1\2", "Cancel", nil, nil, nil, nil, "LIT" },
  { "the row containing \1" .. "1\2", "LIT", "row" }, { "the radio button Express", "Express", "radio button" },
  { "Express radio button", "Express", "radio button" }, { "the icon named Photos", "Photos", "icon" },
  { "the first row", nil, "row", 1 }, { "the 3rd tab", nil, "tab", 3 }, { "text field", nil, "text field" },
  { "the second to last row", nil, "row", -2 }, { "First name", "First name" }, { "the entry \1" .. "1\2",
    "LIT", "entry" },
}

test("phrases come apart into name, role, ordinal and place", function()
  for _, row in ipairs(PHRASES) do
    local p = phrase.parse(row[1], { "LIT" })
    same(p.text, row[2], row[1] .. ": text")
    same(p.role, row[3], row[1] .. ": role")
    same(p.ordinal, row[4], row[1] .. ": ordinal")
    same(p.relation, row[5], row[1] .. ": relation")
    same(p.anchor and p.anchor.text, row[6], row[1] .. ": anchor")
    same(p.inside and p.inside.text, row[7], row[1] .. ": inside")
  end
end)
