"""A running office with its public pages, and a client that can say what no library would: raw bytes over a socket."""
import json
import os
import socket
import sys

import form_token

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "office"))
from office import Office, finish, free_port, test, until  # noqa: E402,F401

class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def __getitem__(self, name):
        return self.fields.get(name.lower())

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.fields} {self.body[:300]!r}"


class Connection:
    """One connection; `source` is the address it comes from."""
    def __init__(self, port, source=None, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout, (source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())

    def more(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.left += piece
        return bool(piece)

    def answer(self, is_head=False):
        """The next answer; None: the other side has closed without one."""
        while b"\r\n\r\n" not in self.left:
            if not self.more():
                return None
        head, self.left = self.left.split(b"\r\n\r\n", 1)
        lines = head.decode("ascii").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            again = fields.get(name.lower())
            fields[name.lower()] = f"{again}\n{value}" if again else value
        if status == 100:
            return Answer(status, fields, b"")
        length = 0 if is_head or status in (204, 304) else int(fields["content-length"])
        while len(self.left) < length:
            if not self.more():
                return None
        body, self.left = self.left[:length], self.left[length:]
        return Answer(status, fields, body)

    def closed(self):
        """Whether the other side ends here, without another byte."""
        return not self.left and not self.more()


def request(method, path, fields=(), body=None, host="127.0.0.1"):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in fields)]
    if body is not None:
        body = body if isinstance(body, bytes) else body.encode()
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def form_request(path, body, fields=(), boundary=None):
    """A form of a page, as a browser sends it that was shown the page; `fields` may say that it comes from elsewhere."""
    fields, token = form_token.of_browser(list(fields))
    if not any(name in ("Origin", "Sec-Fetch-Site") for name, _ in fields):
        fields.append(("Sec-Fetch-Site", "same-origin"))
    kind = f"multipart/form-data; boundary={boundary}" if boundary else "application/x-www-form-urlencoded"
    body = form_token.in_parts(token, body, boundary) if boundary else form_token.in_form(token, body)
    return request("POST", path, [("Content-Type", kind), *fields], body)


class Portal(Office):
    """An office with public pages at a free port."""
    def __init__(self, variables=None, **more):
        self.port = free_port()
        super().__init__(variables={"TODOKE_PUBLIC": f"127.0.0.1:{self.port}", **(variables or {})}, **more)

    def connect(self, **more):
        return Connection(self.port, **more)

    def raw(self, text, **more):
        with self.connect(**more) as connection:
            connection.send(text)
            return connection.answer()

    def get(self, path, fields=(), method="GET"):
        with self.connect() as connection:
            connection.send(request(method, path, fields))
            return connection.answer(is_head=method == "HEAD")

    def post_form(self, path, body, fields=(), boundary=None):
        return self.raw(form_request(path, body, fields, boundary))

    def post(self, path, body, kind="application/json", fields=()):
        return self.raw(request("POST", path, [("Content-Type", kind), *fields], body))
