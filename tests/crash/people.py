"""Who uses an office while it is killed, cut off or failing: they file sealed reports, have events written into the ledger, open reports, and
print. Each keeps a list of what was acknowledged; `check` holds the lists against what the office has."""
import calendar
import collections
import hashlib
import os
import pathlib
import random
import sqlite3
import struct
import sys
import threading
import time

sys.path[1:1] = ["tests/seal", "tests/office", "tests/ledger"]
import keeper_test  # noqa: E402
import ledger  # noqa: E402
import office as offices  # noqa: E402
import opener  # noqa: E402
import sealer  # noqa: E402
import wire  # noqa: E402
from nacl import bindings  # noqa: E402

OPENINGS = 45  # of the 50 that one officer may open in a day
AT_S = calendar.timegm((2026, 11, 20, 3, 0, 0))
NO_HALF, NO_LEDGER = 10, 11


class People:
    def __init__(self, data, filers=2, prints=True, notes=True, failing=False):
        self.data, self.failing = data, failing
        with open(f"{data}/keys/list", "rb") as file:
            raw = file.read()
        self.list = made = opener.read_list(raw, raw[1:33])
        self.keys = {kind: bindings.crypto_box_seed_keypair(hashlib.sha256(kind.encode()).digest())
                     for kind in ("window", "statistics", "reply")}
        current = {(kind, holder): (epoch, public) for kind, state, holder, epoch, public, _ in made["entries"] if state == 1}
        sealer.OFFICE = made["office"]
        sealer.KEEPER_EPOCH, public = current[2, ""]
        self.keys["keeper"] = public, None
        self.officer = keeper_test.Officer(pathlib.Path(data))
        self.lock, self.choice = threading.Lock(), random.Random(7)
        self.acked, self.noted, self.opened, self.asked = {}, set(), {}, 0
        self.faults, self.printed, self.pages = [], 0, None
        self.opens = self.ending = False
        acts = [self.file] * filers + [self.note] * notes + [self.print] * prints
        self.threads = [threading.Thread(target=self.work, args=(act,), daemon=True) for act in acts]
        for thread in self.threads:
            thread.start()

    def work(self, act):
        state = {}
        while not self.ending:
            try:
                act(state)
                time.sleep(0.01)
            except (wire.Lost, OSError, EOFError, AssertionError):
                for link in state.pop("link", None), state.pop("keeper", None):
                    if link:
                        link.close()

    def count(self):
        """How much was acknowledged."""
        return len(self.acked) + len(self.noted) + len(self.opened)

    def link(self, state, role):
        key = "keeper" if role == "keeper" else "link"
        if not state.get(key):
            state[key] = wire.Client(f"{self.data}/run/{role}.sock", timeout=2 if self.failing else 20, patience=0.05)
        return state[key]

    def fault(self, what):
        self.faults.append(what)

    def file(self, state):
        """The same report until it is acknowledged."""
        if "report" not in state:
            with self.lock:
                sealer.REPORT = os.urandom(14) + bytes(2)  # as the orders to the keeper count them
                state["report"] = sealer.REPORT, *sealer.make_filing(self.keys, b'{"story":"x"}', b'{"urgency":1}', b"{}", bytes(32))
        ident, filing, made = state["report"]
        outcome, proof = self.link(state, "spool").append(ident, filing)
        if outcome == wire.OK:
            if not self.proves(proof, ident, made):
                self.fault("a proof that does not hold")
            self.acked[ident] = made
            del state["report"]
        elif outcome not in (wire.BUSY, wire.FULL):
            self.fault(f"append: {wire.NAMES[outcome]}")

    def proves(self, proof, ident, made):
        try:
            read = opener.verify_proof(proof, self.list)
        except opener.Refused:
            return False
        return (read["report"], read["object"]) == (ident, made)

    def note(self, state):
        """An event, or, while somebody wants it, an opening. Never asked for a second time: nobody knows whether it was done."""
        self.asked += 1
        purpose = f"because {self.asked}"
        if self.opens and self.acked and sum(word in self.opened for word in state.setdefault("orders", [])) < OPENINGS:
            state["orders"].append(purpose)
            self.open_one(state, purpose)
            return
        event = ledger.event_make("card", int(time.time() * 1e6), bytes(16), os.urandom(16), bytes(16), window="demo.desk",
                                  purpose=purpose)
        reply = self.keys["reply"][0]
        outcome, body = self.link(state, "keeper").call(
            wire.NOTE, b"\1" + keeper_test.sized(event) + b"\7" * 16 + bytes(16) + reply + b"\5" * 32)
        if outcome == wire.OK:
            self.noted.add(purpose)
        elif outcome != wire.BUSY and not (self.failing and (outcome, body[:1]) == (wire.REFUSED, bytes([NO_LEDGER]))):
            self.fault(f"note: {wire.NAMES[outcome]} {body.hex()}")

    def open_one(self, state, purpose):
        report = self.choice.choice(list(self.acked))
        order = self.officer.order(report, purpose=purpose)
        outcome, body = self.link(state, "keeper").call(wire.RELEASE, order)
        if outcome == wire.OK:
            self.opened[purpose] = struct.unpack("<Q", body[20:28])[0]
        elif outcome != wire.BUSY and not (outcome == wire.REFUSED and body[0] in (NO_HALF, NO_LEDGER)):
            self.fault(f"release: {wire.NAMES[outcome]} {body.hex()}")

    def print(self, state):
        outcome, body = self.link(state, "printer").call(wire.PRINT, offices.document("pdf", "ppc.leak", AT_S, "{}"))
        if outcome == wire.OK:
            self.pages = self.pages or body
            self.printed += 1
            if body != self.pages:
                self.fault("the same document twice, and not the same bytes")
        time.sleep(0.05)

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join(30)

    # What the office has.

    def check(self, verify):
        """`verify` runs the program's own look at the ledger. What is wrong, as a list."""
        faults = self.faults
        try:
            faults += self.check_rooms() + self.check_ledger(verify)
        except (OSError, sqlite3.Error, ledger.Bad) as fault:
            faults.append(f"{type(fault).__name__}: {fault}")
        return faults

    def check_rooms(self):
        faults, acked = [], dict(self.acked)
        reports, bodies, halves = rooms(self.data)
        lost = [ident for ident, made in acked.items() if reports.get(ident) != made]
        if lost:
            faults.append(f"{len(lost)} of {len(acked)} acknowledged are not in the vault")
        if not set(acked) <= bodies or not set(acked) <= halves:
            faults.append("a report in the vault lacks its body or its halves")
        if bodies != set(reports) or halves != set(reports):
            faults.append(f"{len(reports)} reports, {len(bodies)} bodies, halves of {len(halves)}")
        if os.listdir(f"{self.data}/vault/aside"):
            faults.append("something was set aside")
        return faults

    def check_ledger(self, verify):
        faults, folder = [], pathlib.Path(self.data) / "ledger"
        answer = verify()
        if answer.returncode != 0:
            faults.append(f"the ledger does not verify: {answer.stdout} {answer.stderr}")
        leaves = ledger.read_folder(folder)[0]
        _, grain, ident = keeper_test.key_file(pathlib.Path(self.data) / "keys/demonstration/inspector")
        written = collections.defaultdict(list)
        for entry in keeper_test.read_entries(folder)[:len(leaves)]:
            context = ident + struct.pack("<Q", entry["index"])
            event = ledger.event_parse(keeper_test.open_box(14, grain, context, entry["inspector"])[101:])
            written[event.get("purpose", "")].append((event["kind"], entry["index"]))
        lost = [word for word in self.noted if written[word][:1] == [] or written[word][0][0] != "card"]
        lost += [word for word, leaf in self.opened.items() if ("opened", leaf) not in written[word]]
        if lost:
            faults.append(f"{len(lost)} of {len(self.noted) + len(self.opened)} acknowledged events are not in the ledger")
        twice = [word for word, places in written.items() if word.startswith("because ") and len(places) > 1]
        if twice:
            faults.append(f"{len(twice)} events are in the ledger twice")
        return faults

    def numbers(self):
        return (f"{len(self.acked)} reports, {len(self.noted)} notes and {len(self.opened)} openings acknowledged, "
                f"{self.printed} documents")


def somebody_lives(process):
    """Whether anybody of the process's group is left."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                words = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if words[0] not in "ZX" and int(words[2]) == process.pid:
            return True
    return False


def rooms(data):
    room = sqlite3.connect(f"file:{data}/vault/vault.db?mode=ro", uri=True)
    reports = dict(room.execute("SELECT report_id, object_hash FROM report"))
    bodies = {ident for ident, in room.execute("SELECT report_id FROM filing")}
    room.close()
    room = sqlite3.connect(f"file:{data}/halves/halves.db?mode=ro", uri=True)
    halves = {ident for ident, in room.execute("SELECT report_id FROM half")}
    room.close()
    return reports, bodies, halves


def caught_up(data):
    """Whether the registrar has filed all that the spool has."""
    try:
        connection = wire.Client(f"{data}/run/spool.sock", patience=0)
        waiting = connection.status()["waiting"]
        connection.close()
    except (wire.Lost, AssertionError):
        return False
    return waiting == 0


def say(name, faults, note=""):
    print(f"not ok {name} - {'; '.join(faults[:4])}" if faults else f"ok {name}", flush=True)
    if note:
        print(f"note {name}: {note}", flush=True)
