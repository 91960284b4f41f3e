"""`deploy --to` and `status --to` against real gateways."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sinterflow.runtime.cli import app
from sinterflow.runtime.cli.remote.client import Remote
from tests.runtime.api.front import BASE, LINE, TOKEN, Feed, Front, Keep, Pass, flow, opened
from tests.runtime.cli.running import started

OTHER = flow("other", {"feed": Feed, "keep": Keep}, "feed>keep")
NEW = flow("new", {"feed": Feed, "pass": Pass}, "feed>pass")
Work = Callable[[Front, Path, Callable[..., Any]], Any]


def at_work(tmp_path: Path, work: Work, *flows: Any, **more: Any) -> Any:
    """`work(front, folder, command)` beside a gateway with these flows; the folder holds the same project."""
    folder = tmp_path / "plant"

    async def main() -> Any:
        async with opened(*(flows or (LINE, OTHER)), **more) as front:
            await asyncio.to_thread(_copy, front.folder, folder)

            async def command(*arguments: str, token: str = TOKEN) -> int:
                full = [*arguments, "--to", front.server.url, "--token", token]
                return await asyncio.to_thread(app.run, full)

            return await work(front, folder, command)

    return asyncio.run(main())


def _copy(source: Path, folder: Path) -> None:
    (folder / "flows").mkdir(parents=True)
    for name in ("project.json", *(f"flows/{one.name}" for one in (source / "flows").glob("[!.]*.json"))):
        (folder / name).write_bytes((source / name).read_bytes())


def write(folder: Path, name: str, document: Any) -> None:
    (folder / name).write_text(json.dumps(document))


async def drafts(front: Front) -> list[Any]:
    flows = (await front.get(f"{BASE}/flows")).json["items"]
    project = (await front.get(f"{BASE}/project")).json
    return [one["draft"] for one in flows if one["draft"]] + list(project["drafts"])


def test_what_differs_is_deployed_as_one_revision_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        assert await command("deploy", str(folder)) == 0
        assert "runs this already" in capsys.readouterr().out
        line = {
            **LINE.document,
            "nodes": {**LINE.document["nodes"], "pass": {"type": "test.pass", "config": {"label": "x"}}},
        }
        write(folder, "flows/line.json", line)
        write(folder, "flows/new.json", NEW.document)
        (folder / "flows" / "other.json").unlink()
        project = json.loads((folder / "project.json").read_text())
        write(folder, "project.json", {**project, "flow_order": ["new", "line"], "settings": {"timezone": "UTC"}})
        assert await command("deploy", str(folder), "--reason", "the new press") == 0
        said = capsys.readouterr().out
        for line_ in (
            "~ flows/line.json",
            "+ flows/new.json",
            "- flows/other.json",
            "~ project.json",
            "line/pass",
        ):
            assert line_ in said
        assert "runs revision 2" in said
        (newest, *_) = (await front.get(f"{BASE}/history")).json["items"]
        assert (newest["revision"], newest["reason"]) == (2, "the new press")
        assert set(front.engine.flows) == {"line", "new"}
        assert await drafts(front) == []
        assert await command("deploy", str(folder), "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"revision": 2, "deployed": False, "changes": []}

    at_work(tmp_path, work, LINE, OTHER)


def test_a_dry_run_shows_the_plan_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        write(folder, "flows/new.json", NEW.document)
        assert await command("deploy", str(folder), "--dry-run") == 0
        said = capsys.readouterr().out
        assert "starts 2: new/feed, new/pass" in said
        assert "nothing was done" in said
        assert await drafts(front) == []
        assert (await front.get(f"{BASE}/flows")).json["revision"] == 1

    at_work(tmp_path, work)


def test_faults_are_named_and_no_draft_is_left_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        write(folder, "flows/new.json", NEW.document)
        broken = {**LINE.document, "wires": [["feed", "nowhere"]]}
        write(folder, "flows/line.json", broken)
        assert await command("--lang", "zh", "deploy", str(folder)) == 1
        assert "flows/line.json" in (said := capsys.readouterr()).err
        assert "nowhere" in said.err
        assert "拒绝" in said.err
        assert await drafts(front) == []
        (folder / "flows" / "line.json").write_text("{")
        assert await command("deploy", str(folder)) == 1
        assert "flows/line.json" in capsys.readouterr().err

    at_work(tmp_path, work)


def test_what_somebody_else_works_on_is_named_and_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        etag = (await front.get(f"{BASE}/flows/line")).headers["ETag"]
        theirs = {**LINE.document, "description": "their work"}
        kind = {"If-Match": etag, "Content-Type": "application/json"}
        assert (await front.call("PUT", f"{BASE}/flows/line", data=json.dumps(theirs), headers=kind)).status == 200
        write(folder, "flows/line.json", {**LINE.document, "description": "mine"})
        assert await command("deploy", str(folder)) == 1
        assert "flows/line.json (local, 20" in capsys.readouterr().err
        (draft,) = await drafts(front)
        assert draft["author"] == "local"
        write(folder, "flows/line.json", LINE.document)
        write(folder, "flows/new.json", NEW.document)
        assert await command("deploy", str(folder)) == 0  # what they work on is not deployed by the way
        assert len(await drafts(front)) == 1

    at_work(tmp_path, work)


def test_who_deployed_meanwhile_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        loop, call = asyncio.get_running_loop(), Remote.call

        async def between() -> None:
            etag = (await front.get(f"{BASE}/flows/other")).headers["ETag"]
            kind = {"If-Match": etag, "Content-Type": "application/json"}
            theirs = {**OTHER.document, "description": "theirs"}
            saved = await front.call("PUT", f"{BASE}/flows/other", data=json.dumps(theirs), headers=kind)
            order = {"revision": 1, "flows": {"other": saved.json["etag"]}, "project": None}
            assert (await front.post(f"{BASE}/deploy", order)).status == 200

        def interrupted(remote: Remote, method: str, path: str, *rest: Any, **more: Any) -> Any:
            if path == "/deploy":
                asyncio.run_coroutine_threadsafe(between(), loop).result()
            return call(remote, method, path, *rest, **more)

        monkeypatch.setattr(Remote, "call", interrupted)
        write(folder, "flows/new.json", NEW.document)
        assert await command("deploy", str(folder)) == 1
        assert "flows/other.json (local, 2)" in capsys.readouterr().err
        assert await drafts(front) == []
        assert "new" not in front.engine.flows

    at_work(tmp_path, work)


def test_the_wrong_folder_does_not_replace_a_plant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        project = json.loads((folder / "project.json").read_text())
        write(folder, "project.json", {**project, "name": "Plant 2"})
        assert await command("deploy", str(folder)) == 1
        assert "runs the project Plant 1, not Plant 2" in capsys.readouterr().err
        assert await command("deploy", str(folder), "--replace") == 0

    at_work(tmp_path, work)


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://x/path", "http://[", "https://x:port"])
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["status", "--to", url, "--token", "x"]) == 2
    assert url in capsys.readouterr().err


def test_a_token_is_needed_and_not_given_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SINTERFLOW_TOKEN", raising=False)
    assert app.run(["status", "--to", "http://127.0.0.1:1"]) == 2
    assert "SINTERFLOW_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("SINTERFLOW_TOKEN", "the-token")
    assert app.run(["status", "--to", "http://10.0.0.1:1"]) == 2
    assert "read the token" in capsys.readouterr().err
    assert app.run(["status", "--to", "http://127.0.0.1:1"]) == 1
    assert "cannot be reached" in capsys.readouterr().err
    assert app.run(["status", "--to", "https://127.0.0.1:1", "--ca", str(tmp_path / "none")]) == 2
    monkeypatch.setenv("SINTERFLOW_TOKEN", "a\nb")
    assert app.run(["status", "--to", "http://127.0.0.1:1"]) == 2


def test_a_status_says_what_a_gateway_does_and_what_it_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        assert await command("status") == 0
        assert "revision 1, 2 of 2 flows run" in capsys.readouterr().out
        await front.engine.flows["line"].stop_sources()
        assert await command("status", "--json") == 1
        found = json.loads(capsys.readouterr().out)
        assert (found["status"], found["revision"], found["certificate"]) == ("attention", 1, None)
        assert [one["running"] for one in found["flows"]] == [False, True]
        assert await command("status", token="wrong") == 1
        assert "token was not accepted" in capsys.readouterr().err

    at_work(tmp_path, work)


def test_over_tls_the_authority_must_be_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ca, certificate, key = certificates(tmp_path)
    assert app.run(["init", str(tmp_path / "plant")]) == 0
    write(tmp_path / "plant", "flows/one.json", {"format": 1, "id": "one", "nodes": {"a": {"type": "core.inject"}}})
    run = ["run", "plant", "--port", "0", "--headless", "--tls-cert", str(certificate), "--tls-key", str(key)]
    with started(*run, cwd=tmp_path) as process:
        found = re.search(r"https://\S+?:\d+", process.until("https://"))
        assert found is not None
        url, token = found[0], (tmp_path / "plant" / "data" / "start-token").read_text().strip()
        capsys.readouterr()
        assert app.run(["status", "--to", url, "--token", token]) == 1
        assert "not trusted" in capsys.readouterr().err
        assert app.run(["status", "--to", url, "--token", token, "--ca", str(ca)]) == 1  # the certificate ends soon
        said = capsys.readouterr().out
        assert "certificate: until" in said
        assert "last backup in its folder: none" in said


def test_tag_lists_equipment_and_subflows_come_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def work(front: Front, folder: Path, command: Any) -> None:
        (folder / "tags").mkdir()
        (folder / "subflows").mkdir()
        (folder / "tags" / "f1.csv").write_text("id,connection,address,type\nF1.PV,plc-1,40001,int16\n")
        write(folder, "equipment.json", {"F1": {"name": "Furnace 1"}})
        inner = {"format": 1, "id": "dose", "inputs": {"in": ["a"]}, "outputs": {"out": ["a"]}}
        write(folder, "subflows/dose.json", {**inner, "nodes": {"a": {"type": "test.pass"}}})
        project = json.loads((folder / "project.json").read_text())
        links = {"plc-1": {"type": "test.plc", "config": {"password": "x"}}}
        write(folder, "project.json", {**project, "connections": links})
        write(folder, "flows/new.json", NEW.document)
        assert await command("deploy", str(folder)) == 0, capsys.readouterr()
        said = capsys.readouterr().out
        for line in ("+ equipment.json", "+ subflows/dose.json", "+ tags/f1.csv", "~ project.json", "+ flows/new.json"):
            assert line in said
        assert await command("deploy", str(folder)) == 0
        assert "runs this already" in capsys.readouterr().out
        (folder / "tags" / "f1.csv").unlink()
        (folder / "equipment.json").unlink()
        assert await command("deploy", str(folder)) == 0, capsys.readouterr()
        assert "- tags/f1.csv" in capsys.readouterr().out
        assert await drafts(front) == []

    at_work(tmp_path, work)


def certificates(folder: Path) -> tuple[Path, Path, Path]:
    """An authority, and a certificate of it for loopback that ends in ten days, with its key."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in ("authority", "gateway")]
    now = datetime.now(UTC)
    made = []
    for name, own, is_authority in zip(names, keys, (True, False), strict=True):
        builder = x509.CertificateBuilder(
            names[0], name, own.public_key(), x509.random_serial_number(), now, now + timedelta(days=10)
        )
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = builder.add_extension(alternative, critical=False)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key())
        builder = builder.add_extension(authority, critical=False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        made.append(builder.sign(keys[0], hashes.SHA256()))
    paths = [folder / name for name in ("ca.pem", "cert.pem", "key.pem")]
    for path, one in zip(paths, made, strict=False):
        path.write_bytes(one.public_bytes(serialization.Encoding.PEM))
    paths[2].write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return paths[0], paths[1], paths[2]
