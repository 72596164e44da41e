"""Every page a visitor can reach, from the first one to a follow-up, with a draft that is filled: what tests of all pages walk over."""
import re
from urllib.parse import urlencode

ANSWERS = (("person.danger", "no"), ("person.minor", "no"), ("incident.money_moving", "yes"), ("actor.kind", "business"),
           ("incident.kinds", "ransomware"), ("data.personal", "yes"), ("data.people", "4321"), ("data.protected", "no"),
           ("data.pseudonymised", "no"), ("actor.processor", "no"), ("incident.known_at", "2026-11-20 09:00"), ("actor.prefecture", "13"))
STANDING = ("guides", "guides/jp.guide.danger", "guides/jp.guide.ransomware", "help", "privacy", "status", "accessibility")
# One of each kind of field: one of several, any number of several, a line, a long text, a list.
ASKED = ("person.danger", "incident.kinds", "data.people", "incident.summary", "actor.prefecture", "incident.known_at")
TOLD = ("start", "resume", "duties", "duties?all=1", "forms", "forms?all=1", "forms/police.consultation", "forms/persons.notice/copy", "story",
        "wishes", "about-you", "files", "windows", "windows/demo.desk", "check")
LONG = "あ" * 20001
UNREADABLE = "むにゃ"


class Walker:
    """Keeps every cookie, follows where it is sent, and keeps each page it looks at under a name."""
    def __init__(self, portal, lang):
        self.portal, self.lang, self.cookies, self.path, self.seen = portal, lang, {}, "", {}

    def _fields(self):
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        return [("Cookie", pairs)] if pairs else []

    def _take(self, answer):
        for name, value in re.findall(r"(__Host-[a-z]+)=([^;]*);", answer["set-cookie"] or ""):
            self.cookies[name] = value
        return self._go(answer["location"]) if answer.status == 303 else answer

    def _go(self, path):
        self.path = path
        return self._take(self.portal.get(path, [("Accept", "text/html"), *self._fields()]))

    def get(self, path, name=None):
        answer = self._go(f"/{self.lang}/{path}")
        return self.keep(name, answer)

    def send(self, path, fields, name=None):
        return self.keep(name, self._take(self.portal.post_form(f"/{self.lang}/{path}", urlencode(fields), self._fields())))

    def put(self, file, content, name=None):
        body = (f'--zq\r\nContent-Disposition: form-data; name="file"; filename="{file}"\r\nContent-Type: text/plain\r\n\r\n'.encode() +
                content + b"\r\n--zq--\r\n")
        return self.keep(name, self._take(self.portal.post_form(f"/{self.lang}/files", body, self._fields(), "zq")))

    def send_unmatched(self, path, fields, name):
        """Without the token of a page."""
        return self.keep(name, self.portal.post(f"/{self.lang}/{path}", urlencode(fields), "application/x-www-form-urlencoded",
                                                [("Accept", "text/html"), ("Sec-Fetch-Site", "same-origin"), *self._fields()]))

    def keep(self, name, answer):
        if name:
            self.seen[name] = answer
        return answer


def told(walker):
    """What is told and looked at before anything is sent."""
    for page in ("", *STANDING):
        walker.get(page, page or "home")
    for page in ("start", "resume", "duties", "forms", "check", "receipt", "files", "windows", "story"):
        walker.get(page, f"{page}, nothing told")
    for fact in ASKED:
        walker.get(f"ask/{fact}", f"ask/{fact}")
        walker.send(f"ask/{fact}", [("answer", LONG if fact == "incident.summary" else UNREADABLE), ("go", "next")], f"ask/{fact}, a fault")
    walker.send("ask/incident.kinds", [("go", "next")], "ask/incident.kinds, nothing ticked")
    walker.send("ask/actor.prefecture", [("go", "next")], "ask/actor.prefecture, nothing chosen")
    for fact, value in ANSWERS:
        walker.send(f"ask/{fact}", [("answer", value), ("go", "next")])
    walker.get("urgent", "urgent")
    walker.send("story", [("story", LONG), ("go", "next")], "story, a fault")
    walker.send_unmatched("about-you", [("contact.phone", "03-0000-0000"), ("contact.safe", "夜は電話しない"), ("go", "next")], "about-you, of another browser")
    walker.send("story", [("story", "朝、画面に電話番号が出た。"), ("go", "next")])
    walker.send("about-you", [("contact.mail", "x" * 201), ("contact.safe", "夜は電話しない"), ("go", "next")], "about-you, a fault")
    walker.send("about-you", [("contact.phone", "03-0000-0000"), ("contact.safe", "夜は電話しない"), ("go", "next")])
    walker.put("空.txt", b"", "files, a fault")
    walker.put("記録.txt", b"1", "files, one put in")
    walker.send("windows", [("go", "next")], "windows, a fault")
    walker.send("windows", [("window", "demo.desk"), ("go", "next")])
    walker.send("resume", [("code", "0000")], "resume, a fault")
    for page in TOLD:
        walker.get(page, page)


def sent(walker):
    """From the check to the receipt, and what becomes of the report afterwards."""
    page = walker.get("check").body.decode()
    receipt = walker.send("send", [("seen", re.search(r'name="seen" value="([0-9a-f]{32})"', page)[1])], "receipt").body.decode()
    number, key = re.findall(r'class="code">([^<]*)<', receipt)[:2]
    walker.get("case", "case, the door")
    walker.send("case", [("receipt", number), ("key", "0000")], "case, a fault")
    walker.send("case", [("receipt", number), ("key", key)], "case")
    walker.get("case/sent", "case/sent")
    note = re.search(r'href="/[^/]*/(case/noted/[^"]*)"', walker.seen["case"].body.decode())[1]
    for page in ("case/more", "case/call", "case/stop"):
        walker.get(page, page)
    once = re.search(r'name="once" value="([^"]*)"', walker.seen["case/call"].body.decode())[1]
    walker.send("case/call", [("once", once), ("phone", "x"), ("name", "")], "case/call, a fault")
    walker.get(note, "case/noted")
    walker.send(note, [("number", "1"), ("on", "?")], "case/noted, a fault")
    walker.send("case/more", [])
    walker.get("follow", "follow, nothing changed")
    walker.send("ask/data.people", [("answer", "9000"), ("go", "next")])
    walker.get("follow", "follow")
    walker.get("check", "check of a follow-up")
    walker.get("nothing", "no such page")
    return number, key


def every_page(portal, lang):
    """name → answer; and number and key of the report that was sent on the way."""
    walker = Walker(portal, lang)
    told(walker)
    codes = sent(walker)
    return walker.seen, codes
