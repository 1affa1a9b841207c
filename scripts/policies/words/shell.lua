-- shell.lua : command lines that the default policy asks about before they are typed into a terminal.
local shell = {}

local function set(text)
  local t = {}
  for word in text:gmatch("%S+") do t[word] = true end
  return t
end

local root = set "sudo su doas pkexec run0"
local deletes = set "rm rmdir unlink shred wipe trash trash-put srm truncate"
local disks = set "dd mkswap fdisk sfdisk cfdisk gdisk parted wipefs blkdiscard cryptsetup lvremove vgremove"
local session = set "shutdown reboot poweroff halt logout init telinit"
local accounts = set "passwd userdel usermod useradd groupdel chpasswd visudo"
local sends = set "mail mailx sendmail mutt msmtp scp sftp"
local shells = set "sh bash zsh dash fish python python3 perl ruby node"
local skipped = set "env nohup time nice ionice exec command builtin then do else stdbuf setsid"

-- The words of one simple command, quotes taken off, assignments and wrappers in front left out.
local function words_of(segment)
  local list = {}
  for word in segment:gmatch("%S+") do
    word = word:gsub("[\"']", ""):gsub("^\\", "")
    if #list > 0 or not (skipped[word] or word:match("^[%w_]+=") or word:match("^%-") or word:match("^%d+$")) then
      list[#list + 1] = word
    end
  end
  if list[1] then list[1] = list[1]:match("([^/]+)/*$") or list[1] end
  return list
end

local function has(list, pattern)
  for i = 2, #list do
    if list[i]:match(pattern) then return true end
  end
  return false
end

local function of_command(list, piped)
  local name = list[1]
  if not name then return end
  if root[name] then return "becoming root" end
  if deletes[name] then return "deleting files" end
  if disks[name] or name:match("^mkfs") then return "writing to disks" end
  if session[name] then return "ending the session" end
  if accounts[name] then return "changing accounts" end
  if sends[name] then return "sending" end
  if piped and shells[name] then return "running what comes from elsewhere" end
  if name == "find" and (has(list, "^%-delete$") or has(list, "^rm$")) then return "deleting files" end
  if name == "xargs" and (has(list, "^rm$") or has(list, "/rm$")) then return "deleting files" end
  if (name == "chmod" or name == "chown") and (has(list, "^%-%a*R") or has(list, "^%-%-recursive")) then
    return "changing the rights of whole folders"
  end
  if name == "git" and (has(list, "^%-%-force") or has(list, "^%-%-hard$") or has(list, "^clean$")
      or (has(list, "^push$") and has(list, "^%-f$"))) then
    return "throwing work away"
  end
  if name == "systemctl" and (has(list, "^poweroff$") or has(list, "^reboot$") or has(list, "^halt$")) then
    return "ending the session"
  end
  if (name:match("^apt") or name == "dnf" or name == "pacman" or name == "snap" or name == "flatpak")
      and (has(list, "^remove") or has(list, "^purge") or has(list, "^%-R") or has(list, "^uninstall")) then
    return "uninstalling"
  end
  if name == "rsync" and has(list, "^%-%-delete") then return "deleting files" end
  if name == "crontab" and has(list, "^%-r$") then return "deleting files" end
  if name == "kill" and has(list, "^%-1$") then return "ending the session" end
end

-- What a text would do as command lines; nil for what is everyday work.
function shell.risk(text)
  if text:match(":%s*%(%s*%)%s*{") then return "starting processes without end" end
  if text:match(">%s*/dev/[shnv][dvm]") then return "writing to disks" end
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    local piped = false
    local rest = line:gsub("&&", ";"):gsub("||", ";"):gsub("[`(){}]", ";"):gsub("&", ";")
    for segment, separator in (rest .. ";"):gmatch("([^;|]*)([;|])") do
      local what = of_command(words_of(segment), piped)
      if what then return what end
      piped = separator == "|"
    end
  end
end

-- The command after a prompt, such as "user@host:~$ ls"; the whole line when there is no prompt.
function shell.after_prompt(line)
  return line:match("^.-[%$#%%>]%s+(.*)$") or line:match("❯%s+(.*)$") or line
end

-- A line that ends in, or begins with, the prompt of a root shell.
function shell.root_prompt(line)
  return line:match("root@") ~= nil or line:match("^#%s") ~= nil or line:match("^#$") ~= nil
end

return shell
