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
        form = re.search(r'/forms/([^"/]+)/copy"', article).group(1)
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


def story(portal, lang):
    browser = Browser(portal, lang)
    page = sound(f"story, {lang}", browser.get(f"/{lang}/story"))
    test(f"nothing is required, {lang}", "required" not in page and 'name="story"' in page)
    told = "朝９時、画面に電話番号が出た。\r\nかけてしまった。髙﨑 𠮷 " + MARK
    browser.send(f"/{lang}/story", {"story": told, "go": "stay"})
    page = sound(f"a story told, {lang}", browser.get(f"/{lang}/story"))
    shown = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S).group(1))
    test(f"a story stays as it was, {lang}", shown == told.replace("\r\n", "\n").strip(), shown)
    test(f"the counter of the server is right, {lang}", str(len(shown)) in re.search(r'id="count">(.*?)<', page).group(1), page)
    kept = browser.send(f"/{lang}/story", {"story": told + "..", "go": "keep"})
    test(f"what is written in the background is kept without a page, {lang}", kept.status == 204 and kept.body == b"" and not kept["content-length"] and
         shown + ".." in html.unescape(browser.get(f"/{lang}/story").body.decode()), kept)
    long = "あ" * 20003
    answer = browser.send(f"/{lang}/story", {"story": long, "go": "next"})
    page = sound(f"a story too long, {lang}", answer, 422)
    test(f"nothing of it is cut, and what is too much is said, {lang}", long in page and re.search(r'href="#story">[^<]*\b3[^0-9]', page) and 'aria-invalid="true"' in page)
    test(f"what was kept before is still there, {lang}", "かけてしまった" in browser.get(f"/{lang}/story").body.decode())
    browser.send(f"/{lang}/story", {"story": "あ" * 20000, "go": "next"})
    test(f"the longest one fits, {lang}", browser.path == f"/{lang}/about-you", browser.path)
    browser.send(f"/{lang}/story", {"story": "", "go": "back"})
    test(f"a story can be taken back, {lang}", browser.path == f"/{lang}/duties" and "ああ" not in browser.get(f"/{lang}/story").body.decode())
    hidden = browser.send(f"/{lang}/story", {"story": "abc\u202edef", "go": "next"})
    test(f"what turns the direction of reading is a fault that says so, {lang}", hidden.status == 422 and b"202E" in hidden.body, hidden.status)


def chosen(page, name):
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)" checked', page)
    return found and found.group(1)


def wishes(portal, lang):
    browser = Browser(portal, lang)
    page = sound(f"wishes, {lang}", browser.get(f"/{lang}/wishes"))
    names = ["wish.punish", "wish.recover", "wish.prevent", "wish.contribute", "share.nco"]
    test(f"not to know is an answer, and none is chosen for her, {lang}", all(chosen(page, name) == "unknown" for name in names), page)
    browser.send(f"/{lang}/wishes", {"wish.punish": "no", "wish.recover": "yes", "share.nco": "part", "share.nco_withhold": "会社の名前 " + MARK, "go": "next"})
    test(f"wishes lead on, {lang}", browser.path == f"/{lang}/forms", browser.path)
    page = browser.get(f"/{lang}/wishes").body.decode()
    test(f"wishes are kept, {lang}", [chosen(page, name) for name in names] == ["no", "yes", "unknown", "unknown", "part"], page)
    test(f"so are words, {lang}", f'value="{html.escape(MARK)[:6]}' not in page and "会社の名前" in page and MARK not in page)
    browser.send(f"/{lang}/wishes", {"wish.recover": "unknown", "share.nco_withhold": "", "go": "back"})
    page = browser.get(f"/{lang}/wishes").body.decode()
    test(f"wishes can be taken back, others stay, {lang}", chosen(page, "wish.recover") == "unknown" and chosen(page, "wish.punish") == "no" and "会社の名前" not in page)
    sheet = browser.get(f"/{lang}/forms/police.consultation.txt").body.decode()
    test(f"a form takes them over, {lang}", "2-1" in sheet)


def about(portal, lang):
    browser = Browser(portal, lang)
    page = sound(f"about you, {lang}", browser.get(f"/{lang}/about-you"))
    test(f"safe contact is asked, {lang}", 'id="contact-safe"' in page and 'name="reporter.mandate"' in page)
    sent = {"reporter.role": "helper", "contact.name": "O'Neil 髙﨑", "contact.phone": "０３ー１２３４", "contact.safe": "夜は電話しないで\n" + MARK,
            "contact.mail": "x" * 201, "go": "next"}
    answer = browser.send(f"/{lang}/about-you", sent)
    page = sound(f"one answer too long, {lang}", answer, 422)
    test(f"the fault leads to its field, {lang}", 'href="#contact-mail"' in page and page.count('role="alert"') == 1 and page.count('aria-invalid="true"') == 1, page[:600])
    test(f"all that was typed is there, {lang}", all(html.escape(text, quote=True).replace("&#x27;", "&#39;") in page for text in ("O'Neil 髙﨑", "０３ー１２３４", "x" * 201, MARK)))
    test(f"what could be read is kept, {lang}", "夜は電話しないで" in browser.get(f"/{lang}/about-you").body.decode())
    browser.send(f"/{lang}/about-you", {"contact.mail": "a@example.jp", "go": "next"})
    test(f"mended, it leads on, {lang}", browser.path != f"/{lang}/about-you", browser.path)
    page = browser.get(f"/{lang}/forms/police.consultation").body.decode()
    test(f"a form takes them over, safe contact too, {lang}", all(text in page for text in ("髙﨑", "a@example.jp", "夜は電話しないで")) and MARK not in page)
    for other in LANGS:
        test(f"answers stay in another language, {lang} {other}", chosen(browser.get(f"/{other}/about-you").body.decode(), "reporter.role") == "helper")
    browser.answer("actor.kind", "person")
    page = browser.get(f"/{lang}/about-you").body.decode()
    test(f"a person is not asked for her organisation, {lang}", 'id="person-name"' in page and 'id="org-name"' not in page and 'id="contact-unit"' not in page)
    browser.answer("actor.kind", "business")
    page = browser.get(f"/{lang}/about-you").body.decode()
    test(f"nor an organisation for its person, {lang}", 'id="person-name"' not in page and 'id="org-name"' in page)
    foreign = portal.post_form(f"/{lang}/about-you", "contact.phone=1&go=next", [("Sec-Fetch-Site", "cross-site"), ("Cookie", browser.cookie)])
    test(f"nothing from another site, {lang}", foreign.status == 403)


def full(portal):
    """More than a draft holds: it is said, everything typed is shown, and what was kept stays."""
    browser = Browser(portal)
    browser.send("/ja/story", {"story": "あ" * 20000, "go": "stay"})
    for fact in ("incident.cause", "incident.effect", "incident.measures", "incident.summary", "incident.other"):
        last = browser.answer(fact, "い" * 5000)
    page = last.body.decode()
    test("a draft that is full says so, and shows what was typed", last.status == 422 and "い" * 5000 in page and 'role="alert"' in page, last.status)
    wish = browser.send("/ja/wishes", {"share.nco_withhold": "う" * 8000, "go": "next"})
    test("so do wishes", wish.status == 422 and "う" * 8000 in wish.body.decode(), wish.status)
    test("and keeps what it had", "あ" * 20000 in browser.get("/ja/story").body.decode())


def leaving(portal):
    for lang in LANGS:
        browser = victim(portal, lang)
        for path in ("/start", "/ask", "/ask/actor.kind", "/duties", "/forms", "/forms/common.ransomware", "/story", "/wishes", "/about-you", "/guides/jp.guide.danger"):
            page = browser.get(f"/{lang}{path}").body.decode()
            test(f"a way out of {path}, {lang}", re.search(r'<a href="https://[^"]+" rel="noreferrer" data-leave>', page) is not None)
        for path in ("/", "/guides", "/guides/jp.guide.ransomware", "/help"):
            test(f"none where it is not needed: {path}, {lang}", "data-leave" not in browser.get(f"/{lang}{path}").body.decode())


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as office:
    test("an office with pages opens", office.start().ready(), office.said())
    for tongue in LANGS:
        person = lists(office, tongue)
    text_questions(office)
    one_form(office, person)
    files(office, person)
    calendar(office, person)
    for tongue in LANGS:
        story(office, tongue)
        wishes(office, tongue)
        about(office, tongue)
    full(office)
    leaving(office)
with Portal({"TODOKE_PRINTER_DOCUMENTS": "1", "TODOKE_PRINTER_WAITING": "0"}) as office:
    test("an office with a small printer opens", office.start().ready(), office.said())
    busy(office)
finish()
