#!/usr/bin/python3
"""tests/crash/office_test.py, 10,000 kills long: 40 offices."""
import os

os.environ["CYCLES"] = os.environ.get("CYCLES", "40")
os.execv("tests/crash/office_test.py", ["office_test.py"])
