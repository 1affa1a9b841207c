-- allow-all.lua : for private desktops, where nothing can be lost: every action is allowed.
return policy { name = "allow-all", check = function()
  return "allow"
end }
