"""A local certificate authority: for phones and panels of a plant that has none of its own (docs/security.md).

Its certificate is limited (RFC 5280, 4.2.1.10) to private addresses, local names and the names it was made for: who
steals its key cannot pass for a bank.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..atomic import make_folder, write_atomic
from ..errors import SinterflowError
from ..private import write_private
from ..text import text
from .names import Names

CA, CA_KEY, SERVER = "ca.pem", "ca.key", "server.pem"
"""`server.pem` holds the certificate and its key, so that the two are exchanged at once."""
CA_LIFE = timedelta(days=3650)
LIFE = timedelta(days=397)
"""Of a server's certificate: phones take none that lasts much longer."""
RENEW = timedelta(days=60)
"""Left of a certificate's life when it is renewed."""
SLACK = timedelta(days=1)
"""By which clocks of phones may be behind."""
LOCAL = ("localhost", "local", "lan", "internal", "home.arpa")
"""Names that mean nothing outside a plant; those below them are meant too."""
PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip


class Authority:
    """The authority whose files are in a folder. All of it blocks."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError when the files are not there or damaged."""
        self.folder = folder
        self.certificate = x509.load_pem_x509_certificate((folder / CA).read_bytes())
        key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self.certificate.public_key():
            raise ValueError(f"{CA_KEY} is not the key of {CA}")
        self._key = key

    @classmethod
    def make(cls, folder: Path, names: Names, now: datetime) -> Authority:
        """A new one with a certificate for these names. Raises FileExistsError when there is one, OSError."""
        if (folder / CA).exists():
            raise FileExistsError(folder / CA)
        make_folder(folder)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sinterflow CA {_title(names)} {now:%Y-%m}")])
        limits = [x509.DNSName(one) for one in sorted({*LOCAL, *names.hosts})]
        private = [ip_network(one) for one in PRIVATE]
        others = [one for one in names.addresses if not any(one in network for network in private)]
        networks = [*private, *map(ip_network, sorted(others, key=str))]
        made = (
            _builder(name, name, key.public_key(), key.public_key(), now, CA_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(
                x509.NameConstraints([*limits, *map(x509.IPAddress, networks)], None),
                critical=True,
            )
            .sign(key, hashes.SHA256())
        )
        write_private(folder / CA_KEY, _pem(key))
        write_atomic(folder / CA, made.public_bytes(serialization.Encoding.PEM))
        authority = cls(folder)
        authority.issue(names, now)
        return authority

    def issue(self, names: Names, now: datetime) -> None:
        """A new certificate with a new key, in place of the one there is. Raises SinterflowError for names outside the
        limits of the authority, and when that has expired; OSError."""
        self._check(names)
        if self.expired(now):
            end = f"{self.certificate.not_valid_after_utc:%Y-%m-%d}"
            raise SinterflowError(
                text(
                    en=f"the authority in {self.folder} has expired on {end}; "
                    "take that folder away and make a new one with sinterflow tls init: every device then needs it",
                    zh=f"{self.folder} 中的 CA 已于 {end} 过期；"
                    "请移走该目录并用 sinterflow tls init 新建 CA：之后每台设备都需安装新的 CA 证书",
                )
            )
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _title(names))])
        given = [*map(x509.DNSName, sorted(names.hosts)), *map(x509.IPAddress, sorted(names.addresses, key=str))]
        life = min(LIFE, self.certificate.not_valid_after_utc - now)
        made = (
            _builder(name, self.certificate.subject, key.public_key(), self._key.public_key(), now, life)
            .add_extension(x509.SubjectAlternativeName(given), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        chain = [one.public_bytes(serialization.Encoding.PEM) for one in (made, self.certificate)]
        write_private(self.folder / SERVER, b"".join([*chain, _pem(key)]))

    def expired(self, now: datetime) -> bool:
        """Whether nothing it issues now would be valid."""
        return self.certificate.not_valid_after_utc <= now

    def permits(self, names: Names) -> Names:
        """Those of the names that are within its limits."""
        limits = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = limits.permitted_subtrees or []
        hosts = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        networks = [ip_network(str(one.value)) for one in permitted if isinstance(one, x509.IPAddress)]
        return Names(
            frozenset(name for name in names.hosts if any(f".{name}".endswith(f".{one}") for one in hosts)),
            frozenset(one for one in names.addresses if any(one in network for network in networks)),
        )

    def _check(self, names: Names) -> None:
        permitted = self.permits(names)
        outside = [one for one in names.listed if one not in permitted.listed]
        if outside:
            listed = ", ".join(outside)
            raise SinterflowError(
                text(
                    en=f"the authority in {self.folder} is limited to other names than {listed}; to have them, take "
                    "that folder away and make a new authority with sinterflow tls init: every device then needs the "
                    "new one",
                    zh=f"{self.folder} 中的 CA 不允许签发 {listed}；如需这些名称，请移走该目录并用 sinterflow tls init "
                    "新建 CA：之后每台设备都需安装新的 CA 证书",
                )
            )


def names_of(certificate: x509.Certificate) -> Names:
    """The names that a certificate is for."""
    try:
        given = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return Names()
    addresses = given.get_values_for_type(x509.IPAddress)
    return Names.of(given.get_values_for_type(x509.DNSName), map(str, addresses))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, as phones and browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def today() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _title(names: Names) -> str:
    """What a list of certificates shows."""
    own = sorted(names.hosts - {"localhost"}, key=lambda one: (one.count("."), one))
    return (own or names.listed or ["sinterflow"])[0][:40]


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
