# What the checkers of the house share: which files there are, and C text without its comments or its literals.
# It knows nothing of any single rule.
import os
import re
import subprocess
import sys

PIECE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def enter_root():
    """Checkers look at the tree they stand in, or at the one named on the command line."""
    os.chdir(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))


def files(*folders, ends=(".c", ".h")):
    found = []
    for folder in folders:
        for where, inner, names in os.walk(folder):
            inner[:] = sorted(name for name in inner if not name.startswith(".") and name not in ("__pycache__", "node_modules"))
            found += [os.path.join(where, name) for name in sorted(names) if name.endswith(ends)]
    return found


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def blank(text, comments=True, literals=True):
    """The text with comments and literals as spaces; lines and columns stay where they are."""
    def replace(match):
        piece = match.group()
        gone = comments if piece.startswith(("//", "/*")) else literals
        return re.sub(r"[^\n]", " ", piece) if gone else piece
    return PIECE.sub(replace, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def ctags(*arguments):
    """One dictionary per tag."""
    import json
    run = subprocess.run(["ctags", "--output-format=json", "--fields=+neS", "--sort=no", "-o", "-", *arguments],
                         capture_output=True, text=True, check=True, errors="surrogateescape")
    return [json.loads(line) for line in run.stdout.splitlines()]


def finish(name, faults, note=""):
    for fault in faults:
        print(fault)
    print(f"{name}: {len(faults)} faults{note}")
    sys.exit(1 if faults else 0)
