#!/usr/bin/env python3
"""What docs/pack-authors.md teaches is true: its pack blocks parse and stand where they say, its console sessions print what
they show, its mistakes are told in the words shown, and the worked example passes check, test and fmt on the pack.

    ```pack [FILE]     whole blocks of the language in canonical form; with FILE its lines stand there, in this order
    ```mistake FILE    "-" a line of the example, "+" what it becomes; the next block, ```said, is told by check
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from document import failures, fences, report, run, test_sessions

EXAMPLE = "docs/examples/new-duty"
DOCS = ("docs/pack-authors.md", "docs/rule-language.md")
# A block quoted alone names things that stand elsewhere, and lacks what stands around it.
ELSEWHERE = re.compile(r"sense\..*|rule\.(unknown_(fact|name|label|duty|window|source|calendar|form|sector|area|value)|"
                       r"words_unknown|words_no_\w+|need_set_fact|empty_family)")


# --- blocks that parse --------------------------------------------------------------------------------------------------

def block_fault(block, place):
    os.makedirs(f"{place}/alone", exist_ok=True)
    path = f"{place}/alone/block.duty"
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
    make_pack(pack)
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


# --- the worked example -------------------------------------------------------------------------------------------------

def make_pack(place):
    shutil.copytree("packs/jp", place)
    shutil.copytree(EXAMPLE, place, dirs_exist_ok=True)


def test_example(place):
    pack = f"{place}/whole"
    make_pack(pack)
    for name, command in (("check", ["todoke", "check", pack]), ("test", ["todoke", "test", pack]),
                          ("fmt", ["todoke", "fmt", "--check", pack])):
        status, said = run(command)
        report(f"example_{name}", f"status {status}: {said[-600:]}" if status else None)
    _, said = run(["todoke", "test", "--json", pack], talk=subprocess.DEVNULL)
    try:
        rows = [row for row in json.loads(said)["coverage"] if row["duty"] == "jp.insurance.notice"]
    except ValueError:
        rows = []
    open_rows = [row["label"] for row in rows if not (row["true"] and row["false"] and row["unknown"])]
    report("example_coverage", None if len(rows) == 4 and not open_rows else f"{len(rows)} rows, not whole: {open_rows}")


def main():
    with tempfile.TemporaryDirectory() as place:
        test_example(place)
        blocks = sum(test_blocks(path, place) for path in DOCS)
        report("blocks_found", None if blocks >= 9 else f"only {blocks}")
        mistakes = test_mistakes(DOCS[0], place)
        report("mistakes_found", None if mistakes >= 8 else f"only {mistakes}")
        test_sessions(DOCS[0], place)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
