#!/usr/bin/python3
"""Every call into the system fails once under `todoke seal`, and then from there on: a sealed report is there whole or not at all, nothing lies
about, it is said, and handing in again after any failure brings the one report."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path[1:1] = ["tests/office"]
import sealed  # noqa: E402
from office import Office, until  # noqa: E402
from sealed import opener  # noqa: E402

PROGRAM, SHIM = os.path.abspath("build/todoke"), os.path.abspath("build/crash/shim_failing.so")
PACK = os.path.abspath("tests/data/packs/small")
FILE = b"attached" * 20000


def report(name, faults, note=""):
    print(f"not ok {name} - {len(faults)} times, first: {faults[0]}" if faults else f"ok {name}", flush=True)
    if note:
        print(f"note {name}: {note}", flush=True)


class Run:
    """One run of the command in a folder of its own, with a call that fails; `calls` is how many there were."""

    def __init__(self, folder, words, **failing):
        count = f"{folder}.count"
        done = subprocess.run([PROGRAM, "seal", *words], cwd=folder, capture_output=True, timeout=90, check=False, env={
            "LANG": "en_US.UTF-8", "LD_PRELOAD": SHIM, "FAIL_COUNT": count, **{f"FAIL_{key}": str(value) for key, value in failing.items()}})
        with open(count, "rb") as file:
            self.calls = int.from_bytes(file.read(8), "little")
        os.unlink(count)
        self.status, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()


def whole(folder):
    """What is wrong with a sealed report that is there."""
    with open(f"{folder}/filing", "rb") as file:
        filing = opener.read_filing(file.read())
    for ident, _, digest in filing.evidence:
        with open(f"{folder}/{ident.hex()}.evidence", "rb") as file:
            if hashlib.blake2b(file.read(), digest_size=32, person=b"todoke.sealed").digest() != digest:
                return "a file is damaged"
    return None if len(filing.evidence) == 1 else "a file is missing"


def sealing(base, number, key):
    folder = f"{base}/{key}{number}"
    os.mkdir(folder)
    for name in ("incident.json", "attached", "list"):
        shutil.copy(f"{base}/{name}", folder)
    run = Run(folder, ("incident.json", "--window", "demo.desk", "--attach", "attached", "--keys", "list", "-o", "sealed", "--pack", PACK), **{key: number})
    left = set(os.listdir(folder)) - {"incident.json", "attached", "list"}
    fault = None
    if run.status == 0:
        fault = whole(f"{folder}/sealed") if left == {"sealed"} else f"left: {left}"
    elif run.status != 2:
        fault = f"exit status {run.status}: {run.err}"
    elif "sealed" in left and whole(f"{folder}/sealed"):
        fault = whole(f"{folder}/sealed")
    elif key == "AT" and left - {"sealed"}:
        fault = f"left: {left}"
    elif key == "AT" and not run.err:
        fault = "not a word"
    shutil.rmtree(folder)
    return run, f"call {number}: {fault}" if fault else None


def sweep(base, key):
    calls = sealing(base, 0, key)[0].calls
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda number: sealing(base, number, key), range(1, calls + 1)))
    refused = sum(run.status == 2 for run, _ in runs)
    faults = [fault for _, fault in runs if fault]
    if refused * 2 < len(runs):
        faults.append(f"only {refused} of {len(runs)} failures were noticed")
    report(f"sealing_{'fails_once' if key == 'AT' else 'fails_for_good'}", faults, f"{calls} calls, {refused} refused")


def handing_in(office, base):
    """The same report, handed in with each call failing, and once more at the end: one report, one proof."""
    words = ("incident.json", "--window", "demo.desk", "--attach", "attached", "--keys", "list", "-o", "sealed", "--pack", PACK)
    assert Run(base, words).status == 0
    words = ("sealed", "--hand-in", office.data, "--json")
    calls, proofs, faults, refused = Run(base, words, AT=0).calls, set(), [], 0
    for number in range(1, calls + 1):
        run = Run(base, words, AT=number)
        refused += run.status == 2
        if run.status == 0:
            proofs.add(json.loads(run.out)["proof"])
        elif run.status != 2 or not run.err or whole(f"{base}/sealed"):
            faults.append(f"call {number}: {run.status} {run.err}")
    last = Run(base, words)
    proofs.add(json.loads(last.out)["proof"])
    vault = sealed.room(office.data, "vault")
    count = "SELECT count(*) FROM report"
    until(lambda: vault.execute(count).fetchone() == (1,))
    if len(proofs) != 1 or vault.execute(count).fetchone() != (1,):
        faults.append(f"{len(proofs)} proofs, {vault.execute(count).fetchone()} reports")
    vault.close()
    report("handing_in_fails_once", faults, f"{calls} calls, {refused} refused")


def main():
    with Office() as office:
        office.start().ready()
        base = office.folder + "/base"
        os.mkdir(base)
        shutil.copy(office.data + "/keys/list", base)
        with open(f"{base}/incident.json", "w", encoding="utf-8") as file:
            json.dump({"data.people": 1001}, file)
        with open(f"{base}/attached", "wb") as file:
            file.write(FILE)
        sweep(base, "AT")
        sweep(base, "FROM")
        handing_in(office, base)
        office.close()


main()
