#!/usr/bin/python3
"""Seals and signs by docs/formats.md, "Sealed formats", alone, so that our code can open what is not its own:
tests/seal/sealer.py writes tests/data/vectors/peer.json, always the same bytes. One window, one view; no letter, no evidence."""
import base64
import hashlib
import json
import struct
import sys
from nacl import bindings
from opener import H, name, room, xor

TARGET = "tests/data/vectors/peer.json"
OFFICE, REPORT, KEEPER_EPOCH = bytes([0x0e] * 16), bytes(range(1, 17)), 2


class Source:
    """Bytes that look random and are the same each time."""
    def __init__(self, text):
        self.text, self.count = text, 0

    def __call__(self, size):
        self.count += 1
        return hashlib.shake_256(f"{self.text} {self.count}".encode()).digest(size)


random = Source("peer")


def sealed_box(plain, public):
    """As crypto_box_seal, with a key of the moment that is ours."""
    moment, secret = bindings.crypto_box_seed_keypair(random(32))
    nonce = hashlib.blake2b(moment + public, digest_size=24).digest()
    return moment + bindings.crypto_box(plain, nonce, public, secret)


def box(purpose, public, context, content):
    head = bytes([1, purpose]) + H("todoke.box", bytes([purpose]), context) + struct.pack("<I", len(content))
    return sealed_box(head + content.ljust(room(purpose, len(content)), b"\0"), public)


def sized(data):
    return struct.pack("<I", len(data)) + data


def stream(key, place, size_class, content):
    """secretstream takes its header from the system; pulled, its state is the same as pushed."""
    head, state = random(24), bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head, key)
    plain = (struct.pack("<Q", len(content)) + content).ljust(8192 << size_class, b"\0")
    assert len(plain) == 8192 << size_class
    pieces = [plain[at:at + 65536] for at in range(0, len(plain), 65536)]
    sealed = head
    for number, piece in enumerate(pieces, 1):
        sealed += bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, place, 3 if number == len(pieces) else 0)
    return sealed


def sign(purpose, text, secret):
    signed = purpose.encode().ljust(16, b"\0") + H(purpose, text)
    return bindings.crypto_sign(signed, secret)[:64]


def make_list(root, keys):
    entries = sorted(keys)
    text = bytes([1]) + root[0] + OFFICE + struct.pack("<Q", 1) + bytes([1]) + struct.pack("<q", 1000) + bytes(32)
    text += struct.pack("<I", len(entries))
    for kind, holder, epoch, public in entries:
        text += bytes([kind, 1]) + name(holder) + struct.pack("<I", epoch) + public + struct.pack("<q", 900)
    return text + sign("todoke.keylist", text, root[1])


def make_filing(keys, body, triage, statistics, list_hash):
    window, keeper, counter, reply = (keys[kind][0] for kind in ("window", "keeper", "statistics", "reply"))
    mailbox = random(32)
    head = bytes([1]) + REPORT + OFFICE + list_hash + name("jp") + name("1") + random(16)
    head += bytes([1, 1]) + struct.pack("<I", KEEPER_EPOCH) + bytes([2]) + name("common.other") + name("ppc.leak")
    head += bytes([1]) + name("demo.desk") + struct.pack("<I", 4) + bytes([0])
    head += struct.pack("<H", 1) + bytes([0]) + name("first") + struct.pack("<q", 1795500000000000) + reply + mailbox + bytes([0])
    place, key, a = H("todoke.header", head), random(32), random(32)
    keeper_content = xor(key, a) + place + reply + mailbox + bytes([1]) + name("demo.desk")
    halves = bytes([1]) + sized(box(2, keeper, REPORT + bytes([0]), keeper_content))
    rest = H("todoke.halves", halves) + sized(head)
    rest += stream(key, H("todoke.stream", place, bytes([0])), 1, body)
    rest += box(1, window, REPORT + place + bytes([0]) + name("demo.desk") + struct.pack("<I", 4), a)
    rest += sized(box(3, window, place + name("demo.desk"), triage)) + sized(box(4, window, place + name("demo.desk"), b""))
    rest += struct.pack("<I", 9) + sized(box(5, counter, OFFICE + struct.pack("<I", 9), statistics)) + bytes([0])
    rest += box(7, reply, place, key) + bytes([0, 0])
    core = bytes([1]) + sized(rest)
    return core + halves, H("todoke.object", core)


def tree(leaves):
    """(head, the path of each leaf) of RFC 9162, section 2.1."""
    if len(leaves) == 1:
        return leaves[0], [[]]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    (left, lefts), (right, rights) = tree(leaves[:half]), tree(leaves[half:])
    return hashlib.sha256(b"\1" + left + right).digest(), [path + [right] for path in lefts] + [path + [left] for path in rights]


def make_proofs(reports, made, secret):
    """Of one object each time: what differs is the report and the time."""
    facts = [bytes([2]) + OFFICE + report + made + struct.pack("<q", 1795500000000009 + at) for at, report in enumerate(reports)]
    head, paths = tree([hashlib.sha256(b"\0" + one).digest() for one in facts])
    signature = sign("todoke.proof", bytes([2]) + OFFICE + struct.pack("<IH", 6, len(facts)) + head, secret)
    return [one + struct.pack("<IHH", 6, len(facts), at) + b"".join(path) + signature for at, (one, path) in enumerate(zip(facts, paths))]


def main():
    keys = {kind: bindings.crypto_box_seed_keypair(random(32)) for kind in ("window", "keeper", "statistics", "reply")}
    root, receipt = (bindings.crypto_sign_seed_keypair(random(32)) for _ in range(2))
    key_list = make_list(root, [(1, "demo.desk", 4, keys["window"][0]), (2, "", 2, keys["keeper"][0]),
                                (3, "", 9, keys["statistics"][0]), (9, "", 6, receipt[0])])
    parts = {"body": b'{"story":"' + b"x" * 9000 + b'"}', "triage": b'{"urgency":1}' * 200, "statistics": b"{}"}
    filing, made = make_filing(keys, parts["body"], parts["triage"], parts["statistics"], H("todoke.keylist", key_list[:-64]))
    members = {"filing": filing, "object": made, "list": key_list, "root": root[0], "proof": make_proofs([REPORT], made, receipt[1])[0]}
    together = make_proofs([REPORT, bytes([0x22] * 16), bytes([0x23] * 16)], made, receipt[1])
    members.update({f"proof_{at}_of_3": proof for at, proof in enumerate(together, 1)}, **parts)
    for kind, (public, secret) in keys.items():
        members[kind + "_public"], members[kind + "_secret"] = public, secret
    text = json.dumps({key: base64.b64encode(data).decode() for key, data in members.items()}, indent=1) + "\n"
    if "--check" in sys.argv:
        with open(TARGET, encoding="ascii") as file:
            sys.exit(file.read() != text)
    with open(TARGET, "w", encoding="ascii") as file:
        file.write(text)


if __name__ == "__main__":
    main()
