local calc = require "calc"

local SUMS = { ["12.5 * 8"] = 100, ["add 347 and 589"] = 936, ["17 times 23"] = 391, ["the sum of 12, 30 and 58"] = 100,
  ["15% of 80"] = 12, ["Multiply 12 by 9"] = 108, ["subtract 5 from 12"] = 7, ["divide 10 by 4"] = 2.5,
    ["(2+3)*4"] = 20,
  ["the square root of 144"] = 12, ["1,200 plus 34"] = 1234, ["2 to the power of 10"] = 1024, ["seven plus eight"] = 15,
  ["9 squared"] = 81, ["the difference between 20 and 8"] = 12, ["the product of 6 and 7"] = 42,
    ["3 x 4"] = 12, ["10 - 2 - 3"] = 5,
  ["100 / 8"] = 12.5, ["double 21"] = 42, ["-4 + 10"] = 6, ["2 * (3 + 4) - 1"] = 13 }

test("sums in figures and in words have their value", function()
  for said, wanted in pairs(SUMS) do
    local e = calc.expression(said)
    same(e and calc.format(calc.value(e)), calc.format(wanted), said)
  end
end)

test("words that are no sum are none", function()
  for _, said in ipairs { "the title", "Save", "1 + x", "print(1)", "12 monkeys",
    "note.txt" } do same(calc.expression(said), nil, said) end
end)

test("a division by nothing has no value", function() same(calc.value("1/0"), nil) end)

test("what displays show is read as a number", function()
  for shown, wanted in pairs { ["936"] = 936, ["1,234.5"] = 1234.5, ["12,5"] = 12.5, ["−7"] = -7,
    ["1'000"] = 1000 } do
    same(calc.read(shown), wanted, shown)
  end
  same(calc.read("Error"), nil)
end)
