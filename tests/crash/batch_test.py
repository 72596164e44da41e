#!/usr/bin/python3
"""Filings that are signed for together. They are sent while the spool stands still, so that it finds them all at once; each proof is
verified by the independent opener. Sent again, after a restart, after a kill between writing and answering, and from the room of names
when the segment has gone, each gets the same bytes again."""
import hashlib
import os
import signal
import struct
import sys
import time

sys.path.insert(1, "tests/seal")
import opener  # noqa: E402
import shop as crash  # noqa: E402
import wire  # noqa: E402

failed = 0


def test(name, fine, why=""):
    global failed
    failed += not fine
    print(f"ok {name}" if fine else f"not ok {name} - {why}", flush=True)


def reports(count, mark, size=100):
    """Some with a mailbox of their own."""
    out = []
    for at in range(count):
        ident = hashlib.sha256(f"{mark} {at}".encode()).digest()[:16]
        out.append((ident, wire.filing(ident * (size // 16 + at)), [(wire.MAILBOX, ident * 2, 3600, b"box")] if at % 3 == 0 else []))
    return out


class Quiet(crash.Shop):
    """A spool whose only clients are the test's own."""

    def __init__(self):
        super().__init__(9, clients=0)
        self.ending = True
        for thread in self.threads:
            thread.join()

    def together(self, sent, others=0):
        """All at once, from a connection each, with something between them that has no proof; the answers, None where none came."""
        clients = [wire.Client(self.path()) for _ in range(len(sent) + others)]
        clients[0].status()
        self.process.send_signal(signal.SIGSTOP)
        for number, client in enumerate(clients[:others]):
            client.socket.sendall(wire.frame(wire.PUT, wire.put_payload(wire.DRAFT, os.urandom(32), 0, bytes([number]))))
        for client, (ident, blob, also) in zip(clients[others:], sent):
            client.socket.sendall(wire.frame(wire.APPEND, wire.append_payload(wire.FILING, ident, blob, also)))
        self.process.send_signal(signal.SIGCONT)
        answers = [answer_of(client) for client in clients[others:]]
        for client in clients:
            client.close()
        return answers

    def again(self, sent):
        client = wire.Client(self.path())
        answers = [client.append(*one) for one in sent]
        client.close()
        return answers


def answer_of(client, kind=wire.APPEND):
    try:
        return client.answer(kind)
    except wire.Lost:
        return None


def proofs_of(answers):
    return [body for outcome, body in answers if outcome == wire.OK]


def read_all(sent, proofs):
    """Every one verified, and of its own report."""
    read = [opener.verify_proof(proof, crash.KEYS) for proof in proofs]
    assert [(one["report"], one["object"]) for one in read] == [(ident, wire.object_hash(blob)) for ident, blob, _ in sent]
    return read


def signed_together():
    shop = Quiet()
    shop.start(ALONE_REST_MS=1000000)
    signatures = set()
    for count in (1, 2, 3, 40, 257):
        sent = reports(count, f"together {count}")
        proofs = proofs_of(shop.together(sent, others=3))
        read = read_all(sent, proofs)
        most = max(one["leaves"] for one in read)
        signatures |= {one["signature"] for one in read}
        test(f"{count} at once: each proof verifies by itself", len(read) == count and {one["epoch"] for one in read} == {1})
        test(f"{count} at once: most of them under one signature", most > count // 2, f"{most} leaves")
        test(f"{count} at once: no proof is longer than it must be", all(len(proof) <= 145 + 32 * (one["leaves"] - 1).bit_length()
                                                                        for proof, one in zip(proofs, read)))
        test(f"{count} at once: sent again, the same", proofs_of(shop.again(sent)) == proofs)
    test("few signatures for all of them", len(signatures) < 20, str(len(signatures)))
    long = reports(1, "long", 300000)
    proofs = proofs_of(shop.again(long))
    test("one too long to be held has its proof, too", len(read_all(long, proofs)) == 1 and proofs_of(shop.again(long)) == proofs)
    shop.kill()
    test("nothing else was wrong", not shop.faults, str(shop.faults))
    shop.close()


def let_go(shop):
    """Whether the segment that is written goes when all of it is said to be filed."""
    client = wire.Client(shop.path())
    status = client.status()
    client.filed(status["durable_segment"], status["durable_offset"])
    end = time.monotonic() + 20
    while client.status()["first_segment"] <= status["durable_segment"] and time.monotonic() < end:
        time.sleep(0.05)
    client.close()
    return not os.path.exists(f"{shop.data}/spool/{status['durable_segment']:08}.seg")


def files_come_back():
    """A file that has left the spool may have been let go of since: it is taken once more, and another one of its id is not."""
    shop, ident = Quiet(), os.urandom(16)
    shop.start(ALONE_REST_MS=20)
    client = wire.Client(shop.path())
    also = [(wire.RESPONSE, os.urandom(32), 3600, b"its answer")]
    answers = [client.append(ident, b"sealed", also, wire.EVIDENCE) for _ in range(2)]
    test("a file is acknowledged, and again", answers == [(wire.OK, b"")] * 2, str(answers))
    test("and stands in the spool once", len(times_on_disk(shop, [(ident,)]).get(ident, ())) == 1)
    test("its segment goes", let_go(shop) and not times_on_disk(shop, [(ident,)]))
    test("another file of its id is refused", client.append(ident, b"others", kind=wire.EVIDENCE)[0] == wire.CONFLICT)
    test("it is acknowledged again", client.append(ident, b"sealed", also, wire.EVIDENCE) == (wire.OK, b""))
    test("and is there again", len(times_on_disk(shop, [(ident,)]).get(ident, ())) == 1)
    test("and its segment goes again", let_go(shop))
    client.close()
    shop.kill()
    test("nothing else was wrong", not shop.faults, str(shop.faults))
    shop.close()


def kept_for_ever():
    """Restarted, and then without its segment."""
    shop = Quiet()
    shop.start(ALONE_REST_MS=20)
    sent = reports(40, "kept")
    proofs = proofs_of(shop.together(sent))
    test("40 are acknowledged together", max(one["leaves"] for one in read_all(sent, proofs)) > 20)
    shop.kill()
    shop.start(ALONE_REST_MS=20)
    test("after a restart, the same", proofs_of(shop.again(sent)) == proofs)
    test("the segment is gone", let_go(shop))
    test("from the room of names, the same", proofs_of(shop.again(sent)) == proofs)
    shop.kill()
    shop.start()
    test("and after another restart", proofs_of(shop.again(sent)) == proofs)
    shop.kill()
    test("nothing else was wrong", not shop.faults, str(shop.faults))
    shop.close()


def times_on_disk(shop, sent):
    """What the segments say of these ids: id -> moments of acceptance."""
    out = {}
    for name in sorted(os.listdir(f"{shop.data}/spool")):
        if not name.endswith(".seg"):
            continue
        data = wire.read_file(f"{shop.data}/spool/{name}")
        head, at = wire.segment_head(data), 72
        while head and (record := wire.record_at(data, at, head[2])):
            ident, moment = record[2][:16], struct.unpack("<Q", record[2][48:56])[0]
            if ident in {one[0] for one in sent}:
                out.setdefault(ident, set()).add(moment)
            at += record[4]
    return out


def looked_up_by_many():
    """Many who ask at once for what came with something long, or is long itself: each is answered, and the spool stays."""
    shop = Quiet()
    shop.start(ALONE_REST_MS=1000000)
    name, large = os.urandom(32), os.urandom(32)
    client = wire.Client(shop.path())
    test("a long filing with a mailbox is taken", client.append(os.urandom(16), wire.filing(bytes(4 << 20)), [(wire.MAILBOX, name, 3600, b"bag")])[0] == wire.OK)
    test("a long mailbox is taken", client.call(wire.PUT, wire.put_payload(wire.MAILBOX, large, 0, bytes(250 << 10)))[0] == wire.OK)
    clients = [wire.Client(shop.path()) for _ in range(300)]
    for one in clients:
        one.socket.sendall(wire.frame(wire.GET, name))
    answers = [one.answer(wire.GET) for one in clients]
    test("300 ask for the mailbox", all(outcome == wire.OK and body[8:] == b"bag" for outcome, body in answers), str(answers[:2]))
    for one in clients[:40]:
        one.socket.sendall(wire.frame(wire.GET, large) * 60)
    first = [answer_of(one, wire.GET) for one in clients[:40]]  # who does not read may be left
    test("2,400 ask for what is long", any(answer and answer[0] == wire.OK for answer in first), str([one and one[0] for one in first]))
    for one in clients:
        one.close()
    test("and it still answers", client.call(wire.GET, name)[0] == wire.OK and shop.process.poll() is None)
    client.close()
    shop.kill()
    test("nothing else was wrong", not shop.faults, str(shop.faults))
    shop.close()


def killed_in_between():
    """Killed when the proofs were made, written, synced, answered: whoever asks again gets one proof, and then always that."""
    names = crash.step_names()
    for step in ("STEP_SPOOL_PROVED", "STEP_SPOOL_WRITTEN", "STEP_SPOOL_SYNCED", "STEP_SPOOL_ANSWERED"):
        # The first batch that is answered is the status request of the test itself.
        shop = Quiet()
        shop.start(STEP_AT=names.index(step), STEP_TIMES=2 if step == "STEP_SPOOL_ANSWERED" else 1)
        sent = reports(40, step)
        given = shop.together(sent)
        shop.process.wait(10)
        shop.process.stdin.close()
        before = times_on_disk(shop, sent)
        shop.start()
        proofs = proofs_of(shop.again(sent))
        read = read_all(sent, proofs)
        together = max(one["leaves"] for one in read)
        test(f"{step}: each has one proof that verifies", len(read) == 40)
        test(f"{step}: what was answered before is answered again", all(not old or old == (wire.OK, new) for old, new in zip(given, proofs)))
        if step in ("STEP_SPOOL_SYNCED", "STEP_SPOOL_ANSWERED"):
            test(f"{step}: it is the proof that was durable", together > 20 and len(before) > 20, f"{together} {len(before)}")
        test(f"{step}: never two times", all(times <= {one["time"]} for one in read for times in [before.get(one["report"], set())])
             and all(len(times) == 1 for times in times_on_disk(shop, sent).values()))
        shop.kill()
        shop.start()
        test(f"{step}: and that for ever", proofs_of(shop.again(sent)) == proofs)
        shop.kill()
        shop.close()


if __name__ == "__main__":
    signed_together()
    kept_for_ever()
    files_come_back()
    looked_up_by_many()
    killed_in_between()
    sys.exit(failed > 0)
