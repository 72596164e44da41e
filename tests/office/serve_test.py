#!/usr/bin/env python3
"""`todoke serve` and `todoke status`: opening, closing, what dies and comes back, who may run it, and what it says of mistakes."""
import fcntl
import glob
import os
import signal
import socket
import subprocess
import time

from office import OK, STATUS, Office, finish, free_port, test, until

def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def pids(office):
    return {name: role["pid"] for name, role in office.roles().items()}


def opens_and_closes(before=(), who="", data_owner=None):
    with Office(before=before) as office:
        if data_owner:
            os.chown(office.folder, *data_owner)
        office.start()
        test(f"an office opens in an empty folder{who}", office.ready(), office.said())
        test(f"it says loudly that it is a demonstration{who}", office.data in office.said(), office.said())
        status, answer = office.status()
        test(f"status: all roles serve and answer{who}", status == 0 and answer["office"] == "ready"
             and all(role["state"] == "ready" and role["answers"] for role in answer["roles"]), str(answer))
        roles = pids(office)
        test(f"roles are in the supervisor's process group{who}",
             all(os.getpgid(pid) == office.process.pid for pid in roles.values()), str(roles))
        locked = {}
        for name, pid in roles.items():
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                lines = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            locked[name] = (lines["NoNewPrivs"], lines["Seccomp"], lines["CapEff"].strip("0"), lines["Uid"].split()[0])
        test(f"each role has no new privileges, a call filter and no capability{who}",
             all(row[:3] == ("1", "2", "") for row in locked.values()), str(locked))
        return_users(before, locked, who)
        code = office.close()
        test(f"SIGTERM closes it with status 0{who}", code == 0, f"{code} {office.said()}")
        test(f"every role ended as it was told{who}", len(office.events("role.ended")) == len(roles) and not any(map(alive, roles.values())),
             str(office.events()))
        test(f"status of a closed office ends with 1{who}", office.ask("status", "--data", office.data).returncode == 1)
        office.start()
        test(f"it opens again at once{who}", office.ready(times=2), office.said())
        office.close()


def return_users(before, locked, who):
    users = {row[3] for row in locked.values()}
    if os.geteuid() == 0 and not before:
        test("started as root, each role has a user of its own, and none is root", len(users) == len(locked) and "0" not in users, str(users))
    else:
        test(f"roles stay who they are{who}", len(users) == 1, str(users))


def comes_back():
    with Office() as office:
        office.start().ready()
        for name, pid in pids(office).items():
            os.kill(pid, signal.SIGKILL)
            # The socket outlives the role: who asks meanwhile waits and is answered.
            if os.path.exists(f"{office.data}/run/{name}.sock"):
                with office.client(name) as client:
                    test(f"who asks the {name} while it is started again is answered", client.call(STATUS)[0] == OK)
            back = until(lambda: office.roles()[name]["state"] == "ready" and office.roles()[name]["pid"] != pid)
            test(f"a {name} that is killed comes back", back, str(office.roles()))
            died = [event for event in office.events("role.died") if event["who"] == name]
            test(f"the log says how the {name} died", died and died[0]["signal"] == "KILL" and died[0]["wait_ms"] == 100, str(died))
        first = next(iter(pids(office)))
        waits = []
        for _ in range(3):
            pid = pids(office)[first]
            os.kill(pid, signal.SIGKILL)
            until(lambda old=pid: office.roles()[first]["state"] == "ready" and office.roles()[first]["pid"] != old)
        waits = [event["wait_ms"] for event in office.events("role.died") if event["who"] == first]
        test("who dies again soon waits twice as long", waits == [100, 200, 400, 800], str(waits))
        test("status still says that all is well", office.status()[0] == 0, str(office.status()))


def dies_with_supervisor():
    for number in (signal.SIGKILL, signal.SIGSEGV):
        with Office() as office:
            office.start().ready()
            roles = pids(office)
            office.process.send_signal(number)
            office.process.wait()
            gone = until(lambda: not any(alive(pid) for pid in roles.values()), 5)
            test(f"all roles end when the supervisor dies of {number.name}", gone, str(roles))
            test("its sockets are left behind", os.path.exists(f"{office.data}/run/spool.sock"))
            office.start()
            test(f"and the office opens again at once after {number.name}", office.ready(times=2), office.said())
            test("and nobody is left from before", office.status()[0] == 0)


def second_office():
    with Office() as office:
        office.start().ready()
        second = office.ask("serve", "--data", office.data)
        test("a second office in the same folder refuses clearly", second.returncode == 2 and office.data in second.stderr, second.stderr)
        test("and the first is untouched", office.status()[0] == 0 and office.events("role.died") == [])


def waits_for_the_last():
    """What is left of an office that was killed may need a moment to be gone: its lock is waited for."""
    with Office() as office:
        office.start().ready()
        office.close()
        with open(f"{office.data}/run/lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            office.start()
            time.sleep(0.5)
        test("an office waits until the last of the one before is gone", office.ready(times=2), office.said())


def signals():
    with Office() as office:
        office.start().ready()
        office.process.send_signal(signal.SIGTERM)
        office.process.send_signal(signal.SIGTERM)
        code = office.process.wait(20)
        test("one wish that comes twice at once does not hurry", code == 0 and office.events("office.hurried") == [], str(office.events()))
    for number in (signal.SIGINT, signal.SIGHUP):
        with Office() as office:
            office.start().ready()
            os.killpg(office.process.pid, number)
            test(f"{number.name} to the whole group closes it with status 0", office.process.wait(20) == 0
                 and office.events("role.died") == [], str(office.events()))
    with Office() as office:
        office.start().ready()
        victim = pids(office)["printer"]
        os.kill(victim, signal.SIGSTOP)
        office.process.send_signal(signal.SIGTERM)
        time.sleep(1.2)
        test("it waits for a role that has not finished", office.process.poll() is None)
        office.process.send_signal(signal.SIGTERM)
        test("a second wish hurries", office.process.wait(5) == 0 and len(office.events("office.hurried")) == 1, str(office.events()))
    with Office(variables={"TODOKE_DRAIN_SECONDS": "1"}) as office:
        office.start().ready()
        os.kill(pids(office)["printer"], signal.SIGSTOP)
        office.process.send_signal(signal.SIGTERM)
        test("it waits no longer than drain.seconds", office.process.wait(5) == 0 and len(office.events("office.hurried")) == 1)


def closed_folder():
    """Roles with users of their own cannot reach a folder below one that only root may enter: they keep one user, locked all the same."""
    with Office(mode=0o700) as office:
        office.start()
        test("an office in a folder that only root may enter opens as well", office.ready(), office.said())
        test("and says that its roles share one user", len(office.events("office.one_user")) == 1)
        office.close()


def papers():
    return {path for path in glob.glob("/dev/shm/todoke-*.*") + glob.glob("/dev/shm/todoke-*.*/*")}


def left_paper():
    """What a killed office left of its printer's folder is taken up by the next one, whoever its roles were; and goes at the end."""
    if os.geteuid() != 0:
        return
    before = papers()
    with Office(mode=0o711) as office:
        office.start().ready()
        mine = papers() - before
        test("the printer has a folder in memory", len(mine) == 1, str(mine))
        office.process.kill()
        office.process.wait()
        paper = mine.pop()
        test("a killed office leaves it", os.path.isdir(paper))
        with open(paper + "/page", "w", encoding="utf-8") as file:
            file.write("left")
        os.chown(paper, 61100, 61100)
        os.chmod(office.folder, 0o700)  # now its roles keep one user
        office.start()
        test("an office opens over what another one's printer left", office.ready(times=2) and len(office.events("office.one_user")) == 1,
             office.said())
        test("and begins with an empty folder", os.listdir(paper) == [], str(os.listdir(paper)))
        office.close()
        test("which goes when it closes", not os.path.exists(paper))


MISTAKES = """# a comment

uid.base = many
drain.second = 5
log.format = xml
spool.reserve_mib = 16
spool.reserve_mib = 17
public = 127.0.0.1
no equals here
exit.address = http://www.example.org/
"""


def mistakes():
    with Office() as office:
        path = office.folder + "/config"

        def check(text, **variables):
            with open(path, "wb") as file:
                file.write(text.encode() if isinstance(text, str) else text)
            return subprocess.run([office.program, "serve", "--check", "--config", path, "--lang", "en"], capture_output=True, text=True,
                                  env=dict(os.environ, **variables), check=False, timeout=20)

        answer = check(MISTAKES)
        test("serve --check ends with 2 where there are mistakes", answer.returncode == 2, str(answer.returncode))
        for line, word in ((3, "uid.base"), (4, "drain.seconds"), (5, "text|json"), (7, "spool.reserve_mib"), (8, "127.0.0.1"), (9, ""), (10, "https://")):
            test(f"it names the mistake of line {line}", f"{path}:{line}:" in answer.stderr and word in answer.stderr, answer.stderr)
        test("it does not make an office", not os.path.exists(office.data))
        answer = check("uid.base = 61100\n")
        test("serve --check ends with 0 where there is none", answer.returncode == 0, answer.stderr)
        for bad in ("javascript:alert(1)", "https://", "https:///path", "https://a b/", 'https://a/"x', "https://me@a/", "www.example.org"):
            answer = check(f"exit.address = {bad}\n")
            test(f"nobody is led to {bad}", answer.returncode == 2 and "exit.address" in answer.stderr, answer.stderr)
        test("an address elsewhere is taken", check("exit.address = https://weather.example:8443/today?a=b\n").returncode == 0)
        answer = check("", TODOKE_PRINTER_SECONDS="0")
        test("a mistake in the environment is named by its variable", answer.returncode == 2 and "TODOKE_PRINTER_SECONDS" in answer.stderr,
             answer.stderr)
        test("a config that is no text is refused", check(b"\xff\xfe\n").returncode == 2)
        answer = office.ask("serve", "--data", office.data, "--public", "nowhere")
        test("an address that is none is refused", answer.returncode == 2 and "nowhere" in answer.stderr, answer.stderr)
        test("a config that is not there is refused", office.ask("serve", "--config", "/no/such").returncode == 2)
    public, desk = free_port(), free_port()
    with Office(options=("--public", f"127.0.0.1:{public}", "--desk", f"[::1]:{desk}", "--lang", "en")) as office:
        office.start()
        test("addresses are accepted, and that there are no officers' pages is said", office.ready() and "--desk" in office.said(),
             office.said())
        with socket.socket() as probe:
            test("the public address is served", probe.connect_ex(("127.0.0.1", public)) == 0)
        with socket.socket(socket.AF_INET6) as probe:
            test("nobody listens at the officers' one", probe.connect_ex(("::1", desk)) != 0)
        test("the gate is one of the roles that answer", office.roles()["gate"]["state"] == "ready" and office.status()[0] == 0,
             str(office.status()))


def says(office, words, seconds=15):
    return until(lambda: words in office.said(), seconds)


def troubles():
    """What a newcomer meets is said in words, names what to do, and changes nothing of hers."""
    with Office() as office:
        os.mkdir(office.data)
        with open(office.data + "/letter", "w", encoding="utf-8") as file:
            file.write("mine")
        answer = office.ask("serve", "--data", office.data)
        test("a folder of somebody's own is left as it is", answer.returncode == 2 and os.listdir(office.data) == ["letter"], answer.stderr)
        test("and nobody is told to delete it", "no office" in answer.stderr and "elete" not in answer.stderr, answer.stderr)
    with Office(variables={"TODOKE_SPOOL_FREE_MIB": str(1 << 20)}) as office:
        office.start()
        test("a disk with too little room is told at the start", office.ready() and "524288 MiB are needed" in office.said(), office.said())
        os.remove(office.data + "/keys/list")
        office.close()
        office.start()
        test("an office that cannot open says which role, and where to look", says(office, "todoke doctor " + office.data), office.said())
        answer = office.ask("doctor", office.data)
        test("and there the cause is named", answer.returncode == 1 and "keys/list" in answer.stdout + answer.stderr, answer.stdout)
        asked = time.monotonic()
        test("it closes at once all the same", office.close() == 0 and time.monotonic() - asked < 5, f"{time.monotonic() - asked:.1f} s")
        said = office.said()
        test("it was said once", said.count("does not open yet") == 1, said)
        test("what failed is not called a refusal", len(office.events("role.failed")) > 1 and not office.events("role.refused"))
        answer = office.ask("status", "--data", office.data)
        test("status of a closed office says how to open it", "todoke serve --data" in answer.stderr, answer.stderr)
        answer = office.ask("status", "--data", office.folder + "/none")
        test("status of a folder that is not there says so", answer.returncode == 1 and "no folder" in answer.stderr, answer.stderr)
        answer = office.ask("serve", "--dato", "x", "--lang", "ja")
        test("a wrong option is told in the language that is asked for", answer.returncode == 2 and "もしかして" in answer.stderr, answer.stderr)
    if os.geteuid() == 0:
        with Office() as office:
            office.start().ready()
            stranger = ["setpriv", "--reuid", "61190", "--regid", "61190", "--clear-groups", office.program]
            for words, expected in ((["status"], "may not ask"), (["serve"], "whose folder")):
                answer = subprocess.run([*stranger, *words, "--data", office.data], capture_output=True, text=True, env=office.variables,
                                        check=False, timeout=30)
                test(f"{words[0]} by somebody else says whose office it is", answer.returncode > 0 and expected in answer.stderr, answer.stderr)
    with Office(variables={"TODOKE_PRINTER_SECNDS": "3", "TODOKE_ELSEWHERE": "3"}) as office:
        answer = office.ask("serve", "--check")
        test("a misspelt name in the environment is found", answer.returncode == 2 and "TODOKE_PRINTER_SECONDS" in answer.stderr
             and "ELSEWHERE" not in answer.stderr, answer.stderr)


def unit_opens_the_door():
    """What the unit forbids, the program cannot do, whatever its own lock allows."""
    with open("docs/examples/todoke.service", encoding="utf-8") as file:
        lines = [line.split("=", 1)[1].split() for line in file if line.startswith("RestrictAddressFamilies=")]
    test("the unit lets in who comes over the network", lines == [["AF_UNIX", "AF_INET", "AF_INET6"]], lines)


def parts_gone():
    """What is gone would be made anew, empty: doctor and backup say so, and no older backup makes way."""
    with Office() as office:
        test("an office serves", office.start().ready(), office.said())
        office.close()
        fine, to = office.ask("doctor", office.data), os.path.join(office.data, "run", "backups")
        os.mkdir(to)
        test("doctor finds nothing to mend", fine.returncode == 0, fine.stderr)
        for part in ("vault/vault.db", "halves/halves.db", "spool/names.db", "ledger/entries", "ledger/key", "keys/receipt", "keeper"):
            path = os.path.join(office.data, part)
            os.rename(path, path + ".aside")
            found, backup = office.ask("doctor", office.data, "--lang", "en"), office.ask("backup", office.data, "-o", to, "--lang", "en")
            test(f"doctor misses {part}", found.returncode == 1 and part in found.stderr and "gone" in found.stderr, found.stderr)
            test(f"and no backup is made without {part}", backup.returncode == 2 and part in backup.stderr and not os.listdir(to), backup.stderr)
            os.rename(path + ".aside", path)
        test("with all of them a backup is made", office.ask("backup", office.data, "-o", to).returncode == 0)


def log_lines():
    with Office(variables={"TODOKE_LOG_FORMAT": "text"}) as office:
        office.start()
        until(lambda: "office.started" in office.said())
        lines = [line for line in office.said().splitlines() if " role." in line or " sandbox." in line]
        test("the log is one line an event in text as well", len(lines) >= 6 and all(len(line.split()) >= 3 for line in lines), str(lines))
        office.close()


def main():
    opens_and_closes()
    if os.geteuid() == 0:
        opens_and_closes(before=("setpriv", "--reuid", "61190", "--regid", "61190", "--clear-groups"), who=", not as root",
                         data_owner=(61190, 61190))
        closed_folder()
    comes_back()
    dies_with_supervisor()
    second_office()
    waits_for_the_last()
    unit_opens_the_door()
    parts_gone()
    signals()
    mistakes()
    troubles()
    left_paper()
    log_lines()
    finish()


main()
