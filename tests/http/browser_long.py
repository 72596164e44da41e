#!/usr/bin/env python3
"""The public pages in a real browser, in three languages: reached by keyboard, without script, on 320 pixels, in dark and forced
colours; and what three validators say of them."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

from portal import Portal, finish, request, test
from validators import validators

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402

WAIT_S = 900


def refused(folder):
    """What the gate itself says to those who ask too often."""
    with Portal({"TODOKE_PUBLIC_BURST": "1", "TODOKE_PUBLIC_PER_SECOND": "1"}) as portal:
        portal.start().ready()
        for lang in ("ja", "ja-simple", "en"):
            answers = [portal.raw(request("GET", f"/{lang}/", [("Accept", "text/html"), ("Connection", "close")]), source="127.0.5.1") for _ in range(8)]
            test(f"the gate refuses in {lang}", answers[-1].status == 429, answers[-1])
            with open(f"{folder}/{lang}-refused.html", "wb") as page:
                page.write(answers[-1].body)


def main():
    install()
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal, tempfile.TemporaryDirectory() as folder:
        test("an office with pages opens", portal.start().ready(), portal.said())
        done = subprocess.run(["node", f"{BROWSER}/portal.mjs", shutil.which("chromium"), f"http://127.0.0.1:{portal.port}", folder],
                              capture_output=True, timeout=WAIT_S)
        test("the browser came to the end", done.returncode == 0, done.stderr.decode()[-600:])
        for line in done.stdout.decode().splitlines():
            said = json.loads(line)
            test(said["page"], not said["faults"], said["faults"][:3])
        refused(folder)
        paths = sorted(glob.glob(f"{folder}/*.html"))
        test("every page was looked at", len(paths) >= 3 * 14, len(paths))
        validators(paths)
    finish()


main()
