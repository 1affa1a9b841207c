#!/usr/bin/python3
"""What ./demo runs once all is built: a desktop, agentd on it, one task shown step by step. A child process
owns the desktop and the daemon, so that an interrupt reaches it once and nothing is left behind."""
import base64
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time

from client import Client, Gone, Refused
from desktop import Desktop, libc, until

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT_TASK = 'Open the text editor, type "Hello from agentd", and save the file as hello.txt'
DEFAULT_FILE, DEFAULT_TEXT = "hello.txt", "Hello from agentd"
TASK_SECONDS = 600
PR_SET_PDEATHSIG = 1
ENDED = {"done", "failed", "stopped", "denied", "over_budget", "interrupted", "cancelled", "error"}
WORD_OF_OUTCOME = {0: "Done", 1: "Not done", 3: "Stopped", 4: "Budget spent", 5: "No display", 6: "Failed"}


class Paper:
    """Standard output, with colour on a terminal."""

    def __init__(self):
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.width = max(60, min(110, shutil.get_terminal_size((96, 24)).columns))

    def paint(self, code, text):
        return "\033[%sm%s\033[0m" % (code, text) if self.colour else text

    def line(self, text=""):
        print(text, flush=True)

    def wrapped(self, text, indent, code=None, mark=""):
        """mark stands before the first row; the others are as far in."""
        margin = len(indent) + (2 if mark else 0)
        for n, row in enumerate(textwrap.wrap(" ".join(text.split()), self.width - margin) or [""]):
            before = (mark + " " if n == 0 else "  ") if mark else ""
            self.line(indent + before + (self.paint(code, row) if code else row))

    def pair(self, key, value):
        self.line("  %s %s" % (self.paint("2", "%-9s" % key), value))


class Steps:
    """Shows events of one task as they come."""

    def __init__(self, paper, task_id):
        self.paper, self.id = paper, task_id
        self.thought, self.shown, self.count, self.state = "", False, 0, None

    def flush_thought(self):
        if self.thought.strip():
            self.paper.wrapped(self.thought.strip(), "     ", "2")
        self.thought = ""

    def show(self, topic, body):
        if body.get("id") != self.id:
            return
        shower = getattr(self, "on_" + topic.replace(".", "_"), None)
        if shower:
            shower(body)

    def on_task_state(self, body):
        self.state = body.get("to")

    def on_step_begin(self, body):
        self.count = body["n"]
        self.paper.line(self.paper.paint("1", "%3d." % body["n"]))

    def on_step_thought(self, body):
        if body.get("kind") != "reasoning":
            self.thought += body.get("text", "")

    def on_step_action(self, body):
        self.flush_thought()
        self.paper.line("     %s %s" % (self.paper.paint("36", "▸"), self.paper.paint("1", body["summary"])))

    def on_step_ruling(self, body):
        if body.get("verdict") != "allow":
            self.paper.line("       policy: %s: %s" % (body.get("verdict"), body.get("reason", "")))

    def on_step_report(self, body):
        good = not body.get("error") and body.get("verdict") != "no effect"
        mark = self.paper.paint("32", "✓") if good else self.paper.paint("33", "✗")
        words = body.get("text") or body.get("verdict") or ""
        self.paper.wrapped(words, "       ", mark=mark)
        boxes = body.get("changed") or []
        if boxes:
            area = ", ".join("%dx%d at %d,%d" % (b[2], b[3], b[0], b[1]) for b in boxes[:3])
            more = "" if len(boxes) <= 3 else " and %d more" % (len(boxes) - 3)
            self.paper.line("         " + self.paper.paint("2", "changed: %s%s; settled in %d ms" % (
                area, more, body.get("settle_ms", 0))))

    def on_step_end(self, body):
        self.flush_thought()
        ms = body.get("ms", {})
        parts = ["%s %d" % (k, ms[k]) for k in ("look", "read", "think", "act", "settle", "total") if k in ms]
        self.paper.line("     " + self.paper.paint("2", "ms: " + "  ".join(parts)))


class Demo:
    def __init__(self, task, here):
        self.task = task or DEFAULT_TASK
        self.is_default = task is None
        self.here = here
        self.paper = Paper()
        self.began = time.time()
        self.desktop = None
        self.daemon = None
        self.socket_folder = None
        self.place = self.lock = None

    # -- starting ------------------------------------------------------------------------------------
    def take_place(self):
        """build/demo, or build/demo-2 and so on while another demo has it; emptied."""
        for number in range(1, 100):
            place = os.path.join(ROOT, "build", "demo" if number == 1 else "demo-%d" % number)
            lock = os.open(place + ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                continue
            shutil.rmtree(place, ignore_errors=True)
            os.makedirs(place)
            self.place, self.lock = place, lock
            return
        raise RuntimeError("no free place under build/")

    def start_desktop(self):
        if self.here:
            if not os.environ.get("DISPLAY"):
                raise SystemExit("demo: --here needs DISPLAY; it is not set")
            self.env, self.display = dict(os.environ), os.environ["DISPLAY"]
            self.home = os.path.expanduser("~")
            return
        self.home = os.path.join(self.place, "home")
        os.makedirs(self.home)
        self.desktop = Desktop(home=self.home).start()
        self.env, self.display = self.desktop.env, self.desktop.display

    def start_daemon(self):
        self.runtime = self.env.get("XDG_RUNTIME_DIR") if self.desktop else None
        if not self.runtime:  # beside the person's own daemon, not in its place
            self.runtime = self.socket_folder = tempfile.mkdtemp(prefix="agentd-demo-")
        self.socket_path = os.path.join(self.runtime, "agentd", "control.sock")
        os.makedirs(os.path.dirname(self.socket_path), mode=0o700, exist_ok=True)
        with socket.socket() as s:  # a port that is free just now
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        argv = [os.path.join(ROOT, "build/bin/agentd"), "--display", self.display,
                "--state", os.path.join(self.place, "state"), "--socket", self.socket_path,
                "--listen", "127.0.0.1:%d" % port]
        if not self.here:  # nothing of the person's is on this desktop
            argv += ["--policy", os.path.join(ROOT, "scripts/policies/allow-all.lua")]
        begun = time.monotonic()
        self.log = os.path.join(self.place, "agentd.log")
        with open(self.log, "wb") as log:
            self.daemon = subprocess.Popen(argv, env=self.env, cwd=self.home, stdin=subprocess.DEVNULL,
                                           stdout=log, stderr=log, start_new_session=True)

        def answers():
            if self.daemon.poll() is not None:
                with open(self.log, encoding="utf-8", errors="replace") as said:
                    raise RuntimeError("agentd ended with status %d: %s" % (
                        self.daemon.returncode, said.read().strip()))
            try:
                return Client(self.socket_path)
            except OSError:
                return None
        self.client = until(answers, 15, "agentd's socket", every=0.002)
        status = self.client.call("status")
        self.daemon_ms = (time.monotonic() - begun) * 1000
        return status

    # -- the task ------------------------------------------------------------------------------------
    def picture(self, name):
        path = os.path.join(self.place, name)
        shot = self.client.call("screen.shot", format="png")
        with open(path, "wb") as f:
            f.write(base64.b64decode(shot["data"]))
        return path

    def answer_person(self, topic, body):
        """Approvals and questions: the terminal's, where there is one."""
        ask = sys.stdin.isatty() and self.here
        if topic == "approval.wanted":
            self.paper.line("     agentd asks: %s (%s)" % (body["summary"], body.get("reason", "")))
            yes = ask and input("     allow it? [y/N] ").strip().lower() in ("y", "yes")
            self.client.call("task.approve" if yes else "task.deny", id=body["id"])
        elif topic == "question.asked":
            self.paper.wrapped("agentd asks: " + body.get("text", ""), "     ")
            if not ask:
                self.client.call("task.stop", id=body["id"])
                return
            self.client.call("task.say", id=body["id"], text=input("     your answer: "))

    def run_task(self):
        self.client.call("events.subscribe")
        task_id = self.client.call("task.start", task=self.task)["id"]
        steps = Steps(self.paper, task_id)
        end = time.monotonic() + TASK_SECONDS
        while time.monotonic() < end:
            event = self.client.next_event(5)
            if event is None:
                continue
            topic, body = event["topic"], event["body"] or {}
            steps.show(topic, body)
            if topic in ("approval.wanted", "question.asked") and body.get("id") == task_id:
                self.answer_person(topic, body)
            if topic == "task.end" and body.get("id") == task_id:
                break
        else:
            self.client.call("task.stop", id=task_id)
        steps.flush_thought()
        return self.client.call("task.wait", seconds=30, id=task_id)

    # -- what came of it -----------------------------------------------------------------------------
    def new_files(self):
        """Files that the task made in the home folder, newest first; three folders deep."""
        found = []
        base = self.home.rstrip("/").count("/")
        for top, folders, files in os.walk(self.home):
            folders[:] = [f for f in folders if not f.startswith(".")] if top.count("/") - base < 3 else []
            for name in files + folders:
                path = os.path.join(top, name)
                try:
                    info = os.lstat(path)
                except OSError:
                    continue
                if not name.startswith(".") and info.st_mtime >= self.task_began - 0.01:
                    found.append((info.st_mtime, path))
        return [path for _, path in sorted(found, reverse=True)]

    def check_file(self, files):
        """The default task is done when the file is there and holds the text, and nothing else."""
        for path in files:
            if os.path.basename(path) == DEFAULT_FILE and os.path.isfile(path):
                with open(path, "rb") as f:
                    held = f.read(4096)
                if held in (DEFAULT_TEXT.encode(), DEFAULT_TEXT.encode() + b"\n"):
                    return True
                self.paper.line("  %s holds %r, not the text" % (path, held))
                return False
        self.paper.line("  there is no %s" % DEFAULT_FILE)
        return False

    def report(self, task, before, after):
        p = self.paper
        outcome = task.get("outcome")
        outcome = 6 if outcome is None else outcome
        took = time.time() - self.task_began
        word = WORD_OF_OUTCOME.get(outcome, "Ended")
        p.line()
        p.line(p.paint("1;32" if outcome == 0 else "1;33", "%s" % word) +
               " in %d steps, %.1f s" % (task.get("steps", 0), took))
        if task.get("answer"):
            p.wrapped(task["answer"], "  ")
        p.line()
        files = self.new_files()
        for path in files[:5]:
            p.pair("file", path)
        if self.is_default and outcome == 0:
            if self.check_file(files):
                p.pair("it holds", DEFAULT_TEXT)
            else:
                outcome = 1
        p.pair("before", before)
        p.pair("after", after)
        p.pair("journal", task.get("journal", ""))
        return outcome

    def say_how_to_talk(self, keeper):
        p = self.paper
        ctl = os.path.join(ROOT, "build/bin/agentctl")
        p.line()
        p.line("The desktop and the daemon go on running. To talk to them:")
        if self.desktop:
            p.line("  export DISPLAY=%s XAUTHORITY=%s" % (self.display, self.env["XAUTHORITY"]))
        p.line("  export XDG_RUNTIME_DIR=%s" % self.runtime)
        p.line('  %s run --wait "…"' % ctl)
        p.line("  %s web          # the console in your browser" % ctl)
        try:
            p.pair("console", self.client.call("web.link")["url"])
        except (Refused, Gone, TimeoutError, KeyError):
            pass
        p.line("To end them: kill %d" % keeper)

    def play(self):
        self.take_place()
        self.start_desktop()
        status = self.start_daemon()
        p = self.paper
        p.line("agentd %s on %s display %s, model %s; first answer after %.0f ms" % (
            status["version"], "your" if self.here else "a private", self.display, status.get("model"),
            self.daemon_ms))
        p.wrapped("Task: " + self.task, "")
        p.line()
        before = self.picture("before.png")
        self.task_began = time.time()
        task = self.run_task()
        return self.report(task, before, self.picture("after.png"))

    def clean(self):
        if self.daemon:
            if self.daemon.poll() is None:
                self.daemon.terminate()
                try:
                    self.daemon.wait(5)
                except subprocess.TimeoutExpired:
                    self.daemon.kill()
                    self.daemon.wait()
        if self.desktop:
            self.desktop.stop()
        if self.socket_folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)


class Interrupted(Exception):
    pass


def interrupt(*_):
    raise Interrupted


def child(task, here, keep, status_pipe):
    """Owns all that the demo starts. Writes the exit status into the pipe."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    demo, code = Demo(task, here), 6
    try:
        try:
            code = demo.play()
        except (Gone, RuntimeError, TimeoutError, Refused, OSError) as e:
            demo.paper.line("demo: %s" % e)
        except SystemExit as e:
            demo.paper.line(str(e.code))
            code = 5
        if keep and demo.daemon and demo.daemon.poll() is None:
            demo.say_how_to_talk(os.getpid())
            libc.prctl(PR_SET_PDEATHSIG, 0)
            os.setsid()  # the terminal's end is not its own any more
            os.write(status_pipe, bytes([code]))
            os.close(status_pipe)
            quiet = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(quiet, fd)
            while demo.daemon.poll() is None:
                signal.sigtimedwait((), 1)
            code = None
    except Interrupted:
        code = 130
    finally:
        for signum in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.SIG_IGN)
        demo.clean()
    if code is not None:
        try:
            os.write(status_pipe, bytes([code]))
        except OSError:
            pass
    return code or 0


def main(argv):
    keep, here = "--keep" in argv, "--here" in argv
    words = [a for a in argv if a not in ("--keep", "--here")]
    if len(words) > 1:
        print("demo: one task, please: put it in quotes", file=sys.stderr)
        return 2
    if words and not words[0].strip():
        print("demo: the task is empty", file=sys.stderr)
        return 2
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        os._exit(child(words[0] if words else None, here, keep, write_end))
    os.close(write_end)
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: os.kill(pid, signal.SIGTERM))
    said = os.read(read_end, 1)
    return said[0] if said else 6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
