#!/usr/bin/python3
"""tests/crash/office_test.py, 1,000 times all roles killed."""
import os

os.environ["CYCLES"] = os.environ.get("CYCLES", "30")
os.execv("tests/crash/office_test.py", ["office_test.py"])
