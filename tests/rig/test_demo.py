#!/usr/bin/python3
"""./demo itself: the default task, others, --keep, an interrupt, and what is left behind."""
import os
import re
import signal
import subprocess
import time

from desktop import carries
from rig import ROOT, equal, holds, main, run, test, until

DEMO = os.path.join(ROOT, "demo")


def env():
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "AGENTD_BUILD", "ASAN_OPTIONS")}
    kept["AGENTD_TEST_MARK"] = "demo-%d" % os.getpid()
    return kept


def left_behind():
    """Processes that a demo of this test started and that still run."""
    mark = "AGENTD_TEST_MARK=demo-%d" % os.getpid()
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and carries(int(name), mark):
            with open("/proc/%s/cmdline" % name, "rb") as f:
                found.append(f.read().replace(b"\0", b" ").decode())
    return found


def nothing_left():
    try:
        until(lambda: not left_behind(), 10, "the end of all processes")
    except TimeoutError:
        raise AssertionError("still running: %r" % left_behind()) from None


@test("./demo does its task: exit 0, the file is exact, pictures and journal are there, in under 60 s")
def _():
    ran = run([DEMO], env(), 150).expect(0)
    found = re.search(r"^  file +(\S.*hello\.txt)$", ran.out, re.M)
    with open(found.group(1), "rb") as f:
        equal(f.read().rstrip(b"\n"), b"Hello from agentd", "the file")
    for name in ("before", "after"):
        path = re.search(r"^  %s +(\S+)$" % name, ran.out, re.M).group(1)
        with open(path, "rb") as f:
            equal(f.read(8), b"\x89PNG\r\n\x1a\n", name)
    journal = re.search(r"^  journal +(\S+)$", ran.out, re.M).group(1)
    equal(os.path.isfile(os.path.join(journal, "journal.jsonl")), True, "journal")
    nothing_left()


@test("./demo calculates")
def _():
    ran = run([DEMO, "Calculate 12.5 * 8 in the calculator and tell me the result"], env(), 150).expect(0)
    holds(ran.out, "100")
    nothing_left()


@test("./demo makes a folder in the file manager")
def _():
    ran = run([DEMO, 'Create a folder called "Reports 2026" in the file manager'], env(), 150).expect(0)
    path = re.search(r"^  file +(\S.*Reports 2026)$", ran.out, re.M).group(1)
    equal(os.path.isdir(path), True, "the folder")
    nothing_left()


@test("./demo fails honestly: exit 1, says what it looked for, has made nothing")
def _():
    ran = run([DEMO, "Click the button labelled Frobnicate"], env(), 150).expect(1)
    holds(ran.out, "Frobnicate")
    equal(re.findall(r"^  file +.*$", ran.out, re.M), [], "files made")
    nothing_left()


@test("./demo refuses wrong usage with exit 2")
def _():
    run([DEMO, "--frob"], env()).expect(2)
    run([DEMO, ""], env()).expect(2)
    run([DEMO, "one", "two"], env()).expect(2)


@test("an interrupt in the middle leaves nothing behind")
def _():
    proc = subprocess.Popen([DEMO, 'Wait for the text "never to be seen"'], env=env(), stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
    said = b""
    while b"  1." not in said:
        piece = proc.stdout.read1(4096)
        if not piece:
            raise AssertionError("it ended by itself: %r" % said)
        said += piece
    os.killpg(proc.pid, signal.SIGINT)
    proc.stdout.read()
    equal(proc.wait(30) != 0, True, "a status that is not 0")
    nothing_left()


@test("--keep leaves desktop and daemon running and says how to end them")
def _():
    begun = time.monotonic()
    ran = run([DEMO, "--keep", 'Open the text editor'], env(), 150)
    ran.expect(0)
    keeper = int(re.search(r"^To end them: kill (\d+)$", ran.out, re.M).group(1))
    exports = dict(re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ +export (.*)$", ran.out, re.M))))
    try:
        ctl = run([os.path.join(ROOT, "build/bin/agentctl"), "status"], dict(env(), **exports)).expect(0)
        holds(ctl.out, exports["DISPLAY"])
    finally:
        os.kill(keeper, signal.SIGTERM)
    nothing_left()
    if time.monotonic() - begun > 60:
        raise AssertionError("%.0f s" % (time.monotonic() - begun))


main()
