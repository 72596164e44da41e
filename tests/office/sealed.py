"""What an office keeps, straight from its files, and the keys that open it: by docs/formats.md alone (tests/seal/opener.py), without the
program and without asking the keeper. `Keys` is what one person or thief holds; what they cannot open is a Refused."""
import base64
import os
import sqlite3
import struct
import sys

sys.path.insert(1, "tests/seal")
import opener  # noqa: E402
from nacl import bindings  # noqa: E402


def key_file(path, passphrase=None):
    with open(path, encoding="ascii") as file:
        head, secret = file.read().rsplit("secret ", 1)
    rows = dict(line.split(" ", 1) for line in head.splitlines() if " " in line)
    secret = base64.b64decode(secret)
    grain = opener.open_passphrase(secret, head.encode(), passphrase) if rows["kept"] == "passphrase" else secret
    return {**rows, "grain": grain}


def office_file(data):
    with open(f"{data}/office", encoding="ascii") as file:
        return dict(line.split(" ", 1) for line in file.read().splitlines() if " " in line)


def key_list(data):
    with open(f"{data}/keys/list", "rb") as file:
        return opener.read_list(file.read(), bytes.fromhex(office_file(data)["root"]))


def sealed_pair(grain):
    return bindings.crypto_box_seed_keypair(grain)


def officer_pair(grain):
    return bindings.crypto_box_seed_keypair(opener.H("todoke.officer.b", key=grain))


def window_pairs(data, officer):
    """The window keys that are wrapped for this officer: {(window, epoch): pair}."""
    found, office = {}, bytes.fromhex(office_file(data)["id"])
    for entry in sorted(os.listdir(f"{data}/keys/windows")):
        window, epoch, who = entry.rsplit(".", 2)
        if who != officer["name"]:
            continue
        with open(f"{data}/keys/windows/{entry}", "rb") as file:
            secret = opener.open_window_wrap(file.read(), office, window, int(epoch), officer_pair(officer["grain"]))
        found[window, int(epoch)] = (bindings.crypto_scalarmult_base(secret), secret)
    return found


def room(data, name):
    return sqlite3.connect(f"file:{data}/{name}/{name}.db?mode=ro", uri=True)


def filings(data):
    """{report: Filing}, core and halves put together again."""
    vault, halves = room(data, "vault"), room(data, "halves")
    found = {}
    for report, core in vault.execute("SELECT report_id, sealed FROM filing").fetchall():
        if core is None:
            with open(f"{data}/vault/large/{report.hex()}", "rb") as file:
                core = file.read()
        rows = halves.execute("SELECT sealed FROM half WHERE report_id = ? ORDER BY view_index", (report,)).fetchall()
        found[report] = opener.read_filing(core + b"\1" + b"".join(struct.pack("<I", len(half)) + half for half, in rows))
    vault.close()
    halves.close()
    return found


def open_report(filing, at, windows, keeper):
    """The body as window number `at` sees it, with the window's half and the keeper's."""
    window, epoch, view = filing.windows[at]
    half = opener.window_half(filing, at, windows[window, epoch])
    return opener.open_view(filing, view, opener.xor(half, opener.keeper_half(filing, view, keeper)[0]))
