"""The certificate that is served: loaded again when its files change, renewed in time when it is our own."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import OP_NO_COMPRESSION, OP_NO_RENEGOTIATION, PROTOCOL_TLS_SERVER, SSLContext, SSLError, TLSVersion
from typing import Any

import structlog
from cryptography import x509

from ..errors import SinterflowError
from ..reasons import reason
from ..text import Text, pick, text
from .authority import CA, CA_KEY, RENEW, SERVER, Authority, names_of
from .names import Names, machine_names

WARN = timedelta(days=30)
"""Left of a certificate's life when a person is told."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: forward secrecy and authenticated encryption alone (RFC 9325, 4.2); those of TLS 1.3 are all good."""
MOST_NAMES = 100


class Certificates:
    """One certificate with its key, in the `context` of a server. All methods block."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Raises SSLError when the files are no pair, ValueError, OSError."""
        self.files = (certificate, key)
        self.problem: Text = ""
        """Why new files are not taken, empty while all is well; what was loaded before is served on."""
        self.authority = _authority_of(certificate)
        self.context = _context()
        self._log: Any = structlog.get_logger("sinterflow.tls")
        self._seen: Any = None
        try:
            self._renew()
        except (OSError, ValueError, SinterflowError) as error:  # a full disk, say: what is there may be good yet
            self._refused(error)
        self._load()

    @property
    def names(self) -> Names:
        return names_of(self.certificate)

    @property
    def left(self) -> timedelta:
        """Until it expires; negative after."""
        return self.certificate.not_valid_after_utc - datetime.now(UTC)

    def look(self) -> None:
        """Renew it when it is time, and load it when its files were changed; connections go on as they are."""
        try:
            self._renew()
            if self._marks() == self._seen:
                return
            self._load()
        except (OSError, ValueError, SinterflowError) as error:
            self._refused(error)
        else:
            self.problem = ""
            self._log.info("a new certificate is served", expires=str(self.certificate.not_valid_after_utc.date()))

    def _refused(self, error: Exception) -> None:
        said = _said(error)
        if said != self.problem:
            self._log.error("a new certificate is not taken; the one before is served on", error=said)
        self.problem = said

    def _load(self) -> None:
        certificate, key = self.files
        seen = self._marks()
        made = x509.load_pem_x509_certificate(certificate.read_bytes())
        if made.not_valid_after_utc < datetime.now(UTC) and self._seen is not None:
            raise ValueError(f"it has expired on {made.not_valid_after_utc:%Y-%m-%d}")
        _context().load_cert_chain(certificate, key)  # a pair that does not fit would harm the context it is tried in
        self.context.load_cert_chain(certificate, key)
        self.certificate, self._seen = made, seen

    def _renew(self) -> None:
        """Only what the authority beside it has issued."""
        authority, (certificate, _) = self.authority, self.files
        if authority is None or certificate.name != SERVER:
            return
        now = datetime.now(UTC)
        if authority.expired(now):
            return  # its end is told; nothing that it issues would be better
        try:
            there = x509.load_pem_x509_certificate(certificate.read_bytes())
        except (OSError, ValueError):
            return
        known, permitted = names_of(there), authority.permits(machine_names())
        wanted = known if len(known.listed) >= MOST_NAMES else known | permitted
        fresh = there.not_valid_before_utc <= now <= there.not_valid_after_utc - RENEW
        ends_with_authority = there.not_valid_after_utc >= authority.certificate.not_valid_after_utc - timedelta(days=1)
        if (not fresh and not ends_with_authority) or not known.covers(wanted):
            authority.issue(wanted, now.replace(microsecond=0))
            self._log.info("the certificate was renewed", names=wanted.listed)

    def _marks(self) -> Any:
        found = [os.stat(path) for path in self.files]
        return [(one.st_mtime_ns, one.st_size, one.st_ino) for one in found]


def _authority_of(certificate: Path) -> Authority | None:
    """The authority whose files lie beside a certificate."""
    folder = certificate.parent
    if not (folder / CA).exists() or not (folder / CA_KEY).exists():
        return None
    try:
        return Authority(folder)
    except (OSError, ValueError):
        return None


def _context() -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.minimum_version = TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= OP_NO_COMPRESSION | OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    return context


def _said(error: Exception) -> Text:
    if isinstance(error, SinterflowError):
        return error.text
    if isinstance(error, SSLError):
        said = error.reason or str(error)
        return text(en=f"certificate and key do not fit: {said}", zh=f"证书与私钥不匹配：{said}")
    if isinstance(error, OSError):
        why = reason(error)
        return text(
            en=f"{error.filename} cannot be used: {pick(why)}", zh=f"无法使用 {error.filename}：{pick(why, 'zh')}"
        )
    return str(error)
