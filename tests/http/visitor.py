"""A visitor of the public pages: a browser without script, and what makes a page sound."""
import gzip
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

from portal import test

LANGS = ("ja", "ja-simple", "en")
MARK = "\"'><script>x</script>&{{"
PAGE_BYTES = 60 << 10  # compressed


class Browser:
    """Keeps cookies and follows where it is sent; counts nothing, runs nothing."""
    def __init__(self, portal, lang="ja"):
        self.portal, self.lang, self.cookie, self.path = portal, lang, "", ""

    def _take(self, answer):
        cookie = re.match(r"(__Host-draft=[^;]*);", answer["set-cookie"] or "")
        self.cookie = cookie.group(1) if cookie else self.cookie
        return self.get(answer["location"]) if answer.status == 303 else answer

    def get(self, path):
        self.path = path
        return self._take(self.portal.get(path, [("Cookie", self.cookie)] if self.cookie else []))

    def send(self, path, fields):
        cookie = [("Cookie", self.cookie)] if self.cookie else []
        return self._take(self.portal.post_form(path, urlencode(fields), cookie))

    def answer(self, fact, *values, go="next"):
        return self.send(f"/{self.lang}/ask/{fact}", [("answer", value) for value in values] + [("go", go)])


class Reader(HTMLParser):
    """What would run, and whether elements close."""
    VOID = {"meta", "link", "input", "br", "img", "hr"}

    def __init__(self, page):
        super().__init__()
        self.open, self.faults, self.titles = [], [], 0
        self.feed(page)
        self.faults += [f"open: {tag}" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        self.titles += tag == "h1"
        if tag == "script" and not re.fullmatch(r"/assets/[0-9a-f]{16}/(portal|keep|copy)\.js", dict(attributes).get("src", "")):
            self.faults.append("a script that is not ours")
        self.faults += [f"{name} on {tag}" for name, _ in attributes if name.startswith("on") or name == "style"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closes {tag}")


def fault_box(page):
    """What is wrong with the box that says what must be mended, and where."""
    boxes = re.findall(r'<div class="error" role="alert" tabindex="-1" id="error">(.*?)</div>', page, re.DOTALL)
    if len(boxes) != 1 or page.index(boxes[0]) > page.index("<h1") or not re.search("<title>(エラー：|まちがい：|Error: )", page):
        return ["one box before the heading, and the title says so"]
    ways = re.findall('href="#([^"]*)"', boxes[0])
    return [f"leads nowhere: {way}" for way in ways if f'id="{way}"' not in page] + ([] if "<li>" in boxes[0] else ["says nothing"])


def sound(name, answer, status=200):
    page = answer.body.decode()
    reader = Reader(page)
    if len(gzip.compress(answer.body)) > PAGE_BYTES:
        reader.faults.append("too much for a slow line")
    faults = reader.faults + ([] if reader.titles == 1 else ["one h1"]) + (fault_box(page) if status == 422 else [])
    test(f"sound: {name}", answer.status == status and not faults and answer["cache-control"] == "no-store", (answer.status, faults))
    return page
