#!/usr/bin/python3
"""The daemon's core on real displays: stops in the middle of long work, and daemons beside daemons."""
import json
import signal
import threading
import time

from rig import (Agentd, Desktop, Model, Pressed, Refused, Target, clean_of_faults, equal, holds, main, once, run,
                 test, thousandths, until)


def click_at(desktop, point):
    return ("click", thousandths(desktop, *point))


@test("a task that types 1 MB is stopped within 100 ms, and nothing stays held or comes after it")
def _():
    with Desktop(a11y=False) as d:
        target, pressed = Target(d), Pressed(d)
        with Model(click_at(d, target.centre), ("type", {"text": "Mixed Case äöü € " * 60000})) as m, \
                Agentd(d, model=m) as a, a.client() as c:
            task_id = c.call("task.start", task="type a lot")["id"]
            until(lambda: len(target.keys()) > 50, 30, "the first keys")
            began = time.monotonic()
            equal(c.call("task.stop")["stopped"], [task_id], "what was stopped")
            task = c.call("task.wait", id=task_id)
            took = (time.monotonic() - began) * 1000
            equal((task["state"], task["outcome"]), ("stopped", 3), "end")
            if took > 100:
                raise AssertionError("it took %.0f ms" % took)
            pressed.none(0.2)
            # another act's keys come behind all that the stopped one may still have had under way
            c.call("input.act", action={"action": "key", "chord": ["F5"]})
            until(lambda: "F5" in target.keys(), 5, "F5")
            typed = len(target.keys())
            c.call("input.act", action={"action": "key", "chord": ["F6"]})
            until(lambda: "F6" in target.keys(), 5, "F6")
            equal(target.keys()[typed:], ["F6"], "keys behind the stop")
        pressed.close()


@test("a task that is stopped by its number leaves the one that runs alone, and one that has ended too")
def _():
    with Desktop(a11y=False) as d, Model(Model.WAIT) as m, Agentd(d, model=m) as a, a.client() as c:
        running = c.call("task.start", task="one")["id"]
        waiting = c.call("task.start", task="two")["id"]
        until(lambda: m.requests, 20, "the model's first request")
        equal(c.call("task.stop", id=waiting)["stopped"], [waiting], "stopped")
        equal(c.call("task.stop", id=waiting)["stopped"], [], "stopped again")
        status = c.call("status")
        equal((status["state"], status["task"]["id"]), ("running", running), "what runs")
        equal(c.call("task.stop")["stopped"], [running], "stopped at last")


@test("what a person does while a task waits for the screen harms neither")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        with Model(click_at(d, target.centre), ("type", {"text": "abc"}), ("key", {"keys": ["ctrl", "b"]}),
                   ("finish", {"text": "done"})) as m, Agentd(d, model=m) as a, a.client() as c:
            task_id = c.call("task.start", task="a few steps")["id"]
            ended = threading.Event()

            def hand():
                with a.client() as mine:
                    while not ended.is_set():
                        mine.call("input.act", action={"action": "move", "x": 5, "y": 5})
            person = threading.Thread(target=hand)
            person.start()
            try:
                task = c.call("task.wait", id=task_id, seconds=60)
            finally:
                ended.set()
                person.join()
            equal((task["outcome"], task["answer"]), (0, "done"), "end")


@test("a person's long wait does not hold up the daemon's end")
def _():
    with Desktop(a11y=False) as d, Agentd(d) as a, a.client() as c:
        c.send_raw(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "input.act", "params": {
            "action": {"action": "wait", "ms": 300000}}}).encode() + b"\n")
        with a.client() as other:
            other.call("screen.windows")  # the wait has begun before this is answered
        began = time.monotonic()
        equal(a.stop(signal.SIGTERM), 0, "exit status")
        if time.monotonic() - began > 5:
            raise AssertionError("it took %.1f s" % (time.monotonic() - began))
        clean_of_faults(a.log())


@test("a daemon on another state folder does not take a living one's socket")
def _():
    with Desktop(a11y=False) as d, Agentd(d) as first:
        second = Agentd(d)
        second.socket_path = first.socket_path
        ran = run(second.argv(), second.env)
        if ran.code in (0, None):
            raise AssertionError(ran)
        holds(ran.err, first.socket_path, "another agentd")
        with first.client() as c:
            equal(c.call("status")["state"], "idle", "the first one's state")


@test("--once leaves what waits in a daemon's queue to a daemon")
def _():
    with Desktop(a11y=False) as d, Model(Model.WAIT) as m:
        a = Agentd(d, model=m)
        with a, a.client() as c:
            c.call("task.start", task="runs until the daemon ends")
            waiting = c.call("task.start", task="waits")["id"]
            until(lambda: m.requests, 20, "the model's first request")
            c.call("task.stop")
        m.answers = [("finish", {"text": "mine"})]
        ran = once(d, "only this", "--config", a.config_path, "--model", "scripted", state=a.state).expect(0)
        equal(ran.out.strip(), "mine", "answer")
        with a, a.client() as c:
            try:
                equal(c.call("task.wait", id=waiting, seconds=30)["answer"], "mine", "the task that waited")
            except Refused as refused:
                raise AssertionError("the task that waited is gone") from refused


main()
