#!/usr/bin/python3
"""The main job with the embedded planner: words in, work done in real applications."""
import json
import os

from rig import (AGENTCTL, Agentd, Desktop, Model, Target, equal, holds, main, once, run, test, thousandths, until)


def find(home, name):
    for top, folders, files in os.walk(home):
        if name in files + folders:
            return os.path.join(top, name)
    raise AssertionError("no '%s' below %s" % (name, home))


@test("a text is written in the text editor and saved under a name")
def _():
    with Desktop() as d:
        once(d, 'Open the text editor, type "Grüße, 10 € & more", and save the file as note one.txt').expect(0)
        with open(find(d.home, "note one.txt"), encoding="utf-8") as f:
            equal(f.read().rstrip("\n"), "Grüße, 10 € & more", "the file")


@test("the calculator is used and the result told, last on standard output")
def _():
    with Desktop() as d:
        ran = once(d, "Calculate 17 * 23 in the calculator and tell me the result").expect(0)
        holds(ran.out.strip().split("\n")[-1], "391")


@test("a folder is made in the file manager")
def _():
    with Desktop() as d:
        once(d, 'Create a folder called "Tax 2031" in the file manager').expect(0)
        equal(os.path.isdir(find(d.home, "Tax 2031")), True, "a folder")


@test("what cannot be found is said, exit 1, and nothing has changed")
def _():
    with Desktop() as d:
        target = Target(d)
        before = sorted(os.listdir(d.home))
        ran = once(d, "Click the button labelled Quuxify").expect(1)
        holds(ran.out, "Quuxify")
        equal((target.presses(), target.keys()), ([], []), "what reached the window")
        equal(sorted(os.listdir(d.home)), before, "files in the home folder")


@test("a dialog is answered, its question read from the screen")
def _():
    with Desktop() as d:
        box = d.spawn(["zenity", "--question", "--title", "Backup", "--text", "Copy all files now?",
                       "--ok-label", "Copy", "--cancel-label", "Later"])
        d.wait_window("Backup")
        once(d, 'In the window "Backup", click the Later button').expect(0)
        equal(box.wait(10), 1, "the answer that the dialog got")


@test("a form is filled in, field by field")
def _():
    with Desktop() as d:
        out = os.path.join(d.base, "form")
        with open(out, "wb") as f:
            form = d.spawn(["zenity", "--forms", "--title", "Member", "--text", "New member", "--add-entry", "Name",
                            "--add-entry", "City"], stdout=f)
        d.wait_window("Member")
        once(d, 'Enter "Ada" into the Name field, enter "Turin" into the City field, then click OK').expect(0)
        equal(form.wait(10), 0, "status of the form")
        with open(out, encoding="utf-8") as f:
            equal(f.read().strip(), "Ada|Turin", "what the form gave")


@test("a step that the default policy asks about ends --once with exit 3 where nobody can say yes")
def _():
    with Desktop() as d:
        box = d.spawn(["zenity", "--question", "--title", "Shop", "--text", "Pay 40 euros?",
                       "--ok-label", "Pay now", "--cancel-label", "Cancel"])
        d.wait_window("Shop")
        once(d, "Click the Pay now button", policy=None).expect(3)
        equal(box.poll(), None, "the dialog's answer")


@test("an approval is wanted, given by a person, and the action done; denied, it is not")
def _():
    for word, outcome, status in (("approve", 0, 0), ("deny", 3, None)):
        with Desktop() as d:
            box = d.spawn(["zenity", "--question", "--title", "Shop", "--text", "Pay 40 euros?",
                           "--ok-label", "Pay now", "--cancel-label", "Cancel"])
            d.wait_window("Shop")
            with Agentd(d, policy=None) as a, a.client() as c:
                c.call("events.subscribe")
                task_id = c.call("task.start", task="Click the Pay now button")["id"]
                while True:
                    event = c.next_event(60)
                    if event["topic"] == "approval.wanted":
                        break
                    if event["topic"] == "task.end":
                        raise AssertionError(event)
                holds(json.dumps(event["body"]), "pay now")
                a.ctl(word, task_id).expect(0)
                equal(c.call("task.wait", id=task_id)["outcome"], outcome, "outcome after " + word)
                if status is not None:
                    box.wait(10)
                equal(box.poll(), status, "the dialog's answer after " + word)


TOOL = """return tool {
  name = "add_up", effect = "reads",
  doc = "Adds two numbers.",
  params = { a = "number", b = "number" }, result = { sum = "number" },
  run = function(args)
    return { sum = args.a + args.b }
  end
}
"""


@test("a tool file of eight lines dropped into the user's folder is listed and called; a broken one is named")
def _():
    with Desktop(a11y=False) as d:
        folder = os.path.join(d.env["XDG_CONFIG_HOME"], "agentd", "tools")
        os.makedirs(folder)
        with open(os.path.join(folder, "add_up.lua"), "w") as f:
            f.write(TOOL)
        with open(os.path.join(folder, "broken.lua"), "w") as f:
            f.write("return tool {\n  name = \n")
        with Agentd(d) as a:
            listed = a.ctl("tool", "list").expect(0).out
            holds(listed, "add_up", "Adds two numbers", "broken.lua")
            said = a.ctl("tool", "call", "add_up", '{"a": 40, "b": 2}').expect(0).out
            equal(json.loads(said)["sum"], 42, "sum")
            holds(a.ctl("tool", "call", "add_up", '{"a": "x", "b": 2}').expect(2).err, "'a'")
            holds(a.ctl("tool", "call", "no_such").expect(1).err, "no_such")


@test("a model calls the tool and is told its result")
def _():
    with Desktop(a11y=False) as d:
        folder = os.path.join(d.env["XDG_CONFIG_HOME"], "agentd", "tools")
        os.makedirs(folder)
        with open(os.path.join(folder, "add_up.lua"), "w") as f:
            f.write(TOOL)
        with Model(("add_up", {"a": 40, "b": 2}), ("finish", {"text": "told"})) as m, Agentd(d, model=m) as a:
            equal(a.task("add up")["answer"], "told", "answer")
            holds(json.dumps(m.requests[0]), "add_up")
            holds(json.dumps(m.requests[1]["messages"]), "42")


@test("agentctl run --wait shows the steps, prints the answer last and exits with the outcome")
def _():
    with Desktop() as d, Agentd(d) as a:
        ran = a.ctl("run", "--wait", "Calculate 6 * 7 in the calculator and tell me the result", seconds=120).expect(0)
        holds(ran.out.strip().split("\n")[-1], "42")
        a.ctl("run", "--wait", "Click the button labelled Quuxify", seconds=120).expect(1)
        tasks = json.loads(a.ctl("tasks", "--json").expect(0).out)
        equal([t["outcome"] for t in tasks], [1, 0], "outcomes, newest first")
        holds(a.ctl("show", tasks[1]["id"]).expect(0).out, "6 * 7")
        a.ctl("wait", tasks[0]["id"]).expect(1)


@test("agentctl act, type, screenshot, elements, windows on a real window")
def _():
    with Desktop() as d:
        target = Target(d)
        with Agentd(d) as a:
            x, y = target.centre
            said = a.ctl("act", json.dumps({"action": "click", "x": x, "y": y, "button": "left", "count": 1})).expect(0)
            holds(said.out, "ms")
            equal(target.presses(), [(x, y)], "presses")
            a.ctl("type", "-", stdin="aZ é€\n".encode()).expect(0)
            until(lambda: "Return" in target.keys(), 10, "the typed keys")
            path = os.path.join(d.base, "shot.png")
            a.ctl("screenshot", "-o", path).expect(0)
            with open(path, "rb") as f:
                equal(f.read(8), b"\x89PNG\r\n\x1a\n", "a PNG file")
            holds(a.ctl("windows").expect(0).out, "Target")
            marks = os.path.join(d.base, "marks.png")
            json.loads(a.ctl("elements", "--json", "--marks", marks).expect(0).out)
            equal(os.path.getsize(marks) > 1000, True, "a picture with marks")
            a.ctl("screenshot", "-o", os.path.join(path, "below-a-file.png")).expect(1)
            a.ctl("act", "{").expect(2)


@test("events --since follows the bus as JSON lines")
def _():
    with Desktop(a11y=False) as d, Model(("finish", {"text": "x"})) as m, Agentd(d, model=m) as a:
        a.task("finish")
        log = os.path.join(d.base, "events")
        with open(log, "wb") as f:
            proc = d.spawn([AGENTCTL, "--socket", a.socket_path, "events", "--since", "0"], stdout=f)

        def lines():
            with open(log, encoding="utf-8") as f:
                return [json.loads(line) for line in f.read().split("\n")[:-1]]
        until(lambda: any(e["topic"] == "task.end" for e in lines()), 10, "the end of the task among the events")
        proc.terminate()
        proc.wait(10)


main()
