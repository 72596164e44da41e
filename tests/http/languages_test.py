#!/usr/bin/python3
"""Three languages over one set of answers: what says which language a page and its parts are in, and that whoever switches keeps the page,
what was typed, and is told what is wrong in the other language."""
import html
import re
from html.parser import HTMLParser

from portal import Portal, finish, test
from visitor import LANGS, Browser, sound

NAMES = {"ja": "日本語", "ja-simple": "やさしい日本語", "en": "English"}
JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
FLAGS = re.compile("[\U0001F1E6-\U0001F1FF\U0001F3F3\U0001F3F4]")
TYPED = "たくさんの人 <b>"
PAGES = ("/", "/guides", "/guides/jp.guide.danger", "/start", "/ask", "/ask/actor.prefecture", "/ask/actor.designated", "/urgent", "/duties?all=1", "/resume",
         "/help", "/privacy", "/status", "/accessibility", "/windows", "/windows/demo.desk", "/story", "/about-you", "/wishes", "/forms", "/forms/ppc.leak",
         "/forms/ppc.leak/copy", "/files", "/check", "/case")


class Tongues(HTMLParser):
    """Japanese that nothing says to be Japanese. A title cannot say it, and a name in 「」 is a name in every language."""
    VOID = {"meta", "link", "input", "br", "img", "hr"}

    def __init__(self, page):
        super().__init__()
        self.open, self.unsaid = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append((tag, dict(attributes).get("lang")))

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        lang = next((lang for _, lang in reversed(self.open) if lang), "")
        if JAPANESE.search(re.sub("「[^」]*」", "", data)) and not lang.startswith("ja") and self.open[-1][0] != "title":
            self.unsaid.append(data.strip()[:60])


def answered(portal, lang):
    browser = Browser(portal, lang)
    for fact, *values in (("person.danger", "no"), ("incident.money_moving", "yes"), ("actor.kind", "business"), ("actor.sectors", "finance"),
                          ("incident.kinds", "ransomware"), ("data.personal", "yes"), ("data.people", "3000"), ("incident.known_at", "2026-11-20 9:00")):
        browser.answer(fact, *values)
    browser.send(f"/{lang}/windows", [("window", "demo.desk"), ("go", "stay")])
    test(f"staying keeps the page of windows, {lang}", browser.path == f"/{lang}/windows", browser.path)
    return browser


def marked(portal):
    for lang in LANGS:
        browser = answered(portal, lang)
        for path in PAGES:
            answer = browser.get(f"/{lang}{path}")
            page = answer.body.decode()
            links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="/([^/]*)/', page))
            names = re.findall(r'<li><(?:a|span|button)[^>]*? lang="([\w-]+)"[^>]*>([^<]*)</', page)
            test(f"says its language and the others by their own names: /{lang}{path}", answer.status == 200 and f'<html lang="{lang}">' in page and
                 links == {one: one for one in LANGS} and names[:3] == list(NAMES.items()) and not FLAGS.search(page), (answer.status, links, names[:4]))
            if lang == "en":
                test(f"Japanese is said to be Japanese: {path}", not Tongues(page).unsaid, Tongues(page).unsaid[:4])


def to(page, lang):
    """Presses the name of another language: where it leads, and whether the form goes along."""
    button = re.search(rf'<button[^>]* form="form" formaction="([^"]*)"[^>]*value="stay" lang="{lang}">', page)
    link = re.search(rf'<a href="([^"]*)" lang="{lang}" hreflang="{lang}">', page)
    return (html.unescape(button.group(1)), True) if button else (html.unescape(link.group(1)), False)


def fifth_question(portal):
    browser, seen = Browser(portal), []
    for values in (["no"], ["no"], ["no"], ["no"], None):
        page = browser.get("/ja/ask").body.decode()
        seen.append(re.search(r'action="/ja/ask/([^"]*)"', page).group(1))
        if values:
            browser.answer(seen[-1], *values)
    path, sends = to(page, "en")
    other = browser.get(path).body.decode()
    test("the fifth question is the same in another language", path == "/en/ask" and not sends and f'action="/en/ask/{seen[-1]}"' in other, (path, seen))
    test("and asks the same with all answers before it", len(set(seen)) == 5 and all("checked" in browser.get(f"/en/ask/{fact}").body.decode() for fact in seen[:4]))


def words_of(page):
    return re.search(r'id="error">(.*?)</div>', page, re.S).group(1)


def faults(portal):
    """A page with a fault, in every other language: the same page, what was typed, and the fault in words of that language."""
    rows = [("/ask/data.people", [("answer", TYPED)]), ("/ask/incident.known_at", [("answer", TYPED)]), ("/ask/actor.kind", []),
            ("/about-you", [("contact.mail", TYPED + "x" * 200), ("contact.phone", "０３－１２３４－５６７８")]), ("/story", [("story", TYPED + "あ" * 20001)]),
            ("/resume", [("code", TYPED)]), ("/windows", []), ("/case", [("receipt", TYPED), ("key", "x")])]
    for tail, fields in rows:
        browser, told = Browser(portal), {}
        page = sound(f"a fault: {tail}", browser.send("/ja" + tail, fields + [("go", "next")]), 422)
        told["ja"] = words_of(page)
        for lang in LANGS[1:]:
            path, sends = to(page, lang)
            answer = browser.send(path, fields + [("go", "stay")])
            shown = sound(f"a fault: {tail} in {lang}", answer, 422)
            told[lang] = words_of(shown)
            test(f"the same page: {tail} in {lang}", path == f"/{lang}{tail}" and sends and f'<html lang="{lang}">' in shown, path)
            test(f"what was typed is there: {tail} in {lang}", TYPED in html.unescape(shown) or not any(TYPED in value for _, value in fields))
        test(f"the fault is told in each language: {tail}", len(set(told.values())) == 3 and not JAPANESE.search(told["en"].replace(html.escape(TYPED), "")), told)


def nothing_is_lost(portal):
    """Where much is typed before it is saved, the other language takes it along without a fault as well."""
    browser = Browser(portal)
    for tail, name, value in (("/story", "story", "朝、画面に電話番号が出た。"), ("/about-you", "contact.safe", "夜は電話しない"), ("/wishes", "wish.recover", "yes")):
        path, sends = to(browser.get("/ja" + tail).body.decode(), "en")
        page = browser.send(path, [(name, value), ("go", "stay")]).body.decode()
        kept = value in page if value != "yes" else f'name="{name}" value="yes" checked' in page
        test(f"unsaved text is taken along: {tail}", sends and browser.path == "/en" + tail and kept, (sends, browser.path))
    page = browser.send("/en/ask/data.people", [("answer", "3000"), ("go", "stay")]).body.decode()
    test("a mended answer is saved, and its page stays", browser.path == "/en/ask/data.people" and 'value="3,000' in page, browser.path)


def enter(portal):
    """Pressing Enter means the first button of a form: it must be the one that goes on."""
    for tail in ("/ask/data.people", "/about-you", "/resume", "/case"):
        browser = Browser(portal)
        browser.answer("person.danger", "no")
        page = browser.get("/ja" + tail).body.decode()
        first = re.search(r'<button type="submit"([^>]*)>', page).group(1)
        test(f"Enter goes on: {tail}", 'form="form"' in first and 'name="go" value="next"' in first and 'tabindex="-1"' in first, first)


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
    test("an office with pages opens", portal.start().ready(), portal.said())
    marked(portal)
    fifth_question(portal)
    faults(portal)
    nothing_is_lost(portal)
    enter(portal)
    test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
finish()
