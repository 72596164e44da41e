#!/usr/bin/env python3
# A large office: it starts with a million reports in the vault within two seconds, and one with a hundred thousand sealed reports
# comes back from its backup with every one of them looked at. COUNT=n and ROWS=n take other numbers. Beside the start stand what
# the same office needs while it is empty, and what it costs to open its databases and to read the head of the ledger, no more.
import glob
import json
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

TODOKE, FILL, STARTS = "build/todoke", "build/office/fill", 5
ROWS, COUNT = int(os.environ.get("ROWS", "1000000")), int(os.environ.get("COUNT", "100000"))
failed = 0


def test(name, fine, why=""):
    global failed
    failed += not fine
    print(f"ok {name}" if fine else f"not ok {name} - {why}", flush=True)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, LANG="en_US.UTF-8", LC_ALL="en_US.UTF-8"))


def start(data, log_path):
    """Serves until all roles are ready; the process, and how long that took (None: they did not come up)."""
    began = time.monotonic()
    with open(log_path, "w", encoding="utf-8") as log:
        office = subprocess.Popen([TODOKE, "serve", "--data", data], stdout=log, stderr=log)
    while time.monotonic() - began < 60 and office.poll() is None:
        with open(log_path, encoding="utf-8") as log:
            if "office.started" in log.read():
                return office, time.monotonic() - began
        time.sleep(0.005)
    return office, None


def stop(office):
    office.send_signal(signal.SIGTERM)
    return office.wait(60)


def begin(place, name):
    data = f"{place}/{name}"
    office, seconds = start(data, f"{place}/{name}.log")
    stop(office)
    return data, seconds


def open_rooms(data):
    """The least that a start can do: every database is opened, a row of each is read, and the head of the ledger."""
    began = time.monotonic()
    for path in glob.glob(f"{data}/*/*.db"):
        room = sqlite3.connect(path)
        for (table,) in room.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            room.execute(f'SELECT * FROM "{table}" LIMIT 1').fetchall()
        room.close()
    with open(f"{data}/ledger/checkpoint", encoding="utf-8") as checkpoint:
        checkpoint.read()
    return time.monotonic() - began


def starts(data, log_path):
    """How long each start took, how long opening the rooms, and with which status the office ended; taken by turns."""
    seconds, rooms, ends = [], [], set()
    for _ in range(STARTS):
        office, took = start(data, log_path)
        ends.add(stop(office))
        seconds.append(float("inf") if took is None else took)
        rooms.append(open_rooms(data))
    return seconds, rooms, ends


def look_at_start(place):
    data, _ = begin(place, "many")
    empty, _, _ = starts(data, f"{place}/many.log")
    began = time.monotonic()
    filled = run(FILL, data, str(ROWS), "rows")
    print(f"note {ROWS} reports entered in {time.monotonic() - began:.1f} s")
    test("rows_are_there", filled.returncode == 0, filled.stderr)
    full, rooms, ends = starts(data, f"{place}/many.log")
    milliseconds = [statistics.median(times) * 1000 for times in (full, empty, rooms)]
    print("note start with {} reports in the vault: {:.0f} ms; the same office empty: {:.0f} ms; opening its databases: {:.1f} ms".format(
        ROWS, *milliseconds))
    test("starts_within_two_seconds", max(full) < 2, str(full))
    test("stops_in_order", ends == {0}, f"status {ends}")
    shutil.rmtree(data)


def look_at_restore(place):
    data, _ = begin(place, "office")
    began = time.monotonic()
    filled = run(FILL, data, str(COUNT), "full")
    print(f"note {COUNT} reports sealed and filed in {time.monotonic() - began:.1f} s")
    test("reports_are_there", filled.returncode == 0, filled.stderr)
    os.mkdir(f"{place}/backups")
    office, _ = start(data, f"{place}/office.log")
    began = time.monotonic()
    made = run(TODOKE, "backup", data, "-o", f"{place}/backups")
    print(f"note backup while serving: {time.monotonic() - began:.1f} s")
    test("backup_is_made", made.returncode == 0, made.stderr)
    test("serves_on", office.poll() is None, "it ended")
    stop(office)
    backup = next(name for name in sorted(os.listdir(f"{place}/backups")) if name.startswith("20"))
    began = time.monotonic()
    back = run(TODOKE, "restore", f"{place}/backups/{backup}", "-o", f"{place}/again")
    print(f"note restore of {COUNT} reports, each looked at: {time.monotonic() - began:.1f} s")
    test("comes_back_whole", back.returncode == 0 and f"restored: {COUNT} reports" in back.stdout, back.stdout + back.stderr)
    doctor = json.loads(run(TODOKE, "doctor", "--json", f"{place}/again").stdout)
    test("doctor_finds_it_sound", doctor["errors"] == 0 and doctor["reports"] == COUNT, str(doctor)[:300])
    office, seconds = start(f"{place}/again", f"{place}/again.log")
    test("serves_again", seconds is not None, open(f"{place}/again.log", encoding="utf-8").read()[-500:])
    stop(office)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    subprocess.run(["make", "--no-print-directory", TODOKE, FILL], check=True, stdout=subprocess.DEVNULL)
    place = tempfile.mkdtemp(prefix="todoke-many-", dir="/tmp")
    os.chmod(place, 0o755)
    try:
        look_at_start(place)
        look_at_restore(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
