#!/usr/bin/python3
"""Every call of the registrar and of the keeper that can fail fails once, and then from there on, in a whole office; syncs of ledger, vault and halves
fail under strace; the disk is full at every size. No role dies of a signal or without a word, nothing is acknowledged that is not there after the
office is started again, and one failure alone is overcome."""
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, "tests/crash")
import people  # noqa: E402
import wire  # noqa: E402
from office import Office, until  # noqa: E402
from people import say  # noqa: E402

BUILD = os.path.abspath("build/crash")
SAMPLES = int(os.environ.get("SAMPLES", "8"))  # of each role and way; the long run takes every call
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
SETTINGS = {"TODOKE_UID_BASE": "0", "TODOKE_SPOOL_RESERVE_MIB": "0", "TODOKE_SPOOL_FREE_MIB": "0", "TODOKE_DRAIN_SECONDS": "2"}
# A role that ends by itself says one of these before.
WORDS = {"role.failed", "room.failed", "ledger.failed", "spool.sync_failed", "role.refused", "sandbox.failed"}


class Scene:
    """An office in a folder of its own, copied from one that was made once, and what people are told there."""
    number = 0

    def __init__(self, template, top=None, before=(), program="unlocked"):
        Scene.number += 1
        self.shares = top is not None
        self.top = top or tempfile.mkdtemp(prefix="todoke-fault-", dir=MEMORY)
        self.data = f"{self.top}/data{Scene.number}"
        shutil.copytree(template, self.data, ignore=shutil.ignore_patterns("run"))
        self.office = Office(program=f"{BUILD}/{program}", variables=SETTINGS, data=self.data, before=before)
        self.plain = dict(self.office.variables)
        self.office.clear_paper()
        self.people = people.People(self.data, filers=0, prints=False, notes=False, failing=True)
        self.state, self.told = {}, 0

    def act(self, what, seconds):
        """Until it was acknowledged; an event or an opening anew each time, for nobody knows of the one before."""
        had, end = self.people.count(), time.monotonic() + seconds
        while self.people.count() == had and time.monotonic() < end:
            try:
                what(self.state)
            except (wire.Lost, OSError, EOFError, AssertionError):
                for name in "link", "keeper":
                    if self.state.get(name):
                        self.state.pop(name).close()
            time.sleep(0.003)
        return self.people.count() > had

    def work(self, seconds):
        """Whether all of it was acknowledged and filed."""
        self.office.start()
        people_here = self.people
        done = self.act(people_here.file, seconds) and until(lambda: people.caught_up(self.data), seconds)
        done &= self.act(people_here.note, seconds)
        people_here.opens = True
        done &= self.act(people_here.note, seconds)
        people_here.opens = False
        done &= self.act(people_here.file, seconds) and until(lambda: people.caught_up(self.data), seconds)
        for name in "link", "keeper":
            if self.state.get(name):
                self.state.pop(name).close()
        return done

    def stop(self):
        self.office.process.send_signal(signal.SIGTERM)
        try:
            self.office.process.wait(8)
        except subprocess.TimeoutExpired:
            self.people.fault("it did not end when told to")
            self.kill()

    def kill(self):
        os.killpg(self.office.process.pid, signal.SIGKILL)
        self.office.process.wait()
        until(lambda: not people.somebody_lives(self.office.process), 5)

    def look(self, role):
        """What happened in the log; then the office without the fault; what is wrong."""
        events = self.office.events()
        for event in events:
            if event["event"] == "role.died" and event.get("signal") not in (None, "KILL"):
                self.people.fault(f"the {event['who']} died of {event['signal']}")
        if any(event["event"] == "ledger.broken" for event in events):
            self.people.fault("a ledger that only could not be read or written was called broken")
        died = [event for event in events if event["event"] == "role.died" and event["who"] == role]
        if died and not any(event["who"] == role and event["event"] in WORDS for event in events) and "out of memory" not in self.office.said():
            self.people.fault(f"the {role} died without a word")
        self.office.variables = self.plain
        self.office.before, starts = [], len(self.office.events("office.started"))
        self.office.start()
        if not self.office.ready(times=starts + 1):
            self.people.fault(f"it does not start again: {self.office.said()[-300:]}")
        else:
            if not until(lambda: people.caught_up(self.data), 5):
                self.people.fault("what was in the spool is not filed")
            if not self.act(self.people.file, 3):
                self.people.fault("it takes nothing any more")
            until(lambda: people.caught_up(self.data), 5)
        self.stop()
        return self.people.check(lambda: self.office.ask("ledger", "verify", self.data))

    def close(self):
        if self.office.process and self.office.process.poll() is None:
            self.kill()
        self.office.clear()
        shutil.rmtree(self.data if self.shares else self.top, ignore_errors=True)


def shimmed(role, **more):
    return {"LD_PRELOAD": f"{BUILD}/shim_failing.so", "FAIL_COMM": role, **{name: str(value) for name, value in more.items()}}


def one(template, role, how, call, **more):
    """(whether somebody felt it, what is wrong)"""
    scene = Scene(template)
    scene.office.variables.update(shimmed(role, FAIL_COUNT=f"{scene.top}/count", **{how: call}, **more))
    done = scene.work(2.5 if how == "FAIL_AT" else 0.15)
    if how == "FAIL_AT" and not done:
        scene.people.fault(f"one failure was not overcome: {scene.office.events()[-6:]}")
    scene.stop()
    felt = bool(scene.office.events("role.died")) or not done
    faults = scene.look(role)
    scene.close()
    return felt, [f"{role} {how} {call}: {fault}" for fault in faults]


def every_call(template, role):
    scene = Scene(template)
    scene.office.variables.update(shimmed(role, FAIL_COUNT=f"{scene.top}/count"))
    done = scene.work(3)
    scene.stop()
    with open(f"{scene.top}/count", "rb") as file:
        calls = struct.unpack("<Q", file.read(8))[0]
    whole = scene.look(role)
    scene.close()
    if whole or not done or calls < 50:
        say(f"the {role} without a fault", whole or [f"not all was done, {calls} calls"])
        return
    for how, title in (("FAIL_AT", "once"), ("FAIL_FROM", "from then on")):
        step = max(1, -(-calls // SAMPLES))
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda call, how=how: one(template, role, how, call), range(1, calls + 1, step)))
        felt, faults = sum(hurt for hurt, _ in runs), [fault for _, found in runs for fault in found]
        if felt * 4 < len(runs):
            faults.append(f"only {felt} of {len(runs)} were felt: nothing was tried")
        say(f"calls of the {role} fail {title}", faults, f"{len(runs)} of {calls} calls; {felt} were felt")


def memory_ends(template):
    """A role that finds no memory once ends, and is started again: the office stays open."""
    faults, felt = [], 0
    for role in ("spool", "registrar", "keeper"):
        for call in (1, 2):
            hurt, found = one(template, role, "FAIL_AT", call, FAIL_ONLY="mmap")
            felt, faults = felt + hurt, faults + found
    say("memory ends once", faults if felt else ["nobody felt it: nothing was tried"], f"{felt} of 6 were felt")


# Whose sync fails, and who asks for it.
SYNCED = [("keeper", "ledger/entries"), ("keeper", "ledger/leaves"), ("keeper", "ledger/nodes"), ("registrar", "vault/vault.db-wal"),
          ("registrar", "halves/halves.db-wal"), ("registrar", "vault/vault.db"), ("spool", "spool/names.db-wal")]


def failed_syncs(template):
    """The office as it is installed, but for its locks, under strace: the first sync of a file says EIO, and each one."""
    faults, felt, runs = [], 0, 0
    for role, path in SYNCED:
        for when in ("1", "2+"):
            scene = Scene(template)
            scene.office.before = ["strace", "-f", "-qq", "-o", f"{scene.top}/trace", "-P", f"{scene.data}/{path}",
                                   "-e", "trace=fdatasync,fsync", "-e", f"inject=fdatasync,fsync:error=EIO:when={when}"]
            scene.work(2 if when == "1" else 0.3)
            scene.kill()
            with open(f"{scene.top}/trace", encoding="utf-8", errors="replace") as file:
                hit = "INJECTED" in file.read()
            felt, runs = felt + hit, runs + 1
            faults += [f"{path} {when}: {fault}" for fault in scene.look(role)]
            scene.close()
    if felt < len(SYNCED) // 2:
        faults.append(f"only {felt} of {runs} runs had a failing sync")
    say("syncs of ledger, vault and halves fail", faults, f"in {felt} of {runs} runs a sync failed")


def full_disk(template):
    """In a mount namespace of its own: a small disk, fuller by a little each time."""
    top = tempfile.mkdtemp(prefix="todoke-full-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", top], check=False).returncode != 0:
        say("the disk is full", ["a file system cannot be mounted here"])
        return
    faults, stopped, sizes = [], 0, list(range(0, 1_200_000, max(16384, 1_200_000 // (SAMPLES - 2))))
    for free in sizes:
        scene = Scene(template, top=top)
        facts = os.statvfs(top)
        with open(f"{top}/filler", "wb") as file:
            file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - free)))
        stopped += not scene.work(0.25)
        scene.kill()
        os.unlink(f"{top}/filler")
        faults += [f"{free} bytes free: {fault}" for fault in scene.look("nobody")]
        scene.close()
    if not 0 < stopped < len(sizes):
        faults.append(f"{stopped} of {len(sizes)} were stopped by it")
    say("the disk of an office is full at every size", faults, f"{len(sizes)} sizes, {stopped} stopped somebody")


def found_on(top, free):
    """An office is founded where so much is free; then there is room again. What is wrong."""
    faults, data = [], f"{top}/founded"
    facts = os.statvfs(top)
    with open(f"{top}/filler", "wb") as file:
        file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - free)))
    office = Office(program=f"{BUILD}/unlocked", variables=SETTINGS, data=data)
    office.start()
    until(lambda: office.process.poll() is not None or office.events("office.started") or office.events("ledger.failed"), 2)
    served = bool(office.events("office.started"))
    if office.process.poll() is None:
        os.killpg(office.process.pid, signal.SIGKILL)
    office.process.wait()
    until(lambda: not people.somebody_lives(office.process), 5)
    os.unlink(f"{top}/filler")
    if office.events("ledger.broken"):
        faults.append("a ledger that could not be written was called broken")
    if not served and not office.events() and not office.said():
        faults.append("not a word")
    starts = len(office.events("office.started"))
    office.start()
    if not office.ready(times=starts + 1):
        faults.append(f"with room again it does not start: {office.said()[-200:]} {office.events()[-4:]}")
    elif office.close() != 0 or office.ask("ledger", "verify", data).returncode != 0:
        faults.append("with room again it is not whole")
    office.__exit__()
    shutil.rmtree(data)
    return served, [f"{free} bytes free: {fault}" for fault in faults]


def full_while_founded():
    top = tempfile.mkdtemp(prefix="todoke-full-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", top], check=False).returncode != 0:
        say("an office is founded on a full disk", ["a file system cannot be mounted here"])
        return
    sizes = [150_000, 450_000, 600_000] if SAMPLES < 50 else range(0, 600_000, 10_000)
    runs = [found_on(top, free) for free in sizes]
    faults, served = [fault for _, found in runs for fault in found], sum(well for well, _ in runs)
    if not 0 < served < len(runs):
        faults.append(f"{served} of {len(runs)} could be founded: the sizes try nothing")
    say("an office is founded on a full disk", faults, f"{len(runs)} sizes, on {served} it served at once")


def main():
    with Office(program=f"{BUILD}/unlocked", variables=SETTINGS) as made:
        made.clear_paper()
        made.start()
        if not made.ready() or made.close() != 0:
            say("an office is made", [made.said()])
            return
        if sys.argv[1:] == ["--full-disk"]:
            full_disk(made.data)
            full_while_founded()
            return
        for role in ("registrar", "keeper"):
            every_call(made.data, role)
        memory_ends(made.data)
        failed_syncs(made.data)
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--mount", *root, sys.argv[0], "--full-disk"], check=False).returncode != 0:
        say("the disk of an office is full at every size", ["it ended badly"])


if __name__ == "__main__":
    main()
