"""Certificates: what the local authority makes, judged by OpenSSL; and what a server that runs does with new ones."""

from __future__ import annotations

import asyncio
import base64
import errno
import hashlib
import html
import os
import plistlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest
from cryptography import x509

from sinterflow.runtime.cli import main
from sinterflow.runtime.deploy.desk import Desk
from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.start import Runtime
from sinterflow.runtime.text import pick
from sinterflow.runtime.tls.authority import CA, CA_KEY, CA_LIFE, LIFE, RENEW, SERVER, Authority, fingerprint, names_of
from sinterflow.runtime.tls.certificates import Certificates
from sinterflow.runtime.tls.names import Names, machine_names
from tests.runtime.cli.running import started

NAMES = Names.of(["localhost", "gw.plant.lan", "gw.example.com"], ["127.0.0.1", "192.168.7.9", "203.0.113.5"])


ALL = NAMES | machine_names()


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def made(folder: Path, names: Names = NAMES, when: datetime | None = None) -> Authority:
    return Authority.make(folder, names | ALL, when or now())


def certificates(folder: Path) -> Certificates:
    return Certificates(folder / SERVER, folder / SERVER)


def verified(folder: Path, *arguments: str) -> bool:
    command = ["openssl", "verify", "-x509_strict", "-CAfile", str(folder / CA), *arguments, str(folder / SERVER)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_openssl_takes_the_certificate_for_its_names_and_no_others(tmp_path: Path) -> None:
    made(tmp_path)
    for name in ("localhost", "gw.plant.lan", "gw.example.com"):
        assert verified(tmp_path, "-verify_hostname", name), name
    for address in ("127.0.0.1", "192.168.7.9", "203.0.113.5"):
        assert verified(tmp_path, "-verify_ip", address), address
    assert not verified(tmp_path, "-verify_hostname", "other.plant.lan")
    assert not verified(tmp_path, "-verify_ip", "192.168.7.10")
    for private in (CA_KEY, SERVER):
        assert (tmp_path / private).stat().st_mode & 0o077 == 0


def test_a_stolen_authority_cannot_pass_for_a_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = made(tmp_path)
    bank = Names.of(["bank.example.org"], ["198.51.100.7"])
    with pytest.raises(SinterflowError, match=r"bank\.example\.org, 198\.51\.100\.7"):
        authority.issue(bank, now())
    monkeypatch.setattr(Authority, "_check", lambda *_: None)
    authority.issue(bank, now())
    refused = subprocess.run(
        ["openssl", "verify", "-CAfile", tmp_path / CA, tmp_path / SERVER], capture_output=True, text=True
    )
    assert "permitted subtree violation" in refused.stdout + refused.stderr


def test_names_of_the_machine_are_found_and_link_local_ones_left_out() -> None:
    found = machine_names()
    assert "localhost" in found.hosts
    assert "127.0.0.1" in found.listed
    assert not any(one.is_link_local for one in found.addresses)


@asynccontextmanager
async def serving(folder: Path, **options: Any) -> AsyncIterator[tuple[Runtime, Any]]:
    """A project at work behind TLS, its certificates in `folder`."""

    def opened() -> tuple[Runtime, Certificates]:
        project = folder / "project"
        project.mkdir()
        (project / "project.json").write_text('{"format": 1, "name": "P"}')
        return Runtime(Desk(project, Registry(), project / "data"), project / "data"), certificates(folder)

    runtime, served = await asyncio.to_thread(opened)
    try:
        yield runtime, await runtime.start(port=0, certificates=served, **options)
    finally:
        await runtime.stop(0.1)


def trusting(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / CA))


async def connected(port: int, context: ssl.SSLContext) -> tuple[Any, Any, str]:
    """An open connection, and the fingerprint of the certificate that was shown."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return reader, writer, fingerprint(x509.load_der_x509_certificate(shown))


async def alive(reader: Any, writer: Any) -> bool:
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))  # type: ignore[index]
    return bool(head.startswith(b"HTTP/1.1 200"))


def test_new_files_are_taken_by_a_server_that_runs_and_no_connection_breaks(tmp_path: Path) -> None:
    async def main() -> None:
        authority = await asyncio.to_thread(made, tmp_path)
        context = await asyncio.to_thread(trusting, tmp_path)
        async with serving(tmp_path) as (runtime, server):
            reader, writer, first = await connected(server.port, context)
            assert await alive(reader, writer)
            await asyncio.to_thread(authority.issue, ALL, now())
            await runtime.look_at_certificates()
            assert await alive(reader, writer)
            _, other, second = await connected(server.port, context)
            assert second != first
            for one in (writer, other):
                one.close()

    asyncio.run(main())


@pytest.mark.parametrize("damage", ["half", "gone", "pair", "expired"])
def test_bad_new_files_are_said_and_the_old_ones_served_on(tmp_path: Path, damage: str) -> None:
    def spoil(authority: Authority) -> None:
        file = tmp_path / SERVER
        if damage == "half":
            file.write_bytes(file.read_bytes()[:900])
        elif damage == "gone":
            file.unlink()
        elif damage == "expired":
            authority.issue(ALL, now() - timedelta(days=700))
        else:
            key = subprocess.run(
                ["openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout"], check=True, capture_output=True
            ).stdout
            file.write_bytes(file.read_bytes().partition(b"-----BEGIN PRIVATE KEY")[0] + key)

    async def main() -> None:
        authority = await asyncio.to_thread(made, tmp_path)
        context = await asyncio.to_thread(trusting, tmp_path)
        async with serving(tmp_path) as (runtime, server):
            runtime._certificates.authority = None  # type: ignore[union-attr] # from elsewhere: nobody renews them
            _, writer, first = await connected(server.port, context)
            writer.close()
            await asyncio.to_thread(spoil, authority)
            await runtime.look_at_certificates()
            _, writer, second = await connected(server.port, context)
            writer.close()
            assert second == first
            found = await asked(server, "/api/v1/health", context, runtime.token)
            assert "certificate-refused" in [one["code"] for one in found["faults"]]
            await asyncio.to_thread(authority.issue, ALL, now())
            await runtime.look_at_certificates()
            found = await asked(server, "/api/v1/health", context, runtime.token)
            assert found["faults"] == []

    asyncio.run(main())


async def asked(server: Any, path: str, context: ssl.SSLContext, token: str = "") -> Any:
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(server.url + path, ssl=context, headers=headers) as answer:
            assert answer.headers["Strict-Transport-Security"]
            return await answer.json()


def test_a_certificate_of_our_own_is_renewed_before_it_expires_and_for_new_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = made(tmp_path, when=now() - timedelta(days=350))
    served = certificates(tmp_path)
    assert served.left > timedelta(days=300)
    assert served.names.covers(NAMES)
    more = Names.of([], ["10.99.0.7"])
    monkeypatch.setattr("sinterflow.runtime.tls.certificates.machine_names", lambda: more)
    served.look()
    assert served.names.covers(NAMES | more)
    issued = served.certificate
    served.look()
    assert served.certificate is issued
    public = Names.of([], ["8.8.4.4"])
    monkeypatch.setattr("sinterflow.runtime.tls.certificates.machine_names", lambda: public)
    served.look()
    assert served.certificate is issued, "an address that the authority may not sign for is left out"
    assert authority.permits(public) == Names()


def test_an_authority_that_has_expired_issues_nothing_and_keeps_no_gateway_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, when=now() - CA_LIFE - timedelta(days=2))
    monkeypatch.setattr("sinterflow.runtime.tls.certificates.machine_names", lambda: Names.of(["new.local"]))
    before = (tmp_path / SERVER).read_bytes()
    served = certificates(tmp_path)
    served.look()
    assert (served.left < timedelta(), served.problem) == (True, "")
    assert (tmp_path / SERVER).read_bytes() == before
    with pytest.raises(SystemExit) as ended:
        main(["tls", "renew", "--dir", str(tmp_path)])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "has expired on" in said
    assert "Traceback" not in said


def test_a_disk_that_takes_no_renewed_certificate_keeps_no_gateway_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, when=now() - LIFE + RENEW - timedelta(days=1))
    full = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / SERVER))
    with monkeypatch.context() as patched:
        patched.setattr(Authority, "issue", Mock(side_effect=full))
        served = certificates(tmp_path)
        assert served.left > timedelta()
        assert str(tmp_path / SERVER) in pick(served.problem)
    served.look()
    assert served.problem == ""
    assert served.left > RENEW


@pytest.mark.parametrize(("age", "code"), [(375, "certificate-expires"), (400, "certificate-expired"), (100, None)])
def test_a_person_is_told_thirty_days_before_one_from_elsewhere_expires(
    tmp_path: Path, age: int, code: str | None
) -> None:
    from sinterflow.runtime.api.tls import tls_faults

    made(tmp_path / "elsewhere", when=now() - timedelta(days=age))
    shutil.copy(tmp_path / "elsewhere" / SERVER, tmp_path / "server.crt")
    served = Certificates(tmp_path / "server.crt", tmp_path / "server.crt")
    assert [one.code for one in tls_faults(served)] == ([] if code is None else [code])


def test_only_modern_tls_is_spoken(tmp_path: Path) -> None:
    async def main() -> None:
        await asyncio.to_thread(made, tmp_path)
        async with serving(tmp_path) as (_, server):
            for cipher, good in (
                ("ECDHE-ECDSA-AES128-GCM-SHA256", True),
                ("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", False),
            ):
                context = await asyncio.to_thread(trusting, tmp_path)
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                context.set_ciphers(cipher)
                try:
                    _, writer, _ = await connected(server.port, context)
                    writer.close()
                    spoken = True
                except (ssl.SSLError, ConnectionError):
                    spoken = False
                assert spoken is good, cipher
            served = _context_of(server)
            assert served.minimum_version == ssl.TLSVersion.TLSv1_2

    asyncio.run(main())


def test_a_handshake_that_does_not_come_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.runtime.api.server.SLOWEST_HANDSHAKE", 0.1)

    async def main() -> None:
        await asyncio.to_thread(made, tmp_path)
        async with serving(tmp_path) as (_, server):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            async with asyncio.timeout(15):
                assert await reader.read() == b""
            writer.close()

    asyncio.run(main())


def _context_of(server: Any) -> ssl.SSLContext:
    (site,) = server.runner.sites
    context: ssl.SSLContext = site._ssl_context
    return context


def test_the_page_of_the_authority_needs_no_script_and_gives_what_each_device_takes(tmp_path: Path) -> None:
    async def main() -> None:
        authority = await asyncio.to_thread(made, tmp_path)
        context = await asyncio.to_thread(trusting, tmp_path)
        async with serving(tmp_path) as (_, server), aiohttp.ClientSession(server.url) as session:

            async def get(path: str, **headers: str) -> Any:
                async with session.get(path, ssl=context, headers=headers) as answer:
                    assert answer.status == 200
                    return answer.headers, await answer.read()

            for lang, said in (("en", "Compare the fingerprint"), ("zh", "核对指纹")):
                headers, raw = await get("/ca", **{"Accept-Language": lang})
                page = html.unescape(raw.decode())
                assert said in page
                assert fingerprint(authority.certificate) in page.replace("<wbr>", "")
                assert "<svg" in page
                assert "<script" not in page
                assert not re.search(r"\sstyle=|\son\w+=", page)
                style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]  # type: ignore[index]
                mark = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
                assert f"'sha256-{mark}'" in headers["Content-Security-Policy"]
                assert "unsafe" not in headers["Content-Security-Policy"]
            assert "Compare the fingerprint" in (await get("/ca?lang=en", **{"Accept-Language": "zh"}))[1].decode()
            _, pem = await get("/ca.pem")
            _, der = await get("/ca.crt")
            _, profile = await get("/ca.mobileconfig")
            (payload,) = plistlib.loads(profile)["PayloadContent"]
            given = [x509.load_pem_x509_certificate(pem)]
            given += map(x509.load_der_x509_certificate, (der, payload["PayloadContent"]))
            assert given == [authority.certificate] * 3
            assert b"PRIVATE" not in pem

    asyncio.run(main())


def test_the_door_in_the_clear_gives_the_certificate_and_sends_everything_else_to_https(tmp_path: Path) -> None:
    async def main() -> None:
        await asyncio.to_thread(made, tmp_path)
        async with serving(tmp_path, ca_port=0) as (runtime, server), aiohttp.ClientSession() as session:
            plain = (runtime.ca_url or "").removesuffix("/ca")
            assert plain.startswith("http://127.0.0.1:")
            headers = {"Authorization": f"Bearer {runtime.token}"}
            for path, status in (("/ca", 200), ("/ca.crt", 200), ("/", 308), ("/api/v1/flows", 308), ("/metrics", 308)):
                async with session.get(plain + path, headers=headers, allow_redirects=False) as answer:
                    assert answer.status == status, path
                    if status == 308:
                        assert answer.headers["Location"] == f"https://127.0.0.1:{server.port}/"
            async with session.get(f"{plain}/", headers={"Host": "evil.example"}, allow_redirects=False) as answer:
                assert answer.status == 404
            async with session.post(f"{plain}/api/v1/login", json={}, allow_redirects=False) as answer:
                assert answer.status == 405

    asyncio.run(main())


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no such signal on Windows")
def test_a_service_takes_new_certificates_at_sighup(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "project.json").write_text('{"format": 1, "name": "P"}')
    authority = made(project / "data" / "tls")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        with started("run", str(project), "--port", "0", cwd=tmp_path, **environment) as running:
            port = int(re.search(r"https://127\.0\.0\.1:(\d+)", running.until("https://"))[1])  # type: ignore[index]
            running.until("Stop with")
            while b"READY=1" not in manager.recv(4096):
                pass
            first = ssl.get_server_certificate(("127.0.0.1", port))
            authority.issue(ALL, now())
            running.process.send_signal(signal.SIGHUP)
            running.until("a new certificate is served")
            assert ssl.get_server_certificate(("127.0.0.1", port)) != first
            assert running.end() == 0


def test_tls_init_renew_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sinterflow.runtime.cli.app import run

    folder = tmp_path / "tls"
    place = ["--dir", str(folder)]
    assert run(["tls", "init", *place, "--name", "GW.example.com", "--ip", "203.0.113.5"]) == 0
    mark = fingerprint(Authority(folder).certificate)
    assert mark in capsys.readouterr().out
    first = x509.load_pem_x509_certificate((folder / SERVER).read_bytes())
    assert names_of(first).covers(Names.of(["gw.example.com"], ["203.0.113.5"]))
    assert run(["tls", "init", *place]) == 1
    assert run(["tls", "renew", *place, "--name", "camera.lan"]) == 0
    second = x509.load_pem_x509_certificate((folder / SERVER).read_bytes())
    assert names_of(second).covers(names_of(first) | Names.of(["camera.lan"]))
    assert run(["tls", "renew", *place, "--name", "other.example.org"]) == 1
    assert run(["tls", "init", *place, "--name", "a/b"]) == 2
    assert run(["tls", "init", *place, "--ip", "1.2.3"]) == 2
    assert run(["tls", "show", *place, "--url", "http://192.168.7.9:8481/ca", "--lang", "zh"]) == 0
    assert "█" in capsys.readouterr().out
    assert run(["tls", "show", "--dir", str(tmp_path / "nowhere")]) == 1


def test_the_key_of_the_authority_is_never_readable_for_others_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        seen.append(os.fstat(descriptor).st_mode & 0o777)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    before = os.umask(0)
    try:
        made(tmp_path)
    finally:
        os.umask(before)
    assert seen.count(0o600) == 2, "its own and that of the certificate"
    assert (tmp_path / CA_KEY).stat().st_mode & 0o077 == 0
