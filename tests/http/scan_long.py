#!/usr/bin/env python3
"""Two scanners of Debian over every route of the running program: sqlmap and wapiti find nothing. That they can find something is
seen first, on a server that is open to both."""
import http.server
import json
import os
import re
import sqlite3
import subprocess
import tempfile
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import form_token
from portal import Portal, finish, test
from stranger import Visitor, matches, table, template

# Not those that ask a server of the makers; nor that for old header fields.
MODULES = "backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,methods,permanentxss,redirect,shellshock,sql,xss"
ONE_S, WAPITI_MIN = 240, 4
FOUND = re.compile(r"identified the following injection point|is vulnerable|appears to be .*injectable|heuristic \(XSS\) test shows")
NOTHING = "all tested parameters do not appear to be injectable"


class Open(http.server.BaseHTTPRequestHandler):
    """What a scanner must find: a query made from what was sent, and what was sent shown as markup."""
    def do_GET(self):
        name = parse_qs(urlsplit(self.path).query).get("name", ["a"])[0]
        rows = sqlite3.connect(":memory:")
        try:
            found = rows.execute(f"select 1 where 'a' = '{name}'").fetchall()
        except sqlite3.Error as fault:
            found = f"SQLite error: {fault}"
        body = f'<html><body><a href="/?name=a">a</a><p>{name}</p><p>{found}</p></body></html>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def run(words, folder, seconds):
    """What it says; it must not take longer."""
    home = {**os.environ, "HOME": folder}
    try:
        return subprocess.run(words, capture_output=True, text=True, cwd=folder, env=home, timeout=seconds, stdin=subprocess.DEVNULL).stdout
    except subprocess.TimeoutExpired as late:
        return f"no end: {(late.stdout or b'')[-400:]}"


def sqlmap(folder, url, *more):
    return run(["sqlmap", "-u", url, "--batch", "--flush-session", "--disable-coloring", "--level", "2", "--risk", "2", "--technique", "BEUS",
                "--threads", "4", "--ignore-code", "*", "--output-dir", folder, *more], folder, ONE_S)


def wapiti(folder, url, *more):
    path = folder + "/wapiti.json"
    said = run(["wapiti", "-u", url, "--scope", "domain", "-f", "json", "-o", path, "--store-session", folder, "--max-scan-time", str(WAPITI_MIN),
                "--no-bugreport", "--flush-session", "-v", "1", "-m", MODULES, *more], folder, 900)
    if not os.path.exists(path):
        return None, said
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    os.unlink(path)
    faults = {**told["vulnerabilities"], **told.get("anomalies", {})}
    return [(kind, one["path"], one["parameter"], one["info"]) for kind, all_ in faults.items() for one in all_], said


def can_find(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Open)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/?name=a"
    said = sqlmap(folder, url)
    test("sqlmap finds an open query", FOUND.search(said), said[-600:])
    faults, said = wapiti(folder, url)
    kinds = {kind for kind, *_ in faults or ()}
    test("wapiti finds open markup", "Cross Site Scripting" in kinds, (kinds, said[-600:]))
    server.shutdown()


def targets(routes, known, token):
    """For each route that takes something: its address, and what else sqlmap is told; a star is put where it shall try."""
    for route in routes:
        takes = [given for given in route["inputs"] if given["from"] != "cookie"]
        if not takes:
            continue
        path, more = template(route["path"], known), []
        in_path = [given["name"] for given in takes if given["from"] == "path"]
        if in_path:
            path = template(route["path"], {**known, in_path[-1]: known.get(in_path[-1], "x") + "STAR"}).replace("STAR", "*")
        query = urlencode([(given["name"], "1") for given in takes if given["from"] == "query"])
        heads = ["Sec-Fetch-Site: same-origin"] + [f"{given['name']}: a-value-of-its-own*" for given in takes if given["from"] == "field"]
        star = "" if in_path or "*" in heads[-1] else None
        if route["method"] == "POST" and route["body"] == "json":
            heads.append("Content-Type: application/json")
            more += ["--data", json.dumps({"incident": {"actor.kind": "business*"}, "narrative": "a*", "windows": [{"window": "demo.desk*"}]})]
            query = query.replace("=1", "=1*")
        elif route["method"] == "POST":
            pairs = [(given["name"], "1") for given in takes if given["from"] == "form"]
            more += ["--data", "&".join([f"{form_token.FIELD}={token}", *(f"{name}={value}" + ("" if star is None else "*") for name, value in pairs)])]
        yield route, path + ("?" + query if query else ""), [*more, "--headers", "\n".join(heads)]


def person(portal):
    """One whose draft holds something, so that there is something to find."""
    visitor, known = Visitor(portal), {"fact": "data.people", "form": "ppc.leak"}
    for fact, value in (("actor.kind", "business"), ("incident.kinds", "ransomware"), ("data.personal", "yes"), ("data.people", "5000")):
        visitor.send(f"/en/ask/{fact}", [("answer", value), ("go", "next")])
    for path in ("/en/", "/en/guides", "/en/duties?all=1", "/en/forms?all=1", "/en/windows", "/en/check"):
        page = visitor.get(path)
        for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', page.body.decode() if page else ""):
            for route in table():
                known.update({name: value for name, value in (matches(route["path"], link) or {}).items() if name not in ("lang", "fact")})
    return visitor, known


def main():
    with tempfile.TemporaryDirectory(prefix="t-scan-") as folder, Portal() as portal:
        can_find(folder)
        test("an office opens", portal.start().ready(), portal.said())
        visitor, known = person(portal)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.jar.items())
        home, count = f"http://127.0.0.1:{portal.port}", 0
        for route, path, more in targets(table(), known, form_token.value_of(f"__Host-form={visitor.jar['__Host-form']}")):
            said = sqlmap(folder, home + path, "--cookie", cookie, *more)
            count += 1
            test(f"sqlmap finds nothing in {route['method']} {route['path']}", NOTHING in said and not FOUND.search(said), said[-500:])
        faults, said = wapiti(folder, home + "/en/", "-H", "Sec-Fetch-Site: same-origin", "-H", f"Cookie: {cookie}")
        pages = re.search(r"found (\d+) URL", said)
        print(f"note sqlmap over {count} routes, wapiti over {pages.group(1) if pages else 'no'} addresses", flush=True)
        test("wapiti reads the pages", pages and int(pages.group(1)) > 20, said[:300])
        test("wapiti finds nothing", faults == [], (faults, said[-600:]))
        test("no clerk died", not portal.events("clerk.died"), portal.events("clerk.died")[:3])
        test("it still takes reports", portal.get("/healthz").status == 200)
    finish()


main()
