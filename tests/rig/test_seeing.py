#!/usr/bin/python3
"""Big models over HTTP: a server that decodes the picture agentd really sent, finds the coloured target in
those pixels and answers in the dialect's coordinates. A click lands only when everything in between fits."""
import json
import os
import ssl
import subprocess
import time

from rig import BUILD, ROOT, Agentd, Desktop, Model, equal, holds, main, test, until

SQUARES = {"magenta": (30, 40), "cyan": (500, 30), "orange": (250, 200), "purple": (60, 330), "lime": (420, 300),
           "yellow": (560, 360), "blue": (300, 60)}
TASK = ("Click the magenta square, double-click the cyan one, right-click the orange one, drag the purple one to the "
        "lime one, hover over the yellow one, then scroll on the blue one.")


class Seeing:
    """The seeing server; it ends when its standard input does."""

    def __init__(self, dialect, *options):
        self.dialect = dialect
        self.proc = subprocess.Popen([os.path.join(BUILD, "tests/rig/seeing_server"), "--dialect", dialect,
                                      *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = "http://127.0.0.1:%d/v1" % json.loads(self.proc.stdout.readline())["port"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """What it said of each request."""
        if not self.proc.stdin.closed:
            self.proc.stdin.close()
            self.said = [json.loads(line) for line in self.proc.stdout.read().splitlines()]
            self.proc.stdout.close()
            self.proc.wait(10)
        return self.said


class Squares:
    """The window of coloured squares."""

    def __init__(self, desktop, geometry="640x480+120+90", squares=None):
        self.log_path = os.path.join(desktop.base, "squares")
        words = ["%s:%d,%d" % (name, x, y) for name, (x, y) in (squares or SQUARES).items()]
        with open(self.log_path, "wb") as log:
            desktop.spawn(["wish", os.path.join(ROOT, "tests/rig/target_window.tcl"), geometry] + words, stdout=log)
        desktop.wait_window("Targets")
        until(lambda: len(self.lines("target")) == len(words), 20, "the squares")
        self.centre = {name: (int(x) + int(w) // 2, int(y) + int(h) // 2)
                       for _, name, x, y, w, h in self.lines("target")}

    def lines(self, kind):
        with open(self.log_path, encoding="utf-8") as f:
            return [row.split() for row in f.read().splitlines() if row.split()[0] == kind]

    def events(self, kind):
        """(name, button, x, y) of each."""
        return [(name, int(b), int(x), int(y)) for _, name, b, x, y in self.lines(kind)]


def near(event, squares, name, button, slack=1):
    x, y = squares.centre[name]
    if event[:2] != (name, button) or abs(event[2] - x) > slack or abs(event[3] - y) > slack:
        raise AssertionError("got %r, wanted %s button %d at %d,%d" % (event, name, button, x, y))


def model(server, more=""):
    return 'model "scripted" { url = "%s", name = "seeing", dialect = "%s", retry_ms = 50%s }\n' % (
        server.url, server.dialect, more)


def agentd(desktop, server, more="", env=None):
    return Agentd(desktop, "--model", "scripted", config=model(server, more), env=env)


def six_steps(desktop, server, more="", slack=1):
    squares = Squares(desktop)
    with agentd(desktop, server, more) as a:
        done = a.task(TASK, max_steps=20)
        equal((done["state"], done["outcome"]), ("done", 0), "how %r ended" % done)
        holds(done["answer"], "All steps are done")
    until(lambda: squares.events("wheel"), 5, "the wheel")
    presses = squares.events("press")
    for event, (name, button) in zip(presses, [("magenta", 1), ("cyan", 1), ("cyan", 1), ("orange", 3),
                                               ("purple", 1)]):
        near(event, squares, name, button, slack)
    equal(len(presses), 5, "presses")
    equal([e[0] for e in squares.events("double")], ["cyan"], "double clicks")
    near(squares.events("release")[-1], squares, "lime", 1, slack)
    for event in squares.events("wheel"):
        near(event, squares, "blue", 5, slack)
    said = server.end()
    equal([line["found"] for line in said], [True] * 6 + [False], "targets seen")
    return said


@test("six steps in the native dialect land within a pixel")
def _():
    with Desktop(a11y=False) as d, Seeing("native") as s:
        said = six_steps(d, s)
        equal(said[0]["image"], [1280, 800], "the picture")


@test("six steps in the uitars dialect land within a pixel, and the server's resize changes nothing")
def _():
    with Desktop(a11y=False, size=(1600, 1000)) as d, Seeing("uitars") as s:
        said = six_steps(d, s)
        equal([line["fixed"] for line in said[:6]], [True] * 6, "fixed points of the resize")
        equal(max(line["pictures"] for line in said) <= 5, True, "at most five pictures")


@test("six steps in the uitars dialect with pixel coordinates of a scaled picture land within two pixels")
def _():
    with Desktop(a11y=False, size=(1920, 1200)) as d, Seeing("uitars", "--pixel") as s:
        said = six_steps(d, s, ', frame = "pixel", max_pixels = 1000000', 2)
        equal(said[0]["image"][0] * said[0]["image"][1] <= 1000000, True, "the picture's size")


@test("a server that is busy, drops connections, compresses and dribbles is borne with")
def _():
    with Desktop(a11y=False) as d, Seeing("native", "--gzip", "--write", "1", "--reasoning", "I look.", "--trouble",
                                          "429,503,ok,drop,drop-mid") as s:
        squares = Squares(d)
        with agentd(d, s) as a, a.client() as c:
            c.call("events.subscribe", topics=["step.thought"])
            done = a.task("Click the magenta square, then the cyan one")
            equal(done["outcome"], 0, "how %r ended" % done)
            kinds = {}
            while not ("notice" in kinds and "reasoning" in kinds):
                body = c.next_event(10)["body"]
                kinds[body["kind"]] = kinds.get(body["kind"], "") + body["text"]
            holds(kinds["notice"], "busy (429)", "asking again")
        near(squares.events("press")[0], squares, "magenta", 1)
        near(squares.events("press")[1], squares, "cyan", 1)


@test("what the model cannot see ends the task as failed, with its words")
def _():
    with Desktop(a11y=False) as d, Seeing("native") as s, agentd(d, s) as a:
        done = a.task("Click the teal square")
        equal(done["outcome"], 1, "outcome")
        holds(done["answer"], "I cannot see teal")


@test("a dead server, a web page, a wrong and a missing key are each said in one line that names the reason")
def _():
    with Desktop(a11y=False) as d:
        Squares(d)
        with Seeing("native") as s:
            pass
        with agentd(d, s, ", retries = 1") as a:
            holds(a.task("Click the cyan square")["answer"], "connection refused", s.url[7:-3])
        with Seeing("native", "--trouble", "html") as s, agentd(d, s) as a:
            holds(a.task("Click the cyan square")["answer"], "web page")
        with Seeing("native", "--key", "right") as s:
            with agentd(d, s, ', key_env = "SEEING_KEY"', {"SEEING_KEY": "sk-wrong-one"}) as a:
                answer = a.task("Click the cyan square")["answer"]
                holds(answer, "SEEING_KEY", "401")
                equal("sk-wrong-one" in answer + a.log(), False, "the key in answer or log")
            with agentd(d, s, ', key_env = "SEEING_KEY"') as a:
                holds(a.task("Click the cyan square")["answer"], "SEEING_KEY", "not set")
            with agentd(d, s, ', key_env = "SEEING_KEY"', {"SEEING_KEY": "right"}) as a:
                equal(a.task("Click the cyan square")["outcome"], 0, "outcome with the right key")


@test("an https server is asked only where its certificate is trusted")
def _():
    with Desktop(a11y=False) as d, Model(("finish", {"text": "over TLS"})) as m:
        key, cert = os.path.join(d.base, "key.pem"), os.path.join(d.base, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                       check=True, stderr=subprocess.DEVNULL)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(cert, key)
        m.server.socket = tls.wrap_socket(m.server.socket, server_side=True)
        m.url = m.url.replace("http://127.0.0.1", "https://localhost")
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
            d.env.pop(name, None)
        with agentd(d, m, ", retries = 0") as a:
            holds(a.task("finish")["answer"], "certificate is not to be trusted")
        with agentd(d, m, ", retries = 0", {"SSL_CERT_FILE": cert}) as a:
            equal(a.task("finish")["answer"], "over TLS", "answer")


@test("a task is stopped at once while its model hangs or goes on without end")
def _():
    for trouble in ("hang", "endless"):
        with Desktop(a11y=False) as d, Seeing("uitars", "--trouble", trouble) as s, agentd(d, s) as a:
            with a.client() as c:
                task_id = c.call("task.start", task="Click the cyan square")["id"]
                a.wait_state(task_id, ("think",))
                until(lambda: s.proc.stdout.readline(), 20, "the request")
                began = time.monotonic()
                c.call("task.cancel", id=task_id)
                c.call("task.wait", id=task_id)
                took = time.monotonic() - began
            equal(took < 1, True, "stopped in %.2f s" % took)


main()
