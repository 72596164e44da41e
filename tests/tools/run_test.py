#!/usr/bin/env python3
"""The test runner tells the truth: fed small trees of tests that pass, fail, crash, hang or say nothing, it counts them so."""
import os
import re
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
MAKEFILE = ".DEFAULT:\n\t@:\n"  # whatever is to be built is
with open(os.path.join(ROOT, "tests/run"), encoding="utf-8") as runner:
    BUILDS = len(re.findall(r'^ +yield Job\("build/', runner.read(), re.M))
CMOCKA_TWO = """#!/bin/sh
echo '[==========] Running 2 test(s).'
echo '[ RUN      ] one'
echo '[       OK ] one'
echo '[ RUN      ] two'
"""
# name, file, its text, how many pass beside the builds, how many fail, a part of what is said
CASES = [
    ("script_passes", "tests/a/a_test.sh", "#!/bin/sh\necho ok one\necho noise\necho ok two words\n", 2, 0, ""),
    ("script_fails", "tests/a/a_test.sh", "#!/bin/sh\necho ok one\necho 'not ok two - it is odd'\n", 1, 1, "two: it is odd"),
    ("script_fails_by_status", "tests/a/a_test.sh", "#!/bin/sh\necho ok one\nexit 3\n", 1, 1, "exit status 3"),
    ("script_fails_once", "tests/a/a_test.sh", "#!/bin/sh\necho 'not ok one'\nexit 3\n", 0, 1, "one: not ok"),
    ("script_says_nothing", "tests/a/a_test.sh", "#!/bin/sh\necho fine\n", 0, 1, "ran no test"),
    ("script_hangs", "tests/a/a_test.sh", "#!/bin/sh\necho ok one\nsleep 60 & sleep 60\n", 1, 1, "no end within 2 s"),
    ("python_passes", "tests/a/a_test.py", "#!/usr/bin/env python3\nprint('ok one')\n", 1, 0, ""),
    ("cmocka_passes", "build/san/tests/unit/a/a_test", CMOCKA_TWO + "echo '[       OK ] two'\n", 2, 0, ""),
    ("cmocka_fails", "build/san/tests/unit/a/a_test",
     CMOCKA_TWO + "echo '[  FAILED  ] two'\necho '[  FAILED  ] 1 test(s), listed below:'\necho '[  FAILED  ] two'\nexit 1\n",
     1, 1, "unit/a/a two: failed"),
    ("cmocka_crashes", "build/san/tests/unit/a/a_test", CMOCKA_TWO + "kill -SEGV $$\n", 1, 1, "two: did not end"),
    ("cmocka_skips", "build/san/tests/unit/a/a_test", CMOCKA_TWO + "echo '[  SKIPPED ] two'\n", 1, 1, "two: skipped"),
    ("cmocka_not_built", "tests/unit/a/a_test.c", "", 0, 1, "No such file"),
    ("cmocka_leaks", "build/san/tests/unit/a/a_test", CMOCKA_TWO + "echo '[       OK ] two'\nexit 23\n", 2, 1, "status 23"),
    ("cmocka_leaves_out", "build/san/tests/unit/a/a_test", CMOCKA_TWO.replace("2 test", "3 test") + "echo '[       OK ] two'\n",
     2, 1, "3 tests promised, 2 ran"),
    ("checker_fails", "tools/check_a", "#!/bin/sh\necho a fault\nexit 1\n", 0, 1, "a fault"),
    ("checker_passes", "tools/check_a", "#!/bin/sh\nexit 0\n", 1, 0, ""),
    ("build_fails", "Makefile", MAKEFILE + "clang:\n\t@echo no; false\n", -1, 1, "build/clang: exit status"),
]


def run(path, text):
    with tempfile.TemporaryDirectory() as tree:
        for name, content in {"Makefile": MAKEFILE, path: text}.items():
            full = os.path.join(tree, name)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(content)
            os.chmod(full, 0o755)
        if path.startswith("build/san/"):
            os.makedirs(os.path.join(tree, "tests/unit/a"))
            with open(os.path.join(tree, "tests/unit/a/a_test.c"), "w", encoding="utf-8"):
                pass
        os.makedirs(os.path.join(tree, "tests"), exist_ok=True)
        shutil.copy(os.path.join(ROOT, "tests/run"), os.path.join(tree, "tests/run"))
        surroundings = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
        done = subprocess.run([os.path.join(tree, "tests/run")], capture_output=True, text=True,
                              env={**surroundings, "TEST_LIMIT_S": "2"})
        return done.returncode, done.stdout + done.stderr


def main():
    for name, path, text, passed, failed, expected in CASES:
        started = time.monotonic()
        status, said = run(path, text)
        last = f"{BUILDS + passed} passed, {failed} failed"
        right = (said.endswith("\n" + last + "\n") and status == (1 if failed else 0) and expected in said
                 and not re.search("Traceback", said) and time.monotonic() - started < 30)
        print(f"ok {name}" if right else f"not ok {name} - status {status}, wanted {last!r}: {said[-300:]!r}", flush=True)


main()
