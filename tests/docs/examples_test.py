#!/usr/bin/env python3
"""What docs/pack-authors.md teaches is true: its pack blocks parse and stand where they say, its console sessions print what
they show, its mistakes are told in the words shown, and the worked examples (a duty, a form) pass check, test and fmt on the
pack.

    ```pack [FILE]     whole blocks of the language in canonical form; with FILE its lines stand there, in this order
    ```mistake FILE    "-" a line of an example, "+" what it becomes; the next block, ```said, is told by check
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from document import failures, fences, report, run, test_sessions

EXAMPLES = ("docs/examples/new-duty", "docs/examples/new-form")
DOCS = ("docs/pack-authors.md", "docs/rule-language.md")
# A block quoted alone names things that stand elsewhere, and lacks what stands around it.
ELSEWHERE = re.compile(r"sense\..*|rule\.(unknown_(fact|name|label|duty|window|source|calendar|form|sector|area|value)|"
                       r"words_unknown|words_no_\w+|need_set_fact|empty_family)")


# --- blocks that parse --------------------------------------------------------------------------------------------------

def block_fault(block, place):
    shutil.rmtree(f"{place}/alone", ignore_errors=True)
    os.makedirs(f"{place}/alone")
    form = re.match(r"form (\S+)", block)
    path = f"{place}/alone/{form[1]}.form" if form else f"{place}/alone/block.duty"
    with open(path, "w", encoding="utf-8") as file:
        file.write(block)
    shutil.copy("packs/jp/pack.pack", f"{place}/alone/")
    _, said = run(["todoke", "check", "--json", f"{place}/alone"], talk=subprocess.DEVNULL)
    told = [finding for finding in json.loads(said)["findings"] if not ELSEWHERE.fullmatch(finding["key"])]
    if told:
        return f"line {told[0]['line']} of the block: {told[0]['text']}"
    status, said = run(["todoke", "fmt", "--check", path])
    return f"not in canonical form (status {status}): {said.strip()}" if status else None


def quote_fault(block, path):
    with open(path, encoding="utf-8") as file:
        lines = iter(file.read().splitlines())
    for line in filter(None, block.splitlines()):
        if line not in lines:  # goes on behind the line found before
            return f"not in {path}, or not in this order: {line.strip()}"
    return None


def test_blocks(path, place):
    count = 0
    for kind, source, block, number in fences(path):
        if kind == "pack":
            count += 1
            report(f"block {path}:{number}", block_fault(block, place) or (source and quote_fault(block, source)) or None)
    return count


# --- mistakes -----------------------------------------------------------------------------------------------------------

def mistake_fault(path, change, said, place):
    pack = f"{place}/mistaken"
    shutil.rmtree(pack, ignore_errors=True)
    make_pack(pack, next((example for example in EXAMPLES if os.path.exists(f"{example}/{path}")), EXAMPLES[0]))
    before, after = change.splitlines()
    with open(f"{pack}/{path}", encoding="utf-8") as file:
        text = file.read()
    if before[0] != "-" or after[0] != "+" or before[1:] + "\n" not in text:
        return f"the example has no line {before[1:]!r}"
    with open(f"{pack}/{path}", "w", encoding="utf-8") as file:
        file.write(text.replace(before[1:] + "\n", after[1:] + "\n", 1))
    status, told = run(["todoke", "check", pack])
    missing = [line for line in said.splitlines() if line not in told]
    if missing:
        return f"check does not say: {missing[0]}"
    return None if status == 1 else f"status {status}"


def test_mistakes(path, place):
    blocks, count = list(fences(path)), 0
    for (kind, file, change, number), (_, _, said, _) in zip(blocks, blocks[1:]):
        if kind == "mistake":
            count += 1
            report(f"mistake {path}:{number}", mistake_fault(file, change, said, place))
    return count


# --- the worked examples ------------------------------------------------------------------------------------------------

def make_pack(place, example):
    shutil.copytree("packs/jp", place)
    shutil.copytree(example, place, dirs_exist_ok=True)
    if example.endswith("new-form"):
        use_form(f"{place}/duties/medical.duty")


def use_form(path):
    """The one line that stands in a file of the pack: the duty names the form."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(^duty jp\.medical\.vendor .*?^  first .*?\n)", r"\1  form    vendor.call grade D\n", text, count=1,
                          flags=re.M | re.S))


def test_example(example, place):
    name, pack = os.path.basename(example).replace("-", "_"), f"{place}/{os.path.basename(example)}"
    make_pack(pack, example)
    for step, command in (("check", ["todoke", "check", pack]), ("test", ["todoke", "test", pack]),
                          ("fmt", ["todoke", "fmt", "--check", pack])):
        status, said = run(command)
        report(f"{name}_{step}", f"status {status}: {said[-600:]}" if status else None)
    return pack


def test_duty(pack):
    _, said = run(["todoke", "test", "--json", pack], talk=subprocess.DEVNULL)
    try:
        rows = [row for row in json.loads(said)["coverage"] if row["duty"] == "jp.insurance.notice"]
    except ValueError:
        rows = []
    open_rows = [row["label"] for row in rows if not (row["true"] and row["false"] and row["unknown"])]
    report("new_duty_coverage", None if len(rows) == 4 and not open_rows else f"{len(rows)} rows, not whole: {open_rows}")


def test_form(pack):
    """What may enter is on every output, what may not is on none."""
    incident = f"{EXAMPLES[1]}/incident.json"
    with open(incident, encoding="utf-8") as file:
        facts = json.load(file)
    for kind in ("txt", "json", "html", "copy"):
        status, said = run(["todoke", "forms", incident, "--pack", pack, "--form", "vendor.call", "--as", kind,
                            "--at", "2026-11-20"], talk=subprocess.DEVNULL)
        lacking = [text for text in (facts["org.name"], *facts["vendor.changes"]) if text not in said]
        why = f"status {status}" if status else f"lacks {lacking}" if lacking else None
        report(f"new_form_{kind}", why or ("the summary got in" if facts["incident.summary"] in said else None))


def main():
    with tempfile.TemporaryDirectory() as place:
        test_duty(test_example(EXAMPLES[0], place))
        test_form(test_example(EXAMPLES[1], place))
        blocks = sum(test_blocks(path, place) for path in DOCS)
        report("blocks_found", None if blocks >= 12 else f"only {blocks}")
        mistakes = test_mistakes(DOCS[0], place)
        report("mistakes_found", None if mistakes >= 14 else f"only {mistakes}")
        test_sessions(DOCS[0], place)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
