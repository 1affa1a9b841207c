#!/usr/bin/python3
"""A private desktop for tests and the demo: Xvfb on a free display, openbox, a session bus with AT-SPI, a
HOME of its own. All of it is started by condition, not by time, and ended by process id: whatever was
started from this process, applications that agentd launched included, is gone when the desktop is.

    desktop.py [--size WxH] [--home DIR] -- COMMAND…    runs COMMAND on a private desktop
"""
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
libc = ctypes.CDLL(None, use_errno=True)
OWN = set()  # processes that a Popen object waits for

OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
 <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
 <placement><policy>Smart</policy><center>yes</center></placement>
 <theme><name>Clearlooks</name><titleLayout>NLIMC</titleLayout></theme>
 <desktops><number>1</number><popupTime>0</popupTime></desktops>
 <keyboard>
  <keybind key="A-F4"><action name="Close"/></keybind>
  <keybind key="A-Tab"><action name="NextWindow"/></keybind>
 </keyboard>
 <mouse>
  <dragThreshold>4</dragThreshold><doubleClickTime>400</doubleClickTime>
  <context name="Titlebar">
   <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
   <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
   <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
  </context>
  <context name="Client">
   <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
   <mousebind button="Right" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
  </context>
  <context name="BRCorner">
   <mousebind button="Left" action="Drag"><action name="Resize"/></mousebind>
  </context>
  <context name="Close"><mousebind button="Left" action="Click"><action name="Close"/></mousebind></context>
  <context name="Maximize">
   <mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind>
  </context>
  <context name="Iconify"><mousebind button="Left" action="Click"><action name="Iconify"/></mousebind></context>
 </mouse>
</openbox_config>
"""
FOLDERS = ("Desktop", "Documents", "Downloads", "Music", "Pictures", "Public", "Templates", "Videos")
# What ties a process to the person's own desktop.
NOT_INHERITED = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "SESSION_MANAGER", "DESKTOP_STARTUP_ID",
                 "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "XDG_SESSION_TYPE", "XDG_SESSION_ID",
                 "XDG_SEAT", "XDG_VTNR", "GTK_MODULES", "GTK_IM_MODULE", "QT_IM_MODULE", "XMODIFIERS",
                 "AGENTD_DATA", "CLUTTER_IM_MODULE", "GDK_BACKEND", "QT_QPA_PLATFORM", "NO_AT_BRIDGE")
DEFAULT_APPS = """[Default Applications]
text/plain=org.xfce.mousepad.desktop
inode/directory=pcmanfm.desktop
"""


def until(condition, seconds=20.0, what="condition", every=0.02):
    """Polls until condition() is true and returns its value; a TimeoutError names what was awaited."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError("%s: not within %.0f s" % (what, seconds))
        time.sleep(every)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def descendants(pid):
    """Every process below pid, deepest last."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as f:
                    parent = int(f.read().rsplit(b")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(name))
    found, queue = [], [pid]
    while queue:
        below = children.get(queue.pop(0), [])
        found += below
        queue += below
    return found


def send(pid, signum):
    try:
        os.kill(pid, signum)
    except (ProcessLookupError, PermissionError):
        pass


def reap():
    """Buries orphans that this process (a subreaper) has been given; subprocess buries its own."""
    for pid in descendants(os.getpid()):
        try:
            with open("/proc/%d/stat" % pid, "rb") as f:
                state, parent = f.read().rsplit(b")", 1)[1].split()[:2]
            if state == b"Z" and int(parent) == os.getpid() and pid not in OWN:
                os.waitpid(pid, os.WNOHANG)
        except (OSError, ChildProcessError):
            pass


def carries(pid, entry):
    """Whether a process was started with this NAME=value in its environment."""
    try:
        with open("/proc/%d/environ" % pid, "rb") as f:
            return entry.encode() in f.read().split(b"\0")
    except OSError:
        return False


def end_all(living, spare=()):
    """Ends all of living(), a function that gives process ids: asks first, then insists."""
    def left():
        reap()
        return [p for p in living() if p not in spare]
    for signum, seconds in ((signal.SIGTERM, 1.5), (signal.SIGKILL, 5.0)):
        for pid in reversed(left()):
            send(pid, signum)
        try:
            until(lambda: not left(), seconds, "the end of what was started")
            return
        except TimeoutError:
            continue


def user_has_name():
    """dbus-daemon takes no connection of a user id that has no name."""
    try:
        pwd.getpwuid(os.getuid())
        return True
    except KeyError:
        return False


def write_xauthority(path):
    """A cookie that fits any display: only who can read this file may use the private display."""
    name, cookie = b"MIT-MAGIC-COOKIE-1", secrets.token_bytes(16)
    fields = [b"", b"", name, cookie]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
        f.write(struct.pack(">H", 0xFFFF))  # FamilyWild
        for field in fields:
            f.write(struct.pack(">H", len(field)) + field)


class Desktop:
    """with Desktop() as d: d.spawn(["mousepad"]) …; d.env is the environment of what runs on it."""

    def __init__(self, size=(1280, 800), home=None, a11y=True, wm=True, xvfb=(), display=None):
        self.size, self.a11y, self.wm, self.xvfb_options = size, a11y, wm, list(xvfb)
        self.want_display = display  # None: a free one
        self.home_given = home
        self.procs = []
        self.base = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        self.base = tempfile.mkdtemp(prefix="agentd-desk-")
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self):
        self.home = self.home_given or os.path.join(self.base, "home")
        self.env = {k: v for k, v in os.environ.items() if k not in NOT_INHERITED}
        self._make_home()
        self._start_server()
        if self.a11y and user_has_name():
            self._start_bus()
        else:
            self.env["NO_AT_BRIDGE"] = "1"
        if self.wm:
            self._start_wm()

    def _make_home(self):
        run = os.path.join(self.base, "run")
        os.makedirs(run, mode=0o700, exist_ok=True)
        self.env.update(HOME=self.home, XDG_RUNTIME_DIR=run, XDG_SESSION_TYPE="x11",
                        XDG_CURRENT_DESKTOP="Openbox", LANG="C.UTF-8", LC_ALL="C.UTF-8", NO_AT_BRIDGE="0",
                        QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", GIO_USE_VFS="local", GSETTINGS_BACKEND="memory")
        for variable, folder in (("XDG_CONFIG_HOME", ".config"), ("XDG_DATA_HOME", ".local/share"),
                                 ("XDG_CACHE_HOME", ".cache"), ("XDG_STATE_HOME", ".local/state")):
            self.env[variable] = os.path.join(self.home, folder)
            os.makedirs(self.env[variable], exist_ok=True)
        for folder in FOLDERS:
            os.makedirs(os.path.join(self.home, folder), exist_ok=True)
        with open(os.path.join(self.home, ".config", "user-dirs.dirs"), "w") as f:
            names = {"Public": "PUBLICSHARE", "Downloads": "DOWNLOAD"}
            for folder in FOLDERS:
                f.write('XDG_%s_DIR="$HOME/%s"\n' % (names.get(folder, folder.upper()), folder))
        with open(os.path.join(self.home, ".config", "mimeapps.list"), "w") as f:
            f.write(DEFAULT_APPS)
        self.env["XAUTHORITY"] = os.path.join(self.base, "xauthority")
        write_xauthority(self.env["XAUTHORITY"])

    def _start_server(self):
        geometry = "%dx%dx24" % self.size
        read_end, write_end = os.pipe()
        display = [] if self.want_display is None else [self.want_display]
        self.server = self.spawn(
            ["Xvfb"] + display + ["-displayfd", str(write_end), "-screen", "0", geometry, "-dpi", "96",
             "-nolisten", "tcp", "-auth", self.env["XAUTHORITY"], "-noreset"] + self.xvfb_options,
            pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as f:
            number = f.readline().strip()  # written once the server takes clients
        if not number:
            raise RuntimeError("Xvfb did not start: is there a free display and a writable /tmp?")
        self.display = self.env["DISPLAY"] = ":" + number

    def _start_bus(self):
        read_end, write_end = os.pipe()
        self.spawn(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=%d" % write_end],
                   pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as f:
            address = f.readline().strip()
        if not address:
            raise RuntimeError("dbus-daemon did not start")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        for launcher in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"):
            if os.path.exists(launcher):
                self.spawn([launcher, "--launch-immediately", "--a11y=1"])
                break
        until(lambda: "org.a11y.Bus" in self.output("dbus-send", "--session", "--print-reply",
              "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames"), 10, "the AT-SPI bus")

    def _start_wm(self):
        rc = os.path.join(self.base, "openbox.xml")
        with open(rc, "w") as f:
            f.write(OPENBOX)
        self.window_manager = self.spawn(["openbox", "--config-file", rc, "--sm-disable"], cwd=self.home)
        until(lambda: "window id" in self.output("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), 20, "openbox")
        self.output("xsetroot", "-solid", "#3b5a73")

    def spawn(self, argv, **kw):
        """Starts a process on the desktop, in a session of its own; it ends with this one."""
        kw.setdefault("stdin", subprocess.DEVNULL)
        kw.setdefault("stdout", subprocess.DEVNULL)
        kw.setdefault("stderr", subprocess.DEVNULL)
        kw.setdefault("env", self.env)
        kw.setdefault("cwd", self.home)
        proc = subprocess.Popen(argv, start_new_session=True, preexec_fn=die_with_parent, **kw)
        OWN.add(proc.pid)
        self.procs.append(proc)
        return proc

    def output(self, *argv, seconds=10):
        """What a small command prints; "" when it fails."""
        try:
            done = subprocess.run(argv, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, timeout=seconds, check=False)
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return done.stdout.decode("utf-8", "replace")

    def windows(self):
        """[(id, title)] of the managed windows."""
        found = []
        line = self.output("xprop", "-root", "_NET_CLIENT_LIST")
        for wid in line.partition("#")[2].replace(",", " ").split():
            name = self.output("xprop", "-id", wid, "-notype", "_NET_WM_NAME", "WM_NAME")
            title = name.partition(' = "')[2].partition('"\n')[0]
            found.append((wid, title))
        return found

    def wait_window(self, text, seconds=20.0):
        """The id of the first managed window whose title holds the text."""
        return until(lambda: next((w for w, t in self.windows() if text.lower() in t.lower()), None),
                     seconds, "a window '%s'" % text)

    def window_box(self, wid):
        """(x, y, w, h) of a window's inside on the screen."""
        value = {}
        for line in self.output("xwininfo", "-id", wid).splitlines():
            key, _, number = line.strip().partition(":")
            value[key] = number.strip()
        return tuple(int(value[k]) for k in ("Absolute upper-left X", "Absolute upper-left Y",
                                             "Width", "Height"))

    def alive(self):
        return self.server.poll() is None

    def living(self):
        """Ids of what runs on this desktop: started here, or below it, or with its runtime folder."""
        for proc in self.procs:
            proc.poll()
        roots = {p.pid for p in self.procs if p.returncode is None}
        entry = "XDG_RUNTIME_DIR=" + self.env["XDG_RUNTIME_DIR"]
        found = []
        for pid in descendants(os.getpid()):
            if pid in roots or carries(pid, entry):
                found += [p for p in [pid] + descendants(pid) if p not in found]
        return found

    def stop(self):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        try:
            # The server last: clients whose display dies under them write to logs and cores.
            if self.procs:
                end_all(self.living, {self.server.pid})
                end_all(self.living)
            OWN.difference_update(p.pid for p in self.procs)
            self.procs = []
            if self.base:
                shutil.rmtree(self.base, ignore_errors=True)
                self.base = None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def main(argv):
    size, home = (1280, 800), None
    while argv and argv[0] != "--":
        option = argv.pop(0)
        if option == "--size" and argv:
            size = tuple(int(n) for n in argv.pop(0).split("x"))
        elif option == "--home" and argv:
            home = os.path.abspath(argv.pop(0))
            os.makedirs(home, exist_ok=True)
        else:
            print(__doc__.strip(), file=sys.stderr)
            return 2
    if len(argv) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: sys.exit(3))
    try:
        with Desktop(size=size, home=home) as d:
            return subprocess.run(argv[1:], env=d.env, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
