# What the tests of the commands share: running the built program, and saying ok or not ok.
import json
import os
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PROGRAM = os.environ.get("TODOKE", os.path.join(ROOT, "build/todoke"))
VILLAGE = os.path.join(ROOT, "tests/data/packs/village")


class Done:
    def __init__(self, process):
        self.status = process.returncode
        self.out, self.talk = process.stdout.decode("utf-8"), process.stderr.decode("utf-8")

    def json(self):
        return json.loads(self.out)


def surroundings(**extra):
    kept = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    return dict(kept, **extra)


def todoke(*arguments, typed="", pack=VILLAGE, **extra):
    """Runs the program over a pipe; `typed` is text or bytes."""
    command = [PROGRAM, *arguments] + (["--pack", pack] if pack else [])
    typed = typed.encode("utf-8") if isinstance(typed, str) else typed
    return Done(subprocess.run(command, input=typed, capture_output=True, timeout=60, env=surroundings(**extra)))


def need(holds, *what):
    if not holds:
        raise AssertionError(" ".join(str(part)[-600:] for part in what) or "does not hold")


def same(got, want, *what):
    need(got == want, "got", repr(got), "want", repr(want), *what)


def inside(text, *parts):
    for part in parts:
        need(part in text, repr(part), "is not in", repr(text))


def folder():
    return tempfile.TemporaryDirectory(prefix="todoke-")


def run_all(tests):
    """Every function is one test; its name is the test's."""
    failed = 0
    for test in tests:
        try:
            test()
            print(f"ok {test.__name__}", flush=True)
        except Exception as fault:  # a broken test is a failed one
            failed += 1
            where = traceback.extract_tb(fault.__traceback__)[1].lineno if fault.__traceback__.tb_next else 0
            print(f"not ok {test.__name__} - line {where}: {fault!s}".replace("\n", "\\n"), flush=True)
    sys.exit(1 if failed else 0)
