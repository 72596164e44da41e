#!/usr/bin/env python3
"""One's own report in another browser: found with number and key alone, with what became of it and who opened it, also after the
whole office was killed; nobody else learns even that it exists."""
import html
import io
import json
import re
import subprocess
import zipfile
from urllib.parse import urlencode

from portal import Portal, finish, test, until

CHANGED = "変わったところ"
LANGS = ("ja", "ja-simple", "en")
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
        return self.portal.post_form(path, urlencode(fields), self._fields())

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
        test(f"{name} does not open it", answer.status == 422 and "marker" not in answer.body.decode() and "__Host-case" not in shut.cookies, answer)
        answers.append(re.sub('name="receipt" value="[^"]*"', "", answer.body.decode()))
    test("and each gets the same answer", len(set(answers)) == 1, [len(answer) for answer in answers])
    test("a key is never in the page again", all(filed["key"] not in answer for answer in answers))
    stranger = portal.post_form("/en/case", urlencode([("receipt", filed["receipt"]), ("key", filed["key"])]), [("Sec-Fetch-Site", "cross-site")])
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


def as_officer(portal, receipt, purpose="test"):
    """What the window reads of a report."""
    officer, done = portal.data + "/keys/demonstration/officer", None

    def opened_it():
        nonlocal done
        done = subprocess.run(["build/todoke", "open", receipt, "--data", portal.data, "--officer-key", officer, "--purpose", purpose, "--json"],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, env=portal.variables, timeout=30)
        return done.returncode == 0
    return json.loads(done.stdout) if until(opened_it) else done.stderr


def opened(portal, browser, filed):
    there = as_officer(portal, filed["receipt"], "to call <b>back</b>")
    test("an officer opens it", isinstance(there, dict) and there["narrative"] == "marker-7351", there)
    said = until(lambda: "opened by an officer" in words(browser.get("/en/case")))
    page = browser.get("/en/case")
    test("the opening is shown", said, words(page))
    test("with its purpose, as text", "&lt;b&gt;back" in page.body.decode(), page)
    test("and the window has read it", "Read by the window" in words(page))
    stands = read(portal, filed)["windows"]
    test("programs are told the same", [(one["window"], one["state"]) for one in stands] == [("demo.desk", "opened")], stands)


def follow(portal, filed, body, key=None, viewing=None):
    fields = [("Authorization", f"Bearer {viewing or filed['key']}")] + ([("Idempotency-Key", key)] if key else [])
    return portal.post(f"/api/v1/reports/{filed['receipt']}/followups?lang=en", json.dumps(body), fields=fields)


def by_program(portal, filed):
    """Follow-ups over the interface."""
    first = follow(portal, filed, {"incident": {"data.people": 7000, "data.sensitive": True, "data.protected": None}, "narrative": "more-5562"},
                   key="a-follow-up-that-comes-twice")
    said = first.json()
    test("a follow-up is taken", first.status == 201 and said["follows"] == filed["receipt"] != said["receipt"], first)
    test("it says what changed", sorted(said["changed"]) == ["data.people", "data.protected", "data.sensitive"], said.get("changed"))
    test("and shows no key", "key" not in said, set(said))
    test("its number opens the case as well", read(portal, {**filed, "receipt": said["receipt"]})["receipt"] == filed["receipt"])
    again = follow(portal, filed, {"incident": {"data.people": 7000, "data.sensitive": True, "data.protected": None}, "narrative": "more-5562"},
                   key="a-follow-up-that-comes-twice")
    test("the same request gives the same answer", again.body == first.body, again)
    other = follow(portal, filed, {"narrative": "else"}, key="a-follow-up-that-comes-twice")
    test("another request with the same key is refused", other.status == 409, other)
    case = read(portal, filed)
    test("there is one", [one["receipt"] for one in case["followups"]] == [said["receipt"]], case["followups"])
    body = case["followups"][0]["report"]
    test("its body has only what changed", body["incident"] == {"data.people": 7000, "data.sensitive": True} and
         body["follows"] == filed["receipt"] and body["what"] == "follow_up" and body["narrative"] == "more-5562", body)
    test("that it was filed is said of it", until(lambda: any(state.get("receipt") == said["receipt"] for state in read(portal, filed)["states"])))
    read_there = as_officer(portal, said["receipt"])
    test("the window reads what changed, without what it may not see", isinstance(read_there, dict) and
         read_there["incident"] == {"data.sensitive": True} and sorted(read_there["changed"]) == ["data.protected", "data.sensitive"], read_there)
    for name, answer, status in (
            ("nothing new", follow(portal, filed, {"incident": {"data.people": 7000}}), 422),
            ("no body", follow(portal, filed, {}), 422), ("a wrong fact", follow(portal, filed, {"incident": {"data.people": "x"}}), 422),
            ("another key", follow(portal, filed, {"narrative": "x"}, viewing=send(portal).json()["key"]), 404),
            ("no window here", follow(portal, filed, {"narrative": "x", "windows": [{"window": "jp.ppc"}]}), 422)):
        test(f"{name} is refused", answer.status == status, answer)
    shown = follow(portal, filed, {"windows": [{"window": "demo.desk"}], "narrative": "now all"}).json()
    until(lambda: any(state.get("receipt") == shown["receipt"] for state in read(portal, filed)["states"]))
    read_there = as_officer(portal, shown["receipt"])
    test("what is not held back any more is new to the window", isinstance(read_there, dict) and read_there["incident"] == {"data.people": 7000},
         read_there)


def marked(browser):
    """In its forms, on the page and in each kind of file, what changed is marked, and nothing else."""
    forms = re.findall(r'/en/forms/([^"/]+)/copy"', browser.get("/en/forms").body.decode())
    shown = {form: browser.get(f"/en/forms/{form}").body.decode() for form in forms}
    changed = [form for form in forms if 'class="item changed"' in shown[form]]
    test("forms are marked", changed, forms)
    page = shown[changed[0]]
    items = re.findall(r'<div class="item changed">(.*?)</div>', page, re.S)
    plain = [re.sub(r"<[^>]*>|,", "", item) for item in items]
    test("where it was 7000 and is 9000", plain and all("7000" in one and "9000" in one for one in plain), plain)
    test("and not elsewhere", len(items) < page.count('<div class="item'), (len(items), page.count('<div class="item')))
    text = browser.get(f"/ja/forms/{changed[0]}.txt").body.decode()
    test("in the text", CHANGED in text, text[:400])
    with zipfile.ZipFile(io.BytesIO(browser.get(f"/ja/forms/{changed[0]}.xlsx").body)) as book:
        test("in the sheet", CHANGED in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))
    pdf = subprocess.run(["pdftotext", "-", "-"], input=browser.get(f"/ja/forms/{changed[0]}.pdf").body, capture_output=True, check=False)
    test("in the print", CHANGED in pdf.stdout.decode(), (pdf.stderr, pdf.stdout[:400]))


def sent(portal, browser, filed):
    """What was sent, in words: as it was answered, as it was typed, with what changed since and what was held back."""
    case = read(portal, filed)
    answer = browser.get("/en/case/sent")
    page, text = answer.body.decode(), words(answer)
    test("what was sent is a page that nobody keeps", answer.status == 200 and answer["cache-control"] == "no-store" and filed["key"] not in page, answer.fields)
    numbers = [case["receipt"], *(one["receipt"] for one in case["followups"])]
    test("with each number, in order, and to whom", re.findall(r"Receipt number ([0-9A-Z-]+)", text) == numbers and
         text.count("Practice desk") >= len(numbers), text)
    test("each answer in words", "What happened Ransomware" in text and "Friday, 20 November 2026, 9:00" in text and "5,000 people" in text, text)
    test("each story", "marker-7351" in text and "more-5562" in text and "now all" in text, text)
    test("what changed, as it was and as it is", re.search(r"<del>5,000[^<]*</del>.*?<ins>7,000", page) and
         re.search(r"<del>no</del><br>[^<]*<ins>not known</ins>", page), page)
    test("what was held back, and that nothing was", text.count("Held back: ") == 2 and "Nothing was held back" in text, text)
    for lang in LANGS:
        shown = browser.get(f"/{lang}/case/sent")
        test(f"in {lang}", shown.status == 200 and all(part in words(shown) for part in ("marker-7351", "more-5562", numbers[1])), shown)
    marks = re.findall(r'/en/case/sent#([^"]+)"', browser.get("/en/case").body.decode())
    test("the case leads to each", len(marks) == len(numbers) and all(f'id="{mark}"' in page for mark in marks), marks)
    empty = send(portal, {"incident": {}, "windows": [{"window": "demo.desk"}]}).json()
    other = Browser(portal)
    other.enter(empty)
    text = words(other.get("/en/case/sent"))
    test("of a report with nothing in it that is said", all(part in text for part in ("No question was answered", "Nothing was written", "No files")), text)
    test("without a key there is the door", Browser(portal).post("/en/case/leave").status == 303 and
         portal.get("/en/case/sent")["location"] == "/en/case" and
         portal.get("/en/case/sent", [("Cookie", "__Host-case=0000-00000-0000-00000")])["location"] == "/en/case")


def by_hand(portal, browser, filed):
    """The same by pages: only what changed is shown, and sent once."""
    count = len(read(portal, filed)["followups"])
    begin = browser.get("/en/case/more")
    test("a follow-up can begin", begin.status == 200 and "Practice desk" in words(begin), begin)
    page = browser.send("/en/case/more")
    test("with all that was answered", page.status == 200 and "No answer has changed yet" in words(page) and "ransomware" in words(page).lower(), page)
    test("nothing new is not sent", "nothing to send yet" in words(browser.get("/en/check")))
    page = browser.send("/en/ask/data.people", [("answer", "9000"), ("go", "next")])
    test("an answer comes back to it", browser.path == "/en/follow", browser.path)
    changes = re.findall(r"<del>(.*?)</del>.*?<ins>(.*?)</ins>", page.body.decode(), re.S)
    test("before and now stand side by side", [(re.sub(r"\D", "", a), re.sub(r"\D", "", b)) for a, b in changes] == [("7000", "9000")], changes)
    marked(browser)
    check = browser.get("/en/check")
    changes = re.findall(r"<del>(.*?)</del>", check.body.decode(), re.S)
    test("before sending only what changed is shown", check.status == 200 and len(changes) == 1 and
         "ransomware" not in re.sub(r"(?s)<head>.*?</head>", "", check.body.decode()).lower(), words(check))
    seen = re.search(r'name="seen" value="([^"]*)"', check.body.decode()).group(1)
    first, second = browser.post("/en/send", [("seen", seen)]), browser.post("/en/send", [("seen", seen)])
    test("sent twice", (first.status, second.status) == (303, 303), (first, second))
    case = read(portal, filed)
    test("it is one", len(case["followups"]) == count + 1, len(case["followups"]))
    test("and has only what changed", case["followups"][-1]["report"]["incident"] == {"data.people": 9000} and
         case["followups"][-1]["report"]["changed"] == ["data.people"], case["followups"][-1])
    test("the receipt is of the same case", filed["key"] in browser.get("/en/receipt").body.decode())
    test("the case shows it", "what you came to know later" in words(browser.get("/en/case")))


def once(page):
    return re.search(r'name="once" value="([^"]*)"', page.body.decode()).group(1)


def requests(portal, browser, filed):
    """Pass it on to nobody else; call me now."""
    count = len(read(portal, filed)["followups"])
    word = once(browser.get("/en/case/stop"))
    first, second = browser.post("/en/case/stop", [("once", word)]), browser.post("/en/case/stop", [("once", word)])
    case = read(portal, filed)
    stopped = case["followups"][-1]
    test("asked twice to stop, there is one request", (first.status, second.status) == (303, 303) and len(case["followups"]) == count + 1,
         (first, second, len(case["followups"])))
    test("of its kind, with nothing else in it", stopped["what"] == "stop" and stopped["report"]["incident"] == {} and
         stopped["report"]["changed"] == [] and stopped["report"]["narrative"] == "", stopped)
    test("the page says that it was asked", "You have asked this already" in words(browser.get("/en/case/stop")))
    until(lambda: any(state.get("receipt") == stopped["receipt"] for state in read(portal, filed)["states"]))
    there = as_officer(portal, stopped["receipt"])
    test("the window reads what is asked", isinstance(there, dict) and there["what"] == "stop" and there["follows"] == filed["receipt"], there)
    page = browser.get("/en/case/call")
    bad = browser.send("/en/case/call", [("once", once(page)), ("phone", "home"), ("name", "")])
    test("a number without digits is asked for again", bad.status == 422 and 'value="home"' in bad.body.decode(), bad)
    long = browser.send("/en/case/call", [("once", once(page)), ("phone", "0" * 200), ("name", "")])
    test("one that is too long as well", long.status == 422 and "0" * 200 in long.body.decode(), long)
    fields = [("once", once(page)), ("phone", "０９０-0000-0000"), ("name", "Marker <b>")]
    answers = [browser.post("/en/case/call", fields) for _ in range(2)]
    case = read(portal, filed)
    called = case["followups"][-1]
    test("asked twice to be called, there is one request", [one.status for one in answers] == [303, 303] and
         len(case["followups"]) == count + 2 and called["what"] == "call", (answers, len(case["followups"])))
    test("with the number that was typed, in plain digits", called["report"]["incident"] == {"contact.phone": "090-0000-0000", "contact.name": "Marker <b>"}, called)
    test("no other site can ask", portal.post_form("/en/case/stop", urlencode([("once", word)]), [("Sec-Fetch-Site", "cross-site")]).status == 403)
    test("without the key nothing is asked", Browser(portal).post("/en/case/stop", [("once", word)])["location"] == "/en/case")


def notes(portal, browser, filed):
    """What one handed over oneself."""
    window = re.search(r'/en/case/noted/([a-z.0-9_-]+)"', browser.get("/en/case").body.decode()).group(1)
    page = browser.get(f"/en/case/noted/{window}")
    test("a note can be made", page.status == 200 and 'name="number"' in page.body.decode(), page)
    for on in ("some day", "2199-01-01"):
        bad = browser.send(f"/en/case/noted/{window}", [("number", "A-1"), ("on", on)])
        test(f"{on} is asked for again", bad.status == 422 and f'value="{on}"' in bad.body.decode(), bad)
    for _ in range(2):
        shown = browser.send(f"/en/case/noted/{window}", [("number", "A-<1>"), ("on", "2026-11-20")])
    test("it stands in the case", "told on Friday 20 November 2026, number A-<1>" in words(shown), words(shown))
    test("once", read(portal, filed)["notes"] == [{"kind": "note", "window": window, "number": "A-<1>", "on": "2026-11-20"}], read(portal, filed)["notes"])
    test("a window that is none has no note", browser.get("/en/case/noted/jp.nobody").status == 404)


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
        by_program(portal, filed)
        sent(portal, browser, filed)
        by_hand(portal, browser, filed)
        requests(portal, browser, filed)
        notes(portal, browser, filed)
        portal.process.kill()
        portal.process.wait()
        portal.start()
        test("after a kill it opens again", portal.ready(times=2), portal.said())
        test("and the case is there", "Read by the window" in words(browser.get("/en/case")))
        test("with all that followed", len(read(portal, filed)["followups"]) == 5 and read(portal, filed)["notes"])
        leave(browser)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
        with open(portal.log_path, encoding="utf-8") as log:
            test("the log has nothing of it", filed["key"] not in log.read())
    finish()


main()
