"""Bodies, queries and cookies of HTTP, from bytes to values and back."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from sinterflow.runtime import HttpRefused, NodeError, text

from .forms import Form, read_form

MOST_FIELDS = 1000
"""Members of a query or a form."""
DEEPEST = 100
"""Lists and objects inside each other in JSON from outside."""
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Payload:
    """A body that is read as its content type says: JSON, form, text if it is UTF-8, else bytes.

    Raises HttpRefused when it is not what it says.
    """

    __slots__ = ("_body", "_kind", "_read", "_type")

    def __init__(self, body: bytes, content_type: str) -> None:
        self._body = body
        self._type = content_type
        self._kind = content_type.partition(";")[0].strip().lower()
        self._read: Form | None = None

    @property
    def is_form(self) -> bool:
        return self._kind == MULTIPART

    def value(self) -> Any:
        """Made anew each time."""
        if self._kind == "application/json" or self._kind.endswith("+json"):
            return _json(self._body) if self._body else None
        if self._kind == FORM:
            return query_of(_text(self._body))
        if self._kind == MULTIPART:
            return dict(self._form().fields)
        if not self._body:
            return None
        if self._kind == "application/octet-stream":
            return self._body
        try:
            return self._body.decode()
        except UnicodeDecodeError:
            return self._body

    def files(self) -> list[dict[str, Any]]:
        """What was uploaded in a form of many parts."""
        return [dict(one) for one in self._form().files] if self.is_form else []

    def _form(self) -> Form:
        if self._read is None:
            try:
                self._read = read_form(self._body, self._type)
            except ValueError as error:
                raise HttpRefused(400, "bad-request", said=str(error)) from None
        return self._read


def query_of(query: str) -> dict[str, Any]:
    """The values of a query or form; a list where a name comes several times. Raises HttpRefused for too many."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HttpRefused(400, "bad-request", said=f"more than {MOST_FIELDS} fields") from None
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def cookies_of(header: str) -> dict[str, str]:
    """Cookies by name; of a header that cannot be read, none."""
    try:
        return {name: one.value for name, one in SimpleCookie(header).items()}
    except CookieError:
        return {}


def read_json(body: bytes) -> Any:
    """Raises ValueError with the reason; so does what is nested too deeply."""
    if body[:3] == b"\xef\xbb\xbf":
        body = body[3:]
    try:
        found = msgspec.json.decode(body)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and is_deep(found):
        raise ValueError("it is nested too deeply")
    return found


def is_deep(tree: Any) -> bool:
    """Whether lists and objects stand in each other on more than DEEPEST levels."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _json(body: bytes) -> Any:
    try:
        return read_json(body)
    except ValueError as error:
        raise HttpRefused(400, "not-json", said=str(error)) from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise HttpRefused(400, "bad-request", said="the form is not UTF-8") from None


def body_of(payload: Any) -> tuple[bytes, str]:
    """A payload as the bytes of a body, and their type: bytes and text as they are, the rest as JSON.

    Raises NodeError for what JSON cannot say.
    """
    if isinstance(payload, str):
        try:
            return payload.encode(), "text/plain; charset=utf-8"
        except UnicodeEncodeError as error:
            raise _unsaid(error) from None
    if payload is None:
        return b"", ""
    if isinstance(payload, bytes | bytearray):
        return bytes(payload), "application/octet-stream"
    try:
        return msgspec.json.encode(payload), "application/json"
    except (TypeError, ValueError, RecursionError) as error:
        raise _unsaid(error) from None


def _unsaid(error: Exception) -> NodeError:
    said = str(error) or type(error).__name__
    return NodeError(text(en=f"the payload cannot be sent: {said}", zh=f"载荷无法发送：{said}"))
