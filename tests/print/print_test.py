#!/usr/bin/env python3
"""What a reader gets: the text that can be taken out of the PDF, its fonts and its title; the cells of the sheet. The forms
are those of tests/unit/print; the unit tests leave them in a folder."""
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as xml
import zipfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def said(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def check(name, truth, why):
    print(f"ok {name}" if truth else f"not ok {name} - {why}")


def bare(text):
    """Without what setting adds: lines, spaces, pages."""
    return re.sub(r"\s", "", text)


def check_pdf(folder):
    text = {name: said("pdftotext", "-layout", f"{folder}/{name}.pdf", "-") for name in ("ordinary", "blank", "long", "hostile")}
    raw = {name: bare(said("pdftotext", "-raw", f"{folder}/{name}.pdf", "-")) for name in text}
    for words in ("漏えい等報告書（個人データ）", "個人情報保護委員会", "規則第8条第1項[A]", "3,412人（うちマイナンバー0人）",
                  "https://example.invalid/login?next=/very/long/path/that/goes/on/and/on/until/it/must/be/broken/somewhere",
                  "変わったところ社員が気づいた前回：まだわからない", "法律の助言ではありません", "受付番号R8K2-4MZQ-7T"):
        check(f"pdf_says {words[:20]}", words in raw["ordinary"], "not in the text of the PDF")
    check("pdf_blank_asks", "わかる範囲で。あとから足せます" in raw["blank"] and "まだわからない" not in raw["blank"], "prompts")
    sentence = "あさ、会社のパソコンが使えなくなっていた。「お金をはらえ」と出た。"
    story = re.sub(r"→つづきは.*?何が起きたか1-1（つづき）", "", raw["long"], flags=re.S)
    check("pdf_long_story_is_whole", raw["long"].count("会社のパソコン") >= 150 and sentence * 10 in story, "a part is missing")
    check("pdf_300_rows", all(f"198.51.100.{i % 256}→203.0.113.{i // 2}:443" in raw["long"] for i in range(300)), "a row is missing")
    check("pdf_rare_kanji", "髙橋・山﨑・" in raw["long"] and "𠮷田・𠮟る・神（\uFA19）・葛\U000E0100飾・辻\U000E0101・邉\U000E0101・邊" in raw["long"], "rare kanji")
    check("pdf_emoji", "\U0001F600" in raw["long"], "emoji")
    check("pdf_turning_marks_seen", "[U+202E]000,1[U+202C]円" in raw["hostile"] and "\u202e" not in raw["hostile"], "direction")
    check("pdf_no_control", not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text["hostile"]), "a control character came out")
    info = said("pdfinfo", f"{folder}/ordinary.pdf")
    check("pdf_title", re.search(r"^Title: +漏えい等報告書（個人データ）$", info, re.M), info)
    check("pdf_date", "Fri Nov 20 05:10:00 2026 UTC" in said("env", "TZ=UTC", "pdfinfo", f"{folder}/ordinary.pdf"), info)
    check("pdf_a4", "595.276 x 841.89 pts (A4)" in info, info)
    for name, wanted in (("ordinary", {"IPAexGothic"}), ("long", {"IPAexGothic", "HanaMinA", "Symbola"})):
        fonts = said("pdffonts", f"{folder}/{name}.pdf").splitlines()[2:]
        check(f"pdf_fonts_embedded {name}", fonts and all(" yes yes yes " in line for line in fonts), fonts)
        check(f"pdf_fonts {name}", {line.split()[0].partition("+")[2] for line in fonts} == wanted, fonts)


def cells(path):
    """{"A1": text}; a cell that is not a shared text is a fault and comes as None."""
    with zipfile.ZipFile(path) as book:
        shared = ["".join(part.text or "" for part in entry.iter(MAIN + "t"))
                  for entry in xml.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = xml.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in sheet.iter(MAIN + "c"):
        value = cell.find(MAIN + "v")
        if cell.find(MAIN + "f") is not None or (value is not None and cell.get("t") != "s"):
            found[cell.get("r")] = None
        elif value is not None:
            text = shared[int(value.text)]
            found[cell.get("r")] = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)
    return found, sheet


def column(found, letter):
    return [found[cell] for cell in sorted((c for c in found if c[0] == letter), key=lambda c: int(c[1:]))]


def check_xlsx(folder):
    for name in ("ordinary", "blank", "empty", "long", "hostile"):
        found, sheet = cells(f"{folder}/{name}.xlsx")
        check(f"xlsx_all_text {name}", None not in found.values(), [cell for cell in found if found[cell] is None])
        heights = [float(row.get("ht", 0)) for row in sheet.iter(MAIN + "row")]
        check(f"xlsx_heights {name}", all(0 <= height <= 409 for height in heights), max(heights))
    found, sheet = cells(f"{folder}/hostile.xlsx")
    answers = column(found, "C")
    for words in ("=cmd|' /C calc'!A0", "+1-1", "-2+3 <span size='99pt'>x</span> &lt; ]]> _x0041_"):
        check(f"xlsx_stays_text {words[:6]}", words in answers, "changed or missing")
    check("xlsx_item_stays_text", {"=HYPERLINK(\"x\")", "@SUM(A1)"} <= set(column(found, "B")), "changed or missing")
    found, sheet = cells(f"{folder}/ordinary.xlsx")
    answers = column(found, "C")
    check("xlsx_ticks", {"☑ 不正の目的によるおそれ", "☐ 財産的な被害のおそれ", "☐ 1,000人を超える（まだわからない）"} <= set(answers), answers)
    check("xlsx_numbers", found["A1"] == "漏えい等報告書（個人データ）" and "1-1" in column(found, "A"), found)
    check("xlsx_notes", {"規則第8条第1項 [A]", "変わったところ", "前回：まだわからない"} <= set(column(found, "D")), column(found, "D"))
    pane = sheet.find(f".//{MAIN}pane")
    check("xlsx_header_stays", pane is not None and pane.get("state") == "frozen" and pane.get("ySplit") == "2", "panes")
    setup = sheet.find(f"{MAIN}pageSetup")
    check("xlsx_prints_on_a4", setup is not None and setup.get("paperSize") == "9" and setup.get("fitToHeight") == "0", "page setup")
    found, _ = cells(f"{folder}/long.xlsx")
    answers = column(found, "C")
    story = "".join(answer for answer in answers if "会社のパソコン" in answer)
    check("xlsx_story_is_whole", story == "あさ、会社のパソコンが使えなくなっていた。「お金をはらえ」と出た。" * 152, len(story))
    check("xlsx_300_rows", sum(answer.startswith("198.51.100.") for answer in answers) == 300, "rows")


def main():
    os.chdir(ROOT)
    leaks = "suppressions=tests/lsan.supp:print_suppressions=0"
    with tempfile.TemporaryDirectory() as folder:
        surroundings = dict(os.environ, PRINT_OUT=folder, LSAN_OPTIONS=leaks)
        for test in ("pdf_test", "xlsx_test"):
            subprocess.run([f"build/san/tests/unit/print/{test}"], env=surroundings, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        check_pdf(folder)
        check_xlsx(folder)


main()
