#!/usr/bin/env python3
"""One's own report in a real browser: the door, what became of it, a follow-up with its changes, the requests, a note; in three
languages, at 320 and 1280 pixels, with what axe and two validators say of each page."""
import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from portal import Portal, finish, test
from validators import validators

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402

WAIT_S = 900
ROUNDS = 40
REPORT = {"incident": {"actor.kind": "business", "data.personal": True, "data.people": 5000, "data.protected": False, "data.pseudonymised": False,
                       "actor.processor": False, "incident.kinds": ["ransomware"], "incident.known_at": "2026-11-20T09:00:00+09:00"},
          "narrative": "…", "windows": [{"window": "demo.desk"}]}


def no_time_tells(portal, filed):
    """With a wrong key the answer takes as long for a number that exists as for one that does not."""
    taken = {filed["receipt"]: [], "0000-0000-0000": []}
    for number in range(2 * ROUNDS):
        receipt = list(taken)[number % 2]
        body = f"receipt={receipt}&key=0000-00000-0000-00000"
        began = time.perf_counter()
        answer = portal.post_form("/en/case", body)
        taken[receipt].append(time.perf_counter() - began)
        if answer.status != 422:
            test("a wrong key is refused", False, answer)
    there, nowhere = (statistics.median(times) for times in taken.values())
    print(f"# a wrong key: {there * 1000:.2f} ms for a number that exists, {nowhere * 1000:.2f} ms for none", flush=True)
    test("no time tells whether a number exists", abs(there - nowhere) < max(0.003, 0.3 * nowhere), (there, nowhere))


def main():
    install()
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal, tempfile.TemporaryDirectory() as folder:
        test("an office with pages opens", portal.start().ready(), portal.said())
        filed = portal.post("/api/v1/reports", json.dumps(REPORT)).json()
        no_time_tells(portal, filed)
        done = subprocess.run(["node", f"{BROWSER}/case.mjs", shutil.which("chromium"), f"http://127.0.0.1:{portal.port}", filed["receipt"],
                               filed["key"], folder], capture_output=True, timeout=WAIT_S)
        test("the browser came to the end", done.returncode == 0, done.stderr.decode()[-600:])
        for line in done.stdout.decode().splitlines():
            said = json.loads(line)
            test(said["page"], not said["faults"], said["faults"][:3])
        paths = sorted(glob.glob(f"{folder}/*.html"))
        test("every page was looked at", len(paths) == 6 * 13, len(paths))
        validators(paths)
        if "KEEP" in os.environ:
            shutil.copytree(folder, os.environ["KEEP"], dirs_exist_ok=True)
    finish()


main()
