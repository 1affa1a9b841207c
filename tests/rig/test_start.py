#!/usr/bin/python3
"""Starting and ending: displays that are not there or lack something, what lies damaged on the disk, two
daemons on one state folder, options, signals."""
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import tempfile

from rig import (AGENTCTL, AGENTD, Agentd, Desktop, Model, Skip, clean_of_faults, equal, holds, main, once,
                 run, test, until)


def bare_env(place, **more):
    """An environment without any desktop."""
    env = {"HOME": place, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": os.path.join(place, "run")}
    os.makedirs(env["XDG_RUNTIME_DIR"], mode=0o700, exist_ok=True)
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    return env


@test("--version says the version and exits 0")
def _():
    with tempfile.TemporaryDirectory() as place:
        for program in (AGENTD, AGENTCTL):
            said = run([program, "--version"], bare_env(place)).expect(0)
            holds(said.out, os.path.basename(program), "0.1")


@test("a wrong option is named and exits 2")
def _():
    with tempfile.TemporaryDirectory() as place:
        env = bare_env(place)
        holds(run([AGENTD, "--dsiplay", ":1"], env).expect(2).err, "--dsiplay")
        holds(run([AGENTD, "--max-steps", "0", "--once", "x"], env).expect(2).err, "max", "1000")
        holds(run([AGENTD, "--max-steps", "many", "--once", "x"], env).expect(2).err, "many")
        run([AGENTD, "--display"], env).expect(2)
        holds(run([AGENTCTL, "frobnicate"], env).expect(2).err, "frobnicate")


@test("without a display agentd exits 5 and says so")
def _():
    with tempfile.TemporaryDirectory() as place:
        holds(run([AGENTD, "--once", "click OK"], bare_env(place)).expect(5).err, "display")
        holds(run([AGENTD], bare_env(place)).expect(5).err, "DISPLAY")


@test("a display that is not there: exit 5, and the display that was tried is named")
def _():
    with tempfile.TemporaryDirectory() as place:
        holds(run([AGENTD, "--once", "click OK"], bare_env(place, DISPLAY=":4711")).expect(5).err, ":4711")
        holds(run([AGENTD, "--display", ":4712"], bare_env(place)).expect(5).err, ":4712")


@test("a display that does not let us in: exit 5")
def _():
    with Desktop(a11y=False) as d:
        env = dict(d.env)
        env["XAUTHORITY"] = "/nonexistent"
        ran = run([AGENTD, "--no-web", "--once", "click OK"], env).expect(5)
        holds(ran.err, d.display)


@test("a Wayland session without an X display is refused with a clear word, exit 5")
def _():
    with tempfile.TemporaryDirectory() as place:
        env = bare_env(place, WAYLAND_DISPLAY="wayland-0", XDG_SESSION_TYPE="wayland")
        holds(run([AGENTD, "--once", "click OK", "--no-web"], env).expect(5).err, "Wayland")
        holds(run([AGENTD, "--no-web"], env).expect(5).err, "Wayland")


@test("the X display of a Wayland session is refused with a clear word, exit 5")
def _():
    for program in ("weston", "Xwayland"):
        if shutil.which(program) is None:
            raise Skip("no " + program)
    with Desktop(a11y=False) as d:
        env = dict(d.env)
        for name in ("DISPLAY", "XAUTHORITY"):
            del env[name]
        log = os.path.join(d.base, "weston.log")
        d.spawn(["weston", "--backend=headless-backend.so", "--xwayland", "--socket=wl-test", "--log=" + log,
                 "--no-config"], env=env)

        def display():
            with contextlib.suppress(OSError), open(log, encoding="utf-8", errors="replace") as f:
                found = re.search(r"xserver listening on display (:\d+)", f.read())
                return found and found.group(1)
        env.update(DISPLAY=until(display, 15, "weston's Xwayland"), WAYLAND_DISPLAY="wl-test",
                   XDG_SESSION_TYPE="wayland")
        holds(run([AGENTD, "--once", "click OK", "--no-web"], env).expect(5).err, "Wayland")
        holds(run([AGENTD, "--no-web"], env).expect(5).err, "Wayland")


@test("agentctl without a daemon exits 5 and names the socket")
def _():
    with tempfile.TemporaryDirectory() as place:
        for words in (["status"], ["run", "click OK"], ["stop"], ["tasks"], ["events"]):
            holds(run([AGENTCTL] + words, bare_env(place)).expect(5).err, "control.sock")


def lacks_of(*xvfb):
    with Desktop(a11y=False, xvfb=xvfb) as d, Agentd(d) as a, a.client() as c:
        lacks = " ".join(c.call("status")["lacks"])
        try:
            shot = c.call("screen.shot")
            size = (shot["width"], shot["height"])
        except Exception as e:  # the caller says whether a picture is wanted
            size = str(e)
        return lacks, size


@test("a display without MIT-SHM: named, and pictures come all the same")
def _():
    lacks, size = lacks_of("-extension", "MIT-SHM")
    holds(lacks, "SHM")
    equal(size, (1280, 800))


@test("a display without DAMAGE: named, and pictures come all the same")
def _():
    lacks, size = lacks_of("-extension", "DAMAGE")
    holds(lacks, "DAMAGE")
    equal(size, (1280, 800))


@test("a display without XTEST is refused by that name, exit 5")
def _():
    with Desktop(a11y=False, xvfb=("-extension", "XTEST")) as d:
        a = Agentd(d)
        holds(run(a.argv(), a.env).expect(5).err, "XTEST")
        holds(once(d, "click OK").expect(5).err, "XTEST")


@test("agentctl doctor names what is missing and how to mend it")
def _():
    with Desktop(a11y=False, xvfb=("-extension", "DAMAGE")) as d, Agentd(d) as a:
        ran = a.ctl("doctor")
        holds(ran.out, "DAMAGE", "XTEST", "SHM")


@test("a second daemon on one state folder refuses and the first is unharmed")
def _():
    with Desktop(a11y=False) as d, Agentd(d) as first:
        second = Agentd(d, state=first.state)
        ran = run(second.argv(), second.env)
        if ran.code in (0, None):
            raise AssertionError("it did not refuse: %r" % ran)
        holds(ran.err, first.state, str(first.proc.pid))
        with first.client() as c:
            equal(c.call("status")["pid"], first.proc.pid, "pid")


@test("--once beside a daemon on the same state folder works on a private one")
def _():
    with Desktop(a11y=False) as d, Model(("finish", {"text": "all well"})) as m, Agentd(d, model=m) as a:
        ran = once(d, "say that all is well", "--config", a.config_path, "--model", "scripted", state=a.state)
        ran.expect(0)
        equal(ran.out.strip().split("\n")[-1], "all well", "answer")
        equal(os.path.exists(os.path.join(a.state, "journals", "t1")), False, "a journal among the daemon's")
        with a.client() as c:
            equal(c.call("task.list")["tasks"], [], "the daemon's tasks")


@test("--check-config: silent on a good file, exact on a bad one")
def _():
    with tempfile.TemporaryDirectory() as place:
        env, path = bare_env(place), os.path.join(place, "config.lua")

        def checked(text):
            with open(path, "wb") as f:
                f.write(text)
            return run([AGENTD, "--check-config", "--config", path], env)
        checked(b'max_steps = 20\nmodel "desk" { url = "http://127.0.0.1:8000/v1", name = "n", dialect = "uitars" }\n'
                ).expect(0)
        holds(checked(b"max_steps = 0\n").expect(2).err, "max_steps", "1000")
        holds(checked(b"max_stps = 5\n").expect(2).err, "max_stps")
        holds(checked(b"max_steps = = 5\n").expect(2).err, "config.lua:1")
        holds(checked(b"while true do end\n").expect(2).err, "config.lua")
        checked(b"\x1bLua").expect(2)
        holds(checked(b'os.execute("true")\n').expect(2).err, "config.lua:1")


@test("a damaged configuration is named and the daemon starts with the defaults")
def _():
    with Desktop(a11y=False) as d, Agentd(d, config="max_steps = = 5\n") as a:
        holds(a.log(), "config.lua:1")
        with a.client() as c:
            equal(c.call("status")["state"], "idle", "state")


@test("a damaged queue is kept aside, named, and the daemon starts")
def _():
    with Desktop(a11y=False) as d:
        first = Agentd(d)
        os.makedirs(first.state)
        path = os.path.join(first.state, "agentd.db")
        with open(path, "wb") as f:
            f.write(b"this is no database" * 1000)
        with first:
            with first.client() as c:
                equal(c.call("status")["state"], "idle", "state")
            kept = [n for n in os.listdir(first.state) if "damaged" in n]
            equal(len(kept), 1, "files kept aside")
            holds(first.log(), kept[0])


@test("a queue of a row that makes no sense does not keep the daemon from starting")
def _():
    with Desktop(a11y=False) as d:
        a = Agentd(d)
        with a:
            pass
        path = os.path.join(a.state, "agentd.db")
        db = sqlite3.connect(path)
        tables = [r[0] for r in db.execute("select name from sqlite_master where type='table'")]
        for table in tables:
            columns = [r[1] for r in db.execute("pragma table_info(%s)" % table)]
            db.execute("insert into %s values (%s)" % (table, ",".join("?" * len(columns))),
                       [77 if i == 0 else "{nonsense" for i in range(len(columns))])
        db.commit()
        db.close()
        with a, a.client() as c:
            c.call("task.list")
            equal(c.call("status")["state"], "idle", "state")


@test("XDG_RUNTIME_DIR unset: a folder of the user's own in /tmp, closed to others")
def _():
    with Desktop(a11y=False) as d:
        a = Agentd(d)
        env = dict(d.env)
        del env["XDG_RUNTIME_DIR"]
        folder = "/tmp/agentd-%d" % os.getuid()
        proc = d.spawn([AGENTD, "--state", a.state, "--no-web", "--config", a.config_path], env=env)
        path = os.path.join(folder, "control.sock")
        until(lambda: os.path.exists(path), 15, path)
        equal(stat.S_IMODE(os.stat(folder).st_mode), 0o700, "mode of the folder")
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "mode of the socket")
        until(lambda: run([AGENTCTL, "status"], env).code == 0, 10, "an answer there")
        proc.terminate()
        equal(proc.wait(20), 0, "exit status")


@test("the socket is the user's own and gone after the end; one that was left over is taken over")
def _():
    with Desktop(a11y=False) as d:
        a = Agentd(d)
        left = socket.socket(socket.AF_UNIX)
        left.bind(a.socket_path)
        left.close()
        with a:
            equal(stat.S_IMODE(os.stat(a.socket_path).st_mode), 0o600, "mode")
        equal(os.path.exists(a.socket_path), False, "socket after the end")


@test("SIGTERM, SIGINT and SIGHUP end an idle daemon in order")
def _():
    with Desktop(a11y=False) as d:
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            a = Agentd(d).start()
            if signum == signal.SIGHUP:
                a.proc.send_signal(signum)  # and a SIGTERM right behind it
            equal(a.stop(signal.SIGTERM if signum == signal.SIGHUP else signum), 0, "status after %s" % signum)
            clean_of_faults(a.log())


@test("a state folder that cannot be written is named")
def _():
    with Desktop(a11y=False) as d:
        a = Agentd(d)
        with open(a.state, "w") as f:
            f.write("a file where the folder should be")
        ran = run(a.argv(), a.env)
        if ran.code in (0, None):
            raise AssertionError("it started: %r" % ran)
        holds(ran.err, a.state)


@test("status says what there is to know, as JSON too")
def _():
    with Desktop(a11y=False) as d, Agentd(d) as a:
        said = json.loads(a.ctl("status", "--json").expect(0).out)
        equal(said["display"], d.display, "display")
        equal(said["pid"], a.proc.pid, "pid")
        equal(said["listen"], None, "listen")
        holds(a.ctl("status").expect(0).out, d.display)


main()
