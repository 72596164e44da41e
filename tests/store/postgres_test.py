#!/usr/bin/env python3
# Every schema step applied and every query prepared on a real PostgreSQL, with the types that the queries say; what a query
# would give has the names and types that it says. And every clear column is on the published list, with its reason.
import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from store.postgres import Postgres  # noqa: E402


def report(name, fault):
    print(f"not ok {name} - {fault}" if fault else f"ok {name}", flush=True)


def look_at_queries(said):
    """The script says `query NAME in ROOM: column|type …` and psql answers with a line column|type for each column."""
    wanted, got = None, []
    for line in said.splitlines() + ["query end in end:"]:
        begins = re.match(r"query (\w+) in (\w+):(.*)", line)
        if not begins:
            got.append(line)
            continue
        if wanted is not None:
            report(f"query_{name}", None if got == wanted else f"gives {got}, says {wanted}")
        name, wanted, got = begins[1], begins[3].split(), []


def columns_of_list():
    """tests/data/clear-columns.txt: `room.table.column  reason`."""
    listed = {}
    with open("tests/data/clear-columns.txt", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, _, reason = line.strip().partition(" ")
                listed[name] = reason.strip()
    return listed


def look_at_columns(server):
    rooms = sorted({path.split("/")[2] for path in glob.glob("sql/schema/*/*.sql")})
    names = ", ".join(f"'{room}'" for room in rooms)
    said = server.ask("\\pset format unaligned\n\\pset tuples_only on\nSELECT table_schema || '.' || table_name || '.' || column_name "
                      f"FROM information_schema.columns WHERE table_schema IN ({names}) ORDER BY 1;")
    live = set(said.stdout.split())
    listed = columns_of_list()
    report("clear_columns_are_listed", f"not on the list: {sorted(live - set(listed))}" if live - set(listed) else None)
    report("listed_columns_are_there", f"not in the schema: {sorted(set(listed) - live)}" if set(listed) - live else None)
    short = sorted(name for name, reason in listed.items() if len(reason) < 12)
    report("clear_columns_have_reasons", f"no reason: {short}" if short else None)


def forget_rooms(sql):
    """Makes the server forget the rooms."""
    rooms = sorted({path.split("/")[2] for path in sql if "/schema/" in path})
    return "".join(f"DROP SCHEMA {room} CASCADE;\n" for room in rooms)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    sql = sorted(glob.glob("sql/**/*.sql", recursive=True))
    script = subprocess.run(["build/tools/mkquery", "--postgres", *sql], capture_output=True, text=True, check=True).stdout
    with Postgres() as server:
        version = server.ask("SHOW server_version_num;").stdout
        report("is_version_15", None if "15" == re.sub(r"\D", "", version)[:2] else version)
        said = server.ask(script)
        report("steps_and_queries_are_taken", said.stderr.strip().splitlines()[0] if said.returncode else None)
        look_at_queries(said.stdout)
        look_at_columns(server)
        wrong = server.ask(forget_rooms(sql) + script.replace("SELECT count(*)", "SELECT countt(*)"))
        report("a_wrong_query_is_refused", None if "countt" in wrong.stderr else f"said: {wrong.stderr}")


main()
