#!/usr/bin/python3
"""A real office from its founding on: keys, windows and officers by the commands alone, reports sealed and opened through the keeper across every
rotation, what is lost recovered from two shares; and the founding and a rotation killed at random points, after which the office is whole."""
import json
import os
import random
import struct
import subprocess
import time

import sealed
from nacl import bindings
from office import OK, RELEASE, Desk, Office, finish, named, sized, test, until
from sealed import opener

INCIDENT = {"incident.kinds": ["ransomware"], "actor.kind": "business", "incident.known_at": "2026-11-20T10:00:00+09:00"}
WINDOW = "demo.desk"


class People(Desk):
    """A folder with an office `data` that is to be founded, and what its people hold."""

    def __init__(self, folder):
        super().__init__(folder)
        self.data = folder + "/data"
        for name in ("keeper", "keeper-new", "root", "officer"):
            self.put(name + ".words", f"words of the {name}\n")
        self.put("incident.json", json.dumps(INCIDENT))

    def rooted(self, *words):
        return self.ask(*words, *self.root())

    def root(self):
        return ("--data", "data", "--root", "root", "--root-passphrase", "root.words")

    def found(self, *more, root="root", shares="shares"):
        return ("keys", "ceremony", "--data", "data", "--root", root, "--shares", shares, "--keeper-passphrase", "keeper.words", "--root-passphrase",
                "root.words", *more)

    def officer(self, name):
        return self.rooted("officer", "add", name, "-o", name + ".key", "--passphrase", "officer.words")

    def keys(self):
        return self.ask_json("keys", "list", "--data", "data")

    def doctor(self):
        return self.ask("doctor", "data")

    def seal(self):
        return self.ask_json("seal", "incident.json", "--window", WINDOW, "--hand-in", "data")


class RealOffice(Office):
    """An office whose keeper's passphrase is typed at the start."""

    def start_with(self, words):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([self.program, "serve", "--data", self.data], stdin=subprocess.PIPE, stdout=log, stderr=log,
                                            env=self.variables, start_new_session=True)
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.close()
        return self


def opens_all(desk, office, name):
    """How many reports the officer of that key file opens, asking the keeper; and what the keeper says."""
    key = sealed.key_file(f"{desk.folder}/{name}.key", "words of the officer")
    windows, found = sealed.window_pairs(desk.data, key), sorted(sealed.filings(desk.data).values(), key=lambda filing: filing.report)
    mine = [filing for filing in found if filing.windows[0][:2] in windows]
    if not mine:
        return 0, "no key of the window"
    public, secret = bindings.crypto_box_keypair()
    order = (b"\1" + bytes.fromhex(key["office"]) + os.urandom(16) + struct.pack("<q", int(time.time() * 1e6)) + public + sized("test") +
             struct.pack("<H", len(mine)) + b"".join(filing.report + b"\0" + named(WINDOW) for filing in mine))
    message = b"todoke.release".ljust(16, b"\0") + opener.H("todoke.release", order)
    _, signing = bindings.crypto_sign_seed_keypair(opener.H("todoke.officer.s", key=key["grain"]))
    with office.client("keeper") as client:
        outcome, why, body = client.call(RELEASE, sized(order) + b"\1" + bytes.fromhex(key["name"]) + bindings.crypto_sign(message, signing)[:64])
    if outcome != OK:
        return 0, (outcome, why)
    reader, opened = opener.Reader(body), 0
    reader.version()
    reader.u16()
    for filing in mine:
        reader.take(17 + 8)
        half = opener.open_box(13, (public, secret), filing.report + b"\0", reader.sized())
        text = opener.open_view(filing, 0, opener.xor(opener.window_half(filing, 0, windows[filing.windows[0][:2]]), half))
        opened += json.loads(text)["incident"]["actor.kind"] == "business"
    return opened, "ok"


def refusals_of_ceremony(desk):
    os.mkdir(desk.folder + "/full")
    desk.put("full/other", "other")
    desk.put("short.words", "short\n")
    for name, words in (("no place for the root key", ("keys", "ceremony", "--data", "data")),
                        ("the root key among the office's files", desk.found(root="data/root")),
                        ("root key and shares in one folder", desk.found(root="both", shares="both")),
                        ("a folder that is not empty", desk.found(root="full")),
                        ("a short passphrase", desk.found("--keeper-passphrase", "short.words"))):
        status, _, err = desk.ask(*words)
        test(f"a ceremony refuses {name}, and makes nothing", status == 2 and err and not os.path.exists(desk.data + "/office"), err)


def ceremony(desk):
    refusals_of_ceremony(desk)
    status, out, err = desk.ask(*desk.found())
    test("a real office is founded, and says who takes what", status == 0 and "windows-1" in out and "six people" in out, out + err)
    files = [os.path.join(folder, name) for top in ("root", "shares") for folder, _, names in os.walk(f"{desk.folder}/{top}") for name in names]
    test("what is carried away lies in files that only their owner reads", len(files) == 11 and all(os.stat(path).st_mode & 0o777 == 0o600 for path in files) and
         all(os.stat(f"{desk.folder}/{top}").st_mode & 0o777 == 0o700 for top in ("root", "shares")), str(files))
    grain = sealed.key_file(desk.folder + "/root/root", "words of the root")["grain"]
    inside = [os.path.join(folder, name) for folder, _, names in os.walk(desk.data) for name in names]
    test("the root key is not in the office", not any(grain in open(path, "rb").read() or path.endswith("/root") for path in inside), str(inside))
    listed = desk.keys()
    test("the list says what there is", listed["mode"] == "real" and listed["serial"] == 1 and len(listed["keys"]) == 9, str(listed))
    status, _, err = desk.ask(*desk.found(root="root2", shares="shares2"))
    test("a second ceremony leaves the office alone", status == 2 and desk.keys() == listed, err)
    test("the doctor finds an office well that was never open", desk.doctor()[0] == 0, desk.doctor()[1])


def people(desk):
    test("no window without an officer", desk.rooted("window", "add", WINDOW)[0] == 2)
    test("an officer is added", desk.officer("desk-a")[0] == 0)
    test("an officer's key is never written over", desk.officer("desk-a")[0] == 2)
    status, _, err = desk.rooted("window", "add", WINDOW, "--officer", "desk-a")
    test("a window begins with its officer", status == 0, err)
    status, _, err = desk.rooted("window", "add", "../x", "--officer", "desk-a")
    test("a window's name is no path", status == 2 and "no window" in err, err)
    status, _, err = desk.rooted("window", "add", "police.tokio", "--officer", "desk-a")
    test("a window that nobody could choose is refused, and those like it are named", status == 2 and "jp.police." in err, err)
    status, _, err = desk.ask("window", "rotate", WINDOW, "--data", "data", "--root", "root", "--root-passphrase", "officer.words")
    test("another passphrase changes nothing", status == 2 and desk.keys()["serial"] == 2, err)
    desk.officer("desk-b")
    test("a grant needs the window's key", desk.rooted("officer", "grant", "desk-b", "--window", WINDOW)[0] == 2)
    test("and no more than 90 days", desk.rooted("officer", "grant", "desk-a", "--window", WINDOW, "--days", "91")[0] == 2)
    status, _, err = desk.rooted("officer", "grant", "desk-b", "--window", WINDOW, "--with", "desk-a.key", "--passphrase", "officer.words", "--days", "30")
    test("who holds a window hands it on", status == 0, err)


def at_work(desk, office):
    office.start_with("words of the keeper")
    test("the office opens with the typed passphrase", office.ready(), office.said())
    desk.seal()
    until(lambda: len(sealed.filings(desk.data)) == 1)
    before = desk.doctor()[1]
    status, _, err = desk.rooted("window", "rotate", WINDOW)
    test("a window is rotated while the office runs, and the ledger has it", status == 0 and not err and desk.doctor()[1] != before, err)
    desk.seal()
    until(lambda: len(sealed.filings(desk.data)) == 2)
    for name in ("desk-a", "desk-b"):
        test(f"{name} opens the report from before and the one after", opens_all(desk, office, name) == (2, "ok"), str(opens_all(desk, office, name)))
    status, _, err = desk.rooted("keys", "rotate", "keeper", "--keeper-passphrase", "keeper.words")
    test("the keeper's key is not rotated under its hands", status == 2 and "running" in err, err)
    key = sealed.key_file(desk.folder + "/desk-b.key", "words of the officer")
    kept = {name: open(f"{desk.data}/keys/windows/{name}", "rb").read() for name in os.listdir(desk.data + "/keys/windows") if name.endswith(key["name"])}
    test("a grant is taken back", desk.rooted("officer", "revoke", "desk-b", "--window", WINDOW)[0] == 0)
    test("and with it the window's keys", len(kept) == 2 and opens_all(desk, office, "desk-b")[0] == 0)
    for name, content in kept.items():
        with open(f"{desk.data}/keys/windows/{name}", "wb") as file:
            file.write(content)
    outcome = opens_all(desk, office, "desk-b")
    test("who has kept a copy of them is refused by the keeper", outcome[0] == 0 and outcome[1] != "ok", str(outcome))
    for name in kept:
        os.remove(f"{desk.data}/keys/windows/{name}")
    office.close()


def rotations(desk, office):
    status, _, err = desk.rooted("keys", "rotate", "keeper", "--keeper-passphrase", "officer.words")
    test("another passphrase rotates nothing", status == 2 and desk.keys()["serial"] == 3, err)
    for kind in ("keeper", "receipt", "courier"):
        status, _, err = desk.rooted("keys", "rotate", kind, "--keeper-passphrase", "keeper.words")
        test(f"{kind} is rotated while the office is closed", status == 0 and "keys note" in err, err)
    office.start_with("words of the keeper")
    test("the office opens with the new keys", office.ready(times=2, seconds=60), str(office.events()[-12:]))
    test("what was changed is noted", desk.ask("keys", "note", "--data", "data")[0] == 0)
    desk.seal()
    until(lambda: len(sealed.filings(desk.data)) == 3)
    test("reports of every epoch open", opens_all(desk, office, "desk-a") == (3, "ok"), str(opens_all(desk, office, "desk-a")))


def killed_between_files(desk):
    """The keeper's two files are recovered one after the other: the first is new, the second as it was, and neither is lost."""
    surroundings = {**os.environ, "LD_PRELOAD": os.path.abspath("build/crash/shim_failing.so"), "FAIL_ONLY": "rename", "FAIL_KILL": "2"}
    process = desk.start("keys", "recover", "keeper", "shares/keeper-1", "shares/keeper-2", "--data", "data", "--keeper-passphrase",
                         "keeper-new.words", env=surroundings)
    process.communicate()
    names = [name for name in sorted(os.listdir(desk.data + "/keeper")) if name[0] != "." and not name.endswith(".recovery")]
    opened = [name for name in names if is_under(f"{desk.data}/keeper/{name}", "words of the keeper-new")]
    still = [name for name in names if is_under(f"{desk.data}/keeper/{name}", "words of the keeper")]
    test("killed between two files, a recovery has changed one, and lost none", process.returncode < 0 and opened and still and
         sorted(opened + still) == names, f"{process.returncode} {opened} {still} {names}")


def is_under(path, words):
    try:
        return len(sealed.key_file(path, words)["grain"]) == 32
    except (opener.Refused, ValueError):
        return False


def recovery(desk, office):
    """The officer's key is lost."""
    os.remove(desk.folder + "/desk-a.key")
    with open(desk.folder + "/shares/windows-1", encoding="ascii") as file:
        share = file.read()
    desk.put("slip", share.replace("\n02: ", "\n02: Z" if share.split("\n02: ")[1][0] != "Z" else "\n02: Y", 1))
    desk.put("empty", "# todoke share 1\n")
    with Office() as other:
        elsewhere = People(other.folder)
        elsewhere.ask(*elsewhere.found())
        for name, shares, word in (("the same share twice", ("shares/windows-1", "shares/windows-1"), "twice"),
                                   ("a share of the keeper", ("shares/windows-1", "shares/keeper-2"), "not a share of windows"),
                                   ("a share with a slip", ("slip", "shares/windows-2"), "line 2"),
                                   ("what is no share", ("shares/windows-1", "empty"), "no share"),
                                   ("a share of another office", ("shares/windows-1", elsewhere.folder + "/shares/windows-2"), "another office")):
            status, _, err = desk.ask("keys", "drill", "windows", *shares, "--data", "data")
            test(f"{name} is refused clearly", status == 2 and word in err, err)
    test("a drill that failed leaves no day", desk.keys()["drills"] == {"windows": "", "keeper": ""})
    for of in ("windows", "keeper"):
        before = {name: os.stat(f"{desk.data}/{name}").st_mtime_ns for name in ("keeper", "keys/windows", "officers")}
        status, _, err = desk.ask("keys", "drill", of, f"shares/{of}-3", f"shares/{of}-1", "--data", "data")
        test(f"a drill of the {of} proves it, notes the day, and writes no secret", status == 0 and not err and desk.keys()["drills"][of] and
             before == {name: os.stat(f"{desk.data}/{name}").st_mtime_ns for name in before}, err)
    desk.officer("desk-c")
    status, _, err = desk.ask("keys", "recover", "windows", "shares/windows-2", "shares/windows-3", "--data", "data", "--officer", "desk-c")
    test("two shares hand the windows to a new officer", status == 0, err)
    test("who still needs a grant", opens_all(desk, office, "desk-c")[0] == 0)
    desk.rooted("officer", "grant", "desk-c", "--window", WINDOW)
    test("and then opens every report", opens_all(desk, office, "desk-c") == (3, "ok"), str(opens_all(desk, office, "desk-c")))
    office.close()
    killed_between_files(desk)
    status, _, err = desk.ask("keys", "recover", "keeper", "shares/keeper-1", "shares/keeper-2", "--data", "data", "--keeper-passphrase",
                              "keeper-new.words")
    test("two shares put the keeper under a new passphrase", status == 0, err)
    office.start_with("words of the keeper-new")
    test("with which the office opens", office.ready(times=3, seconds=60), office.said())
    test("and every report", opens_all(desk, office, "desk-c") == (3, "ok"), str(opens_all(desk, office, "desk-c")))
    office.close()


def whole(desk):
    return desk.doctor()[0] == 0 and desk.ask("officer", "list", "--data", "data")[0] == 0 and desk.ask("window", "list", "--data", "data")[0] == 0


def killed(desk):
    """A rotation of locked keys is killed at random points and given again; tests/fault/upkeep_fault_test.py kills each command at its calls."""
    chance = random.Random(5)
    words = ("keys", "rotate", "keeper", "--keeper-passphrase", "keeper-new.words")
    started = time.monotonic()
    fine = desk.rooted(*words)[0] == 0
    took = time.monotonic() - started
    for _ in range(3):
        process = desk.start(*words, *desk.root())
        time.sleep(took * chance.uniform(0.3, 1.0))
        process.kill()
        process.communicate()
        fine = fine and whole(desk)
    test("killed in keys rotate keeper, the office is whole, and the command works again", fine and desk.rooted(*words)[0] == 0 and whole(desk))


def killed_ceremony():
    chance = random.Random(7)
    with Office() as office:
        desk = People(office.folder)
        half = 0
        for turn in range(3):
            process = desk.start(*desk.found(root=f"root{turn}", shares=f"shares{turn}"))
            time.sleep(chance.uniform(0.01, 1.5))
            process.kill()
            process.communicate()
            if os.path.exists(desk.data + "/office"):
                break
            half += os.path.exists(desk.data + "/making")
            status, _, err = desk.ask("keys", "list", "--data", "data")
            test("a ceremony that was cut off has made no office", status == 2 and err, err)
        if not os.path.exists(desk.data + "/office"):
            test("and is done again from the start", desk.ask(*desk.found())[0] == 0)
        test("the office that came of it has its keys, and takes an officer", desk.keys()["serial"] == 1 and desk.officer("desk-a")[0] == 0)
        print(f"note {half} ceremonies were cut off with keys half made")


def main():
    with RealOffice() as office:
        desk = People(office.folder)
        ceremony(desk)
        people(desk)
        at_work(desk, office)
        rotations(desk, office)
        recovery(desk, office)
        killed(desk)
    killed_ceremony()
    finish()


main()
