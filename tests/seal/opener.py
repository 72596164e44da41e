#!/usr/bin/python3
"""Opens and verifies what todoke seals and signs. Written from docs/formats.md, "Sealed formats", alone: it shares no code with the
program, only libsodium through PyNaCl and Python's own BLAKE2b. For tests; strict as the chapter says. What it refuses is a Refused."""
import base64
import hashlib
import struct
from dataclasses import dataclass, field
from nacl import bindings, exceptions, pwhash

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LEAST = {1: 32, 2: 256, 3: 2048, 4: 512, 5: 1024, 6: 4096, 7: 32, 8: 1024, 9: 32, 10: 32, 11: 32, 12: 32, 13: 32, 14: 1024, 15: 1024}
KEY_BOX = 86 + 32


class Refused(Exception):
    pass


def must(holds, why):
    if not holds:
        raise Refused(why)


def H(purpose, *parts, key=b""):
    return hashlib.blake2b(b"".join(parts), digest_size=32, key=key, person=purpose.encode()).digest()


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        must(self.at + size <= len(self.data), "bytes are missing")
        self.at += size
        return self.data[self.at - size:self.at]

    def u8(self):
        return self.take(1)[0]

    def u16(self):
        return struct.unpack("<H", self.take(2))[0]

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def u64(self):
        return struct.unpack("<Q", self.take(8))[0]

    def time(self):
        return struct.unpack("<q", self.take(8))[0]

    def sized(self):
        return self.take(self.u32())

    def name(self):
        text = self.take(self.u8())
        must(all(0x21 <= c <= 0x7e for c in text), "a name is visible ASCII")
        return text.decode()

    def version(self):
        must(self.u8() == 1, "an unknown version")

    def end(self):
        must(self.at == len(self.data), "bytes are left over")


def name(text):
    return bytes([len(text)]) + text.encode()


def rising(items):
    must(all(a < b for a, b in zip(items, items[1:])), "out of order, or twice")


# --- keys, boxes, streams

def officer_keys(grain):
    """Public keys: signing, box."""
    sign, _ = bindings.crypto_sign_seed_keypair(H("todoke.officer.s", key=grain))
    box, _ = bindings.crypto_box_seed_keypair(H("todoke.officer.b", key=grain))
    return sign, box


def verify(purpose, text, signature, public):
    signed = purpose.encode().ljust(16, b"\0") + H(purpose, text)
    try:
        bindings.crypto_sign_open(signature + signed, public)
    except exceptions.BadSignatureError as error:
        raise Refused("the signature does not hold") from error


def room(purpose, size):
    least = LEAST[purpose]
    while least < size:
        least *= 2
    return least


def box_size_exists(purpose, size):
    return 86 <= size <= 86 + (1 << 20) and room(purpose, size - 86) == size - 86


def open_box(purpose, pair, context, box):
    must(box_size_exists(purpose, len(box)), "no size of such a box")
    try:
        plain = bindings.crypto_box_seal_open(box, *pair)
    except exceptions.CryptoError as error:
        raise Refused("the box does not open") from error
    reader = Reader(plain)
    reader.version()
    must(reader.u8() == purpose, "for another purpose")
    must(reader.take(32) == H("todoke.box", bytes([purpose]), context), "belongs elsewhere")
    size = reader.u32()
    must(size <= len(plain) - 38 and room(purpose, size) == len(plain) - 38, "a wrong length inside")
    content = reader.take(size)
    must(not any(reader.take(len(plain) - 38 - size)), "not zeros behind the content")
    return content


def stream_size(size_class):
    size = 8192 << size_class
    return 24 + size + 17 * ((size + 65535) // 65536)


def open_stream(key, place, size_class, sealed):
    must(len(sealed) == stream_size(size_class), "no stream of this class")
    size, at, plain = 8192 << size_class, 24, b""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[:24], key)
    while len(plain) < size:
        piece = min(65536, size - len(plain))
        try:
            part, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed[at:at + piece + 17], place)
        except Exception as error:  # PyNaCl says it in different ways
            raise Refused("a piece does not open") from error
        plain, at = plain + part, at + piece + 17
        must(tag == (3 if len(plain) == size else 0), "a wrong tag")
    length = struct.unpack("<Q", plain[:8])[0]
    must(length <= size - 8, "a wrong length inside")
    must(not any(plain[8 + length:]), "not zeros behind the content")
    return plain[8:8 + length]


# --- filings

@dataclass
class Filing:
    core: bytes = b""
    header: bytes = b""
    forms: list = field(default_factory=list)
    windows: list = field(default_factory=list)
    clocks: list = field(default_factory=list)
    views: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    share: tuple = None
    letters: list = field(default_factory=list)
    evidence: list = field(default_factory=list)
    halves: list = field(default_factory=list)

    @property
    def hash(self):
        return H("todoke.header", self.header)

    @property
    def object(self):
        return H("todoke.object", self.core)


def read_header(filing, header):
    reader = Reader(header)
    reader.version()
    filing.header, filing.report, filing.office, filing.key_list = header, reader.take(16), reader.take(16), reader.take(32)
    must(any(filing.report) and any(filing.office), "no id")
    filing.pack, filing.pack_version, filing.pack_hash = reader.name(), reader.name(), reader.take(16)
    filing.size_class, views, filing.keeper_epoch = reader.u8(), reader.u8(), reader.u32()
    filing.forms = [reader.name() for _ in range(reader.u8())]
    filing.windows = [(reader.name(), reader.u32(), reader.u8()) for _ in range(reader.u8())]
    filing.clocks = [(reader.u8(), reader.name(), reader.time()) for _ in range(reader.u16())]
    filing.reply, filing.mailbox = reader.take(32), reader.take(32)
    must(reader.u8() == 0, "an unknown second key agreement")
    reader.end()
    names = [filing.pack, filing.pack_version, *filing.forms, *(w[0] for w in filing.windows), *(c[1] for c in filing.clocks)]
    must(all(1 <= len(text) <= 64 for text in names), "a name is too long, or empty")
    must(filing.size_class <= 11 and 1 <= views <= 16 and filing.keeper_epoch > 0, "out of bounds")
    must(len(filing.forms) <= 64 and len(filing.windows) <= 64 and len(filing.clocks) <= 256, "too many")
    rising(filing.forms)
    rising([window[0] for window in filing.windows])
    rising([(window, due, stage) for window, stage, due in filing.clocks])
    must(all(epoch > 0 for _, epoch, _ in filing.windows), "no epoch")
    must({0} | {view for _, _, view in filing.windows} == set(range(views)), "a view without a window")
    must(all(clock[0] < len(filing.windows) for clock in filing.clocks), "a clock without a window")
    return views


def sized_box(reader, purpose):
    box = reader.sized()
    must(box_size_exists(purpose, len(box)), "no size of such a box")
    return box


def read_parts(filing, reader, views):
    filing.views = [reader.take(stream_size(filing.size_class)) for _ in range(views)]
    filing.parts = [(reader.take(KEY_BOX), sized_box(reader, 3), sized_box(reader, 4)) for _ in filing.windows]
    filing.statistics = (reader.u32(), sized_box(reader, 5))
    shared = reader.u8()
    must(shared <= 1 and filing.statistics[0] > 0, "out of bounds")
    if shared:
        filing.share = (reader.u32(), sized_box(reader, 6))
        must(filing.share[0] > 0, "no epoch")
    filing.copy = reader.take(KEY_BOX)
    filing.letters = [read_letter(reader.sized()) for _ in range(reader.u8())]
    filing.evidence = [(reader.take(16), reader.u8(), reader.take(32)) for _ in range(reader.u8())]
    must(all(letter["report"] == filing.report for letter in filing.letters), "another report's letter")
    must(all(3 <= size_class <= 14 for _, size_class, _ in filing.evidence), "no class of evidence")
    rising([bytes(16)] + [letter["letter"] for letter in filing.letters])
    rising([bytes(16)] + [evidence[0] for evidence in filing.evidence])


def read_filing(data):
    filing, outer = Filing(), Reader(data)
    outer.version()
    rest = outer.sized()
    filing.core, halves = data[:5 + len(rest)], data[5 + len(rest):]
    reader = Reader(rest)
    must(reader.take(32) == H("todoke.halves", halves), "other halves")
    views = read_header(filing, reader.sized())
    read_parts(filing, reader, views)
    reader.end()
    reader = Reader(halves)
    reader.version()
    filing.halves = [sized_box(reader, 2) for _ in range(views)]
    reader.end()
    return filing


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def window_half(filing, at, pair):
    window, epoch, view = filing.windows[at]
    context = filing.report + filing.hash + bytes([view]) + name(window) + struct.pack("<I", epoch)
    return open_box(1, pair, context, filing.parts[at][0])


def keeper_half(filing, view, pair):
    """Half b, and what the keeper learns of what it belongs to."""
    reader = Reader(open_box(2, pair, filing.report + bytes([view]), filing.halves[view]))
    half = reader.take(32)
    about = {"header": reader.take(32), "reply": reader.take(32), "mailbox": reader.take(32),
             "windows": [reader.name() for _ in range(reader.u8())]}
    reader.end()
    rising(about["windows"])
    return half, about


def open_view(filing, view, key):
    return open_stream(key, H("todoke.stream", filing.hash, bytes([view])), filing.size_class, filing.views[view])


def open_triage(filing, at, pair):
    return open_box(3, pair, filing.hash + name(filing.windows[at][0]), filing.parts[at][1])


def open_card(filing, at, pair):
    return open_box(4, pair, filing.hash + name(filing.windows[at][0]), filing.parts[at][2])


def open_copy(filing, pair):
    return open_box(7, pair, filing.hash, filing.copy)


def open_aside(filing, purpose, copy, pair):
    """Statistics (5) and share view (6)."""
    return open_box(purpose, pair, filing.office + struct.pack("<I", copy[0]), copy[1])


def read_letter(data):
    reader = Reader(data)
    reader.version()
    letter = {"letter": reader.take(16), "report": reader.take(16), "to": reader.u8(), "window": reader.name(),
              "epoch": reader.u32(), "size_class": reader.u8()}
    must(letter["to"] in (1, 2) and letter["window"] and letter["size_class"] <= 11, "out of bounds")
    letter["place"] = H("todoke.stream", data[:reader.at])
    letter["box"], letter["stream"] = reader.take(KEY_BOX), reader.take(stream_size(letter["size_class"]))
    reader.end()
    return letter


def open_letter(letter, pair):
    key = open_box(9, pair, letter["place"], letter["box"])
    return open_stream(key, letter["place"], letter["size_class"], letter["stream"])


# --- key list, proof

def read_list(data, root):
    must(len(data) > 64, "bytes are missing")
    text, signature = data[:-64], data[-64:]
    verify("todoke.keylist", text, signature, root)
    reader = Reader(text)
    reader.version()
    must(reader.take(32) == root, "another root key")
    made = {"office": reader.take(16), "serial": reader.u64(), "mode": reader.u8(), "time": reader.time(),
            "previous": reader.take(32), "hash": H("todoke.keylist", text)}
    made["entries"] = [(reader.u8(), reader.u8(), reader.name(), reader.u32(), reader.take(32), reader.time())
                       for _ in range(reader.u32())]
    reader.end()
    must(made["serial"] > 0 and made["mode"] <= 1 and any(made["previous"]) == (made["serial"] > 1), "out of bounds")
    rising([(kind, holder, epoch) for kind, _, holder, epoch, _, _ in made["entries"]])
    for at, (kind, state, holder, epoch, _, _) in enumerate(made["entries"]):
        must(1 <= kind <= 10 and 1 <= state <= 3 and epoch > 0, "out of bounds")
        must((1 <= len(holder) <= 64) if kind in (1, 4) else holder == "", "a name is missing, or too much")
        after = made["entries"][at + 1:at + 2]
        must(not (state == 1 and after and (after[0][0], after[0][2]) == (kind, holder)), "an old key is current")
    return made


def read_proof(data):
    reader = Reader(data)
    must(reader.u8() == 2, "another version")
    proof = {"office": reader.take(16), "report": reader.take(16), "object": reader.take(32), "time": reader.time()}
    proof["facts"] = data[:reader.at]
    proof["epoch"], proof["leaves"], proof["leaf"] = reader.u32(), reader.u16(), reader.u16()
    must(proof["leaf"] < proof["leaves"], "no such leaf")
    must((len(data) - reader.at - 64) % 32 == 0, "no whole hashes")
    proof["path"] = [reader.take(32) for _ in range((len(data) - reader.at - 64) // 32)]
    proof["signature"] = reader.take(64)
    reader.end()
    proof["head"] = head_over(proof["facts"], proof["leaf"], proof["leaves"], proof["path"])
    return proof


def head_over(entry, leaf, leaves, path):
    """RFC 9162, 2.1, from the head down: a tree divides at the largest power of two below its size."""
    if leaves == 1:
        must(not path, "the path is too long")
        return hashlib.sha256(b"\0" + entry).digest()
    must(path, "the path is too short")
    left = 1 << (leaves - 1).bit_length() - 1
    if leaf < left:
        return hashlib.sha256(b"\1" + head_over(entry, leaf, left, path[:-1]) + path[-1]).digest()
    return hashlib.sha256(b"\1" + path[-1] + head_over(entry, leaf - left, leaves - left, path[:-1])).digest()


def verify_proof(data, key_list):
    proof = read_proof(data)
    must(proof["office"] == key_list["office"], "another office")
    keys = [entry for entry in key_list["entries"] if entry[0] == 9 and entry[3] == proof["epoch"]]
    must(keys, "no such receipt key")
    must(keys[0][1] != 3 or proof["time"] < keys[0][5], "the key was revoked before")
    signed = bytes([2]) + proof["office"] + struct.pack("<IH", proof["epoch"], proof["leaves"]) + proof["head"]
    verify("todoke.proof", signed, proof["signature"], keys[0][4])
    return proof


# --- evidence, mailbox, stored answers, wraps

def open_evidence(data, key, report, evidence):
    reader = Reader(data)
    reader.version()
    must(reader.take(16) == report and reader.take(16) == evidence, "another piece of evidence")
    size_class = reader.u8()
    must(3 <= size_class <= 14, "no class of evidence")
    return open_stream(key, H("todoke.stream", data[:34]), size_class, data[34:])


def open_item(box, mailbox, number, pair):
    return open_box(8, pair, mailbox + struct.pack("<Q", number), box)


def further_of(viewing, office, number):
    return H("todoke.mailbox", office, bytes([number]), key=viewing)


def hold_of(report):
    return H("todoke.hold", report)


def read_hold(data):
    """Its end, and the ids of the files."""
    reader = Reader(data)
    reader.version()
    end, files = reader.u64(), [reader.take(16) for _ in range(reader.u8())]
    reader.end()
    must(len(files) <= 128 and len(set(files)) == len(files), "out of bounds")
    return end, files


def annex_of(viewing, office, report, part):
    return H("todoke.mailbox", office, report, bytes([part]), key=viewing)


def read_bag(data):
    """Mails: kind, id, box."""
    reader = Reader(data)
    reader.version()
    mails = [(reader.u8(), reader.take(16), reader.sized()) for _ in range(reader.u16())]
    reader.end()
    must(all(kind in (1, 2) and box for kind, _, box in mails), "no kind of mail")
    must(len({ident for _, ident, _ in mails}) == len(mails) <= 1024 and len(data) <= 256 << 10, "out of bounds")
    return mails


def read_mailing(data, mailbox, report):
    """Name and box of each bag."""
    reader = Reader(data)
    reader.version()
    bags = [(reader.take(32), read_bag(reader.sized())) for _ in range(reader.u8())]
    reader.end()
    must(1 <= len(bags) <= 7 and bags[0][0] == mailbox and len({name for name, _ in bags}) == len(bags), "other names")
    must(all([(kind, ident) for kind, ident, _ in bag] == [(1, report)] for _, bag in bags), "another report's mail")
    return [(name, bag[0][2]) for name, bag in bags]


def answer_name(office, key):
    return H("todoke.retry.n", office, key.encode())


def open_answer(data, office, key):
    reader = Reader(data)
    reader.version()
    size_class = reader.u8()
    must(size_class <= 11, "no class of answers")
    return open_stream(H("todoke.retry.k", office, key.encode()), H("todoke.stream", data[:2]), size_class, data[2:])


def open_window_wrap(box, office, window, epoch, pair):
    return open_box(10, pair, office + name(window) + struct.pack("<I", epoch), box)


def open_passphrase(data, context, passphrase):
    reader = Reader(data)
    reader.version()
    passes, memory = reader.u32(), reader.u32()
    must(1 <= passes <= 16 and 8192 <= memory <= 1 << 20, "out of bounds")
    salt, nonce, sealed = reader.take(16), reader.take(24), reader.take(48)
    reader.end()
    key = pwhash.argon2id.kdf(32, passphrase.encode(), salt, opslimit=passes, memlimit=memory << 10)
    place = H("todoke.phrase", data[:49], context)
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, place, nonce, key)
    except exceptions.CryptoError as error:
        raise Refused("another passphrase") from error


# --- signs for people

def times_x(value):
    value <<= 1
    return value ^ 0x25 if value & 32 else value


def check_fits(values):
    at_one = at_x = 0
    for value in values:
        at_one, at_x = at_one ^ value, times_x(at_x) ^ value
    return at_one == 0 and at_x == 0


def typed(text):
    values = []
    for sign in text:
        if sign in " \t\r\n-\u00a0\u3000\u30fc\uff70\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d":
            continue
        if 0xff01 <= ord(sign) <= 0xff5e:
            sign = chr(ord(sign) - 0xff01 + 0x21)
        must(sign.isascii(), "no sign")
        sign = {"O": "0", "I": "1", "L": "1"}.get(sign.upper(), sign.upper())
        must(sign in SIGNS, "no sign")
        values.append(SIGNS.index(sign))
    return values


def bits(values):
    return "".join(f"{value:05b}" for value in values)


def read_receipt(text):
    values = typed(text)
    must(len(values) == 12 and check_fits(values), "a slip")
    return int(bits(values[:10]), 2)


def receipt_number(report):
    return int.from_bytes(H("todoke.receipt", report)[:7], "big") >> 6


def read_viewing(text):
    values = typed(text)
    must(len(values) == 18 and check_fits(values), "a slip")
    return int(bits(values[:16]), 2).to_bytes(10, "big")


def mailbox_of(viewing, office):
    return H("todoke.mailbox", office, key=viewing)


def reply_of(viewing, office):
    return bindings.crypto_box_seed_keypair(H("todoke.reply", office, key=viewing))


def read_paper(text):
    signs = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        must(len(signs) % 20 == 0, "a short line that is not the last")
        head, colon, rest = line.partition(":")
        values = typed(rest if colon else head)
        must(3 <= len(values) <= 22 and check_fits([number] + values), f"a slip in line {number}")
        signs += values[:-2]
    must(8 <= len(signs), "lines are missing")
    size = len(signs) * 5 // 8
    text = bits(signs)
    must((size * 8 + 4) // 5 == len(signs) and "1" not in text[size * 8:], "not a whole number of bytes")
    data = int(text[:size * 8], 2).to_bytes(size, "big")
    must(H("todoke.paper", data[:-4])[:4] == data[-4:], "the end does not fit")
    return data[:-4]


def read_share(data):
    reader = Reader(data)
    reader.version()
    share = {"of": reader.u8(), "office": reader.take(16), "number": reader.u8(), "check": reader.take(8), "bytes": reader.take(32)}
    reader.end()
    must(share["of"] in (1, 2) and share["number"] in (1, 2, 3), "out of bounds")
    return share


def times(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11b if a & 0x80 else 0)
        b >>= 1
    return product


def join_shares(one, other):
    must(one["number"] != other["number"] and all(one[key] == other[key] for key in ("of", "office", "check")), "no pair")
    x, y = one["number"], other["number"]
    inverse = next(value for value in range(1, 256) if times(value, x ^ y) == 1)
    secret = bytes(times(times(a, y) ^ times(b, x), inverse) for a, b in zip(one["bytes"], other["bytes"]))
    must(H("todoke.share", bytes([one["of"]]), one["office"], key=secret)[:8] == one["check"], "not what was split")
    return secret


def value(text):
    """A member of seal.json: hex up to 200 bytes, base64 above."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return base64.b64decode(text, validate=True)
