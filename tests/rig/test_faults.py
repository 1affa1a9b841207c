#!/usr/bin/python3
"""What goes wrong while a task runs: the display, the screen, the window, the disk, the daemon itself."""
import json
import os
import random
import signal
import subprocess

from rig import (Agentd, Desktop, Gone, Model, Pressed, Skip, Target, clean_of_faults, equal, holds,
                 journal_lines, journals, main, once, run, test, thousandths, until)


def click_at(desktop, point, **more):
    return ("click", dict(thousandths(desktop, *point), **more))


def said_to_model(request):
    """All the text of a request."""
    parts = []
    for message in request["messages"]:
        content = message.get("content") or ""
        if isinstance(content, str):
            parts.append(content)
        else:
            parts += [part.get("text", "") for part in content]
    return "\n".join(parts)


def verify_all(agentd, at_least=1):
    """Every journal of a daemon holds, asked of a daemon that is up."""
    with agentd.client() as c:
        ids = [j["id"] for j in c.call("journal.list")["journals"]]
        if len(ids) < at_least:
            raise AssertionError("%d journals, wanted %d" % (len(ids), at_least))
        for journal in ids:
            if c.call("journal.verify", id=journal)["lines"] < 1:
                raise AssertionError("journal %s is empty" % journal)


def check_interrupted(client):
    """The only task: ended because the display went, and it says so."""
    task = client.call("task.list")["tasks"][0]
    equal(task["state"] in ("interrupted", "no_display"), True, "state %s" % task["state"])
    if task["state"] == "no_display":
        equal(task["outcome"], 5, "outcome")
        holds(task["answer"], "display")
    equal(client.call("status")["state"], "idle", "state of the daemon")


@test("a click lands where the model said, to the pixel")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        with Model(click_at(d, target.centre), ("finish", {"text": "clicked"})) as m, Agentd(d, model=m) as a:
            task = a.task("click the target")
            equal((task["outcome"], task["answer"]), (0, "clicked"), "outcome")
            equal(len(target.presses()), 1, "presses")
            for got, wanted in zip(target.presses()[0], target.centre):
                if abs(got - wanted) > 1:
                    raise AssertionError("pressed at %r, wanted %r" % (target.presses(), target.centre))
            verify_all(a)


@test("the display goes away while the model thinks: the task is interrupted, the journal whole")
def _():
    with Desktop(a11y=False) as d, Desktop(a11y=False) as d2, Model(Model.WAIT) as m:
        a = Agentd(d, model=m).start()
        with a.client() as c:
            c.call("task.start", task="wait for the model")
        until(lambda: m.requests, 20, "the model's first request")
        d.server.kill()
        code = a.wait_end(20)
        equal(code, 5, "exit status")
        clean_of_faults(a.log())
        holds(a.log(), "display")
        again = Agentd(d2, state=a.state)
        with again, again.client() as c:
            check_interrupted(c)
            verify_all(again)


@test("the display goes away in the middle of typing: the task is interrupted, the journal whole")
def _():
    with Desktop(a11y=False) as d, Desktop(a11y=False) as d2:
        target = Target(d)
        with Model(click_at(d, target.centre), ("type", {"text": "typing along " * 5000})) as m:
            a = Agentd(d, model=m).start()
            with a.client() as c:
                c.call("task.start", task="type")
            until(lambda: len(target.keys()) > 5, 30, "the first keys")
            d.server.kill()
            equal(a.wait_end(20), 5, "exit status")
            clean_of_faults(a.log())
        again = Agentd(d2, state=a.state)
        with again, again.client() as c:
            check_interrupted(c)
            verify_all(again)


@test("--once on a display that goes away exits 5")
def _():
    with Desktop(a11y=False) as d:
        a = Agentd(d)

        def gone(_):
            d.server.kill()
            return ("wait", {"ms": 100})
        with Model(gone) as m:
            with open(a.config_path, "w") as f:
                f.write('model "m" { url = "%s", name = "m", dialect = "native" }\n' % m.url)
            once(d, "wait", "--config", a.config_path, "--model", "m").expect(5)


@test("on a blanked screen nothing is typed, and the task says why")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        d.output("xset", "s", "activate")
        with Model(click_at(d, target.centre), ("type", {"text": "secret"}), ("finish", {"status": "failed"})) as m, \
                Agentd(d, model=m) as a:
            acted = a.ctl("act", '{"action":"type","text":"abc"}')
            if acted.code == 0:
                raise AssertionError("typed on a blanked screen: %r" % acted)
            holds(acted.err, "lock", "blank")
            task = a.task("click and type")
            if task["outcome"] == 0:
                raise AssertionError(task)
            equal((target.presses(), target.keys()), ([], []), "what reached the window")
        d.output("xset", "s", "reset")


@test("a window that closes under the pointer: the click is refused and the model told why")
def _():
    with Desktop(a11y=False) as d:
        under, target = Target(d, (100, 100, 700, 500)), Target(d)

        def close(_):
            target.close()
            return click_at(d, target.centre)
        with Model(close, ("finish", {"status": "failed", "text": "gone"})) as m, Agentd(d, model=m) as a:
            task = a.task("click the target")
            equal(task["outcome"], 1, "outcome")
            equal(under.presses(), [], "presses in the window below")
            report = said_to_model(m.requests[1])
            if "target_moved" not in report and "moved" not in report and "changed" not in report:
                raise AssertionError("the model was not told: %r" % report[-800:])


@test("another window that comes to lie over the target: the click is refused")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        seen = []

        def cover(_):
            seen.append(Target(d))
            return click_at(d, target.centre)
        with Model(cover, ("finish", {"status": "failed"})) as m, Agentd(d, model=m) as a:
            a.task("click the target")
            equal((target.presses(), seen[0].presses()), ([], []), "presses")


def small_disk(place, megabytes):
    if os.geteuid() != 0:
        raise Skip("mounting a small disk wants root")
    os.makedirs(place)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % megabytes, "agentd-test", place],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Skip("no small disk: %s" % done.stdout.decode().strip())


def fill(place):
    with open(os.path.join(place, "filler"), "ab", 0) as f:
        for size in (1 << 16, 4096, 512, 1):
            try:
                while True:
                    f.write(b"x" * size)
            except OSError:
                pass


@test("a full disk stops a task before it acts, and says so")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        place = os.path.join(d.base, "disk")
        small_disk(place, 24)
        try:
            def full(_):
                fill(place)
                return click_at(d, target.centre)
            with Model(full, ("finish", {"text": "clicked"})) as m:
                m.thought = "a long thought, longer than what is left of a page " * 300
                a = Agentd(d, model=m, state=os.path.join(place, "state"))
                with a:
                    task = a.task("click the target")
                    if task["outcome"] in (0, None):
                        raise AssertionError(task)
                    equal(target.presses(), [], "presses")
                    holds(json.dumps(task) + a.log(), "space")
                    with a.client() as c:
                        equal(c.call("status")["state"] in ("idle", "stopped"), True, "state")
                os.unlink(os.path.join(place, "filler"))
                m.answers = [("finish", {"text": "room again"})]
                with a:
                    verify_all(a)
                    equal(a.task("say so")["answer"], "room again", "answer")
        finally:
            d.stop()
            subprocess.run(["umount", "-l", place], check=False)


@test("a full disk at the start is named")
def _():
    with Desktop(a11y=False) as d:
        place = os.path.join(d.base, "disk")
        small_disk(place, 1)
        try:
            fill(place)
            a = Agentd(d, state=os.path.join(place, "state"))
            ran = run(a.argv(), a.env)
            if ran.code in (0, None):
                raise AssertionError(ran)
            holds(ran.err, "space")
        finally:
            d.stop()
            subprocess.run(["umount", "-l", place], check=False)


def busy_task(desktop, target):
    """Answers that keep pointer and keys busy: drags, chords, text."""
    x, y = target.centre
    return [
        click_at(desktop, (x, y)),
        ("drag", {"path": [list(thousandths(desktop, x - 60, y).values()),
                           list(thousandths(desktop, x + 60, y + 20).values())]}),
        ("hold_key", {"keys": ["shift", "a"], "ms": 150}),
        ("type", {"text": "Many Words With Capitals " * 40}),
        ("key", {"keys": ["ctrl", "shift", "x"], "count": 20}),
    ]


def at_any_moment(signum, times, seed):
    rng = random.Random(seed)
    with Desktop(a11y=False) as d:
        target, pressed = Target(d), Pressed(d)
        base = busy_task(d, target)
        with Model(*base) as m:
            a = Agentd(d, "--max-steps", "1000", model=m)
            for n in range(times):
                m.answers = [base[(i + n) % len(base)] for i in range(len(base))] * 200
                seen = len(m.requests)
                a.start()
                with a.client() as c:
                    task_id = c.call("task.start", task="keep busy")["id"]
                until(lambda: len(m.requests) > seen + rng.randrange(3), 30, "steps of the task")
                # a moment within the step, by the clock of the steps themselves
                until(lambda: rng.random() < 0.05, 2, "a moment", every=0.005)
                if signum == signal.SIGKILL:
                    a.kill()
                else:
                    equal(a.stop(signum), 0, "exit status after signal %d" % signum)
                clean_of_faults(a.log())
                pressed.none()
                a.options = [o for o in a.options if o != "--no-run"]
                count = len(m.requests)
                m.answers = [("finish", {"text": "unwanted"})]
                a.start()
                with a.client() as c:
                    task = c.call("task.show", id=task_id)["task"]
                    wanted = ("interrupted",) if signum == signal.SIGKILL else ("interrupted", "stopped")
                    equal(task["state"] in wanted, True, "state %s" % task["state"])
                    verify_all(a, n + 1)
                    equal(c.call("status")["state"], "idle", "state of the daemon")
                equal(len(m.requests), count, "requests after the restart")
                equal(a.stop(), 0, "exit status")
        pressed.close()


@test("killed at any moment: nothing stays held, journals hold, the task is interrupted and never runs again")
def _():
    at_any_moment(signal.SIGKILL, 8, 11)


@test("SIGTERM at any moment: exit 0, nothing stays held, journals hold")
def _():
    at_any_moment(signal.SIGTERM, 4, 12)


@test("SIGINT at any moment: exit 0, nothing stays held, journals hold")
def _():
    at_any_moment(signal.SIGINT, 3, 13)


@test("SIGHUP in the middle of a task harms nothing")
def _():
    with Desktop(a11y=False) as d:
        target, pressed = Target(d), Pressed(d)
        with Model(*(busy_task(d, target) + [("finish", {"text": "done"})])) as m:
            a = Agentd(d, model=m).start()
            with a.client() as c:
                c.call("task.start", task="keep busy")
            until(lambda: len(m.requests) >= 3, 30, "steps")
            a.proc.send_signal(signal.SIGHUP)
            try:
                with a.client() as c:
                    c.call("status")
            except (OSError, Gone):
                pass  # it takes SIGHUP for the end: in order then
            equal(a.stop(), 0, "exit status")
            clean_of_faults(a.log())
            pressed.none()
        pressed.close()


@test("the kill of the whole process group leaves nothing held either")
def _():
    with Desktop(a11y=False) as d:
        target, pressed = Target(d), Pressed(d)
        with Model(("hold_key", {"keys": ["shift", "a"], "ms": 20000})) as m:
            a = Agentd(d, model=m).start()
            with a.client() as c:
                c.call("task.start", task="hold a key")
            until(lambda: pressed.now()[0], 20, "a held key")
            os.killpg(a.proc.pid, signal.SIGKILL)
            a.proc.wait()
            pressed.none()
        pressed.close()
        del target


@test("stop lets go of what is held and ends the task at once")
def _():
    with Desktop(a11y=False) as d:
        pressed = Pressed(d)
        target = Target(d)
        with Model(click_at(d, target.centre), ("hold_key", {"keys": ["shift", "a"], "ms": 60000})) as m, \
                Agentd(d, model=m) as a:
            with a.client() as c:
                task_id = c.call("task.start", task="hold a key")["id"]
                until(lambda: pressed.now()[0], 20, "a held key")
                holds(a.ctl("stop").expect(0).out, task_id)
                pressed.none(1.0)
                task = c.call("task.wait", id=task_id)
                equal((task["state"], task["outcome"]), ("stopped", 3), "task")
            with a.client() as c:  # the next task is not held up by the last one's stop
                m.answers = [("finish", {"text": "next"})]
                equal(a.task("another")["outcome"], 0, "outcome of the next task")
        pressed.close()


@test("pause holds a task between two actions, resume goes on")
def _():
    with Desktop(a11y=False) as d, Model(("wait", {"ms": 50})) as m, Agentd(d, "--max-steps", "500", model=m) as a:
        with a.client() as c:
            task_id = c.call("task.start", task="wait")["id"]
            until(lambda: len(m.requests) > 1, 20, "steps")
            c.call("task.pause", id=task_id)
            a.wait_state(task_id, ("paused",))
            before = len(m.requests)
            with a.client() as other:
                other.call("events.subscribe")
                equal(other.next_event(1.0), None, "an event while paused")
            equal(len(m.requests), before, "requests while paused")
            m.answers = [("finish", {"text": "on"})]
            c.call("task.resume", id=task_id)
            equal(c.call("task.wait", id=task_id)["outcome"], 0, "outcome")


@test("one task at a time; the others queue, in order; a queued one can be cancelled; the queue survives")
def _():
    with Desktop(a11y=False) as d, Model(Model.WAIT) as m:
        a = Agentd(d, model=m).start()
        with a.client() as c:
            ids = [c.call("task.start", task="task %d" % i)["id"] for i in range(4)]
            until(lambda: m.requests, 20, "the first request")
            equal(c.call("status")["queued"], 3, "queued")
            equal(c.call("task.cancel", id=ids[2])["state"], "cancelled", "state")
            equal([t["id"] for t in c.call("task.list")["tasks"]], ids[::-1], "list, newest first")
        a.kill()
        m.answers, seen = [("finish", {"text": "done"})], len(m.requests)
        with a, a.client() as c:
            for task_id, state in zip(ids, ("interrupted", "done", "cancelled", "done")):
                a.wait_state(task_id, (state,))
            order = [said_to_model(r) for r in m.requests[seen:]]
            holds(order[0], "task 1")
            holds(order[-1], "task 3")


@test("steps and time have budgets: exit 4")
def _():
    with Desktop(a11y=False) as d, Model(("wait", {"ms": 1})) as m, Agentd(d, model=m) as a:
        task = a.task("go on for ever", max_steps=3)
        equal((task["state"], task["outcome"], task["steps"]), ("over_budget", 4, 3), "task")
        m.answers = [Model.WAIT]
        task = a.task("think for ever", timeout_s=1)
        equal((task["state"], task["outcome"]), ("over_budget", 4), "task")


@test("the same action on the same screen again and again ends the task as failed")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        with Model(click_at(d, target.centre)) as m, Agentd(d, model=m) as a:
            task = a.task("click")
            equal(task["outcome"], 1, "outcome")
            if task["steps"] > 12:
                raise AssertionError("only after %d steps" % task["steps"])


@test("a model that is not there, that answers nonsense, that is cut off: one clear line")
def _():
    with Desktop(a11y=False) as d:
        config = 'model "gone" { url = "http://127.0.0.1:9/v1", name = "gone", dialect = "native" }\n'
        with Agentd(d, "--model", "gone", config=config) as a:
            task = a.task("anything", seconds=170, timeout_s=120)
            equal(task["outcome"] in (1, 6), True, "outcome %r" % task)
            holds(task["answer"], "127.0.0.1:9")


@test("a damaged journal is named by its line; the daemon starts all the same")
def _():
    with Desktop(a11y=False) as d, Model(("wait", {"ms": 1}), ("wait", {"ms": 2}), ("finish", {"text": "x"})) as m:
        a = Agentd(d, model=m)
        with a:
            a.task("wait twice")
            verify_all(a)
        folder = journals(a.state)[0]
        path = os.path.join(folder, "journal.jsonl")
        with open(path, "rb") as f:
            lines = f.read().split(b"\n")
        number = len(lines) // 2
        broken = list(lines)
        broken[number - 1] = broken[number - 1].replace(b'"kind":', b'"kinb":', 1)
        with open(path, "wb") as f:
            f.write(b"\n".join(broken))
        with a:
            with a.client() as c:
                journal = c.call("journal.list")["journals"][0]["id"]
            ran = a.ctl("journal", "verify", journal).expect(1)
            holds(ran.err + ran.out, str(number))
        with open(path, "wb") as f:  # torn: the power went in the middle of the last line
            f.write(b"\n".join(lines)[:-30])
        with a:
            ran = a.ctl("journal", "verify", journal)
            holds(ran.err + ran.out, "cut off" if ran.code else "")
            equal(a.task("again")["outcome"], 0, "outcome of the next task")


@test("a journal holds every step, before each action is done, and pictures by their hash")
def _():
    import hashlib
    with Desktop(a11y=False) as d:
        target = Target(d)
        with Model(click_at(d, target.centre), ("type", {"text": "hello"}), ("finish", {"text": "x"})) as m, \
                Agentd(d, model=m) as a:
            a.task("click and type")
            folder = journals(a.state)[0]
            lines = journal_lines(folder)
            equal([line["n"] for line in lines], list(range(1, len(lines) + 1)), "line numbers")
            equal(lines[0]["prev"], "0" * 64, "the first line's prev")
            for one, two in zip(lines, lines[1:]):
                equal(two["prev"], one["hash"], "chain at line %d" % two["n"])
            text = json.dumps(lines)
            holds(text, "click", "finish")
            blobs = os.listdir(os.path.join(folder, "blobs"))
            if not blobs:
                raise AssertionError("no pictures")
            for blob in blobs:
                with open(os.path.join(folder, "blobs", blob), "rb") as f:
                    equal(hashlib.sha256(f.read()).hexdigest(), blob.split(".")[0], "a blob's name")


@test("--dry-run decides everything and presses nothing")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        with Model(click_at(d, target.centre), ("type", {"text": "x"}), ("finish", {"text": "x"})) as m, \
                Agentd(d, "--dry-run", model=m) as a:
            a.task("click and type")
            equal((target.presses(), target.keys()), ([], []), "what reached the window")


main()
