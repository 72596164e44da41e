#!/usr/bin/env python3
"""The window finder: filters, families, validity, what is still open, JSON."""
from driver import ROOT, inside, need, run_all, same, todoke

DAY = ("--at", "2026-11-20")


def windows(*arguments, day=DAY, **extra):
    return todoke("windows", *arguments, *day, **extra)


def found(*arguments, **extra):
    """Ids by how they fit."""
    groups = {}
    for window in windows(*arguments, "--json", **extra).json()["windows"]:
        groups.setdefault(window["fit"], []).append(window["window"])
    return groups


def everything_without_filters():
    same(found(), {"listed": ["village.110", "village.bank", "village.office", "village.police.NN"]})
    done = windows()
    same(done.status, 0)
    inside(done.out, "都道府県の警察", "都道府県ごとに 3 か所")
    need("東京の警察" not in done.out)


def what_fits_comes_before_what_is_open():
    same(found("--kind", "ransomware", "--who", "business"),
         {"good": ["village.office", "village.police.NN"], "open": ["village.110", "village.bank"]})
    out = windows("--kind", "ransomware", "--who", "business").out
    need(out.index("[village.office]") < out.index("ほかのことがわかれば") < out.index("[village.110]"), out)


def what_does_not_fit_is_left_out():
    same(found("--kind", "loss", "--who", "person"), {"open": ["village.110", "village.bank"]})
    inside(windows("--kind", "loss", "--who", "person").out, "使えるかもしれない窓口（2 か所）")


def several_kinds():
    same(found("--kind", "loss,support_scam")["good"], ["village.police.NN"])
    same(found("--kind", "なくした, サポート詐欺")["good"], ["village.police.NN"])


def only_the_police_of_the_prefecture():
    for name in ("13", "東京都", "東京", "Tokyo", "tokyo", "とうきょう"):
        same(found("--kind", "ransomware", "--prefecture", name)["good"], ["village.police.13"], name)
    same(found("--kind", "ransomware", "--prefecture", "1")["good"], ["village.police.01"])
    same(found("--prefecture", "27")["open"], ["village.110", "village.bank", "village.office", "village.police.27"])


def validity_is_judged_at_the_day():
    old = ("--at", "2022-03-31")
    same(found("--who", "business", "--kind", "loss", day=old)["good"], ["village.office.old"])
    same(found("--who", "business", "--kind", "loss", day=("--at", "2022-04-01"))["good"], ["village.office"])
    def urls(day):
        made = windows("--who", "business", "--json", day=day).json()["windows"]
        return [url["text"] for window in made for url in window["url"]]
    same(urls(("--at", "2024-12-31")), ["https://office.example/", "https://old.example/"])
    same(urls(("--at", "2025-01-01")), ["https://office.example/"])


def a_window_is_shown_in_full():
    out = windows("--kind", "loss", "--who", "business").out
    inside(out, "■ 村の役所  [village.office] [A]", "漏えいの報告", "犯罪の相談", "平日 9時から17時 [A]", "ウェブ、紙・窓口",
           "https://office.example/", "電話では受けない。", "2022年4月1日", "2026年11月20日（金）")


def what_is_not_verified_is_said():
    inside(windows().out, "[village.bank] [D]（まだ確かめられていません）")
    inside(windows("--lang", "en").out, "Bank  [village.bank] [D] (not yet verified)")


def json_says_all():
    made = windows("--kind", "loss", "--who", "business", "--json", "--lang", "en").json()
    office = next(window for window in made["windows"] if window["window"] == "village.office")
    same(office, {"window": "village.office", "fit": "good", "title": "Village office", "for": "Leak reports", "not": "Crimes",
                  "by": ["web", "paper"], "area": None, "hours": [{"text": "平日 9時から17時", "grade": "A"}], "phone": [],
                  "text": [], "mail": [], "url": [{"text": "https://office.example/", "grade": "A"}],
                  "note": [{"text": "電話では受けない。", "grade": "A"}], "from": "2022-04-01", "until": None,
                  "checked": "2026-11-20", "grade": "A"})
    same(made["pack"]["id"], "village")
    same(made["at"], "2026-11-20T23:59:59+09:00")


def slips_are_told():
    for arguments, near in ((("--kind", "ransomwre"), "ransomware"), (("--who", "bussiness"), "business"),
                            (("--prefecture", "Tokio"), "13")):
        done = windows(*arguments)
        same((done.status, done.out), (2, ""))
        inside(done.talk, f"もしかして「{near}」")
    for arguments in (("--kind", "weather"), ("--prefecture", "48"), ("--prefecture", "0"), ("--kind", ""), ("--kind", "loss,,"),
                      ("--who", "person,business"), ("--who", "1")):
        done = windows(*arguments)
        same((done.status, done.out), (2, ""), arguments)
    inside(windows("--kind", "weather").talk, "ransomware", "support_scam")


def a_pack_without_the_fact_says_so():
    done = windows("--kind", "ransomware", pack=ROOT + "/tests/data/packs/small")
    same(done.status, 2)
    inside(done.talk, "incident.kinds")


def every_prefecture_of_japan():
    for number in (1, 13, 47):
        made = todoke("windows", "--kind", "ransomware", "--prefecture", f"{number:02}", "--json", *DAY, pack=None).json()
        areas = {window["area"] for window in made["windows"]} - {None}
        same(areas, {f"{number:02}"})
        good = [window["window"] for window in made["windows"] if window["fit"] == "good"]
        inside(good, f"jp.police.{number:02}")
    need(len(todoke("windows", *DAY, pack=None).out.splitlines()) < 200)


run_all([everything_without_filters, what_fits_comes_before_what_is_open, what_does_not_fit_is_left_out, several_kinds,
         only_the_police_of_the_prefecture, validity_is_judged_at_the_day, a_window_is_shown_in_full,
         what_is_not_verified_is_said, json_says_all, slips_are_told, a_pack_without_the_fact_says_so, every_prefecture_of_japan])
