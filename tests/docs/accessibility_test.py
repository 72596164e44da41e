#!/usr/bin/env python3
"""docs/accessibility.md names for each check the test that makes it: the file is there and is run, and it says that name; and whatever the
tests of all pages say is in the table. At the end each rule is shown a table that breaks it."""
import fnmatch
import re
from document import failures, report

DOC = "docs/accessibility.md"
RUN = ("tests/*/*_test.py", "tests/*/*_long.py")
WHOLE = ("tests/http/access_test.py", "tests/http/access_long.py")
# What such a test says of itself, not of pages.
OWN = r"an office with pages opens|no clerk died|.* came to its end|every page was looked at|all pages were reached|nothing else was looked at|a broken page is found out by .*|there are pages.*"
NONE = "no such page yet"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def rows(text):
    found = [tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in re.findall(r"^\|.*\|$", text, re.M)]
    return [row for row in found if row[0] != "check" and not row[0].startswith("---")]


def rule_every_row_names_a_test(text):
    faults = [] if len(rows(text)) > 40 else ["hardly a row"]
    for row in rows(text):
        if len(row) != 3 or not row[0]:
            faults.append(f"{row} is no row")
        elif row[1] == NONE:
            faults += [f"{row[0]}: a test of no page"] * bool(row[2])
        elif not any(fnmatch.fnmatch(row[1], pattern) and row[1].count("/") == pattern.count("/") for pattern in RUN):
            faults.append(f"{row[1]} is no test")
        else:
            try:
                # A name stands between quotation marks, alone or with what is put behind it.
                named = row[2] and re.search(rf"[\"']{re.escape(row[2])}(?:[\"',:]| \{{)", read(row[1]))
            except OSError:
                named = None
            if not named and not (row[1].endswith("access_long.py") and f'"{row[2]}"' in read("tests/http/validators.py")):
                faults.append(f"{row[1]} does not say {row[2]}")
    return faults


def rule_every_test_has_a_row(text):
    named = {row[2] for row in rows(text) if len(row) == 3}
    faults = []
    for path in WHOLE:
        said = re.findall(r"(?:test|each)\(f?\"([^\"]+)\"", read(path))
        said += re.findall(r"\"([^\"]+)\"", re.search(r"^CHECKS = \((.*?)\)$", read(path), re.M | re.S)[1]) if "CHECKS = (" in read(path) else []
        names = {re.split(r"[,:]? \{", name)[0] for name in said if not name.startswith("{")}
        faults += [f"{path}: {name} has no row" for name in sorted(names) if name not in named and not re.fullmatch(OWN, name)]
    return faults


def rule_no_key_of_notes(text):
    return re.findall(r"\b[A-Z]\d{2}\b", text)


RULES = {name[5:]: rule for name, rule in list(globals().items()) if name.startswith("rule_")}
# rule, what stands in the document, what is put in its place (once)
BREAKS = (("every_row_names_a_test", "`axe finds nothing`", "`axe finds everything`"),
          ("every_row_names_a_test", "`tests/http/stories_long.py`", "`tests/http/storeys_long.py`"),
          ("every_row_names_a_test", "`tests/http/stories_long.py`", "`tests/http/validators.py`"),
          ("every_row_names_a_test", "| no such page yet | |", "| no such page yet | `axe finds nothing` |"),
          ("every_test_has_a_row", "`nothing moves`", "`no error of HTML`"),
          ("every_test_has_a_row", "`a draft waits thirty days`", "`no error of HTML`"),
          ("no_key_of_notes", "| landmarks |", "| X07 landmarks |"))


def main():
    text = read(DOC)
    for name, rule in RULES.items():
        report(name, "; ".join(rule(text)[:6]))
    for number, (name, here, there) in enumerate(BREAKS):
        broken = text.replace(here, there, 1)
        caught = broken != text and RULES[name](broken)
        report(f"break_{number}_is_found", None if caught else f"{name} says nothing of {there!r} for {here!r}")
    return 1 if failures else 0


raise SystemExit(main())
