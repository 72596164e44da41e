#!/usr/bin/python3
"""What people in Japan type, through the pages, the interface and the papers: names byte for byte, numbers and days in any width, sums in
ten thousands, addresses of attackers that nobody can press; said once more in other words, and never refused for its form."""
import html
import json
import re

from portal import Portal, finish, test
from visitor import Browser, sound

NAMES = ("髙﨑", "𠮷", "葛\U000E0100", "\uFA19", "ﾔﾏﾀﾞ", "㈱", "①", "O'Neil", "Nguyễn", "スカルノ", "はしぐち", "株式会社㈱ 髙﨑𠮷葛\U000E0100\uFA19ﾔﾏﾀﾞ" + "名" * 44)
EVIL = "http://evil.example/gate.php"
SHOWN = "hxxp://evil[.]example/gate.php"


def seen_on(browser, path):
    return html.unescape(re.sub(r"<[^>]*>", "", browser.get(path).body.decode()))


def value_of(page, name):
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page) or re.search(rf'name="{re.escape(name)}"[^>]*>\n([^<]*)</textarea>', page)
    return html.unescape(found.group(1)) if found else None


def names(portal):
    test("the longest name has sixty characters", len(NAMES[-1]) == 60, len(NAMES[-1]))
    for name in NAMES:
        browser = Browser(portal)
        browser.answer("actor.kind", "person")
        browser.answer("incident.kinds", "support_scam")
        browser.send("/ja/about-you", [("person.name", name), ("contact.name", name), ("go", "next")])
        page = browser.get("/ja/about-you").body.decode()
        places = [value_of(page, "person.name") == name, value_of(page, "contact.name") == name, name in seen_on(browser, "/ja/check"),
                  name in seen_on(browser, "/ja/forms/police.consultation")]
        copies = [html.unescape(text) for text in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", browser.get("/ja/forms/police.consultation/copy").body.decode())]
        test(f"a name stays as it was typed: {name[:12]}", all(places) and any(name in text for text in copies), (places, copies[:2]))
    company = "株式会社髙﨑㈱葛\U000E0100"
    browser = Browser(portal)
    browser.answer("org.name", company)
    test("and the name of a company", value_of(browser.get("/ja/ask/org.name").body.decode(), "answer") == company)


def kana(portal):
    """No paper of the pack asks for readings of names, so nothing does; whoever writes one into a name finds it as it was."""
    browser = Browser(portal)
    for reading in ("ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ たろう", "山田（やまだ）　太郎"):
        browser.answer("person.name", reading)
        test(f"a reading in a name: {reading}", value_of(browser.get("/ja/ask/person.name").body.decode(), "answer") == reading)


def sent(portal):
    """Into a report and out of it by its key; the same text by the interface."""
    indicators = [EVIL, "hxxps://other[．]example/x", "１９８．５１．１００．７"]
    report = {"incident": {"actor.kind": "person", "incident.kinds": ["phishing_site"], "person.name": NAMES[-1], "contact.name": "\uFA19", "contact.phone": "０９０ー１２３４ー５６７８",
                           "org.corporate_number": "Ｔ７０００ ０１２０ ５０００２", "technical.indicators": indicators}, "narrative": "…", "windows": [{"window": "demo.desk"}]}
    answer = portal.post("/api/v1/reports", json.dumps(report))
    filed = answer.json()
    test("a report in any width is taken", answer.status == 201, answer)
    bearer = [("Authorization", f"Bearer {filed['key']}")]
    known = portal.get(f"/api/v1/reports/{filed['receipt']}", bearer).json()["filed"]["report"]["incident"]
    test("names are given back byte for byte", known["person.name"] == NAMES[-1] and known["contact.name"] == "\uFA19", known)
    test("numbers in plain digits", known["contact.phone"] == "090-1234-5678" and known["org.corporate_number"] == "7000012050002", known)
    test("indicators as they were sent", known["technical.indicators"] == indicators, known)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else "ー" for sign in filed["key"].lower())
    spaced = "　".join(filed["receipt"]).lower()
    door = portal.post_form("/ja/case", f"receipt={quote(spaced)}&key={quote(' ' + wide + ' ')}")
    test("a receipt key is read in any width", door.status == 303 and f"__Host-case={filed['key']}" in (door["set-cookie"] or ""), (spaced, wide, door))


def quote(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def phones(portal):
    browser = Browser(portal)
    for typed, kept in (("０３－１２３４－５６７８", "03-1234-5678"), ("０９０ー１２３４ー５６７８", "090-1234-5678"), ("(03) 1234–5678", "03-1234-5678"),
                        ("+81 90-1234-5678", "+81-90-1234-5678"), ("03-1234-5678（夜は出ません）", "03-1234-5678（夜は出ません）")):
        browser.send("/ja/about-you", [("contact.phone", typed), ("go", "next")])
        test(f"a phone number: {typed}", value_of(browser.get("/ja/about-you").body.decode(), "contact.phone") == kept and
             kept in seen_on(browser, "/ja/forms/police.consultation"))


def company_number(portal):
    for lang in ("ja", "ja-simple", "en"):
        browser = Browser(portal, lang)
        browser.answer("org.corporate_number", "Ｔ７０００-０１２０-５０００２")
        page = browser.get(f"/{lang}/ask/org.corporate_number").body.decode()
        test(f"a company number is kept plain, {lang}", value_of(page, "answer") == "7000012050002" and 'role="status"' not in page)
        answer = browser.answer("org.corporate_number", "１２３４５６７８９０１２３")
        page = sound(f"a company number that does not add up, {lang}", answer)
        test(f"is a question, not a fault, {lang}", 'role="status"' in page and "1234567890123" in page and 'role="alert"' not in page, page[:600])
        test(f"and is kept, {lang}", value_of(browser.get(f"/{lang}/ask/org.corporate_number").body.decode(), "answer") == "1234567890123")
        browser.send(f"/{lang}/ask/org.corporate_number", [("sure", value_of(page, "sure")), ("answer", value_of(page, "answer")), ("go", "next")])
        test(f"sent again it is right, {lang}", browser.path == f"/{lang}/forms", browser.path)


def days(portal):
    browser = Browser(portal)
    browser.answer("person.danger", "no")
    for typed, words in (("令和8年11月20日", "2026年11月20日（金）9時00分（令和8年）"), ("8.11.20 午後3時", "2026年11月20日（金）15時00分（令和8年）"),
                         ("Ｒ８．１１．１９　だいたい夜", "2026年11月19日（木）18時00分（令和8年）"), ("令和元年5月1日 朝", "2019年5月1日（水）6時00分（令和元年）"),
                         ("平成31年4月30日", "2019年4月30日（火）9時00分（平成31年）"), ("2026-11-20T05:30:00Z", "2026年11月20日（金）14時30分（令和8年）")):
        browser.answer("incident.known_at", typed)
        own = seen_on(browser, "/ja/ask/incident.known_at")
        test(f"a day in both calendars: {typed}", words in own and words in seen_on(browser, "/ja/check"), (typed, own[-900:]))
    page = browser.answer("incident.known_at", "8.11.20").body.decode()
    test("the next page says how the last answer was read", "2026年11月20日（金）9時00分（令和8年）" in page and "/ja/ask/incident.known_at" in page, page[-2500:])
    test("in English, too", "Friday, 20 November 2026, 9:00 (Japan) (Reiwa 8)" in seen_on(browser, "/en/check"), seen_on(browser, "/en/check")[:1500])
    for typed in ("わからない", "？", "I don't know"):
        browser.answer("incident.known_at", "2026-11-20")
        answer = browser.answer("incident.known_at", typed)
        test(f"not to know is an answer: {typed}", answer.status == 200 and value_of(browser.get("/ja/ask/incident.known_at").body.decode(), "answer") == "")


def deadlines(portal):
    """Counted in Japan's time, whatever zone the moment was typed in; the counting is said beside the day."""
    for typed in ("2026-11-20 00:30", "2026-11-19T15:30:00Z"):
        browser = Browser(portal)
        for fact, value in (("actor.kind", "business"), ("incident.kinds", "ransomware"), ("data.personal", "yes"), ("data.people", "3000"), ("data.malicious", "no"),
                            ("data.protected", "no"), ("data.pseudonymised", "no"), ("actor.processor", "no"), ("incident.known_at", typed)):
            browser.answer(fact, value)
        due = [re.sub(r"<[^>]*>", "", line) for line in re.findall(r'class="due">(.*?)</p>', browser.get("/ja/duties").body.decode(), re.S)]
        test(f"a day and how it is counted: {typed}", any("2026年12月19日（土）" in line and "30日まで" in line for line in due), due)


def money(portal):
    browser = Browser(portal)
    for typed in ("125万", "125万円", "1,250,000", "１２５００００円", "１，２５０，０００", "￥1,250,000", "百二十五万円", "1.25百万"):
        browser.answer("ransom.amount", typed)
        page = seen_on(browser, "/ja/ask/ransom.amount")
        test(f"a sum: {typed}", "1,250,000円（125万円）" in page and "1,250,000円（125万円）" in seen_on(browser, "/ja/check"), page[-800:])
    for typed, words in (("3億", "300,000,000円（3億円）"), ("1億2,345万", "123,450,000円（1億2,345万円）"), ("9,999", "9,999円"), ("1,250,500", "1,250,500円")):
        browser.answer("ransom.amount", typed)
        page = seen_on(browser, "/ja/ask/ransom.amount")
        test(f"a sum said again: {typed}", words in page and ("万円" in words or "億円" in words or words + "（" not in page), page[-800:])


def addresses(portal):
    """Free text in one box; the prefecture is asked once, as a choice, where the law needs it."""
    browser = Browser(portal)
    for typed in ("〒100-0013 東京都千代田区霞が関3-1-1", "１０００００１３　東京都千代田区霞が関３ー１ー１", "千代田区霞が関三丁目一番一号 ４０３号室", "3-1-1 Kasumigaseki, Chiyoda", "住所なし",
                  "〒1000013\n東京都"):
        answer = browser.answer("person.address", typed)
        test(f"an address is never refused: {typed.split()[0][:24]}", answer.status == 200 and value_of(browser.get("/ja/ask/person.address").body.decode(), "answer") == typed, answer)
    page = browser.get("/ja/ask/actor.prefecture").body.decode()
    test("the prefecture is chosen from a menu of 47", "<select" in page and len(re.findall(r'<option value="\d\d"', page)) == 47)


def indicators(portal):
    for typed in (EVIL, "hxxp://evil[.]example/gate.php", "ｈｔｔｐ：//evil．example/gate.php", "http://evil。example/gate.php", "hxxp[:]//evil(.)example/gate.php"):
        browser = Browser(portal)
        browser.answer("actor.kind", "person")
        browser.answer("incident.kinds", "phishing_site")
        browser.answer("technical.urls", f"{typed}\n198.51.100.7")
        browser.send("/ja/story", [("story", f"{EVIL} を開いた。"), ("go", "next")])
        kept = value_of(browser.get("/ja/ask/technical.urls").body.decode(), "answer")
        pages = [browser.get(path).body.decode() for path in ("/ja/check", "/ja/forms/police.consultation", "/ja/forms/police.consultation/copy", "/ja/forms/phishing.report",
                                                             "/ja/story", "/ja/windows", "/ja/duties?all=1")]
        test(f"an address is kept as it was typed: {typed}", kept == f"{typed}\n198.51.100.7", kept)
        test(f"and shown so that nobody opens it: {typed}", all(SHOWN in page and "198[.]51[.]100[.]7" in page for page in pages[:3]), [SHOWN in page for page in pages])
        test(f"and never a link: {typed}", not any(re.search(r'(href|src|action)="[^"]*evil', page) for page in pages))


def other_encodings(portal):
    """A page is sent as UTF-8; a body that is not is refused whole, and nothing of it is half kept."""
    browser = Browser(portal)
    browser.answer("person.danger", "no")
    for encoding in ("cp932", "euc_jp", "utf-16-le"):
        body = b"story=" + "".join(f"%{byte:02X}" for byte in "表示された".encode(encoding)).encode() + b"&go=stay"
        answer = portal.post_form("/ja/story", body, [("Cookie", browser.cookie), ("Accept", "text/html")])
        test(f"a story in {encoding} is refused, with words", answer.status == 422 and "<h1>" in answer.body.decode(), answer)
    test("and nothing of it is kept", value_of(browser.get("/ja/story").body.decode(), "story") == "")


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
    test("an office with pages opens", portal.start().ready(), portal.said())
    for part in (names, kana, sent, phones, company_number, days, deadlines, money, addresses, indicators, other_encodings):
        part(portal)
    test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
finish()
