#!/usr/bin/env python3
"""Reports through the interface: kept when answered, once for each key, shown to whoever has the viewing key and nobody else, also
after a kill; and what cannot be taken is refused with the reason."""
import base64
import json
import threading

from portal import Portal, finish, request, test, until

INCIDENT = {"actor.kind": "business", "data.personal": True, "data.people": 5000, "data.protected": False, "data.pseudonymised": False,
            "actor.processor": False, "incident.kinds": ["ransomware"], "incident.known_at": "2026-11-20T09:00:00+09:00"}
REPORT = {"incident": INCIDENT, "narrative": "朝、画面に身代金の文が出ていました。印 marker-7351", "windows": [{"window": "demo.desk", "withhold": ["data.people"]}]}


def send(portal, report=None, key=None, lang="en"):
    fields = [("Idempotency-Key", key)] if key else []
    body = report if isinstance(report, (str, bytes)) else json.dumps(REPORT if report is None else report, ensure_ascii=False)
    return portal.post(f"/api/v1/reports?lang={lang}", body, fields=fields)


def read(portal, receipt, key):
    return portal.get(f"/api/v1/reports/{receipt}", [("Authorization", f"Bearer {key}")])


def one(portal):
    answer = send(portal)
    test("a report is taken", answer.status == 201, answer)
    filed = answer.json()
    test("with receipt, key, proof, duties and windows", set(filed) >= {"receipt", "key", "proof", "duties", "windows"}, set(filed))
    test("the proof is one", len(base64.b64decode(filed["proof"])) == 145, filed["proof"])
    test("the duties are those of the law", any(duty["duty"] == "jp.appi.leak" and duty["status"] == "applies" for duty in filed["duties"]))
    test("the window is the chosen one", filed["windows"] == [{"window": "demo.desk", "state": "prepared", "withhold": ["data.people"]}],
         filed["windows"])
    shown = read(portal, filed["receipt"], filed["key"])
    test("it can be read at once", shown.status == 200 and "marker-7351" in shown.body.decode(), shown)
    test("as it was written", shown.json()["filed"]["report"]["incident"]["data.people"] == 5000, shown.body[:900])
    test("the receipt may be typed any way", read(portal, filed["receipt"].lower().replace("-", ""), filed["key"]).status == 200)
    test("the key may be typed any way", read(portal, filed["receipt"], filed["key"].lower().replace("-", "")).status == 200)
    test("that it is filed is said", until(lambda: any(state["state"] == "filed" for state in read(
        portal, filed["receipt"], filed["key"]).json()["states"])), read(portal, filed["receipt"], filed["key"]))
    now = read(portal, filed["receipt"], filed["key"]).json()
    test("and where it stands with its window", now["windows"] == [{"window": "demo.desk", "receipt": filed["receipt"], "state": "filed",
                                                                    "at": now["states"][0]["at"], "number": ""}], now["windows"])
    return filed


def nobody_else(portal, filed):
    other = send(portal).json()
    test("another key does not show it", read(portal, filed["receipt"], other["key"]).status == 404)
    test("no key does not show it", portal.get(f"/api/v1/reports/{filed['receipt']}").status == 401)
    test("a wrong key is told", read(portal, filed["receipt"], filed["key"][:-1] + ("0" if filed["key"][-1] != "0" else "1")).status == 401)
    test("no receipt shows nothing", read(portal, "nothing", filed["key"]).status == 404)
    refused = portal.get(f"/api/v1/reports/{filed['receipt']}")
    test("as a problem", refused["content-type"] == "application/problem+json", refused)


def again(portal):
    key = "one-request-that-comes-twice-1"
    first, second = send(portal, key=key), send(portal, key=key)
    test("the same request gives the same answer", (first.status, second.status) == (201, 201) and first.body == second.body, second)
    test("another language changes nothing", send(portal, key=key, lang="ja").json()["key"] == first.json()["key"])
    changed = send(portal, {**REPORT, "narrative": "something else"}, key=key)
    test("another request with the same key is refused", changed.status == 409, changed)
    other = send(portal, key="another-request-of-the-same-body")
    test("another key is another report", other.status == 201 and other.json()["receipt"] != first.json()["receipt"])
    for bad in ("short", "x" * 300, "with a blank in the middle"):
        test(f"a key such as {bad[:20]} is refused", send(portal, key=bad).status == 422)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(send(portal, key="ten-at-the-same-moment"))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = {answer.body for answer in answers if answer.status == 201}
    test("ten at once are one report", len(good) == 1 and all(answer.status == 201 for answer in answers), [a.status for a in answers])
    return first.json(), key


def refusals(portal):
    for name, report, said in (
            ("no windows", {"incident": INCIDENT}, "windows"),
            ("an empty list of windows", {**REPORT, "windows": []}, "windows"),
            ("a window without a desk", {**REPORT, "windows": [{"window": "jp.ppc"}]}, "jp.ppc"),
            ("a window that is none", {**REPORT, "windows": [{"window": "jp.nobody"}]}, "jp.nobody"),
            ("a window twice", {**REPORT, "windows": [{"window": "demo.desk"}, {"window": "demo.desk"}]}, "twice"),
            ("a fact that is none", {**REPORT, "windows": [{"window": "demo.desk", "withhold": ["no.such"]}]}, "no.such"),
            ("a wrong fact", {**REPORT, "incident": {"data.people": "many"}}, "data.people"),
            ("a member that is none", {**REPORT, "wishes": 1}, "wishes"),
            ("a narrative that is no text", {**REPORT, "narrative": 5}, "narrative"),
            ("a list", [], "report"), ("no JSON", "{", "report"), ("broken text", b'{"narrative":"\xff"}', "400")):
        answer = send(portal, report)
        test(f"{name} is refused with the reason", answer.status in (400, 422) and said in answer.body.decode(), answer)
    route = send(portal, {**REPORT, "windows": [{"window": "jp.ppc"}]}).json()
    test("and with the real route", "https://" in json.dumps(route), route)


def sizes(portal):
    long = send(portal, {**REPORT, "narrative": "長い話。" * 7000})
    shown = read(portal, long.json()["receipt"], long.json()["key"])
    test("a long report is shown as it was", long.status == 201 and shown.json()["filed"]["report"]["narrative"] == "長い話。" * 7000,
         long.status)
    longest = send(portal, {**REPORT, "narrative": "長い話。" * 21000})
    shown = read(portal, longest.json()["receipt"], longest.json()["key"])
    test("one that is longer than a mailbox is shown as well", longest.status == 201 and shown.status == 200 and
         shown.json()["filed"]["report"]["narrative"] == "長い話。" * 21000, shown)
    test("a longer one is refused", send(portal, {**REPORT, "narrative": "長い話。" * 25000}).status == 422)


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        filed = one(portal)
        nobody_else(portal, filed)
        first, key = again(portal)
        refusals(portal)
        sizes(portal)
        portal.process.kill()
        portal.process.wait()
        portal.start()
        test("after a kill it opens again", portal.ready(times=2), portal.said())
        shown = read(portal, filed["receipt"], filed["key"])
        test("and shows the report", shown.status == 200 and "marker-7351" in shown.body.decode(), shown)
        test("and knows the request", send(portal, key=key).json() == first)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
        with open(portal.log_path, encoding="utf-8") as log:
            text = log.read()
        test("the log has nothing of it", "marker-7351" not in text and filed["key"] not in text)
    finish()


main()
