#!/usr/bin/python3
"""The spool is killed 300 times, half of them at its named steps, and the power is cut 60 times: nothing acknowledged is lost, nothing is
there twice. With a disk that only says it has synced the same checks fail, so they can. CYCLES= multiplies (spool_long.py)."""
import os

import shop as crash

TIMES = int(os.environ.get("CYCLES", "1"))
STEPS = [number for number, name in enumerate(crash.step_names()) if name.startswith("STEP_SPOOL_")]


def say(name, faults, note=""):
    print(f"not ok {name} - {'; '.join(faults[:4])}" if faults else f"ok {name}", flush=True)
    if note:
        print(f"note {name}: {note}", flush=True)


def kills_at_any_moment():
    shop = crash.Shop(1)
    for _ in range(150 * TIMES):
        shop.cycle()
    faults = shop.check()
    if shop.answers < 150 * TIMES:
        faults.append(f"only {shop.answers} answers: nothing was tried")
    say("killed at any moment", faults, f"{shop.cycles} kills, {shop.answers} acknowledged, 0 lost" if not faults else "")
    shop.close()


def kills_at_steps():
    shop = crash.Shop(2)
    names, hits = crash.step_names(), {}
    for turn in range(150 * TIMES):
        step = STEPS[turn % len(STEPS)]
        hits[step] = hits.get(step, 0) + shop.cycle(step=step)
    faults = shop.check()
    faults += [f"{names[step]} was never hit" for step in STEPS if not hits.get(step)]
    say("killed at each named step", faults, ", ".join(f"{names[step][11:].lower()} {hits[step]}" for step in STEPS))
    shop.close()


def power_cuts():
    shop = crash.Shop(3, cuts=True)
    for turn in range(60 * TIMES):
        shop.cycle(cut=("all", "some")[turn % 2])
    say("power cuts", shop.check(), f"{shop.cycles} cuts, {shop.answers} acknowledged")
    shop.close()


def lying_disk():
    """The same under a disk that does not sync must be noticed."""
    shop = crash.Shop(4, cuts=True, lies=True)
    while shop.cycles < 20 and not shop.faults:
        shop.cycle(cut="all", life=0.2)
    faults = shop.check()
    say("a lying disk is found out", [] if faults else ["no loss was noticed: these tests prove nothing"],
        f"after {shop.cycles} cuts")
    shop.close()


if __name__ == "__main__":
    kills_at_any_moment()
    kills_at_steps()
    power_cuts()
    lying_disk()
