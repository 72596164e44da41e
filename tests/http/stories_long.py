#!/usr/bin/env python3
"""Whole stories in a real browser, from the first page to the receipt: a hospital, a shop, a helper, money just sent, a town; in three
languages, without script, by keyboard alone, on paper."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

from portal import Portal, finish, test

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402

WAIT_S = 900
QUESTIONS_MOST = 60  # leaving open what one does not know takes a few seconds a question: ten minutes are enough


def pages(path):
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return int(said.split("Pages:")[1].split()[0])


def words(path):
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout


def main():
    install()
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal, tempfile.TemporaryDirectory() as folder:
        test("an office with pages opens", portal.start().ready(), portal.said())
        done = subprocess.run(["node", f"{BROWSER}/stories.mjs", shutil.which("chromium"), f"http://127.0.0.1:{portal.port}", folder],
                              capture_output=True, timeout=WAIT_S)
        test("the browser came to the end", done.returncode == 0, done.stderr.decode()[-600:])
        stories = [json.loads(line) for line in done.stdout.decode().splitlines()]
        with open(f"{BROWSER}/stories.json", encoding="utf-8") as file:
            test("every story was lived", len(stories) == len(json.load(file)), stories)
        for story in stories:
            test(f"{story['story']}: {story['questions']} questions", not story["faults"] and story["questions"] <= QUESTIONS_MOST, story["faults"][:4])
        receipts = glob.glob(f"{folder}/*-receipt.pdf")
        test("a receipt is one sheet", receipts and all(pages(path) == 1 for path in receipts), [pages(path) for path in receipts])
        results = [path for path in glob.glob(f"{folder}/*.pdf") if path not in receipts]
        test("a printed result says what is to be done", results and all(len(words(path)) > 1000 for path in results), results)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
    finish()


main()
