#!/usr/bin/env python3
"""Forms and their coverage as commands: which forms, which files, which stage, what a follow-up marks, what is refused."""
import json
import os
import subprocess

from driver import folder, inside, need, run_all, same, todoke

AT = ("--at", "2026-11-20T12:00:00+09:00")
LAW = '''pack toy "とい"
  version "1"
  jurisdiction toy
  at 2026-11-20

fact who.kind choice "だれ"
  class   statistic
  ask     "だれですか"
  value   firm "会社"
  value   person "個人"

fact who.name organisation "名前"
  class   identity
  ask     "お名前は"
  text    optional

fact what.people count "人数"
  class   statistic
  ask     "何人ですか"

fact what.story text "概要"
  class   narrative
  ask     "何がありましたか"
  text    optional

window toy.desk "窓口"
  for     "x"

duty toy.first "一つめ"
  when    what.people > 10
  to      toy.desk
  form    toy.special when who.kind is firm
  form    toy.plain otherwise

duty toy.second "二つめ"
  when    what.people > 100
  to      toy.desk
  form    toy.plain
  form    toy.notice
'''
FORM = '''form {id} "{title}"
  duty    toy.first
  from    2026-01-01
  classes {classes}
  stages  {stages}
  grade   D
  section "1"
    item 1-1 "人数"
      fill    what.people
    item 1-2 "概要"
      fill    what.story
      when    who.kind is firm
    item 1-3 "名前"
      fill    who.name
'''
FORMS = {"toy.special": ("特別な様式", "statistic, narrative, identity", "first, final"),
         "toy.plain": ("ふつうの様式", "statistic, identity", "first, follow, final"),
         "toy.notice": ("知らせ", "statistic", "notice"),
         "toy.loose": ("どこにもない様式", "statistic", "first")}
FIRM = {"who.kind": "firm", "what.people": 200, "who.name": "甲社", "what.story": "あらすじ"}


class Town:
    """A pack, incidents and room for files, for one test."""
    def __enter__(self):
        self.held = folder()
        self.path = self.held.name
        os.makedirs(self.file("pack/forms"))
        with open(self.file("pack/law.duty"), "w", encoding="utf-8") as law:
            law.write(LAW)
        for form, (title, classes, stages) in FORMS.items():
            with open(self.file(f"pack/forms/{form}.form"), "w", encoding="utf-8") as sheet:
                sheet.write(FORM.format(id=form, title=title, classes=classes, stages=stages))
        return self

    def __exit__(self, *_fault):
        self.held.cleanup()

    def file(self, name):
        return os.path.join(self.path, name)

    def incident(self, facts, name="incident.json"):
        with open(self.file(name), "w", encoding="utf-8") as file:
            json.dump(facts, file)
        return self.file(name)

    def run(self, command, *arguments, lang="ja"):
        return todoke(command, *arguments, *AT, "--lang", lang, pack=self.file("pack"))

    def forms(self, facts, *arguments, out="out", lang="ja"):
        return self.run("forms", self.incident(facts), "-o", self.file(out), *arguments, lang=lang)

    def one(self, facts, form, *arguments):
        done = self.run("forms", self.incident(facts), "--form", form, "--as", "json", *arguments)
        same(done.status, 0, done.talk)
        return {item["number"]: item for section in done.json()["sections"] for item in section["items"]}


def the_forms_of_all_duties_that_apply():
    with Town() as town:
        done = town.forms(FIRM, "--as", "txt")
        same(done.status, 0, done.talk)
        same(done.out, "")
        same(sorted(os.listdir(town.file("out"))), ["toy.notice.txt", "toy.plain.txt", "toy.special.txt"])
        talk = done.talk.splitlines()
        same(len(talk), 3, talk)
        special = [line for line in talk if "toy.special.txt" in line]
        inside(special[0], "特別な様式", "3 項目のうち 3 項目")
        done = town.forms(dict(FIRM, **{"what.people": 50}), "--as", "txt", out="few")
        same(sorted(os.listdir(town.file("few"))), ["toy.plain.txt", "toy.special.txt"])
        inside([line for line in done.talk.splitlines() if "plain" in line][0], "別の様式")


def every_kind_of_file():
    with Town() as town:
        begins = {"html": b"<!doctype html", "txt": "特別な様式".encode(), "json": b'{"form":"toy.special"', "copy": b"<!doctype html",
                  "pdf": b"%PDF-", "xlsx": b"PK"}
        for kind, first in begins.items():
            done = town.forms(FIRM, "--form", "toy.special", "--as", kind, out=f"one.{kind}")
            same(done.status, 0, kind, done.talk)
            with open(town.file(f"one.{kind}"), "rb") as file:
                got = file.read()
            need(got.lower().startswith(first.lower()), kind, got[:40])
        left = [name for name in os.listdir(town.path) if "new" in name or name.startswith("todoke-")]
        same(left, [])


def the_ending_says_the_kind():
    with Town() as town:
        for name, first in {"a.html": b"<!doctype html", "a.copy.html": b"<!doctype html", "a.json": b"{", "a.pdf": b"%PDF", "a": b"%PDF"}.items():
            same(town.forms(FIRM, "--form", "toy.special", out=name).status, 0)
            with open(town.file(name), "rb") as file:
                need(file.read().lower().startswith(first.lower()), name)
        with open(town.file("a.html"), "rb") as page, open(town.file("a.copy.html"), "rb") as copy:
            need(page.read() != copy.read())


def pdf_without_being_told():
    with Town() as town:
        same(town.forms(FIRM).status, 0)
        same(sorted(os.listdir(town.file("out"))), ["toy.notice.pdf", "toy.plain.pdf", "toy.special.pdf"])


def one_form_whatever_applies():
    with Town() as town:
        done = town.run("forms", town.incident({"what.people": 1}), "--form", "toy.loose", "--as", "txt")
        same(done.status, 0, done.talk)
        inside(done.out, "どこにもない様式")


def the_same_bytes_again():
    with Town() as town:
        for kind in ("html", "txt", "json", "copy", "pdf", "xlsx"):
            contents = []
            for name in ("once", "twice"):
                same(town.forms(FIRM, "--form", "toy.special", "--as", kind, out=name).status, 0)
                with open(town.file(name), "rb") as file:
                    contents.append(file.read())
            need(contents[0] == contents[1], kind)


def stages():
    with Town() as town:
        same(town.run("forms", town.incident(FIRM), "--form", "toy.plain", "--as", "json", "--stage", "final").json()["stage"], "final")
        same(town.run("forms", town.incident(FIRM), "--form", "toy.notice", "--as", "json", "--stage", "final").json()["stage"], "notice")
        done = town.run("forms", town.incident(FIRM), "--form", "toy.special", "--as", "json", "--stage", "follow")
        same((done.status, done.out), (2, ""))
        inside(done.talk, "toy.special", "follow")
        done = town.forms(FIRM, "--as", "txt", "--stage", "follow")  # the others are made
        same(done.status, 0)
        same(sorted(os.listdir(town.file("out"))), ["toy.notice.txt", "toy.plain.txt"])
        done = town.forms(FIRM, "--stage", "last", out="none")
        same(done.status, 2)
        need(not os.path.exists(town.file("none")))


def what_changed_since():
    with Town() as town:
        before = town.incident({"who.kind": "firm", "what.people": {"min": 3}, "who.name": "甲社"}, "before.json")
        items = town.one(FIRM, "toy.plain", "--since", before)
        need(items["1-1"]["changed"] and not items["1-3"]["changed"])
        same(items["1-1"]["before"], "3以上")
        done = town.run("forms", town.incident(FIRM), "--form", "toy.plain", "--as", "json", "--since", before)
        same(done.json()["stage"], "follow")
        done = town.run("forms", town.incident(FIRM), "--form", "toy.special", "--as", "json", "--since", before)
        same(done.json()["stage"], "final")
        done = town.run("forms", town.incident(FIRM), "--form", "toy.plain", "--as", "json", "--since", town.file("no.json"))
        same((done.status, done.out), (2, ""))


def nothing_of_another_class():
    with Town() as town:
        for kind in ("html", "txt", "json", "copy", "pdf", "xlsx"):
            same(town.forms(FIRM, "--as", kind, out=kind).status, 0)
            for name in os.listdir(town.file(kind)):
                with open(os.path.join(town.file(kind), name), "rb") as file:
                    text = file.read()
                classes = FORMS[".".join(name.split(".")[:2])][1]
                if kind in ("html", "txt", "json", "copy"):
                    same("甲社".encode() in text, "identity" in classes, name)
                    same("あらすじ".encode() in text, "narrative" in classes, name)


def blank_forms():
    with Town() as town:
        done = todoke("forms", "--blank", "--as", "txt", "-o", town.file("blank"), *AT, pack=town.file("pack"))
        same(done.status, 0, done.talk)
        same(sorted(os.listdir(town.file("blank"))), sorted(f"{form}.txt" for form in FORMS))
        for form in FORMS:
            with open(town.file(f"blank/{form}.txt"), encoding="utf-8") as file:
                need("甲社" not in file.read())
        items = town.one(FIRM, "toy.special", "--blank")
        need(all(not item.get("text") for item in items.values()), items)


def how_far_the_forms_are():
    with Town() as town:
        facts = {"who.kind": "firm", "what.people": 200}
        done = town.run("coverage", town.incident(facts), "--json")
        same(done.status, 0, done.talk)
        forms = {form["form"]: form for form in done.json()["forms"]}
        same(sorted(forms), ["toy.notice", "toy.plain", "toy.special"])
        special = forms["toy.special"]
        same((special["filled"], special["unknown"], special["none"]), (1, 2, 0))
        same(special["ask"], ["what.story", "who.name"])
        same((forms["toy.notice"]["filled"], forms["toy.notice"]["none"], forms["toy.notice"]["ask"]), (1, 2, []))
        same(sorted(done.json()["ask"]), ["what.story", "who.name"])
        text = town.run("coverage", town.incident(facts)).out
        inside(text, "特別な様式：3 項目のうち 1 項目、あと 2 問", "お名前は")
        same(text.count("お名前は"), 1)
        same([form["form"] for form in town.run("coverage", town.incident({}), "--json").json()["forms"]], [])
        same(town.run("coverage", town.incident(FIRM), "--form", "toy.plain", "--json").json()["forms"][0]["ask"], [])


def a_list_of_what_was_made():
    with Town() as town:
        done = town.forms(FIRM, "--as", "txt", "--json")
        files = done.json()["files"]
        same([os.path.basename(file["file"]) for file in files], [f"{file['form']}.txt" for file in files])
        need(all(os.path.exists(file["file"]) for file in files))


def faults():
    with Town() as town:
        path = town.incident(FIRM)
        for arguments, said in (((path,), "--output"), ((path, "--form", "toy.pla", "--as", "txt"), "toy.plain"),
                                ((path, "--form", "nothing.like.it", "--as", "txt"), "nothing.like.it"),
                                ((path, "-o", town.file("x"), "--as", "doc"), "doc"),
                                ((path, "-o", path), path), ((path, "-o", town.file("no/such/place")), "such"),
                                ((town.file("none.json"), "-o", town.file("x")), "none.json")):
            done = town.run("forms", *arguments)
            same((done.status, done.out), (2, ""), arguments, done.talk)
            inside(done.talk, said)
        need(not os.path.exists(town.file("x")))
        done = todoke("forms", path, "--form", "toy.plain", "--as", "txt", "--at", "2025-12-31", pack=town.file("pack"))
        same(done.status, 2)
        inside(done.talk, "toy.plain", "2025-12-31")
        done = town.forms({"what.people": 1}, out="empty")
        same((done.status, done.out), (0, ""))
        same(os.listdir(town.file("empty")), [])


def a_form_that_cannot_be_written_fails_the_command():
    with Town() as town:
        os.makedirs(town.file("out/toy.plain.txt"))
        done = town.forms(FIRM, "--as", "txt")
        same(done.status, 2)
        inside(done.talk, "toy.plain.txt")
        same(sorted(os.listdir(town.file("out"))), ["toy.notice.txt", "toy.plain.txt", "toy.special.txt"])
        same(os.listdir(town.file("out/toy.plain.txt")), [])


# --- one filing and the one before -----------------------------------------------------------------------------------------

def head(done):
    same(done.status, 0, done.talk)
    paper = done.json()
    return [paper[name] for name in ("stage", "to", "receipt", "previous_receipt", "previous_at")]


def receipts_of_one_filing():
    with Town() as town:
        path = town.incident(FIRM)
        one = ("forms", path, "--form", "toy.plain", "--as", "json")
        same(head(town.run(*one)), ["first", "窓口", "", "", None])
        same(head(town.run(*one, "--receipt", " A-9 ")), ["first", "窓口", "A-9", "", None])
        stated = ("--previous-receipt", "A-8", "--previous-at", "2026-11-19T09:00:00+09:00")
        same(head(town.run(*one, *stated)), ["follow", "窓口", "", "A-8", "2026-11-19T09:00:00+09:00"])
        same(head(town.run(*one, *stated, "--stage", "final"))[0], "final")
        text = town.run("forms", path, "--form", "toy.plain", "--as", "txt", "--previous-at", "2026-11-20", "--receipt", "B").out
        inside(text, "前回の報告: 2026年11月20日（金）\n", "受付番号: B\n", "続報")  # a day has no time of day
        same(head(town.run(*one, "--to", "toy.desk"))[1], "窓口")


def receipts_that_are_refused():
    with Town() as town:
        path = town.incident(FIRM)
        one = ("forms", path, "--form", "toy.plain", "--as", "txt")
        for arguments, said in [(("--previous-at", "2026-11-21"), "2026-11-21"), (("--previous-at", "yesterday"), "yesterday"),
                                (("--receipt", "a\nb"), "--receipt"), (("--receipt", "a\u202eb"), "--receipt"),
                                (("--receipt", "x" * 101), "100"), (("--previous-receipt", b"\xff\xfe"), "--previous-receipt"),
                                (("--to", "toy.dusk"), "toy.desk")]:
            done = town.run(*one, *arguments)
            same((done.status, done.out), (2, ""), arguments, done.talk)
            inside(done.talk, said)
        for option, value in (("--receipt", "1"), ("--previous-receipt", "1"), ("--previous-at", "2026-11-19"), ("--to", "toy.desk")):
            done = town.run("forms", path, "-o", town.file("x"), option, value)  # they belong to one form
            same((done.status, done.out), (2, ""), option)
            inside(done.talk, option, "--form")
        need(not os.path.exists(town.file("x")))


# --- options and their values ----------------------------------------------------------------------------------------------

def slips_in_options():
    for typed, meant in (("--al", "--all"), ("--a", "--at"), ("--atl", "--at"), ("--eech", "--each"), ("--js", "--json")):
        done = todoke("duties", typed)
        same(done.status, 2)
        inside(done.talk, f"「{meant}」")
    need("--stage" not in todoke("duties", "--stag").talk, "an option of another command")


def completed(script, *line):
    words = " ".join(f"'{word}'" for word in line)
    shell = f'. {script}; COMP_WORDS=({words}); COMP_CWORD={len(line) - 1}; _todoke; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True, timeout=20)
    return done.stdout.split()


def values_are_completed():
    with folder() as place:
        script = f"{place}/todoke.bash"
        with open(script, "w", encoding="utf-8") as file:
            file.write(todoke("completion", "bash", pack=None).out)
        same(completed(script, "todoke", "cover"), ["coverage"])
        same(completed(script, "todoke", "forms", "--previous-r"), ["--previous-receipt"])
        same(completed(script, "todoke", "forms", "--as", "p"), ["pdf"])
        same(completed(script, "todoke", "forms", "--stage", ""), ["first", "follow", "final"])
        same(completed(script, "todoke", "forms", "--lang", "ja"), ["ja", "ja-simple"])
        same(completed(script, "todoke", "forms", "--form", "ppc."), ["ppc.leak", "ppc.mynumber", "ppc.public"])
        same(completed(script, "todoke", "forms", "--since", ""), [])  # a file: the shell's own
    inside(todoke("completion", "zsh", pack=None).out, "--stage) compadd -- first follow final;", "--since) _files;")
    inside(todoke("completion", "fish", pack=None).out, "-l as -r -f -a 'pdf xlsx html txt json copy'")


run_all([receipts_of_one_filing, receipts_that_are_refused, slips_in_options, values_are_completed, the_forms_of_all_duties_that_apply, every_kind_of_file, the_ending_says_the_kind, pdf_without_being_told,
         one_form_whatever_applies, the_same_bytes_again, stages, what_changed_since, nothing_of_another_class, blank_forms,
         how_far_the_forms_are, a_list_of_what_was_made, faults, a_form_that_cannot_be_written_fails_the_command])
