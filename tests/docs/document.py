"""What the tests of the documents share: their fenced blocks, their sessions, and the program run as a reader would run it.

    ```console      "$ command", what it prints ("…" alone: any lines; inside a line: any text), "[N]" for a status but 0
"""
import os
import re
import subprocess

TOP = os.getcwd()
failures = []


def report(name, why=None):
    if why:
        failures.append(name)
    print(f"not ok {name} - {why}" if why else f"ok {name}", flush=True)


def run(command, cwd=".", talk=subprocess.STDOUT):
    """(status, what was printed); with talk=DEVNULL standard output alone."""
    surroundings = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1", PATH=f"{TOP}/build:{os.environ['PATH']}")
    done = subprocess.run(command, cwd=cwd, env=surroundings, stdout=subprocess.PIPE, stderr=talk, stdin=subprocess.DEVNULL,
                          text=True, timeout=60, shell=isinstance(command, str))
    return done.returncode, done.stdout


def fences(path):
    """(kind, rest of the opening line, text, line number) of every fenced block."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for match in re.finditer(r"^```(\w*)[ ]?([^\n]*)\n(.*?)^```$", text, re.M | re.S):
        yield match[1], match[2], match[3], text.count("\n", 0, match.start()) + 1


# --- console sessions ---------------------------------------------------------------------------------------------------

def session_pattern(lines):
    pattern = ""
    for line in lines:
        if line == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(piece) for piece in line.split("…")) + "\n"
    return re.compile(pattern)


def steps(block):
    """(command, lines shown, status) of each "$ command"."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], [], 0])
        elif re.fullmatch(r"\[\d\]", line):
            found[-1][2] = int(line[1:-1])
        else:
            found[-1][1].append(line)
    return found


def session_fault(block, place):
    for command, shown, wanted in steps(block):
        status, said = run(command, place)
        if status != wanted:
            return f"{command}: status {status}, not {wanted}: {said[:300]!r}"
        if not session_pattern(shown).fullmatch(said):
            return f"{command}: printed {said[-500:]!r}"
    return None


def test_sessions(path, place):
    """Runs all sessions of a document, one after the other, in a folder that sees the tree as packs/ and docs/."""
    for name in ("packs", "docs"):
        os.symlink(f"{TOP}/{name}", f"{place}/{name}")
    for kind, _, block, number in fences(path):
        if kind == "console":
            report(f"session {path}:{number}", session_fault(block, place))
