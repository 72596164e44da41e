#!/usr/bin/python3
"""The independent opener opens all that the program sealed (tests/data/vectors/seal.json, which tests/unit/seal/vectors_test.c holds
the program to), and refuses every changed bit; what the independent sealer makes is what the program is given to open."""
import json
import subprocess
import sys
import opener
from opener import H, Refused, value

OFFICE, REPORT = bytes([0x0f] * 16), bytes([0x21] * 16)
with open("tests/data/vectors/seal.json", encoding="utf-8") as file:
    VECTORS = json.load(file)
FILING = {key: value(text) for key, text in VECTORS["filing"].items()}


def pair(holder):
    return FILING[holder + "_public"], FILING[holder + "_secret"]


def refused(call, *arguments):
    try:
        call(*arguments)
    except Refused:
        return True
    return False


def flipped(data, bits):
    for bit in bits:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(changed)


def hashes():
    for purpose, text in VECTORS["hash of abc"].items():
        assert H(purpose, b"abc").hex() == text, purpose


def numbers():
    given = VECTORS["numbers"]
    viewing = opener.read_viewing(given["viewing"])
    assert opener.read_receipt(given["receipt"]) == opener.receipt_number(value(given["report"]))
    assert viewing == value(given["viewing_bytes"])
    assert opener.mailbox_of(viewing, OFFICE) == value(given["mailbox"])
    assert opener.further_of(viewing, OFFICE, 3) == value(given["further"])
    assert opener.reply_of(viewing, OFFICE) == (value(given["reply_public"]), value(given["reply_secret"]))


def open_all(data):
    """Everything that stands in a filing, opened."""
    filing = opener.read_filing(data)
    opened = []
    for at, (_, _, view) in enumerate(filing.windows):
        half, about = opener.keeper_half(filing, view, pair("keeper"))
        opener.must(about["header"] == filing.hash and about["reply"] == filing.reply and about["mailbox"] == filing.mailbox
                    and about["windows"] == [w for w, _, v in filing.windows if v == view], "the keeper is told otherwise")
        key = opener.xor(opener.window_half(filing, at, pair(f"window_{at}")), half)
        opened += [opener.open_view(filing, view, key), opener.open_triage(filing, at, pair(f"window_{at}")),
                   opener.open_card(filing, at, pair(f"window_{at}"))]
    copy = opener.open_copy(filing, pair("reply"))
    opened += [opener.open_view(filing, 0, copy), opener.open_aside(filing, 5, filing.statistics, pair("statistics")),
               opener.open_aside(filing, 6, filing.share, pair("analyst")), opener.open_letter(filing.letters[0], pair("courier"))]
    return filing, opened


def everybody_opens_theirs():
    filing, opened = open_all(FILING["filing"])
    assert opened == [b'{"everything":true}', b'{"urgent":true}', b'{"call":"03"}', b'{"less":true}', b'{"urgent":true}', b"",
                      b'{"everything":true}', b'{"n":1}', b'{"shared":[]}', b"Dear desk"], opened
    assert (filing.report, filing.office, filing.pack, filing.pack_version) == (REPORT, OFFICE, "jp", "2026.11")
    assert filing.windows == [("demo.desk", 1, 0), ("jp.ppc", 7, 1)] and filing.forms == ["ppc.leak"]
    assert filing.clocks == [(1, "first", 1795500000000000), (1, "final", 1797500000000000)]
    assert [(e[0], e[1]) for e in filing.evidence] == [(bytes([0x41] * 16), 3)]


def nobody_opens_more():
    filing = opener.read_filing(FILING["filing"])
    assert refused(opener.window_half, filing, 0, pair("window_1")) and refused(opener.window_half, filing, 1, pair("window_0"))
    half = opener.window_half(filing, 0, pair("window_0"))
    assert refused(opener.open_view, filing, 0, half) and refused(opener.open_view, filing, 0, bytes(32))
    other, _ = opener.keeper_half(filing, 1, pair("keeper"))
    assert refused(opener.open_view, filing, 0, opener.xor(half, other))
    assert refused(opener.open_copy, filing, pair("keeper"))


def every_changed_bit_of_a_filing():
    """Each is found by the object hash; of every sixteenth byte, also without it, by what no longer opens."""
    data = FILING["filing"]
    filing = opener.read_filing(data)
    for bit, changed in flipped(data, range(0, len(data) * 8, 8 * 16 + 3)):
        assert refused(open_all, changed) or opener.read_filing(changed).object != filing.object, f"bit {bit}"
    sealed = len(data) - len(filing.core)
    for bit, changed in flipped(data, range(5 * 8, len(data) * 8, 61)):
        core = changed[:len(data) - sealed]
        assert H("todoke.object", core) != filing.object or refused(opener.read_filing, changed), f"bit {bit}"


def changed_parts_do_not_open():
    """As if the hashes had been made to fit: each part by itself."""
    filing = opener.read_filing(FILING["filing"])
    half, boxes = opener.window_half, filing.parts[0]
    for bit, changed in flipped(boxes[0], range(len(boxes[0]) * 8)):
        filing.parts[0] = (changed, *boxes[1:])
        assert refused(half, filing, 0, pair("window_0")), f"bit {bit}"
    filing.parts[0] = boxes
    view, key = filing.views[0], opener.open_copy(filing, pair("reply"))
    for bit, changed in flipped(view, range(0, len(view) * 8, 29)):
        filing.views[0] = changed
        assert refused(opener.open_view, filing, 0, key), f"bit {bit}"


def key_lists():
    given = VECTORS["list"]
    data, root = value(given["list"]), value(given["root"])
    made = opener.read_list(data, root)
    assert made["hash"] == value(given["hash"]) and (made["serial"], made["mode"]) == (2, 0)
    assert [(e[0], e[2], e[3]) for e in made["entries"]] == [(1, "demo.desk", 1), (1, "jp.ppc", 7), (2, "", 3), (9, "", 5)]
    for bit, changed in flipped(data, range(len(data) * 8)):
        assert refused(opener.read_list, changed, root), f"bit {bit}"


def proofs():
    """One that came alone and five that were signed together: each holds by itself, and no bit or byte of it may change."""
    given = VECTORS["list"]
    made = opener.read_list(value(given["list"]), value(given["root"]))
    for name, number, hashes in [("proof", 0x21, 0), *((f"proof_{at + 1}_of_5", 0x31 + at, 1 if at == 4 else 3) for at in range(5))]:
        proof = opener.base64.b64decode(given[name])
        read = opener.verify_proof(proof, made)
        assert (read["report"], read["object"], read["time"]) == (bytes([number] * 16), bytes([1, 2, 3]) + bytes(29), 1795500000000000 + number)
        assert len(proof) == 145 + 32 * hashes, name
        for bit, changed in flipped(proof, range(len(proof) * 8)):
            assert refused(opener.verify_proof, changed, made), f"{name}: bit {bit}"
        for changed in (proof[:-1], proof[:-96] + proof[-64:], proof + bytes(1), proof[:-64] + bytes(32) + proof[-64:]):
            assert refused(opener.verify_proof, changed, made), f"{name}: {len(changed)} bytes"


def evidence():
    """Remade from the head of its stream: what the program sealed has the hash that stands in the vector."""
    given = VECTORS["evidence"]
    key, content = value(given["key"]), bytes(i * 7 % 256 for i in range(70000))
    head = bytes([1]) + REPORT + bytes([0x41] * 16) + bytes([4])
    state = opener.bindings.crypto_secretstream_xchacha20poly1305_state()
    opener.bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, value(given["stream_head"]), key)
    plain = (opener.struct.pack("<Q", len(content)) + content).ljust(131072, b"\0")
    data = head + value(given["stream_head"])
    for piece, tag in ((plain[:65536], 0), (plain[65536:], 3)):
        data += opener.bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, H("todoke.stream", head), tag)
    assert H("todoke.sealed", data) == value(given["sealed"])
    assert opener.open_evidence(data, key, REPORT, bytes([0x41] * 16)) == content
    assert refused(opener.open_evidence, data, key, REPORT, bytes([0x42] * 16))
    assert refused(opener.open_evidence, data[:-1], key, REPORT, bytes([0x41] * 16))


def mailbox_and_answers():
    given = VECTORS["mailbox"]
    mailbox = value(VECTORS["numbers"]["mailbox"])
    assert opener.open_item(value(given["item_3"]), mailbox, 3, pair("reply")) == b"hello"
    assert refused(opener.open_item, value(given["item_3"]), mailbox, 2, pair("reply"))
    assert opener.answer_name(OFFICE, "3f1c9a52-7d7e-4e0b") == value(given["answer_name"])
    assert opener.open_answer(value(given["answer"]), OFFICE, "3f1c9a52-7d7e-4e0b") == b"201"
    assert refused(opener.open_answer, value(given["answer"]), OFFICE, "3f1c9a52-7d7e-4e0c")


def mailing():
    """The annex has the name that only the viewing key leads to; a bag more, less, twice or of another report is refused."""
    data, mailbox = value(VECTORS["mailing"]["mailing"]), value(VECTORS["numbers"]["mailbox"])
    viewing = value(VECTORS["numbers"]["viewing_bytes"])
    (letter, first), (annex, second) = opener.read_mailing(data, mailbox, REPORT)
    assert (letter, annex) == (mailbox, opener.annex_of(viewing, OFFICE, REPORT, 1))
    assert (opener.open_item(first, letter, 1, pair("reply")), opener.open_item(second, annex, 1, pair("reply"))) == (b"letter", b"annex")
    half = 2 + (len(data) - 2) // 2
    assert opener.read_mailing(data[:1] + b"\1" + data[2:half], mailbox, REPORT) == [(letter, first)]
    for changed in (data[:-1], data + bytes(1), data[:1] + b"\1" + data[2:], data[:1] + b"\0", data[:half] + data[2:half],
                    data[:2] + data[half:] + data[2:half]):
        assert refused(opener.read_mailing, changed, mailbox, REPORT), len(changed)
    assert refused(opener.read_mailing, data, annex, REPORT) and refused(opener.read_mailing, data, mailbox, OFFICE)


def hold():
    given = VECTORS["hold"]
    data = value(given["hold"])
    assert opener.hold_of(REPORT) == value(given["name"])
    assert opener.read_hold(data) == (1795500000000000, [bytes([0x41] * 16), bytes([0x40] * 16)])
    for changed in (data[:-1], data + bytes(1), b"\2" + data[1:], data[:9] + b"\1" + data[10:], data[:26] + data[10:26]):
        assert refused(opener.read_hold, changed), len(changed)


def wraps():
    given = VECTORS["wraps"]
    grain = value(given["grain"])
    assert opener.officer_keys(grain) == (value(given["officer_sign_public"]), value(given["officer_box_public"]))
    box_secret = opener.bindings.crypto_box_seed_keypair(H("todoke.officer.b", key=grain))[1]
    officer = (value(given["officer_box_public"]), box_secret)
    assert opener.open_window_wrap(value(given["window"]), OFFICE, "demo.desk", 1, officer) == FILING["window_0_secret"]
    assert opener.open_passphrase(value(given["passphrase"]), b"officer 1", "correct horse") == grain
    assert refused(opener.open_passphrase, value(given["passphrase"]), b"officer 2", "correct horse")
    shares = [opener.read_share(opener.read_paper(given[f"share_{number}"])) for number in (1, 2, 3)]
    for one in shares:
        for other in shares:
            assert refused(opener.join_shares, one, other) if one is other else opener.join_shares(one, other) == grain


def the_other_way():
    """peer.json is what the independent sealer makes; the unit test opens it with our code."""
    done = subprocess.run(["tests/seal/sealer.py", "--check"], check=False)
    assert done.returncode == 0, "tests/data/vectors/peer.json is not what tests/seal/sealer.py makes"


def main():
    failed = 0
    for test in (hashes, numbers, everybody_opens_theirs, nobody_opens_more, every_changed_bit_of_a_filing,
                 changed_parts_do_not_open, key_lists, proofs, evidence, mailbox_and_answers, mailing, hold, wraps, the_other_way):
        try:
            test()
            print(f"ok {test.__name__}")
        except (AssertionError, Refused) as error:
            failed += 1
            print(f"not ok {test.__name__} - {error}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
