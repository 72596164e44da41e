#!/usr/bin/env python3
"""The checkers bite: each is fed a small tree that is as it should be, then the same tree with one thing wrong."""
import os
import subprocess
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")

GOOD = {
    "src/LAYERS": "pure: rule\nclosed: base/sys.h\nbase:\nrule: base\npack: base rule\nweb: pack+\nmain: base rule\n"
                  "gen/words.h = base\n",
    "src/base/sys.h": "#pragma once\nint sys_read(int from);\n",
    "src/base/sys.c": '#include "base/sys.h"\n#include <stdlib.h>\nint sys_read(int from) {\n    return abs(from);\n}\n',
    "src/base/door.h": '#pragma once\n#include "base/sys.h"\n',
    "src/rule/eval.h": "#pragma once\nint eval_run(int a);\n",
    "src/rule/eval.c": '#include "rule/eval.h"\n#include <string.h>\n\n// "a comment, strcpy(a, b), may say what it likes"\n'
                       "int eval_run(int a) {\n    return a;\n}\n",
    "src/main.c": '#include "base/sys.h"\n#include "rule/eval.h"\n\nint main(void) {\n    return eval_run(sys_read(1));\n}\n',
    "tests/unit/seal/box_test.c": "int main(void) {\n    return box_open(1);\n}\n",
    "build/todoke": "#!/bin/sh\nprintf '.TH TODOKE 1 2026-11-20\\n.SH NAME\\ntodoke\\n'\n",
    ".clang-format": "BasedOnStyle: LLVM\nIndentWidth: 4\nAllowShortFunctionsOnASingleLine: None\n",
}
EVAL = GOOD["src/rule/eval.c"]
LONG_BODY = "int eval_long(void) {\n" + "    ;\n" * 80 + "}\n"

# checker, what is wrong, the file, its text, a part of what the checker must say
BAD = [
    ("check_layers", "arrow_up", "src/base/sys.c", '#include "rule/eval.h"\n', "base may not include rule"),
    ("check_layers", "arrow_up_from_header", "src/base/sys.h", '#include "rule/eval.h"\n', "base may not include rule"),
    ("check_layers", "inherited_ends_somewhere", "src/base/a.c", '#include "web/a.h"\n', "base may not include web"),
    ("check_layers", "closed_header", "src/rule/eval.c", '#include "base/sys.h"\n', "pure, but reaches base/sys.h"),
    ("check_layers", "closed_header_through_another", "src/rule/eval.c", '#include "base/door.h"\n', "pure, but reaches"),
    ("check_layers", "system_header", "src/rule/eval.c", "#include <unistd.h>\n", "<unistd.h> is closed"),
    ("check_layers", "system_header_spaced", "src/rule/eval.c", "  #  include <sys/stat.h>\n", "<sys/stat.h> is closed"),
    ("check_layers", "file_use", "src/rule/eval.c", "#include <stdio.h>\nFILE *out;\n", "FILE is closed"),
    ("check_layers", "environment", "src/rule/eval.c", 'char *a(void) {\n    return getenv("A");\n}\n', "getenv is closed"),
    ("check_layers", "unknown_folder", "src/odd/a.c", "", "odd is not in src/LAYERS"),
    ("check_layers", "no_folder_named", "src/rule/eval.c", '#include "eval.h"\n', "name the folder"),
    ("check_layers", "relative", "src/rule/eval.c", '#include "../base/sys.h"\n', "name the folder"),
    ("check_layers", "source_included", "src/rule/eval.c", '#include "base/sys.c"\n', "only headers"),
    ("check_headers", "needs_another_before_it", "src/rule/eval.h", "#pragma once\nsize_t eval_run(int a);\n", "compile alone"),
    ("check_headers", "no_once", "src/rule/eval.h", "int eval_run(int a);\n", "no #pragma once"),
    ("check_size", "long_file", "src/rule/eval.c", EVAL + "// line\n" * 800, "at most 800"),
    ("check_size", "long_function", "src/rule/eval.c", EVAL + LONG_BODY, "eval_long: 82 lines, at most 80"),
    ("check_size", "long_static_function", "src/rule/eval.c", EVAL + "static " + LONG_BODY, "82 lines, at most 80"),
    ("check_size", "many_parameters", "src/rule/eval.c",
     EVAL + "int eval_many(int a, int b, int c, int d, int e, int f(int, int), int g) {\n    return a;\n}\n", "7 parameters"),
    ("check_size", "wide_line", "src/rule/eval.c", EVAL + "// " + "x" * 126 + "\n", "129 columns"),
    ("check_size", "sliced", "src/rule/eval_more.c", "", "says nothing"),
    ("check_words", "japanese", "src/rule/eval.c", 'const char *a = "届け";\n', "belong in text/"),
    ("check_words", "japanese_escaped", "src/rule/eval.c", 'const char *a = "\\xe5\\xb1\\x8a\\xe3\\x81\\x91";\n',
     "belong in text/"),
    ("check_words", "sentence", "src/rule/eval.c", 'const char *a = "the file is missing";\n', "sentence belongs"),
    ("check_words", "sentence_in_pieces", "src/rule/eval.c", 'const char *a = "the file"\n    " is missing";\n', "sentence"),
    ("check_words", "sentence_in_format", "src/rule/eval.c", 'const char *a = "%s: cannot be read";\n', "sentence belongs"),
    ("check_words", "sentence_after_assert", "src/rule/eval.c",
     'void a(int b) {\n    assert(b);\n    say("the file is missing");\n}\n', "sentence belongs"),
    ("check_words", "foreign_path", "docs/a.md", "see /wor" + "k/main/a\n", "docs/a.md:1: has no meaning"),
    ("check_words", "foreign_key", "docs/a.md", "see S0" + "03\n", "no meaning outside"),
    ("check_banned", "strcpy", "src/base/sys.c", "void a(char *b) {\n    strcpy(b, b);\n}\n", "strcpy is banned"),
    ("check_banned", "spaced", "src/rule/eval.c", "int a(void) {\n    return atoi (\"1\");\n}\n", "atoi is banned"),
    ("check_banned", "malloc_outside_base", "src/rule/eval.c", "void *a(void) {\n    return malloc(1);\n}\n", "malloc is banned"),
    ("check_callers", "uncalled", "src/rule/eval.h", GOOD["src/rule/eval.h"] + "int eval_more(void);\n", "not defined"),
    ("check_callers", "inline_uncalled", "src/rule/eval.h",
     GOOD["src/rule/eval.h"] + "static inline int eval_two(int a) {\n    return a;\n}\n", "eval_two has no caller"),
    ("check_callers", "only_its_own_file", "src/main.c", GOOD["src/main.c"].replace("eval_run(sys_read(1))", "sys_read(1)"),
     "eval_run has no caller outside src/rule/eval.c"),
    ("check_callers", "only_in_a_comment", "src/main.c",
     GOOD["src/main.c"].replace("eval_run(sys_read(1))", "sys_read(1) /* eval_run */"), "eval_run has no caller"),
    ("check_callers", "sealing_without_a_test", "src/seal/box.h",
     "#pragma once\nstatic inline int box_shut(int a) {\n    return a;\n}\n", "box_shut has no caller"),
    ("check_callers", "only_in_a_test", "src/rule/box.h",
     "#pragma once\nstatic inline int box_open(int a) {\n    return a;\n}\n", "box_open has no caller"),
    ("check_man", "unknown_request", "build/todoke",
     "#!/bin/sh\nprintf '.TH TODOKE 1 2026-11-20\\n.SH NAME\\n.ODD\\n'\n", "unknown"),
    ("check_format", "shape", "src/rule/eval.c", "int  a( int b ){return b;}\n", "clang-format"),
]
# What must not be taken for a fault.
FINE = [
    ("check_layers", "commented_include", "src/rule/eval.c", '// #include <unistd.h>\n/*\n#include "base/sys.h"\n*/\n'),
    ("check_layers", "generated_words", "src/rule/eval.c", '#include "gen/words.h"\n'),
    ("check_layers", "inherited", "src/web/a.c", '#include "rule/eval.h"\n'),
    ("check_words", "invariant", "src/rule/eval.c", 'void a(int b) {\n    assert(b && "the list is never empty");\n}\n'),
    ("check_words", "names", "src/rule/eval.c", 'const char *a = "incident.known_at", *b = "%-12s %4d ms\\n";\n'),
    ("check_banned", "own_name", "src/rule/eval.c", "int a(void) {\n    return my_strcpy(1);\n}\n"),
    ("check_callers", "sealing_both_ways", "src/seal/box.h",
     "#pragma once\nstatic inline int box_open(int a) {\n    return a;\n}\n"),
    ("check_callers", "through_a_macro", "src/rule/eval.h",
     GOOD["src/rule/eval.h"] + "static inline int eval_two(int a) {\n    return a;\n}\n#define EVAL(a) eval_two(a)\n"),
]


def write_tree(tree, files):
    for path, text in files.items():
        os.makedirs(os.path.join(tree, os.path.dirname(path)), exist_ok=True)
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write(text)
        if text.startswith("#!"):
            os.chmod(os.path.join(tree, path), 0o755)


def run(checker, changed):
    with tempfile.TemporaryDirectory() as tree:
        write_tree(tree, {**GOOD, **changed})
        done = subprocess.run([os.path.join(ROOT, "tools", checker), tree], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


def report(name, right, said):
    print(f"ok {name}" if right else f"not ok {name} - {said.strip()[-300:]!r}", flush=True)


def main():
    for checker in sorted({row[0] for row in BAD}):
        status, said = run(checker, {})
        report(f"{checker} passes_the_good_tree", status == 0, said)
    for checker, name, path, text, expected in BAD:
        status, said = run(checker, {path: text})
        report(f"{checker} refuses_{name}", status != 0 and expected in said and "Traceback" not in said, said)
    for checker, name, path, text in FINE:
        status, said = run(checker, {path: text})
        report(f"{checker} allows_{name}", status == 0, said)


main()
