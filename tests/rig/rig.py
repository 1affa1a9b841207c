"""What the tests on real displays share: a daemon under test, a model server that says what it is told, and
tests named by sentences.

    @test("an empty task is refused")
    def _(): …
    main()
"""
import contextlib
import ctypes
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

from client import Client, Gone, Refused  # noqa: F401 (for the tests)
from desktop import OWN, Desktop, descendants, send, until  # noqa: F401

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("AGENTD_BUILD", os.path.join(ROOT, "build"))
AGENTD, AGENTCTL = os.path.join(BUILD, "bin/agentd"), os.path.join(BUILD, "bin/agentctl")
ALLOW_ALL = os.path.join(ROOT, "scripts/policies/allow-all.lua")
SANITIZED = re.compile(r"AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error:")
TEST_SECONDS = 180
ENDED = ("done", "failed", "stopped", "denied", "over_budget", "interrupted", "cancelled", "error")

TESTS = []


class Skip(Exception):
    """This machine cannot run the test; the reason is printed."""


def test(sentence):
    def add(fn):
        TESTS.append((sentence, fn))
        return fn
    return add


class Overdue(Exception):
    pass


def overdue(*_):
    raise Overdue("not over within %d s" % TEST_SECONDS)


def main():
    """Runs the tests, or those whose sentence holds an argument; prints ok and not ok lines."""
    chosen = sys.argv[1:]
    passed = failed = 0
    signal.signal(signal.SIGALRM, overdue)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # what was started is ended on the way out
    for sentence, fn in TESTS:
        if chosen and not any(word in sentence for word in chosen):
            continue
        begun = time.monotonic()
        signal.alarm(TEST_SECONDS)
        try:
            fn()
        except Skip as reason:
            print("skipped %s: %s" % (sentence, reason), flush=True)
        except Exception:  # a test may fail in any way; the others still run
            failed += 1
            print("not ok %s\n%s" % (sentence, "".join(
                "    " + row + "\n" for row in traceback.format_exc().rstrip().split("\n")[-24:])), flush=True)
        else:
            passed += 1
            print("ok %s (%.1f s)" % (sentence, time.monotonic() - begun), flush=True)
        finally:
            signal.alarm(0)
    print("%d passed, %d failed" % (passed, failed), flush=True)
    sys.exit(1 if failed else 0)


def equal(got, wanted, what="value"):
    if got != wanted:
        raise AssertionError("%s: got %r, wanted %r" % (what, got, wanted))


def holds(text, *parts):
    """Each part is somewhere in the text, in any case."""
    for part in parts:
        if part.lower() not in text.lower():
            raise AssertionError("%r does not hold %r" % (text[:2000], part))


def clean_of_faults(text):
    if SANITIZED.search(text):
        raise AssertionError("a sanitizer spoke:\n" + text[-6000:])


class Ran:
    def __init__(self, argv, code, out, err):
        self.argv, self.code, self.out, self.err = argv, code, out, err

    def __repr__(self):
        return "%s: status %s\nout: %s\nerr: %s" % (self.argv[:3], self.code, self.out[-1500:], self.err[-3000:])

    def expect(self, code):
        if self.code != code:
            raise AssertionError("wanted status %s of %r" % (code, self))
        return self


def run(argv, env=None, seconds=90, stdin=b"", cwd=None):
    """A command to its end; a status of None says that it had to be killed."""
    proc = subprocess.Popen(argv, env=env, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, start_new_session=True)
    OWN.add(proc.pid)
    try:
        out, err = proc.communicate(stdin, timeout=seconds)
        code = proc.returncode
    except subprocess.TimeoutExpired:
        proc.kill()
        code = None
        try:
            out, err = proc.communicate(timeout=3)
        except subprocess.TimeoutExpired as held:  # what it started has its output still
            out, err = held.stdout or b"", held.stderr or b""
    except BaseException:
        proc.kill()
        proc.wait()
        raise
    finally:
        OWN.discard(proc.pid)
    done = Ran(argv, code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    clean_of_faults(done.err)
    return done


class Agentd:
    """A daemon on a desktop, with a state folder, a socket and a configuration of its own."""

    def __init__(self, desktop, *options, policy=ALLOW_ALL, model=None, config="", state=None, web=False,
                 env=None, name="agentd"):
        self.desktop, self.options, self.policy, self.web = desktop, list(options), policy, web
        self.place = tempfile.mkdtemp(prefix=name + "-", dir=desktop.base)
        self.state = state or os.path.join(self.place, "state")
        self.socket_path = os.path.join(self.place, "s")
        self.log_path = os.path.join(self.place, "log")
        self.env = dict(desktop.env, **(env or {}))
        self.config_path = os.path.join(self.place, "config.lua")
        if model:
            config += '\nmodel "scripted" { url = "%s", name = "scripted", dialect = "%s" }\n' % (
                model.url, model.dialect)
            self.options += ["--model", "scripted"]
        with open(self.config_path, "w") as f:
            f.write(config)
        self.proc = None

    def argv(self):
        argv = [AGENTD, "--display", self.env["DISPLAY"], "--state", self.state, "--socket", self.socket_path,
                "--config", self.config_path]
        if self.policy:
            argv += ["--policy", self.policy]
        if not self.web:
            argv += ["--no-web"]
        return argv + self.options

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        code = self.stop()
        if kind is None:
            clean_of_faults(self.log())
            if code not in (0, -signal.SIGKILL):
                raise AssertionError("agentd ended with status %s:\n%s" % (code, self.log()[-3000:]))

    def start(self, wait=True):
        with open(self.log_path, "ab") as log:
            self.proc = self.desktop.spawn(self.argv(), env=self.env, stdout=log, stderr=log)
        if wait:
            def answers():
                if self.proc.poll() is not None:
                    raise AssertionError("agentd ended with status %d: %s" % (self.proc.returncode, self.log()))
                try:
                    return self.client()
                except OSError:
                    return None
            client = until(answers, 20, "agentd's socket")
            client.call("status")
            client.close()
        return self

    def client(self, seconds=30.0):
        return Client(self.socket_path, seconds)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def wait_end(self, seconds=20):
        """Its exit status once it ends."""
        return self.proc.wait(seconds)

    def stop(self, signum=signal.SIGTERM, seconds=20):
        if self.proc is None:
            return 0
        if self.proc.poll() is None:
            self.proc.send_signal(signum)
            try:
                self.proc.wait(seconds)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
                raise AssertionError("agentd did not end within %d s of signal %d:\n%s" % (
                    seconds, signum, self.log()[-3000:])) from None
        return self.proc.returncode

    def kill(self):
        self.proc.kill()
        return self.proc.wait()

    def ctl(self, *words, seconds=90, stdin=b""):
        return run([AGENTCTL, "--socket", self.socket_path] + list(words), self.env, seconds, stdin)

    def task(self, text, seconds=120, **params):
        """Runs a task to its end; the task object."""
        with self.client(seconds) as c:
            task_id = c.call("task.start", task=text, **params)["id"]
            return c.call("task.wait", seconds=seconds, id=task_id)

    def wait_state(self, task_id, states, seconds=30):
        """The task once it is in one of the states."""
        with self.client() as c:
            def there():
                task = c.call("task.show", id=task_id)["task"]
                if task["state"] in ENDED and task["state"] not in states:
                    raise AssertionError("task is %s, wanted %s: %r" % (task["state"], states, task))
                return task if task["state"] in states else None
            return until(there, seconds, "task %s in state %s" % (task_id, "/".join(states)))


def once(desktop, task, *options, seconds=120, env=None, policy=ALLOW_ALL, state=None, stdin=b""):
    """agentd --once TASK on a desktop, with a state folder of its own."""
    place = state or tempfile.mkdtemp(prefix="once-", dir=desktop.base)
    argv = [AGENTD, "--state", place, "--once", task] + (["--policy", policy] if policy else []) + list(options)
    return run(argv, dict(desktop.env, **(env or {})), seconds, stdin)


def journals(state):
    """The journal folders below a state folder."""
    return sorted(top for top, _, files in os.walk(state) if "journal.jsonl" in files)


def journal_lines(folder):
    with open(os.path.join(folder, "journal.jsonl"), "rb") as f:
        return [json.loads(line) for line in f.read().split(b"\n") if line]


@contextlib.contextmanager
def desktop_and_agentd(*options, size=(1280, 800), **kw):
    with Desktop(size=size) as d:
        with Agentd(d, *options, **kw) as a:
            yield d, a


class Model:
    """An OpenAI-compatible server that answers what the test says, in the native dialect. An answer is a
    (function, arguments) pair, a list of such pairs, a string (plain text), or a function of the request
    that gives one of these; the last one is repeated. WAIT: no answer until the server goes."""
    WAIT = object()
    dialect = "native"

    def __init__(self, *answers):
        self.answers, self.requests, self.thought = list(answers), [], "next"
        self.going = threading.Event()
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                model.answer(self, json.loads(body))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d/v1" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.going.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, request):
        self.requests.append(request)
        what = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if callable(what):
            what = what(request)
        if what is self.WAIT:
            self.going.wait()
            return
        message = {"role": "assistant", "content": what if isinstance(what, str) else self.thought}
        if not isinstance(what, str):
            calls = what if isinstance(what, list) else [what]
            message["tool_calls"] = [
                {"index": i, "id": "call_%d_%d" % (len(self.requests), i), "type": "function",
                 "function": {"name": name, "arguments": json.dumps(arguments)}}
                for i, (name, arguments) in enumerate(calls)]
        finish = "tool_calls" if "tool_calls" in message else "stop"
        if request.get("stream"):
            chunks = [{"choices": [{"index": 0, "delta": message, "finish_reason": None}]},
                      {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}]
            body = "".join("data: %s\n\n" % json.dumps(c) for c in chunks) + "data: [DONE]\n\n"
            kind = "text/event-stream"
        else:
            for call in message.get("tool_calls", ()):
                del call["index"]
            body = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}],
                               "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})
            kind = "application/json"
        try:
            handler.send_response(200)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(body.encode())))
            handler.end_headers()
            handler.wfile.write(body.encode())
        except OSError:
            pass


def thousandths(desktop, x, y):
    """A screen pixel in the native dialect's numbers."""
    return {"x": x * 1000.0 / desktop.size[0], "y": y * 1000.0 / desktop.size[1]}


class Target:
    """A plain window that writes down every press and key that reaches it (xev)."""

    def __init__(self, desktop, box=(200, 150, 400, 300)):
        self.desktop, self.box = desktop, box
        name = "Target %d" % (time.monotonic_ns() // 1000)
        self.log_path = os.path.join(desktop.base, name)
        with open(self.log_path, "wb") as log:
            self.proc = desktop.spawn(["stdbuf", "-oL", "xev", "-geometry", "%dx%d+%d+%d" % (
                box[2], box[3], box[0], box[1]), "-name", name], stdout=log)
        self.wid = desktop.wait_window(name)
        # mapped and drawn: its first Expose has been printed
        until(lambda: "Expose" in self.text(), 10, "the target window's first Expose")
        self.centre = self.where()

    def text(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def where(self):
        x, y, w, h = self.desktop.window_box(self.wid)
        return x + w // 2, y + h * 3 // 4

    def presses(self):
        """Root coordinates of the button presses that it got; the wheel's are none."""
        return [(int(x), int(y)) for x, y, button in re.findall(
            r"ButtonPress event.*?root:\((-?\d+),(-?\d+)\).*?button (\d+)", self.text(), re.S)
            if int(button) <= 3]

    def keys(self):
        """Keysym names of the key presses that it got."""
        return re.findall(r"KeyPress event.*?keysym 0x\w+, (\w+)\)", self.text(), re.S)

    def close(self):
        """The window is gone when this returns."""
        send(self.proc.pid, signal.SIGKILL)
        for pid in descendants(self.proc.pid):
            send(pid, signal.SIGKILL)
        self.proc.wait()
        until(lambda: self.wid not in [w for w, _ in self.desktop.windows()], 10, "the target's end")


class Pressed:
    """Which keys and buttons the X server holds down, asked through libX11."""

    def __init__(self, desktop):
        os.environ["XAUTHORITY"] = desktop.env["XAUTHORITY"]
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.display = self.x11.XOpenDisplay(desktop.display.encode())
        if not self.display:
            raise RuntimeError("no display %s" % desktop.display)
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.root = self.x11.XDefaultRootWindow(ctypes.c_void_p(self.display))

    def now(self):
        """(key codes, button numbers) that are down."""
        keys = ctypes.create_string_buffer(32)
        self.x11.XQueryKeymap(ctypes.c_void_p(self.display), keys)
        window, x, mask = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_uint()
        self.x11.XQueryPointer(ctypes.c_void_p(self.display), ctypes.c_ulong(self.root), ctypes.byref(window),
                               ctypes.byref(window), ctypes.byref(x), ctypes.byref(x), ctypes.byref(x),
                               ctypes.byref(x), ctypes.byref(mask))
        codes = [i * 8 + bit for i, byte in enumerate(keys.raw) for bit in range(8) if byte >> bit & 1]
        return codes, [n for n in range(1, 6) if mask.value >> (7 + n) & 1]

    def none(self, seconds=2.0):
        """Waits until nothing is held; a TimeoutError says what is."""
        try:
            until(lambda: self.now() == ([], []), seconds, "nothing held")
        except TimeoutError:
            raise AssertionError("still held down: keys %r, buttons %r" % self.now()) from None

    def close(self):
        self.x11.XCloseDisplay(ctypes.c_void_p(self.display))
