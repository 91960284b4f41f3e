"""Calls to the API of a process that runs on this machine, as commands make them."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..lock import Holder
from ..security.command_token import FILE as COMMAND_TOKEN
from .command import Refused
from .language import language, say
from .serving import is_loopback, through_loopback

TOKEN = "SINTERFLOW_TOKEN"
SILENCE = 3600.0
"""Seconds that an answer may pause: before its first piece a database is copied, without hurry."""


class Here:
    """The process that holds a data folder. Raises Refused when it cannot be asked."""

    def __init__(self, data: Path, holder: Holder, token: str | None) -> None:
        if not holder.url:
            raise Refused(
                en=f"process {holder.pid} runs on {data} and does not listen yet; try again in a moment",
                zh=f"进程 {holder.pid} 正在使用 {data}，但尚未开始监听；请稍后重试",
                code=1,
            )
        self._url = through_loopback(holder.url)
        self._token = token or os.environ.get(TOKEN) or _command_token(data)

    def get(self, path: str) -> Any:
        """The answer, decoded."""
        with self.answered("GET", path) as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: Any) -> Any:
        """The answer, decoded."""
        with self.answered("POST", path, body) as answer:
            return json.loads(answer.read())

    @contextmanager
    def answered(self, method: str, path: str, body: Any = None) -> Iterator[HTTPResponse]:
        """An open answer. A fault in it is said in the language of the command."""
        headers = {
            "Authorization": f"Bearer {self._token}", "Accept-Language": language(), "Content-Type": "application/json",
            "X-Forwarded-For": "127.0.0.1",  # where loopback is a proxy's, this is no caller of its
        }  # fmt: skip
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/api/v1{path}", data, headers, method=method)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=_context(self._url))
        )
        try:
            with opener.open(request, timeout=SILENCE) as answer:
                yield answer
        except urllib.error.HTTPError as refused:
            with refused:
                raise _said(refused) from None
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            reason = getattr(error, "reason", error)
            raise Refused(
                en=f"{self._url} broke off or does not answer: {reason}; does Sinterflow still run?",
                zh=f"{self._url} 中断或无响应：{reason}；请检查 Sinterflow 是否仍在运行",
                code=1,
            ) from error


def _context(url: str) -> ssl.SSLContext:
    """On this machine the port that our own data folder names is trusted, whatever name its certificate is for."""
    context = ssl.create_default_context()
    if is_loopback(urlsplit(url).hostname or ""):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _command_token(data: Path) -> str:
    try:
        return (data / COMMAND_TOKEN).read_text(encoding="ascii").strip()
    except OSError as error:
        raise Refused(
            en=f"{data / COMMAND_TOKEN} cannot be read, so the process that runs cannot be asked: run this as the "
            f"user who runs Sinterflow, or give an API token with --token or {TOKEN}",
            zh=f"无法读取 {data / COMMAND_TOKEN}，因而无法访问正在运行的进程：请以运行 Sinterflow 的用户身份执行，"
            f"或用 --token 或 {TOKEN} 提供 API 令牌",
            code=1,
        ) from error


def _said(refused: urllib.error.HTTPError) -> Refused:
    try:
        problem = json.loads(refused.read())
        hint = problem.get("hint") or ""
        text = problem["detail"] + (say(en="; ", zh="；") + hint if hint else "")
    except (ValueError, KeyError, TypeError, AttributeError):
        text = f"HTTP {refused.code}"
    return Refused(en=text, zh=text, code=1)
