#!/usr/bin/env python3
"""Assumed breach. Each role, the moment it is locked, and a child of the printer try a fixed list of what an attacker would
(tests/breach/attempts.c). What works must be exactly what is written here: neither more nor less. And what a client of the
office's group may ask of each role is written here as well."""
import os
import re
import signal
import socket
import struct
import subprocess
import sys

from office import (BROKEN, OK, PRINT, REFUSED, STATUS, Client, Office, document, finish, free_port, test, until)

EVIL = "build/breach/todoke"
ROLES = ("spool", "keeper", "registrar", "printer", "gate")
SOURCE = "tests/breach/attempts.c"
# What works, for each. All else is refused or ends the process.
WORKS = {
    "spool": {"read:spool", "make:spool"},
    "keeper": {"read:ledger", "make:ledger", "read:halves", "read:grants"},
    "registrar": {"read:spool", "read:vault", "make:vault", "read:halves", "make:halves", "read:outbox", "make:outbox",
                  "read:public", "make:public", "read:ledger", "socket:unix", "connect:spool", "connect:keeper",
                  # A unix socket that everybody may use: the kernel has no rule for these yet.
                  "connect:printer", "connect:serve", "connect:outside"},
    # It makes children, and locks them further; it has no files but its empty paper folder.
    "printer": {"fork", "dumpable", "call:seccomp"},
    "document": set(),
    # No file; children, which it locks further; and the sockets that its children call.
    "gate": {"fork", "dumpable", "call:seccomp", "socket:unix", "connect:spool", "connect:keeper", "connect:printer", "connect:serve",
             "connect:outside"},
    # A clerk, in which a stranger's request may have taken over: nothing but the sockets of other roles.
    "clerk": {"socket:unix", "connect:spool", "connect:keeper", "connect:printer", "connect:serve", "connect:outside"},
}


def attempts():
    with open(SOURCE, encoding="utf-8") as file:
        table = file.read().split("const Attempt attempts[] = {")[1].split("};")[0]
    return re.findall(r'\{"([^"]+)"', table)


def said(office):
    with open(office.log_path, encoding="utf-8") as log:
        return [tuple(line[6:].rstrip("\n").split("|")) for line in log if line.startswith("evil: ")]


def present(office):
    return [role for role in ROLES if any(event.get("who") == role for event in office.events("role.started"))]


def turn_evil(names, victim):
    """What worked for each role; and which role never came to the end of the list."""
    next_one = {role: 0 for role in ROLES}
    worked = {role: set() for role in ROLES}
    done, roles = set(), ROLES
    for _ in range(len(names) + 2):
        variables = {f"TODOKE_EVIL_{role}": str(at) for role, at in next_one.items() if role not in done}
        variables["TODOKE_EVIL_VICTIM"] = str(victim.pid)
        variables["TODOKE_PUBLIC"] = f"127.0.0.1:{free_port()}"
        with Office(program=EVIL, variables=variables) as office:
            outside = socket.socket(socket.AF_UNIX)
            outside.bind(office.folder + "/outside.sock")
            os.chmod(office.folder + "/outside.sock", 0o777)
            outside.listen(1)
            office.start()
            until(lambda: len(office.events("role.started")) > 0, 10)

            def settled():
                roles_now = present(office)
                ended = {role for role, what, _ in said(office) if what == "ended"}
                died = {event["who"] for event in office.events("role.died")}
                return len(roles_now) >= len(ROLES) and all(role in done | ended | died for role in roles_now)

            if not until(settled, 20):
                test("the roles answer in time", False, f"{next_one} {office.said()[-500:]}")
                return worked
            lines, roles = said(office), present(office)
            office.process.kill()
            office.process.wait()
            outside.close()
        for role in roles:
            mine = [(what, name) for who, what, name in lines if who == role]
            worked[role] |= {name for what, name in mine if what == "worked"}
            first = next_one[role]
            tried = 0
            for what, name in mine:
                if what == "tries":
                    if names.index(name) < first + tried:
                        break  # the next life of the role began again
                    tried += 1
                if what == "ended":
                    done.add(role)
            if role not in done:
                next_one[role] = first + max(tried, 1)
        if all(role in done for role in roles):
            return {role: worked[role] for role in roles}
    test("every role came to the end of the list", False, str(next_one))
    return worked


def evil_documents(names, victim):
    worked = set()
    with Office(program=EVIL, variables={"TODOKE_EVIL_VICTIM": str(victim.pid)}) as office:
        office.variables["TODOKE_EVIL_DATA"] = office.data
        office.start()
        test("an office whose printer's children are evil opens", office.ready(), office.said())
        for number in range(len(names)):
            with office.client("printer") as client:
                client.call(PRINT, document("pdf", "ppc.leak", 0, "{}", receipt=str(number)))
        worked = {name for who, what, name in said(office) if who == "document" and what == "worked"}
        tried = {name for who, what, name in said(office) if who == "document" and what == "tries"}
        test("every attempt was made in a child", tried == set(names), str(set(names) - tried))
        test("the printer itself is unharmed", office.events("role.died") == [], str(office.events("role.died")))
    return worked


def evil_clerks(names, victim):
    port = free_port()
    with Office(program=EVIL, variables={"TODOKE_EVIL_VICTIM": str(victim.pid), "TODOKE_PUBLIC": f"127.0.0.1:{port}"}) as office:
        office.variables["TODOKE_EVIL_DATA"] = office.data
        outside = socket.socket(socket.AF_UNIX)
        outside.bind(office.folder + "/outside.sock")
        os.chmod(office.folder + "/outside.sock", 0o777)
        outside.listen(64)
        office.start()
        test("an office whose clerks are evil opens", office.ready(), office.said())
        for number in range(len(names)):
            with socket.create_connection(("127.0.0.1", port), 20) as visitor:
                visitor.sendall(f"GET /evil/{number} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
                try:
                    while visitor.recv(65536):
                        pass
                except ConnectionError:
                    pass
        worked = {name for who, what, name in said(office) if who == "clerk" and what == "worked"}
        tried = {name for who, what, name in said(office) if who == "clerk" and what == "tries"}
        test("every attempt was made in a clerk", tried == set(names), str(set(names) - tried))
        died = office.events("role.died")
        test("the gate itself is unharmed", not [event for event in died if event["who"] == "gate"], died)
        if died:
            print(office.said()[-4000:], flush=True)  # another role started anew: not for a clerk's sake, but worth reading
        outside.close()
    return worked


# What a client of the group, which is nobody's role, gets from each role for each kind of message, with the right payload
# where there is one and with an empty one otherwise.
NAME = bytes(range(32))
PUT = struct.pack("<B", 1) + NAME + struct.pack("<QI", 0, 60) + b"draft"
MESSAGES = {"append": (1, b""), "put": (2, PUT), "get": (3, NAME), "release": (4, b""), "print": (5, b""), "filed": (6, bytes(12)),
            "note": (7, b""), "status": (8, b""), "unknown": (9, b""), "answer": (0x88, b"")}
ANSWERS = {
    "spool": {"put": OK, "get": OK, "status": OK, "filed": REFUSED},
    "keeper": {"status": OK, "note": REFUSED, "release": REFUSED},
    "printer": {"status": OK, "print": REFUSED},
}
# What it needs is read first: the folder of the tests need not be open to others.
CLIENT = """
import os, sys; sys.path.insert(0, "tests/office")
from office import Client
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(61100), os.setuid(61190)
kind, payload = int(sys.argv[2]), bytes.fromhex(sys.argv[3])
try:
    with Client(sys.argv[1]) as client: print(client.call(kind, payload)[0])
except (EOFError, ConnectionError): print(-1)
"""


def ask_as_client(office, role, name):
    kind, payload = MESSAGES[name]
    answer = subprocess.run([sys.executable, "-c", CLIENT, f"{office.data}/run/{role}.sock", str(kind), payload.hex()],
                            capture_output=True, text=True, check=False)
    return int(answer.stdout or -2)


def messages():
    with Office() as office:
        office.start().ready()
        for role, wanted in ANSWERS.items():
            for name in MESSAGES:
                got, right = ask_as_client(office, role, name), wanted.get(name, BROKEN)
                test(f"{role} answers {name} as written", got == right, f"outcome {got}, wanted {right}")
        mutations(office)
        test("no role died of what it was sent", office.events("role.died") == [], str(office.events("role.died")))


def mutations(office):
    """Each byte of good messages changed, cut short, sent again: answered or closed, and the role lives."""
    sent = 0
    good = ((PRINT, "printer", document("pdf", "no.such", 0, "{}")), (2, "spool", PUT), (3, "spool", NAME), (6, "spool", bytes(12)),
            (4, "keeper", bytes(200)), (7, "keeper", bytes(100)))
    for kind, role, payload in good:
        for at in range(len(payload) + 1):
            hurt = payload[:at] if at % 2 else payload[:at] + bytes([payload[at] ^ 0xFF]) + payload[at + 1:] if at < len(payload) \
                else payload + payload
            try:
                with Client(f"{office.data}/run/{role}.sock") as client:
                    client.call(kind, hurt)
                    client.call(kind, hurt)
            except (EOFError, ConnectionError):
                pass
            sent += 2
    roles = office.roles()
    test(f"{sent} hurt and repeated messages leave all roles serving", all(role["answers"] for role in roles.values()), str(roles))


def main():
    holes = subprocess.run(["build/breach/holes"], capture_output=True, text=True, check=False)
    print(holes.stdout, end="")
    names = attempts()
    with subprocess.Popen(["sleep", "600"]) as victim:
        try:
            worked = turn_evil(names, victim)
            worked["document"] = evil_documents(names, victim)
            worked["clerk"] = evil_clerks(names, victim)
            test("nobody could end a process of another", victim.poll() is None)
        finally:
            victim.send_signal(signal.SIGKILL)
    for role, done in worked.items():
        test(f"what an evil {role} can do is what is written", done == WORKS[role],
             f"more: {sorted(done - WORKS[role])}, less: {sorted(WORKS[role] - done)}")
    messages()
    finish(holes.returncode != 0 or "not ok" in holes.stdout)


main()
