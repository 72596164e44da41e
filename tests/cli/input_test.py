#!/usr/bin/env python3
"""Bad input gets one line that names the place and, where sensible, a suggestion; exit status 2; nothing half-said.
Good input gets the answer alone, in the shape and language that was asked for."""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath("build/todoke")
SMALL = os.path.abspath("tests/data/packs/small")
GOOD = {"actor.kind": "business", "data.people": 1001, "loss.money": 0, "actor.sectors": [],
        "incident.known_at": "2026-11-02T10:00:00+09:00", "incident.story": "物語"}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def report(name, why):
    print(f"ok {name}" if not why else f"not ok {name} - {why}", flush=True)


def run(arguments, stdin=b"", env=None, **more):
    surroundings = {"PATH": os.environ["PATH"], "LANG": "en_US.UTF-8", **(env or {})}
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=60, env=surroundings, **more)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def duties(text, *options, **more):
    if isinstance(text, (dict, list)):
        text = json.dumps(text, ensure_ascii=False)
    return run(["duties", "-", "--pack", SMALL, *options], text.encode() if isinstance(text, str) else text, **more)


def wrong(answer, patterns, lines=1):
    """Why this is no proper refusal; None if it is one."""
    status, out, err = answer
    if status != 2:
        return f"exit status {status}: {err[:200]}"
    if out:
        return f"something on standard output: {out[:100]}"
    if err.count("\n") != lines or not err.endswith("\n"):
        return f"{err.count(chr(10))} lines on standard error: {err[:300]!r}"
    for pattern in patterns:
        if not re.search(pattern, err):
            return f"{pattern!r} is not in: {err[:300]!r}"
    return None


# --- one incident ------------------------------------------------------------------------------------------------------

# name, the text, what must be said; the place comes first
INCIDENTS = [
    ("not_json", "hello", ["^-:1:1: ", "hello"]),
    ("empty", "", ["^-:1:1: ", r"\{\}"]),
    ("only_spaces", " \n\n", ["^-:"]),
    ("cut_off", '{"actor.kind": "business"', ["^-:1:"]),
    ("comma_extra", '{\n  "data.people": 5,\n}', ["^-:3:1: "]),
    ("two_objects", "{} {}", ["^-:1:4: "]),
    ("array", "[]", ["^-:1:1: ", "object"]),
    ("null", "null", ["^-:1:1: ", "object"]),
    ("number", "5", ["^-:1:1: ", "object"]),
    ("string", '"yes"', ["^-:1:1: ", "object"]),
    ("duplicate_key", '{"data.people": 1,\n "data.people": 2}', ["^-:2:2: ", "data.people", "twice"]),
    ("duplicate_key_escaped", '{"data.people": 1,\n "data.peopl\\u0065": 2}', ["^-:2:2: ", "data.people"]),
    ("deep_arrays", '{"actor.sectors": ' + "[" * 100000, ["^-:1:", "64"]),
    ("deep_objects", '{"a":' * 100000, ["^-:1:", "64"]),
    ("bad_utf8", b'{"incident.story": "\xff"}', ["^-:1:21: ", "UTF-8"]),
    ("shift_jis", '{"incident.story": "物語"}'.encode("shift_jis"), ["^-:1:", "UTF-8"]),
    ("byte_order_mark", "\ufeff{}".encode(), ["^-:1:1: ", "BOM"]),
    ("utf16", '{"data.people": 1}'.encode("utf-16"), ["^-:1:1: "]),
    ("binary", bytes(range(256)) * 100, ["^-:2:118: "]),
    ("zero_bytes", bytes(5000), ["^-:1:1: "]),
    ("comment", '{} // nothing', ["^-:1:4: "]),
    ("single_quotes", "{'data.people': 1}", ["^-:1:2: ", '(?i)quote']),
    ("huge_number", '{"data.people": 1' + "0" * 400 + "}", ["^-:1:17: "]),
    ("unknown_fact", '{"data.peple": 1}', ["^-:1:2: ", "data.peple", 'Did you mean "data.people"']),
    ("unknown_fact_far", '{"colour": "red"}', ["^-:1:2: ", "colour"]),
    ("unknown_value", '{"actor.kind": "busines"}', ["^-:1:16: ", "busines", 'Did you mean "business"']),
    ("unknown_value_in_set", '{"actor.sectors": ["water", "wter"]}', ["^-:1:29: ", "wter", 'Did you mean "other"|Did you mean "water"']),
    ("time_without_zone", '{"incident.known_at": "2026-11-02T10:00:00"}',
     ["^-:1:23: ", "incident.known_at", "zone", r"2026-11-02T10:00:00\+09:00"]),
    ("time_day_only", '{"incident.known_at": "2026-11-02"}', ["^-:1:23: ", "incident.known_at"]),
    ("time_words", '{"incident.known_at": "yesterday"}', ["^-:1:23: ", "incident.known_at"]),
    ("time_no_such_day", '{"incident.known_at": "2026-02-29T10:00:00+09:00"}', ["^-:1:23: ", "incident.known_at"]),
    ("bounds_cross", '{"data.people": {"min": 9, "max": 3}}', ["^-:1:17: ", "data.people", "min"]),
    ("bounds_odd", '{"data.people": {"from": 9}}', ["^-:1:17: ", "data.people"]),
    ("negative", '{"data.people": -1}', ["^-:1:17: ", "data.people"]),
    ("fraction", '{"data.people": 1.5}', ["^-:1:17: ", "data.people"]),
    ("set_odd", '{"actor.sectors": {"is": []}}', ["^-:1:19: ", "actor.sectors"]),
    ("text_too_long", '{"incident.story": "' + "x" * 70000 + '"}', ["^-:1:20: ", "incident.story"]),
]
# A value of every wrong kind, for a fact of every type.
TYPES = {"data.personal": "yesno", "data.people": "count", "loss.money": "money", "incident.known_at": "time", "actor.kind": "choice",
         "actor.sectors": "set", "incident.story": "text"}
VALUES = {"yes": True, "word": "x", "number": 5, "list": [5], "object": {"x": 1}}
FITS = {("yesno", "yes"), ("count", "number"), ("money", "number"), ("text", "word")}


def incidents():
    for name, text, patterns in INCIDENTS:
        report(f"refuses_{name}", wrong(duties(text), patterns))
    for fact, kind in TYPES.items():
        for value_name, value in VALUES.items():
            if (kind, value_name) not in FITS:
                report(f"refuses_{kind}_as_{value_name}", wrong(duties({fact: value}), ["^-:1:", re.escape(fact)]))
    several = {"data.people": "many", "data.personel": True, "actor.kind": 5, "actor.prefecture": "99"}
    report("several_findings_have_a_line_each", wrong(duties(several), ["data.people", "data.personel", "actor.kind", "99"], lines=4))
    report("no_terminal_codes_get_through", wrong(duties('{"\\u001b[31mred": 1}'), [r"^[^\x1b]*$"]))
    unknown = duties({fact: None for fact in TYPES})
    empty = duties("{}")
    report("null_is_unknown", "" if unknown[0] == 0 and unknown[1] == empty[1] else f"{unknown[0]} {unknown[2][:200]}")


def measured(path):
    """Exit status, standard error and the most memory (in MB) of reading this file."""
    child = subprocess.Popen([PROGRAM, "duties", path, "--pack", SMALL], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env={"LANG": "en_US.UTF-8"})
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    child.stderr.close()
    return (child.returncode, out.decode(), err.decode()), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def files(folder):
    path = f"{folder}/big.json"
    with open(path, "wb") as file:
        file.write(b'{"incident.story": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}')
    answer, megabytes, seconds = measured(path)
    report("refuses_100_mb", wrong(answer, ["big.json", "4 MB"]))
    report("refuses_100_mb_in_little_room", "" if megabytes < 64 and seconds < 1 else f"{megabytes:.0f} MB, {seconds:.1f} s")
    with open(path, "rb") as file:
        done = subprocess.run([PROGRAM, "duties", "-", "--pack", SMALL], stdin=file, capture_output=True, env={"LANG": "en_US.UTF-8"})
    report("refuses_100_mb_from_a_pipe", wrong((done.returncode, done.stdout.decode(), done.stderr.decode()), ["4 MB"]))
    os.remove(path)
    report("refuses_folder", wrong(run(["duties", folder, "--pack", SMALL]), [re.escape(folder)]))
    report("refuses_missing_file", wrong(run(["duties", f"{folder}/none.json", "--pack", SMALL]), ["none.json"]))
    path = f"{folder}/locked.json"
    with open(path, "w", encoding="ascii") as file:
        file.write("{}")
    os.chmod(path, 0)
    if os.getuid() != 0:
        report("refuses_locked_file", wrong(run(["duties", path, "--pack", SMALL]), ["locked.json"]))
    os.chmod(path, 0o600)
    report("refuses_broken_link", wrong(run(["duties", link(folder), "--pack", SMALL]), ["link.json"]))


def link(folder):
    os.symlink("nowhere", f"{folder}/link.json")
    return f"{folder}/link.json"


# --- the command line --------------------------------------------------------------------------------------------------

ARGUMENTS = [
    ("unknown_command", ["dutees"], ['Did you mean "duties"']),
    ("unknown_command_far", ["frobnicate"], ["frobnicate"]),
    ("empty_command", [""], ["todoke"]),
    ("unknown_option", ["duties", "--jsn"], ['Did you mean "--json"']),
    ("unknown_option_far", ["duties", "--frobnicate"], ["--frobnicate"]),
    ("option_of_another", ["check", "--each", "x"], ["--each"]),
    ("short_option", ["duties", "-x"], ["-x"]),
    ("missing_value", ["duties", "--pack"], ["--pack", "DIR"]),
    ("missing_value_lang", ["duties", "--lang"], ["--lang", "ja"]),
    ("value_not_taken", ["duties", "--json=yes"], ["--json"]),
    ("at_garbage", ["duties", "--at", "tomorrow"], ["tomorrow", "2026-11-20"]),
    ("at_no_zone", ["duties", "--at", "2026-11-20T09:00:00"], ["2026-11-20T09:00:00"]),
    ("at_no_such_day", ["duties", "--at", "2026-02-30"], ["2026-02-30"]),
    ("at_empty", ["duties", "--at", ""], ["2026-11-20"]),
    ("lang_garbage", ["duties", "--lang", "fr"], ["fr", "ja-simple"]),
    ("lang_case", ["duties", "--lang", "EN"], ["EN", "en"]),
    ("too_many", ["duties", "a", "b"], ["duties"]),
    ("too_few", ["explain"], ["explain", "DUTY"]),
    ("each_and_file", ["duties", "--each", "x", "y"], ["duties --each"]),
    ("each_missing", ["duties", "--each", "/nowhere.jsonl"], ["/nowhere.jsonl"]),
    ("pack_missing", ["duties", "--pack", "/nowhere"], ["/nowhere"]),
    ("pack_file", ["duties", "--pack", "Makefile"], ["Makefile"]),
    ("check_missing", ["check", "/nowhere"], ["/nowhere"]),
    ("test_missing", ["test", "/nowhere"], ["/nowhere"]),
    ("fmt_missing", ["fmt", "/nowhere"], ["/nowhere"]),
    ("diff_missing", ["diff", SMALL, "/nowhere"], ["/nowhere"]),
    ("explain_unknown_duty", ["explain", "sm.leek", "/dev/null", "--pack", SMALL], ["."]),
    ("completion_shell", ["completion", "csh"], ["csh"]),
    ("help_unknown", ["help", "dutees"], ["dutees"]),
]


def command_line(folder):
    for name, arguments, patterns in ARGUMENTS:
        report(f"refuses_{name}", wrong(run(arguments, b"{}"), patterns))
    report("explain_suggests", wrong(run(["explain", "sm.leek", "-", "--pack", SMALL], b"{}"), ["sm.leek", "sm.leak"]))
    report("check_refuses_empty_folder", refused_folder(folder, "empty", 0, "no pack files"))
    report("check_refuses_many_files", refused_folder(folder, "many", 4097, "too many files"))
    report("hostile_argument_is_shown_plainly", wrong(run(["duties", "--\x1b[31m"]), [r"^[^\x1b]*$"]))


def refused_folder(folder, name, count, words):
    os.mkdir(f"{folder}/{name}")
    for i in range(count):
        with open(f"{folder}/{name}/{i}.duty", "w", encoding="ascii"):
            pass
    status, out, err = run(["check", f"{folder}/{name}"])
    return "" if status in (1, 2) and words in out + err else f"{status} {(out + err)[:200]}"


# --- where the answer goes ---------------------------------------------------------------------------------------------

def outputs():
    command = [PROGRAM, "duties", "-", "--pack", SMALL]
    surroundings = {"LANG": "en_US.UTF-8"}
    for name, arguments in (("duties", command), ("json", [*command, "--json"]), ("check", [PROGRAM, "check", SMALL]),
                            ("help", [PROGRAM, "help"]), ("manual", [PROGRAM, "manual"])):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(arguments, input=b"{}", stdout=full, stderr=subprocess.PIPE, env=surroundings)
        report(f"full_disk_{name}", wrong((done.returncode, "", done.stderr.decode()), ["disk"]))
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], input=b"{}", capture_output=True, env=surroundings)
    report("closed_output", wrong((done.returncode, done.stdout.decode(), done.stderr.decode()), ["written"]))
    done = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, env=surroundings)
    report("closed_input", wrong((done.returncode, done.stdout.decode(), done.stderr.decode()), ["-"]))
    done = subprocess.run(["sh", "-c", 'exec "$@" 2>&- >/dev/full', "sh", *command], input=b"{}", env=surroundings)
    report("nobody_to_tell", "" if done.returncode == 2 else f"exit status {done.returncode}")


def good():
    status, out, err = duties(GOOD)
    report("good_input", "" if status == 0 and not err and "sm.leak" in out else f"{status} {err[:200]}")
    report("no_codes_into_a_pipe", "\\x1b in the answer" if "\x1b" in out else "")
    status, out, err = duties(GOOD, "--json")
    answer = json.loads(out) if status == 0 and not err else {}
    report("json_alone", "" if "duties" in answer and out.count("\n") == 1 else f"{status} {err[:200]}")
    plain = duties(GOOD, "--at", "2026-11-20")[1]
    report("no_color", "" if duties(GOOD, "--at", "2026-11-20", env={"NO_COLOR": "1"})[1] == plain else "another answer")
    english = duties(GOOD, "--lang", "en")[1].splitlines()
    odd = [line for line in english if JAPANESE.search(line) and not law_text(line)]
    report("english_without_japanese", odd[0] if odd else "")
    for lang in ("ja", "ja-simple"):
        report(f"japanese_{lang}", "" if JAPANESE.search(duties(GOOD, "--lang", lang)[1]) else "no Japanese")
    report("help_is_no_error", "" if run(["duties", "--help"])[0] == 0 and run(["--help"])[0] == 0 else "exit status")
    same = {duties(GOOD, "--at", "2026-11-20", "--json")[1] for _ in range(3)}
    report("same_input_same_answer", "" if len(same) == 1 else "answers differ")


def law_text(line):
    """Grounds and notes stay in the language of the law."""
    for name in ("leak", "outage", "notice"):
        with open(f"{SMALL}/duties/{name}.duty", encoding="utf-8") as file:
            if any(text in line for text in re.findall(r'^  (?:basis|note)\s+"([^"]*)"', file.read(), re.M)):
                return True
    return False


# --- many incidents ----------------------------------------------------------------------------------------------------

def each(folder):
    path = f"{folder}/many.jsonl"
    rows = [json.dumps(GOOD), "", '{"data.peple": 1}', "{}", "nonsense", json.dumps(GOOD)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(rows))
    status, out, err = run(["duties", "--each", path, "--pack", SMALL, "--json"])
    answers = [json.loads(line) for line in out.splitlines()]
    names = [(answer["incident"], "answer" in answer) for answer in answers]
    expected = [("1", True), ("3", False), ("4", True), ("5", False), ("6", True)]
    report("each_line_is_answered", "" if status == 2 and names == expected else f"{status} {names} {err[:200]}")
    said = str([answer.get("error") for answer in answers])
    report("each_fault_has_its_place", "" if "data.people" in said else said[:200])
    os.mkdir(f"{folder}/inbox")
    for name, text in (("a.json", json.dumps(GOOD)), ("b.json", "[]"), ("c.json", "{}"), ("notes.txt", "not read")):
        with open(f"{folder}/inbox/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    status, out, err = run(["duties", "--each", f"{folder}/inbox", "--pack", SMALL, "--json"])
    names = [(answer["incident"], "answer" in answer) for answer in map(json.loads, out.splitlines())]
    expected = [("a.json", True), ("b.json", False), ("c.json", True)]
    report("each_file_is_answered", "" if status == 2 and names == expected else f"{status} {names} {err[:200]}")
    os.remove(f"{folder}/inbox/b.json")
    report("each_good_file", "" if run(["duties", "--each", f"{folder}/inbox", "--pack", SMALL])[0] == 0 else "exit status")


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        incidents()
        files(folder)
        command_line(folder)
        outputs()
        good()
        each(folder)


main()
sys.exit(0)
