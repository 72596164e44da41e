"""What ties a form to the browser it was shown in, reckoned without the program: a cookie, and a field that is a hash of it."""
import hashlib
import re

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
COOKIE = "__Host-form=" + "0" * 26  # of a browser that has seen a page with a form
FIELD = "token"


def value_of(cookie):
    """What stands in the forms of a browser with this cookie."""
    number = 0
    for sign in cookie.partition("=")[2]:
        number = number << 5 | SIGNS.index(sign)
    secret = (number >> 2).to_bytes(16, "big")
    number = int.from_bytes(hashlib.blake2b(secret, digest_size=32, person=b"todoke.form").digest()[:16], "big") << 2
    return "".join(SIGNS[number >> 5 * (25 - i) & 31] for i in range(26))


def of_browser(fields):
    """The fields of a head with the cookie among them, and the token that goes with it."""
    cookies = "; ".join(value for name, value in fields if name == "Cookie")
    own = re.search(r"__Host-form=[^; ]*", cookies)
    if not own:
        cookies = f"{cookies}; {COOKIE}" if cookies else COOKIE
    return [field for field in fields if field[0] != "Cookie"] + [("Cookie", cookies)], value_of(own[0] if own else COOKIE)


def in_form(token, body):
    return f"{FIELD}={token}&".encode() + (body if isinstance(body, bytes) else body.encode())


def in_parts(token, body, boundary):
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{FIELD}"\r\n\r\n{token}\r\n'.encode() + body
