#!/usr/bin/python3
"""The ledger is killed at its steps and at any moment, and its power is cut: every leaf that was said to be durable stands where it was
said to stand, the ledger opens and is sound. With a disk that only says it has synced the same checks fail, so they can."""
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ledger")]
import ledger
import shop

BUILD = os.path.abspath("build/crash")
STEPS = ["STEP_KEEPER_LEAF_WRITTEN", "STEP_KEEPER_LEAF_SYNCED", "STEP_KEEPER_SIGNED"]
LEAVES_A_LIFE = 8


class Bench:
    def __init__(self, number, cuts=False, lies=False):
        self.random, self.cuts, self.lies = random.Random(number), cuts, lies
        self.top, self.aside = (pathlib.Path(tempfile.mkdtemp(prefix="todoke-crash-")) for _ in range(2))
        self.folder, self.stash = self.top / "ledger", self.top / "stash"
        self.folder.mkdir()
        self.stash.mkdir()
        self.promised, self.faults, self.lives, self.hits, self.number = {}, [], 0, 0, 0

    def close(self):
        shutil.rmtree(self.top)
        shutil.rmtree(self.aside)

    def surroundings(self, step, times):
        more = {"STEP_AT": str(step), "STEP_TIMES": str(times)} if step is not None else {}
        if self.cuts:
            more.update(LD_PRELOAD=f"{BUILD}/shim_powercut.so", CUT_ROOT=str(self.folder), CUT_STASH=str(self.stash),
                        CUT_LOG=str(self.aside / "cut"), **({"CUT_LIES": "1"} if self.lies else {}))
        return dict(os.environ, **more)

    def life(self, step=None):
        """Leaves are asked for one by one, until it dies: at the step, or after so many."""
        times = self.random.randrange(1, LEAVES_A_LIFE)
        process = subprocess.Popen([f"{BUILD}/ledger", str(self.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env=self.surroundings(step, times))
        try:
            for _ in range(times if step is None else LEAVES_A_LIFE):
                self.number += 1
                commitment = hashlib.sha256(b"%d" % self.number).hexdigest()
                process.stdin.write(commitment + "\n")
                process.stdin.flush()
                said = process.stdout.readline()
                if not said:
                    break
                self.promised[int(said)] = commitment
            if step is None and self.random.random() < 0.5:  # in the midst of one more
                process.stdin.write(hashlib.sha256(b"last").hexdigest() + "\n")
                process.stdin.flush()
        except BrokenPipeError:
            pass
        process.kill()
        status = process.wait()
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdout.close()
        if status != -9:
            self.faults.append(f"it ended by itself with {status}")
        self.lives += 1
        self.hits += step is not None

    def cut(self, how):
        done = subprocess.run([f"{BUILD}/cutter", str(self.aside / "cut"), str(self.stash), how, str(self.random.randrange(1 << 30))],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.faults.append(f"cutter: {done.stderr}")

    def check(self):
        """It opens, and what it was said to have is there."""
        done = subprocess.run([f"{BUILD}/ledger", str(self.folder)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0:
            self.faults.append(f"after {self.lives} lives it does not open: {done.returncode}")
            return
        try:
            leaves = ledger.read_folder(self.folder)[0]
        except ledger.Bad as fault:
            self.faults.append(f"after {self.lives} lives: {fault}")
            return
        lost = [index for index, commitment in self.promised.items() if index >= len(leaves) or leaves[index].hex() != commitment]
        if lost:
            self.faults.append(f"after {self.lives} lives {len(lost)} promised leaves are lost, the first {lost[0]}")


def say(name, bench, faults=None):
    faults = bench.faults if faults is None else faults
    print(f"not ok {name} - {'; '.join(faults[:3])}" if faults else f"ok {name}", flush=True)
    print(f"note {name}: {bench.lives} lives, {len(bench.promised)} leaves promised", flush=True)
    bench.close()


def main():
    kills, cuts, lies = Bench(1), Bench(2, cuts=True), Bench(3, cuts=True, lies=True)
    names = shop.step_names()
    for turn in range(60):
        kills.life(names.index(STEPS[turn // 2 % 3]) if turn % 2 else None)
        kills.check()
    say("killed at steps and at any moment", kills)
    for turn in range(40):
        cuts.life()
        cuts.cut(("all", "some")[turn % 2])
        cuts.check()
    say("power cuts", cuts)
    while lies.lives < 10 and not lies.faults:
        lies.life()
        lies.cut("all")
        lies.check()
    say("a lying disk is found out", lies, [] if lies.faults else ["no loss was noticed: these tests prove nothing"])


if __name__ == "__main__":
    main()
