#!/usr/bin/env python3
"""`todoke open` and `todoke verify` on a real office: the officer reads what she was shown and no more, each opening stands in the
ledger and reaches the person who reported, refusals say why, and a proof holds for its own report alone."""
import json
import os
import shutil
import sys

sys.path.insert(1, "tests/crash")
from office import Desk, Office, finish, test, until  # noqa: E402

REPORT = {"incident": {"incident.kinds": ["ransomware"], "actor.kind": "business", "org.name": "PLANTED-ORG",
                       "contact.name": "PLANTED-NAME"},
          "narrative": "PLANTED words", "windows": [{"window": "demo.desk", "withhold": ["contact.name"]}]}


class Person(Desk):
    """One who reports, and the officer of a demonstration who reads."""

    def __init__(self, office):
        super().__init__(office.folder + "/me")
        self.office, self.officer = office, office.data + "/keys/demonstration/officer"
        self.put("report.json", json.dumps(REPORT))

    def seal(self, folder):
        return self.ask_json("seal", "report.json", "--hand-in", self.office.data, "-o", folder)

    def as_officer(self, report, *more):
        return self.ask("open", report, "--data", self.office.data, "--officer-key", self.officer, "--purpose",
                        "before the interview", *more)

    def as_person(self, key, *words):
        return self.ask("open", *words, "--data", self.office.data, "--viewing-key", "-", typed=key + "\n")


def opening(desk, mine):
    until(lambda: desk.as_officer(mine["receipt"])[0] == 0)
    status, out, err = desk.as_officer(mine["receipt"])
    test("an officer reads what the person chose to show", status == 0 and "PLANTED words" in out and "PLANTED-ORG" in out, err)
    test("and nothing that was withheld", "PLANTED-NAME" not in out, out)
    test("the leaf of the ledger is named", "as leaf" in err, err)
    status, out, err = desk.as_officer(mine["receipt"], "--json")
    test("as JSON it is the report's own", status == 0 and json.loads(out)["narrative"] == "PLANTED words", err)
    desk.officers_openings = 3


def following(desk, mine, other):
    until(lambda: desk.as_person(mine["key"])[1].count("opened the report") >= desk.officers_openings)
    status, out, err = desk.as_person(mine["key"], mine["receipt"])
    test("the person sees all she wrote", status == 0 and "PLANTED-NAME" in out and "PLANTED words" in out, err)
    test("and that it was filed", "filed with the office" in out, out)
    test("and every opening, with its purpose", out.count("opened the report: before the interview") >= 3, out)
    test("each of which stands in the ledger", out.count("It stands in the ledger as leaf") == out.count("opened the report") and
         "does not fit" not in out, out)
    status, out, err = desk.as_person(mine["key"], "--json")
    mail = json.loads(out)["mail"]
    test("as JSON too", status == 0 and all(item.get("in_ledger", True) for item in mail) and len(mail) >= 4, out)
    status, out, err = desk.as_person(other["key"], mine["receipt"])
    test("another viewing key does not open it", status == 1 and "PLANTED" not in out and "viewing key" in err, err)
    status, out, err = desk.as_person(mine["key"][:-1] + ("A" if mine["key"][-1] != "A" else "B"))
    test("a slip in the viewing key is told", status == 2 and "slip" in err, err)
    test("a key that is not in the mailbox finds nothing, not an error",
         desk.as_person(other["key"])[0] == 0 and "opened" not in desk.as_person(other["key"])[1])


REFUSALS = [
    ("no such receipt number", ["XXX"], 2, "neither a receipt number"),
    ("a report that is not there", ["00000000000000000000000000000000"], 2, "is not here"),
]


def refusing(desk, mine):
    for name, words, want, say in REFUSALS:
        status, out, err = desk.as_officer(*words)
        test("refused: " + name, status == want and say in err and out == "", err)
    status, out, err = desk.as_officer(mine["receipt"], "--window", "no.window")
    test("refused: a window without this report", status == 2 and "no.window" in err, err)
    status, out, err = desk.as_officer(mine["receipt"], "--second", desk.officer)
    test("refused: the second officer is the first", status == 1 and "another officer" in err and out == "", err)
    status, out, err = desk.ask("open", mine["receipt"], "--data", desk.office.data, "--officer-key", desk.officer)
    test("refused: no purpose", status == 2 and "--purpose" in err, err)
    status, out, err = desk.ask("open", mine["receipt"], "--data", desk.office.data, "--officer-key",
                                   desk.office.data + "/keys/list", "--purpose", "x")
    test("refused: no officer's key", status == 2 and "officer" in err, err)
    status, out, err = desk.ask("open", mine["receipt"], "--data", desk.folder, "--viewing-key", "-", typed="x\n")
    test("refused: no office", status == 2 and "no office" in err, err)


def verifying(desk, mine):
    data, keys = ["--data", desk.office.data], ["--keys", desk.office.data + "/keys/list"]
    status, out, err = desk.ask("verify", "sealed", *keys)
    test("a filed report verifies by its key list alone", status == 0 and mine["receipt"] in out and "signature holds" in out, err)
    test("the proof verifies by itself", desk.ask("verify", "sealed/proof", *keys)[0] == 0)
    status, out, err = desk.ask("verify", "sealed/filing", "sealed/proof", "--json", *data)
    test("as JSON", status == 0 and json.loads(out)["receipt"] == mine["receipt"], err)
    shutil.copy(desk.folder + "/sealed/proof", desk.folder + "/other/proof")
    test("a proof of another report does not hold", desk.ask("verify", "other", *keys)[0] == 1)
    shutil.copytree(desk.folder + "/sealed", desk.folder + "/changed")
    with open(desk.folder + "/changed/filing", "r+b") as file:
        file.seek(os.path.getsize(file.name) // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    test("a changed report does not verify", desk.ask("verify", "changed", *keys)[0] in (1, 2))
    with open(desk.folder + "/sealed/proof") as file:
        proof = file.read()
    slips = 0
    for at in range(0, len(proof.strip()), 9):
        with open(desk.folder + "/slip", "w") as file:
            file.write(proof[:at] + ("A" if proof[at] != "A" else "B") + proof[at + 1:])
        slips += desk.ask("verify", "slip", *keys)[0] == 0
    test("no changed proof verifies", slips == 0, f"{slips} did")
    test("what is neither is told", desk.ask("verify", "report.json", *keys)[0] == 2)


def stopped(desk, mine):
    desk.office.close()
    status, out, err = desk.as_officer(mine["receipt"])
    test("without the keeper nothing opens", status == 1 and out == "" and "keeper does not answer" in err, err)
    status, out, err = desk.as_person(mine["key"])
    test("without the office the person is told so", status == 2 and "does not answer" in err, err)


def main():
    with Office() as office:
        office.start().ready()
        desk = Person(office)
        mine, other = desk.seal("sealed"), desk.seal("other")
        opening(desk, mine)
        following(desk, mine, other)
        refusing(desk, mine)
        verifying(desk, mine)
        stopped(desk, mine)
    finish()


main()
