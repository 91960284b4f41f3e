"""What protects the data folder: who may read it, how long certificates hold, how old the last backup is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ...lock import FILE as LOCK
from ...private import open_to_others
from ...text import text
from .finding import Finding

DATABASES = ("security", "journal", "history", "recordings")
FILES = (f"{name}.db{end}" for name in DATABASES for end in ("", "-wal"))
SECRET = ("secret.key", "start-token", "initial-password", *FILES)
"""Files that only their owner may read."""
CERTIFICATE = text(en="Certificate", zh="证书")
BACKUP = text(en="Backup", zh="备份")
PERMISSION = text(en="Permission", zh="权限")
SOON = 30
"""Days before its end from which a certificate is worth a word."""
OLD = 7
"""Days after which a backup is old."""
_BACKUP = re.compile(r".*-\d{8}T\d{6}Z\.\w+")


def keeping(folder: Path) -> Iterator[Finding]:
    yield from permissions(folder)
    yield from certificates(folder / "tls")
    yield from backups(folder / "backups")


def permissions(folder: Path) -> Iterator[Finding]:
    """What a start would have taken from others if it could."""
    if (folder / LOCK).exists() and open_to_others(folder):
        yield Finding(
            PERMISSION,
            "warn",
            text(en=f"others may look into {folder}", zh=f"其他用户可以查看 {folder}"),
            text(
                en=f"each start takes it from them where it can; else, as its owner: chmod 700 {folder}",
                zh=f"每次启动都会尽可能收回权限；若未能收回，请由其所有者执行：chmod 700 {folder}",
            ),
        )
    paths = [path for name in SECRET if (path := folder / name).exists()]
    paths += sorted((folder / "tls").glob("*.key")) + sorted((folder / "tls").glob("*key*.pem"))
    for path in dict.fromkeys(paths):
        if open_to_others(path):
            yield Finding(
                PERMISSION,
                "fail",
                text(en=f"others may read {path}", zh=f"其他用户可以读取 {path}"),
                text(en=f"take it from them: chmod 600 {path}", zh=f"请收回权限：chmod 600 {path}"),
            )


def certificates(folder: Path) -> Iterator[Finding]:
    from cryptography import x509

    for path in sorted(one for ending in ("*.pem", "*.crt") for one in folder.glob(ending)):
        try:
            raw = path.read_bytes()
            found = x509.load_pem_x509_certificates(raw) if b"BEGIN CERTIFICATE" in raw else []
        except (OSError, ValueError) as error:
            yield Finding(
                CERTIFICATE,
                "fail",
                text(en=f"{path} cannot be read: {error}", zh=f"{path} 无法读取：{error}"),
                text(en="make a new one with sinterflow tls", zh="请用 sinterflow tls 重新生成"),
            )
            continue
        for one in found[:1]:
            yield _certificate(path, one.not_valid_after_utc)


def _certificate(path: Path, ends: datetime) -> Finding:
    days = (ends - datetime.now(UTC)).days
    said = text(
        en=f"{path.name} is valid until {ends:%Y-%m-%d} ({days} days)",
        zh=f"{path.name} 有效至 {ends:%Y-%m-%d}（{days} 天）",
    )
    hint = text(
        en="renew it with sinterflow tls, or put a new one in its place", zh="请用 sinterflow tls 续期，或更换证书"
    )
    if days >= SOON:
        return Finding(CERTIFICATE, "ok", said)
    return Finding(CERTIFICATE, "fail" if days < 0 else "warn", said, hint)


def backups(folder: Path) -> Iterator[Finding]:
    """The newest in the folder of backups, if there is one; those that go elsewhere are in the gateway's status."""
    if not folder.is_dir():
        return
    newest = max((one.stat().st_mtime for one in folder.iterdir() if _BACKUP.fullmatch(one.name)), default=None)
    hint = text(en="make one: sinterflow backup FILE", zh="请执行备份：sinterflow backup 文件")
    if newest is None:
        yield Finding(BACKUP, "warn", text(en="there is none", zh="没有备份"), hint)
        return
    days = (time.time() - newest) / 86400
    said = text(en=f"the newest is {days:.1f} days old", zh=f"最近一次备份在 {days:.1f} 天前")
    yield Finding(BACKUP, "warn" if days > OLD else "ok", said, hint if days > OLD else "")
