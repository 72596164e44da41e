#!/usr/bin/env python3
"""One's own report in another browser: found with number and key alone, with what became of it and who opened it, also after the
whole office was killed; nobody else learns even that it exists."""
import html
import json
import re
import subprocess
from urllib.parse import urlencode

from portal import Portal, finish, test, until

LANGS = ("ja", "ja-simple", "en")
ORIGIN = [("Sec-Fetch-Site", "same-origin")]
INCIDENT = {"actor.kind": "business", "data.personal": True, "data.people": 5000, "data.protected": False, "data.pseudonymised": False,
            "actor.processor": False, "incident.kinds": ["ransomware"], "incident.known_at": "2026-11-20T09:00:00+09:00"}
REPORT = {"incident": INCIDENT, "narrative": "marker-7351", "windows": [{"window": "demo.desk", "withhold": ["data.people"]}]}


class Browser:
    """Keeps cookies and follows where it is sent."""
    def __init__(self, portal, lang="en"):
        self.portal, self.lang, self.cookies = portal, lang, {}

    def _take(self, answer):
        for name, value in re.findall(r"(__Host-[a-z]+)=([^;]*);", answer["set-cookie"] or ""):
            self.cookies[name] = value
        return self.get(answer["location"]) if answer.status == 303 else answer

    def _fields(self):
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        return [("Cookie", pairs)] if pairs else []

    def get(self, path):
        self.path = path
        return self._take(self.portal.get(path, self._fields()))

    def send(self, path, fields=()):
        return self._take(self.post(path, fields))

    def post(self, path, fields=()):
        """Without going on."""
        return self.portal.post(path, urlencode(fields), "application/x-www-form-urlencoded", ORIGIN + self._fields())

    def enter(self, filed):
        return self.send(f"/{self.lang}/case", [("receipt", filed["receipt"]), ("key", filed["key"])])


def words(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.body.decode())))


def send(portal, report=None, **more):
    return portal.post("/api/v1/reports", json.dumps(report or REPORT), **more)


def read(portal, filed):
    return portal.get(f"/api/v1/reports/{filed['receipt']}", [("Authorization", f"Bearer {filed['key']}")]).json()


def door(portal, filed):
    shut = Browser(portal)
    first = shut.get("/en/case")
    test("without a key there is a door", first.status == 200 and 'name="key"' in first.body.decode(), first)
    other = send(portal).json()
    slip = filed["key"][:-1] + ("0" if filed["key"][-1] != "0" else "1")
    answers = []
    for name, receipt, key in (("a key with a slip", filed["receipt"], slip), ("another report's key", filed["receipt"], other["key"]),
                               ("a number that is none", "0000-0000-0000", filed["key"]), ("no key", filed["receipt"], ""),
                               ("a key of nobody", filed["receipt"], "0000-00000-0000-00000"), ("nothing", "", "")):
        answer = shut.send("/en/case", [("receipt", receipt), ("key", key)])
        test(f"{name} does not open it", answer.status == 422 and "marker" not in answer.body.decode() and not shut.cookies, answer)
        answers.append(re.sub('name="receipt" value="[^"]*"', "", answer.body.decode()))
    test("and each gets the same answer", len(set(answers)) == 1, [len(answer) for answer in answers])
    test("a key is never in the page again", all(filed["key"] not in answer for answer in answers))
    stranger = portal.post("/en/case", urlencode([("receipt", filed["receipt"]), ("key", filed["key"])]),
                           "application/x-www-form-urlencoded", [("Sec-Fetch-Site", "cross-site")])
    test("another site cannot open it", stranger.status == 403, stranger)


def inside(portal, filed):
    browser = Browser(portal)
    answer = browser.post("/en/case", [("receipt", filed["receipt"].lower()), ("key", filed["key"].replace("-", " ").lower())])
    cookie = answer["set-cookie"] or ""
    test("number and key open it, typed any way", answer.status == 303 and answer["location"] == "/en/case", answer)
    test("the key goes into a cookie of the session", cookie.startswith("__Host-case=") and "HttpOnly" in cookie and
         "Max-Age" not in cookie and "Expires" not in cookie and "SameSite=Strict" in cookie, cookie)
    test("that it was handed over is said", until(lambda: "Handed over to the window" in words(browser.enter(filed))), words(browser.get("/en/case")))
    page = browser.get("/en/case")
    text = words(page)
    test("nobody keeps the page", page["cache-control"] == "no-store", page.fields)
    test("it shows the number", filed["receipt"] in text)
    test("and never the key", filed["key"] not in page.body.decode())
    test("and that nobody has opened it", "Nobody has opened it yet" in text, text)
    test("and when what is due, by the law", "Saturday 19 December 2026" in text, text)
    test("and where one goes oneself", "Whom you tell yourself" in text, text)
    for lang in LANGS:
        shown = browser.get(f"/{lang}/case")
        test(f"in {lang}", shown.status == 200 and filed["receipt"] in words(shown) and f'lang="{lang}"' in shown.body.decode(), shown)
    return browser


def opened(portal, browser, filed):
    officer = portal.data + "/keys/demonstration/officer"
    done = subprocess.run(["build/todoke", "open", filed["receipt"], "--data", portal.data, "--officer-key", officer, "--purpose",
                           "to call <b>back</b>"], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=portal.variables, timeout=30)
    test("an officer opens it", done.returncode == 0 and "marker-7351" in done.stdout, done.stderr)
    said = until(lambda: "opened by an officer" in words(browser.get("/en/case")))
    page = browser.get("/en/case")
    test("the opening is shown", said, words(page))
    test("with its purpose, as text", "&lt;b&gt;back" in page.body.decode(), page)
    test("and the window has read it", "Read by the window" in words(page))


def leave(browser):
    answer = browser.post("/en/case/leave")
    test("leaving forgets the key", answer.status == 303 and "__Host-case=;" in (answer["set-cookie"] or ""), answer)
    browser.cookies.clear()
    test("and the door is shut", 'name="key"' in browser.get("/en/case").body.decode())


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        filed = send(portal).json()
        door(portal, filed)
        browser = inside(portal, filed)
        opened(portal, browser, filed)
        portal.process.kill()
        portal.process.wait()
        portal.start()
        test("after a kill it opens again", portal.ready(times=2), portal.said())
        test("and the case is there", "Read by the window" in words(browser.get("/en/case")))
        leave(browser)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
        with open(portal.log_path, encoding="utf-8") as log:
            test("the log has nothing of it", filed["key"] not in log.read())
    finish()


main()
