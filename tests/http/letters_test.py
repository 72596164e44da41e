#!/usr/bin/python3
"""What the person who reported finds under her key, however the report came: sealed on another machine and carried over HTTP, handed
in beside the office, long or short; with number and key alone, by page and by program, and after the whole office was killed."""
import hashlib
import html
import json
import os
import re
import struct
import subprocess
from urllib.parse import urlencode

from portal import Portal, finish, test, until
from office import GET, OK, PUT
import sealed as sealed_files
from sealed import opener

INCIDENT = {"actor.kind": "business", "data.personal": True, "data.people": 5000, "incident.kinds": ["ransomware"],
            "incident.known_at": "2026-11-20T09:00:00+09:00"}
BYTES = "application/octet-stream"


class Sealer:
    """A machine without an office: it has the key list."""
    def __init__(self, portal):
        self.portal, self.folder = portal, portal.folder + "/sealer"
        os.mkdir(self.folder)
        self.keys = portal.data + "/keys/list"

    def seal(self, name, body, *more):
        with open(f"{self.folder}/{name}.json", "w", encoding="utf-8") as file:
            json.dump({"windows": [{"window": "demo.desk", "withhold": ["data.people"]}], **body}, file)
        done = subprocess.run([os.path.abspath("build/todoke"), "seal", name + ".json", "-o", name, "--json", *(more or ("--keys", self.keys))],
                              cwd=self.folder, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def part(self, name, part):
        with open(f"{self.folder}/{name}/{part}", "rb") as file:
            return file.read()

    def carry(self, filing, mail):
        return self.portal.post(f"/api/v1/filings?filing={len(filing)}&mail={len(mail)}", filing + mail, BYTES)


def read(portal, sealed, key=None):
    return portal.get(f"/api/v1/reports/{sealed['receipt']}", [("Authorization", f"Bearer {key or sealed['key']}")])


def page(portal, sealed, path="/en/case"):
    entered = portal.post_form("/en/case", urlencode([("receipt", sealed["receipt"]), ("key", sealed["key"])]))
    cookie = (entered["set-cookie"] or "").split(";")[0]
    answer = portal.get(path, [("Cookie", cookie)]) if entered.status == 303 else entered
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.body.decode()))), answer.status


def carried(portal, sealer):
    """Sealed elsewhere, handed in by HTTP."""
    sealed = sealer.seal("away", {"incident": INCIDENT, "narrative": "marker-1177"})
    filing, mail = sealer.part("away", "filing"), sealer.part("away", "mail")
    test("before it is handed in there is nothing", read(portal, sealed).status == 404)
    longer = sealer.seal("other", {"incident": INCIDENT, "narrative": "marker-2288"})
    theirs = sealer.part("other", "mail")
    for name, body in (("another report's mail", theirs), ("a changed bag", mail[:40] + b"\2" + mail[41:]), ("two of one name", b"\1\2" + 2 * mail[2:]),
                       ("a byte more", mail + b"x"), ("a byte less", mail[:-1]), ("none of it", b"\1\0"), ("another version", b"\2" + mail[1:]),
                       ("eight", b"\1\10" + mail[2:])):
        answer = sealer.carry(filing, body)
        test(f"not taken: {name}", answer.status == 422 and answer["content-type"] == "application/problem+json", answer)
    for size in (len(mail) - 1, len(mail) + 1, 2 << 20):
        answer = portal.post(f"/api/v1/filings?filing={len(filing)}&mail={size}", filing + mail, BYTES)
        test(f"another length of the mail: {size}", answer.status == 422, answer)
    test("and none of these is kept", read(portal, sealed).status == 404)
    first, second = sealer.carry(filing, mail), sealer.carry(filing, mail)
    test("it is taken, and again", (first.status, second.status, first.body) == (201, 201, second.body), (first, second))
    test("the answer shows no key", set(first.json()) == {"receipt", "proof"}, first)
    test("its own key opens nothing of another", read(portal, sealed, longer["key"]).status == 404)
    return sealed


def shown(portal, name, sealed, narrative):
    answer = read(portal, sealed)
    said = answer.json() if answer.status == 200 else {}
    report = (said.get("filed") or {}).get("report") or {}
    test(f"{name}: by program, whole", report.get("incident") == INCIDENT and report.get("narrative") == narrative
         and said["filed"]["windows"] == ["demo.desk"], answer)
    test(f"{name}: that it is in the vault", until(lambda: any(state["state"] == "filed" for state in read(portal, sealed).json()["states"])))
    text, status = page(portal, sealed)
    test(f"{name}: by page", status == 200 and sealed["receipt"] in text and "Handed over to the window" in text, text)


def in_words(portal, sealer, long, tale):
    """The page of what was sent: of a long report all of it, of one that is longer than a mailbox takes that it is not here, of more than a
    page can be as much as fits; of files that were sealed elsewhere name, size and fingerprint."""
    text, status = page(portal, long, "/ja/case/sent")
    test("a long story stands there whole", status == 200 and tale.strip() in text, (status, len(text)))
    with open(f"{sealer.folder}/記録 <b>.txt", "wb") as file:
        file.write(b"evidence")
    sealed = sealer.seal("files", {"incident": INCIDENT}, "--attach", "記録 <b>.txt", "--hand-in", portal.data)
    text, status = page(portal, sealed, "/en/case/sent")
    groups = " ".join(re.findall("." * 8, hashlib.sha256(b"evidence").hexdigest()))
    test("files stand there with their fingerprints", status == 200 and "記録 <b>.txt 8 B" in text and groups in text, text[-1500:])
    test("and what was held back from whom", "Held back: " in text, text[-1500:])
    whole = {"narrative": "\x01" * 200000, "windows": [{"window": "demo.desk"}]}
    beyond = portal.post("/api/v1/reports", json.dumps(whole)).json()
    text, status = page(portal, beyond, "/en/case/sent")
    test("what is too long for a mailbox is not there, which is said", status == 200 and beyond["receipt"] in text and "not kept here" in text, text[-1500:])
    sent = portal.post("/api/v1/reports", json.dumps({"narrative": "<" * 250000, "windows": [{"window": "demo.desk"}]})).json()
    later = [follow(portal, sent, {"narrative": "<" * 250000 + str(number)}).json()["receipt"] for number in range(9)]
    text, status = page(portal, sent, "/en/case/sent")
    test("of more than fits on a page the first stand there, and of the rest that they are left out", status == 200 and all(one in text for one in later) and
         text.count("<" * 250000) == 8 and text.count("Left out") == 2, (status, text.count("<" * 250000), text.count("Left out")))


def without_mail(portal, sealer):
    """As other programs may seal: it is filed, and the office's own words wait under the key."""
    sealed = sealer.seal("bare", {"incident": INCIDENT})
    filing = sealer.part("bare", "filing")
    test("a report without mail is taken", portal.post(f"/api/v1/filings?filing={len(filing)}", filing, BYTES).status == 201)
    test("and not shown", read(portal, sealed).status == 404 and page(portal, sealed, "/en/case/sent")[1] == 422)
    os.remove(f"{sealer.folder}/bare/mail")
    done = subprocess.run([os.path.abspath("build/todoke"), "seal", "bare", "--hand-in", portal.data], cwd=sealer.folder, capture_output=True, check=False)
    test("a folder without mail is handed in", done.returncode == 0, done.stderr)


def follow(portal, sealed, body, key=None):
    return portal.post(f"/api/v1/reports/{sealed['receipt']}/followups", json.dumps(body),
                       fields=[("Authorization", f"Bearer {sealed['key']}"), *([("Idempotency-Key", key)] if key else [])])


def followed(portal, sealed):
    answer = follow(portal, sealed, {"incident": {"data.people": 7000}})
    test("what was sealed elsewhere can be followed up", answer.status == 201 and answer.json()["changed"] == ["data.people"], answer)
    test("and both are there", [one["receipt"] for one in read(portal, sealed).json()["followups"]] == [answer.json()["receipt"]])


# --- more than a mailbox holds -------------------------------------------------------------------------------------------------

def told(portal, sealed):
    return [one["report"]["narrative"] for one in read(portal, sealed).json()["followups"]]


def many(portal):
    """Follow-ups far beyond the 256 KiB of one bag; each is there, in its order, and the office has room for what it says of them."""
    sent = portal.post("/api/v1/reports", json.dumps({"incident": INCIDENT, "windows": [{"window": "demo.desk"}]})).json()
    words = [f"{number:03}" + "x" * size for number, size in enumerate([20000] * 14 + [40000, 10, 20000])]
    for number, narrative in enumerate(words):
        answer = follow(portal, sent, {"narrative": narrative}, f"one-of-many-{number:08}")
        test(f"follow-up {number} is taken", answer.status == 201, answer)
    again = follow(portal, sent, {"narrative": words[9]}, "one-of-many-00000009")
    test("one of them once more is the same", again.status == 201 and told(portal, sent) == words, [one[:3] for one in told(portal, sent)])
    test("of each it is said that it was filed", until(lambda: len(read(portal, sent).json()["states"]) == len(words) + 1),
         len(read(portal, sent).json()["states"]))
    text, _ = page(portal, sent)
    test("the page lists all", text.count("what you came to know later") >= len(words) and "no room left" not in text, text[:300])
    key = f"{portal.folder}/key"
    with open(key, "w", encoding="ascii") as file:
        file.write(sent["key"])
    shown = portal.ask("open", "--viewing-key", key, "--data", portal.data, "--json")
    mail = json.loads(shown.stdout)["mail"] if shown.returncode == 0 else []
    test("and so does the command", [one["kind"] for one in mail].count("report") == len(words) + 1, (shown.stderr, len(mail)))
    return sent, words


def stuff(portal, name):
    """The mailbox as full as it can be: of things that nobody can open."""
    with portal.client("spool") as client:
        body = client.call(GET, name)[2]
        version, bag = struct.unpack("<Q", body[:8])[0], body[8:]
        count = struct.unpack("<H", bag[1:3])[0]
        while len(bag) + 21 + 1110 <= 256 << 10:
            bag, count = bag + struct.pack("<B16sI", 2, os.urandom(16), 1110) + os.urandom(1110), count + 1
        bag = bag[:1] + struct.pack("<H", count) + bag[3:]
        return client.call(PUT, struct.pack("<B32sQI", 2, name, version, 86400) + bag)[0]


def full(portal, sent, words):
    office = bytes.fromhex(sealed_files.office_file(portal.data)["id"])
    name = opener.mailbox_of(opener.read_viewing(sent["key"]), office)
    test("until now there is room", read(portal, sent).json()["full"] is False)
    test("the mailbox is filled up", stuff(portal, name) == OK)
    test("that it is full is said to programs", read(portal, sent).json()["full"] is True)
    test("and to people", "This page has no room left" in page(portal, sent)[0])
    answer = follow(portal, sent, {"narrative": "the last one"})
    test("what follows is taken all the same", answer.status == 201, answer)
    test("and is shown", told(portal, sent) == words + ["the last one"])
    officer, receipt = portal.data + "/keys/demonstration/officer", answer.json()["receipt"]
    words_there = []

    def opened():
        done = portal.ask("open", receipt, "--data", portal.data, "--officer-key", officer, "--purpose", "test", "--json")
        words_there[:] = [json.loads(done.stdout)["narrative"]] if done.returncode == 0 else [done.stderr]
        return done.returncode == 0
    test("the window reads it", until(opened) and words_there == ["the last one"], words_there)


def main():
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
        test("an office opens", portal.start().ready(), portal.said())
        sealer = Sealer(portal)
        away = carried(portal, sealer)
        beside = sealer.seal("beside", {"incident": INCIDENT, "narrative": "marker-3399"}, "--hand-in", portal.data)
        tale = "とても長い話。" * 12000
        long = sealer.seal("long", {"incident": INCIDENT, "narrative": tale})
        test("a long one has annexes", sealer.part("long", "mail")[1] > 2, sealer.part("long", "mail")[:2])
        test("and is taken", sealer.carry(sealer.part("long", "filing"), sealer.part("long", "mail")).status == 201)
        in_words(portal, sealer, long, tale)
        without_mail(portal, sealer)
        followed(portal, away)
        sent, words = many(portal)
        portal.process.kill()
        portal.process.wait()
        portal.start()
        test("after a kill it opens again", portal.ready(times=2), portal.said())
        for name, sealed, narrative in (("carried", away, "marker-1177"), ("handed in beside the office", beside, "marker-3399"), ("long", long, tale)):
            shown(portal, name, sealed, narrative)
        test("all that followed is there", told(portal, sent) == words)
        full(portal, sent, words)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
    finish()


main()
