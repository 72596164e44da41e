#!/usr/bin/env python3
"""A flood: twenty thousand requests that nobody needs, from many places at once, and two hundred people who report. Each of them is
told that her report was taken, and can read it again. Who is sent away comes again, as the answer says."""
import json
import os
import random
import threading
import time

from portal import Portal, finish, form_request, request, test

JUNK, REAL, JUNKERS, PEOPLE, MOST_S = int(os.environ.get("JUNK", "20000")), int(os.environ.get("REAL", "200")), 48, 8, 60
INCIDENT = {"actor.kind": "business", "incident.kinds": ["ransomware"], "incident.known_at": "2026-11-20T09:00:00+09:00"}


def real_body(number):
    return json.dumps({"incident": INCIDENT, "narrative": f"real {number}", "windows": [{"window": "demo.desk"}]})


def junk(chance):
    """One worthless request; None: a connection that says half a word."""
    kind = chance.randrange(8)
    if kind == 0:
        return None
    if kind == 1:
        return request("POST", "/api/v1/reports", [("Content-Type", "application/json")], chance.randbytes(chance.randrange(1, 30000)))
    if kind == 2:
        return request("POST", "/api/v1/reports", [("Content-Type", "application/json")], real_body("junk") + " " * chance.randrange(2000))
    if kind == 3:
        return request("POST", "/api/v1/duties", [("Content-Type", "application/json")], json.dumps(INCIDENT))
    if kind == 4:
        return request("GET", chance.choice(["/ja/", "/en/duties?all=1", "/ja-simple/guides", "/api/openapi.json", "/nowhere"]))
    if kind == 5:
        return form_request("/ja/ask/data.people", f"answer={chance.randrange(9999)}&go=next")
    if kind == 6:
        return request("GET", f"/api/v1/reports/{chance.randrange(10**9)}", [("Authorization", "Bearer 0000-00000-0000-00000")])
    return chance.randbytes(chance.randrange(1, 3000)) + b"\r\n\r\n"


class Flood:
    def __init__(self, portal):
        self.portal, self.left, self.lock = portal, JUNK, threading.Lock()
        self.statuses, self.filed, self.times, self.again, self.lost = {}, {}, [], 0, []
        self.stays = True

    def take_junk(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def pour(self, number):
        chance = random.Random(number)
        while self.take_junk():
            text, source = junk(chance), f"127.0.{chance.randrange(10, 90)}.{chance.randrange(1, 200)}"
            try:
                with self.portal.connect(source=source, timeout=30) as connection:
                    connection.send(text or b"GET / HT")
                    answer = connection.answer() if text and chance.random() < 0.8 else None
                    status = answer.status if answer else 0
            except OSError:
                status = 0
            with self.lock:
                self.statuses[status] = self.statuses.get(status, 0) + 1

    def report(self, number):
        """From somebody's own address, on a new connection each time; as often as needed, with the same key."""
        begun, body = time.monotonic(), real_body(number)
        fields = [("Content-Type", "application/json"), ("Idempotency-Key", f"a-real-report-number-{number}"), ("Connection", "close")]
        while time.monotonic() - begun < MOST_S:
            try:
                answer = self.portal.raw(request("POST", "/api/v1/reports", fields, body), source=f"127.1.{number}.1", timeout=30)
            except OSError:
                answer = None
            if answer and answer.status == 201:
                with self.lock:
                    self.filed[number] = answer.json()
                    self.times.append(time.monotonic() - begun)
                return
            with self.lock:
                self.again += 1
            time.sleep(min(2, int((answer and answer["retry-after"]) or 1)))
        self.lost.append((number, answer))

    def people(self, first):
        for number in range(first, REAL, PEOPLE):
            while self.left * REAL > JUNK * (REAL - number):  # spread over the whole flood
                time.sleep(0.01)
            self.report(number)

    def run(self):
        threads = [threading.Thread(target=self.pour, args=(number,)) for number in range(JUNKERS)]
        threads += [threading.Thread(target=self.people, args=(number,)) for number in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        flood, begun = Flood(portal), time.monotonic()
        flood.run()
        seconds, times = time.monotonic() - begun, sorted(flood.times)
        print(f"note {JUNK} worthless requests and {REAL} reports in {seconds:.0f} s: answers {dict(sorted(flood.statuses.items()))}, "
              f"{flood.again} reports sent again, half within {times[len(times) // 2] * 1000:.0f} ms, 99 of 100 within "
              f"{times[int(len(times) * 0.99)] * 1000:.0f} ms, all within {times[-1] * 1000:.0f} ms", flush=True)
        test("the flood was one", sum(flood.statuses.values()) == JUNK and flood.statuses.get(500, 0) == 0, flood.statuses)
        test(f"all {REAL} reports are taken", len(flood.filed) == REAL and not flood.lost, flood.lost[:3])
        test("within three seconds, 99 of 100", times[int(len(times) * 0.99)] <= 3, times[-5:])
        bad = []
        for number, filed in flood.filed.items():
            shown = portal.get(f"/api/v1/reports/{filed['receipt']}", [("Authorization", f"Bearer {filed['key']}")])
            if shown.status != 200 or f"real {number}" not in shown.body.decode():
                bad.append((number, shown))
        test("and each can be read again", not bad, bad[:2])
        test("no clerk died", not portal.events("clerk.died"), portal.events("clerk.died")[:3])
    finish()


main()
