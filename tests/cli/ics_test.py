#!/usr/bin/env python3
"""Calendar files, read strictly as RFC 5545 says, and compared with the answer of `todoke duties`."""
import datetime
import json
import os
import re

from driver import folder, inside, need, run_all, same, todoke

AT = ("--at", "2026-11-20T12:00:00+09:00")
LEAK = {"actor.kind": "business", "data.people": 2000, "incident.known_at": "2026-11-20T09:00:00+09:00"}
SINGLE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP"}


def content_lines(raw):
    """Unfolded lines; every physical line ends in CRLF, is at most 75 octets and whole UTF-8."""
    need(raw.endswith(b"\r\n"))
    physical = raw[:-2].split(b"\r\n")
    for line in physical:
        need(b"\n" not in line and b"\r" not in line, line)
        need(0 < len(line) <= 75, len(line), line)
        line.decode("utf-8")
    lines = []
    for line in physical:
        if line.startswith(b" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode("utf-8") for line in lines]


def parse(raw):
    """A component as (name, {property: value}, [components]); properties with their parameters in the name."""
    stack, root = [], None
    for line in content_lines(raw):
        matched = re.fullmatch(r'([A-Z0-9-]+(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line, re.S)
        need(matched, line)
        name, value = matched.groups()
        need(not re.search(r"[\x00-\x08\x0A-\x1F\x7F]", value), line)
        if name == "BEGIN":
            stack.append((value, {}, []))
        elif name == "END":
            done = stack.pop()
            same(done[0], value)
            if stack:
                stack[-1][2].append(done)
            else:
                need(root is None)
                root = done
        else:
            need(stack and root is None and name not in stack[-1][1], line)
            stack[-1][1][name] = value
    need(root and not stack)
    return root


def text(value):
    need(not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), value)  # commas and semicolons are escaped
    need(not re.search(r"\\(?![\\,;nN])", re.sub(r"\\\\", "", value)), value)
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) in "nN" else m.group(1), value)


def utc(value):
    return datetime.datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)


def day(value):
    return datetime.datetime.strptime(value, "%Y%m%d").date()


def check_event(event):
    name, properties, alarms = event
    same(name, "VEVENT")
    bare = [key.split(";")[0] for key in properties]
    need(set(bare) <= SINGLE and {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(bare) and len(bare) == len(set(bare)), bare)
    utc(properties["DTSTAMP"])
    if "DTSTART;VALUE=DATE" in properties:
        same(day(properties["DTEND;VALUE=DATE"]) - day(properties["DTSTART;VALUE=DATE"]), datetime.timedelta(1))
    else:
        utc(properties["DTSTART"])
    text(properties["SUMMARY"]), text(properties["DESCRIPTION"])
    for alarm, inner, below in alarms:
        same((alarm, below, inner["ACTION"]), ("VALARM", [], "DISPLAY"))
        need(re.fullmatch(r"-PT\d+H", inner["TRIGGER"]) and text(inner["DESCRIPTION"]))


def events(raw):
    name, properties, inner = parse(raw)
    same((name, properties["VERSION"]), ("VCALENDAR", "2.0"))
    need(properties["PRODID"] and inner)
    for event in inner:
        check_event(event)
    uids = [event[1]["UID"] for event in inner]
    same(len(uids), len(set(uids)))
    return {text(event[1]["SUMMARY"]): event for event in inner}


def calendar(incident, *arguments, **extra):
    return todoke("calendar", *arguments, *AT, typed=json.dumps(incident), **extra)


def made(incident, *arguments, **extra):
    done = calendar(incident, *arguments, **extra)
    same(done.status, 0, done.talk)
    return events(done.out.encode())


def days_and_hours():
    found = made(LEAK)
    same(sorted(found), ["【期限】漏えいの報告（くわしい報告）", "【期限】漏えいの報告（はじめの報告）", "【期限】漏えいの報告（途中の報告）"])
    first = found["【期限】漏えいの報告（はじめの報告）"]
    same(first[1]["DTSTART;VALUE=DATE"], "20261122")  # the third day, day 1 counted
    same([alarm[1]["TRIGGER"] for alarm in first[2]], ["-PT15H"])
    follow = found["【期限】漏えいの報告（途中の報告）"]
    same(utc(follow[1]["DTSTART"]), datetime.datetime(2026, 11, 23, 0, 0, tzinfo=datetime.timezone.utc))  # 72 hours
    same([alarm[1]["TRIGGER"] for alarm in follow[2]], ["-PT24H", "-PT1H"])
    same(found["【期限】漏えいの報告（くわしい報告）"][1]["DTSTART;VALUE=DATE"], "20261219")


def the_dates_are_those_of_the_answer():
    answer = json.loads(todoke("duties", "--json", *AT, typed=json.dumps(LEAK)).out)
    due = sorted(stage["due"][:10].replace("-", "") for duty in answer["duties"] if duty["status"] == "applies"
                 for stage in duty["stages"] if stage["due"])
    def japan(event):
        if "DTSTART" in event[1]:
            return (utc(event[1]["DTSTART"]) + datetime.timedelta(hours=9)).strftime("%Y%m%d")
        return event[1]["DTSTART;VALUE=DATE"]
    same(sorted(japan(event) for event in made(LEAK).values()), due)


def the_description_says_what_one_needs():
    words = text(made(LEAK)["【期限】漏えいの報告（はじめの報告）"][1]["DESCRIPTION"])
    inside(words, "村の役所に報告してください。", "知らせる先：村の役所", "できるだけ早く（", "2026年11月24日（火）",
           "重さ：必ず（village.leak）", "村の法律 第3条", "法律の助言ではありません")


def names_are_stable_and_stamps_are_given():
    one, two = calendar(LEAK).out, calendar(LEAK).out
    same(one, two)
    later = todoke("calendar", "--at", "2026-11-21", typed=json.dumps(LEAK)).out
    uids = [line for line in one.splitlines() if line.startswith("UID")]
    same([line for line in later.splitlines() if line.startswith("UID")], uids)
    inside(one, "DTSTAMP:20261120T030000Z")
    inside(later, "DTSTAMP:20261121T145959Z")
    english = [line for line in calendar(LEAK, "--lang", "en").out.splitlines() if line.startswith("UID")]
    same(english, uids)


def another_date_is_another_event():
    other = dict(LEAK, **{"incident.known_at": "2026-11-19T09:00:00+09:00"})
    uids = [line for line in (calendar(LEAK).out + calendar(other).out).splitlines() if line.startswith("UID")]
    same(len(uids), len(set(uids)))


def at_once_has_no_alarm():
    found = made({"incident.money_moving": True, "incident.known_at": "2026-11-20T09:00:00+09:00"})
    event = found["【いますぐ】お金を止める（はじめの報告）"]
    same((event[1]["DTSTART"], event[2]), ("20261120T000000Z", []))


def languages():
    inside(made(LEAK, "--lang", "en"), "Due: Leak report (First report)")
    inside(made(LEAK, "--lang", "ja-simple"), "【いつまで】もれた ことの 知らせ（さいしょの 知らせ）")


def only_what_applies_has_dates():
    done = calendar({"incident.known_at": "2026-11-20T09:00:00+09:00"})
    same((done.status, done.out), (1, ""))
    inside(done.talk, "まだありません")


def what_has_no_date_is_counted():
    done = calendar({"actor.kind": "business", "data.people": 2000})
    same((done.status, done.out), (1, ""))
    inside(done.talk, "3 件は、まだ日付にできません")
    done = calendar(dict(LEAK, **{"incident.kinds": ["ransomware"]}))
    same((done.status, len(events(done.out.encode()))), (0, 3))
    inside(done.talk, "1 件は、まだ日付にできません")


def written_to_a_file():
    with folder() as at:
        done = calendar(LEAK, "--output", f"{at}/a.ics")
        same((done.status, done.out, os.listdir(at)), (0, "", ["a.ics"]))
        with open(f"{at}/a.ics", "rb") as file:
            same(file.read(), calendar(LEAK).out.encode())
        same(calendar(LEAK, "--output", f"{at}/none/a.ics").status, 2)


def as_json():
    done = calendar(LEAK, "--json").json()
    same([(event["duty"], event["stage"], event["due"]) for event in done["events"]],
         [("village.leak", "first", "2026-11-22T23:59:59+09:00"), ("village.leak", "follow", "2026-11-23T09:00:00+09:00"),
          ("village.leak", "final", "2026-12-19T23:59:59+09:00")])
    uids = [line[4:] for line in calendar(LEAK).out.splitlines() if line.startswith("UID:")]
    same([event["uid"] for event in done["events"]], uids)
    same(calendar({}, "--json").json()["events"], [])


def bad_incidents_are_refused():
    done = todoke("calendar", typed='{"actor.kind": 3}')
    same((done.status, done.out), (2, ""))


def the_pack_of_japan():
    incident = {"actor.kind": "business", "actor.processor": False, "data.personal": True, "data.malicious": True,
                "data.protected": False, "data.pseudonymised": False, "incident.kinds": ["ransomware"], "actor.prefecture": "13",
                "actor.carrier": False, "actor.credit_bureau": False, "actor.sectors": ["medical"],
                "incident.known_at": "2026-11-20T10:00:00+09:00"}
    for lang in ("ja", "ja-simple", "en"):
        done = calendar(incident, "--lang", lang, pack=None)
        same(done.status, 0, done.talk)
        dates = {event[1].get("DTSTART;VALUE=DATE") for event in events(done.out.encode()).values()}
        inside(dates, "20261122", "20270118")  # the leak report: guide of three days, sixty days


run_all([days_and_hours, the_dates_are_those_of_the_answer, the_description_says_what_one_needs,
         names_are_stable_and_stamps_are_given, another_date_is_another_event, at_once_has_no_alarm, languages,
         only_what_applies_has_dates, what_has_no_date_is_counted, written_to_a_file, as_json, bad_incidents_are_refused,
         the_pack_of_japan])
