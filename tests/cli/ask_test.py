#!/usr/bin/env python3
"""The interview, driven through pipes: answers, going back, not knowing, danger, saving, resuming, interruption."""
import json
import os
import pty
import signal
import stat
import subprocess
import time

from driver import PROGRAM, VILLAGE, folder, inside, need, run_all, same, surroundings, todoke

AT = ("--at", "2026-11-20T15:00:00+09:00")


def ask(typed, *arguments, **extra):
    if isinstance(typed, (list, tuple)):
        typed = "".join(line + "\n" for line in typed)
    return todoke("ask", *arguments, *AT, typed=typed, **extra)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(path, incident):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(incident, file)


WANT = {"person.danger": False, "incident.money_moving": False, "actor.kind": "business", "data.people": {"min": 3000},
        "incident.kinds": ["ransomware"], "actor.prefecture": "13", "incident.known_at": "2026-11-19T09:30:00+09:00"}


def asked(talk):
    return [line[2:] for line in talk.splitlines() if line.startswith("■ ") and line.endswith(("か", "？"))]


QUESTIONS = {"person.danger": "いま、危険がありますか", "incident.money_moving": "お金が動いていますか",
             "actor.kind": "どなたのことですか", "data.people": "何人分が外に出ましたか", "incident.kinds": "何が起きましたか",
             "actor.prefecture": "都道府県はどこですか", "incident.known_at": "いつ気づきましたか"}
ANSWER = {QUESTIONS["person.danger"]: "いいえ", QUESTIONS["incident.money_moving"]: "いいえ", QUESTIONS["actor.kind"]: "会社",
          QUESTIONS["data.people"]: "3千人以上", QUESTIONS["incident.kinds"]: "1", QUESTIONS["actor.prefecture"]: "東京",
          QUESTIONS["incident.known_at"]: "きのう 9:30"}


def order_of_questions():
    """Which questions come, given the answers of ANSWER: found out one by one, as a person would."""
    typed = []
    while True:
        questions = asked(ask(typed).talk)
        if len(questions) <= len(typed):
            return questions
        typed.append(ANSWER[questions[len(typed)]])


def all_typed():
    return [ANSWER[question] for question in order_of_questions()]


def a_whole_interview():
    done = ask(all_typed())
    same(done.status, 0, done.talk)
    same(done.json(), WANT)
    inside(done.talk, "→ 3,000人以上", "[village.leak]", "あと 1", "法律の助言ではありません")


def danger_comes_first_then_money_then_who():
    same(order_of_questions()[:3], [QUESTIONS["person.danger"], QUESTIONS["incident.money_moving"], QUESTIONS["actor.kind"]])


def only_what_matters_is_asked():
    # A person owes no leak report: the number of people is not asked.
    questions = asked(ask(["いいえ", "いいえ", "個人", "?", "?", "?", "?"]).talk)
    need(QUESTIONS["data.people"] not in questions, questions)


def answers_are_saved_at_once():
    with folder() as at:
        path = f"{at}/i.json"
        done = ask(["いいえ", "はい", "2"], path)
        same((done.status, done.out), (0, ""))
        same(read(path), {"person.danger": False, "incident.money_moving": True, "actor.kind": "business"})
        inside(done.talk, f"todoke ask {path}")
        same(os.listdir(at), ["i.json"])


def a_file_is_resumed():
    with folder() as at:
        path = f"{at}/i.json"
        ask(all_typed()[:3], path)
        done = ask(all_typed()[3:], path)
        same((done.status, read(path)), (0, WANT))
        inside(done.talk, "前回の続き")
        inside(done.out, "[village.leak]", "11月")
        same(done.out, todoke("duties", path, *AT).out)  # the same answer as the command for it


def output_leaves_the_input_alone():
    with folder() as at:
        write(f"{at}/in.json", {"person.danger": False})
        same(ask(["いいえ"], f"{at}/in.json", "--output", f"{at}/out.json").status, 0)
        same(read(f"{at}/in.json"), {"person.danger": False})
        same(read(f"{at}/out.json"), {"person.danger": False, "incident.money_moving": False})


def unknown_goes_on_and_ends():
    done = ask(["?"] * 7)
    same((done.status, done.json()), (0, {}))
    same(len(asked(done.talk)), 7, done.talk)
    same(len(set(asked(done.talk))), 7)  # each once
    inside(done.talk, "わからないままの質問が 7 件")


def back_takes_answers_away():
    done = ask(["いいえ", "はい", "<", "いいえ", "会社", "<", "<", "<", "はい"])
    same(done.json(), {"person.danger": True})
    inside(done.talk, QUESTIONS["person.danger"])


def back_at_the_beginning_says_so():
    done = ask(["<", "いいえ"])
    same(done.json(), {"person.danger": False})
    inside(done.talk, "これより前の答えはありません")


def back_over_a_question_left_open():
    done = ask(["?", "?", "<", "<", "いいえ"])
    same(done.json(), {"person.danger": False})


def back_reaches_answers_of_the_file():
    with folder() as at:
        path = f"{at}/i.json"
        write(path, {"actor.kind": "business", "person.danger": False, "incident.money_moving": False})
        ask(["<", "個人"], path)
        same(read(path)["actor.kind"], "person")
        ask(["<", "<", "<"], path)
        same(read(path), {})


def misreadings_are_explained_and_unknown_is_offered():
    done = ask(["たぶん", "ううむ", "まあ", "いいえ"])
    same(done.json(), {"person.danger": False})
    inside(done.talk, "「たぶん」を、はい・いいえのどちらとも読めませんでした")
    before, after = done.talk.split("「まあ」")
    need("「?」とだけ入れてください" not in before)
    inside(after, "「?」とだけ入れてください")


def garbage_is_no_answer():
    done = ask(b"\xff\xfe\x00\n" + b"\x82\xa0\n" + b"a" * 200000 + b"\n\n" + "いいえ\n".encode())
    same((done.status, done.json()), (0, {"person.danger": False}))
    inside(done.talk, "UTF-8")


def a_last_line_without_end_counts():
    same(ask("いいえ".encode()).json(), {"person.danger": False})


def danger_shows_what_to_do_and_waits():
    done = ask(["はい", "."])
    same(done.json(), {"person.danger": True})
    inside(done.talk, "いますぐ", "すぐに110番に電話してください。", "安全になって続けられるときは Enter")
    need(QUESTIONS["incident.money_moving"] not in done.talk)


def danger_goes_on_only_when_wished():
    done = ask(["はい", "なにか", "", "いいえ"])
    same(done.json(), {"person.danger": True, "incident.money_moving": False})
    same(done.talk.count("安全になって"), 2)


def danger_in_the_file_is_said_first():
    with folder() as at:
        write(f"{at}/i.json", {"person.danger": True})
        done = ask([""], f"{at}/i.json")
        need(done.talk.index("すぐに110番") < done.talk.index("■"), done.talk)


def an_emergency_interrupts_once():
    done = ask(["いいえ", "はい", "会社", "?"])
    inside(done.talk, "!! すぐに銀行へ電話して、お金を止めてもらってください。")
    same(done.talk.count("!! すぐに銀行へ"), 1)
    need(done.talk.index("!! すぐに銀行へ") < done.talk.index(QUESTIONS["actor.kind"]))


def the_end_of_input_means_later():
    for typed in ("", "いいえ\n"):
        done = ask(typed)
        same(done.status, 0)
        inside(done.talk, "todoke ask FILE で続けられます")


def a_closed_input_means_later():
    command = [PROGRAM, "ask", "--pack", VILLAGE]
    process = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, timeout=60, env=surroundings())
    same((process.returncode, json.loads(process.stdout)), (0, {}))


def later_in_any_words():
    for word in (".", "．", "あとで", "later", "。"):
        same(ask(["いいえ", word, "はい"]).json(), {"person.danger": False}, word)


def json_holds_incident_and_answer():
    with folder() as at:
        done = ask(all_typed(), f"{at}/i.json", "--json")
        made = done.json()
        same(made["incident"], WANT)
        same(made["answer"], todoke("duties", f"{at}/i.json", "--json", *AT).json())


def languages():
    inside(ask(["yes"], "--lang", "en").talk, "Is anyone in danger now", "Call 110 at once.", "I don't know")
    inside(ask(["no", "no"], "--lang", "ja-simple").talk, "今 あぶないですか", "だれの ことですか")
    same(ask(["no", "no", "A company or club"], "--lang", "ja").json()["actor.kind"], "business")  # any language is read


def a_bad_file_is_refused_and_left():
    with folder() as at:
        path = f"{at}/i.json"
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"actor.kind": "busines"}')
        done = ask(["いいえ"], path)
        same((done.status, done.out), (2, ""))
        inside(done.talk, "i.json:1:16", "actor.kind")
        with open(path, encoding="utf-8") as file:
            same(file.read(), '{"actor.kind": "busines"}')
    same(ask([], "-").status, 2)


def what_cannot_be_saved_is_printed():
    done = ask(["いいえ", "はい"], "/nowhere/at/all.json")
    same(done.status, 2)
    same(done.json(), {"person.danger": False, "incident.money_moving": True})
    same(done.talk.count("保存できませんでした"), 1)


def the_file_keeps_its_mode():
    with folder() as at:
        path = f"{at}/i.json"
        write(path, {})
        os.chmod(path, 0o600)
        ask(["いいえ"], path)
        same(stat.S_IMODE(os.stat(path).st_mode), 0o600)


def interrupted(number, *arguments):
    """Two answers, then a signal while the next one is awaited."""
    process = subprocess.Popen([PROGRAM, "ask", *arguments, *AT, "--pack", VILLAGE], stdin=subprocess.PIPE, env=surroundings(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write("いいえ\nはい\n会".encode())
    process.stdin.flush()
    talk = b""
    while QUESTIONS["actor.kind"].encode() not in talk:
        talk += os.read(process.stderr.fileno(), 65536)
    process.send_signal(number)
    out, rest = process.communicate(timeout=30)
    return process.returncode, out.decode(), (talk + rest).decode(errors="replace")


def an_interrupt_loses_nothing():
    kept = {"person.danger": False, "incident.money_moving": True}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        status, out, talk = interrupted(number)
        same((status, json.loads(out)), (0, kept), talk)
    with folder() as at:
        status, out, talk = interrupted(signal.SIGINT, f"{at}/i.json")
        same((status, out, read(f"{at}/i.json")), (0, "", kept))


def a_kill_loses_nothing_that_was_saved():
    with folder() as at:
        status, _, _ = interrupted(signal.SIGKILL, f"{at}/i.json")
        same((status, read(f"{at}/i.json")), (-9, {"person.danger": False, "incident.money_moving": True}))


def a_terminal_works_too():
    with folder() as at:
        control, terminal = pty.openpty()
        process = subprocess.Popen([PROGRAM, "ask", f"{at}/i.json", *AT, "--pack", VILLAGE], stdin=terminal, stdout=terminal,
                                   stderr=terminal, env=surroundings(), start_new_session=True)
        os.close(terminal)
        seen = b""
        for question, typed in (("person.danger", "2\n"), ("incident.money_moving", "2\n"), ("actor.kind", "\x04")):
            until = time.monotonic() + 20
            while QUESTIONS[question].encode() + b"\r\n" not in seen or not seen.endswith(b"> "):
                need(time.monotonic() < until, seen.decode(errors="replace"))
                seen += os.read(control, 65536)
            os.write(control, typed.encode())
        same(process.wait(20), 0)
        os.close(control)
        same(read(f"{at}/i.json"), {"person.danger": False, "incident.money_moving": False})


run_all([a_whole_interview, danger_comes_first_then_money_then_who, only_what_matters_is_asked, answers_are_saved_at_once,
         a_file_is_resumed, output_leaves_the_input_alone, unknown_goes_on_and_ends, back_takes_answers_away,
         back_at_the_beginning_says_so, back_over_a_question_left_open, back_reaches_answers_of_the_file,
         misreadings_are_explained_and_unknown_is_offered, garbage_is_no_answer, a_last_line_without_end_counts,
         danger_shows_what_to_do_and_waits, danger_goes_on_only_when_wished, danger_in_the_file_is_said_first,
         an_emergency_interrupts_once, the_end_of_input_means_later, a_closed_input_means_later, later_in_any_words,
         json_holds_incident_and_answer, languages, a_bad_file_is_refused_and_left, what_cannot_be_saved_is_printed,
         the_file_keeps_its_mode, an_interrupt_loses_nothing, a_kill_loses_nothing_that_was_saved, a_terminal_works_too])
