#!/usr/bin/env python3
"""Every route of the program's own table, with everything that its declaration allows and much that it does not: never a fault of
ours, never markup of a stranger, never a form from elsewhere. What is added to the table is tested here by itself."""
import json
import random
from urllib.parse import urlencode, urlsplit

import form_token
from portal import Portal, finish, test
from stranger import FORM, LINK, MARK, OWN, Page, Visitor, faults_of, is_page, matches, table, template

TEXTS = ["", " ", "0", "-1", "None", "あ", "a b", "a\tb", "a\nb", "a\r\nSet-Cookie: zq7=1", "\0", "\x7f", "\x1b[31m", "..", "../../etc/passwd",
         "%", "%00", "%2e%2e%2f", "\\", "' OR '1'='1", "1;DROP TABLE reports", "${zq7}", "{{zq7}}", "\u202ezq7", "\u2028", "\ufeff", "\ufffe", "👩‍👩‍👧",
         "\udcff", "\udced\udca0\udc80", "\udcc0\udcaf", "9" * 40, "1e309", "0x10", "+1", "１２", "true", "null", "[]", MARK, LINK]
JSONS = ["", " ", "{", "}", "[]", "null", "1", '"a"', "{}", '{"a":', '{"a":1,"a":2}', "{" * 3000, "[" * 70 + "]" * 70, '{"":0}', '{"incident":[]}',
         '{"windows":[[]]}', '{"windows":[{"window":1}]}', '{"windows":[{"window":"demo.desk","withhold":[1]}]}', '{"narrative":"\\ud800"}',
         '{"narrative":"\\u0000"}', '{"data.people":1e999}', '{"data.people":-0}', '{"data.people":99999999999999999999}', "\ufeff{}", '{"a":\x00}',
         "\udcff", json.dumps({MARK: MARK}), json.dumps({"windows": [{"window": MARK}], "narrative": MARK})]


# Somebody who has others to tell as well.
REPORTED = {"actor.kind": "business", "incident.kinds": ["ransomware"], "data.personal": True, "data.people": 5000}
A_ROUTE, ROUNDS = 60, 4  # pages and forms of one route that a walk takes


class Ground:
    """A portal, who visits it, and what is known of it: its routes, and values that stand for something in their paths."""
    def __init__(self, portal):
        self.portal, self.visitor, self.routes, self.known = portal, Visitor(portal), table(), {}
        described = portal.get("/api/openapi.json").json()
        self.facts = described["components"]["schemas"]["Incident"]["properties"]
        self.known["fact"] = "data.people"
        self.chance = random.Random(7)
        self.bad = []

    def judge(self, what, answer, fine=True):
        faults = faults_of(answer) + ([] if fine else [f"unexpected: {answer}"])
        if faults:
            self.bad.append((what, faults))
        return answer

    def told(self, name):
        test(f"{name}, {self.visitor.asked} requests so far", not self.bad, f"{len(self.bad)}: {self.bad[:3]}")
        self.bad = []

    def learn(self, address):
        for route in self.routes:
            self.known.update({name: value for name, value in (matches(route["path"], address) or {}).items() if name != "lang" and len(value) < 40})


# --- declared inputs ---------------------------------------------------------------------------------------------------------

def values_of(ground, given):
    """(value, whether it must be refused) for one input."""
    most = given["most"]
    if given["type"] == "number":
        edges = [("0", False), (str(most), False), (str(most + 1), True), ("-1", True), (str(2**63), True), (str(2**64), True), ("x", True), ("", True)]
    elif given["type"] == "tick":
        edges = [("", False), ("on", False)]
    else:
        edges = [("a" * most, False), ("a" * (most + 1), True), ("a" * (most + 4000), True)]
        edges += [("a b", True), ("あ", True), ("", True)] if given["type"] == "word" else [("あ" * (most // 3 + 1), True), ("a\0", True), ("\udcff", True)]
    return edges + [(text, None) for text in ground.chance.sample(TEXTS, 8)] + [(MARK, None)]


def call(ground, route, given, value, times=1):
    """One request, in which one input has this value (so often) and the others have none; how it is sent takes turns."""
    values, query, pairs, fields, names = dict(ground.known), [], [], [], []
    name, from_ = given["name"], given["from"]
    if from_ == "path":
        values[name] = value.encode("utf-8", "surrogateescape")
    elif from_ == "query":
        query = [(name, value)] * times
    elif from_ == "form":
        pairs = [(name, value)] * times
    elif from_ == "field":
        plain = "".join(c for c in value if " " <= c <= "~")
        fields = [(name, plain)]
    elif from_ == "cookie":
        names = [("Cookie", "; ".join([f"__Host-{name}=" + "".join(c for c in value if "!" <= c <= "~" and c not in ";")] * times))]
    path = template(route["path"], values) + ("?" + urlencode(query, errors="surrogateescape") if query else "")
    visitor = ground.visitor
    if route["method"] == "GET":
        return visitor.ask("GET", path, fields + names)
    if route["body"] == "json":
        return visitor.ask("POST", path, [("Content-Type", "application/json"), *fields], "{}")
    if route["body"] == "file" and route["api"]:
        return visitor.ask("POST", path, [("Content-Type", "application/octet-stream"), *fields], "x")
    if ground.chance.random() < 0.3:
        return visitor.send_parts(path, pairs, fields=OWN + fields + names)
    return visitor.send(path, pairs, OWN + fields + names)


def declared(ground):
    for route in ground.routes:
        for given in route["inputs"]:
            what = f"{route['method']} {route['path']} {given['name']}"
            for value, refused in values_of(ground, given):
                answer = call(ground, route, given, value)
                is_sent = given["from"] in ("path", "query", "form")
                fine = not (refused and is_sent) or (answer and 400 <= answer.status < 500)
                ground.judge(f"{what}={value[:60]!r}", answer, fine)
            if given["from"] in ("query", "form"):
                answer = call(ground, route, given, "1", given["times"] + 1)
                ground.judge(f"{what} too often", answer, answer and answer.status == 422)
    ground.told("declared inputs at and over their edges")


def undeclared(ground):
    """What is not declared changes nothing."""
    for route in ground.routes:
        if route["method"] != "GET":
            continue
        path = template(route["path"], ground.known)
        plain = ground.visitor.ask("GET", path, [("Cookie", form_token.COOKIE)])
        more = ground.visitor.ask("GET", path + "?zq7=" + template("{a}", {"a": MARK}) + "&zq7", [
            ("Cookie", f"zq7=1; {form_token.COOKIE}; __Host-zq7=1"), ("X-Zq7", MARK), ("X-Forwarded-Host", "zq7"), ("X-Original-Url", "/zq7")])
        ground.judge(f"undeclared to {path}", more, more and plain and (more.status, more.body) == (plain.status, plain.body) and
                     plain.status in (200, 303, 401, 404))
    ground.told("what is not declared changes nothing")


def bodies(ground):
    visitor = ground.visitor
    for route in ground.routes:
        path = template(route["path"], ground.known)
        if route["method"] == "GET":
            ground.judge(f"body for {path}", (answer := visitor.ask("GET", path, [("Content-Type", FORM)], "a=b")), answer and answer.status == 413)
            head = visitor.ask("HEAD", path)
            ground.judge(f"HEAD {path}", head, head is not None and not head.body)
            continue
        kind = "application/json" if route["body"] == "json" else "application/octet-stream" if route["body"] == "file" and route["api"] else FORM
        for other in ("text/plain", "application/xml", "text/json", kind + "x", "multipart/form-data", "multipart/form-data; boundary=", ""):
            answer = visitor.ask("POST", path, [("Content-Type", other), *OWN], "a=b")
            ground.judge(f"{other} to {path}", answer, route["body"] == "other" or (answer and answer.status == 415))
        if route["body_most"] < 1 << 20:
            answer = visitor.ask("POST", path, [("Content-Type", kind), *OWN], "a" * (route["body_most"] + 1))
            ground.judge(f"too long for {path}", answer, answer and answer.status == 413)
        if route["body"] == "json":
            for text in JSONS:
                ground.judge(f"{text[:50]!r} to {path}", visitor.ask("POST", path, [("Content-Type", kind)], text.encode("utf-8", "surrogateescape")))
            for fact in ground.chance.sample(sorted(ground.facts), 12):
                for value in (1, -1.5, True, [], {}, "x", [MARK], MARK, "9" * 400):
                    incident = {fact: value}
                    whole = incident if "duties" in path else {"incident": incident, "windows": [{"window": "demo.desk", "withhold": [fact]}]}
                    ground.judge(f"{incident} to {path}", visitor.ask("POST", path, [("Content-Type", kind)], json.dumps(whole)))
        else:
            for text in ("=", "&", "&&&=&", "a=%", "%=%", "a=%zz", "\0=\0", "=".join("a" * 2000), "&".join(["a=b"] * 3000)):
                fields, token = visitor.shown([("Content-Type", FORM), *OWN])
                ground.judge(f"{text[:30]!r} to {path}", visitor.ask("POST", path, fields, form_token.in_form(token, text)))
            for text in ("", "--zq", "--zq--", "--zq\r\n\r\n\r\n--zq--\r\n", "--zq\r\nContent-Disposition: form-data\r\n\r\n--zq--",
                         '--zq\r\nContent-Disposition: form-data; name="answer\r\n\r\na\r\n--zq--', "--zq\r\n" * 400):
                fields, token = visitor.shown([("Content-Type", "multipart/form-data; boundary=zq"), *OWN])
                ground.judge(f"parts {text[:30]!r} to {path}", visitor.ask("POST", path, fields, form_token.in_parts(token, text.encode(), "zq")))
    ground.told("bodies of all kinds")


def methods(ground):
    for path in {route["path"] for route in ground.routes}:
        has = {route["method"] for route in ground.routes if route["path"] == path}
        for method in {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get"} - has:
            answer = ground.visitor.ask(method, template(path, ground.known), OWN)
            ground.judge(f"{method} {path}", answer, answer and answer.status in (404, 405))
    ground.told("methods that are not declared")


# --- forms from elsewhere ----------------------------------------------------------------------------------------------------

ELSEWHERE = {"nothing said": [], "a foreign origin": [("Origin", "https://evil.example")], "an origin of nobody": [("Origin", "null")],
             "an empty origin": [("Origin", "")], "another port": [("Origin", "http://127.0.0.1:1")], "a longer name": [("Origin", "http://127.0.0.1.evil.example")],
             "a name before ours": [("Origin", "http://evil.example/127.0.0.1")], "our name as a user": [("Origin", "http://127.0.0.1@evil.example")],
             "another scheme": [("Origin", "ftp://127.0.0.1")], "cross-site": [("Sec-Fetch-Site", "cross-site")], "same-site": [("Sec-Fetch-Site", "same-site")],
             "typed": [("Sec-Fetch-Site", "none")], "cross-site with our origin": [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://127.0.0.1")],
             "our site with a foreign origin": [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
             "a word with a comma": [("Sec-Fetch-Site", "same-origin, cross-site")], "a foreign page": [("Referer", "http://127.0.0.1/")]}
OURS = {"our origin": [("Origin", "http://127.0.0.1")], "our site": OWN, "both": [*OWN, ("Origin", "https://127.0.0.1")]}
SIMPLE = (FORM, "text/plain", "multipart/form-data; boundary=zq")


def forms_from_elsewhere(ground):
    posts = [route for route in ground.routes if route["method"] == "POST"]
    for route in posts:
        path = template(route["path"], ground.known)
        if route["api"]:
            # A page elsewhere can send these kinds alone without asking first, and nobody answers when it asks.
            for kind in SIMPLE:
                answer = ground.visitor.ask("POST", path, [("Content-Type", kind), ("Origin", "https://evil.example")], "{}")
                ground.judge(f"{kind} to {path}", answer, answer and answer.status == 415)
            continue
        for kind in SIMPLE[::2]:
            own, token = ground.visitor.shown([("Content-Type", kind)])
            body = form_token.in_form(token, "a=b") if kind == FORM else form_token.in_parts(token, b"--zq--\r\n", "zq")
            for name, fields in ELSEWHERE.items():
                answer = ground.visitor.ask("POST", path, [*own, *fields], body)
                ground.judge(f"{name} to {path}", answer, answer and answer.status == 403 and not answer["set-cookie"] and not answer["location"])
            for name, fields in OURS.items():
                answer = ground.visitor.ask("POST", path, [*own, *fields], body)
                ground.judge(f"{name} to {path}", answer, answer and answer.status != 403)
    test("there are forms", sum(not route["api"] for route in posts) >= 2)
    ground.told("no form from elsewhere, every form of ours")


# --- marks in every field ----------------------------------------------------------------------------------------------------

def fill(form, text, button):
    """What a person sends who writes the same into every field."""
    pairs = []
    for field in form["fields"]:
        if field["kind"] in ("text", "textarea", "search", "tel", "email", "url", "number", "date", "time", "datetime-local", "password"):
            pairs.append((field["name"], text))
        elif field["kind"] == "hidden":
            pairs.append((field["name"], field["values"][0]))
        elif field["kind"] != "file" and (field["kind"] == "checkbox" or all(name != field["name"] for name, _ in pairs)):
            pairs.append((field["name"], next((value for value in field["values"] if value), "")))
    return pairs + ([button] if button else [])


class Walk:
    """Goes wherever pages lead, and sends the forms it meets once with each of their buttons; of one route, only so many."""
    def __init__(self, ground, text):
        self.ground, self.text, self.seen, self.sent, self.left, self.shown = ground, text, set(), set(), [], 0
        self.visitor, self.counts = Visitor(ground.portal), {}

    def may(self, method, address, most):
        route = next((route["path"] for route in self.ground.routes if route["method"] == method and matches(route["path"], address)), address)
        self.counts[method, route] = self.counts.get((method, route), 0) + 1
        return self.counts[method, route] <= most

    def take(self, what, answer):
        self.ground.judge(what, answer)
        if answer is not None and answer["location"]:
            self.left.insert(0, answer["location"])
        if not is_page(answer):
            return
        text = answer.body.decode()
        self.shown += "zq7" in text
        page = Page(text)
        self.left += [link for link in page.links if link.startswith("/en/")]
        for form in page.forms:
            self.forms(what, form)

    def forms(self, here, form):
        action = form["action"] or urlsplit(here).path
        for button in form["buttons"] or [None]:
            key = (action, tuple(field["name"] for field in form["fields"]), button)
            if key not in self.sent and self.may(form["method"].upper(), action, A_ROUTE):
                self.sent.add(key)
                self.left.append((action, form, button))

    def send(self, action, form, button):
        pairs = fill(form, self.text, button)
        if form["method"] == "get":
            return self.visitor.get(action + "?" + urlencode(pairs))
        files = [(field["name"], self.text.replace("/", "_"), self.text.encode()) for field in form["fields"] if field["kind"] == "file"]
        return self.visitor.send_parts(action, pairs, files) if form["parts"] else self.visitor.send(action, pairs)

    def go(self):
        while self.left:
            to = self.left.pop(0)
            if isinstance(to, tuple):
                self.take(to[0], self.send(*to))
                continue
            path = to.split("#")[0]
            self.ground.learn(path)
            if path not in self.seen and self.may("GET", path, A_ROUTE):
                self.seen.add(path)
                self.take(path, self.visitor.get(path))

    def round(self):
        """Pages change with what was sent: each that has one address is read once more, for the forms it has now."""
        plain = [template(route["path"], {}) for route in self.ground.routes
                 if route["method"] == "GET" and "{" not in route["path"].replace("{lang}", "")] + ["/en/duties?all=1"]
        self.seen -= set(plain)
        self.left += plain
        self.go()

    def come_back(self):
        """As one who has reported, with words of the same kind."""
        ask = self.visitor.ask
        takes = [fact for fact in self.ground.facts
                 if ask("POST", "/api/v1/duties", [("Content-Type", "application/json")], json.dumps({fact: self.text})).status == 200]
        files = ask("POST", "/api/v1/files?" + urlencode({"name": self.text}), [("Content-Type", "application/octet-stream")], "x").json()["files"]
        report = {"incident": {**dict.fromkeys(takes, self.text), **REPORTED}, "narrative": self.text, "files": files,
                  "windows": [{"window": "demo.desk", "withhold": takes}]}
        filed = self.visitor.ask("POST", "/api/v1/reports", [("Content-Type", "application/json")], json.dumps(report)).json()
        self.take("/en/case", self.visitor.send("/en/case", [("receipt", filed["receipt"]), ("key", filed["key"])]))
        sent = self.visitor.get("/en/case/sent")
        self.take("/en/case/sent", sent)
        test("all that was sent comes back in words", sent.body.count(b"zq7") > len(takes) > 20, (len(takes), sent))
        self.round()
        self.round()

    def missed(self):
        """Routes of pages where it has not been."""
        return [f"{route['method']} {route['path']}" for route in self.ground.routes
                if not route["api"] and "{lang}" in route["path"] and not self.counts.get((route["method"], route["path"]))]

    def again(self):
        """Every page once more, now that all has been written."""
        for path in sorted(self.seen):
            answer = self.visitor.get(path)
            self.ground.judge(path, answer)
            self.shown += answer is not None and b"zq7" in answer.body


def marks(ground):
    for name, text in (("markup", MARK), ("an address that runs", LINK)):
        walk = Walk(ground, text)
        walk.visitor.send("/en/ask/actor.kind", [("answer", "business"), ("go", "next")])
        for fact, schema in ground.facts.items():
            texts = [one for one in schema.get("anyOf", []) if one.get("type") == "string"]
            if texts:
                walk.take(f"/en/ask/{fact}", walk.visitor.send(f"/en/ask/{fact}", [("answer", text), ("go", "next")]))
                walk.left.append(f"/en/ask/{fact}")
        walk.go()
        for _ in range(ROUNDS):
            walk.round()
        walk.come_back()
        walk.again()
        print(f"note {name}: {len(walk.sent)} forms sent, {len(walk.seen)} pages read, shown on {walk.shown}; not met: {walk.missed()}", flush=True)
        test(f"{name} comes back as text", walk.shown >= 10 and len(walk.sent) >= 20, (walk.shown, len(walk.sent)))
        ground.told(f"{name} in every field is never more than text")


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        seen = [Page(text).faults for text in (MARK, f'<a href="{LINK}">', "<p onclick=a>", "<script>a</script>", '<form action="//a">')]
        test("what runs would be seen", all(seen) and not Page('<a href="/">&lt;zq7&gt;</a>').faults, seen)
        ground = Ground(portal)
        marks(ground)
        declared(ground)
        undeclared(ground)
        bodies(ground)
        methods(ground)
        forms_from_elsewhere(ground)
        test("it still takes reports", portal.get("/healthz").status == 200)
        test("no clerk died, no role ended", not portal.events("clerk.died") and not portal.events("role.died") and len(portal.events("office.started")) == 1,
             [event for event in portal.events() if "died" in event["event"] or "ended" in event["event"]][:5])
    finish()


main()
