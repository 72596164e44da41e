#!/usr/bin/python3
"""Every call of the spool that can fail fails once, and then from there on; a sync fails under strace; the disk is full at every size. The spool
never dies of a signal, never acknowledges what is not there after it is started again, and works again when the fault is over."""
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, "tests/crash")
import wire  # noqa: E402

BUILD = os.path.abspath("build/crash")
EVERY = int(os.environ.get("EVERY", "12"))  # the long run takes every call
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None


def say(name, faults, note=""):
    print(f"not ok {name} - {'; '.join(faults[:4])}" if faults else f"ok {name}", flush=True)
    if note:
        print(f"note {name}: {note}", flush=True)


class Run:
    """One spool in a folder of its own, and what it has acknowledged."""

    def __init__(self, top=None):
        self.top = top or tempfile.mkdtemp(prefix="todoke-fault-", dir=MEMORY)
        self.data = f"{self.top}/data"
        os.mkdir(self.data)
        self.process, self.acked, self.names, self.faults, self.outcomes = None, {}, {}, [], []

    def start(self, before=(), **more):
        surroundings = {**os.environ, "ALONE_REST_MS": "1", "ALONE_RESERVE": "65536", "ALONE_FLOOR": "0", "ALONE_DRAFTS": "0", **more}
        self.process = subprocess.Popen([*before, f"{BUILD}/alone", self.data], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=surroundings)

    def stop(self):
        self.process.stdin.close()
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
            self.faults.append("it did not end when told to")
        if status < 0:
            self.faults.append(f"it died of signal {-status}")
        return status

    def client(self):
        """None: it has ended by itself, which it may."""
        while self.process.poll() is None:
            try:
                return wire.Client(f"{self.data}/run/spool.sock", timeout=5, patience=0)
            except wire.Lost:
                time.sleep(0.002)
        return None

    def step(self, connection, act):
        try:
            outcome = act(connection)
        except wire.Lost:
            outcome = None
        self.outcomes.append(outcome)
        if outcome in (wire.BROKEN, wire.MISSING, wire.CONFLICT, wire.REFUSED):
            self.faults.append(f"a sound request was answered {wire.NAMES[outcome]}")
        return outcome

    def append(self, connection, number, blob, also=(), kind=wire.FILING):
        ident = bytes([number]) * 16

        def act(link):
            outcome, proof = link.append(ident, blob, also, kind)
            if outcome == wire.OK:
                self.acked[ident] = blob, kind, proof
                self.names.update({name: (1, content) for _, name, _, content in also})
            return outcome
        return self.step(connection, act)

    def put(self, connection, name, expected, blob):
        def act(link):
            if name in self.names:
                self.names[name] = None  # until there is an answer it is open which of the two it is
            outcome, version = link.put(wire.DRAFT, name, expected, blob)
            if outcome == wire.OK:
                self.names[name] = version, blob
            return outcome if outcome != wire.CONFLICT else wire.BUSY
        return self.step(connection, act)

    def work(self):
        """A little of everything; each thing on a connection of its own, for a fault may end one."""
        acts = [
            lambda c: self.append(c, 1, wire.filing(b"one" * 100), [(wire.RESPONSE, b"r" * 32, 3600, b"response")]),
            lambda c: self.put(c, b"n" * 32, 0, b"first"),
            lambda c: self.put(c, b"n" * 32, 1, b"second" * 50),
            lambda c: self.append(c, 2, wire.filing(os.urandom(300000))),
            lambda c: self.append(c, 3, b"evidence" * 10, kind=wire.EVIDENCE),
            self.file_all,
            lambda c: self.append(c, 4, wire.filing(b"four")),
            lambda c: self.step(c, lambda link: wire.OK if link.get(b"q" * 32)[0] in (wire.MISSING, wire.BUSY) else wire.BROKEN),
        ]
        for act in acts:
            connection = self.client()
            if not connection:
                return
            act(connection)
            connection.close()

    def file_all(self, connection):
        def act(link):
            status = link.status()
            link.filed(status["durable_segment"], status["durable_offset"])
            for _ in range(20):
                if link.status()["first_segment"] > status["durable_segment"]:
                    break
                time.sleep(0.003)
            return wire.OK
        return self.step(connection, act)

    def verify(self):
        """Started again without faults: what was acknowledged is there, and new things are taken."""
        self.start()
        connection = self.client()
        if not connection:
            self.faults.append(f"it does not start again: {self.process.wait()}")
            return
        for ident, (blob, kind, proof) in self.acked.items():
            outcome, again = connection.append(ident, blob, kind=kind)
            if (outcome, again) != (wire.OK, proof):
                self.faults.append(f"acknowledged {ident[0]}, then {wire.NAMES[outcome]}")
        for name, state in self.names.items():
            outcome, version, blob = connection.get(name)
            if state and (outcome, version, blob) != (wire.OK, *state):
                self.faults.append(f"a name was acknowledged, then {wire.NAMES[outcome]} {version}")
        if connection.append(b"\x09" * 16, wire.filing(b"new"))[0] != wire.OK:
            self.faults.append("it takes nothing any more")
        connection.close()
        self.stop()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.top, ignore_errors=True)


def run_with(faults, label, before=(), **more):
    run = Run()
    run.start(before, **more)
    run.work()
    run.stop()
    run.verify()
    faults += [f"{label}: {fault}" for fault in run.faults]
    run.close()
    return run


def every_call():
    faults = []
    with tempfile.NamedTemporaryFile() as count:
        whole = run_with(faults, "no fault", LD_PRELOAD=f"{BUILD}/shim_failing.so", FAIL_COUNT=count.name)
        calls = struct.unpack("<Q", count.read(8))[0]
    if whole.outcomes != [wire.OK] * 8 or calls < 100:
        faults.append(f"without a fault: {whole.outcomes}, {calls} calls")
    def one(how, call):
        run = run_with(faults, f"{how} {call}", LD_PRELOAD=f"{BUILD}/shim_failing.so", **{how: str(call)})
        return any(outcome != wire.OK for outcome in run.outcomes) or len(run.outcomes) < 8
    with ThreadPoolExecutor(3) as pool:
        felt = sum(pool.map(lambda call: one("FAIL_AT", call), range(1, calls + 1, EVERY)))
        say("calls fail once", faults, f"{calls} calls, every {EVERY}. of them; {felt} were felt")
        faults.clear()
        felt = sum(pool.map(lambda call: one("FAIL_FROM", call), range(1, calls + 1, EVERY * 3)))
    if felt * EVERY * 4 < calls:
        faults.append(f"only {felt} were felt: nothing was tried")
    say("calls fail from then on", faults)


def failed_syncs():
    """The unmodified program under strace: the N-th sync says EIO."""
    if not shutil.which("strace"):
        say("a sync fails", ["strace is missing (tools/install-deps test)"])
        return
    faults, felt = [], 0
    for call in range(1, 9):
        inject = ["strace", "-f", "-o", "/dev/null", "-e", f"inject=fdatasync,fsync:error=EIO:when={call}"]
        run = run_with(faults, f"sync {call}", inject)
        felt += any(outcome != wire.OK for outcome in run.outcomes) or len(run.outcomes) < 8
    if not felt:
        faults.append("no failing sync was ever felt: nothing was tried")
    say("a sync fails", faults, f"{felt} of 8 were felt")


def little_room():
    """What is left of the disk is for reports: drafts and files are sent away, short ones and long ones."""
    run = Run()
    run.start(ALONE_DRAFTS=str(1 << 60))
    acts = [(wire.OK, lambda c: run.append(c, 1, wire.filing(b"one"))), (wire.OK, lambda c: run.append(c, 2, wire.filing(os.urandom(300000)))),
            (wire.FULL, lambda c: run.append(c, 3, b"evidence" * 10, kind=wire.EVIDENCE)),
            (wire.FULL, lambda c: run.append(c, 4, os.urandom(600000), kind=wire.EVIDENCE)), (wire.FULL, lambda c: run.put(c, b"n" * 32, 0, b"first"))]
    for place, (expected, act) in enumerate(acts):
        connection = run.client()
        outcome = act(connection)
        connection.close()
        if outcome != expected:
            run.faults.append(f"{place}: {wire.NAMES[outcome]}")
    run.stop()
    run.verify()
    say("the last room is for reports", run.faults)


def slow_files():
    """However many files are on their way and do not get on, a long report finds a place."""
    run = Run()
    run.start()
    slow = []
    for number in range(24):
        slow.append(run.client())
        payload = wire.append_payload(wire.EVIDENCE, bytes([100 + number]) * 16, b"")
        slow[-1].socket.sendall(struct.pack("<BBHI", 1, wire.APPEND, 0, len(payload) + 600000) + payload + b"slow")
    time.sleep(0.3)
    connection = run.client()
    first = run.append(connection, 1, os.urandom(600000), kind=wire.EVIDENCE)
    second = run.append(connection, 2, wire.filing(os.urandom(600000)))
    for one in slow:
        one.close()
    time.sleep(0.3)
    third = run.append(connection, 3, os.urandom(600000), kind=wire.EVIDENCE)
    connection.close()
    if (first, second, third) != (wire.BUSY, wire.OK, wire.OK):
        run.faults.append(str((first, second, third)))
    run.stop()
    run.verify()
    say("files on their way leave a place for reports", run.faults)


def full_disk():
    """In a mount namespace of its own: a small disk, fuller by a little each time; the long run goes page by page."""
    top = tempfile.mkdtemp(prefix="todoke-full-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", top], check=False).returncode != 0:
        say("the disk is full at every size", ["a file system cannot be mounted here"])
        return
    faults, full, sizes = [], 0, range(0, 1_000_000, 4096 if EVERY == 1 else 32_768)
    for free in sizes:
        shutil.rmtree(f"{top}/data", ignore_errors=True)
        facts = os.statvfs(top)
        with open(f"{top}/filler", "wb") as file:
            file.write(bytes(max(0, facts.f_bavail * facts.f_frsize - free)))
        run = Run(top)
        run.start()
        run.work()
        run.stop()
        full += wire.FULL in run.outcomes
        os.unlink(f"{top}/filler")
        run.verify()
        faults += [f"{free} bytes free: {fault}" for fault in run.faults]
    if not full:
        faults.append("nobody was told that the disk is full")
    say("the disk is full at every size", faults, f"{len(sizes)} sizes; {full} times somebody was told so")


if __name__ == "__main__":
    if sys.argv[1:] == ["--full-disk"]:
        full_disk()
        sys.exit()
    every_call()
    failed_syncs()
    little_room()
    slow_files()
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--mount", *root, sys.argv[0], "--full-disk"], check=False).returncode != 0:
        say("the disk is full at every size", ["it ended badly"])
