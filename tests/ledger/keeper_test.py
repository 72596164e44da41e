#!/usr/bin/python3
"""The keeper of a running demonstration office, asked by a program that shares no code with it: orders, notes, refusals; what it wrote is
read again with the keys of the inspectors and of a victim, proven, witnessed, and still whole after kill -9."""
import base64
import hashlib
import os
import pathlib
import signal
import struct
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "office")]
import ledger
import office
from nacl import bindings

failed = 0
WINDOW = "demo.desk"


def check(name, good, why=""):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"not ok {name} - {why}", flush=True)


def sized(data):
    return struct.pack("<I", len(data)) + data


def name(text):
    return bytes([len(text)]) + text.encode()


def key_file(path):
    rows = dict(line.split(" ", 1) for line in path.read_text().splitlines())
    return rows["name"] if rows["kind"] == "officer" else "", base64.b64decode(rows["secret"]), bytes.fromhex(rows["office"])


def open_box(purpose, grain, context, box):
    public, secret = bindings.crypto_box_seed_keypair(grain)
    inside = bindings.crypto_box_seal_open(box, public, secret)
    length = struct.unpack("<I", inside[34:38])[0]
    if inside[:34] != bytes([1, purpose]) + ledger.blake("todoke.box", bytes([purpose]) + context):
        raise ledger.Bad("box of another thing")
    return inside[38:38 + length]


def sign(person, data, secret):
    message = person.encode().ljust(16, b"\0") + ledger.blake(person, data)
    return bindings.crypto_sign(message, secret)[:64]


class Officer:
    def __init__(self, data):
        ident, grain, self.office = key_file(data / "keys/demonstration/officer")
        self.id = bytes.fromhex(ident)
        _, self.secret = bindings.crypto_sign_seed_keypair(ledger.blake("todoke.officer.s", b"", key=grain))

    def order(self, report, window=WINDOW, count=1, at=None, purpose="相談への対応", secret=None):
        at = int(time.time() * 1e6) if at is None else at
        order = (b"\1" + self.office + os.urandom(16) + struct.pack("<q", at) + os.urandom(32) + sized(purpose.encode())
                 + struct.pack("<H", count))
        order += b"".join(report[:14] + struct.pack(">H", i) + b"\0" + name(window) for i in range(count))
        return sized(order) + b"\1" + self.id + sign("todoke.release", order, secret or self.secret)


def read_entries(folder):
    data, at, found = (folder / "entries").read_bytes(), 16, []
    if data[:16] != b"todoke ledger 1\n":
        raise ledger.Bad("head of the entries")
    while at < len(data):
        length, content = struct.unpack("<I", data[at:at + 4])[0], data[at + 20:]
        content = content[:length]
        if ledger.blake("todoke.record", content)[:16] != data[at + 4:at + 20]:
            raise ledger.Bad("record")
        boxes = content[114:]
        first = struct.unpack("<I", boxes[:4])[0]
        found.append({"index": struct.unpack("<Q", content[1:9])[0], "use": content[17], "mailbox": content[50:82],
                      "commitment": content[82:114], "inspector": boxes[4:4 + first], "victim": boxes[8 + first:]})
        at += 20 + length
    return found


def test_refusals(client, officer):
    def reason(order):
        outcome, why, body = client.call(office.RELEASE, order)
        return (outcome, why, body)

    report, no = os.urandom(16), office.REFUSED
    stranger = bindings.crypto_sign_seed_keypair(bytes(32))[1]
    check("a report that is not here", reason(officer.order(report)) == (no, 10, b""))
    check("no order at all", reason(b"order") == (no, 1, b""))
    check("an order from yesterday", reason(officer.order(report, at=int(time.time() * 1e6) - 86400000000)) == (no, 2, b""))
    check("another window", reason(officer.order(report, window="jp.ppc")) == (no, 4, b""))
    check("another's signature", reason(officer.order(report, secret=stranger)) == (no, 6, b""))
    check("eleven at once by one officer", reason(officer.order(report, count=11)) == (no, 7, b""))
    check("without a purpose", reason(officer.order(report, purpose=" ")) == (no, 1, b""))


def test_notes(running, client, victim, count):
    public, _ = bindings.crypto_box_seed_keypair(victim)
    answers = []
    for number in range(count):
        event = ledger.event_make("card", int(time.time() * 1e6), bytes(16), os.urandom(16), bytes(16), window=WINDOW,
                                  purpose=f"折り返し {number}")
        answers.append(client.call(office.NOTE, b"\1" + sized(event) + b"\7" * 16 + bytes(16) + public + b"\5" * 32))
    check("events are noted", all(answer == (office.OK, 0, b"") for answer in answers), answers)
    own = ledger.event_make("opened", int(time.time() * 1e6), bytes(16), os.urandom(16), bytes(16))
    outcome = client.call(office.NOTE, b"\1" + sized(own) + bytes(32) + bytes(64))
    check("nobody but the keeper says that a report was opened", outcome == (office.REFUSED, 4, b""), outcome)


def test_reading(running, folder, victim):
    data = pathlib.Path(running.data)
    commitments, key, _ = ledger.read_folder(folder)
    entries = read_entries(folder)
    check("the tree is that of the entries", [entry["commitment"] for entry in entries] == commitments)
    _, grain, ident = key_file(data / "keys/demonstration/inspector")
    kinds = []
    for entry in entries:
        inside = open_box(14, grain, ident + struct.pack("<Q", entry["index"]), entry["inspector"])
        salt, officer_salt, who, event = inside[1:33], inside[33:65], inside[65:81], inside[101:]
        parsed = ledger.event_parse(event)
        kinds.append(parsed["kind"])
        good = ledger.commit(salt, event) == entry["commitment"]
        good = good and parsed["officer"] == ledger.blake("todoke.pseudonym", who, key=officer_salt)[:16].hex()
    check("the inspectors read every event, and who it was", good and kinds[0] == "granted" and set(kinds[1:]) == {"card"}, kinds)
    notice = open_box(15, victim, b"\5" * 32, entries[-1]["victim"])
    (data / "notice").write_bytes(notice)
    proof = running.ask("ledger", "prove", str(data / "notice"), running.data)
    event, index, size = ledger.proof_verify(proof.stdout, key)
    check("the victim's notice is proven", (event["kind"], index) == ("card", size - 1) and "折り返し" in event["purpose"], event)
    shown = running.ask("ledger", "show", str(data / "keys/demonstration/inspector"), running.data, "--json")
    check("the program shows the inspectors the same", shown.returncode == 0 and len(shown.stdout.splitlines()) == len(entries),
          shown.stderr)
    wrong = running.ask("ledger", "show", str(data / "keys/demonstration/officer"), running.data)
    check("an officer's key shows nothing", wrong.returncode == 2 and wrong.stdout == "", wrong.stdout)


def test_witness(running, folder, state, first):
    done = running.ask("ledger", "witness", running.data, "--state", state, *(["--first", "--name", "w.example"] if first else []))
    size = ledger.checkpoint_verify(done.stdout, (folder / "key").read_text())[0] if done.returncode == 0 else done.stderr
    check("a witness " + ("begins" if first else "sees that it only grew"), done.returncode == 0, size)


def main():
    victim = hashlib.sha256(b"victim of the test").digest()
    with office.Office() as running, tempfile.TemporaryDirectory() as other:
        check("an office starts", running.start().ready(), running.said())
        folder, state = pathlib.Path(running.data) / "ledger", other + "/me"
        officer = Officer(pathlib.Path(running.data))
        with running.client("keeper") as client:
            test_refusals(client, officer)
            test_notes(running, client, victim, 5)
        test_reading(running, folder, victim)
        test_witness(running, folder, state, True)
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
        check("it starts again after kill -9", running.start().ready(2), running.said())
        with running.client("keeper") as client:
            test_notes(running, client, victim, 5)
        keeper = running.roles()["keeper"]
        check("status says how the keeper is doing", (keeper["answers"], keeper["leaves"], keeper["opened"], keeper["grants"])
              == (True, 11, 0, 1), keeper)
        check("the ledger has grown by what was noted, and nothing else", len(ledger.read_folder(folder)[0]) == 11)
        test_witness(running, folder, state, False)
        check("it ends in order", running.close() == 0)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
