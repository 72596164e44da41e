#!/usr/bin/env python3
"""The forms of the worked cases, word for word: text of the PDF, cells of the sheet, the page. What differs from
tests/golden/forms is a fault, or is meant and looked at, and then kept with

    tests/forms/golden_test.py --update

Every worked case of the pack is made into forms; of those whose papers are kept, there is one at least for every form. The
name of the pack's text (a hash) is left out of the papers, and so is the style of the page."""
import difflib
import json
import os
import re
import shutil
import sys

from cases import worked_cases
from outputs import NOW, form_versions, pdf_text, rich_incident, run, sheet_cells
from driver import ROOT, folder, need, run_all, same  # its folder: outputs

GOLDEN = f"{ROOT}/tests/golden/forms"
MOST_BYTES = 2_000_000
KINDS = {"pdf": "pdf.txt", "xlsx": "xlsx.txt", "html": "html"}
KEPT = []  # (case, its forms)


def written_pdf(content):
    return pdf_text(content, "-layout").replace("\f", "\n\n")


def written_sheet(content):
    cells = sheet_cells(content)
    return "".join(f"{letter}{row}\t{json.dumps(text, ensure_ascii=False)}\n" for (row, letter), text in sorted(cells.items()))


def written_page(content):
    return re.sub(r"<style>.*?</style>", "<style></style>", content.decode(), flags=re.S)


WRITERS = {"pdf": written_pdf, "xlsx": written_sheet, "html": written_page}


def written(kind, content):
    text = WRITERS[kind](content)
    text = re.sub(r"\([0-9a-f]{32}\)", "(" + "-" * 32 + ")", text)
    return re.sub(r"[ \t]+$", "", text, flags=re.M).rstrip("\n") + "\n"
