#!/usr/bin/env python3
"""Every call into the system fails once, and from then on, under every command: the program says so and ends with 2, or
gives the very answer it gives when nothing fails. No crash, no half of an answer, no damaged file."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

PROGRAM = os.path.abspath("build/fault/todoke")
SMALL = os.path.abspath("tests/data/packs/small")
JOBS = int(os.environ.get("JOBS", "2"))
CRASH = 99
INCIDENT = {"actor.kind": "business", "data.people": 1001, "loss.money": 0, "actor.sectors": ["water"], "incident.minutes": 200,
            "incident.known_at": "2026-11-02T10:00:00+09:00"}
AT = ["--at", "2026-11-20"]
PACK = ["--pack", SMALL]
# name, arguments; {folder} is a folder of its own for every run
COMMANDS = [
    ("duties", ["duties", "{folder}/incident.json", *PACK, *AT]),
    ("duties_json", ["duties", "{folder}/incident.json", *PACK, *AT, "--json"]),
    ("duties_built_in", ["duties", "{folder}/incident.json", *AT]),
    ("each", ["duties", "--each", "{folder}/many.jsonl", *PACK, *AT]),
    ("explain", ["explain", "sm.leak", "{folder}/incident.json", *PACK, *AT]),
    ("check", ["check", SMALL]),
    ("test", ["test", SMALL]),
    ("fmt_check", ["fmt", "--check", "{folder}/pack"]),
    ("fmt", ["fmt", "{folder}/pack"]),
    ("diff", ["diff", SMALL, SMALL, *AT]),
    ("windows", ["windows", *PACK, *AT]),
    ("calendar", ["calendar", "{folder}/incident.json", *PACK, *AT]),
    ("calendar_file", ["calendar", "{folder}/incident.json", *PACK, *AT, "--output", "{folder}/out.ics"]),
    ("manual", ["manual"]),
]


# These say each line as soon as it is certain; all others speak once.
LINE_BY_LINE = ("each", "fmt", "fmt_check")


def prepare(folder, name):
    with open(f"{folder}/incident.json", "w", encoding="utf-8") as file:
        json.dump({} if name == "duties_built_in" else INCIDENT, file)
    with open(f"{folder}/many.jsonl", "w", encoding="utf-8") as file:
        file.write((json.dumps(INCIDENT) + "\n") * 2)
    if name.startswith("fmt"):  # a pack of which two files are out of shape
        os.makedirs(f"{folder}/pack")
        for path in ("duties/leak.duty", "facts/facts.fact"):
            with open(f"{SMALL}/{path}", encoding="utf-8") as file:
                text = file.read()
            with open(f"{folder}/pack/{os.path.basename(path)}", "w", encoding="utf-8") as file:
                file.write(text.replace("  class   ", "  class ").replace("  level   ", "  level     "))
        shutil.copy(f"{SMALL}/pack.pack", f"{folder}/pack/pack.pack")


def contents(folder):
    """All files of the folder."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


class Run:
    """One run in a folder of its own."""
    def __init__(self, command, **failing):
        self.name, arguments = command
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as count:
            prepare(folder, self.name)
            self.before = contents(folder)
            env = {"LANG": "en_US.UTF-8", "ASAN_OPTIONS": f"exitcode={CRASH}:detect_leaks=0", "TODOKE_FAIL_COUNT": count.name,
                   "UBSAN_OPTIONS": f"exitcode={CRASH}", **{f"TODOKE_FAIL_{key}": str(value) for key, value in failing.items()}}
            done = subprocess.run([PROGRAM, *(a.replace("{folder}", folder) for a in arguments)], env=env, cwd=folder,
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            self.after = contents(folder)
            self.calls = int(count.read() or 0)
        self.status, self.err = done.returncode, done.stderr.decode(errors="replace")
        self.out = done.stdout.replace(folder.encode(), b"FOLDER")

    def fault(self, whole, mute):
        """What is wrong with it beside the run in which nothing failed; `mute`: nothing could be said any more."""
        if self.status not in (0, 1, 2) or "Sanitizer" in self.err or "runtime error" in self.err:
            return f"exit status {self.status}: {self.err[:200]}"
        for path, text in self.after.items():
            if text not in (self.before.get(path), whole.after.get(path)):
                return f"{path} is damaged"
        if set(self.before) - set(self.after):
            return f"{set(self.before) - set(self.after)} is gone"
        if self.status == whole.status:
            return None if (self.out, self.after) == (whole.out, whole.after) else "another answer without a word"
        if self.status != 2:
            return f"exit status {self.status}, not {whole.status}"
        known = whole.out.splitlines(keepends=True) if self.name in LINE_BY_LINE else []
        if not set(self.out.splitlines(keepends=True)) <= set(known):
            return f"half an answer: {self.out[:80]}"
        return None if self.err or mute else "not a word"


def report(name, faults):
    print(f"ok {name}" if not faults else f"not ok {name} - {len(faults)} times, first: {faults[0]}", flush=True)


def sweep(pool, command, whole, key):
    """Fails call after call; what went wrong, with the number of the call."""
    numbers = range(1, whole.calls + 1)
    runs = list(pool.map(lambda number: Run(command, **{key: number}), numbers))
    faults = [(number, run.fault(whole, mute=key == "FROM")) for number, run in zip(numbers, runs)]
    told = sum(run.status == 2 for run in runs)
    if told * 10 < len(runs) * 9:
        return [f"only {told} of {len(runs)} failures were noticed"]
    return [f"call {number}: {fault}" for number, fault in faults if fault]


def one_command(pool, command):
    name = command[0]
    whole = Run(command)
    if whole.status not in (0, 1) or whole.calls < 2:
        report(f"whole_{name}", [f"exit status {whole.status}, {whole.calls} calls: {whole.err[:200]}"])
        return
    report(f"fails_once_{name}", sweep(pool, command, whole, "AT"))
    report(f"fails_for_good_{name}", sweep(pool, command, whole, "FROM"))
    short = Run(command, SHORT=1)
    same = (short.status, short.out, short.after) == (whole.status, whole.out, whole.after)
    report(f"in_small_pieces_{name}", [] if same else [f"exit status {short.status}: {short.err[:200]}"])


def main():
    with ThreadPoolExecutor(JOBS) as pool:
        for command in COMMANDS:
            if len(sys.argv) < 2 or command[0] in sys.argv[1:]:
                one_command(pool, command)


main()
