#!/usr/bin/python3
"""The whole office loses its power again and again: all of it is killed, and what no sync has covered, of files, of names and of folders, is taken
back, all or in part (shim_powercut, cutter). What was acknowledged is in the vault, with its halves, and in the ledger. With a disk that only says
it has synced the same checks fail, so they can. CUTS= so many cuts (office_cut_long.py)."""
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

import people
from office import Office, until
from people import say

BUILD = os.path.abspath("build/crash")
CUTS = int(os.environ.get("CUTS", "14"))


class Site:
    """An office, its disk, and the people who use it."""

    def __init__(self, office, lies=False):
        self.office, self.cuts, self.random = office, 0, random.Random(11)
        self.aside = tempfile.mkdtemp(prefix="todoke-cut-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.stash = f"{office.folder}/stash"
        os.mkdir(self.stash)
        self.plain = dict(office.variables, TODOKE_UID_BASE="0", TODOKE_SPOOL_SEGMENT_MIB="1")
        self.shimmed = dict(self.plain, LD_PRELOAD=f"{BUILD}/shim_powercut.so", CUT_ROOT=office.data, CUT_STASH=self.stash,
                            CUT_LOG=f"{self.aside}/cut", **({"CUT_LIES": "1"} if lies else {}))
        office.variables = self.plain
        office.clear_paper()
        office.start()
        if not office.ready() or office.close() != 0:
            raise RuntimeError(office.said())
        self.people = people.People(office.data)

    def life(self, how):
        self.office.variables = self.shimmed
        self.office.start()
        time.sleep(self.random.uniform(0.15, 0.7))
        self.people.opens = self.cuts % 2 == 1
        os.killpg(self.office.process.pid, signal.SIGKILL)
        self.office.process.wait()
        if not until(lambda: not people.somebody_lives(self.office.process), 5):
            self.people.fault("somebody survives kill -9")
        done = subprocess.run([f"{BUILD}/cutter", f"{self.aside}/cut", self.stash, how, str(self.random.randrange(1 << 30))],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.people.fault(f"cutter: {done.stderr}")
        for folder, _, names in os.walk(self.office.data):
            for name in names:
                if name.endswith("-shm"):
                    os.unlink(f"{folder}/{name}")
        self.cuts += 1

    def look(self, ends=False):
        """It opens without anything in its way, files what it has, closes; what is wrong."""
        office, starts = self.office, len(self.office.events("office.started"))
        if ends:
            self.people.end()
        office.variables = self.plain
        office.start()
        if not office.ready(times=starts + 1):
            self.people.fault(f"after {self.cuts} cuts it does not open: {office.said()[-300:]}")
            office.process.kill()
            office.process.wait()
            return self.people.faults
        until(lambda: people.caught_up(office.data), 10)
        if office.close() != 0:
            self.people.fault("it did not end in order")
        return self.people.check(lambda: office.ask("ledger", "verify", office.data)) if ends else self.people.faults

    def close(self):
        self.people.ending = True
        shutil.rmtree(self.aside)


def power_cuts():
    with Office(program="build/crash/unlocked") as office:
        site = Site(office)
        for turn in range(CUTS):
            site.life(("all", "some")[turn % 2])
            if site.people.faults:
                break
        faults = site.look(ends=True)
        if not (site.people.acked and site.people.noted and site.people.opened):
            faults.append("something was never tried")
        say("power cuts of the whole office", faults, f"{site.cuts} cuts; {site.people.numbers()}")
        site.close()


def lying_disk():
    with Office(program="build/crash/unlocked") as office:
        site = Site(office, lies=True)
        for _ in range(3):
            site.life("all")
        tried, faults = len(site.people.acked), site.look(ends=True)
        if not tried:
            faults = []
        say("a lying disk is found out", [] if faults else ["no loss was noticed: these tests prove nothing"],
            f"after {site.cuts} cuts: {'; '.join(faults[:3])}")
        site.close()


if __name__ == "__main__":
    power_cuts()
    lying_disk()
