#!/usr/bin/env python3
"""The forms of the worked cases, word for word: text of the PDF, cells of the sheet, the page. What differs from
tests/golden/forms is a fault, or is meant and looked at, and then kept with

    tests/forms/golden_test.py --update

Every worked case of the pack is made into forms; of those whose papers are kept, there is one at least for every form. The
name of the pack's text (a hash) is left out of the papers, and so is the style of the page."""
import concurrent.futures
import difflib
import json
import os
import re
import shutil
import sys

from cases import worked_cases
from outputs import NOW, form_versions, pdf_text, rich_incident, run, sheet_cells
from driver import ROOT, folder, need, run_all, same  # its folder is named in outputs.py

GOLDEN = f"{ROOT}/tests/golden/forms"
MOST_BYTES = 2_000_000
KINDS = {"pdf": "pdf.txt", "xlsx": "xlsx.txt", "html": "html"}
BEGINS = {"pdf": b"%PDF-", "xlsx": b"PK", "html": b"<!DOCTYPE html>", "copy": b"<!DOCTYPE html>", "json": b'{"form":"', "txt": b""}
RICH, BLANK = "rich", "blank"
# Which papers of which case are kept. Forms that stand nowhere here are kept as made of the rich incident.
KEPT = {
    "insurer-ransomware-2026": ["common.ransomware", "crca.incident", "finance.fsa", "ipa.intrusion", "ipa.virus", "jpcert.report",
                                "persons.notice", "persons.talk", "persons.web", "ppc.leak", "ppc.mynumber", "press.notice"],
    "payment-agent-2026": ["common.other", "credit.meti", "trustee.notice"],
    "airline-ddos-2026": ["common.ddos", "transport.mlit"],
    "call-centre-city-2024": ["local.mic", "ppc.public"],
    "ec-skimming-2024": ["card.acquirer", "police.consultation", "ppc.leak"],
    "listed-ransomware-2025": ["common.ransomware"],
    "gas-web-2025": ["common.ddos"],
    "issuer-phished-2025": ["phishing.report"],
    "demo-clinic": ["medical.mhlw"],
    "power-attack-2026": ["electricity.accident"],
    "gas-600-homes-2025": ["gas.accident"],
    "chemistry-leak-2025": ["hpg.accident"],
    "voice-outage-2025": ["telecom.major"],
    "carrier-wrong-mail-2025": ["telecom.secrecy"],
    "broadcast-20-minutes": ["broadcast.stop"],
    "rail-mainline-2026": ["rail.accident"],
    "water-kawasaki-2017": ["water.mlit"],
    RICH: ["police.consultation"],
    BLANK: ["card.acquirer", "persons.notice", "police.consultation", "ppc.leak"],
}


def written_pdf(content):
    """How many spaces stand for a gap between columns is the reader's choice, and no matter of the paper."""
    lines = pdf_text(content, "-layout").replace("\f", "\n\n").split("\n")
    text = "\n".join(re.sub(r"(?<=\S) {2,}", "   ", re.sub(r"^ {4,}", "    ", line)) for line in lines)
    # Where the foot is folded depends on the letters of the hash in it.
    return re.sub(r"(todoke で作成。.*?)(   \d+ / \d+ ページ)?\n *(.*確かめてください。)", r"\1\3\2", text)


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


class Source:
    """What a case makes forms from."""
    def __init__(self, case_id, cases, place):
        self.id = case_id
        self.at = cases[case_id].at if case_id in cases else NOW
        self.arguments = ["--blank"] if case_id == BLANK else [f"{place}/{case_id}.json"]
        if case_id != BLANK:
            with open(f"{place}/{case_id}.json", "w", encoding="utf-8") as file:
                json.dump(cases[case_id].facts if case_id in cases else rich_incident(), file, ensure_ascii=False)

    def paper(self, form, kind, *more):
        done = run("forms", *self.arguments, "--at", self.at, "--form", form, "--as", kind, *more)
        need(done.returncode == 0, self.id, form, kind, done.stderr.decode())
        return written(kind, done.stdout)


def later_source(rich, place):
    """The final report after the rich incident, with what has become known since."""
    later = Source("later", {}, place)
    since = dict(rich_incident(), **{"data.people": 4100, "incident.cause": "外からつなぐ装置の弱点だった。更新した。", "data.items": ["氏名"],
                                     "data.financial": False, "data.secondary": None})
    with open(f"{place}/later.json", "w", encoding="utf-8") as file:
        json.dump(since, file, ensure_ascii=False)
    later.arguments = [f"{place}/later.json", "--since", *rich.arguments, "--stage", "final"]
    return later


def papers(cases, place):
    """(name, the three texts) of all that is kept."""
    kept = {case_id: list(forms) for case_id, forms in KEPT.items()}
    listed = {form for forms in kept.values() for form in forms}
    kept[RICH] += sorted({form for form, _ in form_versions()} - listed)
    sources = {case_id: Source(case_id, cases, place) for case_id in kept}
    found = [(sources[case_id], form) for case_id, forms in kept.items() for form in forms]
    for source, form in [*found, (later_source(sources[RICH], place), "ppc.leak")]:
        yield f"{source.id}.{form}", {ending: source.paper(form, kind) for kind, ending in KINDS.items()}


def stored():
    names = os.listdir(GOLDEN) if os.path.isdir(GOLDEN) else []
    texts = {}
    for name in names:
        with open(f"{GOLDEN}/{name}", encoding="utf-8", newline="") as file:
            texts[name] = file.read()
    return texts


def update(cases):
    shutil.rmtree(GOLDEN, ignore_errors=True)
    os.makedirs(GOLDEN)
    with folder() as place:
        for name, texts in papers(cases, place):
            for ending, text in texts.items():
                with open(f"{GOLDEN}/{name}.{ending}", "w", encoding="utf-8", newline="") as file:
                    file.write(text)
    print(f"{len(os.listdir(GOLDEN))} files, {sum(len(text.encode()) for text in stored().values())} bytes")


def difference(name, kept, made):
    lines = difflib.unified_diff(kept.splitlines(), made.splitlines(), name, "now", lineterm="", n=0)
    return "\n".join(list(lines)[:12])


def compare(name, texts, golden):
    def test():
        for ending, text in texts.items():
            need(f"{name}.{ending}" in golden, f"{name}.{ending} is not kept: look at it, then --update")
            need(golden[f"{name}.{ending}"] == text, difference(f"{name}.{ending}", golden[f"{name}.{ending}"], text))
    test.__name__ = name
    return test


def forms_of_duties(source):
    """What the duties that apply offer, by the answer of another command."""
    done = run("duties", *source.arguments, "--at", source.at, "--json")
    need(done.returncode == 0, source.id, done.stderr.decode())
    return {form for duty in json.loads(done.stdout)["duties"] if duty["status"] == "applies" for form in duty["forms"]}


def make_case(case_id, cases, place):
    """Every form of every duty that applies, as every kind of file, each of them whole."""
    source = Source(case_id, cases, place)
    offered, files = forms_of_duties(source), 0
    same(set(cases[case_id].forms) - offered, set(), case_id)
    for kind, begins in BEGINS.items():
        out = f"{place}/{case_id}-{kind}"
        done = run("forms", *source.arguments, "--at", source.at, "--as", kind, "--json", "--output", out)
        need(done.returncode == 0, case_id, kind, done.stderr.decode())
        rows = json.loads(done.stdout)["files"]
        same({row["form"] for row in rows}, offered, case_id, kind)
        same(sorted(os.path.basename(row["file"]) for row in rows), sorted(os.listdir(out)), case_id, kind)
        for row in rows:
            with open(row["file"], "rb") as file:
                need(file.read().startswith(begins), row["file"])
        files += len(rows)
        shutil.rmtree(out)
    return files


def all_cases(cases, place):
    def every_case_makes_its_forms():
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            made = list(pool.map(lambda case_id: make_case(case_id, cases, place), cases))
        need(len(made) > 100 and sum(made) > 1000, len(made), sum(made))
    return every_case_makes_its_forms


def nothing_else_is_kept(names, golden):
    def nothing_kept_is_left_over():
        same(set(golden) - names, set(), "no paper of that name is made any more")
        need(sum(len(text.encode()) for text in golden.values()) < MOST_BYTES, "too much is kept")
    return nothing_kept_is_left_over


def main():
    cases = {case.id: case for case in worked_cases()}
    if "--update" in sys.argv:
        update(cases)
        return
    golden = stored()
    with folder() as place:
        made = dict(papers(cases, place))
        names = {f"{name}.{ending}" for name, texts in made.items() for ending in texts}
        tests = [compare(name, texts, golden) for name, texts in made.items()]
        run_all([*tests, nothing_else_is_kept(names, golden), all_cases(cases, place)])


main()
