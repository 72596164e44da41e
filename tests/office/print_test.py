#!/usr/bin/env python3
"""Documents from the printer of a running office: the same bytes as the command makes, and harm that stays where it is."""
import calendar
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading

from office import BROKEN, BUSY, OK, PRINT, PROGRAM, REFUSED, Office, document, finish, test, until

AT = "2026-11-20T12:00:00+09:00"
AT_S = calendar.timegm((2026, 11, 20, 3, 0, 0))
INCIDENT = "tests/data/incidents/rich.json"
RARE = "髙﨑𠮷葛\U000E0100"


def by_command(form, kind, lang, folder):
    path = f"{folder}/out.{kind}"
    subprocess.run([PROGRAM, "forms", INCIDENT, "--form", form, "--at", AT, "--lang", lang, "-o", path], check=True,
                   capture_output=True)
    with open(path, "rb") as file:
        return file.read()


def same_as_command(office, incident):
    with tempfile.TemporaryDirectory() as folder, office.client("printer") as client:
        for form, kind, lang in (("ppc.leak", "pdf", "ja"), ("ppc.leak", "xlsx", "ja"), ("police.consultation", "pdf", "en"),
                                 ("common.ransomware", "pdf", "ja-simple"), ("common.ddos", "xlsx", "en")):
            outcome, reason, body = client.call(PRINT, document(kind, form, AT_S, incident, lang=lang))
            wanted = by_command(form, kind, lang, folder)
            test(f"the printer makes {form} as {kind} in {lang}, byte by byte as the command", outcome == OK and body == wanted,
                 f"outcome {outcome} reason {reason}, {len(body)} bytes, command {len(wanted)}")


def rare_kanji(office):
    facts = json.dumps({"org.name": RARE + "商店"}, ensure_ascii=False)
    with office.client("printer") as client, tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        outcome, reason, body = client.call(PRINT, document("pdf", "ppc.leak", AT_S, facts))
        file.write(body)
        file.flush()
        text = subprocess.run(["pdftotext", file.name, "-"], capture_output=True, text=True, check=False).stdout
        test("rare kanji and a variant are printed inside the sandbox", outcome == OK and RARE[:3] in text,
             f"outcome {outcome} reason {reason}: {[c for c in RARE if c not in text]}")


def refusals(office, incident):
    cases = (("an unknown form", document("pdf", "no.such", AT_S, incident), REFUSED, 1),
             ("a stage that the form has not", document("pdf", "ppc.leak", AT_S, incident, stage="monthly"), REFUSED, 2),
             ("an unknown window", document("pdf", "ppc.leak", AT_S, incident, to="no.such"), REFUSED, 3),
             ("facts that cannot be read", document("pdf", "ppc.leak", AT_S, "{"), REFUSED, 4),
             ("a payload that ends early", document("pdf", "ppc.leak", AT_S, incident)[:-1], REFUSED, 4),
             ("a payload with more behind it", document("pdf", "ppc.leak", AT_S, incident) + b"x", REFUSED, 4),
             ("an empty payload", b"", REFUSED, 4))
    for name, payload, outcome, reason in cases:
        with office.client("printer") as client:
            got = client.call(PRINT, payload)[:2]
            test(f"{name} is refused with its reason", got == (outcome, reason), f"{got}")
    with office.client("printer") as client:
        test("a message that is not the printer's is refused", client.call(1, b"")[0] == BROKEN)


def many(office, incident):
    wanted, got = 12, []

    def one():
        with office.client("printer") as client:
            got.append(client.call(PRINT, document("pdf", "ppc.leak", AT_S, incident)))

    threads = [threading.Thread(target=one) for _ in range(wanted)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    test("many at once: all get the same document", len({body for _, _, body in got}) == 1 and all(o == OK for o, _, _ in got),
         str([(o, r) for o, r, _ in got]))


def held(printer, client, asked):
    """The child of a document that is begun and stands still. One that was quicker is asked for once more."""
    while True:
        client.send(PRINT, asked)
        while not select.select([client.socket], [], [], 0)[0]:
            with open(f"/proc/{printer}/task/{printer}/children", encoding="ascii") as file:
                children = file.read().split()
            if children and stopped(int(children[0])):
                return int(children[0])
        client.answer()


def stopped(child):
    """Whether it stands still now; not if it has ended meanwhile."""
    try:
        os.kill(child, signal.SIGSTOP)
        return until(lambda: state_of(child) in "TZ") and state_of(child) == "T"
    except (ProcessLookupError, FileNotFoundError):
        return False


def state_of(process):
    with open(f"/proc/{process}/stat", encoding="utf-8") as file:
        return file.read().rpartition(")")[2].split()[0]


def over_time(incident):
    """With one child and nobody waiting, who comes second is told; a child that takes no memory dies alone."""
    variables = {"TODOKE_PRINTER_DOCUMENTS": "1", "TODOKE_PRINTER_WAITING": "0"}
    with Office(variables=variables) as office:
        office.start().ready()
        printer = office.roles()["printer"]["pid"]
        with office.client("printer") as first, office.client("printer") as second:
            asked = document("pdf", "ppc.leak", AT_S, incident)
            child = held(printer, first, asked)
            full = second.call(PRINT, asked)[0]
            os.kill(child, signal.SIGCONT)
            test("who finds the printer full is told that it is busy", full == BUSY, str(full))
            test("the document before it is finished all the same", first.answer()[0] == OK)
            test("and then there is room again", second.call(PRINT, asked)[0] == OK)


def main():
    with open(INCIDENT, encoding="utf-8") as file:
        incident = file.read()
    with Office() as office:
        office.start()
        if not office.ready():
            test("the office opens", False, office.said() + str(office.events()))
            sys.exit(1)
        same_as_command(office, incident)
        rare_kanji(office)
        refusals(office, incident)
        many(office, incident)
        test("nothing forbidden was tried", office.events("role.forbidden") == [], str(office.events("role.forbidden")))
        test("no child died", office.events("document.failed") == [], str(office.events("print.failed")))
    over_time(incident)
    finish()


main()
