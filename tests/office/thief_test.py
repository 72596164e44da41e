#!/usr/bin/python3
"""A thief takes all disks of a real office that holds 200 reports with 10,000 planted things: names, telephone numbers, words, facts, names and bytes of
files. In the image of rooms, spool, ledger, outbox, run, log and backups none is found, plain or encoded, and no receipt number or viewing key.
With an officer's key: triage summaries and call-me-now cards. With the keeper's: nothing. With both: what was sent to that officer's windows.
The search itself is tested with things planted in the clear in a copy."""
import base64
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

sys.path[1:1] = ["tests/ledger"]
import sealed  # noqa: E402
from nacl import bindings  # noqa: E402
from office import OK, RELEASE, Office, finish, named, sized, test, until  # noqa: E402
from sealed import opener  # noqa: E402

PROGRAM = os.path.abspath("build/todoke")
REPORTS, PER_REPORT = 200, 50
WORDS = "an office that nobody can look into"
WINDOWS = ("jp.nco", "jp.ppc")
FACTS = ("org.name", "org.address", "org.representative", "contact.name", "contact.unit", "contact.phone", "contact.mail", "person.name", "person.address",
         "incident.summary", "incident.cause", "technical.urls")
IN_FILE, IN_NAME = 7, 1
IN_WORDS = PER_REPORT - len(FACTS) - IN_FILE - IN_NAME
choice = random.Random(20261120)
# --- what is planted -----------------------------------------------------------------------------------------------------------

def word_ascii():
    return "".join(choice.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(14))


def word_kanji():
    return "".join(chr(choice.randrange(0x4e00, 0x9000)) for _ in range(6))


def word_phone():
    return f"0{choice.randrange(10**10, 10**11)}"[:11]


def planted(fact):
    if fact == "contact.phone":
        return word_phone()
    return f"{word_ascii()}@example.jp" if fact == "contact.mail" else choice.choice((word_ascii, word_kanji))()


class Report:
    """One report and what is planted in it."""

    def __init__(self, number, folder):
        self.number, self.path = number, f"{folder}/{number}"
        self.facts = {fact: planted(fact) for fact in FACTS}
        self.words = [choice.choice((word_ascii, word_kanji))() for _ in range(IN_WORDS)]
        self.name, self.bytes = word_ascii(), [word_ascii() for _ in range(IN_FILE)]
        self.calls = number % 4 == 0
        # The second window does not get the words, nor the name.
        self.windows = {0: ["jp.ppc"], 1: ["jp.ppc", "jp.nco=contact.name,narrative"], 2: ["jp.nco"]}[number % 3]
        os.mkdir(self.path)
        incident = {**self.facts, "incident.kinds": ["ransomware"], "actor.kind": "business", "wish.contribute": number % 2 == 0,
                    "incident.known_at": "2026-11-20T10:00:00+09:00", "data.people": 1200}
        incident["technical.urls"] = [incident["technical.urls"]]
        self.put("incident.json", json.dumps(incident).encode())
        self.put("words", "。".join(self.words).encode())
        self.put(self.name, b"\0\xff".join(word.encode() for word in self.bytes) + os.urandom(1000))
        self.answer = None

    def put(self, name, content):
        with open(f"{self.path}/{name}", "wb") as file:
            file.write(content)

    def everything(self):
        return [*self.facts.values(), *self.words, self.name, *self.bytes]

    def card(self):
        return [self.facts["contact.name"], self.facts["contact.phone"]]

    def file(self, data):
        words = [word for window in self.windows for word in ("--window", window)] + (["--call-me"] if self.calls else [])
        done = subprocess.run([PROGRAM, "seal", "incident.json", "--narrative", "words", "--attach", self.name, *words, "--hand-in", data, "--json"],
                              cwd=self.path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        self.answer = json.loads(done.stdout)
        # The sealed report on the sender's side is no part of the office.
        shutil.rmtree(f"{self.path}/{self.answer['folder']}")


def forms(text):
    """A text as a program or a person may have written it."""
    found = {text.encode()}
    for code in ("utf-16-le", "utf-16-be", "utf-32-le", "cp932", "euc-jp"):
        try:
            found.add(text.encode(code))
        except UnicodeEncodeError:
            pass
    found.add(json.dumps(text)[1:-1].encode())
    found.add(text.upper().encode())
    return [form for form in found if 8 <= len(form) < 256]


def keys_of(answer):
    """Receipt number and viewing key, as they are written, said and stored."""
    found = []
    for text in (answer["receipt"], answer["key"]):
        found += [text.encode(), text.replace("-", "").encode(), text.replace("-", " ").encode(), text.lower().encode(),
                  text.replace("-", "").lower().encode()]
    return found + [opener.read_viewing(answer["key"])]


# --- the search ----------------------------------------------------------------------------------------------------------------

PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def unpacked(content):
    """What lies compressed in it."""
    view = memoryview(content)
    for match in PACKED.finditer(content):
        try:
            got = zlib.decompressobj(31 if match[0][0] == 0x1f else 15).decompress(view[match.start():match.start() + (1 << 20)], 1 << 22)
        except zlib.error:
            continue
        if len(got) > 8:
            yield got


def rows(path):
    """Every value of a database, whole, wherever its pages lie."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.text_factory = bytes
    for table, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in database.execute(f'SELECT * FROM "{table.decode()}"'):
            yield from (value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None)
    database.close()


class Search:
    def __init__(self, folder, wanted):
        self.folder, self.wanted = folder, [(what, form) for what, made in wanted for form in made]
        with open(f"{folder}/wanted", "wb") as file:
            file.write(b"".join(bytes([len(form)]) + form for _, form in self.wanted))

    def __call__(self, *places):
        """{(what, how, file)} that were found, and how many bytes were looked at."""
        files = [path for place in places for path in self.files(place)]
        aside = f"{self.folder}/aside"
        os.makedirs(aside, exist_ok=True)
        for number, path in enumerate(list(files)):
            made = b"\n".join(self.inside(path))
            if made:
                with open(f"{aside}/{number}", "wb") as file:
                    file.write(made)
                files.append(f"{aside}/{number}")
        found, looked = set(), 0
        for at in range(0, len(files), 500):
            done = subprocess.run(["build/office/hunt", f"{self.folder}/wanted", *files[at:at + 500]], capture_output=True, text=True, timeout=120, check=True)
            *lines, last = done.stdout.splitlines()
            found |= {(self.wanted[int(number)][0], how, path) for number, how, path in (line.split(" ", 2) for line in lines)}
            looked += int(last.split()[0])
        shutil.rmtree(aside)
        return found, looked

    @staticmethod
    def files(place):
        if os.path.isfile(place):
            return [place]
        return [f"{parent}/{name}" for parent, _, names in os.walk(place) for name in names if os.path.isfile(f"{parent}/{name}")]

    @staticmethod
    def inside(path):
        with open(path, "rb") as file:
            content = file.read()
        yield from unpacked(content)
        if content.startswith(b"SQLite format 3\0"):
            yield from rows(path)

    def memory(self, *contents):
        """The same in what was opened."""
        path = f"{self.folder}/opened"
        with open(path, "wb") as file:
            file.write(b"\n".join(contents))
        found, _ = self(path)
        os.unlink(path)
        return {what for what, _, _ in found}


def can_find(search, image, folder, things):
    """In a copy, one thing each in every disguise and place: all are found, or the search is worth nothing."""
    copy = folder + "/copy"
    shutil.copytree(image, copy)
    waiting = iter(things)
    hidden = {}

    def hide(how, write):
        thing = next(waiting)
        hidden[thing] = how
        write(thing)

    def add(name, make):
        def write(thing):
            with open(f"{copy}/{name}", "ab") as file:
                file.write(make(thing))
        return write

    def in_room(thing):
        database = sqlite3.connect(f"{copy}/vault/vault.db")
        database.execute("UPDATE report SET pack_version = ? WHERE report_id = (SELECT min(report_id) FROM report)", (thing,))
        database.commit()
        database.close()

    def in_long_value(thing):
        """So that it lies over the edge of a page."""
        database = sqlite3.connect(f"{copy}/outbox/outbox.db")
        database.execute("CREATE TABLE t (b BLOB)")
        database.execute("INSERT INTO t VALUES (?)", (b"\1" * 5 + (thing.encode() + b"\1") * 2000,))
        database.commit()
        database.close()

    def in_name(thing):
        with open(f"{copy}/spool/{thing}", "wb"):
            pass

    for how, write in {
            "in a row of a room": in_room, "over pages of a room": in_long_value,
            "in a log": add("log", lambda thing: b"2026-11-21 spool role.ready " + thing.encode() + b"\n"),
            "as UTF-16": add("ledger/entries", lambda thing: thing.encode("utf-16-le")),
            "as Shift JIS": add("run/x", lambda thing: thing.encode("cp932", "ignore") or b"?"),
            "as base64": add("run/x", lambda thing: b'"' + base64.b64encode(b"xy" + thing.encode() * 2) + b'"'),
            "as base64 for addresses": add("run/x", lambda thing: b'"' + base64.urlsafe_b64encode(b"z" + thing.encode() * 2) + b'"'),
            "as hexadecimal": add("run/x", lambda thing: b" " + thing.encode().hex().upper().encode() + b" "),
            "as JSON": add("run/x", lambda thing: json.dumps(thing).encode()),
            "compressed": add("spool/x", lambda thing: os.urandom(77) + zlib.compress(b"x" * 50 + thing.encode())),
            "in a gzip": add("spool/x", lambda thing: os.urandom(33) + gzip.compress(b"x" * 50 + thing.encode()))}.items():
        hide(how, write)
    found, _ = search(copy)
    seen = {what for what, _, _ in found}
    test("the search finds what was planted in the clear, in every disguise", seen == set(hidden), [how for thing, how in hidden.items() if thing not in seen])
    hide("as the name of a file", in_name)
    paths = Search.files(copy)
    test("also in the names of files", [thing for thing in hidden if any(thing in path for path in paths)] == [list(hidden)[-1]])
    shutil.rmtree(copy)


# --- the office ----------------------------------------------------------------------------------------------------------------

def found_office(folder):
    data, medium = folder + "/data", folder + "/medium"
    os.mkdir(medium, 0o700)
    subprocess.run(["build/office/found", data, medium, WORDS, *WINDOWS], check=True, timeout=60)
    os.mkdir(folder + "/credentials")
    with open(folder + "/credentials/todoke.keeper", "w", encoding="ascii") as file:
        file.write(WORDS)
    return data, medium


class Officer:
    def __init__(self, medium, data, window):
        key = sealed.key_file(f"{medium}/officer.{window}", WORDS)
        self.id, self.office, self.window = bytes.fromhex(key["name"]), bytes.fromhex(key["office"]), window
        _, self.secret = bindings.crypto_sign_seed_keypair(opener.H("todoke.officer.s", key=key["grain"]))
        self.windows = sealed.window_pairs(data, key)

    def parts(self, filings):
        """(filing, at) that this officer's windows have a half of."""
        return [(filing, at) for filing in filings for at, (window, epoch, _) in enumerate(filing.windows) if (window, epoch) in self.windows]

    def ask(self, client, items):
        """Halves released by the keeper for [(report, view)], or why not."""
        public, secret = bindings.crypto_box_keypair()
        order = (b"\1" + self.office + os.urandom(16) + struct.pack("<q", int(time.time() * 1e6)) + public + sized("相談への対応") + struct.pack("<H", len(items)))
        order += b"".join(report + bytes([view]) + named(self.window) for report, view in items)
        message = b"todoke.release".ljust(16, b"\0") + opener.H("todoke.release", order)
        outcome, why, body = client.call(RELEASE, sized(order) + b"\1" + self.id + bindings.crypto_sign(message, self.secret)[:64])
        if outcome != OK:
            return outcome, why, {}
        return outcome, why, self.halves(body, items, (public, secret))

    @staticmethod
    def halves(body, items, pair):
        """version, how many, then for each: report, view, leaf, box."""
        reader, found = opener.Reader(body), {}
        reader.version()
        must = reader.u16() == len(items)
        for report, view in items:
            must = must and reader.take(16) == report and reader.u8() == view
            reader.u64()
            found[report, view] = opener.open_box(13, pair, report + bytes([view]), reader.sized())
        reader.end()
        assert must
        return found


def body_with(filing, at, officer, half):
    window, epoch, view = filing.windows[at]
    return opener.open_view(filing, view, opener.xor(opener.window_half(filing, at, officer.windows[window, epoch]), half))


def attached(data, filing, body):
    for file in json.loads(body).get("files", ()):
        with open(f"{data}/vault/large/{file['id']}", "rb") as stored:
            yield opener.open_evidence(stored.read(), bytes.fromhex(file["key"]), filing.report, bytes.fromhex(file["id"]))


def opened_alone(officer, filings):
    """All that a thief opens with an officer's key and every room: (what is opened without the keeper, how many bodies)."""
    summaries, bodies = [], 0
    for filing, at in officer.parts(filings):
        pair = officer.windows[filing.windows[at][:2]]
        summaries += [opener.open_triage(filing, at, pair), opener.open_card(filing, at, pair)]
        half = opener.window_half(filing, at, pair)
        for key in (half, bytes(32), opener.xor(half, half)):
            for view in range(len(filing.views)):
                bodies += opens(opener.open_view, filing, view, key)
        bodies += opens(opener.keeper_half, filing, 0, pair) + opens(opener.open_copy, filing, pair)
        bodies += sum(opens(opener.open_aside, filing, purpose, copy, pair)
                      for purpose, copy in ((5, filing.statistics), (6, filing.share)) if copy)
        bodies += len(filing.letters)
    return summaries, bodies


def opens(act, *words):
    try:
        act(*words)
    except opener.Refused:
        return 0
    return 1


def keeper_alone(keeper, filings):
    halves, bodies = 0, 0
    for filing in filings:
        for view in range(len(filing.views)):
            half, _ = opener.keeper_half(filing, view, keeper)
            halves += 1
            bodies += opens(opener.open_view, filing, view, half)
        for at in range(len(filing.windows)):
            bodies += opens(opener.window_half, filing, at, keeper) + opens(opener.open_triage, filing, at, keeper) + opens(opener.open_card, filing, at, keeper)
        bodies += opens(opener.open_copy, filing, keeper)
    return halves, bodies


def thief_with_keys(search, data, medium, reports, keeper):
    filings = list(sealed.filings(data).values())
    officers = [Officer(medium, data, window) for window in WINDOWS]
    everything = {thing for report in reports for thing in report.everything()}
    cards = {thing for report in reports if report.calls for thing in report.card()}
    names = {report.facts["contact.name"] for report in reports}
    for officer in officers:
        summaries, bodies = opened_alone(officer, filings)
        seen = search.memory(*summaries)
        test(f"an officer's key alone ({officer.window}) opens triage summaries and the cards of who asked to be called", len(summaries) == 2 * len(
            officer.parts(filings)) > REPORTS and seen and seen <= cards, seen - cards)
        test(f"and no report, copy, letter or statistic ({officer.window})", bodies == 0, bodies)
        test(f"a triage summary names nobody ({officer.window})", not search.memory(*summaries[0::2]))
    halves, bodies = keeper_alone(keeper, filings)
    test("the keeper's key alone opens halves, and nothing else", halves >= REPORTS and bodies == 0, f"{halves} {bodies}")
    contents = {officer.window: [] for officer in officers}
    for officer in officers:
        for filing, at in officer.parts(filings):
            body = body_with(filing, at, officer, opener.keeper_half(filing, filing.windows[at][2], keeper)[0])
            contents[officer.window] += [json.dumps(json.loads(body), ensure_ascii=False).encode(), *attached(data, filing, body)]
    seen = {window: search.memory(*made) for window, made in contents.items()}
    test("with the officers' keys and the keeper's all that was planted is there: it was sealed, not lost", set.union(*seen.values()) == everything,
         f"{len(set.union(*seen.values()))} of {len(everything)}")
    nco = {thing for report in reports if report.number % 3 == 1 for thing in [report.facts["contact.name"], *report.words]}
    test("a window does not get what was withheld from it, with both keys", not seen["jp.nco"] & nco and names & seen["jp.nco"], len(seen["jp.nco"] & nco))
    return officers


def cannot_write(pid):
    """From here on the process cannot write a byte to any file. Only its own user may order that."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        rows = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    user, group = rows["Uid"].split()[0], rows["Gid"].split()[0]
    own = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"] if os.geteuid() == 0 else []
    subprocess.run([*own, "prlimit", "--pid", str(pid), "--fsize=0"], check=True, timeout=20)


def through_the_keeper(office, officer, reports):
    """The office at work: each opening is in the ledger first. Where it cannot be written, nothing comes."""
    filings = list(sealed.filings(office.data).values())
    parts = officer.parts(filings)[:6]
    before = len(read_entries(office.data))
    with office.client("keeper") as client:
        items = sorted((filing.report, filing.windows[at][2]) for filing, at in parts[:5])
        outcome, why, halves = officer.ask(client, items)
    test("the keeper releases to the officer", outcome == OK and len(halves) == 5, (outcome, why))
    bodies = [body_with(filing, at, officer, halves[filing.report, filing.windows[at][2]]) for filing, at in parts[:5]] if halves else []
    test("what it released opens the reports", len(bodies) == 5 and all(json.loads(body)["incident"]["org.name"] in {
        report.facts["org.name"] for report in reports} for body in bodies))
    test("and each opening is in the ledger", len(read_entries(office.data)) == before + 5, len(read_entries(office.data)) - before)
    pid = office.roles()["keeper"]["pid"]
    cannot_write(pid)
    filing, at = parts[5]
    try:
        with office.client("keeper") as client:
            outcome, why, halves = officer.ask(client, [(filing.report, filing.windows[at][2])])
    except (EOFError, OSError):
        outcome, halves = None, {}
    test("where the ledger cannot be written the keeper gives nothing", outcome != OK and not halves, (outcome, why))
    test("and the ledger has not grown", len(read_entries(office.data)) == before + 5)


def read_entries(data):
    """Entries of the ledger: each a length, a check and that many bytes."""
    content, at, found = pathlib.Path(data, "ledger/entries").read_bytes(), 16, []
    while at < len(content):
        length = struct.unpack("<I", content[at:at + 4])[0]
        found.append(content[at + 20:at + 20 + length])
        at += 20 + length
    return found


def main():
    with Office() as office:
        folder = office.folder
        data, medium = found_office(folder)
        office.data, office.variables["CREDENTIALS_DIRECTORY"] = data, folder + "/credentials"
        office.variables["TODOKE_KEEPER_KEY"] = "credential"
        office.start()
        test("a real office opens", office.ready(), office.said())
        for name in ("senders", "backups", "search"):
            os.mkdir(f"{folder}/{name}")
        reports = [Report(number, folder + "/senders") for number in range(REPORTS)]
        things = [(thing, forms(thing)) for report in reports for thing in report.everything()]
        test("10,000 things are planted, each another", len({thing for thing, _ in things}) == REPORTS * PER_REPORT == 10000, len(things))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda report: report.file(data), reports))
        backup = office.ask("backup", data, "-o", folder + "/backups")
        shutil.copytree(data, folder + "/image", ignore=lambda _, names: [name for name in names if name.endswith(".sock")])
        vault = sealed.room(data, "vault")
        test("all are in the vault", backup.returncode == 0 and until(lambda: vault.execute("SELECT count(*) FROM report").fetchone() == (REPORTS,)), backup.stderr)
        vault.close()
        search = Search(folder + "/search", things + [("key", keys_of(report.answer)) for report in reports])
        officer = Officer(medium, data, "jp.ppc")
        through_the_keeper(office, officer, reports)
        test("it closes in order", office.close() == 0, office.said()[-500:])
        shutil.copy(office.log_path, folder + "/image/log")
        places = (data, folder + "/image", folder + "/backups", office.log_path)
        found, looked = search(*places)
        paths = [path for place in places for path in Search.files(place)]
        names = [thing for thing, _ in things if any(thing in path for path in paths)]
        print(f"note searched: {looked >> 20} MiB in {len(paths)} files for {len(search.wanted)} forms of {len(things)} things", flush=True)
        test("in the image of the office no planted thing, receipt number or viewing key is found", not found and not names, (sorted(found)[:5], names[:5]))
        can_find(search, folder + "/image", folder, [report.words[0] for report in reports if report.words[0].isascii()])
        keeper = sealed.sealed_pair(sealed.key_file(f"{data}/keeper/keeper.1", WORDS)["grain"])
        test("the keeper's key does not open without its passphrase", opens(sealed.key_file, f"{data}/keeper/keeper.1", WORDS + "x") == 0)
        thief_with_keys(search, data, medium, reports, keeper)
    finish()


main()
