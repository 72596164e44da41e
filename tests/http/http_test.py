#!/usr/bin/env python3
"""The public door of the real program: what it answers, what it refuses, and that who is slow, or many, takes nothing from
others."""
import base64
import gzip
import hashlib
import json
import os
import re
import signal
import threading
import time

from portal import Connection, Portal, finish, request, test, until

SMUGGLED = {
    "a length beside chunks": "POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": "POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a bare line feed": "GET / HTTP/1.1\nHost: a\n\n",
    "a folded line": "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "a blank before a colon": "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "two hosts": "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no host": "GET / HTTP/1.1\r\n\r\n",
    "a whole address": "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "a zero byte": "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
    "dots": "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    "encoded dots": "GET /ja/%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "an encoded slash": "GET /%2f HTTP/1.1\r\nHost: a\r\n\r\n",
    "chunked twice": "POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.0": "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a long path": "GET /" + "a" * 5000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "a long head": "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a" * 20000 + "\r\n\r\n",
}
GUARDS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store",
          "strict-transport-security": "max-age=31536000"}
INCIDENT = {"actor.kind": "business", "data.personal": True, "data.people": 5000, "data.protected": False, "data.pseudonymised": False, "actor.processor": False,
            "incident.kinds": ["ransomware"],
            "incident.known_at": "2026-11-20T09:00:00+09:00"}


def pages(portal):
    health = portal.get("/healthz")
    test("a report can be accepted", health.status == 200 and health.json() == {"takes_reports": True}, health)
    test("every answer is guarded", all(health[name] == value for name, value in GUARDS.items()), health)
    for accepted, path in (("en", "/en/"), ("ja,en;q=0.5", "/ja/"), ("en;q=0.5,ja", "/ja/"), ("fr", "/en/"), ("", "/ja/"),
                           ("ja-simple", "/ja-simple/"), ("zh-CN, ja;q=0", "/en/")):
        home = portal.get("/", [("Accept-Language", accepted)])
        test(f"who reads {accepted or 'anything'} goes to {path}", (home.status, home["location"]) == (303, path), home)
    head = portal.get("/healthz", method="HEAD")
    test("HEAD has no body", head.status == 200 and head["content-length"] == health["content-length"], head)
    missing = portal.get("/nowhere", [("Accept", "text/html"), ("Accept-Language", "en")])
    test("a page that is not there is told as a page", missing.status == 404 and b"no such page" in missing.body and missing["content-type"].startswith("text/html"), missing)
    policy = missing["content-security-policy"]
    test("a page runs nothing but ours", "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in
         policy, policy)
    problem = portal.get("/api/nowhere")
    test("a program is told as a problem", problem["content-type"] == "application/problem+json" and problem.json()["status"] == 404,
         problem)
    wrong = portal.get("/api/v1/duties")
    test("the wrong method is told, with the right one", (wrong.status, wrong["allow"]) == (405, "POST"), wrong)


def interface(portal):
    answer = portal.post("/api/v1/duties?at=2026-11-21&lang=en", json.dumps(INCIDENT))
    test("duties are computed", answer.status == 200 and any(duty["duty"] == "jp.appi.leak" and duty["status"] == "applies"
                                                             for duty in answer.json()["duties"]), answer)
    bad = portal.post("/api/v1/duties?lang=en", '{"data.people":"many","no.such":1}')
    test("what is wrong is said, each by itself", bad.status == 422 and len(bad.json()["errors"]) == 2, bad)
    for name, query in (("a moment", "at=yesterday"), ("a language", "lang=fr")):
        test(f"{name} that is none is refused", portal.post("/api/v1/duties?" + query, "{}").status == 422)
    for kind, status in (("text/plain", 415), ("application/json; charset=utf-8", 200), ("application/x-www-form-urlencoded", 415)):
        test(f"a body of {kind}: {status}", portal.post("/api/v1/duties", "{}", kind).status == status)
    unpacked = portal.post("/api/v1/duties", "{}", fields=[("Content-Encoding", "gzip"), ("Accept-Encoding", "gzip")])
    test("nothing is unpacked", unpacked.status == 415, unpacked)
    test("nothing of one person is packed", not portal.post("/api/v1/duties", "{}", fields=[("Accept-Encoding", "gzip")])["content-encoding"])
    with portal.connect() as connection:
        connection.send("POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in ('{"actor.', 'kind":"bus', 'iness"}'):
            time.sleep(0.02)
            connection.send(f"{len(piece):x}\r\n{piece}\r\n")
        connection.send("0\r\n\r\n" + request("GET", "/healthz").decode())
        test("chunks are a body", connection.answer().status == 200)
        test("what follows on the same connection is answered", connection.answer().status == 200)
    with portal.connect() as connection:
        connection.send("POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                        "Expect: 100-continue\r\n\r\n")
        test("who waits to be told is told", connection.answer().status == 100)
        connection.send("{}")
        test("and then answered", connection.answer().status == 200)
    with portal.connect() as connection:
        connection.send("POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n")
        test("what is too large is refused before it comes", connection.answer().status == 413 and connection.closed())
    described = portal.get("/api/openapi.json")
    paths = described.json()["paths"]
    test("the interface describes itself", described.json()["openapi"].startswith("3.1") and "post" in paths["/api/v1/duties"], paths)
    states = described.json()["components"]["schemas"]["Kept"]["properties"]["windows"]["items"]["properties"]["state"]["enum"]
    test("and how far a report may have come", states == ["prepared", "filed", "opened", "accepted"] and
         "Kept" in json.dumps(paths["/api/v1/reports"]["post"]["responses"]["201"]), states)
    packed = portal.get("/api/openapi.json", [("Accept-Encoding", "gzip")])
    test("what is the same for all is sent packed", packed["content-encoding"] == "gzip" and gzip.decompress(packed.body) ==
         described.body and len(packed.body) * 4 < len(described.body), packed)
    known = portal.get("/api/openapi.json", [("If-None-Match", described["etag"])])
    test("what is known is not sent again", known.status == 304 and known["etag"] == described["etag"], known)


def refusals(portal):
    for name, text in SMUGGLED.items():
        with portal.connect() as connection:
            connection.send(text)
            answer = connection.answer()
            test(f"{name} is refused", answer is None or (400 <= answer.status < 600 and answer.status != 500 and not answer["location"]),
                 answer)
            if name not in ("dots", "encoded dots", "an encoded slash"):
                test(f"{name}: the connection ends", answer is None or connection.closed())


def slowness(portal):
    """Thirty who say nothing whole; one in the meantime."""
    slow = [portal.connect() for _ in range(30)]
    for number, connection in enumerate(slow):
        connection.send(["", "GET / HT", "POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"][
            number % 3])
    begun = time.monotonic()
    quick = [portal.get("/healthz").status for _ in range(20)]
    test("who is slow takes nothing from others", quick == [200] * 20 and time.monotonic() - begun < 3, time.monotonic() - begun)
    line = SlowLine(portal)
    ended = [connection.answer() for number, connection in enumerate(slow) if number % 3 < 2]
    waited = time.monotonic() - begun
    test("who is slow is told so and sent away", all(answer and answer.status == 408 for answer in ended) and 8 < waited < 14,
         f"{waited} {ended[:3]}")
    ended = [connection.answer() for number, connection in enumerate(slow) if number % 3 == 2]
    waited = time.monotonic() - begun
    test("and who sends no more of a body, by the clerk", all(answer and answer.status == 408 for answer in ended) and waited < 19,
         f"{waited} {ended[:3]}")
    line.join()
    test("a small body on a slow line comes through", line.answer and line.answer.status == 200, line.answer)
    for connection in slow:
        connection.socket.close()


class SlowLine(threading.Thread):
    """Sends a body of 24,000 bytes at 2,000 a second."""
    def __init__(self, portal):
        super().__init__()
        self.connection, self.answer = portal.connect(), None
        self.start()

    def run(self):
        body = json.dumps(INCIDENT).ljust(24000)
        self.connection.send(f"POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        for at in range(0, len(body), 1000):
            self.connection.send(body[at:at + 1000])
            time.sleep(0.5)
        self.answer = self.connection.answer()
        self.connection.socket.close()


def body_apart(portal):
    """What the gate waited for, the clerk does not wait for once more."""
    body, times = "{}", []
    for _ in range(3):
        with portal.connect() as connection:
            connection.send(f"POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
            time.sleep(0.05)
            connection.send(body)
            connection.answer()
            begun = time.monotonic()
            connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            test("the next request is answered", connection.answer().status == 200)
            times.append(time.monotonic() - begun)
    test("and at once", min(times) < 0.15, times)


def refused_pages(portal):
    """What the gate itself says: in the language of the path, whole in itself, and allowed to load nothing."""
    browser = [("Accept", "text/html,*/*;q=0.8"), ("Accept-Language", "en"), ("Connection", "close")]
    told = {"ja": "5秒ほど待って", "ja-simple": "5秒 まってから", "en": "Wait about 5 seconds"}
    for lang, words in told.items():
        answer = portal.raw(request("GET", f"/{lang}/resume", browser), source="127.0.5.1")
        text = answer.body.decode()
        test(f"a person is told in the language of the page: {lang}", answer.status == 429 and answer["retry-after"] == "5" and
             words in text and "110" in text and f'<html lang="{lang}">' in text, answer)
        test(f"and in the others, shortly: {lang}", all(f'<p lang="{other}">' in text for other in told if other != lang), text)
        style = re.findall("<style>(.*?)</style>", text, re.DOTALL)
        known = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
        test(f"its own style is all that it may have: {lang}", len(style) == 1 and "--ink" in style[0] and answer["content-security-policy"] ==
             f"default-src 'none'; style-src 'sha256-{known}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'", answer)
        test(f"it asks for nothing: {lang}", not re.search("<(script|link|img|form)|src=|url[(]|@import", text), text)
    answer = portal.raw(request("GET", "/healthz", [("Accept", "text/html"), ("Connection", "close")]), source="127.0.5.1")
    test("what is made for programs is a problem for everybody", answer["content-type"] == "application/problem+json", answer)


def crowd():
    """Sixteen places and two clerks: who says nothing makes room, who asks takes turns, and from one prefix only so many."""
    few = {"TODOKE_PUBLIC_PLACES": "16", "TODOKE_PUBLIC_CLERKS": "2", "TODOKE_PUBLIC_BURST": "8", "TODOKE_PUBLIC_PER_SECOND": "1"}
    with Portal(variables=few) as portal:
        portal.start().ready()
        silent = [portal.connect() for _ in range(40)]
        test("places are made by those who have waited longest", portal.get("/healthz").status == 200)
        test("and they are told", silent[0].answer().status == 408)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(portal.get("/healthz").status)) for _ in range(14)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        test("a crowd takes turns", answers == [200] * 14, answers)
        often = [portal.raw(request("GET", "/healthz", [("Connection", "close")]), source="127.0.5.1") for _ in range(20)]
        test("one prefix has its measure", [answer.status for answer in often[:8]] == [200] * 8 and often[19].status == 429 and
             often[19]["retry-after"], often)
        test("which a program is told as a problem", often[19]["content-type"] == "application/problem+json" and
             often[19].json()["status"] == 429, often[19])
        refused_pages(portal)
        other = portal.raw(request("GET", "/healthz"), source="127.0.6.1")
        test("another prefix has its own", other.status == 200, other)
        for connection in silent:
            connection.socket.close()


def terminator():
    """PROXY v2 counts only from whom the operator has named."""
    proxied = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\x0a\0\0\x01\x1f\x90\0\x50"
    own = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"
    with Portal(variables={"TODOKE_PUBLIC_PROXIES": "127.0.7.1", "TODOKE_PUBLIC_BURST": "3", "TODOKE_PUBLIC_PER_SECOND": "1"}) as portal:
        portal.start().ready()
        ask = request("GET", "/healthz", [("Connection", "close")])
        test("a terminator says who comes", portal.raw(proxied + ask, source="127.0.7.1").status == 200)
        test("or that it comes itself", portal.raw(own + ask, source="127.0.7.1").status == 200)
        test("a terminator that does not say so is not heard", portal.raw(ask, source="127.0.7.1") is None)
        test("others are not believed", portal.raw(proxied + ask).status == 400)
        for _ in range(3):
            portal.raw(proxied + ask, source="127.0.7.1")
        test("who comes is measured by the address that was said", portal.raw(proxied + ask, source="127.0.7.1").status == 429)
        elsewhere = proxied.replace(b"\xc0\0\x02\x07", b"\xc0\0\x03\x07")
        test("and nobody else is", portal.raw(elsewhere + ask, source="127.0.7.1").status == 200)


def mappings(pid):
    """What a process has in memory: address, rights and name of each run of pages."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as file:
        lines = [line.split() for line in file]
    return {fields[0]: (fields[1], " ".join(fields[5:])) for fields in lines}


def memory(portal):
    """Law and pages are one run of pages for all clerks; who else waits is not in a clerk's memory at all."""
    if os.geteuid() != 0:
        return  # nobody else may look
    gate = portal.roles()["gate"]["pid"]
    with Connection(portal.port) as connection:
        connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        test("one waits for the next request", connection.answer().status == 200)
        with open(f"/proc/{gate}/task/{gate}/children", encoding="ascii") as file:
            clerks = file.read().split()
        test("with a clerk of its own", len(clerks) == 1, clerks)
        ours, theirs = mappings(gate), mappings(clerks[0])
    frozen = {at: how for at, how in ours.items() if "frozen" in how[1]}
    test("what clerks read is frozen", frozen and all(how[0] == "r--p" and theirs.get(at) == how for at, how in frozen.items()), ours)
    hidden = [at for at, how in ours.items() if how[0] == "rw-p" and not how[1] and at not in theirs]
    size = sum(int(to, 16) - int(at, 16) for at, to in (one.split("-") for one in hidden))
    test("who waits at the gate is hidden from them", size > 1 << 20, hidden)


def closing(portal):
    with portal.connect() as begun, portal.connect() as idle:
        idle.send(request("GET", "/healthz"))
        idle.answer()
        begun.send("POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        time.sleep(0.3)
        portal.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        begun.send("2\r\n{}\r\n0\r\n\r\n")
        answer = begun.answer()
        test("what was begun is answered while the office closes", answer and answer.status == 200 and answer["connection"] == "close",
             answer)
        test("who waits for nothing is sent home", idle.closed())
    test("and it closes", portal.process.wait(15) == 0)
    test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))


def addresses():
    with Portal() as first, Portal() as second:
        first.start().ready()
        second.variables["TODOKE_PUBLIC"] = f"127.0.0.1:{first.port}"
        second.start()
        test("an address that is taken is told", second.process.wait(15) == 2 and str(first.port) in second.said(), second.said())
        first.process.kill()
        first.process.wait()
        test("after a kill nobody answers", until(lambda: refused(first)))
        first.start()
        test("and it can be started again at once", first.ready(times=2) and first.get("/healthz").status == 200, first.said())


def refused(portal):
    try:
        portal.connect().socket.close()
        return False
    except ConnectionError:
        return True


def main():
    with Portal() as portal:
        test("an office with public pages opens", portal.start().ready(), portal.said())
        pages(portal)
        interface(portal)
        refusals(portal)
        slowness(portal)
        body_apart(portal)
        memory(portal)
        closing(portal)
    crowd()
    terminator()
    addresses()
    finish()


main()
