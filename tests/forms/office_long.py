#!/usr/bin/env python3
"""The forms in the programs of others: every sheet opens in LibreOffice and comes back as sheet and as CSV with the same
text in the same cells; every page passes two validators, and axe in Chromium, narrow and wide, light and dark, with and
without script. Installs what is missing."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from output_test import INCIDENTS
from outputs import ENDINGS, form_versions, run, sheet_cells
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402
from driver import folder, inside, need, run_all, same  # its folder is named in outputs.py

PACKAGES = {"soffice": "libreoffice-calc-nogui", "fc-list": "fontconfig"}
UTF8_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
WAIT_S = 1800
BROKEN = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>x</title></head>
<body><main><h1>x</h1><img src="x.png"><p style="width:900px;color:#ddd;background:#fff">light</p><p><div>a</div></p>
<button>a</button><script>document.querySelector("h1").textContent = "y"; oops()</script></main></body></html>
"""


# --- files -----------------------------------------------------------------------------------------------------------------

def make_all(place, kinds):
    """Every form with every incident and blank, as files; their paths by kind."""
    for name, incident in INCIDENTS.items():
        with open(f"{place}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(incident, file)
    paths = {kind: [] for kind in kinds}
    for form, at in form_versions():
        for name in [*INCIDENTS, "blank"]:
            source = [f"{place}/{name}.json"] if name in INCIDENTS else ["--blank"]
            for kind in kinds:
                path = f"{place}/{form}-{at[:7]}-{name}.{ENDINGS.get(kind, kind)}"
                done = run("forms", *source, "--at", at, "--form", form, "--output", path)
                need(done.returncode == 0, path, done.stderr.decode())
                paths[kind].append(path)
    return paths


# --- sheets ----------------------------------------------------------------------------------------------------------------

def office(place, kind, paths):
    out = f"{place}/{kind.partition(':')[0]}"
    done = subprocess.run(["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", kind, "--outdir",
                           out, *paths], capture_output=True, timeout=WAIT_S, env=dict(os.environ, HOME=place))
    need(done.returncode == 0, done.stderr.decode())
    return out


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def csv_cells(content):
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    return {(row, chr(ord("A") + column)): text for row, line in enumerate(rows, 1) for column, text in enumerate(line) if text}


def filled_cells(content):
    return {place: text for place, text in sheet_cells(content).items() if text}


class Sheets:
    """Made and converted once."""
    def __init__(self, place):
        self.place, self.paths = place, make_all(place, ["xlsx"])["xlsx"]
        self.cells = {os.path.basename(path): filled_cells(read_bytes(path)) for path in self.paths}

    def back_as_a_sheet(self):
        out = office(self.place, "xlsx", self.paths)
        for name, cells in self.cells.items():
            same(filled_cells(read_bytes(f"{out}/{name}")), cells, name)

    def back_as_csv(self):
        out = office(self.place, UTF8_CSV, self.paths)
        names = sorted(os.listdir(out))
        same(len(names), len(self.cells))
        for name, cells in self.cells.items():
            content = read_bytes(f"{out}/{next(one for one in names if one.startswith(name.removesuffix('.xlsx')))}")
            same(csv_cells(content), cells, name)

    def formulas_came_back_as_written(self):
        begins = {text[0] for name, cells in self.cells.items() for (_, letter), text in cells.items() if "hostile" in name and letter == "C"}
        need(set("=+-@") <= begins, "the sheets had nothing that looks like a formula", begins)


# --- pages -----------------------------------------------------------------------------------------------------------------

def nu_faults(paths):
    jar = f"{BROWSER}/node_modules/vnu-jar/build/dist/vnu.jar"
    # It would guess the language of what a person wrote, by chance: rare characters are Chinese to it now and then.
    command = ["java", "-jar", jar, "--no-langdetect", "--format", "json", "--exit-zero-always", *paths]
    done = subprocess.run(command, capture_output=True, timeout=WAIT_S)
    # What a person wrote is kept as it was written, normalized or not.
    said = [one for one in json.loads(done.stderr)["messages"] if "Normalization Form C" not in one["message"]]
    return [f"{os.path.basename(one['url'])} {one.get('lastLine')}: {one['message']}" for one in said]


def html_validate_faults(paths):
    command = ["node", f"{BROWSER}/node_modules/html-validate/bin/html-validate.mjs", "--config", f"{BROWSER}/htmlvalidate.json", "--formatter", "json"]
    done = subprocess.run([*command, *paths], capture_output=True, timeout=WAIT_S, cwd=BROWSER)
    need(done.returncode in (0, 1) and done.stdout, done.stderr.decode())
    said = json.loads(done.stdout)
    return [f"{os.path.basename(one['filePath'])} {fault['line']}: {fault['message']}" for one in said for fault in one["messages"]]


def browser_faults(paths):
    def half(part):
        done = subprocess.run(["node", f"{BROWSER}/pages.mjs", shutil.which("chromium"), *part], capture_output=True, timeout=WAIT_S)
        need(done.returncode == 0, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]
    with ThreadPoolExecutor(2) as pool:
        said = [one for part in pool.map(half, [part for part in (paths[::2], paths[1::2]) if part]) for one in part]
    same(sorted(one["file"] for one in said), sorted(paths), "pages were not looked at")
    return [f"{os.path.basename(one['file'])}: {fault}" for one in said for fault in one["faults"]]


def none(faults):
    need(not faults, len(faults), "faults:", "; ".join(faults[:6]))


class Pages:
    def __init__(self, place):
        made = make_all(place, ["html", "copy"])
        self.place, self.paths = place, [*made["html"], *made["copy"]]

    def a_broken_page_is_found(self):
        path = f"{self.place}/broken.html"
        with open(path, "w", encoding="utf-8") as file:
            file.write(BROKEN)
        inside(" ".join(nu_faults([path])), "alt", "end tag")
        inside(" ".join(html_validate_faults([path])), "alt", "Inline style")
        inside(" ".join(browser_faults([path])), "image-alt", "color-contrast", "scrolls sideways", "oops", "too small", "buttons",
               "script changes", "x.png")

    def pages_pass_the_nu_checker(self):
        none(nu_faults(self.paths))

    def pages_pass_html_validate(self):
        none(html_validate_faults(self.paths))

    def pages_pass_axe_and_fit_with_and_without_script(self):
        none(browser_faults(self.paths))


def main():
    install(PACKAGES)
    with folder() as place:
        for name in ("sheets", "pages"):
            os.mkdir(f"{place}/{name}")
        sheets, pages = Sheets(f"{place}/sheets"), Pages(f"{place}/pages")
        print(f"note {len(sheets.paths)} sheets, {len(pages.paths)} pages", flush=True)
        run_all([sheets.back_as_a_sheet, sheets.back_as_csv, sheets.formulas_came_back_as_written, pages.a_broken_page_is_found,
                 pages.pages_pass_the_nu_checker, pages.pages_pass_html_validate, pages.pages_pass_axe_and_fit_with_and_without_script])


main()
