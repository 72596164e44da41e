#!/usr/bin/env python3
"""The forms of packs/jp: each asks what the law names (tests/data/form-items*.txt), at its stage, in its version, and nothing
that its recipient may not have gets in: markers stand in the facts (classes, tests/data/form-never*.txt) and are looked for
in every output. A form is tested once it stands in both tables; one that stands in neither is a fault."""
import functools
import glob
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
from driver import ROOT, folder, inside, need, run_all, same, todoke  # noqa: E402

PACK = os.path.join(ROOT, "packs/jp")
DATA = os.path.join(ROOT, "tests/data")
AT = "2026-11-20"
KINDS = ["txt", "json", "html", "copy"]
TEXTS = ("text", "person", "organisation", "place", "file")
CLASSES = ("identity", "narrative", "technical", "statistic")


# --- what the pack says, read without the program --------------------------------------------------------------------------

class Fact:
    def __init__(self, name, kind):
        self.name, self.kind, self.fact_class, self.values, self.limit, self.many = name, kind, None, {}, None, False


def read_facts():
    facts = {}
    for name in sorted(os.listdir(f"{PACK}/facts")):
        fact = None
        with open(f"{PACK}/facts/{name}", encoding="utf-8") as file:
            for line in file:
                words = line.split(None, 2)
                if line.startswith("fact "):
                    fact = facts[words[1]] = Fact(words[1], words[2].split()[0])
                elif line.startswith("  ") and fact:
                    if words[0] == "class":
                        fact.fact_class = words[1]
                    elif words[0] == "value":
                        fact.values[words[1]] = words[2].strip()[1:-1]
                    elif words[0] == "limit":
                        fact.limit = int(words[1])
                    elif words[0] == "many":
                        fact.many = True
                elif line.strip():
                    fact = None
    return facts


def read_table(name, separator):
    lines = []
    for path in sorted(glob.glob(f"{DATA}/{name}*.txt")):
        with open(path, encoding="utf-8") as file:
            lines += [line.strip() for line in file if line.strip() and not line.startswith("--")]
    return [[cell.strip() for cell in line.split(separator)] for line in lines]


FACTS = read_facts()
FORMS = sorted({line[0].partition("@")[0] for line in read_table("form-items", "|")})
with open(f"{DATA}/incidents/rich.json", encoding="utf-8") as rich:
    RICH = json.load(rich)


def form_classes(form):
    """Each version's classes; the same for all of them."""
    with open(f"{PACK}/forms/{form}.form", encoding="utf-8") as file:
        lines = {line.split(None, 1)[1].strip() for line in file if line.startswith("  classes ")}
    same(len(lines), 1, form)
    return lines.pop().split(", ")


# --- markers ---------------------------------------------------------------------------------------------------------------

def plant():
    """The rich incident with an answer of its own in every fact; and what of it would be seen on paper."""
    incident, markers = dict(RICH), {}
    for number, fact in enumerate(FACTS.values()):
        if fact.kind in TEXTS:
            entries = [f"〔印{number}の{i}〕" for i in (1, 2)]  # short: some answers have a limit
            incident[fact.name] = entries if fact.many else entries[0]
            markers[fact.name] = entries if fact.many else entries[:1]
        elif fact.kind in ("count", "money"):
            incident[fact.name] = 7000000 + number
            markers[fact.name] = [f"{7000000 + number:,}"]
        elif fact.kind == "time":
            hour, minute = 1 + number // 60, number % 60
            incident[fact.name] = f"2026-10-15T{hour:02}:{minute:02}:00+09:00"
            markers[fact.name] = [f"2026年10月15日（木）{hour}時{minute:02}分"]
        elif fact.kind in ("choice", "set") and fact.name in RICH:
            chosen = RICH[fact.name]
            markers[fact.name] = [fact.values[name] for name in (chosen if isinstance(chosen, list) else [chosen])]
    return incident, markers


PLANTED, MARKERS = plant()


@functools.lru_cache(None)
def forms(incident, *arguments, status=0):
    with folder() as place:
        path = f"{place}/incident.json"
        with open(path, "w", encoding="utf-8") as file:
            file.write(incident)
        done = todoke("forms", path, *arguments, pack=PACK)
    same(done.status, status, arguments, done.talk)
    return done.out


def paper(form, kind, incident, at=AT, stage=None):
    stages = ("--stage", stage) if stage else ()
    return forms(json.dumps(incident), "--form", form, "--as", kind, "--at", at, *stages)


def filled(form, incident, at=AT, stage=None):
    return json.loads(paper(form, "json", incident, at, stage))


def items(form, incident, at=AT, stage=None):
    return {item["number"]: item for section in filled(form, incident, at, stage)["sections"] for item in section["items"]}


def stages_of(form):
    with open(f"{PACK}/forms/{form}.form", encoding="utf-8") as file:
        stages = re.sub(' "[^"]*"', "", re.search(r"^  stages  (.*)$", file.read(), re.M).group(1)).split(", ")
    return [stage if stage in ("first", "follow", "final") else None for stage in stages]


def answer(item):
    ticks = [tick["text"] for tick in item.get("ticks", []) if tick["checked"]]
    return "\n".join([item["text"], *item.get("rows", []), *ticks])


# --- items -----------------------------------------------------------------------------------------------------------------

def changed(incident, changes):
    for change in changes.split():
        name, value = change.split("=")
        incident = dict(incident, **{name: {"yes": True, "no": False}.get(value, value)})
    return incident


def check_answer(item, want, incident, where):
    if want.startswith("box "):
        need(any(want[4:] in tick["text"] for tick in item.get("ticks", [])), where, "has no such box", item)
    elif want == "hand":
        same(item["state"], "hand", where)
    elif want == "words":
        need(item["state"] == "fixed" and item["text"], where, item)
    elif want != "report":
        need(want in FACTS, where, "names no fact")
        same(item["state"], "filled", where, item)
        expected = MARKERS.get(want) or [{True: "はい", False: "いいえ"}[incident[want]]]
        if isinstance(incident.get(want), str) and FACTS[want].kind == "choice":
            expected = [FACTS[want].values[incident[want]]]
        inside(answer(item), *expected)


def named_items_are_there():
    for form, number, grade, want, law, *changes in read_table("form-items", "|"):
        where = f"{form} {number}"
        form, _, at = form.partition("@")
        incident = changed(PLANTED, changes[0] if changes else "")
        at_stages = [items(form, incident, at or AT, stage) for stage in stages_of(form)]
        found = [by_number[number] for by_number in at_stages if number in by_number]
        need(found, where, "is not there")
        for item in found:
            same(item["grade"], grade, where)
            if law != "-":
                inside(item["law"], law)
        check_answer(found[0], want, incident, where)


def all_forms_are_named_there():
    same(FORMS, sorted(name[:-len(".form")] for name in os.listdir(f"{PACK}/forms")))
    same(FORMS, sorted(line[0].split()[0] for line in read_table("form-never", "|")))


def every_fact_of_reports_is_on_a_form():
    names = []
    for path in glob.glob(f"{PACK}/facts/report*.fact"):
        with open(path, encoding="utf-8") as file:
            names += re.findall(r"^fact (\S+)", file.read(), re.M)
    person = dict(PLANTED, **{"actor.kind": "person"})
    seen = "".join(paper(form, "json", incident, AT, stage)
                   for form in FORMS for incident in (PLANTED, person) for stage in stages_of(form))
    for name in names:
        if FACTS[name].kind != "yesno":
            need(any(marker in seen for marker in MARKERS[name]), name, "is on no form")


# --- what is known ---------------------------------------------------------------------------------------------------------

# What nobody can know before filing, or the windows themselves must say; "(1)": a follow-up is neither of the two kinds of report.
NEVER_KNOWN = {"0-3", "0-4", "3", "4-2", "5", "(1)"}


def rich_incident_fills_everything():
    for form in FORMS:
        for stage in stages_of(form):
            if (form, stage) == ("police.consultation", "follow"):
                continue
            numbers = {number for number, item in items(form, RICH, AT, stage).items() if item["state"] == "unknown"}
            need(numbers <= NEVER_KNOWN, form, stage, numbers)


def nothing_known_fills_nothing():
    """Only words of the form itself, and what is known of the report."""
    for form in FORMS:
        rich = items(form, RICH)
        for number, item in items(form, {}).items():
            if item["state"] == "filled":
                need(answer(item), form, number, "is filled with nothing")
                need(answer(rich[number]) in (answer(item), ""), form, number, item)


def coverage_counts_states():
    for form in FORMS:
        for incident in (RICH, {}):
            whole = filled(form, incident)
            states = [item["state"] for section in whole["sections"] for item in section["items"]]
            for state in ("filled", "unknown", "none"):
                same(whole["coverage"][state], states.count(state), form, state)


# --- stages, versions, conditions ------------------------------------------------------------------------------------------

def later_reports_have_more():
    first, final = (items("card.acquirer", RICH, AT, stage) for stage in ("first", "final"))
    same(sorted(set(final) - set(first)), ["3-11", "3-8", "3-9", "4-2", "4-3"])
    first, final = (items("common.ransomware", RICH, AT, stage) for stage in ("first", "final"))
    same(sorted(set(final) - set(first)), ["4-2"])
    same((first["5"]["state"], final["5"]["state"]), ("hand", "unknown"))
    first, final = (items("ppc.leak", RICH, AT, stage) for stage in ("first", "final"))
    same(sorted(set(final) - set(first)), ["0-3", "0-4"])
    same([tick["checked"] for tick in first["0-1"]["ticks"]], [True, False, False])
    same([tick["checked"] for tick in final["0-1"]["ticks"]], [False, False, True])


def stages_are_named_as_the_law_does():
    """The Capability Act and the accident rules call the second report a detailed one, the privacy rules a confirmed one."""
    for form, number, last in (("crca.incident", "1", "詳報"), ("common.other", "(1)", "詳報・確報")):
        for stage, ticked in (("first", "速報"), ("final", last)):
            ticks = items(form, RICH, AT, stage)[number]["ticks"]
            same([tick["text"] for tick in ticks], ["速報", last], form, stage)
            same([tick["text"] for tick in ticks if tick["checked"]], [ticked], form, stage)
    for form in ("crca.incident", "electricity.accident", "gas.accident", "telecom.secrecy"):
        inside(paper(form, "txt", RICH, AT, "final"), "報告の段階: 詳報\n")
    need("詳報" not in paper("ppc.leak", "txt", RICH, AT, "final").split("\n* ")[0])


def stage_of_another_form_is_refused():
    forms("{}", "--form", "police.consultation", "--as", "json", "--stage", "final", status=2)


def common_forms_have_two_editions():
    old, new = (items("common.ransomware", RICH, at) for at in ("2026-09-30", "2026-10-01"))
    need("(1)" in new and "(1)" not in old)
    same((old["7"]["grade"], new["7"]["grade"]), ("A", "D"))
    inside(old["9"]["text"], "2022年6月17日")
    need("2022" not in new["9"]["text"])


def form_before_its_day_is_refused():
    for form, day in (("common.ransomware", "2025-09-30"), ("common.ddos", "2025-09-30"), ("common.other", "2026-09-30"),
                      ("crca.incident", "2026-09-30"), ("ppc.leak", "2022-03-31")):
        forms("{}", "--form", form, "--as", "json", "--at", day, status=2)
    for form, day in (("common.ransomware", "2025-10-01"), ("common.ddos", "2025-10-01"), ("common.other", "2026-10-01"),
                      ("crca.incident", "2026-10-01"), ("ppc.leak", "2022-04-01")):
        filled(form, {}, day)


def annex_stands_only_where_a_leak_may_be_reported():
    harmless = dict(RICH, **{"data.personal": False, "data.mynumber": False})
    for form in ("common.ransomware", "common.ddos", "common.other"):
        for number, item in items(form, harmless).items():
            if number.startswith("18-"):
                same(item["state"], "none", form, number)
        open_question = {key: value for key, value in RICH.items() if not key.startswith("data.")}
        states = {item["state"] for number, item in items(form, open_question).items() if number.startswith("18-")}
        need("unknown" in states, form, states)


def person_is_asked_as_a_person():
    person, company = (items("police.consultation", dict(RICH, **{"actor.kind": kind})) for kind in ("person", "business"))
    for number in ("1-3", "1-4", "1-5", "1-6"):
        same((person[number]["state"], company[number]["state"]), ("filled", "none"), number)
    for number in ("1-1", "1-2", "5-2"):
        same((person[number]["state"], company[number]["state"]), ("none", "filled"), number)


def sharing_block_follows_the_choice():
    for choice, state in (("ok", "none"), ("part", "filled"), ("no", "filled")):
        same(items("common.other", dict(RICH, **{"share.nco": choice}))["8"]["state"], state, choice)


# --- who may see what ------------------------------------------------------------------------------------------------------

def outputs(form):
    for stage in stages_of(form):
        for kind in KINDS:
            yield kind, paper(form, kind, PLANTED, AT, stage)
            yield kind, paper(form, kind, dict(PLANTED, **{"actor.kind": "person"}), AT, stage)


def classes_not_allowed_never_appear():
    looked_for = 0
    for form in FORMS:
        classes = form_classes(form)
        forbidden = [name for name in MARKERS if FACTS[name].fact_class not in classes]
        for kind, text in outputs(form):
            for name in forbidden:
                for marker in MARKERS[name]:
                    looked_for += 1
                    need(marker not in text, form, kind, "shows", name)
    need(looked_for > 300, "only", looked_for)


def variants(classes):
    """The rich incident without facts of the classes that are not taken; with them; and with other answers in them."""
    taken = {name: value for name, value in RICH.items() if FACTS[name].fact_class in classes}
    other = dict(taken)
    for name, fact in FACTS.items():
        if fact.fact_class in classes:
            continue
        values = sorted(fact.values)
        other[name] = (not RICH.get(name, False) if fact.kind == "yesno" else 7 if fact.kind in ("count", "money") else
                       "2026-01-02T03:04:00+09:00" if fact.kind == "time" else
                       next(value for value in values if value != RICH.get(name)) if fact.kind == "choice" else
                       [value for value in values if value not in RICH.get(name, []) and value != "none"][:1]
                       if fact.kind == "set" else ["別の答え"] if fact.many else "別の答え")
    return [taken, RICH, other]


def classes_not_allowed_change_no_byte():
    """Not one answer: nor whether an item stands there, a box is ticked, a recipient is named."""
    for form in FORMS:
        classes = form_classes(form)
        if len(classes) == len(CLASSES):
            continue
        for stage in stages_of(form):
            for kind in KINDS:
                papers = {paper(form, kind, incident, AT, stage) for incident in variants(classes)}
                same(len(papers), 1, form, kind, stage)


def class_taken_away_changes_no_byte():
    """The same for every form and every class, in packs of which `todoke check` would say what is wrong with them."""
    for gone in CLASSES:
        with folder() as place:
            pack = shutil.copytree(PACK, f"{place}/jp")
            for form in FORMS:
                path = f"{pack}/forms/{form}.form"
                left = [name for name in form_classes(form) if name != gone]
                with open(path, encoding="utf-8") as file:
                    text = re.sub(r"^  classes .*$", f"  classes {', '.join(left)}", file.read(), flags=re.M)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            for form in FORMS:
                if gone not in form_classes(form):
                    continue
                papers = set()
                for number, incident in enumerate(variants([name for name in CLASSES if name != gone])):
                    path = f"{place}/{number}.json"
                    with open(path, "w", encoding="utf-8") as file:
                        json.dump(incident, file)
                    done = todoke("forms", path, "--form", form, "--as", "json", "--at", AT, pack=pack)
                    same(done.status, 0, form, gone, done.talk)
                    papers.add(done.out)
                same(len(papers), 1, form, "without", gone)


def markers_would_be_seen():
    """The same search does find what is allowed, in every kind of output."""
    for form in FORMS:
        for kind in KINDS:
            known = {"persons.notice": "notice.overview", "phishing.report": "technical.urls"}.get(form, "org.name")
            inside(paper(form, kind, PLANTED), MARKERS[known][0])


def facts_without_ground_never_appear():
    for line in read_table("form-never", "|"):
        form, *names = line[0].split()
        for name in names:
            need(any(fact == name or name.endswith(".") and fact.startswith(name) for fact in FACTS), form, name, "is no fact")
        never = [fact for fact in MARKERS if FACTS[fact].kind not in ("choice", "set") and
                 any(fact == name or name.endswith(".") and fact.startswith(name) for name in names)]
        for kind, text in outputs(form):
            for fact in never:
                for marker in MARKERS[fact]:
                    need(marker not in text, form, kind, "shows", fact)


def class_taken_from_a_form_is_an_error():
    """An item of a class that the form no longer takes is found by `todoke check`, each with its line."""
    for form in FORMS:
        for fact_class in form_classes(form):
            with folder() as place:
                pack = shutil.copytree(PACK, f"{place}/jp")
                path = f"{pack}/forms/{form}.form"
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                left = ", ".join(other for other in form_classes(form) if other != fact_class)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(re.sub(r"^  classes .*$", f"  classes {left}", text, flags=re.M))
                done = todoke("check", pack, "--json", pack=None)
            same(done.status, 1, form, fact_class)
            found = [finding for finding in done.json()["findings"] if finding["severity"] == "error"]
            need(found and all(finding["file"].endswith(f"forms/{form}.form") for finding in found), form, fact_class, found[:2])


# --- blank and follow-up ---------------------------------------------------------------------------------------------------

def blank_form_says_nothing():
    for form in FORMS:
        whole = json.loads(forms(json.dumps(PLANTED), "--form", form, "--as", "json", "--at", AT, "--blank"))
        for section in whole["sections"]:
            for item in section["items"]:
                need(item["state"] in ("unknown", "hand", "fixed"), form, item)
                need(item["state"] == "fixed" or not item["text"], form, item)
                need(not any(tick["checked"] for tick in item.get("ticks", [])), form, item)
        for kind in KINDS:
            text = forms(json.dumps(PLANTED), "--form", form, "--as", kind, "--at", AT, "--blank")
            for name in MARKERS:
                if FACTS[name].kind not in ("choice", "set"):
                    need(not any(marker in text for marker in MARKERS[name]), form, kind, "shows", name)


def blank_form_has_every_item():
    for form in FORMS:
        blank = json.loads(forms("{}", "--form", form, "--as", "json", "--at", AT, "--blank"))
        numbers = [item["number"] for section in blank["sections"] for item in section["items"]]
        same(sorted(numbers), sorted(items(form, {})), form)


def since(form, before, now):
    with folder() as place:
        for name, incident in (("before", before), ("now", now)):
            with open(f"{place}/{name}.json", "w", encoding="utf-8") as file:
                json.dump(incident, file)
        done = todoke("forms", f"{place}/now.json", "--since", f"{place}/before.json", "--form", form, "--as", "json", "--at", AT,
                      pack=PACK)
    same(done.status, 0, done.talk)
    return [item for section in done.json()["sections"] for item in section["items"] if item["changed"]]


def follow_up_marks_what_changed():
    for form, fact, numbers in (("ppc.leak", "data.people", ["3-1"]), ("ppc.leak", "incident.cause", ["4-2"]),
                                ("common.ransomware", "incident.summary", ["12-1", "18-1-15"]),
                                ("police.consultation", "evidence.list", ["5-4"]), ("persons.notice", "data.items", ["2"]),
                                ("card.acquirer", "card.numbers", ["1-13"]), ("crca.incident", "computer.list", ["4-1"])):
        now = dict(RICH, **{fact: PLANTED[fact]})
        marked = since(form, RICH, now)
        same([item["number"] for item in marked], numbers, form, fact)
        for item in marked:
            inside(answer(item), *MARKERS[fact])
            need(not any(marker in item["before"] for marker in MARKERS[fact]), form, fact, item["before"])
    same(since("ppc.leak", RICH, RICH), [])


# --- limits ----------------------------------------------------------------------------------------------------------------

def text_may_be_as_long_as_stated():
    limited = [fact for fact in FACTS.values() if fact.limit]
    need(len(limited) > 30)
    fits = json.dumps({fact.name: "𠮷" * fact.limit for fact in limited})
    for form in FORMS:
        forms(fits, "--form", form, "--as", "html", "--at", AT)
    for fact in limited:
        forms(json.dumps({fact.name: "𠮷" * (fact.limit + 1)}), "--form", "ppc.leak", "--as", "txt", status=2)


def marks_of_html_stay_text():
    page = paper("common.ransomware", "html", RICH)
    need("<b>Pay</b>" not in page)
    inside(page, "&lt;b&gt;Pay&lt;/b&gt;")


if __name__ == "__main__":
    run_all([named_items_are_there, all_forms_are_named_there, every_fact_of_reports_is_on_a_form, rich_incident_fills_everything,
             nothing_known_fills_nothing, coverage_counts_states, later_reports_have_more,
             stages_are_named_as_the_law_does, stage_of_another_form_is_refused,
             common_forms_have_two_editions, form_before_its_day_is_refused, annex_stands_only_where_a_leak_may_be_reported,
             person_is_asked_as_a_person, sharing_block_follows_the_choice, classes_not_allowed_never_appear,
             classes_not_allowed_change_no_byte, class_taken_away_changes_no_byte, markers_would_be_seen,
             facts_without_ground_never_appear, class_taken_from_a_form_is_an_error,
             blank_form_says_nothing, blank_form_has_every_item, follow_up_marks_what_changed, text_may_be_as_long_as_stated,
             marks_of_html_stay_text])
