#!/usr/bin/env python3
"""Requests that two readers would take in two ways, one by one; and attackers who hold on to connections in every way there is,
while one person reports."""
import json
import multiprocessing
import select
import socket
import time

from portal import Portal, finish, request, test

POST = "POST /api/v1/duties HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"
GET = "GET /healthz HTTP/1.1\r\nHost: a\r\n"
# Behind each of them stands a request that nobody may take for one.
BROKEN = {
    "two lengths that differ": POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "a list of lengths": POST + "Content-Length: 2, 2\r\n\r\n{}",
    "a length with a sign": POST + "Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + "Content-Length: -1\r\n\r\n{}",
    "a length in another base": POST + "Content-Length: 0x2\r\n\r\n{}",
    "a length with blanks in it": POST + "Content-Length: 1 0\r\n\r\n{}",
    "a length beyond numbers": POST + "Content-Length: 18446744073709551618\r\n\r\n{}",
    "an empty length": POST + "Content-Length:\r\n\r\n{}",
    "a length of full-width digits": POST + "Content-Length: ２\r\n\r\n{}",
    "chunks before a length": POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "another coding": POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "no coding": POST + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
    "an unknown coding": POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a coding behind a tab and a letter": POST + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a coding in quotes": POST + 'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "two codings": POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a coding whose name ends in a zero": POST + "Transfer-Encoding\0: chunked\r\n\r\n0\r\n\r\n",
    "a chunk in another base": CHUNKED + "0x2\r\n{}\r\n0\r\n\r\n",
    "a chunk with a sign": CHUNKED + "+2\r\n{}\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + "-2\r\n{}\r\n0\r\n\r\n",
    "a chunk with a blank before it": CHUNKED + " 2\r\n{}\r\n0\r\n\r\n",
    "a chunk with a blank behind it": CHUNKED + "2 \r\n{}\r\n0\r\n\r\n",
    "a chunk with an extension": CHUNKED + "2;a=b\r\n{}\r\n0\r\n\r\n",
    "a chunk beyond numbers": CHUNKED + "ffffffffffffffff2\r\n{}\r\n0\r\n\r\n",
    "a chunk without a size": CHUNKED + "\r\n{}\r\n0\r\n\r\n",
    "a chunk longer than it says": CHUNKED + "2\r\n{}}\r\n0\r\n\r\n",
    "a chunk without an end": CHUNKED + "2\r\n{}0\r\n\r\n",
    "a chunk that ends with a line feed": CHUNKED + "2\n{}\n0\n\n",
    "a chunk that ends with a carriage return": CHUNKED + "2\r{}\r0\r\r",
    "a field behind the chunks": CHUNKED + "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n",
    "a head that ends with line feeds": GET + "X: a\n\nGET /zq7 HTTP/1.1\r\nHost: a\r\n\r\n",
    "a carriage return alone": GET + "X: a\rY: b\r\n\r\n",
    "a folded field that begins with a tab": GET + "X: a\r\n\tb\r\n\r\n",
    "a folded first field": "GET /healthz HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n",
    "a field without a name": GET + ": a\r\n\r\n",
    "a field without a colon": GET + "X\r\n\r\n",
    "a field with a tab before its colon": GET + "X\t: a\r\n\r\n",
    "a zero in a field": GET + "X: a\0b\r\n\r\n",
    "a name that is no token": GET + "X(y): a\r\n\r\n",
    "a name beyond ASCII": GET + "Ｘ: a\r\n\r\n",
    "too many fields": GET + "".join(f"X{number}: a\r\n" for number in range(80)) + "\r\n",
    "a long field": GET + "X: " + "a" * 17000 + "\r\n\r\n",
    "a long name": GET + "X" * 17000 + ": a\r\n\r\n",
    "an empty host": "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
    "a host with a path": "GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a host with a user": "GET /healthz HTTP/1.1\r\nHost: b@a\r\n\r\n",
    "a host with a blank": "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
    "two hosts in one": "GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "a host that comes again in capitals": "GET /healthz HTTP/1.1\r\nHost: a\r\nHOST: a\r\n\r\n",
    "a star": "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    "a tunnel": "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
    "a fragment": "GET /healthz#a HTTP/1.1\r\nHost: a\r\n\r\n",
    "a backslash": "GET /\\healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "a tab for a blank": "GET\t/healthz\tHTTP/1.1\r\nHost: a\r\n\r\n",
    "two blanks": "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "a blank at the end of the line": "GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n",
    "an empty line before": "\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "no version": "GET /healthz\r\n\r\n",
    "a version with one more digit": "GET /healthz HTTP/1.10\r\nHost: a\r\n\r\n",
    "a version in small letters": "GET /healthz http/1.1\r\nHost: a\r\n\r\n",
    "another expectation": POST + "Content-Length: 2\r\nExpect: 200-ok\r\n\r\n{}",
    "two cookies": GET + "Cookie: a=b\r\nCookie: a=c\r\n\r\n",
    "bytes that are no text": b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
    "another protocol": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" * 9 + b"\r\n\r\n",
}
DOTS = ["/.", "/..", "/ja/.", "/ja/..", "/ja/./help", "/ja/../ja/help", "/ja//help", "//ja/help", "//evil.example/", "/ja/help/", "/ja/help/..", "/%2e/",
        "/ja/%2e%2e/%2e%2e/etc/passwd", "/ja/%252e%252e/", "/ja/..;/help", "/ja/help;a=b", "/ja/help%00", "/ja/help%0d%0aX:a", "/assets/../ja/",
        "/assets/%2e%2e/portal.css", "/assets/0/..%2fportal.css", "/ja/ask/..%2f..%2fhealthz", "/ja/ask/%2e%2e"]
REPORT = json.dumps({"incident": {"actor.kind": "business", "incident.kinds": ["ransomware"]}, "windows": [{"window": "demo.desk"}]})
SECONDS, MOST_S = 6, 3


def forms(portal):
    bad = []
    for name, text in BROKEN.items():
        raw = text if isinstance(text, bytes) else text.encode()
        with portal.connect() as connection:
            connection.send(raw + request("GET", "/zq7"))
            answer = connection.answer()
            fine = answer is None or (400 <= answer.status < 600 and answer.status != 500 and not answer["location"] and answer["connection"] == "close")
            if not fine or (answer and not connection.closed()):
                bad.append((name, answer, connection.left[:100]))
    test(f"{len(BROKEN)} broken requests: refused, and nothing behind them is taken for a request", not bad, bad)
    bad = [(path, answer) for path in DOTS if not (answer := portal.raw(request("GET", path))) or answer.status not in (400, 404) or answer["location"]]
    test(f"{len(DOTS)} paths that lead elsewhere lead nowhere", not bad, bad)
    with portal.connect() as connection:
        connection.send(GET + "\r\n" + POST + "Content-Length: 2\r\n\r\n{}" + CHUNKED + "2\r\n{}\r\n0\r\n\r\n" + GET + "\r\n")
        statuses = [connection.answer().status for _ in range(4)]
        test("what is right and comes at once is answered in its order", statuses == [200] * 4, statuses)
    with portal.connect() as connection:
        answers = []
        while not answers or answers[-1] and answers[-1]["connection"] != "close":
            connection.send(request("GET", "/healthz"))
            answers.append(connection.answer())
        test("a connection that has had its measure is told with its last answer", answers[-1] and connection.closed() and len(answers) > 100, len(answers))


# --- who holds on ------------------------------------------------------------------------------------------------------------

class Attacker:
    """One connection that says its beginning, then a byte at a time or nothing, and reads nothing; begins again when it is ended."""
    def __init__(self, port, number, beginning, drop):
        self.port, self.source, self.beginning, self.drop = port, f"127.0.{10 + number % 60}.{1 + number // 60}", beginning, drop
        self.socket, self.begun = None, 0

    def step(self):
        try:
            if self.socket is None:
                self.socket = socket.socket()
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                self.socket.bind((self.source, 0))
                self.socket.connect(("127.0.0.1", self.port))
                self.socket.setblocking(False)
                self.socket.send(self.beginning)
                self.begun += 1
            elif self.drop:
                self.socket.send(self.drop)
            if select.select([self.socket], [], [], 0)[0] and self.drop and not self.socket.recv(1):
                raise ConnectionError
        except BlockingIOError:
            pass
        except OSError:
            self.socket.close()
            self.socket = None


KINDS = {
    "slow heads": (400, b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a"),
    "slow bodies": (400, (CHUNKED + "2000\r\n").encode(), b"{"),
    "slow readers": (280, (GET.replace("healthz", "api/openapi.json") + "\r\n").encode() * 40, None),
}


def attack(port, kind, ready):
    count, beginning, drop = KINDS[kind]
    attackers = [Attacker(port, number, beginning, drop) for number in range(count)]
    while True:
        begun = time.monotonic()
        for attacker in attackers:
            attacker.step()
        ready.set()
        time.sleep(max(0.0, 0.4 - (time.monotonic() - begun)))


def report(portal):
    """Seconds until a report was acknowledged on a new connection, from an address of its own."""
    begun = time.monotonic()
    answer = portal.raw(request("POST", "/api/v1/reports", [("Content-Type", "application/json"), ("Connection", "close")], REPORT), source="127.0.200.1")
    return time.monotonic() - begun, answer


def held(name):
    with Portal(variables={"TODOKE_PUBLIC_PER_SECOND": "100"}) as portal:
        portal.start().ready()
        ready = multiprocessing.Event()
        attacker = multiprocessing.Process(target=attack, args=(portal.port, name, ready), daemon=True)
        attacker.start()
        ready.wait(20)
        times, bad, end = [], [], time.monotonic() + SECONDS
        while time.monotonic() < end:
            seconds, answer = report(portal)
            times.append(seconds)
            if answer is None or answer.status != 201:
                bad.append(answer)
            time.sleep(0.02)
        attacker.kill()
        attacker.join()
        times.sort()
        most = times[int((len(times) - 1) * 0.99)]
        print(f"note {name}: {len(times)} reports, half within {times[len(times) // 2] * 1000:.0f} ms, 99 of 100 within {most * 1000:.0f} ms", flush=True)
        test(f"a person reports while others hold on: {name}", len(times) >= 10 and not bad and most <= MOST_S, (bad[:3], times[-3:]))
        test(f"and no clerk died: {name}", not portal.events("clerk.died"), portal.events("clerk.died")[:3])


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        forms(portal)
    for name in KINDS:
        held(name)
    finish()


main()
