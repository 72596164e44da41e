#!/usr/bin/env python3
"""docs/promises.md promises what tests hold: each test it names is there and is run; both languages promise the same, with the same
tests and figures, and limit it the same; every clear column stands in both, with the reason of tests/data/clear-columns.txt; and the
figures are those of the program. At the end each rule is shown a document that breaks it."""
import fnmatch
import re
from document import failures, report

DOC, COLUMNS = "docs/promises.md", "tests/data/clear-columns.txt"
RUN = ("tests/unit/*/*_test.c", "tests/*/*_test.sh", "tests/*/*_test.py", "tests/*/*_long.sh", "tests/*/*_long.py")
# What the document says in both languages, and where the program has it.
FIGURES = (("src/office/backup.h", r"BACKUP_HALVES_DAYS = (\d+)", "30日", "30 days"),
           ("src/office/opening.h", r"OPENING_ALONE_MAX = (\d+)", "10件", "than 10"),
           ("src/seal/grant.h", r"GRANT_DAILY_MAX = (\d+)", "50件", "most 50"),
           ("src/seal/recovery.h", r"RECOVERY_SHARES = (\d+)", "3人の", "of 3)"))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Side:
    """What one language says."""
    def __init__(self, text):
        self.text = text
        self.promises = re.findall(r"^### (\d+)\. [^\n]+\n\n(.*?)(?=^##)", text, re.M | re.S)
        self.limits = re.findall(r"^- (\*\*.*)", text, re.M)
        self.rows = [(tuple(re.findall(r"`([^`]+)`", names)), reason.strip())
                     for names, reason in re.findall(r"^\| (`\w+\.\w+\.\w+`[^|]*)\| ([^|\n]*)\|$", text, re.M)]

    def tests(self):
        """(number of the promise, path, names inside) for every test that is named."""
        return [(number, marks[0], tuple(marks[1:])) for number, body in self.promises
                for marks in (re.findall(r"`([^`]+)`", line) for line in body.splitlines() if line.startswith("- "))
                if marks]


def sides(text):
    ja, en = text.split("\n## English\n")
    return Side(ja.split("\n## 日本語\n")[1] + "\n##"), Side(en + "\n##")


def test_fault(path, names):
    if not any(fnmatch.fnmatch(path, pattern) and path.count("/") == pattern.count("/") for pattern in RUN):
        return f"{path} is no test"
    try:
        text = read(path)
    except OSError:
        return f"{path} is not there"
    begins = r"static void {}\(void \*\*state\) {{" if path.endswith(".c") else r"^def {}\("
    for name in names:
        if not re.search(begins.format(name), text, re.M) or len(re.findall(rf"\b{name}\b", text)) < 2:
            return f"{path} does not run {name}"
    return None


def numbers(text):
    return sorted(re.findall(r"\d+", text))


def columns():
    lines = (line.strip().partition(" ") for line in read(COLUMNS).splitlines() if line.strip() and not line.startswith("#"))
    return {name: reason.strip() for name, _, reason in lines}


def rule_tests_are_there(ja, en):
    return [fault for side in (ja, en) for _, path, names in side.tests() if (fault := test_fault(path, names))]


def rule_each_promise_has_tests(ja, en):
    return [f"promise {number}" for side in (ja, en) for number, _ in side.promises
            if not any(named == number for named, _, _ in side.tests())]


def rule_both_promise_the_same(ja, en):
    faults = [] if len(ja.promises) > 5 else ["hardly a promise"]
    faults += [] if [n for n, _ in ja.promises] == [n for n, _ in en.promises] else ["not the same promises"]
    faults += [f"promise {one[0]}: {one[1:]}" for one in set(ja.tests()) ^ set(en.tests())]
    return faults + [f"promise {a[0]}: other figures" for a, b in zip(ja.promises, en.promises) if numbers(a[1]) != numbers(b[1])]


def rule_both_limit_it_the_same(ja, en):
    faults = [] if len(ja.limits) == len(en.limits) > 5 else [f"{len(ja.limits)} and {len(en.limits)} limits"]
    return faults + [f"figures of: {a[:40]}" for a, b in zip(ja.limits, en.limits) if numbers(a) != numbers(b)]


def rule_every_clear_column_is_shown(ja, en):
    wanted = columns()
    faults = []
    for lang, side in (("ja", ja), ("en", en)):
        shown = [name for names, _ in side.rows for name in names]
        faults += [f"{lang}: {name}" for name in wanted if shown.count(name) != 1]
        faults += [f"{lang}: there is no {name}" for name in shown if name not in wanted]
    faults += [f"en: {name}: {reason!r}" for names, reason in en.rows for name in names if wanted.get(name, reason) != reason]
    faults += [f"ja: no reason for {names[0]}" for names, reason in ja.rows if not re.search(r"[ぁ-ん一-龯]{3}", reason)]
    # One reason covers the same columns in both.
    return faults + [f"not grouped alike: {row}" for row in {names for names, _ in ja.rows} ^ {names for names, _ in en.rows}]


def rule_figures_are_the_programs(ja, en):
    faults = []
    for path, pattern, in_ja, in_en in FIGURES:
        found = re.search(pattern, read(path))
        for side, said in ((ja, in_ja), (en, in_en)):
            if not found or found[1] != re.sub(r"\D", "", said) or said not in side.text:
                faults.append(f"{said}: {path} has {found and found[0]}")
    return faults


RULES = {name[5:]: rule for name, rule in list(globals().items()) if name.startswith("rule_")}
# rule, what stands in the document, what is put in its place (once)
BREAKS = (("tests_are_there", "`no_log_no_key`", "`no_log_no_kex`"),
          ("tests_are_there", "tests/crash/spool_test.py", "tests/crash/spool_tess.py"),
          ("tests_are_there", "tests/crash/spool_test.py", "tests/crash/shop.py"),
          ("each_promise_has_tests", "\n### 8. ", "\n### 99. 何か\n\n何か\n\n### 8. "),
          ("both_promise_the_same", "`tests/crash/ledger_test.py`", "`tests/crash/office_test.py`"),
          ("both_promise_the_same", "\n### 3. ", "\n#### 3. "),
          ("both_promise_the_same", "30日たった", "90日たった"),
          ("both_limit_it_the_same", "- **急ぐとき。**", "**急ぐとき。**"),
          ("every_clear_column_is_shown", "`vault.report.state`", "`vault.report.stat`"),
          ("every_clear_column_is_shown", "| sealed to the counter |", "| sealed |"),
          ("figures_are_the_programs", "10件", "12件"))


def main():
    text = read(DOC)
    for name, rule in RULES.items():
        report(name, "; ".join(rule(*sides(text))[:4]))
    for number, (name, here, there) in enumerate(BREAKS):
        broken = text.replace(here, there, 1)
        caught = broken != text and RULES[name](*sides(broken))
        report(f"break_{number}_is_found", None if caught else f"{name} says nothing of {there!r} for {here!r}")
    return 1 if failures else 0


raise SystemExit(main())
