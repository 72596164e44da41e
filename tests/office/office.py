"""A running office for tests, somebody beside it who uses the commands, and a client of its sockets that shares no code with the program: frames of docs/formats.md."""
import glob
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("TODOKE", "build/todoke"))
OK, CONFLICT, MISSING, TOO_BIG, FULL, QUOTA, REFUSED, BROKEN, BUSY = range(9)
APPEND, PUT, GET, RELEASE, PRINT, FILED, NOTE, STATUS = range(1, 9)


failed = 0


def test(name, fine, why=""):
    """One line of a suite, as tests/run reads it."""
    global failed
    failed += not fine
    print(f"ok {name}" if fine else f"not ok {name} - {str(why)[:600]}", flush=True)


def finish(is_bad=False):
    sys.exit(1 if failed or is_bad else 0)


def until(condition, seconds=15):
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Office:
    """`todoke serve` in a folder of its own; `with` ends it and removes what it left."""
    def __init__(self, program=PROGRAM, before=(), options=(), variables=None, data=None, mode=0o755):
        self.folder = tempfile.mkdtemp(prefix="t-office-")
        os.chmod(self.folder, mode)
        self.data = data or self.folder + "/data"
        self.program, self.before, self.options = os.path.abspath(program), list(before), list(options)
        self.variables = {**os.environ, "LC_ALL": "en_US.UTF-8", "TODOKE_LOG_FORMAT": "json", "TODOKE_PUBLIC": "none", **(variables or {})}
        self.process = None
        self.log_path = self.folder + "/log"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.clear()

    def clear_paper(self):
        """Removes what the printer of a killed office has left in memory. An office that starts again does so by itself; nobody does it for
        a folder that is thrown away."""
        os.makedirs(self.data, exist_ok=True)
        place = os.stat(self.data)
        for left in glob.glob(f"/dev/shm/todoke-{os.major(place.st_dev):x}.{os.minor(place.st_dev):x}-{place.st_ino:x}-*"):
            shutil.rmtree(left, ignore_errors=True)

    def clear(self):
        self.clear_paper()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*self.before, self.program, "serve", "--data", self.data, *self.options], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=self.variables, start_new_session=True)
        return self

    def events(self, name=None):
        found = []
        with open(self.log_path, encoding="utf-8") as log:
            for line in log:
                if line.startswith("{"):
                    event = json.loads(line)
                    if name in (None, event["event"]):
                        found.append(event)
        return found

    def said(self):
        with open(self.log_path, encoding="utf-8") as log:
            return "".join(line for line in log if not line.startswith("{"))

    def ready(self, times=1, seconds=20):
        return until(lambda: len(self.events("office.started")) >= times or self.process.poll() is not None, seconds) and \
            self.process.poll() is None

    def ask(self, *words):
        return subprocess.run([*self.before, self.program, *words], capture_output=True, text=True, env=self.variables, timeout=30)

    def status(self):
        answer = self.ask("status", "--data", self.data, "--json")
        return answer.returncode, json.loads(answer.stdout)

    def roles(self):
        return {role["role"]: role for role in self.status()[1]["roles"]}

    def close(self, number=signal.SIGTERM, seconds=20):
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def client(self, role):
        return Client(f"{self.data}/run/{role}.sock")


class Desk:
    """Somebody with a folder of her own, and the program."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def put(self, name, content):
        with open(f"{self.folder}/{name}", "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)

    def start(self, *words, **more):
        """A command that is not waited for."""
        pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        return subprocess.Popen([PROGRAM, *words, "--lang", "en"], cwd=self.folder, text=True, **pipes, **more)

    def ask(self, *words, typed=""):
        """(status, answer, talk)"""
        process = self.start(*words)
        out, err = process.communicate(typed, timeout=60)
        return process.returncode, out, err

    def ask_json(self, *words):
        status, out, err = self.ask(*words, "--json")
        assert status == 0, err
        return json.loads(out)


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, kind, payload=b""):
        self.socket.sendall(struct.pack("<BBHI", 1, kind, 0, len(payload)) + payload)

    def take(self, count):
        got = b""
        while len(got) < count:
            piece = self.socket.recv(count - len(got))
            if not piece:
                raise EOFError("the other side has closed")
            got += piece
        return got

    def answer(self):
        """(outcome, seconds or reason, body)"""
        version, kind, zero, length = struct.unpack("<BBHI", self.take(8))
        assert version == 1 and kind & 0x80 and zero == 0, (version, kind, zero)
        payload = self.take(length)
        outcome = payload[0]
        return outcome, payload[1:], payload[1:]

    def call(self, kind, payload=b""):
        self.send(kind, payload)
        outcome, more, body = self.answer()
        if outcome == REFUSED:
            return outcome, struct.unpack("<H", more[:2])[0], b""
        if outcome == QUOTA:
            return outcome, struct.unpack("<I", more[:4])[0], b""
        return outcome, 0, body


STAGES = ("first", "follow", "final", "notice", "monthly", "quarterly")
LANGS = ("ja", "ja-simple", "en")
NEVER = -(1 << 63)


def sized(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return struct.pack("<I", len(raw)) + raw


def named(text):
    return bytes([len(text)]) + text.encode()


def document(kind, form, at_s, incident, stage="first", lang="ja", to="", receipt="", previous="", previous_at=NEVER, since=""):
    """The payload of print; `at_s` in seconds since 1970."""
    return (struct.pack("<BBBBqq", 2, {"pdf": 1, "xlsx": 2}[kind], STAGES.index(stage), LANGS.index(lang), at_s * 1000000,
                        previous_at) + named(form) + named(to) + sized(receipt) + sized(previous) + sized(incident) + sized(since))
