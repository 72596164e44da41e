#!/usr/bin/env python3
"""docs/formats.md tells the truth about every JSON answer: each has exactly the members its table lists, of the types it says,
every row of a table is seen in some answer, and the sessions print what they show.

A table stands under the heading that names its command. Types: text, number, yes/no, time, day, list, list of text, object,
incident, "one of `a` `b`", "as `path` of `command`" (another table), "as `path`" (the same table); "or null", "may be absent".
"""
import json
import re
import subprocess
import sys
import tempfile
from document import failures, report, run, test_sessions

DOC = "docs/formats.md"
CLINIC, SHOP = "docs/examples/incidents/clinic-ransomware.json", "docs/examples/incidents/shop-leak.json"
RICH = "tests/data/incidents/rich.json"
PACK = ["--pack", "packs/jp"]
# Each list together shows every row of the command's table.
COMMANDS = {
    "duties --json": [["duties", "--json", "--all", *PACK, CLINIC], ["duties", "--json", *PACK, SHOP],
                      ["duties", "--json", "--all", "--lang", "en", *PACK, SHOP]],
    "duties --each": [["duties", "--each", "{many}", *PACK]],
    "explain --json": [["explain", "--json", "jp.appi.leak", CLINIC, *PACK], ["explain", "--json", "jp.ci.relay", SHOP, *PACK]],
    "ask --json": [["ask", "--json", *PACK]],
    "windows --json": [["windows", "--json", *PACK],
                       ["windows", "--json", *PACK, "--kind", "ransomware", "--prefecture", "13", "--who", "business"]],
    "calendar --json": [["calendar", "--json", *PACK, CLINIC]],
    "check --json": [["check", "--json", "{slip}"]],
    "test --json": [["test", "--json", "packs/jp"]],
    "diff --json": [["diff", "--json", "packs/jp", "{changed}", "--cases", "docs/examples/incidents"]],
    "coverage --json": [["coverage", "--json", *PACK, CLINIC], ["coverage", "--json", *PACK, "--form", "persons.notice", SHOP]],
    "forms --as json": [["forms", "--as", "json", *PACK, "--form", "common.ransomware", RICH],
                        ["forms", "--as", "json", *PACK, "--form", "ppc.leak", "--stage", "final", "--since", CLINIC, RICH],
                        ["forms", "--as", "json", *PACK, "--form", "ppc.leak", "--lang", "en", SHOP],
                        ["forms", "--as", "json", *PACK, "--form", "persons.talk", RICH],
                        ["forms", "--as", "json", *PACK, "--form", "persons.notice", RICH],
                        ["forms", "--as", "json", *PACK, "--form", "police.consultation", "--blank"]],
    "forms --json": [["forms", "--json", *PACK, "--as", "txt", "--output", "{papers}", CLINIC],
                     ["forms", "--json", *PACK, "--form", "persons.notice", "--output", "{papers}.html", SHOP]],
    "doctor --json": [["doctor", "--json", "{papers}"]],  # no office; tests/office has a sound one
    "ledger verify --json": [["ledger", "verify", "--json", "{papers}"]],  # no ledger; tests/ledger has all the others
}
PLAIN = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "yes/no": lambda value: isinstance(value, bool),
    "time": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+09:00", value),
    "day": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "incident": lambda value: isinstance(value, dict),
    "list of text": lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
}


class Row:
    def __init__(self, kind):
        self.absent = kind.endswith(", may be absent")
        kind = kind.removesuffix(", may be absent")
        self.null = kind.endswith(" or null")
        self.kind = kind.removesuffix(" or null")
        self.choices = re.findall(r"`([^`]+)`", self.kind) if self.kind.startswith("one of ") else None
        self.seen = False


def read_tables():
    tables, rows = {}, None
    with open(DOC, encoding="utf-8") as file:
        for line in file:
            heading = re.match(r"### `todoke (.*)`$", line)
            cells = re.match(r"\| `([^`]+)` \| ([^|]+) \|", line)
            if heading:
                rows = tables[heading[1]] = {}
            elif line.startswith("## "):
                rows = None
            elif cells and rows is not None:
                rows[cells[1]] = Row(cells[2].strip())
    return tables


class Walk:
    """Compares one answer with the tables; `faults` gathers what differs."""
    def __init__(self, tables):
        self.tables, self.faults = tables, []

    def members(self, value, table, path):
        rows = self.tables[table]
        inside = re.compile((re.escape(path) + r"\." if path else "") + r"([A-Za-z_]+)")
        listed = {match[1]: row for match, row in ((inside.fullmatch(name), row) for name, row in rows.items())
                  if match and match[1] != "branch"}
        for name in listed.keys() - value.keys():
            if not listed[name].absent:
                self.faults.append(f"{table}: {path}.{name} is missing")
        for name in value.keys() - listed.keys():
            self.faults.append(f"{table}: {path}.{name} is not in the table")
        for name in value.keys() & listed.keys():
            self.member(value[name], listed[name], table, f"{path}.{name}" if path else name)

    def member(self, value, row, table, path):
        row.seen = True
        if value is None:
            if not row.null:
                self.faults.append(f"{table}: {path} is null")
            return
        other = re.fullmatch(r"(as|list of) `([^`]+)`(?: of `([^`]+)`)?", row.kind)
        if other:
            for item in value if other[1] == "list of" else [value]:
                self.reference(item, other[2], other[3], table)
        elif row.choices is not None and value not in row.choices:
            self.faults.append(f"{table}: {path} is {value!r}, which is not listed")
        elif row.choices is None and not (row.kind in PLAIN and PLAIN[row.kind](value)):
            self.faults.append(f"{table}: {path} is no {row.kind}: {value!r}"[:200])
        elif row.kind == "object":
            self.members(value, table, path)
        elif row.kind == "list":
            for item in value:
                self.members(item, table, path + "[]")

    def reference(self, value, name, command, table):
        if name in self.tables:
            self.members(value, name, "")
        else:
            self.members(value, command or table, name)


def prepared(place):
    """Incidents and packs that make every member appear."""
    with open(f"{place}/many.jsonl", "w", encoding="utf-8") as file:
        file.write('{"actor.kind":"business"}\n{"actor.kid":1}\n')
    run(f"cp -r packs/jp {place}/slip && cp -r packs/jp {place}/changed")
    run(f"sed -i 's/^  level   should$/  level   shuold/' {place}/slip/duties/local.duty")
    run(f"sed -i 's/guide 3 to 5 days/guide 3 to 4 days/' {place}/changed/duties/appi.duty")
    return {"many": f"{place}/many.jsonl", "slip": f"{place}/slip", "changed": f"{place}/changed",
            "papers": f"{place}/papers"}


def answers(command):
    _, said = run(["todoke", *command, "--at", "2026-11-20"] if command[0] not in ("check", "test", "ledger", "doctor") else ["todoke", *command],
                  talk=subprocess.DEVNULL)
    lines = said.splitlines() if "--each" in command or command[0] == "diff" else [said]
    return [json.loads(line) for line in lines]


def test_tables(place):
    tables, places = read_tables(), prepared(place)
    report("tables", None if tables.keys() == COMMANDS.keys() else f"documented: {sorted(tables)}")
    for name, commands in COMMANDS.items():
        if name not in tables:
            continue
        walk = Walk(tables)
        try:
            found = [answer for command in commands for answer in answers([word.format(**places) for word in command])]
            for answer in found:
                walk.members(answer, name, "")
        except ValueError as fault:
            walk.faults.append(f"no JSON: {fault}")
        walk.faults += [f"{name}: no answer has {path}" for path, row in tables[name].items()
                        if not row.seen and path != "branch"]
        report(f"members {name}", "; ".join(walk.faults[:5]) or None)


def main():
    with tempfile.TemporaryDirectory() as place:
        test_tables(place)
    with tempfile.TemporaryDirectory() as place:
        test_sessions(DOC, place)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
