#!/usr/bin/env python3
"""The documented example of a TLS terminator, with Debian's hitch in front of the real program: pages come through it, who comes is
believed from the terminator that the operator has named, and from nobody else."""
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile

from portal import Answer, Connection, Portal, finish, form_request, free_port, request, test, until

EXAMPLE = "docs/examples/hitch.conf"
LITTLE = {"TODOKE_PUBLIC_BURST": "3", "TODOKE_PUBLIC_PER_SECOND": "1"}
HEALTH = request("GET", "/healthz", [("Connection", "close")])
CLAIM = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\x0a\0\0\x01\x1f\x90\0\x50"


def certificate(folder):
    """A key and a certificate of a day, in one file."""
    key, signed, both = (f"{folder}/{name}.pem" for name in ("key", "signed", "both"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", signed], check=True, capture_output=True)
    with open(both, "w", encoding="ascii") as file:
        for path in (key, signed):
            with open(path, encoding="ascii") as part:
                file.write(part.read())
    os.chmod(both, 0o644)
    return both, signed


class Hitch:
    """hitch with the example; only its addresses, its certificate and, without root, its user are others."""
    def __init__(self, folder, pem, backend):
        self.port, self.path = free_port(), f"{folder}/hitch.{backend}.conf"
        with open(EXAMPLE, encoding="ascii") as example:
            text = example.read()
        changes = {r'frontend = "[^"]*"': f'frontend = "[127.0.0.1]:{self.port}"', r'backend = "[^"]*"': f'backend = "[127.0.0.1]:{backend}"',
                   r'pem-file = "[^"]*"': f'pem-file = "{pem}"', r"syslog = on": "syslog = off"}
        if os.geteuid() != 0:
            changes.update({r'user = "[^"]*"\n': "", r'group = "[^"]*"\n': ""})
        for pattern, change in changes.items():
            text, count = re.subn(pattern, change, text)
            assert count == 1, pattern
        with open(self.path, "w", encoding="ascii") as file:
            file.write(text)

    def __enter__(self):
        self.log = open(self.path + ".log", "w+", encoding="utf-8")
        program = shutil.which("hitch") or "/usr/sbin/hitch"
        self.process = subprocess.Popen([program, f"--config={self.path}"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        until(self.listens, 10)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False


class Secure(Connection):
    def __init__(self, port, signed, source="127.0.0.1"):
        super().__init__(port, source)
        context = ssl.create_default_context(cafile=signed)
        context.set_alpn_protocols(["h2", "http/1.1"])
        self.socket = context.wrap_socket(self.socket, server_hostname="127.0.0.1")

    def more(self):
        try:
            return super().more()
        except ssl.SSLError:
            return False


def ask(hitch, signed, text=HEALTH, source="127.0.0.1"):
    with Secure(hitch.port, signed, source) as connection:
        connection.send(text)
        return connection.answer() or Answer(0, {}, b"")


def named(folder, pem, signed):
    with Portal(variables={"TODOKE_PUBLIC_PROXIES": "127.0.0.1", **LITTLE}) as portal:
        test("an office behind hitch opens", portal.start().ready(), portal.said())
        with Hitch(folder, pem, portal.port) as hitch:
            with Secure(hitch.port, signed) as connection:
                test("what is agreed on is TLS 1.3 and HTTP/1.1", (connection.socket.version(), connection.socket.selected_alpn_protocol()) == ("TLSv1.3", "http/1.1"))
                for path in ("/en/", "/en/help"):
                    connection.send(request("GET", path))
                    test(f"{path} comes through, on one connection", connection.answer().status == 200)
                connection.send(form_request("/en/ask/actor.kind", "answer=person&go=next", [("Origin", "https://127.0.0.1")]))
                answer = connection.answer()
                test("a form of the secure page is taken, and its draft kept", answer.status == 303 and "Secure" in (answer["set-cookie"] or ""), answer)
            often = [ask(hitch, signed, source="127.0.9.1").status for _ in range(6)]
            test("who comes is measured by the address that hitch says", often[:3] == [200] * 3 and 429 in often, often)
            test("and nobody else is", ask(hitch, signed, source="127.0.10.1").status == 200)
            claimed = [ask(hitch, signed, CLAIM + HEALTH, "127.0.11.1").status for _ in range(2)]
            test("a client cannot say that it is another", claimed == [400] * 2, claimed)
        test("without hitch nobody is heard from there", portal.raw(HEALTH) is None)


def unnamed(folder, pem, signed):
    for named_one in ("none", "127.0.7.1"):
        with Portal(variables={"TODOKE_PUBLIC_PROXIES": named_one}) as portal:
            portal.start().ready()
            with Hitch(folder, pem, portal.port) as hitch:
                answer = ask(hitch, signed)
                test(f"hitch is not believed where the operator has named {named_one}", answer.status in (0, 400), answer)
            test(f"but clients themselves are heard: {named_one}", portal.raw(HEALTH).status == 200)


def main():
    with tempfile.TemporaryDirectory(prefix="t-hitch-") as folder:
        os.chmod(folder, 0o755)
        pem, signed = certificate(folder)
        named(folder, pem, signed)
        unnamed(folder, pem, signed)
    finish()


main()
