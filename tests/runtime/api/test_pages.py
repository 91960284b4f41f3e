"""The built pages that plugins bring."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
from pathlib import Path

import pytest

from tests.runtime.api.front import BASE, LINE, opened


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the editor's build leaves it, and a secret beside it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>the editor</p>")
    (folder / "assets" / "index-1a2b.js").write_text("run()")
    (folder / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(b"run()"))
    (tmp_path / "secret.txt").write_text("secret")
    os.symlink(tmp_path / "secret.txt", folder / "linked.txt")
    return folder


def test_the_app_is_served_at_its_own_routes_too(built: Path) -> None:
    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            for path in ("/", "/flows/line", "/index.html", "/deep/er/"):
                page = await front.get(path, token=None)
                assert (page.status, page.raw) == (200, b"<p>the editor</p>"), path
                assert page.headers["Cache-Control"] == "no-store"
                assert page.headers["Content-Type"].startswith("text/html")

    asyncio.run(main())


def test_each_answer_with_a_page_lets_only_its_own_styles_and_scripts_count(built: Path) -> None:
    (built / "index.html").write_text('<meta property="csp-nonce" nonce="NONCE-OF-THIS-ANSWER">')

    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            seen = set()
            for _ in range(2):
                page = await front.get("/", token=None)
                policy = page.headers["Content-Security-Policy"]
                nonce = re.search(r"style-src 'self' 'nonce-([\w-]{22})';", policy)
                assert nonce is not None
                assert f'nonce="{nonce[1]}"'.encode() in page.raw
                assert "script-src 'self';" in policy
                assert "unsafe" not in policy
                seen.add(nonce[1])
            assert len(seen) == 2
            script = await front.get("/assets/index-1a2b.js", token=None)
            assert "style-src 'self';" in script.headers["Content-Security-Policy"]

    asyncio.run(main())


def test_files_with_their_content_in_their_name_are_kept_for_ever_and_come_compressed(built: Path) -> None:
    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            script = await front.get("/assets/index-1a2b.js", token=None)
            assert script.raw == b"run()"
            assert script.headers["Content-Encoding"] == "gzip"
            assert "immutable" in script.headers["Cache-Control"]
            assert "javascript" in script.headers["Content-Type"]
            again = await front.get("/assets/index-1a2b.js", headers={"If-None-Match": script.headers["ETag"]})
            assert again.status == 304

    asyncio.run(main())


@pytest.mark.parametrize(
    "path",
    ["/missing.js", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt",
     "/..%5csecret.txt", "/linked.txt", "/%00.txt", "//etc/passwd.txt", "/C:%5csecret.txt", "/index.html%00.js"],
)  # fmt: skip
def test_nothing_outside_the_folder_is_served(built: Path, path: str) -> None:
    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.read()
            writer.close()
            assert answer.split()[1] in (b"404", b"400"), answer
            assert b"\r\n\r\nsecret" not in answer

    asyncio.run(main())


def test_calls_are_never_pages(built: Path) -> None:
    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            for path in (f"{BASE}/nothing", "/api/v2/flows", f"{BASE}/"):
                assert (await front.get(path)).codes == ["unknown-resource"], path

    asyncio.run(main())


def test_a_plugin_s_pages_are_below_its_own_path(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("<p>wall</p>")

    async def main() -> None:
        async with opened(LINE, pages={"/": built, "/wall": other}) as front:
            assert (await front.get("/wall")).raw == b"<p>wall</p>"
            assert (await front.get("/wall/zone")).raw == b"<p>wall</p>"
            assert (await front.get("/wallpaper")).raw == b"<p>the editor</p>"

    asyncio.run(main())


def test_without_the_editor_a_page_says_so_in_both_languages() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            page = await front.get("/", token=None)
            assert page.status == 200
            assert "without the browser editor" in page.raw.decode()
            assert "不包含浏览器编辑器" in page.raw.decode()
            assert (await front.get("/flows/line")).status == 404

    asyncio.run(main())


def test_the_head_of_a_page_is_its_page_without_content(built: Path) -> None:
    async def main() -> None:
        async with opened(LINE, pages={"/": built}) as front:
            head = await front.call("HEAD", "/", token=None)
            assert (head.status, head.raw, head.headers["Content-Length"]) == (200, b"", "17")

    asyncio.run(main())
