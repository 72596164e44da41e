#!/usr/bin/python3
"""`todoke ledger` against a second reading of the formats (ledger.py): each side verifies what the other one made, and what was
changed, rewritten or shown differently to two people is caught by both."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ledger
from nacl.signing import SigningKey

TODOKE = "build/todoke"
NAME = "ledger.example/7"
SECRET = SigningKey(hashlib.sha256(b"ledger of the test").digest())
KEY = ledger.key_text(NAME, 1, bytes(SECRET.verify_key))
failed = 0


def check(name, good, why=""):
    global failed
    failed += not good
    print(f"ok {name}" if good else f"not ok {name} - {why}", flush=True)


def run(*arguments):
    done = subprocess.run([TODOKE, "ledger", *map(str, arguments), "--lang", "en"], capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def refuses(call, *arguments):
    try:
        call(*arguments)
    except (ledger.Bad, ValueError):
        return True
    return False


def salted(number):
    salt = hashlib.sha256(b"salt %d" % number).digest()
    event = ledger.event_make("opened", 1763700000000000 + number, purpose="相談への対応 %d" % number)
    return salt, event


def folder_of(base, name, commitments, **more):
    folder = base / name
    folder.mkdir()
    ledger.write_folder(folder, NAME, SECRET, commitments, **more)
    return folder


def commitments_to(size):
    return [ledger.commit(*salted(i)) for i in range(size)]


def test_verify(base):
    for size in (0, 1, 2, 3, 7, 8, 9, 100, 257):
        folder = folder_of(base, f"whole{size}", commitments_to(size), with_entries=True)
        status, out, err = run("verify", folder, "--trust", KEY, "--json")
        answer = json.loads(out) if out else {}
        good = (status, answer.get("verdict"), answer.get("size"), answer.get("entries")) == (0, "sound", size, size)
        check(f"a ledger of {size} is sound", good, out + err)


def changed(base, name, file, at, extra=None):
    folder = folder_of(base, name, commitments_to(40), with_entries=True)
    content = bytearray((folder / file).read_bytes())
    content[at] ^= 1
    (folder / file).write_bytes(content)
    status, out, err = run("verify", folder, "--json")
    return status, json.loads(out or "{}"), out + err


def test_changed(base):
    # A changed leaf is named by its number, the first one if there are several.
    for leaf in (0, 1, 17, 39):
        status, answer, said = changed(base, f"leaf{leaf}", "leaves", 32 * leaf + 5)
        check(f"a changed leaf {leaf} is named", status == 1 and answer == {**answer, "verdict": "leaf_wrong", "leaf": leaf}, said)
    status, answer, said = changed(base, "node", "nodes", 32 * 3)
    check("a changed node is named by its leaf", status == 1 and answer["verdict"] == "leaf_wrong" and answer["leaf"] == 2, said)
    # Leaf and nodes changed together: only the signed head tells; the entries tell which one.
    wrong = commitments_to(40)
    wrong[23] = bytes(32)
    folder = folder_of(base, "rewritten", wrong)
    (folder / "checkpoint").write_bytes((folder_of(base, "right", commitments_to(40)) / "checkpoint").read_bytes())
    status, out, err = run("verify", folder, "--json")
    check("rewritten nodes do not lead to the signed head", status == 1 and json.loads(out)["verdict"] == "head_wrong", out + err)
    check("and the second reading sees it", refuses(ledger.read_folder, folder))
    ledger.write_folder(folder, NAME, SECRET, wrong)
    (folder / "entries").write_bytes((folder_of(base, "right2", commitments_to(40), with_entries=True) / "entries").read_bytes())
    status, out, err = run("verify", folder, "--json")
    answer = json.loads(out)
    check("a leaf that is not its entry's is named", (status, answer["verdict"], answer["leaf"]) == (1, "entry_wrong", 23), out + err)
    status, answer, said = changed(base, "entry", "entries", 16 + 3 * 142 + 50)
    check("a damaged entry is named", status == 1 and answer["verdict"] == "entry_gone", said)
    folder = folder_of(base, "short", commitments_to(40))
    (folder / "leaves").write_bytes((folder / "leaves").read_bytes()[:32 * 30])
    status, out, err = run("verify", folder, "--json")
    check("a missing leaf is named", status == 1 and json.loads(out)["verdict"] == "leaf_gone" and json.loads(out)["leaf"] == 30, out)
    other = ledger.key_text(NAME, 1, bytes(SigningKey(bytes(32)).verify_key))
    status, out, err = run("verify", folder_of(base, "foreign", commitments_to(3)), "--trust", other, "--json")
    check("another key is refused", status == 1 and json.loads(out)["verdict"] == "unsigned", out + err)
    status, out, err = run("verify", base / "nothing")
    check("no ledger is told", status == 2 and err == "" and out != "", out + err)


def test_prove(base):
    size = 45
    folder = folder_of(base, "prove", commitments_to(size))
    good = True
    for index in range(size):
        salt, event = salted(index)
        notice = base / "notice"
        notice.write_bytes(ledger.notice_make(index, salt, event))
        status, out, err = run("prove", notice, folder)
        shown, at, of = ledger.proof_verify(out, KEY)
        good = good and status == 0 and (at, of) == (index, size) and shown["purpose"] == "相談への対応 %d" % index
    check("every proof is verified by the second reading", good)
    (base / "proof").write_text(out)
    status, said, err = run("verify", base / "proof", "--trust", KEY, "--json")
    answer = json.loads(said or "{}")
    check("and by the program", status == 0 and answer["event"]["purpose"] == "相談への対応 44" and answer["index"] == 44, said + err)
    status, said, err = run("verify", base / "proof")
    check("a proof is not verified without a key", status == 2 and "--trust" in err, err)
    caught = [0, 0, 0]
    for at in range(0, len(out.encode()), 3):
        bad = bytearray(out.encode())
        bad[at] ^= 1
        (base / "bad").write_bytes(bad)
        status, said, err = run("verify", base / "bad", "--trust", KEY)
        caught[0] += 1
        caught[1] += status in (1, 2)
        try:
            caught[2] += refuses(ledger.proof_verify, bad.decode(), KEY)
        except Exception:  # not even text
            caught[2] += 1
    check("no changed proof is believed", caught[0] == caught[1] == caught[2], caught)
    (base / "notice").write_bytes(ledger.notice_make(3, *salted(4)))
    status, out, err = run("prove", base / "notice", folder)
    check("a notice of another leaf is not proven", status == 1 and out == "", out + err)
    torn = folder_of(base, "torn", commitments_to(size))
    (torn / "nodes").write_bytes((torn / "nodes").read_bytes()[:-32] + bytes(32))
    status, out, err = run("prove", 3, torn)
    check("nodes that do not lead to the head prove nothing", status == 2 and out == "", out + err)
    status, out, err = run("prove", 45, folder)
    check("what is not there is not proven", status == 1 and out == "", out + err)


def test_growth(base):
    size, whole = 77, commitments_to(77)
    folder = folder_of(base, "growth", whole)
    leaves = [ledger.leaf_hash(c) for c in whole]
    good = True
    for old in range(size + 1):
        status, out, err = run("prove", "--from", old, folder)
        good = good and status == 0 and ledger.growth_verify(out, KEY, ledger.head(leaves[:old])) == (old, size)
        if 0 < old < size:
            good = good and refuses(ledger.growth_verify, out, KEY, ledger.head(leaves[:old - 1]))
    check("every proof of growth is verified by the second reading", good)
    status, out, err = run("prove", "--from", 78, folder)
    check("a ledger did not grow from more", status == 1 and out == "", out + err)


def witness(folder, state, *more):
    return run("witness", folder, "--state", state, *more)


def test_witness(base):
    state = base / "me"
    small, grown = folder_of(base, "w10", commitments_to(10)), folder_of(base, "w25", commitments_to(25))
    status, out, err = witness(small, state)
    check("a witness does not begin without a memory", status == 2 and out == "" and "--first" in err, out + err)
    check("and leaves nothing behind", not state.exists())
    status, out, err = witness(small, state, "--first", "--name", "witness.example", "--trust", KEY)
    public = err.split()[-1]
    text, seconds = ledger.note_verify(out, public)
    check("the first cosignature is verified by the second reading", status == 0 and "\n10\n" in text and seconds > 0, out + err)
    check("and the ledger's own signature is still on it", ledger.checkpoint_verify(out, KEY)[0] == 10)
    check("the witness's key is nobody else's to read", (state / "key").stat().st_mode & 0o077 == 0)
    status, out, err = witness(small, state, "--first", "--name", "witness.example")
    check("there is one first time", status == 2 and out == "", out + err)
    status, out, err = witness(grown, state)
    check("what grew is cosigned", status == 0 and ledger.note_verify(out, public)[0].splitlines()[1] == "25", out + err)
    (grown / "cosigned").write_text(out)
    status, said, err = run("verify", grown, "--witness", public, "--json")
    check("verify sees the cosignature", status == 0 and json.loads(said)["cosigned"] == 25, said + err)
    status, out, err = witness(small, state)
    check("what shrank is not", status == 1 and out == "", out + err)
    status, out, err = witness(grown, state)
    check("the same again is", status == 0, out + err)
    # Somebody with all keys of the office rewrites a leaf and all that follows from it.
    rewritten = commitments_to(40)
    rewritten[7] = ledger.commit(*salted(1007))
    other = folder_of(base, "w40", rewritten, with_entries=True)
    status, out, err = run("verify", other, "--trust", KEY)
    check("a rewritten ledger is whole in itself", status == 0, out + err)
    before = (state / "state").read_bytes()
    status, out, err = witness(other, state)
    check("the witness does not cosign it", status == 1 and out == "" and (state / "state").read_bytes() == before, out + err)
    (other / "cosigned").write_text((grown / "cosigned").read_text())
    status, out, err = run("verify", other, "--witness", public, "--json")
    check("the old cosignature betrays it", status == 1 and json.loads(out)["verdict"] == "not_grown", out + err)
    salt, event = salted(7)
    (base / "mine").write_bytes(ledger.notice_make(7, salt, event))
    status, out, err = run("prove", base / "mine", other)
    check("the victim's notice is no longer proven", status == 1 and out == "", out + err)
    status, proof, err = run("prove", base / "mine", grown)
    _, checkpoint = ledger.path_parse(proof)
    forged = proof.replace(checkpoint, (other / "checkpoint").read_text())
    check("nor does her old proof hold for the new head", refuses(ledger.proof_verify, forged, KEY))
    status, out, err = witness(folder_of(base, "w41", commitments_to(41)), state)
    check("the true ledger is still cosigned", status == 0, out + err)
    (state / "state").write_bytes(before[:-1])
    status, out, err = witness(grown, state)
    check("a damaged memory is no memory", status == 2 and out == "", out + err)


def test_witness_by_proof(base):
    """The witness sees nothing of the tree: a few hashes and a checkpoint."""
    state, proof = base / "me", base / "proof"
    small, grown = folder_of(base, "p10", commitments_to(10)), folder_of(base, "p25", commitments_to(25))
    proof.write_text(run("prove", "--from", 0, small)[1])
    status, out, err = witness(proof, state, "--first", "--name", "witness.example")
    check("by a proof alone the ledger's key has to be known", status == 2 and out == "" and "--trust" in err, out + err)
    status, out, err = witness(proof, state, "--first", "--name", "witness.example", "--trust", KEY)
    check("a witness begins with a proof", status == 0 and "\n10\n" in out, out + err)
    proof.write_text(run("prove", "--from", 10, grown)[1])
    status, out, err = witness(proof, state)
    check("and goes on with one", status == 0 and "\n25\n" in out, out + err)
    status, out, err = witness(proof, state)
    check("a proof that begins elsewhere is not enough", status == 1 and out == "" and "--from 25" in err, out + err)
    wrong = commitments_to(40)
    wrong[7] = bytes(32)
    proof.write_text(run("prove", "--from", 25, folder_of(base, "p40", wrong))[1])
    status, out, err = witness(proof, state)
    check("nor one of a rewritten ledger", status == 1 and out == "", out + err)
    proof.write_text("old 25\n\n" + (base / "p40" / "checkpoint").read_text())
    check("nor one without its hashes", witness(proof, state)[0] == 1)


def test_split_view(base):
    """Two people are shown two ledgers of the same office. Each is whole; put side by side they are not one."""
    one, two = commitments_to(30), commitments_to(30)
    two[12] = ledger.commit(*salted(2012))
    first, second = folder_of(base, "one", one), folder_of(base, "two", two + commitments_to(5))
    alone = [run("verify", folder, "--trust", KEY)[0] for folder in (first, second)]
    check("each of two views is whole", alone == [0, 0], alone)
    a, b = base / "a", base / "b"
    seen = [witness(first, a, "--first", "--name", "a.example")[0], witness(second, b, "--first", "--name", "b.example")[0]]
    check("each witness cosigns its own", seen == [0, 0], seen)
    check("the first witness does not cosign the second's", witness(second, a)[0] == 1)
    status, proof, err = run("prove", "--from", 30, second)
    head = ledger.head([ledger.leaf_hash(c) for c in one])
    check("and no proof leads from one to the other", refuses(ledger.growth_verify, proof, KEY, head))


def main():
    with tempfile.TemporaryDirectory(prefix="todoke-ledger-") as name:
        for number, test in enumerate((test_verify, test_changed, test_prove, test_growth, test_witness, test_witness_by_proof,
                                        test_split_view)):
            base = pathlib.Path(name) / str(number)
            base.mkdir()
            test(base)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
