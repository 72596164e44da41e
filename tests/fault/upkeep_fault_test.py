#!/usr/bin/python3
"""The commands by which an office is kept: backup, restore, doctor, ledger, keys, window and officer. Every call into the system that can fail fails
once, and from there on, and the process is killed at every call. No crash, no false answer, no failure without a word; whatever was there before is
there afterwards, what is called good is good, and the same command works as soon as the fault is over."""
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.path[1:1] = ["tests/crash", "tests/office"]
import sealed  # noqa: E402
from office import Office, until  # noqa: E402
from people import say  # noqa: E402

PLAIN, PROGRAM, SHIM = (os.path.abspath(path) for path in ("build/todoke", "build/san/todoke", "build/crash/shim_failing.so"))
SAMPLES = int(os.environ.get("SAMPLES", "2"))  # of each command and way; the long run takes every call
BACKUPS = [time.strftime("%Y%m%dT000000Z", time.gmtime(time.time() - days * 86400)) for days in (3, 2, 1)]
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
CRASH = 99
WAYS = (("FAIL_AT", "once"), ("FAIL_FROM", "from then on"), ("FAIL_KILL", "killed"))
INCIDENT = {"incident.kinds": ["ransomware"], "actor.kind": "business"}
SETTINGS = {"TODOKE_SPOOL_RESERVE_MIB": "0", "TODOKE_SPOOL_FREE_MIB": "0", "LC_ALL": "en_US.UTF-8"}


def todoke(folder, *words):
    return subprocess.run([PLAIN, *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "LC_ALL": "en_US.UTF-8"})


def must(folder, *words):
    done = todoke(folder, *words)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


# --- the office that all begin with ------------------------------------------------------------------------------------------

def make_office(top):
    """A demonstration with three reports in the vault, one with files, and one more in the spool; openings in the ledger."""
    with open(f"{top}/report.json", "w", encoding="utf-8") as file:
        json.dump(INCIDENT, file)
    for name, size in (("small", 100), ("large", 400000)):
        with open(f"{top}/{name}.bin", "wb") as file:
            file.write(os.urandom(size))
    with Office(program=PLAIN, variables=SETTINGS, data=f"{top}/data") as office:
        office.start()
        assert office.ready(), office.said()
        must(top, "ledger", "witness", "data", "--state", "witness", "--name", "test.witness", "--first")

        def hand_in(*more):
            return json.loads(must(top, "seal", "report.json", "--window", "demo.desk", "--hand-in", "data", "--json", *more))["receipt"]
        receipts = [hand_in(), hand_in("--attach", "small.bin", "--attach", "large.bin"), hand_in()]
        assert until(lambda: len(sealed.filings(office.data)) == 3)
        for receipt in receipts * 2:
            must(top, "open", receipt, "--data", "data", "--officer-key", "data/keys/demonstration/officer", "--purpose", "x")
        os.kill(office.roles()["registrar"]["pid"], signal.SIGSTOP)
        hand_in()
        os.killpg(office.process.pid, signal.SIGKILL)
        office.process.wait()
        office.clear_paper()
    for name in os.listdir(f"{top}/data/run"):
        os.unlink(f"{top}/data/run/{name}")


def make_rest(top):
    """Three backups, an office that is hurt in many places; and a real one, of which shares are held."""
    os.mkdir(f"{top}/backups")
    must(top, "backup", "data", "-o", "backups")
    made, = (name for name in os.listdir(f"{top}/backups") if name != "halves")
    for name in BACKUPS:
        shutil.copytree(f"{top}/backups/{made}", f"{top}/backups/{name}")
        shutil.copy(f"{top}/backups/halves/{made}.db", f"{top}/backups/halves/{name}.db")
    shutil.rmtree(f"{top}/backups/{made}")
    os.unlink(f"{top}/backups/halves/{made}.db")
    shutil.copytree(f"{top}/data", f"{top}/hurt")
    for name in os.listdir(f"{top}/hurt/vault/large"):
        os.truncate(f"{top}/hurt/vault/large/{name}", 5)
    with open(f"{top}/hurt/ledger/leaves", "r+b") as file:
        file.write(b"not a leaf")
    os.chmod(f"{top}/hurt/halves", 0o755)
    for name in "keeper", "root", "officer", "new":
        with open(f"{top}/{name}.words", "w", encoding="ascii") as file:
            file.write(f"words of the {name}\n")
    rooted = "--data", "real", "--root", "root", "--root-passphrase", "root.words"
    must(top, "keys", "ceremony", *rooted, "--shares", "shares", "--keeper-passphrase", "keeper.words")
    must(top, "officer", "add", "desk-a", "-o", "desk-a.key", "--passphrase", "officer.words", *rooted)
    must(top, "officer", "add", "desk-b", "-o", "desk-b.key", "--passphrase", "officer.words", *rooted)
    must(top, "window", "add", "demo.desk", "--officer", "desk-a", *rooted)


def contents(folder):
    """{path: content} of all files; of a room what its tables hold."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith(".db"):
                room = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
                content = "\n".join(room.iterdump()).encode()
                room.close()
            elif name.endswith(("-wal", "-shm")):
                continue
            else:
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, folder)] = hashlib.sha256(content).hexdigest()
    return found


def same(before, folder, *but):
    """Nothing of `folder` was changed or is gone; what has come is `but`."""
    now = contents(folder)
    return [f"{path} was changed" for path in before if now.get(path) != before[path]] + \
        [f"{path} has come" for path in now if path not in before and not path.startswith(but)]


# --- what must hold after each -----------------------------------------------------------------------------------------------

class Plan:
    """A command: what of the office it needs, its words, and what must hold after it (Run, the run without a fault) -> faults."""

    def __init__(self, name, needs, words, after, status=0):
        self.name, self.needs, self.words, self.after, self.status = name, needs, words, after, status


def new_backups(run):
    return sorted(name for name in os.listdir(f"{run.top}/backups") if name not in ("halves", *BACKUPS) and not name.startswith("."))


def after_backup(run, whole):
    """The newest two of before are whole; the oldest as well, or it has gone for a new one."""
    before, new = run.before["backups"], new_backups(run)
    has_gone = new and not os.path.exists(f"{run.top}/backups/{BACKUPS[0]}")
    stays = {path: content for path, content in before.items() if not (has_gone and path.startswith(BACKUPS[0])) and
             not (new and path == f"halves/{BACKUPS[0]}.db")}
    faults = same(run.before["data"], f"{run.top}/data") + same(stays, f"{run.top}/backups", "2", ".making/", "halves/")
    if run.status == 0 and (len(new) != 1 or not has_gone):
        faults.append(f"it said that all is done, and there are {len(new)} new backups")
    if not new and not run.is_whole:  # what it left must not be in the way
        done = todoke(run.top, "backup", "data", "-o", "backups")
        new = new_backups(run)
        if done.returncode != 0 or len(new) != 1 or len(os.listdir(f"{run.top}/backups")) != 4:
            return faults + [f"the next one is not made: {done.stderr}"]
    for number, name in enumerate(new):
        done = todoke(run.top, "restore", f"backups/{name}", "-o", f"again{number}")
        if done.returncode != 0 or done.stderr:
            faults.append(f"the backup does not come back: {done.stderr}")
        elif whole and contents(f"{run.top}/again{number}") != whole.made:
            faults.append("what comes back is not what was there")
        elif not whole:
            run.made = contents(f"{run.top}/again{number}")
    return faults


def after_restore(run, whole):
    faults = same(run.before["backups"], f"{run.top}/backups")
    made = contents(f"{run.top}/again") if os.path.exists(f"{run.top}/again") else {}
    if run.status == 0 and whole and made != whole.made:
        faults.append(f"it said that all is back, and it is not: {set(made.items()) ^ set(whole.made.items())}")
    if run.status == 0 and not whole:
        run.made = made
    if run.status != 0 and "office" in made and made != whole.made:
        faults.append("what is not whole would be taken for an office")
    return faults


def after_restore_onto(run, _whole):
    return same(run.before["data"], f"{run.top}/data") + same(run.before["backups"], f"{run.top}/backups")


def after_doctor(run, whole):
    folder = run.plan.needs[0]
    faults = same(run.before[folder], f"{run.top}/{folder}")
    if run.status in (0, 1):
        said = json.loads(run.out)
        run.said = {**said, "free_bytes": said["free_bytes"] > 0}
        if whole and run.status == 0 and run.said != whole.said:
            faults.append(f"well, it said, and had not seen all: {run.said}")
    return faults


def after_reading(run, whole):
    faults = same(run.before["data"], f"{run.top}/data") if "data" in run.before else []
    if whole and run.status == whole.status and run.out != whole.out:
        faults.append(f"another answer without a word: {run.out[:80]}")
    if whole and run.status not in (whole.status, 2) and not run.was_killed:
        faults.append(f"status {run.status}: {run.out[:80]} {run.err[:80]}")
    return faults


def after_witness(run, whole):
    """What was said is remembered; the next time it can go on from there."""
    faults = same(run.before["data"], f"{run.top}/data")
    if run.status == 0 and whole and run.out.split("\n\n")[0] != whole.out.split("\n\n")[0]:
        faults.append("another checkpoint was cosigned")
    if run.status == 1:
        faults.append(f"an honest ledger was accused: {run.err[:120]}")
    done = todoke(run.top, "ledger", "witness", "data", "--state", "witness")
    if done.returncode != 0:
        faults.append(f"the witness cannot go on: {done.stderr}")
    return faults


def after_keys(run, whole):
    """The office is whole, and it can be asked for again."""
    data = run.plan.needs[0]
    faults = same(run.before["shares"], f"{run.top}/shares") if "shares" in run.before else []
    if run.status == 0 and whole and run.err != whole.err:
        faults.append(f"done, and something else is said of it: {run.err}")
    for words in (("doctor", data), run.plan.words, ("doctor", data), ("officer", "list", "--data", data), ("window", "list", "--data", data)):
        done = todoke(run.top, *words)
        if done.returncode != 0:
            faults.append(f"afterwards {' '.join(words[:3])}: {done.stdout[-200:]} {done.stderr[-200:]}")
    return faults


def after_recover_windows(run, whole):
    faults = after_keys(run, whole)
    officer = sealed.key_file(f"{run.top}/desk-b.key", "words of the officer")
    if set(sealed.window_pairs(f"{run.top}/real", officer)) != {("demo.desk", 1)}:
        faults.append("the new officer has not got the window")
    return faults


def after_recover_keeper(run, whole):
    """Each of the two files opens under the old words or the new; and after another time under the new."""
    faults, words = [], ("words of the keeper", "words of the new")
    for name in "keeper.1", "ledger.1":
        found = [sealed.key_file(f"{run.top}/real/keeper/{name}", word)["grain"] for word in words if opens(f"{run.top}/real/keeper/{name}", word)]
        if len(found) != 1 or (run.status == 0 and not opens(f"{run.top}/real/keeper/{name}", words[1])):
            faults.append(f"{name} is lost or not what was said")
    faults += after_keys(run, whole)
    if not all(opens(f"{run.top}/real/keeper/{name}", words[1]) for name in ("keeper.1", "ledger.1")):
        faults.append("given again it has not put all under the new words")
    return faults


def opens(path, words):
    try:
        return len(sealed.key_file(path, words)["grain"]) == 32
    except sealed.opener.Refused:
        return False


WITNESSED = ("ledger", "witness", "data", "--state", "witness")
SLOW = ("keys_recover_keeper",)  # a passphrase again and again; keys_test.py has the moment between its two files
REAL = ("real", "shares", "new.words", "desk-b.key")
PLANS = [
    Plan("backup", ("data", "backups"), ("backup", "data", "-o", "backups"), after_backup),
    Plan("restore", ("backups",), ("restore", f"backups/{BACKUPS[2]}", "-o", "again"), after_restore),
    Plan("restore_onto", ("data", "backups"), ("restore", f"backups/{BACKUPS[2]}", "-o", "data"), after_restore_onto, 2),
    Plan("doctor", ("data",), ("doctor", "data", "--json"), after_doctor),
    Plan("doctor_hurt", ("hurt",), ("doctor", "hurt", "--json"), after_doctor, 1),
    Plan("ledger_verify", ("data",), ("ledger", "verify", "data", "--json"), after_reading),
    Plan("ledger_verify_hurt", ("hurt",), ("ledger", "verify", "hurt", "--json"), after_reading, 1),
    Plan("ledger_prove", ("data",), ("ledger", "prove", "1", "data"), after_reading),
    Plan("ledger_prove_growth", ("data",), ("ledger", "prove", "--from", "1", "data"), after_reading),
    Plan("ledger_witness", ("data", "witness"), WITNESSED, after_witness),
    Plan("window_rotate", ("data",), ("window", "rotate", "demo.desk", "--data", "data"), after_keys),
    Plan("keys_rotate_receipt", ("data",), ("keys", "rotate", "receipt", "--data", "data"), after_keys),
    Plan("keys_rotate_keeper", ("data",), ("keys", "rotate", "keeper", "--data", "data"), after_keys),
    Plan("keys_rotate_courier", ("data",), ("keys", "rotate", "courier", "--data", "data"), after_keys),
    Plan("officer_grant", ("data",), ("officer", "grant", "demonstration", "--window", "demo.desk", "--days", "10", "--data", "data"), after_keys),
    Plan("officer_revoke", ("data",), ("officer", "revoke", "demonstration", "--window", "demo.desk", "--data", "data"), after_keys),
    Plan("keys_drill", REAL, ("keys", "drill", "windows", "shares/windows-1", "shares/windows-2", "--data", "real"), after_keys),
    Plan("keys_recover_windows", REAL, ("keys", "recover", "windows", "shares/windows-1", "shares/windows-3", "--data", "real", "--officer", "desk-b"),
         after_recover_windows),
    Plan("keys_recover_keeper", REAL, ("keys", "recover", "keeper", "shares/keeper-1", "shares/keeper-2", "--data", "real", "--keeper-passphrase",
                                       "new.words"), after_recover_keeper),
]


class Run:
    """One run in a folder of its own."""

    def __init__(self, template, plan, whole=None, **failing):
        self.plan, self.is_whole, self.made, self.said, self.before = plan, not failing, {}, {}, {}
        self.top = tempfile.mkdtemp(prefix="todoke-fault-", dir=MEMORY)
        for name in plan.needs:
            if os.path.isdir(f"{template}/{name}"):
                shutil.copytree(f"{template}/{name}", f"{self.top}/{name}")
                self.before[name] = contents(f"{self.top}/{name}")
            else:
                shutil.copy(f"{template}/{name}", self.top)
        surroundings = {"PATH": os.environ["PATH"], "LC_ALL": "en_US.UTF-8", "LD_PRELOAD": SHIM, "FAIL_COUNT": f"{self.top}/count",
                        "ASAN_OPTIONS": f"exitcode={CRASH}:detect_leaks=0", "UBSAN_OPTIONS": f"exitcode={CRASH}",
                        **{name: str(value) for name, value in failing.items()}}
        done = subprocess.run([PROGRAM, *plan.words], cwd=self.top, stdin=subprocess.DEVNULL, capture_output=True, env=surroundings, timeout=60)
        with open(f"{self.top}/count", "rb") as file:
            self.calls = struct.unpack("<Q", file.read(8))[0]
        self.status, self.err = done.returncode, done.stderr.decode(errors="replace")
        self.out, self.was_killed = done.stdout.decode(errors="replace"), "FAIL_KILL" in failing
        self.faults = self.look(whole)
        shutil.rmtree(self.top)

    def look(self, whole):
        expected = -signal.SIGKILL if self.was_killed else None
        if (self.status not in (0, 1, 2) and self.status != expected) or "Sanitizer" in self.err or "runtime error" in self.err:
            return [f"status {self.status}: {self.err[:400]}"]
        faults = self.plan.after(self, whole)
        if whole and whole.status == 1 and self.status == 0:
            faults.append("what is wrong was called well")
        if self.status in (1, 2) and not self.err and not self.out:
            faults.append("not a word")
        return faults


def sweep(template, plan):
    whole = Run(template, plan)
    if whole.status != plan.status or whole.faults or whole.calls < 15:
        say(f"{plan.name} without a fault", [f"status {whole.status}, {whole.calls} calls: {whole.out[-200:]} {whole.err[-200:]} {whole.faults}"])
        return
    step = max(1, -(-whole.calls // SAMPLES))
    for how, title in WAYS:
        # Not the same calls in each way.
        calls = range(1 + step // 3 * [way for way, _ in WAYS].index(how), whole.calls + 1, step)
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda call, how=how: Run(template, plan, whole, **{how: call}), calls))
        faults = [f"call {call}: {fault}" for call, run in zip(calls, runs) for fault in run.faults]
        felt = sum(run.status != whole.status or run.err != whole.err for run in runs)
        if not felt and plan.status != 2:
            faults.append("nobody felt it: nothing was tried")
        say(f"{plan.name}, {title}", faults, f"{len(runs)} of {whole.calls} calls; {felt} were felt")
        if os.environ.get("ALL"):
            print("\n".join(faults))


def main():
    top = tempfile.mkdtemp(prefix="todoke-upkeep-", dir=MEMORY)
    try:
        make_office(top)
        make_rest(top)
        for plan in PLANS:
            if plan.name in sys.argv[1:] or (len(sys.argv) < 2 and (SAMPLES > 10 or plan.name not in SLOW)):
                sweep(top, plan)
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
