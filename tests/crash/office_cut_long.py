#!/usr/bin/python3
"""tests/crash/office_cut_test.py, 1,000 cuts long."""
import os

os.environ["CUTS"] = os.environ.get("CUTS", "1000")
os.execv("tests/crash/office_cut_test.py", ["office_cut_test.py"])
