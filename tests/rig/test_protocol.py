#!/usr/bin/python3
"""What comes in over the socket: whatever it is, a clear error or an answer, and others unharmed."""
import json
import os
import random
import socket
import struct
import time

from rig import Agentd, Client, Desktop, Gone, Model, Refused, equal, holds, main, test, until

PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD, BAD_PARAMS, FAILED = -32700, -32600, -32601, -32602, -32000
DESKTOP = Desktop(a11y=False).start()


def refusal(client, method, **params):
    try:
        got = client.call(method, **params)
    except Refused as e:
        return e
    raise AssertionError("%s was not refused: %r" % (method, got))


def raw(agentd, data, seconds=10):
    """What the daemon answers to these bytes, and that it still answers others."""
    with agentd.client() as c:
        c.send_raw(data)
        answer = c.read_message(seconds)
    with agentd.client() as c:
        c.call("status")
    return answer


def code_of(answer):
    if not answer or "error" not in answer:
        raise AssertionError("wanted an error, got %r" % (answer,))
    return answer["error"]["code"]


@test("what is no JSON is a parse error, and the connection goes on")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        for line in (b"hello\n", b"{\n", b"[1,\n", b"\xff\xfe\n", b'{"a":"\x00"}\n', b'{"method":"\xc3\x28"}\n',
                     b"[" * 5000 + b"\n"):
            c.send_raw(line)
            answer = c.read_message(10)
            equal(code_of(answer), PARSE_ERROR, "code for %r" % line[:20])
            holds(answer["error"]["message"], "")
        equal(c.call("status")["state"], "idle", "state")


@test("what is JSON but no request is an invalid request")
def _():
    with Agentd(DESKTOP) as a:
        for value in (1, "x", None, [], {}, {"jsonrpc": "2.0"}, {"jsonrpc": "2.0", "id": 1},
                      {"jsonrpc": "2.0", "id": 1, "method": 5}, {"jsonrpc": "1.0", "id": 1, "method": "status"},
                      {"jsonrpc": "2.0", "id": {}, "method": "status"}):
            answer = raw(a, json.dumps(value).encode() + b"\n")
            equal(code_of(answer), INVALID_REQUEST, "code for %r" % (value,))


@test("a method that is not there is named; a wrong parameter is named with its path")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        e = refusal(c, "task.frobnicate")
        equal(e.code, UNKNOWN_METHOD, "code")
        holds(str(e), "task.frobnicate")
        for method, params, word in (
                ("task.start", {}, "task"), ("task.start", {"task": 5}, "task"),
                ("task.start", {"task": None}, "task"), ("task.start", {"task": ["x"]}, "task"),
                ("task.start", {"task": "x", "max_steps": "ten"}, "max_steps"),
                ("task.start", {"task": "x", "max_steps": 0}, "max_steps"),
                ("task.start", {"task": "x", "max_steps": 1001}, "max_steps"),
                ("task.start", {"task": "x", "colour": "red"}, "colour"),
                ("screen.shot", {"box": [1, 2, "x", 4]}, "box[2]"), ("screen.shot", {"box": [1, 2, 3]}, "box"),
                ("screen.shot", {"format": "gif"}, "format"),
                ("input.act", {}, "action"), ("input.act", {"action": "click"}, "action"),
                ("task.show", {"id": 3}, "id"), ("events.subscribe", {"since": "x"}, "since")):
            e = refusal(c, method, **params)
            equal(e.code, BAD_PARAMS, "code of %s %r (%s)" % (method, params, e))
            holds(str(e), word)
        equal(c.call("status")["state"], "idle", "state")


@test("params that are no object, a request without an id: refused, unanswered")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        c.send_raw(b'{"jsonrpc":"2.0","id":7,"method":"status","params":"x"}\n')
        answer = c.read_message(10)
        equal(answer["id"], 7, "id")
        if code_of(answer) not in (INVALID_REQUEST, BAD_PARAMS):
            raise AssertionError(answer)
        c.send_raw(b'{"jsonrpc":"2.0","method":"status"}\n')
        equal(c.call("status")["state"], "idle", "state after a notification")


@test("an empty task is refused, by the command line too")
def _():
    with Agentd(DESKTOP) as a:
        with a.client() as c:
            for text in ("", " ", " \n\t "):
                holds(str(refusal(c, "task.start", task=text)), "task")
            equal(c.call("task.list")["tasks"], [], "tasks")
        holds(a.ctl("run", "").expect(2).err, "task")
        holds(a.ctl("run", "  ").expect(2).err, "task")


@test("an action that makes no sense is refused by its path")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        for action, word in (({"action": "clck"}, "clck"), ({"action": "click", "x": 5}, "y"),
                             ({"action": "move", "x": "a", "y": 1}, "x"), ({"action": "type"}, "text"),
                             ({"action": "key", "chord": ["nokey"]}, "nokey"),
                             ({"action": "wait", "ms": 300001}, "ms")):
            e = refusal(c, "input.act", action=action)
            holds(str(e), word)
        e = refusal(c, "input.act", action={"action": "click", "x": 5000, "y": 1, "button": "left", "count": 1})
        equal(e.name, "out_of_frame", "error's name")


@test("invalid UTF-8 and NUL in a task are refused; 1 MB of text is one task or one clear error")
def _():
    with Model(("finish", {"text": "read"})) as m, Agentd(DESKTOP, model=m) as a:
        for text in (b"\xff\xfe", b"a\xc3", b"\xed\xa0\x80"):
            answer = raw(a, b'{"jsonrpc":"2.0","id":1,"method":"task.start","params":{"task":"' + text + b'"}}\n')
            equal(code_of(answer), PARSE_ERROR, "code")
        answer = raw(a, b'{"jsonrpc":"2.0","id":1,"method":"task.start","params":{"task":"a\\u0000b"}}\n')
        if code_of(answer) not in (PARSE_ERROR, BAD_PARAMS):
            raise AssertionError(answer)
        with a.client() as c:
            try:
                task_id = c.call("task.start", task="word " * 200000)["id"]
                equal(c.call("task.wait", id=task_id)["outcome"], 0, "outcome")
            except Refused as e:
                equal(e.code, BAD_PARAMS, "code")
                holds(str(e), "task")
        with a.client() as c:
            equal(c.call("status")["state"], "idle", "state")


@test("a line over the limit ends that connection, not the others")
def _():
    with Agentd(DESKTOP) as a, a.client() as other:
        with a.client(60) as c:
            piece = b"x" * (1 << 20)
            try:
                for _ in range(40):
                    c.send_raw(piece)
                answer = c.read_message(20)
                if answer is not None:
                    code_of(answer)
            except (Gone, OSError):
                pass
        equal(other.call("status")["state"], "idle", "state")


@test("half a message waits for its rest and holds nobody up")
def _():
    with Agentd(DESKTOP) as a, a.client() as half:
        whole = b'{"jsonrpc":"2.0","id":9,"method":"status"}\n'
        half.send_raw(whole[:20])
        with a.client() as c:
            c.call("status")
        half.send_raw(whole[20:])
        equal(half.read_message(10)["id"], 9, "id")
        with a.client() as c:
            c.send_raw(whole[:20])  # and goes away
        with a.client() as c:
            c.call("status")


@test("many requests in one piece, one request byte by byte: all answered in order")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        lines = [b'{"jsonrpc":"2.0","id":%d,"method":"status"}\n' % i for i in range(200)]
        c.send_raw(b"".join(lines))
        equal([c.read_message(10)["id"] for _ in lines], list(range(200)), "ids")
        for byte in lines[0]:
            c.send_raw(bytes([byte]))
        equal(c.read_message(10)["id"], 0, "id")


@test("2,000 connections opened and dropped leave nothing behind")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        c.call("status")
        before = len(os.listdir("/proc/%d/fd" % a.proc.pid))
        rng = random.Random(1)
        for i in range(2000):
            s = socket.socket(socket.AF_UNIX)
            s.connect(a.socket_path)  # waits while many others do
            kind = rng.randrange(4)
            if kind == 1:
                s.sendall(b'{"jsonrpc":"2.0","id":1,"method":"status"}\n')
            elif kind == 2:
                s.sendall(b'{"jsonrpc":"2.0","id":1,"meth')
            elif kind == 3:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            s.close()
        until(lambda: c.call("status") and len(os.listdir("/proc/%d/fd" % a.proc.pid)) <= before + 3, 20,
              "descriptors as before")


@test("many connections held open at once: others are served, or turned away at once")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        held = []
        for _ in range(300):
            s = socket.socket(socket.AF_UNIX)
            s.connect(a.socket_path)
            held.append(s)
        equal(c.call("status")["state"], "idle", "state")
        for s in held:
            s.close()
        with a.client() as again:
            until(lambda: again.call("status"), 10, "an answer")


@test("a client that never reads is dropped; others are unharmed and miss nothing")
def _():
    with Model(("wait", {"ms": 1})) as m, Agentd(DESKTOP, "--max-steps", "200", model=m) as a:
        deaf = Client(a.socket_path)
        deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.send_raw(b'{"jsonrpc":"2.0","id":1,"method":"events.subscribe","params":{}}\n')
        request = b'{"jsonrpc":"2.0","id":2,"method":"commands","params":{}}\n'
        with a.client() as good:
            good.call("events.subscribe")
            deaf.socket.settimeout(2)
            begun = time.monotonic()
            try:
                while time.monotonic() < begun + 60:  # answers pile up that nobody reads
                    deaf.send_raw(request * 20)
                    good.call("status")
                raise AssertionError("a client that does not read was kept for 60 s")
            except (ConnectionError, socket.timeout):
                pass
            good.call("status")
            deaf.close()
            task_id = good.call("task.start", task="wait a little", max_steps=2)["id"]
            good.call("task.wait", id=task_id)
            cursors = [e["cursor"] for e in good.events]
            equal(cursors, list(range(cursors[0], cursors[0] + len(cursors))), "cursors")


@test("events since a cursor come again, over a restart too")
def _():
    with Desktop(a11y=False) as d, Model(("finish", {"text": "x"})) as m:
        a = Agentd(d, model=m)
        with a:
            start = 0
            a.task("finish")
            with a.client() as c:
                c.call("events.subscribe", since=start)
                first = []
                while not first or first[-1]["topic"] != "task.end":
                    first.append(c.next_event(10))
        cursors = [e["cursor"] for e in first]
        equal(sorted(set(cursors)), cursors, "cursors in order")
        with a, a.client() as c:
            c.call("events.subscribe", since=start)
            again = [c.next_event(10) for _ in first]
            equal(again, first, "events after a restart")


@test("every command of the table is documented and refuses a parameter that it does not know")
def _():
    with Agentd(DESKTOP) as a, a.client() as c:
        commands = c.call("commands")["commands"]
        names = [x["name"] for x in commands]
        equal(names, sorted(names), "names")
        for command in commands:
            if not command["doc"] or command["rank"] not in ("viewer", "operator", "admin"):
                raise AssertionError(command)
            e = refusal(c, command["name"], no_such_parameter=1)
            equal(e.code, BAD_PARAMS, "code of %s" % command["name"])


try:
    main()
finally:
    DESKTOP.stop()
