#!/usr/bin/python3
"""tests/crash/spool_test.py, 10,000 kills long."""
import os

os.environ["CYCLES"] = os.environ.get("CYCLES", "34")
os.execv("tests/crash/spool_test.py", ["spool_test.py"])
