#!/usr/bin/env python3
"""From the answers to the receipt: nobody is told who was not chosen, each window gets what was not held back from it, what was seen
is what is sent, and whatever happens on the way there is one report and one receipt."""
import hashlib
import html
import re
import struct
import subprocess
import threading

from portal import Portal, finish, form_request, test, until
from visitor import LANGS, Browser, sound

GET, PUT, OK = 3, 2, 0
PEOPLE = "4321"


def answered(portal, lang="ja"):
    browser = Browser(portal, lang)
    browser.answer("person.danger", "no")
    browser.answer("actor.kind", "business")
    browser.answer("incident.kinds", "ransomware")
    browser.answer("data.personal", "yes")
    browser.answer("data.people", PEOPLE)
    for fact in ("data.protected", "data.pseudonymised", "actor.processor"):
        browser.answer(fact, "no")
    browser.answer("incident.known_at", "2026-11-20 09:00")
    return browser


def chosen(portal, lang="ja"):
    browser = answered(portal, lang)
    browser.send(f"/{lang}/windows", [("window", "demo.desk"), ("go", "next")])
    return browser


def seen(page):
    return re.search(r'name="seen" value="([0-9a-f]{32})"', page).group(1)


def paper(page):
    return re.findall(r'class="code">([^<]*)<', page)


def case(portal, receipt, key):
    return portal.get(f"/api/v1/reports/{receipt}", [("Authorization", f"Bearer {key}")])


def choosing(portal):
    browser = answered(portal)
    page = sound("windows", browser.get("/ja/windows"))
    test("nobody is chosen beforehand", " checked" not in page and 'value="demo.desk"' in page)
    test("windows elsewhere are shown with their ways", page.count('class="window"') > 1 and "https://" in page)
    page = sound("nobody chosen", browser.send("/ja/windows", [("go", "next")]), 422)
    test("it is said that nobody is chosen", 'role="alert"' in page)
    page = sound("check without windows", browser.get("/ja/check"))
    test("without windows nothing can be sent", 'name="seen"' not in page and "/ja/windows" in page)
    chosen_and_call = [("window", "jp.ppc"), ("window", "nobody"), ("window", "demo.desk"), ("call", "yes"), ("go", "next")]
    page = sound("nobody can call", browser.send("/ja/windows", chosen_and_call), 422)
    test("who wants a call is asked for the number", 'name="phone"' in page and 'role="alert"' in page and "数字が入っていません" in page)
    page = sound("still nobody", browser.send("/ja/windows", [*chosen_and_call, ("phone", "わすれた😱")]), 422)
    test("what is no number is shown again", 'value="わすれた😱"' in page)
    browser.send("/ja/windows", [*chosen_and_call, ("phone", "０３ー０００ー００００")])
    page = browser.get("/ja/check").body.decode()
    test("then comes the check, with the wish", 'name="seen"' in page and "すぐに電話してほしい" in page)
    page = browser.get("/ja/windows").body.decode()
    test("only desks of this office can be chosen", re.findall(r'name="window" value="([^"]*)" checked', page) == ["demo.desk"])
    test("the wish to be called is kept, with the number", 'name="call" value="yes" checked' in page and 'name="phone"' not in page)
    test("no window that is none", browser.get("/ja/windows/jp.ppc").status == 404)
    return browser


def holding_back(portal, browser):
    page = sound("consent", browser.get("/ja/windows/demo.desk"))
    shown = page.split('id="seen"')[1]
    test("it sees what was answered", "4,321" in shown)
    page = sound("held back", browser.send("/ja/windows/demo.desk", [("hide", "data.people"), ("hide", "no.such"), ("go", "see")]))
    shown = page.split('id="seen"')[1]
    test("it does not see what is held back", "4,321" not in shown and 'value="data.people" checked' in page, shown)
    page = browser.send("/ja/windows/demo.desk", [("hide", "data.personal"), ("hide", "data.people"), ("go", "see")]).body.decode()
    test("what it can no longer know of is said", 'class="error"' in page.split('id="seen"')[1])
    browser.send("/ja/windows/demo.desk", [("hide", "data.people"), ("go", "done")])
    test("back at the windows", browser.path == "/ja/windows")
    page = browser.send("/ja/windows", [("window", "demo.desk"), ("go", "next")]).body.decode()
    test("the check says what is held back", "見せない項目：" in page, page[-3000:])


def sending(portal, browser):
    page = sound("check", browser.get("/ja/check"))
    token = seen(page)
    test("every answer can be mended", 'href="/ja/ask/data.people"' in page)
    browser.answer("data.people", PEOPLE)  # the draft is another one now
    page = sound("changed since", browser.send("/ja/send", [("seen", token)]), 409)
    test("what was not seen is not sent", 'role="status"' in page and seen(page) != token)
    page = sound("receipt", browser.send("/ja/send", [("seen", seen(page))]))
    test("the receipt is a page of its own", browser.path == "/ja/receipt")
    number, key = paper(page)
    test("number and key in letters and as pictures", page.count("<svg") == 2 and number.count("-") > 0 and len(key) > 20, (number, key))
    test("dates come next", len(re.findall(r"<li><strong>", page)) > 0, page[-3000:])
    again = paper(browser.get("/ja/receipt").body.decode())
    test("it can be read again", again == [number, key])
    test("the same page sent twice gives the same receipt", paper(browser.send("/ja/send", [("seen", token)]).body.decode()) == [number, key])
    for lang in LANGS:
        test(f"in {lang} too", paper(sound(f"receipt {lang}", browser.get(f"/{lang}/receipt"))) == [number, key])
    read = case(portal, number, key)
    test("the case is there", read.status == 200 and read.json()["filed"]["report"]["incident"]["data.people"] == int(PEOPLE), read)
    return number, key


def afterwards(portal, browser, number):
    old = browser.cookie
    page = browser.get("/ja/duties").body.decode()
    test("the answers are not taken into another report", 'class="duty"' not in page)
    browser.answer("person.danger", "no")
    test("the next answer begins another draft", browser.cookie != old)
    browser.cookie = old
    answer = portal.post_form("/ja/receipt", "", [("Cookie", old)])
    test("closing takes the code out of the browser", answer.status == 303 and "Max-Age=0" in answer["set-cookie"], answer)
    page = Browser(portal).get("/ja/receipt")
    test("another browser has no receipt", number not in sound("no receipt", page))


def at_once(portal):
    browser = chosen(portal)
    token = seen(browser.get("/ja/check").body.decode())
    receipts = []

    def one():
        other = Browser(portal)
        other.cookie = browser.cookie
        receipts.append(tuple(paper(other.send("/ja/send", [("seen", token)]).body.decode())))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    test("eight at once are one report", len(receipts) == 8 and len(set(receipts)) == 1 and len(receipts[0]) == 2, receipts)


def answer_lost(portal):
    browser = chosen(portal)
    token = seen(browser.get("/ja/check").body.decode())
    with portal.connect() as connection:
        connection.send(form_request("/ja/send", f"seen={token}", [("Cookie", browser.cookie)]))
    page = browser.send("/ja/send", [("seen", token)]).body.decode()
    test("an answer that got lost is asked for again", len(paper(page)) == 2)


def blob(name, personal):
    return hashlib.blake2b(name, digest_size=32, person=personal.ljust(16, b"\0")).digest()


def code_bytes(code):
    """The ten bytes of a code of 16 signs and two that check it."""
    value = 0
    for sign in code.replace("-", "")[:16]:
        value = value << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(sign)
    return value.to_bytes(10, "big")


def mark_lost(portal):
    """Handed in, but the office was killed before the draft could say so: the person goes on writing and sends again."""
    browser = chosen(portal)
    name = blob(code_bytes(browser.cookie.split("=")[1]), b"todoke.draft.n")
    with portal.client("spool") as spool:
        outcome, _, before = spool.call(GET, name)
    test("the draft lies where its code says", outcome == OK)
    number, key = paper(browser.send("/ja/send", [("seen", seen(browser.get("/ja/check").body.decode()))]).body.decode())
    with portal.client("spool") as spool:
        _, _, now = spool.call(GET, name)
        version = struct.unpack("<Q", now[:8])[0]
        outcome, _, _ = spool.call(PUT, struct.pack("<B", 1) + name + struct.pack("<QI", version, 3600) + before[8:])
    test("the draft is as before", outcome == OK and browser.get("/ja/receipt").body.decode().count('class="code"') == 0)
    browser.answer("data.people", "9999")
    page = browser.send("/ja/send", [("seen", seen(browser.get("/ja/check").body.decode()))]).body.decode()
    test("the same receipt, and what was changed since is said not to be in it", paper(page) == [number, key] and 'role="status"' in page, page[:1500])
    shown = case(portal, number, key).json()
    test("the report is the one that was sent", shown["filed"]["report"]["incident"]["data.people"] == int(PEOPLE))


def opened(portal, number, key):
    """What an officer of the window gets has nothing of what was held back."""
    test("it is filed", until(lambda: "filed" in case(portal, number, key).body.decode()))
    data = portal.data
    report = case(portal, number, key).json()["filed"]["report"]["report"]
    run = subprocess.run(["build/todoke", "open", "--data", data, "--officer-key", f"{data}/keys/demonstration/officer", "--purpose", "test",
                          "--json", report], capture_output=True, text=True, check=False)
    test("an officer opens it without what was held back", run.returncode == 0 and "data.people" not in run.stdout.split('"incident"')[-1] and
         "ransomware" in run.stdout, run.stdout[-1500:] + run.stderr[-800:])


def helped(portal):
    """Who helps gets a key of her own: it shows what was sent, and nothing that comes later, and can add nothing."""
    browser = answered(portal)
    browser.answer("reporter.role", "helper")
    browser.send("/ja/windows", [("window", "demo.desk"), ("go", "next")])
    page = browser.send("/ja/send", [("seen", seen(browser.get("/ja/check").body.decode()))]).body.decode()
    codes = paper(page)
    test("a helper has a key of her own", len(codes) == 3 and len(set(codes)) == 3, codes)
    number, key, helper = codes
    shown = case(portal, number, helper)
    test("with it she reads what was sent", shown.status == 200 and shown.json()["filed"]["report"]["incident"]["data.people"] == int(PEOPLE), shown)
    later = portal.post(f"/api/v1/reports/{number}/followups", '{"data.people": 7777}', fields=[("Authorization", f"Bearer {key}")])
    test("the person goes on", later.status == 201, later)
    test("and sees it herself", "7777" in case(portal, number, key).body.decode())
    test("nor what became of it", case(portal, number, helper).json()["windows"] == [] != case(portal, number, key).json()["windows"])
    test("what came later is not for the helper", "7777" not in case(portal, number, helper).body.decode())
    refused = portal.post(f"/api/v1/reports/{number}/followups", '{"data.people": 8888}', fields=[("Authorization", f"Bearer {helper}")])
    test("and she can add nothing", refused.status == 404, refused)
    cookie = [("Cookie", f"__Host-case={helper}")]
    for path in ("more", "stop", "call", "noted/jp.ppc"):
        sent = portal.post_form(f"/en/case/{path}", "once=" + "0" * 32 + "&phone=1&on=today", cookie)
        test(f"nor by {path} of the case", sent.status == 303 and sent["location"] == "/en/case", sent)
    page = portal.get("/en/case", cookie).body.decode()
    kept, own = (html.unescape(portal.get("/en/case/sent", [("Cookie", f"__Host-case={one}")]).body.decode()) for one in (helper, key))
    test("she reads in words what was sent, and that it is a copy", number in kept and f"{int(PEOPLE):,}" in kept and "copy of whoever helped" in kept, kept[-3000:])
    test("and nothing that came later, which the person reads", "7,777" not in kept and later.json()["receipt"] not in kept and "7,777" in own, kept[-3000:])
    test("her page does not say what it cannot know", "Nobody has opened" not in page and "/case/stop" not in page, page[-3000:])


def restarted(portal):
    browser = chosen(portal, "en")
    token = seen(browser.get("/en/check").body.decode())
    first = paper(browser.send("/en/send", [("seen", token)]).body.decode())
    portal.process.kill()
    portal.process.wait()
    portal.start().ready(times=2)
    page = browser.get("/en/receipt").body.decode()
    test("a receipt outlives a kill of the office", paper(page) == first and len(first) == 2, page[:600])
    test("and so does the report", case(portal, *first).status == 200)


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
    test("an office with pages opens", portal.start().ready(), portal.said())
    browser = choosing(portal)
    holding_back(portal, browser)
    number, key = sending(portal, browser)
    afterwards(portal, browser, number)
    at_once(portal)
    answer_lost(portal)
    mark_lost(portal)
    opened(portal, number, key)
    helped(portal)
    restarted(portal)
    test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
finish()
