#!/usr/bin/env python3
"""The interface's description of itself is sound: a linter finds nothing, and finds what is broken on purpose."""
import os
import subprocess
import sys

from portal import Portal, finish, test

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402


def faults(description):
    done = subprocess.run(["node", f"{BROWSER}/openapi.mjs"], input=description, capture_output=True, text=True, timeout=120)
    return done.stdout.splitlines() if done.returncode == 0 else [done.stderr]


install()
with Portal() as portal:
    test("an office opens", portal.start().ready(), portal.said())
    description = portal.get("/api/openapi.json").body.decode()
    found = faults(description)
    test("the linter finds nothing", not found, found)
    broken = {"a schema that is not there": ('"#/components/schemas/Report"', '"#/components/schemas/Rapport"'),
              "an operation without its answer": ('"responses":{"201"', '"reponses":{"201"'),
              "a parameter of the path that is not named": ('"name":"receipt"', '"name":"number"'),
              "a version that is none": ('"openapi":"3.1.0"', '"openapi":"9.1.0"')}
    for what, (was, now) in broken.items():
        test(f"the linter finds {what}", was in description and faults(description.replace(was, now)), what)
finish()
