#!/usr/bin/python3
"""Files for a report: whatever their size they arrive as they were, sealed, through little memory; what is cut, too big, hostile or
wrongly put together leaves nothing, and nothing that was typed is lost. An officer's reader of another make gets the same bytes."""
import hashlib
import html
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "seal"))
import form_token  # noqa: E402
import opener  # noqa: E402
from portal import Portal, finish, request, test, until  # noqa: E402
from visitor import LANGS, Browser, sound  # noqa: E402

ORIGIN = [("Sec-Fetch-Site", "same-origin")]
BOUNDARY = "----WebKitFormBoundary0123456789abcdef"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
MOST = 60 << 20
PIECE = 1 << 20


def head_of(name, kind="application/octet-stream", field="file"):
    raw = name if isinstance(name, bytes) else name.encode()
    return (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="'.encode() + raw +
            f'"\r\nContent-Type: {kind}\r\n\r\n'.encode())


TOKEN = form_token.in_parts(form_token.value_of(form_token.COOKIE), b"", BOUNDARY)  # what stands before every file
END = f"\r\n--{BOUNDARY}--\r\n".encode()


def form(name, content, kind="application/octet-stream"):
    return head_of(name, kind) + content + END


class Uploader(Browser):
    def fields(self, kind=KIND, origin=ORIGIN):
        return form_token.of_browser([("Content-Type", kind), *origin, *([("Cookie", self.cookie)] if self.cookie else [])])[0]

    def raw(self, body, kind=KIND, origin=ORIGIN):
        """The answer alone, wherever it leads."""
        answer = self.portal.raw(request("POST", f"/{self.lang}/files", self.fields(kind, origin), (TOKEN if kind == KIND else b"") + body))
        cookie = re.match(r"(__Host-draft=[^;]*);", (answer["set-cookie"] or "") if answer else "")
        self.cookie = cookie.group(1) if cookie else self.cookie
        return answer

    def add(self, name, content, kind="application/octet-stream"):
        answer = self.raw(form(name, content, kind))
        return self.get(answer["location"]) if answer and answer.status == 303 else answer

    def files(self):
        page = self.get(f"/{self.lang}/files").body.decode()
        rows = re.findall(r'<strong class="said">(.*?)</strong> <span>(.*?)</span>.*?class="hash">(.*?)<', page, re.S)
        return [(html.unescape(name), size, digest.replace(" ", "")) for name, size, digest in rows]


def sha(content):
    return hashlib.sha256(content).hexdigest()


def content_of(size):
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            return file.read().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def role(portal, name):
    return next(pid for pid in children(portal.process.pid) if name_of(pid) == name)


def clerks(portal):
    return children(role(portal, "gate"))


def peak(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+) kB", file.read()).group(1)) << 10


def sizes(portal):
    browser = Uploader(portal, "en")
    page = sound("no files yet", browser.get("/en/files"))
    test("first aid stands before it", "Keep the original" in page and "again just to add it" in page)
    test("no draft is made by looking", not browser.cookie)
    expected = []
    for size in (1, (64 << 10) - 9, (64 << 10) - 8, (64 << 10) - 7, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 5 << 20):
        content = content_of(size)
        expected.append((f"f{size}.bin", sha(content)))
        answer = browser.add(f"f{size}.bin", content)
        sound(f"{size} bytes", answer)
    test("each has the fingerprint of what was sent", [(name, digest) for name, _, digest in browser.files()] == expected, browser.files())
    test("sizes are said", [size for _, size, _ in browser.files()][-2:] == ["64 KB", "5 MB"], browser.files())
    before = browser.files()
    page = sound("0 bytes", browser.raw(form("empty.txt", b"")), 422)
    test("an empty file is refused kindly", "empty (0 bytes)" in page and 'aria-invalid="true"' in page)
    page = sound("nothing chosen", browser.raw(form("", b"")), 422)
    test("no file chosen is said", "No file was chosen" in page)
    test("nothing of these was noted, nothing lost", browser.files() == before)
    for lang in LANGS:
        sound(f"list in {lang}", browser.get(f"/{lang}/files"))
    return browser


def removing(portal):
    browser = Uploader(portal, "en")
    browser.answer("person.danger", "no")
    browser.add("a.txt", b"a")
    browser.add("b.txt", b"b")
    marks = re.findall(r'name="file" value="([0-9a-f]{32})"', browser.get("/en/files").body.decode())
    browser.send("/en/files/remove", [("file", marks[0])])
    test("one is taken away, the other stays", [name for name, _, _ in browser.files()] == ["b.txt"], browser.files())
    browser.send("/en/files/remove", [("file", marks[0])])
    browser.send("/en/files/remove", [("file", "no-such")])
    test("taking away twice is no fault", browser.path == "/en/files" and len(browser.files()) == 1)
    other = Uploader(portal, "en")
    other.send("/en/files/remove", [("file", marks[1])])
    test("nobody takes away what is another's", len(browser.files()) == 1)
    test("answers stay", browser.get("/en/ask/person.danger").body.count(b"checked") == 1)


def names(portal):
    browser = Uploader(portal, "en")
    rows = [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\写真.png", "写真.png"), ("a\u202egpj.exe", "agpj.exe"), ("\u2066x\u2069.txt", "x.txt"),
        ("<script>alert(1)</script>.txt", "script>.txt"), ("%22'&amp;.txt", "%22'&amp;.txt"), ("..", "file without a name"),
        ("\x01\x7f\x1b[31m.txt", "[31m.txt"), ("名" * 100 + ".jpeg", "名" * 65 + ".jpeg"), ("a\u200bb\u200d.txt", "ab.txt"),
        ("zero\x00.txt", "zero.txt")]
    for name, _ in rows:
        answer = browser.add(name, b"x")
        test(f"taken: {name[:20]!r}", answer.status == 200, answer)
    page = sound("hostile names", browser.get("/en/files"))
    test("names are cleaned", [name for name, _, _ in browser.files()] == [clean for _, clean in rows], browser.files())
    test("and shown as text", "<script>alert" not in page)
    for kind in ("text/html", "image/svg+xml", "application/x-msdownload", "x" * 200):
        test(f"any kind of content is only bytes: {kind[:20]}", browser.add("k", b"<script>x</script>", kind).status == 200)
    bomb = b"PK\x03\x04" + b"\0" * 1000 + b"\xff" * 1000
    browser.add("bomb.zip", bomb)
    test("a zip file is only bytes", browser.files()[-1][2] == sha(bomb))


def kinds(portal):
    """What people have: any kind, any encoding, any name; only bytes, kept as they are and never shown from here."""
    browser, sent = Uploader(portal, "ja"), []
    log = "2026-11-20 09:00 警告：不正なログイン（①）\n" * 40
    for encoding in ("cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-be", "utf-8-sig"):
        sent.append((f"記録-{encoding}.log", log.replace("①", "1").encode(encoding)))
    sent.append(("混ざった記録.log", log.encode("cp932") + log.encode("utf-8") + b"\xff\xfe\x00"))
    for ending in ("eml", "msg", "txt", "csv", "json", "png", "jpg", "heic", "webp", "pdf", "zip", "pcap", "evtx", "EXE", "html", "svg"):
        sent.append((f"証拠 📎🎴 {ending}.{ending}", b"<script>x</script>\0" + ending.encode()))
    for name, content in sent:
        browser.add(name, content, "text/plain; charset=Shift_JIS")
    test("every kind of file is taken, with its name and fingerprint", [(name, digest) for name, _, digest in browser.files()] ==
         [(name, sha(content)) for name, content in sent], browser.files())
    page = browser.get("/ja/files").body.decode()
    test("files can be sent later, and any kind can be chosen", "あとから" in page and " accept=" not in page, page[:900])
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    test("none of them can be opened from here", not any(re.search(r"[0-9a-f]{32}", address) for address in addresses if not address.startswith("/assets/")), addresses)
    wrong = browser.send("/ja/about-you", [("contact.mail", "x" * 201), ("go", "next")])
    test("files stay when something else is wrong", wrong.status == 422 and len(browser.files()) == len(sent), wrong)
    return browser


def wrong_forms(portal):
    browser = Uploader(portal, "en")
    browser.add("first.txt", b"first")
    before = browser.files()
    mark = f"--{BOUNDARY}".encode()
    rows = [
        ("wrong boundary", form("f", b"x").replace(mark, b"--other")), ("boundary inside", form("f", b"x\r\n" + mark + b"\r\ny")),
        ("end inside", form("f", b"x" + END + b"y")), ("no end", head_of("f") + b"x"), ("no last line end", form("f", b"x")[:-2]),
        ("more behind", form("f", b"x") + b"y"), ("nothing", b"x"), ("a name in two ways", form("f", b"x").replace(b'filename="f"', b'filename="f"; filename="g"')),
        ("name in Latin-1", form(b"\xe9.txt", b"x")), ("long head", form("f", b"x").replace(b"Content-Type", b"X: " + b"a" * 5000 + b"\r\nContent-Type"))]
    for name, body in rows:
        answer = browser.raw(body)
        test(f"refused: {name}", answer is not None and answer.status == 400, answer)
    page = sound("two at once", browser.raw(head_of("f") + b"x\r\n" + form("g", b"y")), 422)
    test("two files at once are said to be too many", "one at a time" in page)
    test("a text before the file does no harm",
         browser.raw(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'.encode() + form("text.txt", b"z")).status == 303)
    content = b"\r\n" + mark[:-1] + b"\r\n\r-" + mark + b"\r" * 5000
    test("what is nearly a boundary is content", browser.add("near.bin", content).status == 200 and browser.files()[-1][2] == sha(content))
    test("nothing else was noted", [row[0] for row in browser.files()] == [before[0][0], "text.txt", "near.bin"], browser.files())
    test("a form of another kind", browser.raw(b"file=x", "application/x-www-form-urlencoded").status == 415)
    test("no type at all", browser.raw(b"x", "text/plain").status == 415)
    for origin in ([], [("Sec-Fetch-Site", "cross-site")], [("Origin", "https://elsewhere.example")]):
        test(f"from elsewhere: {origin}", browser.raw(form("f", b"x"), origin=origin).status == 403)
    chunks = "\r\n".join(["POST /en/files HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked", *(f"{n}: {v}" for n, v in browser.fields())])
    test("without a length", portal.raw(chunks + "\r\n\r\n0\r\n\r\n").status == 411)


def slowly(portal, browser, before, body, length, act=None):
    """Sends the head and a part of the body; then `act`; then what became of the connection."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in browser.fields())
    connection = portal.connect(timeout=30)
    connection.send(f"POST /en/files HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}Content-Length: {length}\r\n{before}\r\n")
    connection.send(body)
    if act:
        act(connection)
    return connection


def cut(portal):
    browser = Uploader(portal, "en")
    browser.add("kept.txt", b"kept")
    before = browser.files()
    large = f"{portal.data}/spool"

    def held():
        return sorted(path for _, _, found in os.walk(large) for path in found if not path.endswith(".seg"))

    known = held()
    half = TOKEN + head_of("half.bin") + b"h" * (3 << 20)
    slowly(portal, browser, "", half, 6 << 20, lambda connection: connection.socket.close())
    test("a cut upload leaves nothing in the spool", until(lambda: not clerks(portal)) and until(lambda: held() == known), held())
    test("and nothing in the draft", browser.files() == before)
    idle = slowly(portal, browser, "", half, 6 << 20)
    time.sleep(0.3)
    for pid in clerks(portal):
        os.kill(pid, signal.SIGKILL)
    test("a clerk that dies takes nobody along", idle.closed() and browser.files() == before)
    test("and leaves nothing", until(lambda: held() == known), held())
    idle = slowly(portal, browser, "", half, 6 << 20)
    time.sleep(0.3)
    starts = len(portal.events("role.started"))
    os.kill(role(portal, "spool"), signal.SIGKILL)
    until(lambda: len(portal.events("role.started")) > starts or portal.status()[0] == 0)
    try:
        idle.send(b"h" * ((6 << 20) - len(half) - len(END)) + END)
        answer = idle.answer()
    except (BrokenPipeError, ConnectionResetError):
        answer = None
    test("a dead spool is said, with nothing lost", answer is None or answer.status == 503, answer)
    test("the draft is as it was", until(lambda: portal.get("/healthz").status == 200) and browser.files() == before, browser.files())
    test("the file can be sent again", browser.add("again.bin", b"h" * (6 << 20)).status == 200 and len(browser.files()) == 2)
    test("halves are gone after the kill", until(lambda: len(held()) <= len(known) + 1), held())
    return browser


def expecting(portal):
    browser = Uploader(portal, "en")
    body = TOKEN + form("e.txt", b"e" * 1000)
    connection = slowly(portal, browser, "Expect: 100-continue\r\n", b"", len(body))
    answer = connection.answer()
    test("who waits is told to go on", answer and answer.status == 100, answer)
    connection.send(body)
    answer = connection.answer()
    test("and then answered", answer and answer.status == 303, answer)
    connection = slowly(portal, browser, "Expect: 100-continue\r\n", b"", MOST + (1 << 20))
    answer = connection.answer()
    test("who would send too much is told before", answer and answer.status == 413, answer)
    connection.socket.close()


def stream(portal, browser, size, name, look=lambda: None):
    """A file of zeros of this size, in pieces: its hash, and the answer."""
    digest, head = hashlib.sha256(), TOKEN + head_of(name)
    connection = slowly(portal, browser, "", head, len(head) + size + len(END))
    for left in range(size, 0, -PIECE):
        piece = bytes(min(left, PIECE))
        connection.send(piece)
        digest.update(piece)
        look()
    connection.send(END)
    return digest.hexdigest(), connection.answer()


def big(portal):
    browser = Uploader(portal, "en")
    browser.answer("person.danger", "no")
    peaks = []

    def look():
        for pid in clerks(portal):
            try:
                peaks.append(peak(pid))
            except (FileNotFoundError, ProcessLookupError, AttributeError):
                pass

    began = time.monotonic()
    digest, answer = stream(portal, browser, MOST, "big.bin", look)
    print(f"# 60 MiB in {time.monotonic() - began:.1f} s, clerk at most {max(peaks) >> 20} MiB", flush=True)
    test("60 MiB are taken", answer and answer.status == 303, answer)
    test("as they were", browser.files()[-1] == ("big.bin", "60 MB", digest), browser.files())
    test("through a small clerk", 0 < max(peaks) < 32 << 20, max(peaks))
    # A browser does not look for an answer before it has sent everything.
    _, answer = stream(portal, browser, MOST + 1, "too-big.bin")
    page = sound("one byte too much", answer, 413)
    test("the limit is said, and what is there stays", "up to 60 MB each" in page and "big.bin" in page and len(browser.files()) == 1)
    _, answer = stream(portal, browser, MOST + (40 << 20), "huge.bin")
    sound("40 MiB too much", answer, 413)
    test("answers stay", browser.get("/en/ask/person.danger").body.count(b"checked") == 1)
    for i in range(3):
        stream(portal, browser, MOST, f"big{i}.bin")
    _, answer = stream(portal, browser, MOST, "over.bin")
    page = sound("too much together", answer, 413)
    test("the ceiling of all is said", "256 MB" in page and len(browser.files()) == 4, browser.files())


def many(portal):
    browser = Uploader(portal, "en")
    last = None
    for i in range(66):
        last = browser.raw(form(f"{i}.txt", b"%d" % i))
    test("64 files are taken", len(browser.files()) == 64, len(browser.files()))
    page = sound("no more than that", last, 422)
    test("the ceiling is said", "Up to 64 files" in page and 'type="file"' not in page)
    return browser


def opened(portal, report):
    """What an officer sees; the person is told that it is filed a moment before it can be opened."""
    command = ["build/todoke", "open", "--data", portal.data, "--officer-key", f"{portal.data}/keys/demonstration/officer", "--purpose", "test", "--json", report]
    runs = []

    def run():
        runs.append(subprocess.run(command, capture_output=True, text=True, check=False))
        return runs[-1].returncode == 0

    test("an officer opens it", until(run), runs[-1].stderr[-800:])
    return json.loads(runs[-1].stdout)


def whole(portal, browser):
    """Into the report, and out of it again by a reader of another make."""
    expected = {name: digest for name, _, digest in browser.files()}
    browser.send("/en/windows", [("window", "demo.desk"), ("go", "next")])
    page = browser.get("/en/check").body.decode()
    token = re.search(r'name="seen" value="([0-9a-f]{32})"', page).group(1)
    page = browser.send("/en/send", [("seen", token)]).body.decode()
    codes = re.findall(r'class="code">([^<]*)<', page)
    test("it is handed in", len(codes) == 2, page[-2000:])
    number, key = codes
    bearer = [("Authorization", f"Bearer {key}")]
    test("it is filed", until(lambda: b'"filed"' in portal.get(f"/api/v1/reports/{number}", bearer).body and
                              portal.get(f"/api/v1/reports/{number}", bearer).json()["states"]))
    report = portal.get(f"/api/v1/reports/{number}", bearer).json()["filed"]["report"]["report"]
    said = opened(portal, report)
    got = {}
    for file in files_in(said):
        with open(f"{portal.data}/vault/large/{file['id']}", "rb") as sealed:
            content = opener.open_evidence(sealed.read(), bytes.fromhex(file["key"]), bytes.fromhex(report), bytes.fromhex(file["id"]))
        test(f"size of {file['name']}", len(content) == file["size"])
        got[file["name"]] = sha(content)
    test("every file comes out as it was", got == expected and len(got) > 0, (got, expected))
    test("the files of the next draft are its own", Uploader.files(browser) == [])


def files_in(thing):
    """The member `files` of the body, wherever it stands."""
    if isinstance(thing, dict):
        if isinstance(thing.get("files"), list) and thing["files"] and "key" in thing["files"][0]:
            return thing["files"]
        thing = list(thing.values())
    found = [files_in(one) for one in thing] if isinstance(thing, list) else []
    return next((one for one in found if one), [])


def in_vault(portal):
    return sorted(os.listdir(f"{portal.data}/vault/large")) if os.path.isdir(f"{portal.data}/vault/large") else []


def sealed_elsewhere(portal):
    """A folder of `todoke seal`, in one body: what the office cannot read it keeps as it is, and only if all of it is there."""
    folder = portal.folder
    files = {"one.bin": b"one", "two.bin": content_of(300 << 10)}
    for name, content in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(content)
    with open(f"{folder}/incident.json", "w", encoding="utf-8") as file:
        json.dump({"incident.kinds": ["ransomware"]}, file)
    with open(f"{portal.data}/keys/list", "rb") as file:
        keys = file.read()
    with open(f"{folder}/list", "wb") as file:
        file.write(keys)

    def seal(name, *more):
        done = subprocess.run([os.path.abspath("build/todoke"), "seal", "incident.json", "--window", "demo.desk", "--keys", "list", "-o", name, "--json", *more],
                              cwd=folder, capture_output=True, text=True, check=True)
        parts = []
        for part in ["filing", *sorted(part for part in os.listdir(f"{folder}/{name}") if part.endswith(".evidence"))]:
            with open(f"{folder}/{name}/{part}", "rb") as file:
                parts.append(file.read())
        return json.loads(done.stdout), parts

    def send(parts, size=None):
        return portal.post(f"/api/v1/filings?filing={len(parts[0]) if size is None else size}", b"".join(parts), "application/octet-stream")

    said, parts = seal("parcel", "--attach", "one.bin", "--attach", "two.bin")
    before = in_vault(portal)
    bad = [("a file is missing", parts[:-1]), ("files in another order", [parts[0], parts[2], parts[1]]), ("more behind", [*parts, b"x"]),
           ("a changed file", [parts[0], parts[1][:-1] + bytes([parts[1][-1] ^ 1]), parts[2]]), ("a changed filing", [b"\x02" + parts[0][1:], *parts[1:]]),
           ("its last byte is missing", [*parts[:-1], parts[-1][:-1]])]
    for name, body in bad:
        answer = send(body)
        test(f"not taken: {name}", answer.status == 422 and answer["content-type"] == "application/problem+json", answer)
    for size in (0, len(parts[0]) - 1, len(parts[0]) + 1, 5 << 20):
        test(f"another length of the filing: {size}", send(parts, size).status == 422)
    test("no length", portal.post("/api/v1/filings", b"x", "application/octet-stream").status == 422)
    test("no filing", send([b"x" * 1000]).status == 422)
    test("JSON is none", portal.post("/api/v1/filings?filing=1", b"{}").status == 415)
    answer = send(parts)
    test("a sealed report is taken as it is", answer.status == 201 and answer.json()["receipt"] == said["receipt"], answer)
    again = send(parts)
    test("and again, with the same proof", again.status == 201 and again.json() == answer.json(), again)
    ids = sorted(part[17:33].hex() for part in parts[1:])
    test("its files are in the vault", until(lambda: set(ids) <= set(in_vault(portal))), (ids, before))
    with open(f"{portal.data}/vault/large/{ids[0]}", "rb") as file:
        test("as they were sealed", file.read() == next(part for part in parts[1:] if part[17:33].hex() == ids[0]))
    with open(f"{folder}/parcel/proof", "w", encoding="ascii") as file:
        file.write(answer.json()["proof"] + "\n")
    run = subprocess.run([os.path.abspath("build/todoke"), "verify", f"{folder}/parcel", "--keys", f"{folder}/list", "--json"],
                         capture_output=True, text=True, check=False)
    test("the proof holds", run.returncode == 0 and json.loads(run.stdout)["filed"], run.stdout + run.stderr)
    _, parts = seal("none")
    test("one without files too", send(parts).status == 201)
    described = portal.get("/api/openapi.json").json()["paths"]["/api/v1/filings"]["post"]
    test("it is described", "application/octet-stream" in described["requestBody"]["content"] and described["parameters"][0]["required"], described)
    with Portal() as other:
        other.start().ready()
        answer = other.post(f"/api/v1/filings?filing={len(parts[0])}", b"".join(parts), "application/octet-stream", [("Accept-Language", "en")])
        test("another office does not take it", answer.status == 422 and "another office" in answer.json()["detail"], answer)


def main():
    with Portal({"TODOKE_PUBLIC_BURST": "100000", "TODOKE_PUBLIC_PER_SECOND": "100000"}) as portal:
        test("an office with pages opens", portal.start().ready(), portal.said())
        browser = sizes(portal)
        removing(portal)
        names(portal)
        wrong_forms(portal)
        expecting(portal)
        whole(portal, browser)
        whole(portal, kinds(portal))
        whole(portal, many(portal))
        sealed_elsewhere(portal)
        big(portal)
        test("no clerk died", portal.events("clerk.died") == [], portal.events("clerk.died"))
        cut(portal)
        portal.close()
        run = portal.ask("doctor", portal.data, "--json")
        test("nothing is missing in the vault", run.returncode == 0 and json.loads(run.stdout)["evidence"] > 64, run.stdout[-900:] + run.stderr[-500:])


main()
finish()
