#!/usr/bin/env python3
"""The three languages in a real browser: glyphs and fonts, longer words and the other direction of writing on 320 pixels, a switch of
language with a fault on the page, and what Enter does."""
import json
import os
import shutil
import subprocess
import sys

from portal import Portal, finish, test

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402

WAIT_S = 900


def main():
    install()
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
        test("an office with pages opens", portal.start().ready(), portal.said())
        done = subprocess.run(["node", f"{BROWSER}/languages.mjs", shutil.which("chromium"), f"http://127.0.0.1:{portal.port}"], capture_output=True, timeout=WAIT_S)
        test("the browser came to the end", done.returncode == 0, done.stderr.decode()[-600:])
        lines = done.stdout.decode().splitlines()
        for line in lines:
            said = json.loads(line)
            test(said["page"], not said["faults"], said["faults"][:3])
        test("every page was looked at", len(lines) == 3 * 32 + 3, len(lines))
    finish()


main()
