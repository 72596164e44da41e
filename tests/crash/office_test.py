#!/usr/bin/python3
"""The whole office, `build/crash/todoke serve`, under kill -9: each role at its named steps and at any moment, and all of them at once. Sealed filings
come in all the while. At the end every acknowledged one is in the vault, once, with its halves, and the ledger verifies.
CYCLES= multiplies (office_long.py)."""
import hashlib
import os
import random
import signal
import sqlite3
import sys
import threading
import time

sys.path[1:1] = ["tests/seal", "tests/office"]
import sealer  # noqa: E402
import shop  # noqa: E402
import wire  # noqa: E402
from nacl import bindings  # noqa: E402
from office import Office, until  # noqa: E402

TIMES = int(os.environ.get("CYCLES", "1"))
# What a release reaches is the keeper's test (tests/unit), what a document reaches the printer's.
STEPS = [(number, name) for number, name in enumerate(shop.step_names()) if name.startswith("STEP_REGISTRAR_") or name in (
    "STEP_SPOOL_READ", "STEP_SPOOL_WRITTEN", "STEP_SPOOL_SYNCED", "STEP_SPOOL_ANSWERED", "STEP_SPOOL_SEGMENT_HEADED")]


def say(name, faults, note=""):
    print(f"not ok {name} - {'; '.join(faults[:4])}" if faults else f"ok {name}", flush=True)
    if note:
        print(f"note {name}: {note}", flush=True)


class Clients:
    """Each seals a filing, appends it until it is acknowledged, and remembers it."""

    def __init__(self, office, ident, count=2):
        self.path = f"{office.data}/run/spool.sock"
        self.keys = {kind: bindings.crypto_box_seed_keypair(hashlib.sha256(kind.encode()).digest())
                     for kind in ("window", "keeper", "statistics", "reply")}
        sealer.OFFICE = ident
        self.lock, self.acked, self.faults, self.ending = threading.Lock(), {}, [], False
        self.threads = [threading.Thread(target=self.work, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def seal(self):
        with self.lock:
            sealer.REPORT = os.urandom(16)
            filing, made = sealer.make_filing(self.keys, b'{"story":"x"}', b'{"urgency":1}', b"{}", bytes(32))
            return sealer.REPORT, filing, made

    def work(self, _number):
        connection = None
        while not self.ending:
            ident, filing, made = self.seal()
            while not self.ending:
                try:
                    connection = connection or wire.Client(self.path, patience=0.05)
                    outcome, _ = connection.append(ident, filing)
                except (wire.Lost, AssertionError):
                    connection = None
                    continue
                if outcome == wire.OK:
                    self.acked[ident] = made
                    break
                if outcome != wire.BUSY:
                    self.faults.append(f"append: {wire.NAMES[outcome]}")
                    break
                time.sleep(0.01)
            time.sleep(0.01)

    def end(self):
        self.ending = True
        for thread in self.threads:
            thread.join(30)


def children(process):
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def fuse(seen, step):
    with open(seen, "r+b") as file:
        file.seek(len(shop.step_names()))
        file.write(bytes([step + 1]))


def burnt(seen):
    with open(seen, "rb") as file:
        return file.read()[-1] == 0


def cycle(office, seen, step, choice):
    """Whether the step was hit."""
    office.start()
    fuse(seen, step)
    hit = until(lambda: burnt(seen), 4)
    for _ in range(2):
        roles = children(office.process)
        if roles:
            try:
                os.kill(choice.choice(roles), signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(choice.uniform(0.01, 0.15))
    fuse(seen, -1)
    office.process.kill()
    office.process.wait()
    return hit


def vault(office):
    room = sqlite3.connect(f"file:{office.data}/vault/vault.db?mode=ro", uri=True)
    reports = dict(room.execute("SELECT report_id, object_hash FROM report"))
    bodies = {ident for ident, in room.execute("SELECT report_id FROM filing")}
    room.close()
    room = sqlite3.connect(f"file:{office.data}/halves/halves.db?mode=ro", uri=True)
    halves = {ident for ident, in room.execute("SELECT report_id FROM half")}
    room.close()
    return reports, bodies, halves


def check(office, clients):
    faults = clients.faults
    reports, bodies, halves = vault(office)
    lost = [ident for ident, made in clients.acked.items() if reports.get(ident) != made]
    if lost:
        faults.append(f"{len(lost)} of {len(clients.acked)} acknowledged are not in the vault")
    if not set(clients.acked) <= bodies or not set(clients.acked) <= halves:
        faults.append("a report in the vault lacks its body or its halves")
    if bodies != set(reports) or halves != set(reports):
        faults.append(f"{len(reports)} reports, {len(bodies)} bodies, halves of {len(halves)}")
    if os.listdir(f"{office.data}/vault/aside"):
        faults.append("something was set aside")
    answer = office.ask("ledger", "verify", office.data)
    if answer.returncode != 0:
        faults.append(f"the ledger does not verify: {answer.stdout} {answer.stderr}")
    return faults


def caught_up(path):
    connection = wire.Client(path)
    waiting = connection.status()["waiting"]
    connection.close()
    return waiting == 0


def main():
    choice, hits = random.Random(5), {}
    with Office(program="build/crash/todoke") as office:
        seen = f"{office.folder}/seen"
        with open(seen, "wb") as file:
            file.write(bytes(len(shop.step_names()) + 1))
        office.variables.update(STEP_SEEN=seen, TODOKE_SPOOL_SEGMENT_MIB="1")  # small, so that they change often
        office.start()
        if not until(lambda: os.path.exists(f"{office.data}/run/spool.sock")):
            say("the office starts", ["no socket of the spool"])
            return
        with open(f"{office.data}/office", encoding="utf-8") as file:
            ident = bytes.fromhex(file.read().split("id ")[1].split()[0])
        office.process.kill()
        office.process.wait()
        clients = Clients(office, ident)
        for turn in range(3 * len(STEPS) * TIMES):
            step, name = STEPS[turn % len(STEPS)]
            hits[name] = hits.get(name, 0) + cycle(office, seen, step, choice)
        office.start()
        time.sleep(1)
        clients.end()
        until(lambda: caught_up(clients.path), 20)
        if office.close() != 0:
            clients.faults.append("the office did not end in order")
        faults = check(office, clients)
        never = [name for name, count in hits.items() if not count]
        counts = ", ".join(f"{name[5:].lower()} {count}" for name, count in hits.items())
        say("every role killed", faults, f"{len(clients.acked)} acknowledged, {len(vault(office)[0])} in the vault")
        say("each named step hit", [f"never: {', '.join(never)}"] if never else [], counts)


if __name__ == "__main__":
    main()
