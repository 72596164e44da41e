#!/usr/bin/env python3
"""What can be told of every public page without a browser, for those who read with their ears, by keyboard or slowly: each page in three
languages, empty and filled, with and without a fault. What only a browser can tell is in access_long.py."""
import gzip
import re
import unicodedata
from html.parser import HTMLParser

from everypage import ASKED, LONG, UNREADABLE, Walker, every_page
from portal import Portal, finish, test
from visitor import LANGS, PAGE_BYTES

VOID = {"meta", "link", "input", "br", "img", "hr"}
ERROR_TITLE = {"ja": "エラー：", "ja-simple": "まちがい：", "en": "Error: "}
FIELDS = {"input", "select", "textarea"}
TEXT_LEAST, EDGE_LEAST = 4.5, 3.0
# What stands on what: (ink, ground, how much they must differ); names of assets/portal.css.
PAIRS = (("ink", "paper", TEXT_LEAST), ("ink", "band", TEXT_LEAST), ("ink", "bad-band", TEXT_LEAST), ("soft", "paper", TEXT_LEAST), ("soft", "band", TEXT_LEAST),
         ("link", "paper", TEXT_LEAST), ("link", "band", TEXT_LEAST), ("link", "bad-band", TEXT_LEAST), ("seen", "paper", TEXT_LEAST),
         ("seen", "band", TEXT_LEAST), ("seen", "bad-band", TEXT_LEAST), ("soft", "bad-band", TEXT_LEAST), ("bad", "paper", TEXT_LEAST), ("bad", "bad-band", TEXT_LEAST),
         ("good", "paper", TEXT_LEAST), ("key-ink", "key", TEXT_LEAST), ("on-ring", "ring", TEXT_LEAST), ("key", "paper", EDGE_LEAST),
         ("line", "paper", EDGE_LEAST), ("line", "band", EDGE_LEAST), ("focus", "paper", EDGE_LEAST), ("focus", "band", EDGE_LEAST),
         ("focus", "bad-band", EDGE_LEAST))


class Node:
    def __init__(self, tag, values, parent):
        self.tag, self.values, self.parent, self.inner = tag, values, parent, []

    def __getitem__(self, name):
        return self.values.get(name, "")

    def all(self):
        for one in self.inner:
            if isinstance(one, Node):
                yield one
                yield from one.all()

    def text(self):
        return re.sub(r"\s+", " ", "".join(one.text() if isinstance(one, Node) else one for one in self.inner)).strip()

    def above(self):
        node = self.parent
        while node:
            yield node
            node = node.parent


class Tree(HTMLParser):
    """A page as elements."""
    def __init__(self, page):
        super().__init__()
        self.root = self.at = Node("page", {}, None)
        self.feed(page)
        self.nodes = list(self.root.all())
        self.ids = {node["id"]: node for node in self.nodes if node["id"]}

    def handle_starttag(self, tag, attributes):
        node = Node(tag, {name: value or "" for name, value in attributes}, self.at)
        self.at.inner.append(node)
        if tag not in VOID:
            self.at = node

    def handle_endtag(self, tag):
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.inner.append(data)

    def tags(self, *names):
        return [node for node in self.nodes if node.tag in names]

    def title(self):
        return self.tags("title")[0].text()

    def fields(self):
        return [node for node in self.tags(*FIELDS) if node["type"] != "hidden"]

    def label(self, field):
        return " ".join(node.text() for node in self.tags("label") if node["for"] == field["id"])


# --- every page by itself: each gives faults ----------------------------------------------------------------------------------

def headings(tree):
    levels = [int(node.tag[1]) for node in tree.tags("h1", "h2", "h3", "h4", "h5", "h6")]
    levels = levels[levels.index(1):] if 1 in levels else []
    return ["no h1"] * (not levels) + ["two h1"] * (levels.count(1) > 1) + [f"h{b} after h{a}" for a, b in zip(levels, levels[1:]) if b > a + 1]


def landmarks(tree):
    body = tree.tags("body")[0]
    faults = [f"{len(tree.tags(tag))} {tag}" for tag in ("main",) if len(tree.tags(tag)) != 1]
    for tag in ("header", "footer"):
        faults += [f"no one {tag}"] * (sum(node.parent is body for node in tree.tags(tag)) != 1)
    names = [node["aria-label"] for node in tree.tags("nav", "aside")]
    skip = body.inner and next(node for node in body.all() if node.tag == "a")
    return faults + [f"nav without a name of its own: {names}"] * (len(set(names)) != len(names) or not all(names)) + \
        ["the first link does not lead to the text"] * (not skip or skip["href"] != "#main" or tree.ids["main"].tag != "main")


def references(tree):
    faults = [f"twice {node['id']}" for node in tree.nodes if node["id"] and tree.ids[node["id"]] is not node]
    for node in tree.nodes:
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            faults += [f"{name}={word} leads nowhere" for word in node[name].split() if word not in tree.ids]
        if node["href"].startswith("#") and node["href"][1:] not in tree.ids:
            faults.append(f"{node['href']} leads nowhere")
    return faults


def names(tree):
    faults = [f"no label: {field.values}" for field in tree.fields() if not tree.label(field) and not field["aria-label"] and not
              any(tree.ids[name].text() for name in field["aria-labelledby"].split() if name in tree.ids)]
    faults += [f"no words: {node.tag} {node.values}" for node in tree.tags("a", "button", "summary", "legend") if not node.text()]
    faults += [f"a picture without words: {node.values}" for node in tree.tags("svg", "img")
               if not any(tree.root if one is None else one["aria-hidden"] for one in (node, *node.above())) and not
               (node["role"] == "img" and (node["aria-label"] or any(one.tag == "title" for one in node.all())))]
    return faults


def hints(tree):
    """Whoever comes to a field by Tab hears what stands above it."""
    said = {name for node in tree.nodes for name in node["aria-describedby"].split()}
    faults = [f"{name} is heard nowhere" for name in tree.ids if re.match(r"(hint|example|fault|why)(-|$)|.*-hint$", name) and name not in said]
    for node in tree.nodes:
        if {"fault", "example"} & set(node["class"].split()) and not any(one["id"] in said for one in (node, *node.above())):
            faults.append(f"heard nowhere: {node.text()[:40]}")
    return faults


def groups(tree):
    """Some screen readers pass over the description of a group of boxes: what helps to tick is words in the group or its name."""
    faults = []
    for group in tree.tags("fieldset"):
        boxes = [node for node in group.all() if node["type"] == "checkbox"]
        if not any(one.tag == "legend" for one in group.all()):
            faults.append(f"a group without a name: {group.text()[:40]}")
        if len(boxes) > 1 and {box["name"] for box in boxes} == {"answer"} and not any(one["class"] == "any" and one.text() for one in group.all()
                                                                                      if any(up.tag == "legend" for up in one.above())):
            faults.append("its name does not say that several may be ticked")
        for name in group["aria-describedby"].split() if boxes else ():
            words = tree.ids.get(name)
            again = words and (group in list(words.above()) or any(words.text() in node.text() for node in tree.nodes if node["role"] == "alert"))
            if not again or "hidden" in words.values:
                faults.append(f"{name} is only a description")
    return faults


def no_test_of_memory(tree):
    """No riddle, nothing that refuses what is pasted, nothing that cuts it, no hour that ends."""
    faults = [f"{name} on {node.tag}" for node in tree.nodes for name in node.values if name.startswith("on") or name == "maxlength"]
    faults += [f"{node.tag} is a riddle" for node in tree.tags("iframe", "canvas", "object", "audio", "video", "img")]
    return faults + [f"meta {node['http-equiv']}" for node in tree.tags("meta") if node["http-equiv"]]


def heard(tree, field):
    """What describes a field, or the group it is in."""
    for node in (field, *field.above()):
        for name in node["aria-describedby"].split():
            yield tree.ids[name]
            yield from tree.ids[name].all()


def colour_alone(tree):
    """Whatever is coloured says it in words as well."""
    told = ("error", "fault", "saved", "urgent", "level", "due", "practice")
    faults = [f"only colour: {node['class']}" for node in tree.nodes if any(name in told for name in node["class"].split()) and not node.text()]
    faults += [f"a fault without words: {field['id']}" for field in tree.fields() if field["aria-invalid"] and
               not any("fault" in one["class"] and one.text() for one in heard(tree, field))]
    return faults


def fault_said(tree, lang, status):
    """A fault is in the title, in a summary that leads to the field, at the field, and in the field's own description."""
    summary = [node for node in tree.nodes if node["role"] == "alert"]
    if status != 422:
        return ["a title with a fault, and no fault"] * tree.title().startswith(ERROR_TITLE[lang])
    faults = [] if tree.title().startswith(ERROR_TITLE[lang]) else [f"title {tree.title()}"]
    if len(summary) != 1 or summary[0]["id"] != "error" or summary[0]["tabindex"] != "-1":
        return faults + ["no summary"]
    links = [node for node in summary[0].all() if node.tag == "a"]
    for link in links:
        field = tree.ids.get(link["href"][1:])
        group = next((node for node in (field, *field.above()) if node.tag == "fieldset"), field) if field else None
        if not field or (field.tag not in FIELDS and field["tabindex"] != "-1"):
            faults.append(f"{link['href']} leads to no field")
            continue
        wrong = field["aria-invalid"] or group["aria-invalid"] or any(node["aria-invalid"] for node in group.all())
        said = " ".join(tree.ids[name].text() for name in (field["aria-describedby"] + " " + group["aria-describedby"]).split() if name in tree.ids)
        faults += [f"{link['href']} is not marked as wrong"] * (not wrong) + [f"{link['href']} does not say {link.text()}"] * (link.text() not in said)
    return faults + ["the summary leads nowhere"] * (not links)


def weight(answer):
    size = len(gzip.compress(answer.body))
    return [f"{size} bytes"] * (size > PAGE_BYTES)


# --- all pages together -------------------------------------------------------------------------------------------------------

def titles(trees):
    """One title is one page, whatever is filled into it."""
    pages = {}
    for name, tree in trees.items():
        pages.setdefault(tree.title(), set()).add(re.split(r"[?,]| of ", name)[0])
    return [f"{title}: {sorted(of)}" for title, of in pages.items() if len(of) > 1]


def help_order(trees):
    """Help, in the order it stands, without the language."""
    found = {}
    for lang, pages in trees.items():
        for name, tree in pages.items():
            foot = next(node for node in tree.tags("footer") if node["class"] == "foot")
            order = tuple(node["href"].replace(f"/{lang}/", "/", 1) for node in foot.all() if node.tag == "a")
            found.setdefault((order, any(node["class"] == "call" and node.text() for node in foot.all())), []).append(f"{lang} {name}")
    return found


def look(portal):
    trees, codes = {}, {}
    for lang in LANGS:
        answers, codes[lang] = every_page(portal, lang)
        trees[lang] = {name: Tree(answer.body.decode()) for name, answer in answers.items()}
        test(f"all pages were reached, {lang}", len(answers) > 60 and all(answer.status == (404 if name == "no such page" else 403 if "another browser" in name else 422 if "a fault" in name or
             "nothing ticked" in name or "nothing chosen" in name else 200) for name, answer in answers.items()),
             {name: answer.status for name, answer in answers.items()})

        def each(what, rule):
            faults = {name: found for name, tree in trees[lang].items() if (found := rule(name, tree))}
            test(f"{what}, {lang}", not faults, f"{len(faults)} pages: {list(faults.items())[:6]}")
        each("one h1 and no level left out", lambda _, tree: headings(tree))
        each("the same landmarks on every page", lambda _, tree: landmarks(tree))
        each("every id and what leads to it", lambda _, tree: references(tree))
        each("every field, link and picture has words", lambda _, tree: names(tree))
        each("hints are heard at their fields", lambda _, tree: hints(tree))
        each("hints of boxes are words in their group", lambda _, tree: groups(tree))
        each("no riddle, no refused paste, no end of time", lambda _, tree: no_test_of_memory(tree))
        each("colour is never alone", lambda _, tree: colour_alone(tree))
        each("a fault is said in title, summary and field", lambda name, tree: fault_said(tree, lang, answers[name].status))
        each("no page over its weight", lambda name, _: weight(answers[name]))
        test(f"a title is one page, {lang}", not titles(trees[lang]), titles(trees[lang]))
        kept(trees[lang], lang)
        statement(trees[lang]["accessibility"], lang)
    orders = help_order(trees)
    test("help stands in the same order everywhere", len(orders) == 1 and all(said and len(order) > 4 for order, said in orders),
         [(order, pages[:3]) for order, pages in orders.items()])
    return codes


def value(tree, name):
    field = next((node for node in tree.fields() if node["name"] == name), None)
    return None if field is None else field["value"] if field.tag == "input" else "".join(field.inner)


def kept(trees, lang):
    """What was typed comes back byte for byte, wrong or not; what was told once is not asked for again."""
    wrong = {"story, a fault": ("story", "\n" + LONG), "ask/incident.summary, a fault": ("answer", "\n" + LONG), "ask/data.people, a fault": ("answer", UNREADABLE),
             "about-you, a fault": ("contact.mail", "x" * 201), "case/call, a fault": ("phone", "x"), "case/noted, a fault": ("on", "?"),
             "resume, a fault": ("code", "0000")}
    wrong["about-you, a fault", "too"] = ("contact.safe", "\n夜は電話しない")
    lost = [name for name, (field, typed) in wrong.items() if value(trees[name[0] if isinstance(name, tuple) else name], field) != typed]
    test(f"a fault keeps what was typed, {lang}", not lost, lost)
    again = {"about-you": ("contact.phone", "03-0000-0000"), "case/call": ("phone", "03-0000-0000"), "story": ("story", "\n朝、画面に電話番号が出た。")}
    lost = [name for name, (field, typed) in again.items() if value(trees[name], field) != typed]
    test(f"what was told once stands there already, {lang}", not lost, lost)
    asked = [node["name"] for page in ("story", "wishes", "about-you") for node in {one["name"]: one for one in trees[page].fields()}.values()]
    test(f"no two pages ask for the same, {lang}", len(asked) == len(set(asked)) > 8 and not set(asked) & set(ASKED), asked)


def statement(tree, lang):
    """What is aimed at, for which pages, how and when it was looked at, and what came out."""
    main = tree.tags("main")[0]
    words = main.text()
    parts = len([node for node in main.all() if node.tag == "h2"])
    test(f"a statement of accessibility, {lang}", parts >= 6 and "WCAG 2.2" in words and "AA" in words and "JIS X 8341-3:2016" in words and
         re.search(r"2026", words) and len([node for node in main.all() if node.tag == "li"]) > 10, words)


# --- what takes time ----------------------------------------------------------------------------------------------------------

def slow(portal):
    """A page that was left open: the office was stopped meanwhile and remembers nothing but what is kept; then it is sent."""
    walker = Walker(portal, "ja")
    first = portal.post_form("/ja/ask/person.danger", "answer=no&go=next")
    days = int(re.search(r"Max-Age=(\d+)", first["set-cookie"])[1]) / 86400
    test("a draft waits thirty days", days >= 30, first)
    walker._take(first)
    walker.get("ask/data.people")
    portal.close()
    portal.start().ready(times=2)
    page = Tree(walker.send("ask/data.people", [("answer", "77"), ("go", "back")]).body.decode())
    test("a page left open is taken whenever it comes", "h1" in {node.tag for node in page.nodes} and
         value(Tree(walker.get("ask/data.people").body.decode()), "answer").startswith("77") and
         'checked' in walker.get("ask/person.danger").body.decode(), page.title())


def wide(code):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in code)


def entering(portal, codes):
    """A key is taken as it was heard, copied or typed by a phone: no paste is refused, no sign has to be remembered."""
    number, key = codes["ja"]
    assert unicodedata.normalize("NFKC", wide(key)) == key
    for what, typed in (("lower case", key.lower()), ("spaces", " " + key.replace("-", " ") + " "), ("no hyphens", key.replace("-", "")),
                        ("full width", wide(key)), ("long vowel signs", key.replace("-", "ー")), ("O for 0", key.replace("0", "O").replace("1", "l"))):
        walker = Walker(portal, "ja")
        walker.send("case", [("receipt", number), ("key", typed)])
        test(f"the key opens, typed with {what}", "__Host-case" in walker.cookies, typed)
        walker = Walker(portal, "ja")
        walker.send("case", [("receipt", number.lower().replace("-", " ") if what != "full width" else wide(number)), ("key", key)])
        test(f"so does the number, {what}", "__Host-case" in walker.cookies)


# --- colours ------------------------------------------------------------------------------------------------------------------

def brightness(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(a, b):
    low, high = sorted((brightness(a), brightness(b)))
    return (high + 0.05) / (low + 0.05)


def colours():
    with open("assets/portal.css", encoding="utf-8") as file:
        style = file.read()
    light, dark = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)[:2]]
    for name, values in (("light", light), ("dark", {**light, **dark})):
        weak = [f"{ink} on {ground}: {contrast(values[ink], values[ground]):.2f}" for ink, ground, least in PAIRS
                if contrast(values[ink], values[ground]) < least]
        test(f"colours that stand on each other differ, {name}", not weak, weak)
    bare = set(re.findall(r"(?<![\w-])#[0-9a-fA-F]{3,8}\b", re.sub(r":root \{.*?\}", "", style, flags=re.S)))
    test("no colour but those of the table", not bare, bare)


with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
    test("an office with pages opens", portal.start().ready(), portal.said())
    colours()
    entering(portal, look(portal))
    slow(portal)
    test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
finish()
