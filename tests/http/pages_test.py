#!/usr/bin/env python3
"""The public pages of the real program: a person walks the interview in three languages, stops, goes on elsewhere, goes back,
and reads the answer; what was typed comes back as it was and never as markup."""
import html
import re

from portal import Portal, finish, test
from visitor import LANGS, MARK, Browser, sound

def standing(portal):
    titles = set()
    for lang in LANGS:
        for path in ("/", "/guides", "/guides/jp.guide.danger", "/start", "/ask", "/ask/actor.prefecture", "/duties", "/duties?all=1",
                     "/resume", "/help", "/privacy", "/status", "/accessibility"):
            page = sound(f"/{lang}{path}", portal.get(f"/{lang}{path}"))
            titles.add((lang, path.split("?")[0], re.search("<title>(.*)</title>", page).group(1)))
            others = all(f'href="/{other}{path}"' in html.unescape(page) for other in LANGS)
            test(f"languages: /{lang}{path}", others and f'<html lang="{lang}">' in page and 'class="practice"' in page, page[:400])
    only = [title for lang, path, title in titles if path not in ("/ask", "/ask/actor.prefecture")]
    test("titles are unique", len(set(only)) == len(only), titles)
    for path in ("/ja/ask/nothing", "/ja/guides/nothing", "/ja/ask/report.company", "/xx/", "/assets/0000000000000000/portal.css"):
        test(f"not there: {path}", portal.get(path).status == 404)
    for kind, address in re.findall(r'<(link|script)[^>]* (?:href|src)="(/assets/[^"]*)"', page):
        asset = portal.get(address)
        test(f"asset {address.split('/')[-1]}", asset.status == 200 and "immutable" in asset["cache-control"], asset)


def walk(portal, lang):
    browser = Browser(portal, lang)
    first = sound(f"first question, {lang}", browser.get(f"/{lang}/ask"))
    test(f"whoever must leave is led where the office says, {lang}", 'href="https://weather.example/today" rel="noreferrer" data-leave' in first, first)
    test(f"danger is asked first, {lang}", f"/{lang}/ask/person.danger" in first)
    browser.answer("person.danger", "no")
    test(f"a draft begins with an answer, {lang}", re.fullmatch(r"__Host-draft=[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]{4}-[0-9A-Z]{5}", browser.cookie), browser.cookie)
    test(f"no code in an address, {lang}", browser.cookie.split("=")[1] not in browser.path)
    page = browser.answer("incident.money_moving", "yes")
    test(f"money is stopped before the next question, {lang}", browser.path == f"/{lang}/urgent" and 'class="urgent"' in sound(f"urgent, {lang}", page))
    empty = browser.answer("actor.kind")
    test(f"nothing chosen is a fault that says how, {lang}", empty.status == 422 and b'role="alert"' in empty.body and b'href="#answer"' in empty.body, empty)
    wrong = browser.answer("data.people", MARK)
    page = sound(f"unreadable, {lang}", wrong, 422)
    test(f"what was typed stays, {lang}", f'value="{html.escape(MARK).replace("&#x27;", "&#39;")}"' in page, page)
    browser.answer("data.people", "3000")
    page = browser.get(f"/{lang}/ask/data.people").body.decode()
    test(f"an answer is shown again, {lang}", re.search(r'value="3,000[^"]*"', page), page)
    browser.answer("incident.kinds", "ransomware", "intrusion", "none")
    page = browser.get(f"/{lang}/ask/incident.kinds").body.decode()
    ticked = re.findall(r'value="(\w+)" checked', page)
    test(f"several boxes, and none beside them is a slip, {lang}", sorted(ticked) == ["intrusion", "ransomware"], ticked)
    browser.answer("actor.kind", "business")
    page = browser.answer("actor.kind", go="back").body.decode()
    test(f"back leads to the question before, {lang}", browser.path == f"/{lang}/ask/incident.kinds" and "checked" in page, browser.path)
    for other in LANGS:
        page = browser.get(f"/{other}/ask/incident.kinds").body.decode()
        test(f"answers stay in another language, {lang} {other}", 'value="ransomware" checked' in page)
    page = sound(f"result, {lang}", browser.get(f"/{lang}/duties"))
    test(f"the result knows the answers, {lang}", page.count('class="duty"') >= 4 and page.count("<li>") > 5, page)
    return browser


def elsewhere(portal):
    browser = walk(portal, "ja")
    page = browser.answer("actor.prefecture", "13", go="later").body.decode()
    code = re.search(r'class="code">([^<]*)<', page).group(1)
    test("later says the code, and keeps the answer", code == browser.cookie.split("=")[1] and browser.path == "/ja/resume")
    other = Browser(portal, "en")
    wrong = other.send("/en/resume", {"code": "0000-00000-0000-00000"})
    test("a code that is none", wrong.status == 422 and not other.cookie, wrong)
    other.send("/en/resume", {"code": code.lower().replace("-", " ")})
    test("the same draft on another device", 'value="13" selected' in other.get("/en/ask/actor.prefecture").body.decode())
    other.answer("incident.kinds", "ddos")
    page = browser.get("/ja/ask/incident.kinds").body.decode()
    test("both write one draft", 'value="ddos" checked' in page)
    browser.answer("incident.kinds", go="skip")
    page = browser.get("/ja/ask/incident.kinds").body.decode()
    test("an answer can be taken back", " checked" not in page)
    foreign = portal.post_form("/ja/ask/person.danger", "answer=yes&go=next", [("Sec-Fetch-Site", "cross-site"), ("Cookie", browser.cookie)])
    test("no answer from another site", foreign.status == 403, foreign)
    test("a cookie that is none begins anew", portal.get("/ja/duties", [("Cookie", "__Host-draft=AAAA-AAAAA-AAAA-AAAAA")]).status == 200)


def danger(portal):
    browser = Browser(portal)
    page = browser.answer("person.danger", "yes").body.decode()
    test("danger interrupts with 110", browser.path == "/ja/urgent" and "110" in page)
    page = browser.get("/ja/duties").body.decode()
    first = re.search(r'<ol class="steps">(.*?)</ol>', page, re.S).group(1)
    test("danger comes first in the result, at most three things", "110" in first.split("</li>")[0] and first.count("<li>") <= 3, first)


def skip_on(browser, page):
    """Leaves every question open from here to the result; which questions these were."""
    asked = []
    while "/ja/ask" in browser.path and len(asked) < 200 and 'name="go"' in page:
        fact = re.search(r'action="/ja/ask/([^"]*)"', page).group(1)
        asked.append(fact)
        page = browser.answer(fact, go="skip").body.decode()
    return asked, page


def to_the_end(portal):
    """Every question left open: the interview ends at the result and has asked nothing twice."""
    browser = Browser(portal)
    asked, _ = skip_on(browser, browser.get("/ja/ask").body.decode())
    test("the interview ends, and asks nothing twice", browser.path == "/ja/duties" and len(asked) > 20 and len(set(asked)) == len(asked), (browser.path, asked))


def at_home(portal):
    """What hardly concerns somebody at home is offered beside the result, and asked only of those who want it."""
    browser = Browser(portal)
    browser.answer("incident.kinds", "support_scam")
    asked, page = skip_on(browser, browser.answer("actor.kind", "person").body.decode())
    opened = re.search(r"まだ聞きたいこと（(\d+)問）</h2>(.*?)</details>", page, re.S)
    test("every question left open has a way back from the result", int(opened.group(1)) == opened.group(2).count("<li>") == len(asked) and
         'href="/ja/ask"' not in page, (opened, asked))
    rest = re.search(r'href="/ja/ask/([^"]*)">念のため答える', page)
    test("somebody at home sees the result before questions on trades", browser.path == "/ja/duties" and rest and rest.group(1) not in asked and
         not {"actor.sectors", "actor.listed", "actor.critical"} & set(asked) and len(asked) < 35, (len(asked), asked))
    more, _ = skip_on(browser, browser.get(f"/ja/ask/{rest.group(1)}").body.decode())
    test("and is asked them all who goes on", browser.path == "/ja/duties" and "actor.sectors" in more and not set(asked) & set(more), more)


def not_sure(portal):
    """A report that must be made if one answer says so stands on the result with its date and that question, not only behind a link."""
    browser = Browser(portal)
    for fact, value in {"actor.kind": "business", "incident.kinds": "ransomware", "data.personal": "yes", "actor.processor": "no", "actor.listed": "no",
                        "incident.known_at": "2026-11-02 10:00"}.items():
        browser.answer(fact, value)
    page = browser.get("/ja/duties").body.decode()
    near = re.search(r"答えによっては必要になること</h2>\s*<ul>(.*?)</ul>", page, re.S)
    rows = re.findall(r"<li><strong>(.*?)</strong><br>(.*?)<br>.*?href=\"/ja/ask/([a-z_.]+)\"", near.group(1)) if near else []
    leak = [row for row in rows if "個人データの漏えい" in row[0]]
    test("what one answer may still demand is named with its date and its question", 0 < len(rows) <= 5 and leak and "11月4日" in leak[0][1], rows)
    test("and the question is one that is open", leak and leak[0][2] in ("data.malicious", "data.people", "data.sensitive", "data.financial", "data.protected"), rows)
    test("all of them are behind a link", "/ja/duties?all=1" in page, "")


def killed(portal):
    browser = Browser(portal)
    browser.answer("person.danger", "no")
    browser.answer("actor.kind", "person")
    portal.close()
    portal.start().ready(times=2)
    page = browser.get("/ja/ask/actor.kind").body.decode()
    test("answers outlive the office's restart", 'value="person" checked' in page, page[:600])


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000", "TODOKE_EXIT_ADDRESS": "https://weather.example/today"}) as portal:
    test("an office with pages opens", portal.start().ready(), portal.said())
    standing(portal)
    for lang in LANGS[1:]:
        walk(portal, lang)
    elsewhere(portal)
    danger(portal)
    to_the_end(portal)
    at_home(portal)
    not_sure(portal)
    killed(portal)
finish()
