#!/usr/bin/python3
"""tests/fault/office_fault_test.py with every single call."""
import os

os.environ["SAMPLES"] = os.environ.get("SAMPLES", "100000")
os.execv("tests/fault/office_fault_test.py", ["office_fault_test.py"])
