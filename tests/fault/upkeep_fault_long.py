#!/usr/bin/python3
"""tests/fault/upkeep_fault_test.py with every single call."""
import os

os.environ["SAMPLES"] = os.environ.get("SAMPLES", "100000")
os.execv("tests/fault/upkeep_fault_test.py", ["upkeep_fault_test.py"])
