#!/usr/bin/env python3
"""The Japanese pack is sound, complete and tested: check, test with full coverage, shape; and nothing of it depends on the
names or the order of its files."""
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile

PROGRAM, PACK = "build/todoke", "packs/jp"
CASES_AT_LEAST = 40
INCIDENTS = [
    {},
    {"actor.kind": "business", "data.personal": True, "data.people": 1001, "incident.known_at": "2026-11-02T10:00:00+09:00"},
    {"actor.kind": "local_government", "incident.kinds": ["ransomware"], "incident.known_at": "2026-11-02T10:00:00+09:00"},
    {"actor.kind": "person", "incident.kinds": ["phishing_site", "illegal_transfer"], "actor.sectors": [], "actor.prefecture": "13"},
    {"actor.kind": "business", "actor.sectors": ["water", "finance"], "incident.kinds": {"has": ["intrusion"], "maybe": ["ddos"]},
     "data.people": {"min": 500, "max": 20000}, "incident.known_at": "2024-03-31T23:00:00+09:00"},
]
GRADED = re.compile(r'grade ([A-D]) source ([A-Za-z0-9_., -]+?)\s*$')


def report(name, why):
    print(f"ok {name}" if not why else f"not ok {name} - {why}", flush=True)


def run(*arguments, stdin=""):
    wide = dict(os.environ, COLUMNS="100000")  # a line as it is, not folded to a screen
    done = subprocess.run([PROGRAM, *arguments, "--lang", "en"], input=stdin, capture_output=True, text=True, timeout=120,
                          env=wide)
    return done.returncode, done.stdout, done.stderr


def decide(incident, *options):
    return run("duties", "-", "--at", "2026-11-20", *options, stdin=json.dumps(incident))


def lines(pattern):
    for path in sorted(glob.glob(f"{PACK}/**/{pattern}", recursive=True)):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                yield f"{path}:{number}", line.rstrip("\n")


def soundness():
    status, out, err = run("check", PACK, "--json")
    findings = json.loads(out)["findings"] if status in (0, 1) else [{"file": PACK, "line": 0, "key": err[:200]}]
    report("check_finds_nothing", "; ".join(f"{f['file']}:{f['line']} {f['key']}" for f in findings[:5]))
    status, out, err = run("fmt", "--check", PACK)
    report("every_file_has_its_shape", "" if status == 0 else (out + err)[:200])
    status, out, err = run("test", PACK, "--json")
    trial = json.loads(out) if status in (0, 1) else {"failed": -1, "passed": 0, "cases": 0, "examples": 0, "coverage": []}
    report("every_expectation_holds", "" if trial["failed"] == 0 and trial["passed"] > 0 else f"{trial['failed']} do not: {err[:300]}")
    report("enough_cases", "" if trial["cases"] >= CASES_AT_LEAST else f"{trial['cases']} cases")
    gaps = [f"{row['duty']} {row['label'] or ''}" for row in trial["coverage"] if not (row["true"] and row["false"] and row["unknown"])]
    report("every_label_was_true_false_and_unknown", f"{len(gaps)} were not: {'; '.join(gaps[:5])}" if gaps else "")
    report("coverage_is_not_empty", "" if len(trial["coverage"]) > 60 else f"{len(trial['coverage'])} rows")


def scattered(folder):
    """The same blocks in files of other names, in another order, in other folders."""
    paths = [path for path in glob.glob(f"{PACK}/**/*", recursive=True) if os.path.isfile(path)]
    for number, path in enumerate(reversed(sorted(paths))):
        inner = os.path.relpath(path, PACK)
        if inner != "holidays.csv" and not inner.startswith("forms/"):
            inner = f"{'abc'[number % 3]}/x{number}{os.path.splitext(path)[1]}"
        os.makedirs(os.path.dirname(f"{folder}/{inner}"), exist_ok=True)
        shutil.copy(path, f"{folder}/{inner}")


def order_of_files():
    with tempfile.TemporaryDirectory() as folder:
        scattered(folder)
        hashes = []
        for number, incident in enumerate(INCIDENTS):
            answers = []
            for pack in (PACK, folder):
                status, out, err = decide(incident, "--json", "--all", "--pack", pack)
                answers.append(json.loads(out) if status == 0 else {"pack": {"hash": ""}, "error": err})
            hashes.append([answer["pack"].pop("hash") for answer in answers])
            same = answers[0] == answers[1] and "error" not in answers[0]
            report(f"order_of_files_never_matters_{number}", "" if same else f"answers differ: {answers[0].get('error', '')[:200]}")
        report("the_hash_tells_packs_apart", "" if all(a != b for a, b in hashes) and len({a for a, _ in hashes}) == 1 else str(hashes))


def built_in():
    inside, outside = decide({}, "--json", "--all"), decide({}, "--json", "--all", "--pack", PACK)
    same = inside[0] == outside[0] == 0 and inside[1] == outside[1]
    report("the_built_in_pack_is_this_one", "" if same else "answers or hashes differ: is the build older than the pack?")


def grounds():
    grades, source = {}, None
    for _, line in lines("*.source"):
        head, grade = re.match(r"source (\S+)", line), re.match(r"  grade\s+([A-D])$", line)
        source = head.group(1) if head else source
        if grade:
            grades[source] = grade.group(1)
    statements = [(place, GRADED.search(line.split("  --")[0])) for place, line in lines("*.*")]
    faults = [place for place, found in statements
              if found and found.group(1) < min(grades.get(name.strip(), "Z") for name in found.group(2).split(","))]
    report("nothing_is_known_better_than_its_best_source", "; ".join(faults[:5]))
    bare = [place for place, line in lines("*.*") if re.search(r"grade [ABC](?! source)\b", line.split("  --")[0])]
    report("better_than_unverified_needs_a_source", "; ".join(bare[:5]))
    report("grades_were_found", "" if len(grades) > 50 and sum(1 for _, found in statements if found) > 300 else f"{len(grades)}")


def open_facts():
    """Unknown never becomes no: of the core facts only these follow from others, so a silence turns no duty off."""
    derived, fact = set(), None
    for _, line in lines("core-*.fact"):
        head = re.match(r"fact (\S+)", line)
        fact = head.group(1) if head else fact
        if re.match(r"  derive\b", line):
            derived.add(fact)
    report("two_core_facts_follow_from_others", "" if derived == {"data.personal", "actor.private_rules"} else str(sorted(derived)))
    at_home = {"actor.kind": "person", "incident.kinds": ["outage"], "incident.known_at": "2026-11-02T10:00:00+09:00"}
    answer = json.loads(decide(at_home, "--json", "--all")[1])
    status = {duty["duty"]: duty["status"] for duty in answer["duties"]}
    wrong = [duty for duty in ("jp.rail.accident", "jp.gas.accident", "jp.finance.fsa", "jp.ci.relay", "jp.telecom.secrecy") if status.get(duty) != "may_apply"]
    report("a_trade_nobody_asked_about_stays_open", "; ".join(wrong))


def unverified():
    """What is not yet verified says so, wherever it is shown."""
    status, text, _ = decide(INCIDENTS[2])
    duties = json.loads(decide(INCIDENTS[2], "--json")[1])["duties"] if status == 0 else []
    shown = [part["text"] for duty in duties if duty["status"] == "applies" for part in duty["basis"] + duty["notes"] if part["grade"] == "D"]
    report("unverified_grounds_were_met", "" if shown else "no duty with one")
    def says_so(words, where):
        return re.search(re.escape(words) + r".{0,8}not yet verified", where)
    # Shortly, several doubts of one duty are said by their number; explain says each.
    silent = []
    for duty in (duty for duty in duties if duty["status"] == "applies"):
        doubts = [part["text"] for part in duty["notes"] if part["grade"] == "D"]
        full = run("explain", duty["duty"], "-", "--at", "2026-11-20", stdin=json.dumps(INCIDENTS[2]))[1]
        silent += [words for words in doubts if not says_so(words, full)]
        if len(doubts) == 1: silent += [words for words in doubts if not says_so(words, text)]
        if len(doubts) > 1 and f"{len(doubts)} points are not yet verified" not in text: silent.append(duty["duty"])
        silent += [part["text"] for part in duty["basis"] if part["grade"] == "D" and not says_so(part["text"], text)]
    report("unverified_grounds_say_so", "; ".join(silent[:3]))
    marked = [line for line in text.splitlines() if "[D]" in line and "not yet verified" not in line and "Judged under" not in line]
    report("the_letter_d_never_stands_alone", "; ".join(marked[:3]))


soundness()
order_of_files()
built_in()
grounds()
open_facts()
unverified()
