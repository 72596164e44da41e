#!/usr/bin/env python3
"""A pack with one fault: `todoke check` points at the right line, with the right words, and says little else.

Each file of tests/data/packs/broken changes the small pack, in these lines, top to bottom; `--` is a remark, "…" knows
\\n, \\" , \\\\ and \\xNN (one byte):

    file    PATH                       what the next lines change; a new file is made
    replace "OLD"                      OLD stands exactly once
       with "NEW"
    append  "TEXT"                     at the end
    repeat  N "TEXT"                   N times at the end; {n} is the number
    write   "TEXT"                     the whole file
    remove                             takes the file away
    expect  PATH:LINE KEY              the finding; PATH alone: it has no line; a dot: it is about the pack
    also    N                          further findings that may follow from it (else 5)
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

DATA = "tests/data/packs"
PROGRAM, CAREFUL = "build/todoke", "build/san/todoke"
CAREFUL_EVERY = 10
ALSO = 5
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"$')
# Faults of the world, not of a text: tests of commands and of the fault door bring them about.
ELSEWHERE = {"pack.no_folder", "pack.unreadable", "pack.too_many_files", "pack.empty"}


def unescape(written):
    text = TEXT.search(written).group(1)
    parts = re.split(r'(\\x[0-9A-F]{2}|\\.)', text)
    plain = {"\\n": b"\n", '\\"': b'"', "\\\\": b"\\"}
    return b"".join(bytes([int(p[2:], 16)]) if p.startswith("\\x") else plain[p] if p.startswith("\\") else p.encode()
                    for p in parts)


class Fault:
    """One file of tests/data/packs/broken."""
    def __init__(self, path):
        self.name = os.path.basename(path)[:-len(".broken")]
        self.also = ALSO
        with open(path, encoding="utf-8") as file:
            lines = [line.strip() for line in file if line.strip() and not line.startswith("--")]
        self.steps = [line.split(None, 1) for line in lines]
        for word, rest in [step for step in self.steps if step[0] in ("expect", "also")]:
            if word == "also":
                self.also = int(rest)
                continue
            place, self.key = rest.rsplit(" ", 1)
            file, _, line = place.partition(":")
            self.file, self.line = file, int(line or 0)

    def apply(self, folder):
        path = old = None
        for step in self.steps:
            word, rest = step[0], step[1] if len(step) > 1 else ""
            if word == "file":
                path = f"{folder}/{rest}"
                os.makedirs(os.path.dirname(path), exist_ok=True)
            elif word == "replace":
                old = unescape(rest)
            elif word == "remove":
                os.remove(path)
            elif word not in ("expect", "also"):
                self.write(path, self.changed(path, word, rest, old))

    def changed(self, path, word, rest, old):
        text = b""
        if os.path.exists(path):
            with open(path, "rb") as file:
                text = file.read()
        if word == "with":
            if text.count(old) != 1:
                raise ValueError(f"{old!r} stands {text.count(old)} times")
            return text.replace(old, unescape(rest))
        if word == "repeat":
            times, rest = rest.split(None, 1)
            return text + b"".join(unescape(rest).replace(b"{n}", b"%d" % (i + 1)) for i in range(int(times)))
        if word not in ("append", "write"):
            raise ValueError(f"unknown step {word}")
        return (text if word == "append" else b"") + unescape(rest)

    @staticmethod
    def write(path, text):
        with open(path, "wb") as file:
            file.write(text)


def check(program, folder):
    run = subprocess.run([program, "check", folder, "--json", "--lang", "en"], capture_output=True, timeout=60)
    return run.returncode, run.stdout.decode(), run.stderr.decode(errors="replace")


def judge(fault, folder, program):
    """What is wrong with the answer; None if nothing is. And the keys that were found."""
    status, out, err = check(program, folder)
    if status not in (0, 1) or err:
        return f"exit status {status}, {err[:300]}", set()
    findings = json.loads(out)["findings"]
    place = folder if fault.file == "." else f"{folder}/{fault.file}"
    hits = [f for f in findings if (f["file"], f["line"], f["key"]) == (place, fault.line, fault.key)]
    shown = "; ".join(f"{os.path.relpath(f['file'], folder)}:{f['line']} {f['key']}" for f in findings[:4])
    if not hits:
        return f"not found, but: {shown}", set()
    if (status == 1) != any(f["severity"] == "error" for f in findings):
        return f"exit status {status}: {shown}", set()
    if len(findings) - 1 > fault.also:
        return f"{len(findings)} findings: {shown}", set()
    return None, {fault.key}


def run_fault(fault, program):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(f"{DATA}/small", folder, dirs_exist_ok=True)
        try:
            fault.apply(folder)
        except (ValueError, OSError, AttributeError, KeyError) as wrong:
            return f"the change cannot be made: {wrong}", set()
        return judge(fault, folder, program)


def sound(program):
    """The pack that is broken is sound itself."""
    status, out, err = check(program, f"{DATA}/small")
    return None if status == 0 and not json.loads(out)["findings"] else f"{status} {out[:200]} {err[:200]}"


def all_keys():
    keys = set()
    for name in ("rule", "sense", "pack", "compile"):
        with open(f"text/{name}.words", encoding="utf-8") as file:
            keys |= {line.strip() for line in file if re.match(r"[a-z]", line)}
    return {key for key in keys if not key.endswith(("_advice", "_near", ".nearest"))}


def report(name, why):
    print(f"ok {name}" if why is None else f"not ok {name} - {why}", flush=True)
    return why is None


def main(wanted):
    faults = [Fault(path) for path in sorted(glob.glob(f"{DATA}/broken/*.broken"))]
    report("small_pack_is_sound", sound(PROGRAM))
    report("at_least_200", None if len(faults) >= 200 else f"only {len(faults)}")
    seen = set()
    for number, fault in enumerate(faults):
        if wanted and not any(word in fault.name for word in wanted):
            continue
        why, keys = run_fault(fault, PROGRAM)
        seen |= keys
        if why is None and number % CAREFUL_EVERY == 0 and os.path.exists(CAREFUL):
            why = run_fault(fault, CAREFUL)[0]
        report(f"broken_{fault.name}", why)
    if not wanted:
        missing = sorted(all_keys() - seen - ELSEWHERE)
        report("every_message_is_reached", f"no pack brings about {', '.join(missing)}" if missing else None)


main(sys.argv[1:])
