#!/usr/bin/python3
"""A journal as a fixture: the task is done again from its pictures and answers, without a display."""
import json
import os

from rig import (AGENTD, ALLOW_ALL, Agentd, Desktop, Model, Target, equal, journal_lines, journals, main, run,
                 test, thousandths, until)

# What no second run has in common with the first: times, and what was named anew.
OF_ITS_OWN = ("at", "prev", "hash", "ms", "settle_ms", "display", "model", "serial")


def alike(value):
    if isinstance(value, dict):
        return {k: alike(v) for k, v in value.items() if k not in OF_ITS_OWN}
    if isinstance(value, list):
        return [alike(v) for v in value]
    return value


def equal_journals(first, second):
    """By kind: what the writer is given at once has no order that counts."""
    a, b = ([alike(line) for line in journal_lines(folder)] for folder in (first, second))
    kinds = list(dict.fromkeys(line["kind"] for line in a + b))
    for kind in kinds:
        one, two = ([line["body"] for line in lines if line["kind"] == kind] for lines in (a, b))
        equal(len(two), len(one), "lines of the kind %s" % kind)
        for n, (was, now) in enumerate(zip(one, two)):
            for key in dict.fromkeys(list(was) + list(now)):
                equal(now.get(key), was.get(key), "%s of %s %d" % (key, kind, n + 1))


def replay(desktop, journal, task):
    """The task again, from its journal alone; what ran, the new journal, what the hands would have done."""
    place = os.path.join(desktop.base, "again")
    os.makedirs(place)
    record, config = os.path.join(place, "record.jsonl"), os.path.join(place, "config.lua")
    with open(config, "w") as f:
        f.write('capture = "replay"\ncapture_from = "%s"\nhands = "record"\nhands_to = "%s"\n'
                'model "old" { provider = "replay", journal = "%s", dialect = "native" }\n' % (
                    journal, record, journal))
    env = {k: v for k, v in desktop.env.items() if k not in ("DISPLAY", "XAUTHORITY")}
    ran = run([AGENTD, "--state", os.path.join(place, "state"), "--config", config, "--policy", ALLOW_ALL,
               "--model", "old", "--once", task], env)
    with open(record, encoding="utf-8") as f:
        events = [json.loads(line) for line in f]
    return ran, journals(place)[0], events


@test("a task done again from its journal, without a display, makes the same journal")
def _():
    with Desktop(a11y=False) as d:
        target = Target(d)
        point = thousandths(d, *target.centre)
        with Model(("click", dict(point)), ("type", {"text": "Grüße"}), ("key", {"keys": ["ctrl", "a"]}),
                   ("wait", {"ms": 50}), ("finish", {"text": "all done"})) as m, Agentd(d, model=m) as a:
            task = a.task("click and type")
            equal((task["outcome"], task["answer"]), (0, "all done"), "outcome")
            until(lambda: "a" in target.keys(), 5, "the chord")
            ran, second, events = replay(d, task["journal"], "click and type")
            ran.expect(0)
            equal(ran.out.strip().split("\n")[-1], "all done", "answer")
            equal([e["text"] for e in events if e["event"] == "type"], ["Grüße"], "what would be typed")
            down = [e for e in events if e["event"] == "button" and e["down"]]
            equal(len(down), 1, "presses")
            moves = [(e["x"], e["y"]) for e in events if e["event"] == "move"]
            equal(moves[-1], target.presses()[0], "where it would be pressed")
            equal_journals(task["journal"], second)


@test("a replay with other answers than the journal's ends when they are used up, and says so")
def _():
    with Desktop(a11y=False) as d:
        with Model(("finish", {"status": "failed", "text": "not now"})) as m, Agentd(d, model=m) as a:
            journal = a.task("do it")["journal"]
        text = open(os.path.join(journal, "journal.jsonl"), encoding="utf-8").read()
        cut = os.path.join(d.base, "cut")
        os.makedirs(cut)
        os.symlink(os.path.join(journal, "blobs"), os.path.join(cut, "blobs"))
        with open(os.path.join(cut, "journal.jsonl"), "w", encoding="utf-8") as f:
            f.write(text[:text.index('"kind":"reply"')].rsplit("\n", 1)[0] + "\n")
        ran, _, _ = replay(d, cut, "do it")
        ran.expect(6)
        if "no reply" not in ran.out:
            raise AssertionError(ran)


main()
