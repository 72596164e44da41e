"""The wire, the spool's messages and segments, written a second time for tests: nothing here is shared with the program."""
import hashlib
import os
import socket
import struct
import time

APPEND, PUT, GET, RELEASE, PRINT, FILED, NOTE, STATUS = range(1, 9)
OK, CONFLICT, MISSING, TOO_BIG, FULL, QUOTA, REFUSED, BROKEN, BUSY = range(9)
NAMES = "ok conflict missing too_big full quota refused broken busy".split()
FILING, EVIDENCE = 1, 2
DRAFT, MAILBOX, RESPONSE = 1, 2, 3


class Lost(Exception):
    """The connection ended before the answer: nobody knows what was done."""


def hashed(domain, data):
    return hashlib.blake2b(data, digest_size=32, person=domain.encode()).digest()


def filing(content, halves=b"halves of the keys"):
    """Bytes in the shape of a filing, as far as the spool looks: a core that states the hash of the halves behind it."""
    inside = hashed("todoke.halves", halves) + content
    return b"\x01" + struct.pack("<I", len(inside)) + inside + halves


def object_hash(blob):
    return hashed("todoke.object", blob[:5 + struct.unpack("<I", blob[1:5])[0]])


def append_payload(kind, ident, blob, also=()):
    out = bytes([kind]) + ident + bytes([len(also)])
    for class_, name, ttl, content in also:
        out += bytes([class_]) + name + struct.pack("<II", ttl, len(content)) + content
    return out + blob


def put_payload(class_, name, expected, blob, ttl=86400):
    return bytes([class_]) + name + struct.pack("<QI", expected, ttl) + blob


def frame(kind, payload):
    return struct.pack("<BBHI", 1, kind, 0, len(payload)) + payload


class Client:
    def __init__(self, path, timeout=20, patience=10):
        end = time.monotonic() + patience
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            try:
                self.socket.connect(path)
                return
            except OSError:
                self.socket.close()
                if time.monotonic() > end:
                    raise Lost from None
                time.sleep(0.002)

    def close(self):
        self.socket.close()

    def take(self, count):
        out = b""
        while len(out) < count:
            try:
                some = self.socket.recv(count - len(out))
            except OSError as fault:
                raise Lost from fault
            if not some:
                raise Lost
            out += some
        return out

    def answer(self, kind):
        version, got, zero, length = struct.unpack("<BBHI", self.take(8))
        assert (version, got, zero) == (1, kind | 0x80, 0), (version, got, zero)
        payload = self.take(length)
        return payload[0], payload[1:]

    def call(self, kind, payload):
        try:
            self.socket.sendall(frame(kind, payload))
        except OSError as fault:
            raise Lost from fault
        return self.answer(kind)

    def append(self, ident, blob, also=(), kind=FILING):
        return self.call(APPEND, append_payload(kind, ident, blob, also))

    def put(self, class_, name, expected, blob, ttl=86400):
        outcome, body = self.call(PUT, put_payload(class_, name, expected, blob, ttl))
        return outcome, struct.unpack("<Q", body)[0] if outcome in (OK, CONFLICT) else None

    def get(self, name):
        outcome, body = self.call(GET, name)
        return (outcome, struct.unpack("<Q", body[:8])[0], body[8:]) if outcome == OK else (outcome, None, None)

    def filed(self, segment, offset):
        return self.call(FILED, struct.pack("<IQ", segment, offset))[0]

    def status(self):
        outcome, body = self.call(STATUS, b"")
        assert outcome == OK
        names = "durable_segment durable_offset filed_segment filed_offset first_segment free waiting appended reports drafts".split()
        values = dict(zip(names, struct.unpack("<IQIQIQQQBB", body[:54])))
        values["classes"] = struct.unpack("<6Q", body[54:])
        return values


# Segments.

def checked(salt, where, head, facts):
    return hashlib.blake2b(struct.pack("<Q", where) + head + facts, digest_size=16, key=salt).digest()


def segment_head(data):
    """(number, end of the one before, salt), or None."""
    if len(data) < 72 or data[:8] != b"\x01segment":
        return None
    number, zero, _office, previous, salt = struct.unpack("<II16sQ16s", data[8:56])
    return (number, previous, salt) if zero == 0 and checked(salt, 0, data[:56], b"") == data[56:72] else None


def record_at(data, at, salt):
    """(kind, large, facts, blob, size) of the whole record there, or None."""
    if at + 32 > len(data):
        return None
    kind, large, zero, facts_len, blob_len = struct.unpack("<BBHIQ", data[at:at + 16])
    if not 1 <= kind <= 3 or large > 1 or zero or facts_len > 1 << 22 or blob_len > 1 << 27:
        return None
    facts = data[at + 32:at + 32 + facts_len]
    inline = 0 if large else blob_len
    end = at + 32 + facts_len + inline
    if end > len(data) or checked(salt, at, data[at:at + 16], facts) != data[at + 16:at + 32]:
        return None
    blob = data[at + 32 + facts_len:end]
    if not large and kind == FILING and object_hash(blob) != facts[16:48]:
        return None
    return kind, large, facts, blob, -(-(end - at) // 8) * 8


def read_file(path):
    """Nothing if it has gone meanwhile."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def spool_filings(folder, until=(1 << 32, 0)):
    """Every filing in the segments of DATA/spool before that place, in order, as (id, content hash, blob), and the number of records."""
    numbers = sorted(int(name[:8]) for name in os.listdir(folder) if len(name) == 12 and name.endswith(".seg"))
    segments = {number: read_file(f"{folder}/{number:08}.seg") for number in numbers if number <= until[0]}
    numbers = sorted(segments)
    heads = {number: segment_head(data) for number, data in segments.items()}
    out, records = [], 0
    for number in numbers:
        data = segments[number]
        if not heads[number]:
            continue
        after = heads.get(number + 1)
        end = after[1] if after and after[1] else len(data)
        end = min(end, until[1]) if number == until[0] else end
        at = 72
        while at < end:
            record = record_at(data[:end], at, heads[number][2])
            if not record:
                at += 8
                continue
            kind, large, facts, blob, size = record
            if large:
                blob = read_file(f"{folder}/large/{facts[:16].hex()}")
            if kind == FILING and blob and object_hash(blob) == facts[16:48]:
                out.append((facts[:16], facts[16:48], blob))
            records += 1
            at += size
    return out, records
