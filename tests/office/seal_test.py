#!/usr/bin/python3
"""`todoke seal` and a real office: a report is sealed, carried, handed in, handed in again, cut off at every step, and lies in the vault
exactly once; what lies there opens with the keys of the demonstration and with nothing less."""
import hashlib
import json
import os
import random
import re
import signal
import sys
import time

sys.path.insert(1, "tests/crash")
import sealed  # noqa: E402
import shop  # noqa: E402
from office import Desk, Office, finish, test, until  # noqa: E402
from sealed import opener  # noqa: E402

INCIDENT = {"incident.kinds": ["ransomware"], "actor.kind": "business", "actor.prefecture": "13", "data.people": 1234,
            "incident.known_at": "2026-11-20T10:00:00+09:00", "incident.money_moving": True, "contact.name": "花子 PLANTED",
            "contact.phone": "03-PLANTED", "org.name": "PLANTED商店", "wish.contribute": True}
FOLLOWING = {"follows", "what", "changed"}  # members of a follow-up alone
WORDS = "金曜の夜に画面が変わりました。PLANTED words\n"


class Person(Desk):
    """Somebody beside a demonstration, with files to seal."""

    def __init__(self, office):
        super().__init__(office.folder + "/me")
        self.office = office
        self.put("incident.json", json.dumps(INCIDENT))
        self.put("words.txt", WORDS)
        self.put("small.txt", "PLANTED file")
        self.put("large.bin", random.Random(1).randbytes(700000))

    def seal(self, *words):
        return self.ask("seal", *words)

    def seal_json(self, *words):
        return self.ask_json("seal", *words)

    def files(self):
        return sorted(os.listdir(self.folder))


def in_vault(office):
    vault = sealed.room(office.data, "vault")
    reports = [row[0] for row in vault.execute("SELECT report_id FROM report")]
    vault.close()
    return reports


def filed(office, count):
    return until(lambda: len(in_vault(office)) >= count) and len(in_vault(office)) == count


# --- what lies in the vault ----------------------------------------------------------------------------------------------------

def find(office, receipt):
    number = opener.read_receipt(receipt)
    return [filing for filing in sealed.filings(office.data).values() if opener.receipt_number(filing.report) == number]


def evidence_of(office, filing, body):
    got = {}
    for file in body["files"]:
        with open(f"{office.data}/vault/large/{file['id']}", "rb") as stored:
            got[file["name"]] = opener.open_evidence(stored.read(), bytes.fromhex(file["key"]), filing.report, bytes.fromhex(file["id"]))
    return got


def opens(desk):
    office = desk.office
    answer = desk.seal_json("incident.json", "--narrative", "words.txt", "--window", "demo.desk=contact.name,files", "--attach", "small.txt",
                            "--attach", "large.bin", "--call-me", "--hand-in", office.data, "-o", "sealed")
    test("a report is sealed and handed in", answer["proof"] and answer["files"] == 2 and answer["mode"] == "demonstration", str(answer))
    test("it is in the vault, once", filed(office, 1))
    keys = sealed.key_list(office.data)
    filing, = find(office, answer["receipt"])
    proof = opener.verify_proof(opener.base64.b64decode(answer["proof"]), keys)
    test("the proof verifies from the signed key list alone", (proof["report"], proof["object"]) == (filing.report, filing.object))
    with open(desk.folder + "/sealed/proof", encoding="ascii") as file:
        test("and lies beside the sealed report", file.read().strip() == answer["proof"])
    officer = sealed.key_file(office.data + "/keys/demonstration/officer")
    windows = sealed.window_pairs(office.data, officer)
    keeper = sealed.sealed_pair(sealed.key_file(office.data + "/keeper/keeper.1")["grain"])
    less = json.loads(sealed.open_report(filing, 0, windows, keeper))
    test("the window opens its view with both halves, and lacks what was withheld",
         "contact.name" not in less["incident"] and "files" not in less and less["narrative"] == WORDS
         and less["incident"]["org.name"] == "PLANTED商店", str(less))
    test("its view does not say what was withheld", "windows" not in less)
    viewing = opener.read_viewing(answer["key"])
    copy = opener.open_copy(filing, opener.reply_of(viewing, filing.office))
    whole = json.loads(opener.open_view(filing, 0, copy))
    test("the viewing key opens everything", whole["incident"] == INCIDENT and whole["windows"][0]["withhold"] == ["contact.name", "files"],
         str(whole))
    test("the mailbox follows from it", filing.mailbox == opener.mailbox_of(viewing, filing.office))
    got = evidence_of(office, filing, whole)
    with open(desk.folder + "/large.bin", "rb") as file:
        test("attached files open with the keys in the report, a large one too", got == {"small.txt": b"PLANTED file", "large.bin": file.read()})
    pair = windows["demo.desk", 1]
    triage, card = opener.open_triage(filing, 0, pair), json.loads(opener.open_card(filing, 0, pair))
    test("the triage summary names nobody", b"PLANTED" not in triage and json.loads(triage)["kinds"] == ["ransomware"], str(triage))
    test("the card has the number, and not the name that was withheld", card == {"version": 1, "name": "", "phone": "03-PLANTED"}, str(card))
    analyst = sealed.sealed_pair(sealed.key_file(office.data + "/keys/demonstration/analyst")["grain"])
    share = opener.open_aside(filing, 6, filing.share, analyst)
    test("what is shared names nobody", answer["shared"] and b"PLANTED" not in share and b"prefecture" not in share, str(share))
    again = desk.seal_json("sealed", "--hand-in", office.data)
    said = [(set(answer), members("A sealed report as a folder")), (set(whole), members("Reports", "member of a body") - FOLLOWING),
            (set(json.loads(triage)), members("Reports", "member of a triage summary") - FOLLOWING)]
    test("the formats are as written down", all(got == wanted for got, wanted in said), [got ^ wanted for got, wanted in said])
    same = desk.seal_json("incident.json", "--narrative", "words.txt", "--window", "demo.desk", "--hand-in", office.data, "-o", "sealed")
    test("handing it in again gives the same receipt and the same proof", all((other["receipt"], other["proof"]) == (
        answer["receipt"], answer["proof"]) and other["key"] is None for other in (again, same)), f"{again} {same}")
    test("and it is still there once", filed(office, 1))
    test("the viewing key is nowhere in the office or in the sealed report", not holds(
        answer["key"].encode(), office.data, desk.folder + "/sealed") and not holds(viewing, office.data, desk.folder + "/sealed"))


def members(heading, head="member"):
    """The members that a table of docs/formats.md lists."""
    with open("docs/formats.md", encoding="utf-8") as file:
        table = file.read().split(f"\n### {heading}\n")[1].split("\n### ")[0].split(f"| {head} |")[1].split("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def holds(needle, *folders):
    for folder in folders:
        for path, _, names in os.walk(folder):
            for name in names:
                if os.path.isfile(f"{path}/{name}"):
                    with open(f"{path}/{name}", "rb") as file:
                        if needle in file.read():
                            return True
    return False


def carried(desk):
    """Sealed where there is no office, with its key list alone; handed in later."""
    office = desk.office
    before = len(in_vault(office))
    with open(office.data + "/keys/list", "rb") as file:
        desk.put("list", file.read())
    body = {"incident": INCIDENT, "narrative": WORDS, "windows": [{"window": "demo.desk", "withhold": ["narrative"]}]}
    desk.put("body.json", json.dumps(body))
    answer = desk.seal_json("body.json", "--keys", "list")
    test("without --hand-in it is a folder named by its receipt number", answer["folder"] == "todoke-" + answer["receipt"]
         and answer["proof"] is None and sorted(os.listdir(f"{desk.folder}/{answer['folder']}")) == ["filing", "mail"], str(answer))
    test("which only its owner may look into", os.stat(f"{desk.folder}/{answer['folder']}").st_mode & 0o77 == 0)
    test("nothing has reached the office", len(in_vault(office)) == before)
    later = desk.seal_json(answer["folder"], "--hand-in", office.data + "/run/spool.sock", "--keys", "list")
    test("it is handed in to the socket later", later["receipt"] == answer["receipt"] and later["proof"] and filed(office, before + 1))
    filing, = find(office, answer["receipt"])
    whole = opener.open_view(filing, 0, opener.open_copy(filing, opener.reply_of(opener.read_viewing(answer["key"]), filing.office)))
    test("a body with narrative and windows is taken", json.loads(whole)["narrative"] == WORDS)


# --- cut off -----------------------------------------------------------------------------------------------------------------

STEPS = ("STEP_SPOOL_READ", "STEP_SPOOL_WRITTEN", "STEP_SPOOL_SYNCED", "STEP_SPOOL_ANSWERED", "STEP_SPOOL_LARGE_BEGUN", "STEP_SPOOL_LARGE_SYNCED",
         "STEP_SPOOL_LARGE_NAMED", "STEP_REGISTRAR_READ", "STEP_REGISTRAR_HALVES", "STEP_REGISTRAR_VAULT")


def fuse(path, step):
    with open(path, "r+b") as file:
        file.seek(len(shop.step_names()))
        file.write(bytes([step + 1]))


def burnt(path):
    with open(path, "rb") as file:
        return file.read()[-1] == 0


def office_dies():
    with Office(program="build/crash/todoke") as office:
        seen, names = office.folder + "/seen", shop.step_names()
        with open(seen, "wb") as file:
            file.write(bytes(len(names) + 1))
        office.variables["STEP_SEEN"] = seen
        office.start().ready()
        desk, faults = Person(office), []
        for step in STEPS:
            fuse(seen, names.index(step))
            answer = desk.seal_json("incident.json", "--window", "demo.desk", "--attach", "large.bin", "--hand-in", office.data, "-o", step)
            again = desk.seal_json(step, "--hand-in", office.data)
            if answer["proof"] != again["proof"] or not until(lambda: burnt(seen)):
                faults.append(step)
        test("roles killed at each step of a hand-in: it is tried again and has one proof", not faults, str(faults))
        test("and each report is in the vault exactly once", filed(office, len(STEPS)), f"{len(in_vault(office))} of {len(STEPS)}")
        office.close()


def client_dies(desk):
    """The sealing side is killed at any moment; the same command again until it is done."""
    office, choice, times = desk.office, random.Random(7), 12
    before, lost = len(in_vault(office)), []
    killed, begun = 0, time.monotonic()
    assert desk.seal("incident.json", "--window", "demo.desk", "--attach", "large.bin", "--keys", "list", "-o", "measured")[0] == 0
    whole = time.monotonic() - begun
    for number in range(times):
        words = ("incident.json", "--window", "demo.desk", "--attach", "large.bin", "--hand-in", office.data, "-o", f"cut{number}")
        for _ in range(3):
            process = desk.start("seal", *words)
            time.sleep(choice.uniform(0, whole))
            process.send_signal(signal.SIGKILL)
            out, _ = process.communicate()
            killed += process.returncode == -signal.SIGKILL
            if "Viewing key" not in out and os.path.exists(f"{desk.folder}/cut{number}") and not lost:
                lost.append(number)
        status, _, err = desk.seal(*words)
        if status:
            lost.append(err)
    test("killed at any moment, the same command again brings one report each", filed(office, before + times), f"{len(in_vault(office)) - before}")
    test("it was really killed", killed > times, str(killed))
    test("each command ends well at last", not [fault for fault in lost if isinstance(fault, str)], str(lost))


# --- what is refused -----------------------------------------------------------------------------------------------------------

def refused(desk):
    office = desk.office
    before, count = desk.files(), len(in_vault(office))
    desk.put("no.json", "{")
    desk.put("wrong.json", '{"incident":{"contact.nam":"SECRETNAME"},"windows":[{"window":"demo.desk"}]}')
    desk.put("member.json", '{"incident":{},"story":"x"}')
    desk.put("shape.json", '{"incident":{},"windows":["demo.desk"]}')
    desk.put("latin.txt", b"\xff\xfe")
    desk.put("long.txt", "x" * (256 << 10) + "x")
    with open(desk.folder + "/huge.bin", "wb") as file:
        file.truncate(64 << 20)
    desk.put("forged", bytes(300))
    with open(desk.folder + "/list", "rb") as file:
        signed = bytearray(file.read())
    signed[60] ^= 1
    desk.put("changed", bytes(signed))
    desk.put("nolist.json", "{}")
    os.mkdir(desk.folder + "/empty")
    left = desk.files()
    to = ("--hand-in", office.data)
    rows = [
        ("no window is chosen", ("incident.json", *to), "demo.desk"),
        ("a window without a desk is named, with its real route", ("incident.json", "--window", "jp.ppc", *to), "https://www.ppc.go.jp/"),
        ("a window that does not exist", ("incident.json", "--window", "jp.pcc", *to), "jp.ppc"),
        ("one of two windows has no desk", ("incident.json", "--window", "demo.desk", "--window", "jp.ppc", *to), "jp.ppc"),
        ("a window is named twice", ("incident.json", "--window", "demo.desk", "--window", "demo.desk=files", *to), "demo.desk"),
        ("a fact to withhold that does not exist", ("incident.json", "--window", "demo.desk=contact.nam", *to), "contact.name"),
        ("no keys", ("incident.json", "--window", "demo.desk"), "--keys"),
        ("a key list that is none", ("incident.json", "--window", "demo.desk", "--keys", "forged"), "forged"),
        ("a key list with a changed bit", ("incident.json", "--window", "demo.desk", "--keys", "changed"), "signed"),
        ("an office that is none", ("incident.json", "--window", "demo.desk", "--hand-in", "empty"), "empty"),
        ("a file that is no JSON", ("no.json", "--window", "demo.desk", *to), "no.json:1"),
        ("an unknown fact, told without what it says", ("wrong.json", *to), "contact.name"),
        ("an unknown member", ("member.json", "--window", "demo.desk", *to), "story"),
        ("windows of another shape", ("shape.json", *to), "shape.json:1"),
        ("a text that is none", ("incident.json", "--narrative", "latin.txt", "--window", "demo.desk", *to), "UTF-8"),
        ("a text that is too long", ("incident.json", "--narrative", "long.txt", "--window", "demo.desk", *to), "256 KiB"),
        ("a file that is not there", ("incident.json", "--attach", "nothing", "--window", "demo.desk", *to), "nothing"),
        ("a folder as a file", ("incident.json", "--attach", "empty", "--window", "demo.desk", *to), "empty"),
        ("a device as a file", ("incident.json", "--attach", "/dev/zero", "--window", "demo.desk", *to), "/dev/zero"),
        ("a file of 64 MiB", ("incident.json", "--attach", "huge.bin", "--window", "demo.desk", *to), "64 MiB"),
        ("a call without a number", ("nolist.json", "--call-me", "--window", "demo.desk", *to), "contact.phone"),
        ("a place that is not there", ("incident.json", "--window", "demo.desk", *to, "-o", "no/such/place"), "no/such/place"),
        ("a place that is taken", ("incident.json", "--window", "demo.desk", "--keys", "list", "-o", "empty"), "empty"),
        ("a folder that is no sealed report", ("empty", *to), "empty"),
        ("changing what is sealed", ("sealed", "--window", "demo.desk", *to), "sealed"),
    ]
    for name, words, expected in rows:
        status, out, err = desk.seal(*words)
        test(f"refused: {name}", status == 2 and not out and expected in err and "SECRETNAME" not in err, f"{status} {out} {err}")
    test("nothing is left of what was refused", desk.files() == left, str(set(desk.files()) - set(left)))
    test("and nothing was filed", len(in_vault(office)) == count and set(before) <= set(left))


def elsewhere(desk):
    with Office() as other:
        other.start().ready()
        status, _, err = desk.seal("sealed", "--hand-in", other.data)
        test("a report for another office is not handed in", status == 2 and "another office" in err, err)
        status, _, err = desk.seal("incident.json", "--window", "demo.desk", "--keys", "list", "--hand-in", other.data)
        test("nor is one sealed with another office's keys", status == 2 and "another office" in err, err)
        # The other office's spool behind this one's list: its proof is no proof.
        office, key = desk.office, sealed.office_file(other.data)["id"]
        status, out, err = desk.seal("incident.json", "--window", "demo.desk", "--keys", "list", "--hand-in", other.data + "/run/spool.sock",
                                     "-o", "misled")
        test("an answer that is not signed by this office is not believed", status == 1 and "not signed" in err and key not in out, f"{status} {err}")
        test("what was begun stays, to be handed in rightly", desk.seal("misled", "--hand-in", office.data)[0] == 0)
        other.close()
    status, out, err = desk.seal("incident.json", "--window", "demo.desk", "--keys", "list", "--hand-in", other.data + "/run/spool.sock", "-o",
                                 "closed", "--json")
    answer = json.loads(out)
    test("nobody answers: the report is kept, and it is said how to go on", status == 2 and "todoke seal closed --hand-in" in err
         and answer["key"] and answer["proof"] is None and os.path.exists(desk.folder + "/closed/filing"), f"{status} {out} {err}")


def office_is_well(desk):
    office, backups = desk.office, desk.office.folder + "/backups"
    os.mkdir(backups)
    made = office.ask("backup", office.data, "-o", backups)
    test("a backup is made of it", made.returncode == 0, made.stderr)
    well = office.ask("doctor", office.data)
    test("the doctor finds nothing to mend", well.returncode == 0, well.stdout + well.stderr)
    test("the ledger verifies", office.ask("ledger", "verify", office.data).returncode == 0)
    vault = sealed.room(office.data, "vault")
    hashes = dict(vault.execute("SELECT report_id, object_hash FROM report"))
    stored = {ident: digest for ident, digest in vault.execute("SELECT evidence_id, object_hash FROM evidence")}
    vault.close()
    filings = sealed.filings(office.data)
    test("every report lies there as it was sealed", {report: filing.object for report, filing in filings.items()} == hashes)
    on_shelf = {}
    for ident in stored:
        with open(f"{office.data}/vault/large/{ident.hex()}", "rb") as file:
            on_shelf[ident] = hashlib.blake2b(file.read(), digest_size=32, person=b"todoke.sealed").digest()
    test("and every file", on_shelf == stored and len(stored) > 2, f"{len(stored)}")
    test("closing it in order", office.close() == 0)


def main():
    with Office() as office:
        office.start().ready()
        desk = Person(office)
        opens(desk)
        carried(desk)
        refused(desk)
        client_dies(desk)
        elsewhere(desk)
        office_is_well(desk)
    office_dies()
    finish()


main()
