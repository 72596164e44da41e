#!/usr/bin/env python3
"""The forms of a draft over HTTP: which there are, how far they are filled, what is missing, as pages, as sheets to copy from, as
files of the printer and of a calendar; what a person tells in her own words, wishes, and adds about herself."""
import html
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

from visitor import LANGS, MARK, Browser, sound
from portal import Portal, finish, test, until

ANSWERS = [("person.danger", "no"), ("actor.kind", "business"), ("incident.kinds", "ransomware"), ("incident.known_at", "2026-11-20 9:00"),
           ("data.personal", "yes"), ("data.people", "3000"), ("data.protected", "no"), ("data.pseudonymised", "no"), ("actor.processor", "no")]


def victim(portal, lang="ja"):
    browser = Browser(portal, lang)
    for fact, value in ANSWERS:
        browser.answer(fact, value)
    return browser


def papers(page):
    """Each form of a list: its id, and how many questions it says are left."""
    found = {}
    for article in re.findall(r'<article class="duty">(.*?)</article>', page, re.S):
        form = re.search(r'id="form-([^"]+)"', article).group(1)
        found[form] = (len(re.findall(r'/ask/', article)), int(re.search(r'<progress value="(\d+)"', article).group(1)))
    return found


def lists(portal, lang):
    empty = sound(f"no answers, no forms, {lang}", Browser(portal, lang).get(f"/{lang}/forms"))
    test(f"nothing is certain without answers, {lang}", "<article" not in empty and f'href="/{lang}/ask"' in empty)
    browser = victim(portal, lang)
    page = sound(f"forms, {lang}", browser.get(f"/{lang}/forms"))
    found = papers(page)
    test(f"the forms of what is due, {lang}", {"common.ransomware", "persons.notice", "police.consultation"} <= set(found), found)
    more = papers(sound(f"all forms, {lang}", browser.get(f"/{lang}/forms?all=1")))
    test(f"more behind a link, each once, {lang}", set(found) < set(more) and "/forms?all=1" in page, more)
    missing, filled = found["common.ransomware"]
    browser.answer("org.name", "株式会社とどけ")
    page = browser.get(f"/{lang}/forms").body.decode()
    after = papers(page)["common.ransomware"]
    test(f"an answer fills live, {lang}", after[0] == missing - 1 and after[1] > filled, (missing, filled, after))
    test(f"what is missing leads to its question, {lang}", f'href="/{lang}/ask/contact.phone"' in page and f'href="/{lang}/ask/org.name"' not in page)
    return browser


def text_questions(portal):
    browser = victim(portal)
    page = browser.get("/ja/ask/incident.summary").body.decode()
    test("a long answer has room", "<textarea" in page and 'name="answer"' in page, page[:300])
    page = browser.answer("incident.summary", "朝、開けない。\n画面に文が出た。" + MARK)
    test("a question of a form leads back to the forms", browser.path == "/ja/forms")
    page = browser.get("/ja/ask/incident.summary").body.decode()
    shown = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S).group(1))
    test("its lines stay as they were", shown.strip("\n") == "朝、開けない。\n画面に文が出た。" + MARK, shown)
    long = "あ" * 5001
    answer = browser.answer("incident.summary", long)
    test("one too long is a fault, and stays to be shortened", answer.status == 422 and long in answer.body.decode(), answer.status)
    test("no question of a file", portal.get("/ja/ask/nothing.here").status == 404)


def one_form(portal, browser):
    for lang in LANGS:
        for form in ("common.ransomware", "persons.notice"):
            page = sound(f"{form}, {lang}", browser.get(f"/{lang}/forms/{form}"))
            test(f"{form} says it in Japanese, {lang}", '<div class="paper" lang="ja">' in page and "<style" not in page)
        page = browser.get(f"/{lang}/forms/common.ransomware").body.decode()
        test(f"the answers are on it, {lang}", "株式会社とどけ" in page and "3,000" in page, page[:400])
        page = browser.get(f"/{lang}/forms/persons.notice/copy").body.decode()
        test(f"a letter to persons as a sheet to copy from, {lang}", page.count("<textarea readonly") >= 2 and page.count("data-copy=") >= 2 and page.count("<script") == 2)
        page = browser.get(f"/{lang}/forms/common.ransomware/copy").body.decode()
        boxes = [html.unescape(box).strip("\n") for box in re.findall(r"<textarea readonly[^>]*>(.*?)</textarea>", page, re.S)]
        test(f"items one by one, {lang}", "株式会社とどけ" in boxes, boxes[:5])
    for path in ("/ja/forms/nothing", "/ja/forms/nothing.pdf", "/ja/forms/.pdf", "/ja/forms/nothing/copy"):
        test(f"not there: {path}", browser.get(path).status == 404)


def files(portal, browser):
    for lang in LANGS:
        pdf = browser.get(f"/{lang}/forms/common.ransomware.pdf")
        test(f"PDF, {lang}", pdf.status == 200 and pdf.body.startswith(b"%PDF-") and b"%%EOF" in pdf.body[-64:] and pdf["content-type"] == "application/pdf"
             and pdf["content-disposition"] == 'attachment; filename="common.ransomware.pdf"' and pdf["cache-control"] == "no-store", pdf)
        text = browser.get(f"/{lang}/forms/common.ransomware.txt")
        test(f"text, {lang}", text.status == 200 and "株式会社とどけ" in text.body.decode() and text["content-type"].startswith("text/plain"), text)
    book = browser.get("/ja/forms/common.ransomware.xlsx")
    names = zipfile.ZipFile(io.BytesIO(book.body)).namelist() if book.status == 200 else []
    test("spreadsheet", "xl/workbook.xml" in names, (book.status, names))
    strings = zipfile.ZipFile(io.BytesIO(book.body)).read("xl/sharedStrings.xml").decode() if names else ""
    test("its cells hold the answers", "株式会社とどけ" in strings)
    head = portal.get("/ja/forms/ppc.leak.pdf", method="HEAD")
    test("a blank draft has files too", head.status == 200 and head["content-type"] == "application/pdf", head)


def calendar(portal, browser):
    for lang in LANGS:
        page = browser.get(f"/{lang}/duties").body.decode()
        test(f"the calendar is offered, {lang}", f'href="/{lang}/duties.ics"' in page)
        ics = browser.get(f"/{lang}/duties.ics")
        text = ics.body.decode()
        test(f"calendar, {lang}", ics.status == 200 and ics["content-type"].startswith("text/calendar") and text.startswith("BEGIN:VCALENDAR\r\n")
             and text.count("BEGIN:VEVENT") >= 2 and text.endswith("END:VCALENDAR\r\n"), ics)
    nobody = Browser(portal)
    test("no calendar without dates", nobody.get("/ja/duties.ics").status == 404 and "duties.ics" not in nobody.get("/ja/duties").body.decode())


def busy(portal):
    """A printer that makes one file at a time and lets nobody wait."""
    browser = victim(portal)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: portal.get("/ja/forms/common.ransomware.pdf", [("Cookie", browser.cookie)]), range(8)))
    statuses = [answer.status for answer in answers]
    test("some files are made, the others are not", set(statuses) == {200, 503}, statuses)
    page = sound("a file that could not be made", answers[statuses.index(503)], 503)
    test("other ways are offered", 'href="/ja/forms/common.ransomware.txt"' in page and 'href="/ja/forms/common.ransomware"' in page, page)
    test("text needs no printer", browser.get("/ja/forms/common.ransomware.txt").status == 200)
    test("trying again helps", until(lambda: browser.get("/ja/forms/common.ransomware.pdf").status == 200))


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as office:
    test("an office with pages opens", office.start().ready(), office.said())
    for tongue in LANGS:
        person = lists(office, tongue)
    text_questions(office)
    one_form(office, person)
    files(office, person)
    calendar(office, person)
with Portal({"TODOKE_PRINTER_DOCUMENTS": "1", "TODOKE_PRINTER_WAITING": "0"}) as office:
    test("an office with a small printer opens", office.start().ready(), office.said())
    busy(office)
finish()
