"""The spool under kills and power cuts. Clients keep their own list of what was acknowledged, a registrar keeps its own vault; whatever
happens to the spool, nothing acknowledged may be lost and nothing may be there twice."""
import collections
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(1, "tests/seal")
import opener  # noqa: E402
import wire  # noqa: E402
from nacl import bindings  # noqa: E402

BUILD = os.path.abspath("build/crash")
OFFICE = bytes([1, 2, 3]) + bytes(13)
# What the opener needs of a key list: the receipt key that build/crash/alone signs with.
KEYS = {"office": OFFICE, "entries": [(9, 1, "", 1, bindings.crypto_sign_seed_keypair(bytes([7] * 32))[0], 0)]}


def proves(proof, ident, blob):
    """Whether this is a proof of this filing, by what is written down of it."""
    try:
        read = opener.verify_proof(proof, KEYS)
    except opener.Refused:
        return False
    return (read["report"], read["object"]) == (ident, wire.object_hash(blob))


def step_names():
    """The steps, in the order of the enum."""
    with open("src/base/step.h", encoding="utf-8") as file:
        inside = file.read().split("typedef enum Step {")[1].split("STEP_COUNT")[0]
    return [line.split(",")[0].strip() for line in inside.splitlines() if line.strip().startswith("STEP_")]


class Shop:
    """One spool, its disk, its clients and its registrar. `cuts`: everything below its folder is watched by the power-cut shim."""

    def __init__(self, number, cuts=False, lies=False, clients=4):
        self.random = random.Random(number)
        self.top = tempfile.mkdtemp(prefix="todoke-crash-")
        self.aside = tempfile.mkdtemp(prefix="todoke-crash-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.data, self.stash = f"{self.top}/data", f"{self.top}/stash"
        os.mkdir(self.data)
        os.mkdir(self.stash)
        os.mkdir(f"{self.data}/spool")
        self.cuts, self.lies, self.process = cuts, lies, None
        self.seen = f"{self.aside}/seen"
        with open(self.seen, "wb") as file:
            file.write(bytes(len(step_names()) + 1))
        self.lock = threading.Lock()
        self.acked = {}  # id -> (blob's hash, kind, size, proof)
        self.blobs = collections.OrderedDict()  # the last ones whole, to be sent again
        self.names = {}  # name -> [version, hash, hash of what may have been written since]
        self.vault = {}
        self.faults = []
        self.ending = False
        self.cycles = self.answers = 0
        self.threads = [threading.Thread(target=self.client, args=(number * 1000 + i,), daemon=True) for i in range(clients)]
        self.threads.append(threading.Thread(target=self.registrar, daemon=True))
        self.gate = threading.Event()
        for thread in self.threads:
            thread.start()

    def path(self):
        return f"{self.data}/run/spool.sock"

    def start(self, **more):
        surroundings = dict(os.environ, STEP_SEEN=self.seen, ALONE_SEGMENT="100000", ALONE_REST_MS="20", ALONE_RESERVE="1048576")
        surroundings.update({name: str(value) for name, value in more.items()})
        if self.cuts:
            surroundings.update(LD_PRELOAD=f"{BUILD}/shim_powercut.so", CUT_ROOT=f"{self.data}/spool", CUT_STASH=self.stash,
                                CUT_LOG=f"{self.aside}/cut")
            if self.lies:
                surroundings["CUT_LIES"] = "1"
        with open(f"{self.aside}/log", "ab") as log:
            self.process = subprocess.Popen([f"{BUILD}/alone", self.data], stdin=subprocess.PIPE, stdout=log, stderr=log,
                                            env=surroundings)
        self.gate.set()

    def kill(self):
        """Whether it still ran, and had not ended by itself."""
        alive = self.process.poll() is None
        self.process.kill()
        status = self.process.wait()
        self.process.stdin.close()
        if status != -signal.SIGKILL:
            self.fault(f"the spool ended by itself with {status}")
        return alive

    def cut(self, how):
        done = subprocess.run([f"{BUILD}/cutter", f"{self.aside}/cut", self.stash, how, str(self.random.randrange(1 << 30))],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.fault(f"cutter: {done.stderr}")
        for name in os.listdir(f"{self.data}/spool"):
            if name.endswith("-shm"):
                os.unlink(f"{self.data}/spool/{name}")
        return done.stdout

    def fault(self, what):
        with self.lock:
            self.faults.append(what)

    def cycle(self, step=None, cut=None, life=None):
        """One life of the spool, up to its end at a step or at some moment. True: it ended at the step."""
        times = self.random.choice((1, 1, 2, 5)) if step is not None else 1
        self.start(**({"STEP_AT": step, "STEP_TIMES": times} if step is not None else {}))
        wait = life if life is not None else self.random.uniform(0.02, 0.12)
        try:
            self.process.wait(3 if step is not None else wait)
        except subprocess.TimeoutExpired:
            pass
        alive = self.kill()
        self.cycles += 1
        if cut:
            self.cut(cut)
        return not alive

    # Clients: each asks again, with the same id, until it has an answer.

    def client(self, number):
        choice = random.Random(number)
        mine = []  # names of this client
        connection = None
        while not self.ending:
            act = self.client_act(choice, mine)
            while not self.ending:
                try:
                    connection = connection or wire.Client(self.path(), patience=0.05)
                    if act(connection):
                        break
                    time.sleep(0.005)
                except wire.Lost:
                    if connection:
                        connection.close()
                    connection = None
        if connection:
            connection.close()

    def client_act(self, choice, mine):
        kind = choice.random()
        if kind < 0.2 and mine:
            return self.put_again(choice, mine)
        if kind < 0.3:
            return self.put_new(choice, mine)
        if kind < 0.4:
            return self.append_again(choice)
        return self.append_new(choice, 0.03 if kind < 0.95 else 1)

    def append_new(self, choice, share_large):
        size = choice.randrange(270000, 400000) if choice.random() < share_large * 0.3 else choice.randrange(10, 6000)
        ident, content = choice.randbytes(16), choice.randbytes(64) * (size // 64 + 1)
        evidence = choice.random() < 0.1
        blob = content[:size] if evidence else wire.filing(content[:size], content[:50])
        also = [(wire.RESPONSE, choice.randbytes(32), 3600, content[:100])] if choice.random() < 0.2 else []
        kind = wire.EVIDENCE if evidence else wire.FILING

        def act(connection):
            outcome, proof = connection.append(ident, blob, also, kind)
            if outcome == wire.BUSY:
                return False
            if outcome != wire.OK:
                self.fault(f"append of a new id: {wire.NAMES[outcome]}")
                return True
            if kind == wire.FILING and not proves(proof, ident, blob):
                self.fault("a proof that does not hold")
            with self.lock:
                self.answers += 1
                self.acked[ident] = (hashlib.sha256(blob).digest(), kind, wire.object_hash(blob) if kind == wire.FILING else b"", proof)
                self.blobs[ident] = (blob, also, kind)
                while len(self.blobs) > 60:
                    self.blobs.popitem(last=False)
                for _, name, _, extra in also:
                    self.names[name] = [1, extra, None]
            return True
        return act

    def append_again(self, choice):
        with self.lock:
            known = list(self.blobs.items())
        if not known:
            return lambda connection: True
        ident, (blob, also, kind) = choice.choice(known)

        def act(connection):
            outcome, proof = connection.append(ident, blob, also, kind)
            if outcome == wire.BUSY:
                return False
            if outcome != wire.OK or proof != self.acked[ident][3]:
                self.fault(f"the same report again: {wire.NAMES[outcome]}, not the same proof")
            return True
        return act

    def put_new(self, choice, mine):
        name = choice.randbytes(32)
        mine.append(name)
        del mine[:-20]
        return self.put_act(name, choice.randbytes(choice.randrange(0, 3000)))

    def put_again(self, choice, mine):
        return self.put_act(choice.choice(mine), choice.randbytes(choice.randrange(0, 3000)))

    def put_act(self, name, blob):
        before = self.names.setdefault(name, [0, None, None])
        before[2] = blob

        def act(connection):
            outcome, version = connection.put(wire.DRAFT, name, before[0], blob)
            if outcome == wire.BUSY:
                return False
            if outcome == wire.CONFLICT and version == before[0] + 1:
                outcome = wire.OK  # the answer to the first try was lost
            if outcome != wire.OK or version != before[0] + 1:
                self.fault(f"put on {before[0]}: {wire.NAMES[outcome]} {version}")
                return True
            with self.lock:
                self.answers += 1
                before[0], before[1], before[2] = version, blob, None
            return True
        return act

    # The registrar: reads what is durable, keeps it, says so.

    def registrar(self):
        while not self.ending:
            self.gate.wait(1)
            try:
                connection = wire.Client(self.path(), patience=0.05)
                while not self.ending:
                    self.registrar_turn(connection)
                    time.sleep(0.02)
            except wire.Lost:
                continue
            finally:
                time.sleep(0.005)

    def registrar_turn(self, connection):
        status = connection.status()
        until = status["durable_segment"], status["durable_offset"]
        if until[0] == 0:
            return
        for ident, content, _ in wire.spool_filings(f"{self.data}/spool", until)[0]:
            if self.vault.setdefault(ident, content) != content:
                self.fault("one id with two contents in the spool")
        connection.filed(*until)

    def check(self):
        """Starts the spool once more and looks for everything that was acknowledged."""
        self.ending = True
        for thread in self.threads:
            thread.join(30)
        self.ending = False
        self.start()
        connection = wire.Client(self.path())
        if connection.status()["reports"] != 1:
            self.fault("the spool does not take reports")
        there = wire.spool_filings(f"{self.data}/spool")[0]
        counted = collections.Counter(ident for ident, _, _ in there)
        twice = sum(count - 1 for count in counted.values())
        if twice:
            self.fault(f"{twice} reports stand in the spool twice")
        contents = dict(self.vault)
        for ident, content, _ in there:
            if contents.setdefault(ident, content) != content:
                self.fault("spool and vault differ on one id")
        lost = [ident for ident, (_, kind, content, _) in self.acked.items() if kind == wire.FILING and contents.get(ident) != content]
        if lost:
            self.fault(f"{len(lost)} of {len(self.acked)} acknowledged reports are lost")
        unknown = sum(self.answer_changed(connection, ident) for ident in list(self.acked)[-1000:])
        if unknown:
            self.fault(f"{unknown} acknowledged ids are not known any more")
        changed = sum(self.name_changed(connection, name, *state) for name, state in self.names.items())
        if changed:
            self.fault(f"{changed} of {len(self.names)} names have lost what was acknowledged")
        connection.close()
        self.kill()
        return self.faults

    def answer_changed(self, connection, ident):
        """Another body under an acknowledged id must be a conflict: the spool still knows the id."""
        return connection.append(ident, wire.filing(b"another"))[0] != wire.CONFLICT

    def name_changed(self, connection, name, version, blob, tried):
        outcome, got_version, got = connection.get(name)
        if outcome == wire.MISSING:
            return version != 0
        return not ((got_version, got) == (version, blob) or (got_version, got) == (version + 1, tried))

    def steps_hit(self):
        with open(self.seen, "rb") as file:
            counts = file.read()
        return {name: count for name, count in zip(step_names(), counts)}

    def close(self):
        self.ending = True
        shutil.rmtree(self.top, ignore_errors=True)
        shutil.rmtree(self.aside, ignore_errors=True)
