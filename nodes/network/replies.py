"""What an HTTP response node makes of a message: status, headers, cookies and body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.utils import formatdate
from hashlib import blake2b
from typing import Any

from sinterflow.runtime import HttpReply, Message, NodeError, text

from .bodies import body_of

MARK = "x-sinterflow-response"
"""In `msg.headers`: they came with the answer to a request of ours. What nobody changed since is not sent on."""
FRAMING = frozenset(
    "connection content-encoding content-length date keep-alive proxy-connection server te trailer transfer-encoding "
    "upgrade".split()
)
"""Headers of the connection, which belong to who writes to it."""
TRACE = "traceparent"
"""The header that says which trace a request belongs to, and the key of the message that it becomes."""
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_SAME_SITE = ("Strict", "Lax", "None")


def reply_of(message: Message, status: int | None, headers: Mapping[str, str]) -> HttpReply:
    """The config's `status` and `headers` beat those of the message. Raises NodeError for what HTTP cannot say."""
    body, kind = body_of(message.get("payload"))
    if status is None:
        status = _status(message.get("statusCode"))
    given = message.get("headers")
    if not given and not headers and "cookies" not in message:
        return HttpReply(status, ((("Content-Type", kind),) if kind else ()), body)
    lines = [*headers.items()]
    known = {name.lower() for name in headers}
    lines += [(name, value) for name, value in headers_of(given) if name.lower() not in known]
    lines = [(name, value) for name, value in lines if name.lower() not in FRAMING]
    if kind and not any(name.lower() == "content-type" for name, _ in lines):
        lines.append(("Content-Type", kind))
    lines += [("Set-Cookie", one) for one in _cookies(message.get("cookies"))]
    return HttpReply(status, tuple(lines), body)


def _status(given: Any) -> int:
    if given is None:
        return 200
    try:
        status = int(given)
    except (TypeError, ValueError):
        status = 0
    if not 200 <= status <= 599 or isinstance(given, bool):
        raise NodeError(
            text(
                en=f"statusCode {given!r} is no status of an answer; it must be from 200 to 599",
                zh=f"statusCode {given!r} 不是有效的应答状态码；应为 200 到 599",
            )
        )
    return status


def headers_of(given: Any) -> Iterator[tuple[str, str]]:
    """`msg.headers` as lines; a list gives one line each. Nothing when they came with an answer and are unchanged."""
    if given is None:
        return
    if not isinstance(given, dict):
        raise NodeError(text(en="msg.headers is not an object", zh="msg.headers 不是对象"))
    if MARK in given and given[MARK] == mark_of(given):
        return
    for name, value in given.items():
        if name == MARK or value is None:
            continue
        for one in value if isinstance(value, list) else [value]:
            yield header(name, one)


def header(name: Any, value: Any) -> tuple[str, str]:
    """One header, checked: nothing in it may end the line."""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(name, str) or not TOKEN.fullmatch(name):
        raise NodeError(text(en=f"{name!r} is no name of a header", zh=f"{name!r} 不是有效的响应头名称"))
    if not VALUE.fullmatch(said):
        raise NodeError(
            text(
                en=f"the header {name} has a line end or another character in it that headers cannot have",
                zh=f"响应头 {name} 的值含有换行或其他不允许的字符",
            )
        )
    return name, said.strip()


def mark_of(headers: Mapping[str, Any]) -> str:
    """What the mark of these headers is while nobody changes them."""
    said = repr(sorted((name, value) for name, value in headers.items() if name != MARK))
    return blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _cookies(given: Any) -> Iterator[str]:
    """`msg.cookies`: name → value, None to clear, or {value, maxAge (ms), domain, path, httpOnly, secure, sameSite}."""
    if given is None:
        return
    if not isinstance(given, dict):
        raise NodeError(text(en="msg.cookies is not an object", zh="msg.cookies 不是对象"))
    for name, one in given.items():
        yield _cookie(name, one if isinstance(one, dict) else {"value": one})


def _cookie(name: Any, said: dict[str, Any]) -> str:
    value = said.get("value")
    parts = [f"{name}={cookie_pair(name, '' if value is None else value)}", f"Path={said.get('path') or '/'}"]
    if value is None:
        parts += ["Max-Age=0", f"Expires={formatdate(0, usegmt=True)}"]
    elif isinstance(said.get("maxAge"), int | float):
        parts.append(f"Max-Age={int(said['maxAge'] / 1000)}")
    if said.get("domain"):
        parts.append(f"Domain={said['domain']}")
    if said.get("httpOnly", True):
        parts.append("HttpOnly")
    if said.get("secure"):
        parts.append("Secure")
    site = str(said.get("sameSite") or "Lax").capitalize()
    parts.append(f"SameSite={site if site in _SAME_SITE else 'Lax'}")
    if any(";" in part or not VALUE.fullmatch(part) for part in parts):
        raise _bad_cookie(name)
    return "; ".join(parts)


def cookie_pair(name: Any, value: Any) -> str:
    """The value of a cookie, checked with its name (RFC 6265, 4.1.1). Raises NodeError."""
    said = str(value)
    if not isinstance(name, str) or not TOKEN.fullmatch(name) or not _COOKIE_VALUE.fullmatch(said):
        raise _bad_cookie(name)
    return said


def _bad_cookie(name: Any) -> NodeError:
    return NodeError(
        text(
            en=f"the cookie {name!r} has characters that cookies cannot have",
            zh=f"Cookie {name!r} 含有不允许的字符",
        )
    )
