#!/usr/bin/env python3
"""The answer as a person reads it: what comes first, how to reach whom, lines that fit the screen, the way out of a dead end."""
import json
import os
import pty
import re
import subprocess
import unicodedata

from driver import PROGRAM, folder, inside, need, run_all, same, surroundings, todoke

AT = ("--at", "2026-11-20T20:00:00+09:00")
SCAM = {"person.danger": False, "incident.money_moving": True, "actor.kind": "person", "incident.kinds": ["support_scam"]}
SHOP = {"person.danger": False, "incident.money_moving": False, "actor.kind": "business", "incident.kinds": ["intrusion"],
        "data.personal": True, "actor.prefecture": "13", "incident.known_at": "2026-11-19T22:30:00+09:00"}


def duties(incident, *arguments, **extra):
    return todoke("duties", *AT, *arguments, typed=json.dumps(incident), pack=None, **extra)


def width(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def section(text, title):
    """The lines below a heading, up to the next empty line."""
    need(title in text, title, text)
    return text.split(title, 1)[1].split("\n\n")[0]


def the_bank_comes_first_and_the_police_has_a_number():
    first = section(duties(SCAM).out, "まず、してください\n")
    lines = first.splitlines()
    need(lines[0].startswith("1. 銀行に電話"), first)
    inside(first, "取引のある銀行", "3. ", "電話  #9110 [B]")
    same(len([line for line in lines if re.match(r"\d\. ", line)]), 3)


def first_aid_stands_before_the_questions_and_the_list():
    out = duties(SCAM).out
    places = [out.index(words) for words in ("まず、してください", "お金を送ってしまった、勝手に送られたとき", "わかると決まること",
                                             "知らせる先が決まったもの", "まだ決まらないもの")]
    same(places, sorted(places))
    inside(out, "× 画面に出た番号に電話しないでください。 [B]")


def a_step_is_not_said_twice():
    out = duties(SHOP).out
    same(out.count("ネットから切ってください"), 1, out)
    inside(section(out, "まず、してください\n"), "1. その機械をネットから切ってください。")


def a_guide_that_is_still_open_gives_no_advice():
    need("落ち着いて" not in duties({}).out)


def numbers_come_with_their_hours_and_grade():
    ipa = section(duties(SCAM).out, "[jp.ipa.consult]\n")
    inside(ipa, "電話  03-5978-7509 [C]", "受け付け  平日 10時から17時 [C]", "ページ  https://www.ipa.go.jp/security/anshin/index.html [B]")


def what_is_open_is_never_called_a_must():
    maybe = section(duties(SHOP).out, "まだ決まらないもの")
    inside(maybe, "あてはまれば必ず")
    need("必ず：" not in maybe, maybe)


def open_ones_with_a_day_come_first():
    rows = re.findall(r"^・(.*?)\[", section(duties(SHOP).out, "まだ決まらないもの"), re.M | re.S)
    dated = ["まで）" in re.sub(r"\s", "", row) for row in rows]
    need(any(dated) and dated == sorted(dated, reverse=True), rows)


def a_missing_day_is_said_once():
    out = duties(SCAM).out
    same(re.sub(r"\s", "", out).count("のこととして見ています"), 1)
    need("上の日" not in out)


def nothing_known_is_no_empty_list():
    out = duties({}).out
    inside(out, "決まった先はまだありません", "todoke ask FILE")
    need("（0 件）" not in out, out)


def lines_fit_the_screen():
    for lang in ("ja", "ja-simple", "en"):
        for columns in (40, 80):
            out = duties(SCAM, "--lang", lang, COLUMNS=str(columns)).out
            long = [line for line in out.splitlines() if width(line) > columns and "://" not in line]
            same(long, [], lang)


def folding_loses_no_letter():
    def letters(columns):
        return re.sub(r"\s", "", duties(SCAM, "--all", COLUMNS=columns).out)
    same(letters("40"), letters("100000"))


def no_line_begins_with_a_closing_mark():
    for columns in range(40, 101, 7):
        starts = {line.strip()[:1] for line in duties(SCAM, COLUMNS=str(columns)).out.splitlines()}
        same(starts & set("、。）」』ーっゃゅょ"), set())


def addresses_stay_whole():
    for columns in ("30", "60"):
        inside(duties(SCAM, COLUMNS=columns).out, "https://www.npa.go.jp/bureau/cyber/soudan.html")


def json_and_faults_are_not_folded():
    json.loads(duties(SCAM, "--json", COLUMNS="40").out)
    same(todoke("duties", "nowhere.json", pack=None).talk.count("\n"), 1)


def the_file_is_named_in_what_to_type_next():
    with folder() as at:
        path = f"{at}/i.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(SCAM, file)
        out = todoke("duties", path, *AT, pack=None, COLUMNS="500").out
        inside(out, f"todoke ask {path}", f"todoke explain jp.bank.stop {path}")
        same(todoke("explain", "jp.bank.stop", path, *AT, pack=None).status, 0)


def the_interview_shows_the_answer_so_far():
    done = todoke("ask", *AT, typed="いいえ\nいいえ\nはい\n=\n.\n", pack=None)
    same(done.status, 0)
    before, after = done.talk.split("まず、してください", 1)
    inside(after, "銀行に電話して", "知らせる先が決まったもの")
    question = re.findall(r"^■ .*か$", before, re.M)[-1]
    inside(after, question)  # asked again, still open
    same(done.json(), {"person.danger": False, "person.minor": False, "incident.money_moving": True})


def a_long_list_does_not_lose_its_question():
    talk = todoke("ask", *AT, typed="?\n" * 7, pack=None).talk
    inside(talk.split("  31  ")[1], "（上の質問）何が起きましたか")
    same(talk.count("（上の質問）"), 1)  # short lists and columns need none


def doubts_are_counted_and_kept_for_explain():
    leak = dict(SHOP, **{"data.financial": True, "data.malicious": True, "data.protected": False, "data.pseudonymised": False,
                         "actor.processor": False, "actor.sectors": [], "actor.carrier": False, "actor.credit_bureau": False})
    entry = section(duties(leak).out, "[jp.appi.leak]\n")
    count = int(re.search(r"まだ確かめていないことが (\d+) 件", entry)[1])
    with folder() as at:
        with open(f"{at}/i.json", "w", encoding="utf-8") as file:
            json.dump(leak, file)
        full = todoke("explain", "jp.appi.leak", f"{at}/i.json", *AT, pack=None, COLUMNS="9999").out
    same(len(re.findall(r"^    注 .*\[D\]", full, re.M)), count, full)


def a_single_date_is_no_first_of_several():
    need("はじめの報告" not in section(duties(SCAM).out, "[jp.bank.stop]\n"))
    inside(section(duties(SCAM).out, "[jp.bank.stop]\n"), "期限  すぐに")


def unreadable_ones_among_many_are_counted():
    with folder() as at:
        with open(f"{at}/many.jsonl", "w", encoding="utf-8") as file:
            file.write('{"actor.kind": "person"}\n{"actor.kid": 1}\n{\n')
        done = todoke("duties", "--each", f"{at}/many.jsonl", *AT, pack=None)
    same((done.status, done.out.count("\n")), (2, 3))
    inside(done.talk, "3 件のうち 2 件")


def windows_start_with_the_number():
    out = todoke("windows", "--kind", "support_scam", "--who", "person", "--prefecture", "13", *AT, pack=None).out
    entry = section(out, "[jp.anshin] [C]\n")
    need(entry.index("03-5978-7509") < entry.index("平日 10時から17時") < entry.index("    注"), entry)
    inside(todoke("windows", *AT, pack=None).out, "電話  188 [B]")


def unknown_kinds_are_listed_in_words():
    done = todoke("windows", "--kind", "qqqqqqqq", *AT, pack=None)
    same((done.status, done.out), (2, ""))
    inside(done.talk, "  ransomware ", "ランサムウェア", "  support_scam ")


def on_a_terminal(*command, typed=b""):
    control, terminal = pty.openpty()
    process = subprocess.Popen([PROGRAM, *command], stdin=terminal, stdout=terminal, stderr=terminal, env=surroundings(),
                               start_new_session=True)
    os.close(terminal)
    seen = b""
    while True:
        try:
            piece = os.read(control, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if typed and b"Ctrl-D" in seen:
            os.write(control, typed)
            typed = b""
    os.close(control)
    return process.wait(20), seen.decode()


def a_terminal_is_told_what_is_awaited():
    status, seen = on_a_terminal("duties", typed=b"{}\n\x04")
    same(status, 0, seen)
    inside(seen, "todoke ask", "まず、してください")


def help_says_where_to_begin_and_110():
    out = todoke("help", pack=None).out
    need(out.index("110番") < out.index("todoke ask incident.json") < out.index("使い方"), out)
    done = todoke("help", "dutys", pack=None)
    same(done.status, 2)
    inside(done.talk, "「duties」")


def latest_dates_are_said_as_firmly_as_they_are_known():
    """A reading of the law that was not verified, a guidance, and what the law itself allows, are three things."""
    facts = {"actor.kind": "business", "actor.carrier": True, "data.secrecy": True, "data.personal": True, "data.sensitive": True,
             "data.malicious": False, "data.protected": False, "data.pseudonymised": False, "actor.processor": False,
             "incident.known_at": "2026-11-20T09:00:00+09:00"}
    text = todoke("duties", "-", "--at", "2026-11-20", typed=json.dumps(facts), pack=None, COLUMNS="300").out
    secrecy, leak = section(text, "通信の秘密の漏えい"), section(text, "個人データの漏えい等の報告")
    inside(secrecy, "くわしい報告  2026年12月19日", "数え方によっては2026年12月21日（月）まで（まだ確かめられていません）")
    inside(leak, "目安では2026年11月24日（火）まで", "決まりのうえでは2026年12月21日（月）まで")
    need("決まりのうえで" not in secrecy, secrecy)


run_all([latest_dates_are_said_as_firmly_as_they_are_known, the_bank_comes_first_and_the_police_has_a_number, first_aid_stands_before_the_questions_and_the_list,
         a_step_is_not_said_twice, a_guide_that_is_still_open_gives_no_advice, numbers_come_with_their_hours_and_grade,
         what_is_open_is_never_called_a_must, open_ones_with_a_day_come_first, a_missing_day_is_said_once,
         nothing_known_is_no_empty_list, lines_fit_the_screen, folding_loses_no_letter, no_line_begins_with_a_closing_mark,
         addresses_stay_whole, json_and_faults_are_not_folded, the_file_is_named_in_what_to_type_next,
         the_interview_shows_the_answer_so_far,
         a_long_list_does_not_lose_its_question, doubts_are_counted_and_kept_for_explain, a_single_date_is_no_first_of_several,
         unreadable_ones_among_many_are_counted, windows_start_with_the_number, unknown_kinds_are_listed_in_words,
         a_terminal_is_told_what_is_awaited, help_says_where_to_begin_and_110])
