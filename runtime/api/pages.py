"""The built pages that plugins bring: the editor at `/`, others below."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from aiohttp import hdrs, web

from .headers import page_policy

ANY_PAGE = r"/{page:(?!api/|healthz$|readyz$|metrics$).*}"
"""Whatever is not a call of its own."""
FOREVER = "public, max-age=31536000, immutable"
"""For files below `assets`: their names change with their content."""

NONCE = "NONCE-OF-THIS-ANSWER"
"""What stands in a page for the nonce: `<meta property="csp-nonce" nonce="…">` (as Vite has it)."""

NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sinterflow 溯流</title></head>
<body>
<h1>Sinterflow 溯流</h1>
<p>This installation was made without the browser editor. The flows run, and the API answers below <code>/api/v1</code>.
To have the editor, install a wheel of Sinterflow, or Node.js 20 with npm and install from source again.</p>
<p lang="zh">此安装不包含浏览器编辑器。流程照常运行，API 在 <code>/api/v1</code> 下可用。
如需编辑器，请安装 Sinterflow 的 wheel 包，或先安装 Node.js 20 和 npm，再从源码重新安装。</p>
</body>
</html>
"""


def serve_pages(pages: Mapping[str, Path]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of every path that is a page: its file, else the `index.html` of an app that knows its own routes."""
    by_prefix = sorted((("/" + path.strip("/") + "/").replace("//", "/"), folder) for path, folder in pages.items())[
        ::-1
    ]

    async def handle(request: web.Request) -> web.StreamResponse:
        path = request.path if request.path.endswith("/") else request.path + "/"
        for prefix, folder in by_prefix:
            if path.startswith(prefix):
                return await _from_folder(folder, path.removeprefix(prefix).rstrip("/"))
        if request.path == "/":
            return web.Response(
                text=NOT_BUILT, content_type="text/html", headers={"Content-Security-Policy": page_policy()}
            )
        raise web.HTTPNotFound

    return handle


async def _from_folder(folder: Path, name: str) -> web.StreamResponse:
    file = await asyncio.get_running_loop().run_in_executor(None, find, folder, name)
    if file is None:
        raise web.HTTPNotFound
    if file.suffix == ".html":
        return await _page(file)
    lasting = FOREVER if name.startswith("assets/") else "no-cache"
    headers = {hdrs.CACHE_CONTROL: lasting, "Content-Security-Policy": page_policy()}
    return web.FileResponse(file, headers=headers)


async def _page(file: Path) -> web.Response:
    """A page with a nonce of this answer alone, so that only the styles of its own scripts count."""
    shown = await asyncio.get_running_loop().run_in_executor(None, partial(file.read_text, encoding="utf-8"))
    nonce = secrets.token_urlsafe(16)
    headers = {hdrs.CACHE_CONTROL: "no-store", "Content-Security-Policy": page_policy(nonce)}
    return web.Response(text=shown.replace(NONCE, nonce), content_type="text/html", headers=headers)


def find(folder: Path, name: str) -> Path | None:
    """The file below `folder` that a path means, never one outside; None when there is none. Blocks."""
    parts = PurePosixPath(name).parts
    if any(part == ".." or set(part) & set("\\:\0") for part in parts):
        return None
    root = folder.resolve()
    file = root.joinpath(*(part for part in parts if part != "/")).resolve()
    if file.is_file() and file.is_relative_to(root):
        return file
    index = root / "index.html"
    return index if not PurePosixPath(name).suffix and index.is_file() else None
