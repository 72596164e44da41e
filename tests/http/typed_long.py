#!/usr/bin/env python3
"""Nothing typed is lost: the browser is killed, the office is killed, another language is chosen, the way back is taken, a file is too
large, always in the middle of a sentence that was not sent yet."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from portal import Portal, finish, test

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "browser"))
from browser import BROWSER, install  # noqa: E402

PROFILE_WRITTEN_S = 35  # Chromium writes cookies to its profile every half minute
KEPT_EVERY_S = 8  # at most, on a busy machine
KEPT, NOT_KEPT = "いままで書いたところは保存しました", "いまは保存できていません"
STORY = "朝、画面が赤くなり、髙﨑さんに電話した"


class Person:
    """Someone with a browser of her own."""
    def __init__(self, portal, profile):
        self.node = subprocess.Popen(["node", f"{BROWSER}/typed.mjs", shutil.which("chromium"), f"http://127.0.0.1:{portal.port}", profile],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def __getattr__(self, name):
        def do(*words):
            self.node.stdin.write(json.dumps([name, *words]) + "\n")
            self.node.stdin.flush()
            answer = json.loads(self.node.stdout.readline())
            if "error" in answer:
                print(f"# {name} {words}: {answer['error']}", flush=True)
            return answer.get("value")
        return do

    def close(self):
        self.node.stdin.close()
        self.node.wait(timeout=60)

    def kill(self):
        """Its browser and all that belongs to it at once, as when the power fails."""
        os.killpg(self.node.pid, signal.SIGKILL)
        self.node.wait()


def browser_killed(portal, profile):
    person = Person(portal, profile)
    person.open("/ja/ask/actor.kind")
    person.press_only("input[value=person]")
    person.press("main button[value=next]")
    person.open("/ja/story")
    person.type("#story", STORY)
    person.said(KEPT)
    time.sleep(PROFILE_WRITTEN_S)
    person.type("#story", "。そのあと")
    time.sleep(KEPT_EVERY_S)
    subprocess.run(["pkill", "-9", "-f", f"user-data-dir={profile}"], check=False)
    person.kill()
    again = Person(portal, profile)
    again.open("/ja/story")
    test("a killed browser has lost nothing of a sentence", again.value("#story") == STORY + "。そのあと", again.value("#story"))
    again.open("/ja/ask/actor.kind")
    test("nor an answer", again.valid("input[value=person]:checked"), again.path())
    return again


def office_killed(portal, person):
    person.open("/ja/story")
    portal.process.kill()
    portal.process.wait()
    person.type("#story", "、電源を切った")
    person.said(NOT_KEPT)
    test("an office that is gone leaves the sentence in the box", person.value("#story").endswith("電源を切った"))
    portal.clear_paper()
    portal.start().ready(times=2)
    person.said(KEPT)
    person.open("/ja/story")
    test("and gets it when it is back, unasked", person.value("#story").endswith("電源を切った"), person.value("#story"))


def elsewhere(person):
    person.open("/ja/story")
    person.type("#story", "。次に")
    person.press("header nav [lang=en]")
    test("another language shows what was just typed", person.path() == "/en/story" and person.value("#story").endswith("。次に"), person.value("#story"))
    person.open("/ja/duties")
    person.open("/ja/story")
    person.type("#story", "母に話した")
    person.back()
    person.open("/ja/story")
    test("the way back takes nothing", person.value("#story").endswith("母に話した"), person.value("#story"))
    person.open("/ja/about-you")
    person.type("[name='contact.name']", "髙﨑 一")
    person.press("footer a[href='/ja/help']")
    person.open("/ja/about-you")
    test("nor does asking for help", person.value("[name='contact.name']") == "髙﨑 一", person.value("[name='contact.name']"))


def too_large(person, folder):
    with open(f"{folder}/large.log", "wb") as file:
        file.truncate(65 << 20)
    person.open("/ja/files")
    person.pick("input[type=file]", f"{folder}/large.log")
    test("a file too large is said before it goes", person.valid("input[type=file]") is False)
    person.open("/ja/story")
    test("and costs nothing that was written", person.value("#story").startswith(STORY), person.value("#story"))


def main():
    install()
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal, tempfile.TemporaryDirectory() as folder:
        test("an office with pages opens", portal.start().ready(), portal.said())
        person = browser_killed(portal, f"{folder}/profile")
        office_killed(portal, person)
        elsewhere(person)
        too_large(person, folder)
        person.close()
    finish()


main()
