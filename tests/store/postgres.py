# A PostgreSQL 15 of a test's own: made, started and stopped in a folder that is thrown away, reached over a unix socket only.
# It knows nothing of what the test asks.
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

START_S = 60


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/15/bin"))
    if not found:
        raise SystemExit("not ok postgres - no PostgreSQL 15 here: tools/install-deps test")
    return found[-1]


def as_somebody():
    """The server refuses to run as root: what to put before its commands, and who owns its folder."""
    if os.getuid() != 0:
        return [], None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    who = names.get("postgres") or names["nobody"]
    return ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"], who


class Postgres:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="todoke-pg-", dir="/tmp")
        self.prefix, who = as_somebody()
        if who:
            os.chown(self.folder, who.pw_uid, who.pw_gid)
        self.server = None
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        data, quiet = f"{self.folder}/data", dict(LC_ALL="C.UTF-8", PATH=os.environ["PATH"])
        subprocess.run([*self.prefix, f"{programs()}/initdb", "-D", data, "-U", "todoke", "-A", "trust", "-E", "UTF8", "-N",
                        "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd="/", env=quiet)
        self.server = subprocess.Popen([*self.prefix, f"{programs()}/postgres", "-D", data, "-k", self.folder, "-c",
                                        "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"],
                                       cwd="/", env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_S
        while self.ask("SELECT 1;").returncode != 0:
            if time.monotonic() > end or self.server.poll() is not None:
                raise SystemExit("not ok postgres - it did not start")
            time.sleep(0.1)

    def ask(self, script):
        """What psql says to a script, as it is."""
        return subprocess.run([f"{programs()}/psql", "-X", "-q", "-h", self.folder, "-U", "todoke", "-d", "postgres", "-v",
                               "ON_ERROR_STOP=1", "-f", "-"], input=script, capture_output=True, text=True)

    def __exit__(self, *_):
        if self.server:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
