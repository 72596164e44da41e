#!/usr/bin/env python3
"""Every form of packs/jp with every kind of incident in every kind of file: it is made, twice the same, says the same items
in the same order everywhere, and hostile text is refused with a word about why or stays text. A folder of forms never holds
half a file."""
import concurrent.futures
import json
import os
import random
import re
import subprocess
import sys
import time

from outputs import (ENDINGS, KINDS, NOW, Page, bare, form_block, form_versions, pdf_text, rich_incident, run, sheet_cells, text_facts)
from driver import PROGRAM, folder, inside, need, run_all, same, surroundings  # its folder is named in outputs.py

LISTED, KILLS = 300, 24
MADE_TWICE = ("rich", "hostile")
STORY = "".join(f"第{i:04d}文。" for i in range(1, 834))[:5000]
BEGINNINGS = ["=cmd|' /C calc'!A0", "+1-1", "-2+3", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://bad.example\")", "<script>alert(1)</script>",
              "</textarea></p><img src=x onerror=alert(1)>", "\" onfocus=alert(1) x='", "&lt;b&gt; <!-- ]]> _x0041_ \\u202e {0}",
              "髙﨑𠮷 葛\U000E0100城 辻\uFE00 神\uFA19", "が\u3099 e\u0301\u0302\u0303\u0304\u0305 a\u200bb 👨\u200d👩\u200d👧"]
REFUSED = {"control": "a\u0007b", "escape": "\u001b[31mred\u001b[0m", "override": "1\u202e000,1\u202c", "isolate": "\u2066a\u2069",
           "mark": "\u200fa", "separator": "a\u2028b", "byte order": "\ufeffa", "delete": "a\u007fb"}
SHEET_MOST = 32767  # characters in one cell


def hostile_incident():
    incident = rich_incident()
    for number, (name, (limit, many)) in enumerate(sorted(text_facts().items())):
        text = BEGINNINGS[number % len(BEGINNINGS)][:limit]
        incident[name] = [f"{BEGINNINGS[i % len(BEGINNINGS)]} {i}".strip() for i in range(LISTED)] if many else text
    incident["incident.summary"] = STORY
    incident["technical.indicators"] = [f"=198.51.100.{i % 256}+{i}" for i in range(LISTED)]
    return incident


INCIDENTS = {"rich": rich_incident(), "empty": {}, "hostile": hostile_incident()}


# --- one form, one incident, all kinds ---------------------------------------------------------------------------------------

class Paper:
    """A form in all kinds of files; if wanted, made twice. The second time all that should not matter is different."""
    def __init__(self, form, at, incident_path, place, twice):
        source = [incident_path] if incident_path else ["--blank"]
        self.blank = not incident_path
        self.files = {}
        for kind in KINDS:
            arguments = ["forms", *source, "--form", form, "--as", kind, "--at", at]
            first = run(*arguments)
            need(first.returncode == 0 and not first.stderr, form, kind, first.returncode, first.stderr.decode())
            self.files[kind] = first.stdout
            if not twice:
                continue
            again = run(*arguments, "--output", f"{place}/{form}.{kind}", TZ="America/New_York", LC_ALL="C", TMPDIR=place)
            same(again.returncode, 0, form, kind)
            with open(f"{place}/{form}.{kind}", "rb") as file:
                need(first.stdout == file.read(), form, kind, "differs from time to time")
        self.form = json.loads(self.files["json"])
        self.items = [item for section in self.form["sections"] for item in section["items"]]


def in_order(text, wanted, where):
    at = 0
    for words in wanted:
        found = text.find(words, at)
        need(found >= 0, where, "lacks or misplaces", words)
        at = found + len(words)


def letter_titles(paper):
    """Those that stand above their answers: not in the opening above a whole sentence, not where the heading has just said it."""
    titles, sentences = [], set(re.findall(r'item +(\S+) .*\n(?: {6}(?!fill).*\n)* {6}fill +"', form_block(paper.form["form"])))
    for section in paper.form["sections"]:
        for item in section["items"]:
            opening = section is paper.form["sections"][0] and item["number"] in sentences and not paper.blank
            if item["state"] != "none" and not opening and not section["title"].endswith(item["title"]):
                titles.append(item["title"])
    return titles


def check_letter(paper):
    """What applies, in the same order; nothing of how it was made: no numbers, grounds, grades, counts or versions."""
    titles, cells = letter_titles(paper), sheet_cells(paper.files["xlsx"])
    texts = {"html": Page(paper.files["html"].decode()).text, "txt": paper.files["txt"].decode(),
             "pdf": pdf_text(paper.files["pdf"], "-raw"), "xlsx": "\n".join(text for _, text in sorted(cells.items()))}
    opening = [item["title"] for item in paper.form["sections"][0]["items"]]
    same(Page(paper.files["html"].decode()).headings, [title for title in titles if title not in opening], "html")
    in_order(texts["html"], titles, "html")
    same([cells[place] for place in sorted(cells) if place[1] == "B" and cells[place]], titles, "xlsx")
    for kind in ("txt", "pdf"):
        in_order(bare(texts[kind]), [bare(title) for title in titles], kind)
    for kind, text in texts.items():
        found = [word for word in ("規則", "[A]", "[B]", "[C]", "[D]", "todoke", "該当", "記入した", "段階", "新規") if word in text]
        same(found, [], kind, "says what is not for its reader")
        numbers = {item["number"] for item in paper.items if "-" in item["number"]}
        same([line for line in text.split("\n") if line.split(" ")[0] in numbers], [], kind, "numbers its items")


def check_order(paper):
    """The numbers and titles of all outputs, one after the other."""
    need(paper.items, "no items")
    wanted = [(item["number"], item["title"]) for item in paper.items]
    headings = [f"{number} {title}".strip() for number, title in wanted]
    same([heading.strip() for heading in Page(paper.files["copy"].decode()).headings], headings, "copy")
    if paper.form["paper"] == "letter":
        check_letter(paper)
        return
    same([re.sub(r" \[[A-D]\]$", "", heading.strip()) for heading in Page(paper.files["html"].decode()).headings], headings, "html")
    in_order(bare(paper.files["txt"].decode()), [bare(number + title) for number, title in wanted], "txt")
    in_order(bare(pdf_text(paper.files["pdf"], "-raw")), [bare(number + title) for number, title in wanted], "pdf")
    cells = sheet_cells(paper.files["xlsx"])
    rows = [(cells.get((row, "A"), ""), cells.get((row, "B"), "")) for row in sorted({row for row, _ in cells})]
    same([row for row in rows if row in wanted], wanted, "xlsx")


def check_pages(paper):
    pages = pdf_text(paper.files["pdf"], "-raw").split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        same(len(re.findall(rf"(?<!\d){number} */ *{len(pages)} *ページ", page)), 1, "numbers on page", number, "of", len(pages))


def check_answers(paper):
    """What was answered is on paper: its beginning and its end, where no page may part it."""
    pdf = bare(pdf_text(paper.files["pdf"], "-raw"))
    page, copy = Page(paper.files["html"].decode()), Page(paper.files["copy"].decode())
    for item in paper.items:
        ticked = [tick["text"] for tick in item.get("ticks", []) if tick["checked"]]
        for answer in [item["text"], *item.get("rows", []), *ticked]:
            for words in {answer[:8], answer[-8:]}:
                need(bare(words) in pdf, "pdf lacks", words, "of", item["number"])
            for line in answer.split("\n"):
                need(line in page.text, "html lacks", line, "of", item["number"])
        answers = "\n".join([*filter(None, [item["text"]]), *item.get("rows", []), *ticked])
        if item["state"] == "filled":
            need(any(box.removeprefix("\n") == answers for box in copy.boxes), "not to be copied:", item["number"], answers)


def check_markup(paper, known):
    for kind in ("html", "copy"):
        text = paper.files[kind].decode()
        page = Page(text)
        same(page.faults, [], kind)
        same(page.elements - known[kind], set(), kind, "has elements that are not the program's")
        need(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]", text), kind, "characters")
    need(max(map(len, paper.files["txt"].splitlines())) < 998, "too wide for a mail")


def check_hostile(paper):
    """Text that would be a formula, markup or a name is there as it was written, in cells that hold text."""
    cells = [text for (_, letter), text in sheet_cells(paper.files["xlsx"]).items() if letter == "C"]
    sheet, txt = bare("".join(cells)), bare(paper.files["txt"].decode())
    pdf = bare(pdf_text(paper.files["pdf"], "-raw"))
    need(max(map(len, cells)) <= SHEET_MOST, "a cell is too long")
    for item in paper.items:
        rows = item.get("rows", [])
        same([row for row in rows if bare(row) not in sheet], [], "rows missing in the sheet")
        same([row for row in rows if bare(row) not in txt], [], "rows missing in the text")
        if len(rows) == LISTED and rows[0].startswith("=198"):
            same([row for row in rows if bare(row) not in pdf], [], "rows missing on paper")
        if item["text"] == STORY:
            same([n for n in re.findall(r"\d{4}", STORY) if n not in pdf or n not in txt], [], "sentences missing")
            need(STORY in "".join(cells), "a part of the story is missing in the sheet")
        elif item["text"]:
            need(bare(item["text"]) in sheet, "the sheet lacks", item["number"], item["text"])


def known_elements():
    """The elements and attributes that the program itself writes, as tags and names of attributes."""
    plain = {(tag, ()) for tag in "html head body main title style h1 h2 h3 section dt dd li ol p br strong footer ul span".split()}
    shared = plain - {("html", ())} | {
        ("html", ("lang",)), ("meta", ("charset",)), ("meta", ("content", "name")), ("dl", ("class",)), ("div", ("class",)),
        ("p", ("class",)), ("ul", ("class",)), ("div", ()), ("body", ("class",)), ("span", ("aria-hidden",)), ("span", ("class",))}
    return {"html": shared, "copy": shared | {
        ("h3", ("id",)), ("textarea", ("aria-labelledby", "class", "id", "readonly", "rows")), ("p", ("id", "role")), ("script", ()),
        ("button", ("aria-describedby", "data-copy", "data-done", "hidden", "type"))}}


def check_form(form, at, name, place):
    path = f"{place}/{name}.json" if name in INCIDENTS else None
    os.makedirs(f"{place}/{form}-{at[:10]}-{name}")
    paper = Paper(form, at, path, f"{place}/{form}-{at[:10]}-{name}", name in MADE_TWICE)
    check_order(paper)
    check_pages(paper)
    check_markup(paper, known_elements())
    if name != "hostile":
        check_answers(paper)
    else:
        check_hostile(paper)


def all_papers():
    """One test for each form and incident, two at a time; returns how many failed."""
    with folder() as place:
        for name, incident in INCIDENTS.items():
            with open(f"{place}/{name}.json", "w", encoding="utf-8") as file:
                json.dump(incident, file, ensure_ascii=False)
        jobs = [(form, at, name) for form, at in form_versions() for name in [*INCIDENTS, "blank"]]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            done = {job: pool.submit(check_form, *job, place) for job in jobs}
        failed = 0
        for (form, at, name), future in done.items():
            fault = future.exception()
            failed += fault is not None
            why = f" - {fault!s}".replace("\n", "\\n")[:900] if fault else ""
            print(f"{'not ok' if fault else 'ok'} {form} {at[:7]} {name}{why}", flush=True)
        return failed


# --- what is refused -----------------------------------------------------------------------------------------------------------

def refuse(content, *words):
    with folder() as place:
        with open(f"{place}/incident.json", "wb") as file:
            file.write(content)
        done = run("forms", f"{place}/incident.json", "--at", NOW, "--output", f"{place}/out")
        one = run("forms", f"{place}/incident.json", "--at", NOW, "--form", "ppc.leak", "--as", "html")
        need(done.returncode not in (0, -6, -11) and one.returncode == done.returncode, done.returncode, one.returncode)
        same(one.stdout, b"")
        inside(done.stderr.decode(), "incident.json", *words)
        need(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", done.stderr.decode()), "the fault is hostile itself")
        same(os.path.exists(f"{place}/out") and os.listdir(f"{place}/out") or [], [], "something was written")


def unseen_characters_are_refused():
    for text in REFUSED.values():
        refuse(json.dumps({"incident.summary": f"はじめ{text}おわり"}).encode(), "incident.summary", "U+")
        refuse(json.dumps({"technical.indicators": ["198.51.100.7", text]}).encode(), "technical.indicators", "U+")
    refuse(json.dumps({"incident.summary": "a\0b"}).encode(), "\\u0000")


def broken_utf8_is_refused():
    for raw in (b"\xff", b"\xe3\x81", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
        refuse(b'{"incident.summary": "a' + raw + b'b"}')


def too_much_is_refused():
    refuse(json.dumps({"incident.summary": "あ" * 5001}).encode(), "incident.summary", "5000", "5001")
    refuse(json.dumps({"technical.indicators": ["a" * 1000] * 70}).encode(), "technical.indicators")
    refuse(b'{"incident.summary": "' + b"a" * (5 << 20) + b'"}')


# --- folders -------------------------------------------------------------------------------------------------------------------

class Rich:
    """The rich incident as a file, and what `todoke forms` makes of it."""
    def __enter__(self):
        self.held = folder()
        self.place = self.held.name
        self.path = f"{self.place}/incident.json"
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(INCIDENTS["rich"], file)
        return self

    def __exit__(self, *_fault):
        self.held.cleanup()

    def forms(self, out, *arguments):
        return run("forms", self.path, "--at", NOW, "--output", out, *arguments)


def files_of(path):
    found = {}
    for name in os.listdir(path):
        with open(f"{path}/{name}", "rb") as file:
            found[name] = file.read()
    return found


def a_folder_of_every_kind():
    with Rich() as rich:
        for kind in KINDS:
            out = f"{rich.place}/{kind}"
            done = rich.forms(out, "--as", kind, "--json")
            same(done.returncode, 0, done.stderr.decode())
            rows = json.loads(done.stdout)["files"]
            told = [line for line in done.stderr.decode().splitlines() if " --to " not in line]  # whom to send it to, apart
            files = files_of(out)
            same(sorted(files), sorted(f"{row['form']}.{ENDINGS.get(kind, kind)}" for row in rows))
            need(len(files) >= 6 and all(files.values()), files.keys())
            same(len(told), len(rows), told)
            for row, line in zip(rows, told):
                inside(line, row["file"], str(row["filled"]))


def a_folder_says_what_one_form_says():
    with Rich() as rich:
        rich.forms(f"{rich.place}/out", "--as", "html")
        for name, content in files_of(f"{rich.place}/out").items():
            alone = run("forms", rich.path, "--at", NOW, "--form", name.removesuffix(".html"), "--as", "html")
            need(alone.stdout == content, name)


def a_device_is_left_alone():
    with Rich() as rich:
        for kind in KINDS:
            done = rich.forms("/dev/full", "--form", "ppc.leak", "--as", kind)
            need(done.returncode > 0, kind)
            inside(done.stderr.decode(), "/dev/full")
        need(not os.path.isfile("/dev/full"), "it became a file")


def a_full_standard_output_is_told():
    with Rich() as rich, open("/dev/full", "wb") as full:
        for kind in KINDS:
            command = [PROGRAM, "forms", rich.path, "--at", NOW, "--form", "ppc.leak", "--as", kind]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, env=surroundings())
            need(done.returncode > 0 and done.stderr, kind, done.returncode)


def whole(files, wanted):
    same([name for name in files if not name.startswith(".") and files[name] != wanted.get(name)], [], "partial files")


def a_full_disk_leaves_no_half_file():
    with Rich() as rich:
        rich.forms(f"{rich.place}/fine")
        wanted, small = files_of(f"{rich.place}/fine"), f"{rich.place}/small"
        os.mkdir(small)
        size = sum(map(len, wanted.values())) // 2 // 4096 * 4096
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", small], capture_output=True).returncode:
            print("note no rights to mount a small disk: only devices were filled")
            return
        try:
            done = rich.forms(small)
            left = files_of(small)
            need(done.returncode > 0, "nothing failed on a full disk")
            need(0 < len(left) < len(wanted), sorted(left), "of", sorted(wanted))
            whole(left, wanted)
            same([name for name in left if name.startswith(".")], [], "something hidden is left")
            missing = sorted(set(wanted) - set(left))
            inside(done.stderr.decode(), *[f"{small}/{name}" for name in missing])
        finally:
            subprocess.run(["umount", small], check=True)


def a_killed_run_leaves_no_half_file():
    chance = random.Random(20261120)
    with Rich() as rich:
        started = time.monotonic()
        rich.forms(f"{rich.place}/fine")
        lasted, wanted, halfway = time.monotonic() - started, files_of(f"{rich.place}/fine"), 0
        for number in range(KILLS):
            out = f"{rich.place}/{number}"
            command = [PROGRAM, "forms", rich.path, "--at", NOW, "--output", out]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings()) as process:
                time.sleep(chance.uniform(0.1, 1) * lasted)
                process.kill()
            left = files_of(out) if os.path.exists(out) else {}
            whole(left, wanted)
            halfway += 0 < len(left) < len(wanted)
            same(rich.forms(out).returncode, 0)
            need({name: text for name, text in files_of(out).items() if name[0] != "."} == wanted, "the next run does not mend it")
        need(halfway > 0, "no run was killed halfway")


TESTS = [unseen_characters_are_refused, broken_utf8_is_refused, too_much_is_refused, a_folder_of_every_kind,
         a_folder_says_what_one_form_says, a_device_is_left_alone, a_full_standard_output_is_told, a_full_disk_leaves_no_half_file,
         a_killed_run_leaves_no_half_file]

if __name__ == "__main__":
    PAPERS_FAILED = all_papers()
    try:
        run_all(TESTS)
    except SystemExit as end:
        sys.exit(1 if PAPERS_FAILED else end.code)
