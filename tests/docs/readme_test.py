#!/usr/bin/env python3
"""The tour of README.md prints what it shows, and the files and folders it names are there."""
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import document

DOC = "README.md"

with open(DOC, encoding="utf-8") as file:
    text = file.read()
incident = re.search(r"^\$ cat clinic\.json\n(\{.*?\})\n\$ ", text, re.M | re.S)
document.report("has_its_incident", None if incident else "no incident in the tour")
with tempfile.TemporaryDirectory() as place:
    with open(f"{place}/clinic.json", "w", encoding="utf-8") as file:
        file.write((incident[1] if incident else "{}") + "\n")
    document.test_sessions(DOC, place)

named = re.findall(r"\]\(([\w./-]+)\)|^\| `([\w./]+/)` \|", text, re.M)
missing = [name for pair in named for name in pair if name and not os.path.exists(name)]
document.report("what_it_names_is_there", ", ".join(missing) or None if named else "it names nothing")
sys.exit(1 if document.failures else 0)
