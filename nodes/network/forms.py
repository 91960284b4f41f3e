"""Forms of many parts (multipart/form-data, RFC 7578): fields and uploaded files."""

from __future__ import annotations

import secrets
from email.message import Message as Headers
from typing import Any, NamedTuple

import msgspec

from sinterflow.runtime import new_id

MOST_PARTS = 1000
LONGEST_HEAD = 16 * 1024


class Form(NamedTuple):
    """`files`: {fieldname, originalname, mimetype, size, buffer}, as Node-RED names them."""

    fields: dict[str, Any]
    files: list[dict[str, Any]]


def read_form(body: bytes, content_type: str) -> Form:
    """Raises ValueError with the reason."""
    boundary: Any = _parameters("content-type", content_type).get_param("boundary", "", "content-type")
    if not isinstance(boundary, str) or not 0 < len(boundary) <= 70:
        raise ValueError("the form names no boundary")
    mark = b"--" + boundary.encode("latin-1", "replace")
    if not body.startswith(mark):
        raise ValueError("the form does not begin with its boundary")
    parts = (b"\r\n" + body).split(b"\r\n" + mark)[1:]
    if len(parts) > MOST_PARTS:
        raise ValueError(f"the form has more than {MOST_PARTS} parts")
    if not parts[-1].startswith(b"--"):
        raise ValueError("the form has no end")
    form = Form({}, [])
    for part in parts[:-1]:
        _add(form, part)
    return form


def _add(form: Form, part: bytes) -> None:
    head, found, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not found or len(head) > LONGEST_HEAD:
        raise ValueError("a part of the form has no head")
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    said = {title.strip().lower(): value.strip() for title, _, value in lines}
    disposition = _parameters("content-disposition", said.get("content-disposition", ""))
    name: Any = disposition.get_param("name", "", "content-disposition")
    file = disposition.get_filename()
    if not isinstance(name, str) or not name:
        raise ValueError("a part of the form has no name")
    if file is None:
        _field(form.fields, name, content.decode("utf-8", "replace"))
        return
    kind = said.get("content-type", "application/octet-stream")
    form.files.append(
        {"fieldname": name, "originalname": file, "mimetype": kind, "size": len(content), "buffer": content}
    )


def _field(fields: dict[str, Any], name: str, value: str) -> None:
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]


def _parameters(name: str, value: str) -> Headers:
    headers = Headers()
    headers[name] = value.replace("\r", " ").replace("\n", " ")
    return headers


def write_form(payload: dict[str, Any]) -> tuple[bytes, str]:
    """A form of these members, and its content type. A file is {value, options: {filename, contentType}}."""
    boundary = f"sinterflow-{new_id()}-{secrets.token_hex(8)}"
    parts = [_part(boundary, name, value) for name, value in payload.items()]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, name: str, value: Any) -> bytes:
    options: dict[str, Any] = {}
    if isinstance(value, dict) and "value" in value and isinstance(value.get("options"), dict):
        value, options = value["value"], value["options"]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
    if options.get("filename"):
        head += f'; filename="{_quoted(str(options["filename"]))}"'
    if kind := options.get("contentType"):
        head += f"\r\nContent-Type: {_quoted(str(kind))}"
    content = value if isinstance(value, bytes | bytearray) else value if isinstance(value, str) else None
    if content is None:
        content = msgspec.json.encode(value)
    if isinstance(content, str):
        content = content.encode("utf-8", "replace")
    return f"{head}\r\n\r\n".encode() + bytes(content) + b"\r\n"


def _quoted(said: str) -> str:
    """As browsers write it: nothing in it ends the text or the line."""
    return said.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
