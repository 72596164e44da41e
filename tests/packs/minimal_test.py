#!/usr/bin/env python3
"""Nobody gets what he has no need of: a marker in every text fact of the Japanese pack comes out of a form only where the form
takes facts of that class, in every kind of file, at every stage, also as what was said before."""
import glob
import io
import json
import os
import re
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
from driver import ROOT, folder, need, run_all, same, surroundings, PROGRAM

PACK = os.path.join(ROOT, "packs/jp")
CLASSES = ("identity", "narrative", "technical", "statistic")
KINDS = ("html", "txt", "json", "copy", "pdf", "xlsx")
STAGES = ("first", "follow", "final")
TEXTS = ("text", "person", "organisation", "place", "file")


def blocks(pattern, word):
    """Every block that begins with this word, as its lines."""
    for path in sorted(glob.glob(os.path.join(PACK, pattern), recursive=True)):
        with open(path, encoding="utf-8") as file:
            for block in re.split(r"^(?=\S)", file.read(), flags=re.M):
                if block.startswith(word + " "):
                    yield block


def text_facts():
    """{fact: (class, is a list, longest)} of all facts that are answered with text."""
    facts = {}
    for block in blocks("**/*.fact", "fact"):
        name, kind = block.split()[1:3]
        if kind in TEXTS:
            limit = re.search(r"^  limit +(\d+)", block, re.M)
            facts[name] = (re.search(r"^  class +(\w+)", block, re.M).group(1), re.search(r"^  many\b", block, re.M) is not None,
                           int(limit.group(1)) if limit else 1000)
    return facts


def forms():
    """{form: [(first day, classes, stages)]}, a row for each version."""
    found = {}
    for block in blocks("**/*.form", "form"):
        day = re.search(r"^  from +(\S+)", block, re.M).group(1)
        row = [day if day != "open" else "2000-01-01"]
        for line in ("classes", "stages"):
            row.append(re.search(rf"^  {line} +(.*?)(?: *--.*)?$", block, re.M).group(1).replace(",", " ").split())
        found.setdefault(block.split()[1], []).append(tuple(row))
    return found


# Short, so that it fits every fact and is never broken by a line end; of letters that nothing else on a form has.
MARKS = {"identity": "QXI", "narrative": "QXN", "technical": "QXT", "statistic": "QXS"}


def write_incident(path, tail):
    incident = {"actor.kind": "business", "incident.kinds": ["ransomware"], "data.people": 2000}
    for name, (kind, many, longest) in text_facts().items():
        text = (MARKS[kind] + tail)[:longest]
        incident[name] = [text, text] if many else text
    with open(path, "w", encoding="utf-8") as file:
        json.dump(incident, file)


def text_of(kind, content):
    """All words of a file, also those between the lines."""
    if kind == "pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return done.stdout.decode("utf-8")
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8")


def make(form, kind, day, *arguments):
    command = [PROGRAM, "forms", *arguments, "--form", form, "--as", kind, "--at", day, "--pack", PACK]
    done = subprocess.run(command, capture_output=True, timeout=60, env=surroundings())
    same(done.returncode, 0, form, kind, done.stderr.decode("utf-8"))
    return text_of(kind, done.stdout)


def check_text(text, allowed, what):
    """Which marks are in it; none that may not be."""
    seen = {kind for kind in CLASSES if MARKS[kind] in text}
    need(seen <= set(allowed), *what, "holds", sorted(seen - set(allowed)))
    return seen


def check_form(form, kinds, stages, *arguments):
    seen = set()
    for day, classes, served in forms()[form]:
        for stage in [stage for stage in stages if stage in served] or stages[:1]:
            for kind in kinds:
                text = make(form, kind, day, *arguments, "--stage", stage)
                seen |= check_text(text, classes, (form, day, kind, stage))
    return seen


def every_form_has_a_say():
    need(len(text_facts()) > 0 and len(forms()) > 0)
    same({kind for kind, _many, _longest in text_facts().values()} - set(CLASSES), set())


def every_kind_of_file():
    with folder() as path:
        incident, seen = os.path.join(path, "now.json"), set()
        write_incident(incident, "A")
        for form in forms():
            seen |= check_form(form, KINDS, ("first", "final"), incident)
        need("identity" in seen and "narrative" in seen, seen)  # the marks do come out where they may


def every_stage_and_what_was_said_before():
    with folder() as path:
        now, before = os.path.join(path, "now.json"), os.path.join(path, "before.json")
        write_incident(now, "A")
        write_incident(before, "B")
        for form in forms():
            check_form(form, ("html", "json"), STAGES, now, "--since", before)


def nothing_at_all_on_blank_forms():
    with folder() as path:
        incident = os.path.join(path, "now.json")
        write_incident(incident, "A")
        for form, versions in forms().items():
            for day, _classes, _served in versions:
                for kind in ("html", "txt", "json"):
                    check_text(make(form, kind, day, incident, "--blank"), (), (form, day, kind, "blank"))


run_all([every_form_has_a_say, every_kind_of_file, every_stage_and_what_was_said_before, nothing_at_all_on_blank_forms])
