"""A visitor that reads pages: keeps connection and cookies, knows the table of routes, finds links and forms, and looks whether
anything in a page would run that is not ours."""
import json
import re
import subprocess
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

import form_token
from portal import request

OWN = [("Sec-Fetch-Site", "same-origin")]
FORM = "application/x-www-form-urlencoded"
MARK = "\"'></textarea></title></script><svg/onload=zq7()><zq7 zq7=\"`${zq7}{{zq7}}&lt;zq7&gt;"
LINK = "javascript:zq7()//"


def table():
    return json.loads(subprocess.run(["build/office/routes"], capture_output=True, check=True).stdout)


class Page(HTMLParser):
    """Links, forms, and what is not as it must be."""
    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.faults, self.script = [], [], [], False
        self.feed(text)
        if re.search(r"<(zq7|svg/)", text):
            self.faults.append("a mark as it was sent")

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if "zq7" in tag or any("zq7" in name or name.startswith("on") or name == "style" for name in values):
            self.faults.append(f"{tag} {values}")
        for name in ("href", "src", "action", "formaction"):
            place = values.get(name, "/").strip()
            if not re.match(r"(/(?!/)|#|\?|https://|http://|tel:|mailto:|data:image/)", place) and place:
                self.faults.append(f"{tag} {name}={place}")
        self.script = tag == "script"
        if tag == "script" and not values.get("src", "").startswith("/assets/"):
            self.faults.append("a script of its own")
        if tag == "a":
            self.links.append(values.get("href", ""))
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "method": values.get("method", "get").lower(),
                               "parts": "multipart" in values.get("enctype", ""), "fields": [], "buttons": []})
        if self.forms and tag in ("input", "textarea", "select", "option", "button"):
            self.field(tag, values)

    def field(self, tag, values):
        form, kind = self.forms[-1], values.get("type", "text")
        if tag == "option":
            if form["fields"] and form["fields"][-1]["kind"] == "select":
                form["fields"][-1]["values"].append(values.get("value", ""))
        elif tag == "button" or kind in ("submit", "image"):
            if "name" in values:
                form["buttons"].append((values["name"], values.get("value", "")))
        elif "name" in values:
            kind = kind if tag == "input" else tag
            form["fields"].append({"name": values["name"], "kind": kind, "values": [values.get("value", "")] if tag == "input" else []})

    def handle_data(self, data):
        if self.script and data.strip():
            self.faults.append("a script of its own")
        self.script = False


class Visitor:
    def __init__(self, portal):
        self.portal, self.connection, self.jar, self.asked = portal, None, {}, 0

    def raw(self, text, is_head=False):
        """Answer to one request, on a connection that stays; None: closed without one."""
        self.asked += 1
        for _ in range(2):
            fresh = self.connection is None
            self.connection = self.connection or self.portal.connect()
            try:
                self.connection.send(text)
                answer = self.connection.answer(is_head)
            except OSError:
                answer = None
            if answer is None or answer["connection"] == "close":
                self.connection.socket.close()
                self.connection = None
            if answer or fresh:
                return answer
        return None

    def own(self, fields):
        """With what it says of itself, unless the fields say otherwise."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        own = [("Accept", "text/html")] + ([("Cookie", cookies)] if cookies else [])
        return [(name, value) for name, value in own if all(name != given for given, _ in fields)] + list(fields)

    def shown(self, fields):
        """As one who was shown the form: the fields, and its token."""
        return form_token.of_browser(self.own(fields))

    def ask(self, method, path, fields=(), body=None, keeps=True):
        answer = self.raw(request(method, path, self.own(fields), body), method == "HEAD")
        for cookie in ((answer and answer["set-cookie"]) or "").split("\n") if keeps else ():
            name, _, value = cookie.partition(";")[0].partition("=")
            if name and value:
                self.jar[name] = value
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def send(self, path, pairs, fields=OWN):
        fields, token = self.shown([("Content-Type", FORM), *fields])
        body = urlencode(pairs, errors="surrogateescape")
        return self.ask("POST", path, fields, body if any(name == form_token.FIELD for name, _ in pairs) else form_token.in_form(token, body))

    def send_parts(self, path, pairs, files=(), fields=OWN):
        body = b""
        for name, value in pairs:
            body += f'--zq\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode("utf-8", "surrogateescape")
        for name, file, content in files:
            file = file.replace('"', "%22")
            body += (f'--zq\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n").encode() + content + b"\r\n"
        fields, token = self.shown([("Content-Type", "multipart/form-data; boundary=zq"), *fields])
        body += b"--zq--\r\n"
        return self.ask("POST", path, fields, body if any(name == form_token.FIELD for name, _ in pairs) else form_token.in_parts(token, body, "zq"))


def is_page(answer):
    return answer is not None and (answer["content-type"] or "").startswith("text/html")


def faults_of(answer):
    """What is wrong with any answer to anything; empty: nothing."""
    if answer is None:
        return ["no answer"]
    faults = [] if answer.status < 500 or answer.status in (501, 505) else [f"status {answer.status}"]
    if answer["x-content-type-options"] != "nosniff" or "default-src 'none'" not in (answer["content-security-policy"] or ""):
        faults.append("without its guards")
    if any(name.startswith("access-control-") for name in answer.fields):
        faults.append("open to other sites")
    place = answer["location"]
    if place is not None and not re.fullmatch(r"/[a-zA-Z0-9/._?=&%#-]*", place) or (place or "").startswith("//"):
        faults.append(f"leads to {place}")
    for cookie in (answer["set-cookie"] or "").split("\n"):
        if cookie and not re.fullmatch(r"__Host-([a-z]+=[0-9A-Za-z._-]*; Path=/; Secure; HttpOnly; SameSite=Strict(; Max-Age=\d+)?|form=[0-9A-Z]{26}; Path=/; Secure; HttpOnly; SameSite=Lax)", cookie):
            faults.append(f"cookie {cookie}")
    kind = answer["content-type"] or ""
    try:
        if kind.startswith("text/html"):
            faults += Page(answer.body.decode()).faults
        elif "json" in kind and answer.body:
            json.loads(answer.body)
    except ValueError as fault:
        faults.append(f"cannot be read: {fault}")
    return faults


def template(path, values, lang="en"):
    """The path with its places filled: one value for each name, as bytes or text."""
    def fill(place):
        value = lang if place.group(1) == "lang" else values.get(place.group(1), "x")
        return quote(value, safe="")
    return re.sub(r"\{(\w+)\}", fill, path)


def matches(path, address):
    """The parts of an address that a route's path names; None: it is not that route."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    found = re.fullmatch(pattern, urlsplit(address).path)
    return found and found.groupdict()
