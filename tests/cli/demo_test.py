#!/usr/bin/env python3
"""The demonstration: the marked cases in their turn, each with the very answer of the command it names."""
import json
import os
import pty
import re
import subprocess
import time

from driver import PROGRAM, ROOT, VILLAGE, folder, inside, need, run_all, same, surroundings, todoke


def stops(out):
    """Of each stop: the incident file as it is shown, and the day of the command."""
    found = re.findall(r"(?m)^(\{.*?^\})$.*?todoke duties incident\.json --at (\S+)", out, re.S)
    return [(json.loads(incident), day) for incident, day in found]


def marked_cases_in_their_turn():
    done = todoke("demo")
    same(done.status, 0)
    need(done.out.index("1/2  一つ目の話") < done.out.index("2/2  二つ目の話") < done.out.index("次にためせること"), done.out)
    inside(done.out, "お金が動いている。", "お店で名簿が出た。")
    need("見せない話" not in done.out)


def incidents_are_shown_as_files():
    same(stops(todoke("demo").out),
         [({"incident.money_moving": True, "incident.known_at": "2026-11-21T08:00:00+09:00"}, "2026-11-21"),
          ({"actor.kind": "business", "data.people": {"min": 2000}, "incident.known_at": "2026-11-19T10:00:00+09:00"},
           "2026-11-20")])


def the_answers_are_those_of_the_commands(pack=VILLAGE, count=2):
    for lang in ("ja", "ja-simple", "en"):
        out = todoke("demo", "--lang", lang, pack=pack).out
        found = stops(out)
        same(len(found), count)
        for incident, day in found:
            answer = todoke("duties", "--at", day, "--lang", lang, typed=json.dumps(incident), pack=pack).out
            need(len(answer) > 200 and answer in out, answer)


def the_cases_of_japan():
    the_answers_are_those_of_the_commands(pack=None, count=3)
    for lang in ("ja-simple", "en"):
        out = todoke("demo", "--lang", lang, pack=None).out
        titles = re.findall(r"(?m)^[═=]+ (\d/3  .*) [═=]+$", out)
        same(len(titles), 3)
    inside(titles[0] + titles[1] + titles[2], "1/3", "2/3", "3/3")
    need(all(title.isascii() for title in titles), titles)


def languages():
    inside(todoke("demo", "--lang", "en").out, "1/2  The first story", "Money is moving.", "What to try next")
    inside(todoke("demo", "--lang", "ja-simple").out, "1つ目の 話")


def nothing_is_written():
    with folder() as at:
        subprocess.run([PROGRAM, "demo"], cwd=at, env=surroundings(), capture_output=True, check=True, timeout=60)
        same(os.listdir(at), [])


def a_pipe_is_not_waited_for():
    process = subprocess.run([PROGRAM, "demo", "--pack", VILLAGE], stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
                             env=surroundings())
    same(process.returncode, 0)
    need("Enter".encode() not in process.stdout)


def seen_at_a_terminal(keys):
    control, terminal = pty.openpty()
    process = subprocess.Popen([PROGRAM, "demo", "--pack", VILLAGE], stdin=terminal, stdout=terminal, stderr=terminal,
                               env=surroundings(), start_new_session=True)
    os.close(terminal)
    seen, until = b"", time.monotonic() + 20
    for key in keys:
        pauses = seen.count(b"Enter")
        while seen.count(b"Enter") == pauses:
            need(time.monotonic() < until, seen.decode(errors="replace"))
            seen += os.read(control, 65536)
        os.write(control, key)
    try:
        while True:
            piece = os.read(control, 65536)
            seen += piece
            if not piece:
                break
    except OSError:  # the terminal is closed when the program has ended
        pass
    same(process.wait(20), 0)
    os.close(control)
    return seen.decode(errors="replace")


def a_person_is_waited_for():
    seen = seen_at_a_terminal([b"\n"] * 4)
    same(seen.count("Enter"), 4)
    inside(seen, "次にためせること")
    stopped = seen_at_a_terminal([b"\n", b"\x04"])
    need("二つ目の話" not in stopped, stopped)


def a_pack_without_marked_cases_says_so():
    done = todoke("demo", pack=ROOT + "/tests/data/packs/small")
    same((done.status, done.out), (1, ""))
    need(done.talk)


run_all([marked_cases_in_their_turn, incidents_are_shown_as_files, the_answers_are_those_of_the_commands, the_cases_of_japan,
         languages, nothing_is_written, a_pipe_is_not_waited_for, a_person_is_waited_for, a_pack_without_marked_cases_says_so])
