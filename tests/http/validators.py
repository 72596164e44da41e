"""What two validators say of pages as they came."""
import json
import os
import subprocess
import sys

from portal import test

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER  # noqa: E402

WAIT_S = 900


def validators(paths):
    jar = f"{BROWSER}/node_modules/vnu-jar/build/dist/vnu.jar"
    done = subprocess.run(["java", "-jar", jar, "--errors-only", "--format", "json", "--exit-zero-always", *paths], capture_output=True, timeout=WAIT_S)
    said = json.loads(done.stderr)["messages"]
    test("no error of HTML", not said, said[:3])
    command = ["node", f"{BROWSER}/node_modules/html-validate/bin/html-validate.mjs", "--config", f"{BROWSER}/portal-htmlvalidate.json", "--formatter", "json"]
    done = subprocess.run([*command, *paths], capture_output=True, timeout=WAIT_S, cwd=BROWSER)
    said = [(os.path.basename(one["filePath"]), fault["line"], fault["message"]) for one in json.loads(done.stdout) for fault in one["messages"]]
    test("no error against the rules of the house", not said, said[:5])
