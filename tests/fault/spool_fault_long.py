#!/usr/bin/python3
"""tests/fault/spool_fault_test.py with every single call."""
import os

os.environ["EVERY"] = "1"
os.execv("tests/fault/spool_fault_test.py", ["spool_fault_test.py"])
