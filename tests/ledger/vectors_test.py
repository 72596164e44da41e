#!/usr/bin/python3
"""Makes the vectors of the ledger's formats again from their description (ledger.py), and compares them with what the program makes
(tests/data/vectors/ledger.json, which tests/unit/seal/ledger_vectors_test.c holds the program to)."""
import json
import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ledger
from nacl.signing import SigningKey, VerifyKey

with open("tests/data/vectors/ledger.json", encoding="utf-8") as file:
    VECTORS = json.load(file)
failed = 0
MOMENT, PURPOSE = 1763704800000000, "被害相談への対応"


def check(name, good):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"not ok {name} - differs", flush=True)


def raw(name):
    return bytes.fromhex(VECTORS[name])


def sized(data):
    return struct.pack("<I", len(data)) + data


def name(text):
    return bytes([len(text)]) + text.encode()


def pseudonym(salt, officer):
    return ledger.blake("todoke.pseudonym", officer, key=salt)[:16]


def signed(person, data, public, signature):
    message = person.encode().ljust(16, b"\0") + ledger.blake(person, data)
    try:
        VerifyKey(public).verify(message, signature)
        return True
    except Exception:
        return False


def test_events():
    salt, officer_salt = b"\x51" * 32, b"\x52" * 32
    event = ledger.event_make("opened", MOMENT, b"\1" * 16, b"\2" * 16, pseudonym(officer_salt, b"\x0b" * 16),
                              pseudonym(officer_salt, b"\x0c" * 16), "demo.desk", PURPOSE, b"\x33" * 32)
    check("event", raw("event") == event and ledger.event_parse(event)["purpose"] == PURPOSE)
    check("commitment", raw("salt") == salt and raw("commitment") == ledger.commit(salt, event))
    check("what is shown", raw("shown") == ledger.shown_make(salt, event))
    check("notice", raw("notice") == ledger.notice_make(5, salt, event))
    check("what the inspectors get", raw("inside") == b"\1" + salt + officer_salt + b"\x0b" * 16 + b"\x0c" * 16 + sized(event))
    check("entry", raw("entry") == b"\1" + struct.pack("<Qq", 5, MOMENT) + b"\1" + b"\x61" * 16 + b"\x62" * 16 + b"\x63" * 32
          + raw("commitment") + sized(b"boxed") + sized(b"copy"))


def test_tree():
    commitments = [raw("commitment") if i == 5 else bytes([i]) * 32 for i in range(13)]
    leaves = [ledger.leaf_hash(c) for c in commitments]
    secret, witness = SigningKey(b"\x71" * 32), SigningKey(b"\x72" * 32)
    key = ledger.key_text("ledger.example/7", 1, bytes(secret.verify_key))
    checkpoint = ledger.checkpoint_print("ledger.example/7", secret, 13, ledger.head(leaves))
    text = checkpoint[:checkpoint.index("\n\n") + 1]
    checkpoint += ledger.note_line("witness.example", 4, witness, text, 1763704801)
    check("keys", VECTORS["ledger_key"] == key
          and VECTORS["witness_key"] == ledger.key_text("witness.example", 4, bytes(witness.verify_key)))
    check("nodes", raw("nodes") == b"".join(ledger.node_row(leaves)))
    check("checkpoint and cosignature", VECTORS["checkpoint"] == checkpoint)
    check("proof", VECTORS["proof"] == ledger.proof_print(5, ledger.inclusion(5, leaves), checkpoint, raw("shown"))
          and ledger.proof_verify(VECTORS["proof"], key)[1:] == (5, 13))
    check("proof of growth", ledger.growth_verify(VECTORS["growth"], key, ledger.head(leaves[:6])) == (6, 13))


def test_orders():
    order = (b"\1" + b"\1" * 16 + b"\4" * 16 + struct.pack("<q", MOMENT) + b"\x75" * 32 + sized(PURPOSE.encode())
             + struct.pack("<H", 2) + b"\2" * 16 + b"\0" + name("demo.desk") + b"\3" * 16 + b"\1" + name("jp.ppc"))
    release = raw("release")
    head = sized(order) + b"\1" + b"\x0b" * 16
    check("order to release", release[:-64] == head and signed("todoke.release", order, raw("officer_public"), release[-64:]))
    filed = ledger.event_make("filed", MOMENT, bytes(16), b"\2" * 16, bytes(16), bytes(16), "", "", bytes(32))
    check("note", raw("note") == b"\1" + sized(filed) + bytes(32) + bytes(64))
    statement = (b"\1" * 16 + b"\5" * 16 + struct.pack("<I", 2) + b"\x0b" * 16 + raw("officer_public") + name("demo.desk") + b"\3"
                 + struct.pack("<Hqq", 50, MOMENT, MOMENT + 90 * 86400000000))
    grant = raw("grant")
    check("grant", grant[:-64] == b"\1" + sized(statement) and signed("todoke.grant", statement, raw("root_public"), grant[-64:]))


if __name__ == "__main__":
    test_events()
    test_tree()
    test_orders()
    sys.exit(1 if failed else 0)
