#!/usr/bin/python3
"""The whole office, `build/crash/todoke serve`, under kill -9: spool, registrar, keeper, printer and supervisor, at their named steps and at any
moment, while reports come in, events are written down, reports are opened and documents printed. At the end everything that was acknowledged is
there, once, and the ledger verifies. CYCLES= so many offices, one after another (office_long.py)."""
import collections
import os
import random
import signal
import time

import people
import shop
from people import say
from office import Office, until

TIMES = int(os.environ.get("CYCLES", "1"))
# Those of a large payload are the spool's own test.
STEPS = [(number, name) for number, name in enumerate(shop.step_names()) if not name.startswith("STEP_SPOOL_LARGE_")]
LIVES = 3 * len(STEPS)
ROLES = {"spool", "registrar", "keeper", "printer", "supervisor"}


def children(process):
    """(role, process) of those that are there."""
    found = []
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            pids = [int(word) for word in file.read().split()]
    except OSError:
        return []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/comm", encoding="ascii") as file:
                found.append((file.read().strip(), pid))
        except OSError:
            pass
    return found


def fuse(seen, step):
    with open(seen, "r+b") as file:
        file.seek(len(shop.step_names()))
        file.write(bytes([step + 1]))


def burnt(seen):
    with open(seen, "rb") as file:
        return file.read()[-1] == 0


class Round:
    """One office, killed until it has had all its lives."""

    def __init__(self, choice, kills, hits):
        self.choice, self.kills, self.hits, self.faults = choice, kills, hits, []

    def life(self, office, seen, step, name):
        office.start()
        fuse(seen, step)
        if until(lambda: burnt(seen), 4):
            self.hits[name] += 1
            self.kills[name.split("_")[1].lower()] += 1
        for _ in range(2):
            roles = children(office.process)
            if roles:
                role, pid = self.choice.choice(roles)
                try:
                    os.kill(pid, signal.SIGKILL)
                    self.kills[role if role in ROLES else "just begun"] += 1
                except ProcessLookupError:
                    pass
            time.sleep(self.choice.uniform(0.01, 0.12))
        fuse(seen, -1)
        if office.process.poll() is not None:
            self.faults.append(f"the office ended by itself with {office.process.returncode}: {office.said()[-200:]} {office.events()[-5:]}")
        office.process.kill()
        self.kills["supervisor"] += 1
        office.process.wait()

    def run(self):
        """What is wrong, and what was done."""
        with Office(program="build/crash/todoke") as office:
            seen = f"{office.folder}/seen"
            with open(seen, "wb") as file:
                file.write(bytes(len(shop.step_names()) + 1))
            office.variables.update(STEP_SEEN=seen, TODOKE_SPOOL_SEGMENT_MIB="1")  # small, so that they change often
            office.start()
            if not office.ready():
                return ["the office does not start"], ""
            office.process.kill()
            office.process.wait()
            clients = people.People(office.data)
            for turn in range(LIVES):
                step, name = STEPS[turn % len(STEPS)]
                clients.opens = name in ("STEP_KEEPER_CHECKED", "STEP_KEEPER_RELEASED")
                self.life(office, seen, step, name)
            starts = len(office.events("office.started"))
            office.start()
            if not office.ready(times=starts + 1):
                self.faults.append(f"the office does not start: {office.said()[-200:]}")
            clients.opens = not clients.opened
            until(lambda: clients.opened and clients.printed, 5)
            clients.end()
            until(lambda: people.caught_up(office.data), 20)
            if office.close() != 0:
                clients.fault("the office did not end in order")
            faults = self.faults + clients.check(lambda: office.ask("ledger", "verify", office.data))
            if not (clients.acked and clients.noted and clients.opened and clients.printed):
                faults.append("something was never tried")
            return faults, clients.numbers()


def main():
    kills, hits, faults, numbers = collections.Counter(), collections.Counter(), [], ""
    for turn in range(TIMES):
        said, numbers = Round(random.Random(5 + turn), kills, hits).run()
        faults += [f"office {turn}: {fault}" for fault in said]
    shares = ", ".join(f"{role} {count}" for role, count in sorted(kills.items()))
    say("every role killed", faults, f"{sum(kills.values())} kills in {TIMES} offices ({shares}); in the last: {numbers}")
    never = [name for _, name in STEPS if not hits[name]]
    say("each named step hit", [f"never: {', '.join(never)}"] if never else [],
        ", ".join(f"{name[5:].lower()} {hits[name]}" for _, name in STEPS))
    say("nobody was spared", [f"never killed: {sorted(ROLES - set(kills))}"] if ROLES - set(kills) else [])


if __name__ == "__main__":
    main()
