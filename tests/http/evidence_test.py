#!/usr/bin/python3
"""Evidence by program: files handed over first, then a report or a follow-up that takes them, once; what is taken out again, or never
gets into a report, is let go of by the office, and nothing else is."""
import hashlib
import json
import os
import re
import struct
import sys
import time
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "seal"))
import opener  # noqa: E402
from portal import Portal, finish, test, until  # noqa: E402
from visitor import Browser  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "office"))
from office import APPEND, CONFLICT, OK  # noqa: E402

BYTES, DAY = "application/octet-stream", 86400
REPORT = {"incident": {"incident.kinds": ["ransomware"]}, "windows": [{"window": "demo.desk"}]}


def upload(portal, content, name="", code=None, fields=()):
    return portal.post(f"/api/v1/files?name={quote(name)}", content, BYTES, [*([("Files", code)] if code else []), *fields])


def send(portal, code, key=None, **more):
    fields = [("Idempotency-Key", key)] if key else []
    return portal.post("/api/v1/reports?lang=en", json.dumps({**REPORT, **more, **({"files": code} if code is not None else {})}), fields=fields)


def follow(portal, filed, body, key=None):
    fields = [("Authorization", f"Bearer {filed['key']}"), *([("Idempotency-Key", key)] if key else [])]
    return portal.post(f"/api/v1/reports/{filed['receipt']}/followups?lang=en", json.dumps(body), fields=fields)


def case(portal, filed):
    return portal.get(f"/api/v1/reports/{filed['receipt']}", [("Authorization", f"Bearer {filed['key']}")]).json()


def place(portal, ident):
    return f"{portal.data}/vault/large/{ident}"


def opened(portal, body):
    """What an officer's reader of another make gets: name and content of each file."""
    got, report = [], bytes.fromhex(body["report"])
    for file in body["files"]:
        until(lambda: os.path.exists(place(portal, file["id"])))  # pylint: disable=cell-var-from-loop
        with open(place(portal, file["id"]), "rb") as stored:
            got.append((file["name"], opener.open_evidence(stored.read(), bytes.fromhex(file["key"]), report, bytes.fromhex(file["id"]))))
        test(f"the report says the fingerprint of {file['name']}", hashlib.sha256(got[-1][1]).hexdigest() == file["sha256"], file)
    return got


def handing_over(portal):
    big = os.urandom(200000)
    first = upload(portal, b"From: a\r\n\r\nhello", "mail/../届いた メール.eml")
    said = first.json()
    test("a file is taken", first.status == 201 and set(said) == {"files", "count", "name", "size", "sha256"} and said["count"] == 1, first)
    test("under its own name, without a folder", said["name"] == "届いた メール.eml" and said["sha256"] == hashlib.sha256(b"From: a\r\n\r\nhello").hexdigest(), said)
    second = upload(portal, big, "dump.bin", said["files"])
    test("a second one beside it", second.status == 201 and second.json()["files"] == said["files"] and second.json()["count"] == 2, second)
    nameless = upload(portal, b"x", code=said["files"])
    test("one without a name gets one", nameless.status == 201 and nameless.json()["name"], nameless)
    for name, answer, status in (("of nothing", upload(portal, b""), 422), ("too big", portal.post("/api/v1/files", b"", BYTES, [("Content-Length", "1")]), 400),
                                 ("another's code", upload(portal, b"x", code="0000-00000-0000-00000"), 422),
                                 ("no code at all", upload(portal, b"x", code="nothing"), 422), ("JSON", portal.post("/api/v1/files", b"{}"), 415)):
        test(f"not taken: {name}", answer.status == status and answer["content-type"] == "application/problem+json", answer)
    return said["files"], [("届いた メール.eml", b"From: a\r\n\r\nhello"), ("dump.bin", big), (nameless.json()["name"], b"x")]


def into_a_report(portal, code, files):
    for name, wrong in (("a code of nobody", "0000-00000-0000-00000"), ("no code", "x"), ("a list", [code]), ("a number", 5), ("nothing", "")):
        answer = send(portal, wrong)
        test(f"no report with {name}", answer.status == 422 and answer["content-type"] == "application/problem+json", answer)
    test("null is none", send(portal, None).status == 201)
    first = send(portal, code, "evidence-is-handed-in-once")
    again = send(portal, code, "evidence-is-handed-in-once")
    test("a report takes them", first.status == 201, first)
    test("the same request is the same report", again.body == first.body, (first, again))
    filed = first.json()
    test("all of them are in it, whole", opened(portal, case(portal, filed)["filed"]["report"]) == files)
    test("no other report takes them", send(portal, code, "evidence-is-handed-in-twice").status == 409 and send(portal, code, narrative="x").status == 409)
    return filed


def without_a_key(portal):
    """The code alone says which request it is."""
    code = upload(portal, b"alone", "a.txt").json()["files"]
    first, again = send(portal, code), send(portal, code)
    test("without Idempotency-Key too the same request is one report", first.status == 201 and first.body == again.body, (first, again))
    test("another with these files is refused", send(portal, code, narrative="else").status == 409)


def withheld(portal):
    code = upload(portal, b"not for them", "a.txt").json()["files"]
    filed = send(portal, code, windows=[{"window": "demo.desk", "withhold": ["files"]}])
    test("files can be withheld", filed.status == 201 and filed.json()["windows"][0]["withhold"] == ["files"], filed)


def into_a_followup(portal, filed):
    code = upload(portal, b"more", "more.txt").json()["files"]
    test("a follow-up with a code of nobody is refused", follow(portal, filed, {"files": "0000-00000-0000-00000"}).status == 422)
    first = follow(portal, filed, {"files": code}, "a-follow-up-with-a-file")
    again = follow(portal, filed, {"files": code}, "a-follow-up-with-a-file")
    test("a file alone is a follow-up", first.status == 201 and first.body == again.body, (first, again))
    followups = case(portal, filed)["followups"]
    test("there is one, with the file", len(followups) == 1 and opened(portal, followups[0]["report"]) == [("more.txt", b"more")], followups)


def described(portal):
    paths = portal.get("/api/openapi.json").json()
    post = paths["paths"]["/api/v1/files"]["post"]
    test("it is described", {one["name"]: one["in"] for one in post["parameters"]} == {"name": "query", "files": "header"}
         and BYTES in post["requestBody"]["content"], post)
    test("and so is the member of a report", all("files" in paths["components"]["schemas"][name]["properties"] for name in ("Report", "Followup")))


# --- letting go ----------------------------------------------------------------------------------------------------------------

def put(portal, ident, report, content):
    """A piece of evidence straight to the spool, as `todoke seal --hand-in` brings it before its report."""
    with portal.client("spool") as client:
        return client.call(APPEND, struct.pack("<B16sB", 2, ident, 0) + bytes([1]) + report + ident + bytes([3]) + content)[0]


def age(portal, ident, days):
    then = time.time() - days * DAY - 60
    os.utime(place(portal, ident), (then, then))


def ids(portal):
    return set(os.listdir(f"{portal.data}/vault/large"))


def named(browser):
    """The files of a draft; what is in the vault may still grow by what came before."""
    return set(re.findall(r'name="file" value="([0-9a-f]{32})"', browser.get("/en/files").body.decode()))


def letting_go(portal, filed):
    keep = [file["id"] for file in case(portal, filed)["filed"]["report"]["files"]]
    waiting = upload(portal, b"of a draft", "draft.txt").json()["files"]
    browser = Browser(portal, "en")
    browser.send("/en/resume", [("code", waiting)])
    held, = named(browser)
    upload(portal, b"taken out", "out.txt", waiting)
    out, = named(browser) - {held}
    test("both of a draft are kept", until(lambda: {held, out} <= ids(portal)), ids(portal))
    browser.send("/en/files/remove", [("file", out)])
    test("one is taken out of the draft", "out.txt" not in browser.get("/en/files").body.decode() and "draft.txt" in browser.get("/en/files").body.decode())
    report, fresh, young, old, strange = (os.urandom(16) for _ in range(5))
    for ident in (fresh, young, old):
        test("a file comes before its report", put(portal, ident, report, bytes(100)) == OK)
    test("one whose head is not its own", put(portal, strange, report, bytes(100)) == OK)
    names = [ident.hex() for ident in (fresh, young, old, strange)]
    test("all are kept", until(lambda: set(names) <= ids(portal)), names)
    behind = send(portal, None).json()
    test("a report behind them is filed", until(lambda: case(portal, behind)["states"]))  # nothing before it is read anew
    with open(place(portal, strange.hex()), "r+b") as file:
        file.write(bytes(50))
    everything = ids(portal)
    for ident in everything:
        age(portal, ident, 400)
    age(portal, fresh.hex(), 0)
    age(portal, young.hex(), 20)
    portal.process.kill()
    portal.process.wait()
    portal.start()
    test("the office starts again", portal.ready(times=2), portal.said())
    gone = {out, old.hex(), strange.hex()}
    test("what was taken out or never named is let go of", until(lambda: not gone & ids(portal)), gone & ids(portal))
    test("and it is logged", until(lambda: portal.events("evidence.swept")), portal.events())
    test("all else stays: of reports, of drafts, what came lately", ids(portal) == everything - gone, everything - gone - ids(portal))
    test("files of reports open as before", len(opened(portal, case(portal, filed)["filed"]["report"])) == len(keep))
    test("the same file handed in again comes back", put(portal, old, report, bytes(100)) == OK)
    test("and another of that name does not", put(portal, old, report, bytes(101)) == CONFLICT)
    test("the draft can be sent", send(portal, waiting).status == 201)
    test("the doctor finds nothing", portal.ask("doctor", portal.data).returncode == 0)


def main():
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
        test("an office opens", portal.start().ready(), portal.said())
        filed = into_a_report(portal, *handing_over(portal))
        without_a_key(portal)
        withheld(portal)
        into_a_followup(portal, filed)
        described(portal)
        letting_go(portal, filed)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
    finish()


main()
