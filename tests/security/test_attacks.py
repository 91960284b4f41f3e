"""Attacks that are tried: paths, links, bombs, templates, headers, and the environment."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.core.template_jinja import Jinja
from sinterflow.runtime.flow.check import check
from sinterflow.runtime.flow.outside import ALLOWED, Outside
from sinterflow.runtime.own_files import FOLDERS, OWN, usable
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.start import Runtime
from tests.runtime.api.front import BASE, LINE, opened

UP = [
    "..%2F..%2Fetc%2Fpasswd",
    "%2Fetc%2Fpasswd",
    "..%5C..%5Cx",
    "%2e%2e%2fx",
    "a%00b",
    "data%2Fsecret.key",
    "a%0d%0aX: y",
]


@pytest.mark.parametrize("given", UP)
def test_no_name_in_a_path_leads_to_another_file_or_header(given: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            before = await asyncio.to_thread(lambda: sorted(str(one) for one in front.folder.rglob("*")))
            for method, path in (
                ("GET", f"/flows/{given}"),
                ("PUT", f"/flows/{given}"),
                ("DELETE", f"/flows/{given}"),
                ("DELETE", f"/project/drafts/{given}"),
                ("GET", f"/recordings/{given}"),
                ("DELETE", f"/recordings/{given}"),
                ("GET", f"/dead-letters/{given}"),
                ("GET", f"/history/{given}"),
                ("PUT", f"/secrets/{given}"),
            ):
                body = b'{"format": 1, "id": "x", "nodes": {}, "wires": [], "value": "v"}'
                kind = {"Content-Type": "application/json", "If-None-Match": "*"}
                answer = await front.call(method, BASE + path, data=body, headers=kind)
                assert 400 <= answer.status < 500, (method, path, answer.status)
                assert "X" not in answer.headers
                assert b"root:" not in answer.raw
            after = await asyncio.to_thread(lambda: sorted(str(one) for one in front.folder.rglob("*")))
            assert [one for one in after if one not in before and "security.db" not in one] == []

    asyncio.run(main())


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"[" * 5_000_000, {}, 400),
        (b'{"a":' * 100_000, {}, 400),
        (b'{"message": {"payload": ' + b"9" * 8_000_000 + b"}}", {}, 400),
        (b'{"message": {"payload": "' + b"x" * 17_000_000 + b'"}}', {}, 413),
        (gzip.compress(b"0" * 200_000_000), {"Content-Encoding": "gzip"}, 413),
    ],
    ids=["brackets", "objects", "digits", "long", "zip"],
)
def test_bombs_in_a_body_are_refused(body: bytes, more: dict[str, str], status: int) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            headers = {"Content-Type": "application/json", **more}
            answer = await front.call(
                "POST", f"{BASE}/flows/line/nodes/feed/receive", data=BytesIO(body), headers=headers
            )
            assert answer.status == status
            assert (await front.get("/healthz")).status == 200

    asyncio.run(main())


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ payload.__class__.__base__.__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__.os }}",
    "{{ namespace.__init__.__globals__.os }}",
    "{{ range.__self__ }}",
    "{{ dict.__subclasses__() }}",
    "{{ (payload|attr('__class__'))|attr('__mro__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ['__class__']|map('first')|list|attr('__class__') }}",
    "{{ payload|map(attribute='__class__')|list }}",
    "{{ [payload]|map(attribute='__class__')|list }}",
    "{{ [payload]|groupby('__class__') }}",
    "{{ [payload]|sort(attribute='__class__.__mro__') }}",
    "{{ '{0.__class__.__mro__}'.format(payload) }}",
    "{{ '{0.__class__}'|format(payload) }}",
    "{{ ('{0.__class__.__init__.__globals__}' ~ '').format_map({'0': payload}) }}",
    "{{ ''.format.__self__.__class__ }}",
    "{% set f = '{0.__class__}'.format %}{{ f(payload) }}",
    "{% for f in ['{0.__class__}'.format] %}{{ f(payload) }}{% endfor %}",
    "{{ ['{0.__class__}']|map('format', payload)|list }}",
    "{% import 'os' as os %}{{ os }}",
    "{% include '/etc/passwd' %}",
    "{% extends '/etc/passwd' %}",
    "{{ url_for.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config }}{{ request }}{{ self }}{{ environment }}",
    "{{ env.__class__ }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}{{ m._func.__globals__ }}{{ m._environment }}",
    "{{ loop.__class__ }}{% for x in [1] %}{{ loop.__init__.__globals__ }}{{ loop._iterator.gi_frame }}{% endfor %}",
    "{{ (x for x in [1]).gi_frame }}",
    "{{ payload.items.__self__.__class__ }}",
    "{{ [].append.__self__.__class__ }}{% set l = [] %}{{ l.append(1) }}",
]
LEAKS = (
    "<class",
    "<module",
    "<function",
    "<frame",
    "uid=",
    "root:",
    "subclasses",
    "__builtins__",
    "Environment object",
)


@pytest.mark.parametrize("template", ESCAPES)
def test_no_known_way_leads_out_of_a_template(template: str) -> None:
    from sinterflow.nodes.core import template_jinja

    try:
        compiled = Jinja(template)
    except Exception:
        return
    names: dict[str, Any] = {"payload": {"a": "text"}, "topic": "t", "env": {"limit": 3}}
    template_jinja.ENVIRONMENT.left = 1000
    try:
        shown = "".join(compiled._template.generate(names))
    except Exception:
        return
    assert not any(leak in shown for leak in LEAKS), shown


def project(folder: Path) -> Path:
    (folder / "flows").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "project.json").write_text('{"format": 1, "name": "P"}')
    return folder


@pytest.mark.parametrize("where", ["outside", "data", "dangling", "folder", "device", "pipe", "huge", "itself"])
def test_a_hostile_project_folder_is_refused_file_by_file_and_nothing_is_read(tmp_path: Path, where: str) -> None:
    folder = project(tmp_path / "project")
    secret = tmp_path / "secret.json"
    secret.write_text('{"format": 1, "id": "a", "canary-of-the-machine": 1}')
    link = folder / "flows" / "a.json"
    if where == "outside":
        link.symlink_to(secret)
    elif where == "data":
        (folder / "data" / "x.json").write_text(secret.read_text())
        link.symlink_to(folder / "data" / "x.json")
    elif where == "dangling":
        link.symlink_to(tmp_path / "nothing")
    elif where == "folder":
        (folder / "flows").rmdir()
        (tmp_path / "flows").mkdir()
        (tmp_path / "flows" / "a.json").write_text(secret.read_text())
        (folder / "flows").symlink_to(tmp_path / "flows")
    elif where == "device":
        link.symlink_to("/dev/zero")
    elif where == "pipe":
        os.mkfifo(link)
    elif where == "huge":
        with link.open("wb") as file:
            file.truncate(1 << 40)
    else:
        link.symlink_to(link)
    found = check([folder], Registry())
    assert found
    assert "canary" not in " ".join(one.line() for one in found)
    if where in ("outside", "data", "folder", "device", "dangling"):
        assert [one.code for one in found] == ["link-outside"]


def test_what_is_deployed_is_not_written_through_a_link(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            target = tmp_path / "target.json"
            target.write_text("of somebody else")
            file = front.folder / "flows" / "line.json"

            def swap() -> None:
                file.unlink()
                file.symlink_to(target)

            await asyncio.to_thread(swap)
            etag = (await front.get(f"{BASE}/flows/line")).headers["ETag"]
            changed = {**LINE.document, "name": "another"}
            await front.call("PUT", f"{BASE}/flows/line", json=changed, headers={"If-Match": etag})
            await front.post(f"{BASE}/deploy", {"revision": 1})
            assert target.read_text() == "of somebody else"

    asyncio.run(main())


@pytest.mark.parametrize(
    "name",
    ["security.db", "SECURITY.DB", "x/../security.db", "security.db-wal", ".security.db.bak", "journal.db",
     "tls/ca.key", "secret.key.next", "services/a/b.db", "../outside.db", "/etc/passwd", "link/x.db", ".", "",
     "drafts/x"],
)  # fmt: skip
def test_a_database_node_may_not_use_files_of_the_runtime_or_outside(tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "link").symlink_to(tmp_path)
    with pytest.raises(Exception, match="may not use the file"):
        usable(data, name)


def test_other_files_and_folders_that_the_machine_allows_may_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    assert usable(data, "plant/records.db") == data / "plant/records.db"
    assert usable(data, "lockers.db") == data / "lockers.db"
    monkeypatch.setenv(FOLDERS, f"{other}{os.pathsep}")
    assert usable(data, str(other / "records.db")) == other / "records.db"
    with pytest.raises(Exception, match="may not use"):
        usable(data, str(tmp_path / "others" / "records.db"))


def test_all_files_that_the_runtime_makes_are_kept_from_nodes(tmp_path: Path) -> None:
    from sinterflow.runtime.deploy.desk import Desk

    folder = project(tmp_path)

    async def main() -> None:
        desk = await asyncio.to_thread(Desk, folder, Registry(), folder / "data")
        runtime = await asyncio.to_thread(Runtime, desk, folder / "data")
        await runtime.start(port=0)
        names = await asyncio.to_thread(lambda: [one.name for one in (folder / "data").iterdir()])
        await runtime.stop(0.1)
        assert names
        for name in names:
            with pytest.raises(Exception, match="may not use"):
                await asyncio.to_thread(usable, folder / "data", name)

    asyncio.run(main())
    assert "secret.key" in OWN


SECRET_NAMES = ["SINTERFLOW_SECRET_PLC", "SINTERFLOW_TOKEN", "SINTERFLOW_KEY_FILE", "AWS_SECRET_ACCESS_KEY",
                "DB_PASSWORD", "PGPASSWORD", "API_KEY", "GITHUB_TOKEN", "CREDENTIALS_DIRECTORY", "DATABASE_URL",
                "SENTRY_DSN", "SSH_AUTH_SOCK", "mysql_pwd", "PRIVATE_KEY_PATH"]  # fmt: skip


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_an_environment_variable_that_looks_like_a_secret_is_not_read_by_a_flow(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path)
    flow = {"format": 1, "id": "a", "nodes": {"n": {"type": "test.pass", "config": {"label": f"${{env:{name}|none}}"}}}}
    (folder / "flows" / "a.json").write_text(json.dumps({**flow, "wires": []}))
    from tests.runtime.api.front import Pass

    found = check([folder], Registry([Pass]), environ={name: "canary-of-the-process"})
    assert [one.code for one in found] == ["variable-not-allowed"]
    assert "canary" not in found[0].line()
    assert check([folder], Registry([Pass]), environ={name: "x", ALLOWED: f"A, {name}"}) == []


def test_with_a_list_only_what_is_on_it_is_read() -> None:
    assert Outside({}).may_read("PLC_HOST")
    assert not Outside({ALLOWED: "PLC_PORT"}).may_read("PLC_HOST")
    assert not Outside({ALLOWED: ""}).may_read("PLC_HOST")
