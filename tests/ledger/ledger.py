"""The ledger read from its description alone (docs/formats.md, RFC 9162, C2SP): writes and verifies what the program writes and
verifies, and shares no code with it. Slow and plain on purpose. Needs PyNaCl for Ed25519."""
import base64
import hashlib
import struct

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

KINDS = ["", "filed", "opened", "card", "granted", "revoked", "keys", "window", "deleted", "recovered", "shared", "started"]


class Bad(Exception):
    """What was read is not what it should be."""


def number(text):
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise Bad("number")
    return int(text)


def unbase(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise Bad("base64")
    return raw


def blake(person, data, size=32, key=b""):
    return hashlib.blake2b(data, digest_size=size, key=key, person=person.encode().ljust(16, b"\0")).digest()


# --- RFC 9162, 2.1: by recursion over all leaves, as the RFC defines it

def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def parent_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split(n):
    return 1 << (n - 1).bit_length() - 1


def head(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return parent_hash(head(leaves[:k]), head(leaves[k:]))


def inclusion(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return inclusion(m, leaves[:k]) + [head(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [head(leaves[:k])]


def consistency(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [head(leaves)]
    k = split(len(leaves))
    if m <= k:
        return consistency(m, leaves[:k], whole) + [head(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [head(leaves[:k])]


def fold_inclusion(path, index, size, leaf):
    """The head that the path leads to. Walks down first to know on which side each hash lies."""
    sides = []
    lo, hi = 0, size
    while hi - lo > 1:
        k = lo + split(hi - lo)
        sides.append(index >= k)
        lo, hi = (k, hi) if index >= k else (lo, k)
    if len(path) != len(sides) or not 0 <= index < size:
        raise Bad("path of another length")
    for right, sibling in zip(reversed(sides), path):
        leaf = parent_hash(sibling, leaf) if right else parent_hash(leaf, sibling)
    return leaf


def fold_consistency(path, old, size, old_head):
    """Both heads that the path leads to; the old one is given where it is a complete part of the new tree."""
    if old == size or old == 0:
        if path:
            raise Bad("path where none is needed")
        return old_head, old_head
    parts = list(path)

    def walk(m, n, whole):
        if m == n:
            part = old_head if whole else parts.pop(0)
            return part, part
        k = split(n)
        if m <= k:
            was, now = walk(m, k, whole)
            return was, parent_hash(now, parts.pop(0))
        was, now = walk(m - k, n - k, False)
        left = parts.pop(0)
        return parent_hash(left, was), parent_hash(left, now)

    try:
        result = walk(old, size, True)
    except IndexError:
        raise Bad("path too short")
    if parts:
        raise Bad("path too long")
    return result


# --- C2SP signed notes

def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def key_text(name, kind, public):
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


def key_parse(text):
    name, ident, material = text.strip().split("+", 2)
    material = unbase(material)
    if key_id(name, material[0], material[1:]).hex() != ident:
        raise Bad("key id")
    return name, material[0], material[1:]


def note_line(name, kind, secret, text, seconds=0):
    message = text.encode()
    stamp = b""
    if kind == 4:
        message = f"cosignature/v1\ntime {seconds}\n".encode() + message
        stamp = struct.pack(">Q", seconds)
    signature = key_id(name, kind, bytes(secret.verify_key)) + stamp + secret.sign(message).signature
    return f"\u2014 {name} {base64.b64encode(signature).decode()}\n"


def note_verify(note, key):
    """The text, if it is signed with the key; for a cosignature also its time."""
    name, kind, public = key_parse(key)
    text, lines = note.rsplit("\n\n", 1)
    text += "\n"
    if not lines.endswith("\n"):
        raise Bad("the last line has no end")
    for line in lines[:-1].split("\n"):
        mark, who, encoded = line.split(" ")
        raw = unbase(encoded)
        if mark != "\u2014" or who != name or raw[:4] != key_id(name, kind, public):
            continue
        message, seconds, signature = text.encode(), 0, raw[4:]
        if kind == 4:
            seconds, signature = struct.unpack(">Q", raw[4:12])[0], raw[12:]
            message = f"cosignature/v1\ntime {seconds}\n".encode() + message
        try:
            VerifyKey(public).verify(message, signature)
        except BadSignatureError:
            raise Bad("signature")
        return text, seconds
    raise Bad("not signed with that key")


def checkpoint_print(name, secret, size, root):
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    return f"{text}\n{note_line(name, 1, secret, text)}"


def checkpoint_verify(note, key):
    text, _ = note_verify(note, key)
    origin, size, root, _ = text.split("\n")
    if origin != key_parse(key)[0]:
        raise Bad("origin")
    return number(size), unbase(root)


# --- events and proofs

def event_parse(data):
    if data[0] != 1:
        raise Bad("version of an event")
    kind, at = data[1], struct.unpack("<q", data[2:10])[0]
    ids, rest = [data[10 + 16 * i:26 + 16 * i].hex() for i in range(4)], data[74:]
    subject, rest = rest[:32].hex(), rest[32:]
    window, rest = rest[1:1 + rest[0]].decode(), rest[1 + rest[0]:]
    length = struct.unpack("<I", rest[:4])[0]
    purpose, rest = rest[4:4 + length].decode(), rest[4 + length:]
    if rest or not 1 <= kind < len(KINDS):
        raise Bad("event")
    return {"kind": KINDS[kind], "at": at, "office": ids[0], "report": ids[1], "officer": ids[2], "second": ids[3],
            "window": window, "purpose": purpose, "subject": subject}


def event_make(kind, at, office=b"\1" * 16, report=b"\2" * 16, officer=b"\3" * 16, second=bytes(16), window="demo.desk",
               purpose="", subject=bytes(32)):
    purpose = purpose.encode()
    return (bytes([1, KINDS.index(kind)]) + struct.pack("<q", at) + office + report + officer + second + subject
            + bytes([len(window)]) + window.encode() + struct.pack("<I", len(purpose)) + purpose)


def commit(salt, event):
    return blake("todoke.commit", salt + event)


def shown_make(salt, event):
    return b"\1" + salt + struct.pack("<I", len(event)) + event


def shown_parse(data):
    length = struct.unpack("<I", data[33:37])[0]
    if data[0] != 1 or len(data) != 37 + length:
        raise Bad("what is shown")
    return data[1:33], data[37:]


def notice_make(index, salt, event):
    shown = shown_make(salt, event)
    return b"\1" + struct.pack("<Q", index) + struct.pack("<I", len(shown)) + shown


def path_parse(text):
    lines, checkpoint = text.split("\n\n", 1)
    return lines.split("\n"), checkpoint


def proof_verify(text, key):
    """A tlog-proof whose extra opens the commitment: the event, its leaf's index, and the tree's size."""
    lines, checkpoint = path_parse(text)
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Bad("not a proof")
    salt, event = shown_parse(unbase(lines[1][6:]))
    index, path = number(lines[2][6:]), [unbase(line) for line in lines[3:]]
    size, root = checkpoint_verify(checkpoint, key)
    if fold_inclusion(path, index, size, leaf_hash(commit(salt, event))) != root:
        raise Bad("leads to another head")
    return event_parse(event), index, size


def proof_print(index, path, checkpoint, extra=b""):
    lines = ["c2sp.org/tlog-proof@v1"] + (["extra " + base64.b64encode(extra).decode()] if extra else [])
    lines += [f"index {index}"] + [base64.b64encode(part).decode() for part in path]
    return "\n".join(lines) + "\n\n" + checkpoint


def growth_verify(text, key, old_head):
    """What `prove --from` prints: that the tree continues the one with that head."""
    lines, checkpoint = path_parse(text)
    if not lines[0].startswith("old "):
        raise Bad("not a proof of growth")
    old, path = number(lines[0][4:]), [unbase(line) for line in lines[1:]]
    size, root = checkpoint_verify(checkpoint, key)
    was, now = fold_consistency(path, old, size, old_head)
    if was != old_head or (old and now != root):
        raise Bad("does not continue")
    return old, size


# --- a ledger's folder

def node_row(leaves):
    """The nodes in the order in which they are kept: behind each leaf the parents that it completes."""
    row = []
    for i in range(len(leaves)):
        row.append(leaves[i])
        level = 1
        while (i + 1) % (1 << level) == 0:
            row.append(head(leaves[i + 1 - (1 << level):i + 1]))
            level += 1
    return row


def entry_record(index, at, commitment, tag=bytes(16)):
    content = (b"\1" + struct.pack("<Qq", index, at) + b"\0" + tag + bytes(16) + bytes(32) + commitment
               + struct.pack("<I", 5) + b"boxed" + struct.pack("<I", 0))
    return struct.pack("<I", len(content)) + blake("todoke.record", content)[:16] + content


def write_folder(folder, name, secret, commitments, with_entries=False):
    leaves = [leaf_hash(c) for c in commitments]
    files = {"key": key_text(name, 1, bytes(secret.verify_key)).encode() + b"\n",
             "leaves": b"".join(commitments), "nodes": b"".join(node_row(leaves)),
             "checkpoint": checkpoint_print(name, secret, len(leaves), head(leaves)).encode()}
    if with_entries:
        files["entries"] = b"todoke ledger 1\n" + b"".join(entry_record(i, i, c) for i, c in enumerate(commitments))
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return leaves


def read_folder(folder):
    """Everything computed again; the commitments, the key and the checkpoint if all of it agrees."""
    key = (folder / "key").read_text()
    checkpoint = (folder / "checkpoint").read_text()
    size, root = checkpoint_verify(checkpoint, key)
    data = (folder / "leaves").read_bytes()
    commitments = [data[32 * i:32 * i + 32] for i in range(size)]
    leaves = [leaf_hash(c) for c in commitments]
    if head(leaves) != root:
        raise Bad("head")
    row = b"".join(node_row(leaves))
    if (folder / "nodes").read_bytes()[:len(row)] != row:
        raise Bad("nodes")
    return commitments, key, checkpoint
