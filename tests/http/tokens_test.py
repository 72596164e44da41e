#!/usr/bin/python3
"""Forms and the browser that they were shown in: no form is taken from another one, nothing typed is lost where one is not taken, and a
page stays good before the first answer, in another tab, behind the back button and in another language."""
import html
import json
import re

import form_token
from portal import Portal, finish, test, until
from stranger import FORM, OWN, Page, Visitor, faults_of, table, template

OTHER = "__Host-form=" + "8" * 25 + "0"
TYPED = "朝、\"電話\"が <b>鳴った</b> &amp; 'x'\n\n\t👩‍👩‍👧 %2B +\n"
STANDING = ("", "guides", "guides/jp.guide.danger", "help", "privacy", "status", "accessibility", "start", "duties", "forms", "urgent", "follow", "nothing")
# What shows all that a form can change.
WATCHED = ("story", "wishes", "about-you", "files", "windows", "windows/demo.desk", "check", "ask/data.people", "resume", "receipt", "case", "case/noted/jp.ppc")


def form_of(page, action):
    forms = [form for form in Page(page).forms if form["action"] == action]
    return forms[0] if len(forms) == 1 else None


def pairs_of(form):
    return [(field["name"], value) for field in form["fields"] for value in field["values"]] if form else []


def token_of(visitor):
    return form_token.value_of(f"__Host-form={visitor.jar['__Host-form']}")


def unmatched(answer, action):
    """The form of a page that gives back what was typed; None: it is no such page."""
    if answer is None or answer.status != 403 or faults_of(answer) or answer["cache-control"] != "no-store" or "__Host-draft" in (answer["set-cookie"] or ""):
        return None
    return form_of(answer.body.decode(), action)


def person(portal):
    """A browser with a draft, files and a report."""
    visitor = Visitor(portal)
    visitor.get("/en/ask")
    for path, pairs in (("ask/actor.kind", [("answer", "business")]), ("ask/data.people", [("answer", "4321")]), ("story", [("story", "first")]),
                        ("about-you", [("contact.phone", "03-0000-0000")]), ("windows", [("window", "demo.desk")])):
        visitor.send(f"/en/{path}", [*pairs, ("go", "next")])
    visitor.send_parts("/en/files", [], [("file", "a.txt", b"a")])
    filed = visitor.ask("POST", "/api/v1/reports", [("Content-Type", "application/json")], json.dumps(
        {"incident": {"actor.kind": "business", "data.personal": True, "data.people": 5000}, "windows": [{"window": "demo.desk"}]})).json()
    visitor.send("/en/case", [("receipt", filed["receipt"]), ("key", filed["key"])])
    until(lambda: b'"state":"filed"' in case_of(visitor, filed).body)  # by itself it changes no more
    return visitor, filed


def case_of(visitor, filed):
    return visitor.ask("GET", f"/api/v1/reports/{filed['receipt']}", [("Authorization", f"Bearer {filed['key']}")])


def state(visitor, filed):
    pages = {path: visitor.get(f"/en/{path}") for path in WATCHED}
    case = case_of(visitor, filed)
    return {path: re.sub(r'name="once" value="[^"]*"', "", answer.body.decode()) for path, answer in pages.items()} | {"report": case.body}


def every_post(portal):
    visitor, filed = person(portal)
    before = state(visitor, filed)
    test("there is something that could change", "4,321" in before["ask/data.people"] and "a.txt" in before["files"] and filed["receipt"] in before["case"])
    known = {"fact": "data.people", "id": "demo.desk"}
    file = re.search(r'name="file" value="([0-9a-f]{32})"', before["files"])[1]
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', before["check"])[1]
    values = {"file": file, "seen": seen, "once": "0" * 32, "answer": "9", "hide": "data.people", "on": "2026-11-20", "phone": "1"}
    posts = [route for route in table() if route["method"] == "POST" and not route["api"]]
    tokens = {"no token": [], "an empty one": [""], "that of another browser": [form_token.value_of(OTHER)], "an old one": [form_token.value_of(form_token.COOKIE)],
              "the cookie itself": [visitor.jar["__Host-form"]], "two": [token_of(visitor)] * 2}
    wrong = []
    for route in posts:
        path = template(route["path"], known)
        pairs = [(given["name"], values.get(given["name"], "1")) for given in route["inputs"] if given["from"] == "form" and given["name"] != "go"]
        for what, given in tokens.items():
            sent = [(form_token.FIELD, one) for one in given] or [(form_token.FIELD + "s", "")]
            body = "&".join(f"{name}={value}" for name, value in sent + pairs)
            if route["body"] == "file":
                body = b"".join(form_token.in_parts(one, b"", "zq") for one in given)
                body += b'--zq\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\nb\r\n--zq--\r\n'
            kind = "multipart/form-data; boundary=zq" if route["body"] == "file" else FORM
            answer = visitor.ask("POST", path, [("Content-Type", kind), *OWN], body)
            form = unmatched(answer, path)
            back = pairs_of(form) == [(form_token.FIELD, token_of(visitor)), *pairs]
            if route["body"] == "file":
                back = answer.status == 403 and not form and f'class="button" href="{path}"' in answer.body.decode()
            if not back or answer["set-cookie"]:
                wrong.append((what, path, answer))
    test(f"{len(posts)} forms with {len(tokens)} wrong tokens are not taken, and come back whole", len(posts) > 12 and not wrong, (len(wrong), wrong[:2]))
    after = state(visitor, filed)
    test("and nothing has changed", after == before, [path for path in before if after[path] != before[path]])
    changed = visitor.send("/en/ask/data.people", [("answer", "99"), ("go", "next")])
    test("with its own token a form is taken", changed.status == 303 and "99" in state(visitor, filed)["ask/data.people"], changed)


def typed_comes_back(portal):
    visitor = Visitor(portal)
    pairs = [("story", TYPED), ("go", "next")]
    answer = visitor.ask("POST", "/ja/story", [("Content-Type", FORM), *OWN], "story=" + "".join(f"%{byte:02X}" for byte in TYPED.encode()) + "&go=next")
    form = unmatched(answer, "/ja/story")
    test("a story comes back as it was", pairs_of(form)[1:] == pairs, answer)
    shown = html.unescape(re.sub("<[^>]*>", "", answer.body.decode()))
    test("and can be read", "朝、\"電話\"が <b>鳴った</b> &amp; 'x'" in shown, shown[-2500:])
    test("the browser has its token from now on", re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", visitor.jar.get("__Host-form", "")) and form["fields"][0]["values"] == [token_of(visitor)])
    sent = visitor.send("/ja/story", pairs_of(form))
    kept = Page(visitor.get("/ja/story").body.decode())
    test("one press sends it", sent.status == 303 and not kept.faults, sent)
    page = visitor.get("/ja/story").body.decode()
    test("and it arrived as it was typed", html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)[1]).strip()
         == TYPED.strip(), page[-2500:])
    turned = visitor.ask("POST", "/ja/story", [("Content-Type", FORM), *OWN], "story=%E2%80%AEa")
    test("signs that nobody sees go along too", pairs_of(unmatched(turned, "/ja/story"))[1:] == [("story", "\u202ea")] and "[U+202E]a" in turned.body.decode(), turned)
    lost = Visitor(portal)
    ticked = [("answer", "ransomware"), ("answer", "ddos"), ("go", "next")]
    answer = lost.ask("POST", "/en/ask/incident.kinds", [("Content-Type", FORM), *OWN], "&".join(f"{name}={value}" for name, value in ticked))
    test("several values of one name stay", pairs_of(unmatched(answer, "/en/ask/incident.kinds"))[1:] == ticked, answer)
    test("and are named by their words", 'class="said">ransomware<' not in answer.body.decode() and answer.body.count(b'class="said"') == 2, answer.body)
    test("what is not declared does not come back", "zq7" not in lost.ask(
        "POST", "/en/ask/incident.kinds", [("Content-Type", FORM), *OWN], "zq7=1&answer=ddos&zq7=zq7").body.decode())


def long_ones(portal):
    """As long as a form may be, and all of it marks that are written in more bytes."""
    visitor = Visitor(portal)
    text = "\"'<>&" * 30000
    answer = visitor.ask("POST", "/en/story", [("Content-Type", "multipart/form-data; boundary=zq"), *OWN],
                         f'--zq\r\nContent-Disposition: form-data; name="story"\r\n\r\n{text}\r\n--zq--\r\n')
    test("a long story comes back too", pairs_of(unmatched(answer, "/en/story"))[1:] == [("story", text)], answer)


def secrets(portal):
    _, filed = person(portal)
    visitor = Visitor(portal)
    body = f"receipt={filed['receipt']}&key={filed['key']}"
    answer = visitor.ask("POST", "/ja/case", [("Content-Type", FORM), *OWN], body)
    form, page = unmatched(answer, "/ja/case"), answer.body.decode()
    test("a viewing key goes along unseen", page.count(filed["key"]) == 1 and ("key", filed["key"]) in pairs_of(form) and f'class="said">{filed["receipt"]}<' in page, page[-2500:])
    test("and opens the report with one press", visitor.send("/ja/case", pairs_of(form))["location"] == "/ja/case" and "__Host-case" in visitor.jar)
    code = re.search(r'class="code">([^<]*)<', person(portal)[0].get("/en/resume").body.decode())[1]
    visitor = Visitor(portal)
    answer = visitor.ask("POST", "/en/resume", [("Content-Type", FORM), *OWN], f"code={code}")
    form = unmatched(answer, "/en/resume")
    test("so does the code of a draft", answer.body.decode().count(code) == 1 and visitor.send("/en/resume", pairs_of(form))["location"] == "/en/ask", answer)


def pages_stay_good(portal):
    visitor = Visitor(portal)
    first, door = visitor.get("/ja/ask").body.decode(), visitor.get("/ja/resume").body.decode()
    cookie = visitor.jar["__Host-form"]
    test("a browser has a token before any draft", list(visitor.jar) == ["__Host-form"], visitor.jar)
    action = re.search(r'action="(/ja/ask/[^"]*)"', first)[1]
    again = visitor.get("/ja/ask").body.decode()
    test("two tabs have the same", pairs_of(form_of(first, action))[0] == pairs_of(form_of(again, action))[0])
    field = pairs_of(form_of(first, action))[0]
    sent = visitor.send(action, [field, ("answer", "no"), ("go", "next")])
    test("a page that was opened before the first answer is taken", sent.status == 303 and "__Host-draft" in visitor.jar, sent)
    sent = visitor.send(action, [field, ("answer", "yes"), ("go", "next")])
    test("and once more from behind the back button, and from the other tab", sent.status == 303, sent)
    test("no answer gives the browser another", visitor.jar["__Host-form"] == cookie)
    visitor.jar.pop("__Host-draft")
    sent = visitor.send(action, [field, ("answer", "no"), ("go", "next")])
    test("a draft that ended takes nothing along", sent.status == 303 and visitor.jar["__Host-form"] == cookie, sent)
    code = visitor.jar.pop("__Host-draft")
    sent = visitor.send("/ja/resume", [*pairs_of(form_of(door, "/ja/resume"))[:1], ("code", code)])
    test("nor does one that is resumed", sent.status == 303 and visitor.jar["__Host-form"] == cookie, sent)
    sent = visitor.send("/en/ask/data.people", [field, ("answer", "5"), ("go", "stay")])
    test("the switch of language sends the same token", sent["location"] == "/en/ask/data.people", sent)


def in_another_language(portal):
    visitor = Visitor(portal)
    answer = visitor.ask("POST", "/ja/story", [("Content-Type", FORM), *OWN], "story=abc&go=next")
    page = answer.body.decode()
    buttons = re.findall(r'<button type="submit" class="plain" form="form" formaction="([^"]*)" formnovalidate name="([^"]*)" value="([^"]*)"', page)
    test("the switch of language sends what was typed", [place for place, *_ in buttons] == ["/ja-simple/story", "/en/story"], buttons)
    pairs = pairs_of(unmatched(answer, "/ja/story"))
    other = visitor.send("/en/story", [*pairs, buttons[1][1:]])
    there = unmatched(other, "/en/story")
    test("it stands there in the other language", there and there["fields"][1:] == unmatched(answer, "/ja/story")["fields"][1:] and 'lang="en"' in other.body.decode(), other)
    test("and nothing is sent before the button is pressed", "abc" not in visitor.get("/en/story").body.decode())
    test("then it is", visitor.send("/en/story", pairs_of(there)).status == 303 and "abc" in visitor.get("/en/story").body.decode())


def without_cookies(portal):
    visitor = Visitor(portal)
    body = "story=abc&go=next"
    for turn in range(2):
        answer = visitor.ask("POST", "/en/story", [("Content-Type", FORM), *OWN], body, keeps=False)
        pairs = pairs_of(unmatched(answer, "/en/story"))
        test(f"without cookies nothing typed is lost, time {turn + 1}", pairs[1:] == [("story", "abc"), ("go", "next")], answer)
        body = "&".join(f"{name}={value}" for name, value in pairs)
    test("and the page says why that may be", b"cookies" in answer.body)


def by_script(portal):
    visitor = Visitor(portal)
    answer = visitor.ask("POST", "/ja/story", [("Content-Type", FORM), ("Accept", "*/*"), *OWN], "story=abc&go=keep")
    test("what a script keeps is refused without a page", answer.status == 403 and answer["content-type"] == "application/problem+json" and b"abc" not in answer.body
         and not visitor.jar, answer)


def files(portal):
    visitor, _ = person(portal)
    listed = visitor.get("/en/files").body
    sent = visitor.send_parts("/en/files", [(form_token.FIELD, "0" * 26)], [("file", "big.bin", b"b" * (8 << 20))])
    test("a large file is not taken either", sent is not None and sent.status == 403 and b"choose it once more" in sent.body, sent)
    file = b'--zq\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\nb\r\n'
    late = visitor.ask("POST", "/en/files", [("Content-Type", "multipart/form-data; boundary=zq"), *OWN],
                       file + form_token.in_parts(token_of(visitor), b"--zq--\r\n", "zq"))
    test("a token behind the file is none", late.status == 403, late)
    test("nothing of them is there", visitor.get("/en/files").body == listed)


def of_one_person(portal):
    plain, packed = Visitor(portal), [("Accept-Encoding", "gzip")]
    for path in STANDING:
        answer = plain.ask("GET", f"/ja/{path}")
        if "<form method=\"post\"" in answer.body.decode() or form_token.FIELD + '"' in answer.body.decode():
            test(f"/ja/{path} has a form", False, answer)
    test("pages without a form leave nothing in a browser", not plain.jar, plain.jar)
    pages = [plain.ask("GET", f"/ja/{path}", packed) for path in ("ask", "story", "about-you", "files", "windows", "resume", "case", "ask/data.people")]
    test("a page with a token is nobody else's", all(page.status == 200 and page["cache-control"] == "no-store" and not page["content-encoding"] and not page["etag"]
         for page in pages), [page.fields for page in pages])
    test("none shows the cookie", all(plain.jar["__Host-form"].encode() not in page.body for page in pages))
    test("and every form that is sent has the token first", all(form["fields"][0] == {"name": form_token.FIELD, "kind": "hidden", "values": [token_of(plain)]}
         for page in pages[1:] for form in Page(page.body.decode()).forms if form["method"] == "post"))


def main():
    with Portal() as portal:
        test("an office opens", portal.start().ready(), portal.said())
        for one in (every_post, typed_comes_back, long_ones, secrets, pages_stay_good, in_another_language, without_cookies, by_script, files, of_one_person):
            one(portal)
        test("no clerk died", not portal.events("clerk.died"), portal.events("clerk.died")[:3])
    finish()


main()
