"""One-time passwords by time (RFC 6238): a second proof besides the password, from an app on a phone.

Its functions block: the libraries come with the first use, for most gateways need none of them.
"""

from __future__ import annotations

import io
import sqlite3

from .sealing import seal, unseal

STEP = 30
"""Seconds for which a code counts."""
SLACK = 1
"""Steps by which the phone's clock may be off."""
ISSUER = "Sinterflow"


def new_secret() -> str:
    """160 bits, in base 32 (RFC 4226, 4)."""
    import pyotp

    return pyotp.random_base32(32)


def uri(secret: str, name: str, place: str) -> str:
    """What an app reads from the QR code; `place` is the gateway."""
    import pyotp

    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=f"{ISSUER} {place}".strip())


def qr_svg(uri: str) -> str:
    """The QR code as an SVG image."""
    import segno

    out = io.BytesIO()
    segno.make(uri, micro=False).save(out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
    return out.getvalue().decode()


def step_of(secret: str, code: str, now: float, last: int) -> int | None:
    """The time step that a code belongs to, after the last one that was used; None when it does not count."""
    import pyotp

    given = code.replace(" ", "")
    made = pyotp.TOTP(secret, interval=STEP)
    for step in range(int(now // STEP) - SLACK, int(now // STEP) + SLACK + 1):
        if step > last and pyotp.utils.strings_equal(given, made.generate_otp(step)):
            return step
    return None


def sealed(key: bytes, secret: str, name: str) -> bytes:
    return seal(key, secret.encode(), _place(name))


def unsealed(key: bytes, kept: bytes, name: str) -> str:
    """Raises ValueError."""
    return unseal(key, kept, _place(name)).decode()


def reseal(db: sqlite3.Connection, old: bytes, new: bytes) -> int:
    """Encrypt all secrets with a new key, in the transaction of its change; gives how many those were.

    A damaged one stays as it is: no code fits it, until it is set up anew.
    """
    rows = db.execute("select name, totp from people where totp is not null").fetchall()
    for name, kept in rows:
        try:
            secret = unsealed(old, kept, name)
        except ValueError:
            continue
        db.execute("update people set totp = ? where name = ?", (sealed(new, secret, name), name))
    return len(rows)


def _place(name: str) -> str:
    return f"totp:{name.casefold()}"
