"""What a payload is, by the format that is chosen for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from sinterflow.runtime import NodeError, text

Decode = Literal["auto", "json", "text", "bytes"]


def auto(payload: bytes) -> Any:
    """An object or a list when it is one in JSON, else text when it is UTF-8, else the bytes."""
    if payload[:1] in (b"{", b"[") or payload.lstrip()[:1] in (b"{", b"["):
        try:
            return msgspec.json.decode(payload)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            pass  # it only looks like JSON
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload


def from_json(payload: bytes) -> Any:
    """Raises NodeError when it is not JSON."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NodeError(
            text(
                en=f"the payload {shown(payload)} is not JSON: {error}; send JSON, or set the payload format to text",
                zh=f"载荷 {shown(payload)} 不是有效的 JSON：{error}。请发送 JSON，或将载荷格式改为文本。",
            )
        ) from None


def from_text(payload: bytes) -> str:
    """Raises NodeError when it is not UTF-8."""
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise NodeError(
            text(
                en=f"the payload {shown(payload)} is not UTF-8 text: {error}; set the payload format to bytes",
                zh=f"载荷 {shown(payload)} 不是 UTF-8 文本：{error}。请将载荷格式改为字节。",
            )
        ) from None


def shown(payload: bytes) -> str:
    """The beginning of a payload, for an error text."""
    start = payload[:40].decode("utf-8", "backslashreplace")
    return repr(start) + ("…" if len(payload) > 40 else "")


DECODERS: dict[str, Callable[[bytes], Any]] = {"auto": auto, "json": from_json, "text": from_text, "bytes": bytes}
