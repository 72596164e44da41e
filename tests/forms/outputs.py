# What the tests of the outputs share: which forms there are, incidents to fill them with, and readers that take each kind of
# file apart without the program.
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as xml
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
from driver import PROGRAM, ROOT, surroundings  # noqa: E402

KINDS = ["txt", "json", "html", "copy", "xlsx", "pdf"]
ENDINGS = {"copy": "copy.html"}
NOW = "2026-11-20T14:10:00+09:00"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


# --- the pack, read without the program ------------------------------------------------------------------------------------

def pack_files(folder):
    for name in sorted(os.listdir(f"{ROOT}/packs/jp/{folder}")):
        with open(f"{ROOT}/packs/jp/{folder}/{name}", encoding="utf-8") as file:
            yield file.read()


def form_versions():
    """(id, a moment at which this version is in use), in the order of the files."""
    found = []
    for text in pack_files("forms"):
        for block in re.split(r"^(?=form )", text, flags=re.M)[1:]:
            ended = re.search(r"^  from +(\d{4}-\d\d-\d\d) +until", block, re.M)
            found.append((block.split()[1], f"{ended.group(1)}T14:10:00+09:00" if ended else NOW))
    return found


def form_block(form):
    """The text of its only version."""
    with open(f"{ROOT}/packs/jp/forms/{form}.form", encoding="utf-8") as file:
        return file.read()


def text_facts():
    """{name: (most characters or None, may have entries)} of the facts that are answered in free text."""
    found = {}
    for text in pack_files("facts"):
        for block in re.split(r"^(?=fact )", text, flags=re.M)[1:]:
            name, kind = block.split()[1:3]
            limit = re.search(r"^  limit +(\d+)", block, re.M)
            if kind in ("text", "person", "organisation", "place"):
                found[name] = (int(limit.group(1)) if limit else None, bool(re.search(r"^  many\b", block, re.M)))
    return found


def rich_incident():
    with open(f"{ROOT}/tests/data/incidents/rich.json", encoding="utf-8") as file:
        return json.load(file)


# --- running ---------------------------------------------------------------------------------------------------------------

def run(*arguments, cwd=None, **extra):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=60, cwd=cwd, env=surroundings(**extra))


# --- readers ---------------------------------------------------------------------------------------------------------------

def bare(text):
    """Without what setting adds or cannot show: lines, spaces, marks without a width, and what breaks up heaps of them."""
    return "".join(c for c in text if not c.isspace() and c != "〓" and unicodedata.category(c) not in ("Cf", "Mn"))


def pdf_text(content, *options):
    return subprocess.run(["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


class Page(html.parser.HTMLParser):
    """The elements of a page with their attributes, its headings, its text; what is not well nested is a fault."""
    VOID = {"meta", "br"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.headings, self.boxes, self.open, self.faults, self.words = set(), [], [], [], [], []
        self.feed(text)
        self.close()
        self.faults += [f"{tag} is left open" for tag in self.open]
        self.text = "".join(self.words)

    def handle_starttag(self, tag, attributes):
        self.elements.add((tag, tuple(sorted(name for name, _ in attributes))))
        if tag == "h3":
            self.headings.append("")
        if tag == "textarea":
            self.boxes.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not fit")

    def handle_data(self, data):
        inside = self.open[-1] if self.open else ""
        if inside in ("style", "script"):
            return
        if inside == "h3":
            self.headings[-1] += data
        if inside == "textarea":
            self.boxes[-1] += data
        self.words.append(data)


def sheet_cells(content):
    """{(row, letter): text}. A cell that holds anything but text is a fault, as is a formula anywhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    shared = ["".join(part.text or "" for part in entry.iter(SHEET + "t")) for entry in xml.fromstring(parts["xl/sharedStrings.xml"])]
    cells = {}
    for name in sorted(parts):
        if not name.startswith("xl/worksheets/sheet"):
            continue
        for cell in xml.fromstring(parts[name]).iter(SHEET + "c"):
            value = cell.find(SHEET + "v")
            if cell.find(SHEET + "f") is not None or (value is not None and cell.get("t") != "s"):
                raise AssertionError(f"{cell.get('r')} is no text")
            if value is not None:
                letter, row = re.match(r"([A-Z]+)(\d+)", cell.get("r")).groups()
                unescape = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda mark: chr(int(mark.group(1), 16)), shared[int(value.text)])
                cells[int(row), letter] = unescape
    if any(name.endswith("calcChain.xml") or "externalLink" in name or "vba" in name for name in parts):
        raise AssertionError("the book computes or reaches out")
    return cells
