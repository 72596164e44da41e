"""What tests in a browser need: installed where it is missing, by Debian's packages and the locked list beside this file."""
import os
import shutil
import subprocess
import sys

BROWSER = os.path.dirname(os.path.abspath(__file__))
PACKAGES = {"chromium": "chromium", "java": "default-jre-headless", "node": "nodejs", "npm": "npm"}


def install(more=None):
    """The browser and the validators; `more`: programs and the packages they are in."""
    packages = {**PACKAGES, **(more or {})}
    missing = sorted(package for program, package in packages.items() if not shutil.which(program))
    if missing:
        rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
        surroundings = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        subprocess.run([*rights, *surroundings, "update", "-q"], check=True, stdout=sys.stderr)
        subprocess.run([*rights, *surroundings, "install", "-y", "-q", "--no-install-recommends", *missing], check=True, stdout=sys.stderr)
    lock, installed = f"{BROWSER}/package-lock.json", f"{BROWSER}/node_modules/.package-lock.json"
    if not os.path.exists(installed) or os.path.getmtime(installed) < os.path.getmtime(lock):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=BROWSER, check=True, stdout=sys.stderr)
