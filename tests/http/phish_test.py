#!/usr/bin/python3
"""Phishing messages and false sites, reported in one go: kept when answered, also after a kill; byte for byte before the officer and nowhere
a link; once for each key; with a measure of its own that neither takes from reports nor is taken by them; nothing of who sent it is
kept; and an office whose windows do not take it says who does."""
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from portal import Portal, finish, request, test, until
from office import Desk  # portal says where it is

BURST = 20  # of limits.h
URL = "hxxps://xn--bnk-login[.]example/login?a=1&b=<\"日本\">%2e"
OTHER = "http://evil.example/もう一つ"
MESSAGE = "Received: from mx (10.0.0.9)\r\nSubject: =?UTF-8?B?44GU56K66KqN?=\r\n\r\n【重要】お客様の口座が止まります。\thttps://bank.evil.example/now 👈\u202e\r\n.\r\n"
SENDER = "〇〇銀行 <info@bank.evil.example>"
MARKER = "zq7-marker-of-the-sender"
WHO = [("User-Agent", MARKER), ("X-Forwarded-For", MARKER), ("Forwarded", f"for={MARKER}"), ("Referer", f"https://{MARKER}/"), ("Cookie", MARKER + "=1"),
       ("From", MARKER), ("X-Real-Ip", MARKER)]
ADDRESS = (203, 0, 113, 77)
PROXIED = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes(ADDRESS) + b"\x7f\0\0\1\xbe\xef\0\x50"
REPORT = json.dumps({"incident": {"incident.kinds": ["ransomware"]}, "windows": [{"window": "demo.desk"}]})


def ask(body, key=None, lang="en", fields=(), path="/api/v1/phish"):
    body = body if isinstance(body, (bytes, str)) else json.dumps(body, ensure_ascii=False)
    named = [("Idempotency-Key", key)] if key else []
    return request("POST", f"{path}?lang={lang}", [("Content-Type", "application/json"), *named, *fields], body)


def send(portal, body, **more):
    return portal.raw(ask(body, **more))


def case(portal, filed):
    return portal.get(f"/api/v1/reports/{filed['receipt']}", [("Authorization", f"Bearer {filed['key']}")]).json()["filed"]["report"]


# --- what is taken -----------------------------------------------------------------------------------------------------------

def good(portal):
    filed = {}
    for name, body, kinds, narrative in (
            ("an address", {"url": URL}, ["phishing_site"], f"url: {URL}\n"),
            ("a message", {"message": MESSAGE}, ["phishing_message"], "\n" + MESSAGE),
            ("both, and all else", {"url": URL, "urls": [OTHER, URL], "message": MESSAGE, "seen_at": "2026-11-20T09:00:00+09:00", "from": SENDER,
                                    "impersonates": "〇〇銀行"}, ["phishing_site", "phishing_message"],
             f"url: {URL}\nurl: {OTHER}\nurl: {URL}\nfrom: {SENDER}\nimpersonates: 〇〇銀行\n\n{MESSAGE}"),
            ("what a program left empty", {"url": " ", "urls": None, "message": "x", "seen_at": None, "from": ""}, ["phishing_message"], "\nx"),
            ("an address that no fact takes", {"url": "http://a/\u202egpj.exe"}, ["phishing_site"], "url: http://a/\u202egpj.exe\n")):
        answer = send(portal, body)
        test(f"taken: {name}", answer.status == 201 and {"receipt", "key", "proof", "windows"} <= set(answer.json()), answer)
        filed[name] = answer.json()
        shown = case(portal, filed[name])
        test(f"as it was sent, byte for byte: {name}", shown["narrative"] == narrative, shown)
        test(f"its kinds: {name}", shown["incident"]["incident.kinds"] == kinds, shown)
    whole = filed["both, and all else"]
    test("the practice desk takes it", whole["windows"] == [{"window": "demo.desk", "state": "prepared", "withhold": []}], whole["windows"])
    facts = case(portal, whole)["incident"]
    test("facts for the law and the forms", facts["technical.urls"] == [URL, OTHER, URL] and facts["phishing.sender"] == SENDER and
         facts["incident.known_at"] == "2026-11-20T09:00:00+09:00", facts)
    test("what no fact takes stands in the words alone", "technical.urls" not in case(portal, filed["an address that no fact takes"])["incident"])
    most = {"urls": [f"http://{number}.example/".ljust(4000, "a") for number in range(16)], "message": "文" * 60000, "from": "a" * 1000, "impersonates": "b" * 1000}
    answer = send(portal, most)
    test("the most that may be sent is taken", answer.status == 201 and case(portal, answer.json())["narrative"].endswith("\n\n" + "文" * 60000), answer)
    return whole


def officer(portal, filed):
    """What the officer of the desk reads."""
    desk = Desk(portal.folder + "/officer")
    words = ("open", filed["receipt"], "--data", portal.data, "--officer-key", portal.data + "/keys/demonstration/officer", "--purpose", "phishing")
    until(lambda: desk.ask(*words)[0] == 0)
    read = desk.ask_json(*words)
    test("the officer reads address and message byte for byte", f"url: {URL}\n" in read["narrative"] and read["narrative"].endswith("\n\n" + MESSAGE) and
         read["incident"]["technical.urls"] == [URL, OTHER, URL], read)
    status, text, err = desk.ask(*words)
    test("on a terminal it is whole, in its lines, and steers nothing", status == 0 and f"url: {URL}\nurl: {OTHER}\n" in text and "\n【重要】" in text and
         "/now 👈\ufffd\n.\n" in text and "\u202e" not in text, text + err)


def pages(portal, filed):
    door = portal.raw(request("POST", "/ja/case", [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "http://127.0.0.1")],
                              f"receipt={filed['receipt']}&key={filed['key']}"))
    cookie = (door["set-cookie"] or "").partition(";")[0]
    page = portal.get("/ja/case", [("Accept", "text/html"), ("Cookie", cookie)])
    text = page.body.decode()
    test("in the page of the case nothing of it is a link", page.status == 200 and "evil" not in "".join(
        part.partition(">")[0] for part in text.split("<")[1:]), page)


def again(portal):
    key, body = "one-phish-that-comes-twice", {"url": URL, "message": "二度"}
    first, second = send(portal, body, key=key), send(portal, body, key=key)
    test("the same request gives the same answer", first.status == second.status == 201 and first.body == second.body, second)
    test("in another language it is the same report", send(portal, body, key=key, lang="ja").json()["proof"] == first.json()["proof"])
    test("another request with this key is refused", send(portal, {"url": "http://b"}, key=key).status == 409)
    test("and a key that can be guessed", send(portal, body, key="short").status == 422)
    return key, body, first.json()


BAD = (
    ("nothing", {}, "url"), ("only who sent it", {"from": "a"}, "message"), ("only blanks", {"url": "  ", "message": "\n"}, "message"),
    ("a member that is none", {"url": "a", "wishes": 1}, "wishes"), ("windows, which nobody chooses here", {"url": "a", "windows": []}, "windows"),
    ("an address of two lines", {"url": "http://a\nfrom: b"}, "phish:1:9"), ("an address with a tab", {"url": "http://a\tb"}, "url"),
    ("an address that is none", {"url": ["a"]}, "url"), ("a long address", {"url": "a" * 4001}, "4000"), ("addresses that are none", {"urls": "a"}, "urls"),
    ("an empty address among others", {"urls": ["a", " "]}, "urls"), ("an address that is a number", {"urls": ["a", 1]}, "urls"),
    ("too many addresses", {"urls": ["a"] * 17}, "16"), ("one address too many", {"urls": ["a"] * 16, "url": "b"}, "16"),
    ("a message that is none", {"message": {"a": 1}}, "message"), ("a message with a zero byte", {"message": "a\0b"}, "phish:1:"),
    ("a long message", {"message": "a" * (180 * 1024 + 1)}, "180"), ("a sender of two lines", {"url": "a", "from": "b\r\nurl: c"}, "from"),
    ("a long sender", {"url": "a", "from": "b" * 1001}, "1000"), ("a name that is none", {"url": "a", "impersonates": 7}, "impersonates"),
    ("a time that is none", {"url": "a", "seen_at": "yesterday"}, "seen_at"), ("a time without zone", {"url": "a", "seen_at": "2026-11-20T09:00:00"}, "seen_at"),
    ("a number for a time", {"url": "a", "seen_at": 5}, "seen_at"), ("a list", [], "url"), ("no JSON", "{", "phish:1:"), ("twice the same", '{"url":"a","url":"b"}', "url"),
    ("broken text", b'{"url":"\xff"}', "400"), ("a lone surrogate", '{"url":"\\ud800"}', "phish:1:"))


def bad(portal):
    for name, body, said in BAD:
        answer = send(portal, body)
        test(f"refused with the reason: {name}", answer.status in (400, 422) and said in answer.body.decode() and
             answer["content-type"] == "application/problem+json", answer)
    answer = send(portal, {"from": "a\nb", "seen_at": 1, "zq7": 1})
    test("every fault is told at once", len(answer.json()["errors"]) == 3, answer)
    for lang, words in (("ja", "どちらか"), ("ja-simple", "書いて ください"), ("en", "needed")):
        test(f"in the language that was asked for: {lang}", words in send(portal, {}, lang=lang).json()["errors"][0])
    test("a body that is too large is refused before it is read", send(portal, '{"message":"' + "a" * (1 << 20) + '"}').status == 413)
    test("a form is none", portal.raw(request("POST", "/api/v1/phish", [("Content-Type", "text/plain")], "{}")).status == 415)


def described(portal):
    whole = portal.get("/api/openapi.json").json()
    post = whole["paths"]["/api/v1/phish"]["post"]
    schema = whole["components"]["schemas"]["Phish"]
    test("it is described", post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Phish"} and
         post["responses"]["201"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Kept"} and post["summary"] and {one["name"] for one in post["parameters"]} == {"idempotency-key", "lang"}, post)
    test("with every member it takes, and no other", set(schema["properties"]) == {"url", "urls", "message", "seen_at", "from", "impersonates"} and
         schema["additionalProperties"] is False, schema)


# --- who sent it -------------------------------------------------------------------------------------------------------------

def finds(folder, needles):
    found = []
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = file.read()
            found += [(path, needle) for needle in needles if needle in content]
    return found


def sender():
    """The address is said by a terminator, so that it is one of nobody else here."""
    with Portal(variables={"TODOKE_PUBLIC_PROXIES": "127.0.0.1"}) as portal:
        portal.start().ready()
        answer = portal.raw(PROXIED + ask({"url": URL}, fields=WHO))
        test("a report from elsewhere is taken", answer.status == 201, answer)
        refused = portal.raw(PROXIED + ask({"zq7": 1}, fields=WHO))
        test("and a bad one refused", refused.status == 422, refused)
        portal.close()
        text = ".".join(map(str, ADDRESS)).encode()
        needles = [MARKER.encode(), text, bytes(ADDRESS), text.rpartition(b".")[0]]
        test("nothing of who sent it is in the folder of the office or in its log", not finds(portal.folder, needles), finds(portal.folder, needles))
        with open(portal.data + "/planted", "wb") as file:
            file.write(b"x" + bytes(ADDRESS) + MARKER.encode())
        test("the search would find it", len(finds(portal.folder, needles)) == 2)


# --- how often ---------------------------------------------------------------------------------------------------------------

def flood(portal, source):
    """Statuses up to the first that is not 201, and its answer."""
    statuses, answer = [], None
    while len(statuses) < 4 * BURST and (not statuses or statuses[-1] == 201):
        answer = portal.raw(ask({"url": "http://a"}), source=source)
        statuses.append(answer.status)
    return statuses, answer


def on_one_connection(portal, source):
    """A phishing report as the second request."""
    with portal.connect(source=source) as connection:
        connection.send(request("GET", "/healthz"))
        connection.answer()
        connection.send(ask({"url": "http://a"}) + ask({"url": "http://b"}))
        return connection.answer(), connection.closed()


def quota():
    with Portal(variables={"TODOKE_PUBLIC_BURST": "30", "TODOKE_PUBLIC_PER_SECOND": "1"}) as portal:
        portal.start().ready()
        statuses, last = flood(portal, "127.0.9.1")
        test("one prefix has its measure", statuses[:BURST] == [201] * BURST and last.status == 429, statuses)
        test("it is told when to come again, as a problem", int(last["retry-after"]) > 0 and last["content-type"] == "application/problem+json" and
             last.json()["status"] == 429, last)
        reports = [portal.raw(ask(REPORT, path="/api/v1/reports"), source="127.0.9.2").status for _ in range(15)]
        test("a flood takes nothing from reports of the same network", reports == [201] * 15, reports)
        for _ in range(5):  # a second that passes gives one back
            answer, closed = on_one_connection(portal, "127.0.9.3")
            if answer.status == 429:
                break
        test("nor does a connection that began otherwise lead past it", answer.status == 429 and int(answer["retry-after"]) > 0 and closed, answer)
        test("another network has its own", portal.raw(ask({"url": "http://a"}), source="127.0.10.1").status == 201)
        answer, closed = on_one_connection(portal, "127.0.11.1")
        test("one connection carries one, and ends", answer.status == 201 and answer["connection"] == "close" and closed, answer)
        begun, count = time.monotonic(), 1
        while answer and answer.status == 201 and count < 4 * BURST:
            answer, _ = on_one_connection(portal, "127.0.11.1")
            count += 1
        test("a later request of a connection counts as the first does", answer and answer.status == 429 and count <= BURST + time.monotonic() - begun + 3, count)
        test("and both count together", len(flood(portal, "127.0.11.2")[0]) < BURST // 2)
        while portal.raw(request("GET", "/healthz", [("Connection", "close")]), source="127.0.12.1").status == 200:
            continue
        test("who has used up the other measure still has this one", portal.raw(ask({"url": "http://a"}), source="127.0.12.1").status == 201)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))


# --- an office without the desk ----------------------------------------------------------------------------------------------

class Founders(Desk):
    """Those who found a real office, in the folder of one that is not open yet."""
    def __init__(self, portal):
        super().__init__(portal.folder)
        for name in ("keeper", "root", "officer"):
            self.put(name + ".words", f"words of the {name}\n")
        self.must("keys", "ceremony", "--data", "data", "--root", "root", "--shares", "shares", "--keeper-passphrase", "keeper.words",
                  "--root-passphrase", "root.words")
        self.rooted("officer", "add", "desk-a", "-o", "desk-a.key", "--passphrase", "officer.words")
        self.rooted("window", "add", "jp.ppc", "--officer", "desk-a")

    def must(self, *words):
        status, _, err = self.ask(*words)
        assert status == 0, err

    def rooted(self, *words):
        self.must(*words, "--data", "data", "--root", "root", "--root-passphrase", "root.words")


class RealPortal(Portal):
    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([self.program, "serve", "--data", self.data], stdin=subprocess.PIPE, stdout=log, stderr=log,
                                            env=self.variables, start_new_session=True)
        self.process.stdin.write(b"words of the keeper\n")
        self.process.stdin.close()
        return self


def real(portal, founders):
    test("a real office opens", portal.start().ready(), portal.said())
    answer = send(portal, {"url": URL, "message": MESSAGE})
    errors = "\n".join(answer.json().get("errors", []))
    test("without a window for it nothing is taken", answer.status == 404 and answer.json()["detail"], answer)
    test("and the real ways are told, with their grades", "jp.capj" in errors and "https://www.antiphishing.jp/registration.html [B]" in errors and
         "info@antiphishing.jp [B]" in errors, errors)
    test("a window that is not named by the law's data is not", "jp.ppc" not in errors, errors)
    portal.close()
    founders.rooted("window", "add", "jp.capj", "--officer", "desk-a")
    portal.start().ready(times=2)
    answer = send(portal, {"url": URL, "message": MESSAGE})
    test("with the desk it is taken, for that desk alone", answer.status == 201 and [one["window"] for one in answer.json()["windows"]] == ["jp.capj"], answer)
    words = ("open", answer.json()["receipt"], "--data", portal.data, "--officer-key", "desk-a.key", "--purpose", "phishing", "--json")
    until(lambda: founders.ask(*words, typed="words of the officer\n")[0] == 0)
    status, read, err = founders.ask(*words, typed="words of the officer\n")
    test("whose officer reads it", status == 0 and json.loads(read)["narrative"] == f"url: {URL}\n\n{MESSAGE}", err)
    portal.close()


def practice():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        whole = good(portal)
        officer(portal, whole)
        pages(portal, whole)
        key, body, first = again(portal)
        bad(portal)
        described(portal)
        last = send(portal, {"url": URL, "message": "just before the end"})
        portal.process.kill()
        portal.process.wait()
        portal.start().ready(times=2)
        test("after a kill it is there", case(portal, last.json())["narrative"].endswith("just before the end"))
        test("and the request is known", send(portal, body, key=key).json() == first)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
        with open(portal.log_path, encoding="utf-8") as log:
            text = log.read()
        test("the log has nothing of it", "evil" not in text and "重要" not in text)


def main():
    with RealPortal() as portal, ThreadPoolExecutor() as beside:
        founding = beside.submit(Founders, portal)  # passphrases take their time
        practice()
        sender()
        quota()
        real(portal, founding.result())
    finish()


main()
