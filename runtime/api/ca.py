"""The page from which phones and computers take the certificate of the local authority: public, and without scripts.

What it needs of libraries comes with the first caller: where there is no authority, it is never loaded.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import uuid
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from aiohttp import hdrs, web

from ..faults import fault
from ..text import pick
from .ca_texts import STEPS, STYLE, TEXTS
from .problem import Problem, language
from .routes import Call, Route

if TYPE_CHECKING:
    from cryptography import x509

PATH = "/ca"
POLICY = "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; "
POLICY += "frame-ancestors 'none'"
HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
PEM, DER, PROFILE = "application/x-pem-file", "application/x-x509-ca-cert", "application/x-apple-aspen-config"


class CaQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The language of the page, if not the caller's."""

    lang: Literal["en", "zh"] | None = None


async def get_page(call: Call) -> web.Response:
    lang = call.query.lang or language(call.request)
    url = call.request.url.origin()
    if call.served.ca_port is not None:  # a device that does not trust us yet comes in there
        url = url.with_scheme("http").with_port(call.served.ca_port)
    loop, certificate = asyncio.get_running_loop(), _certificate(call.served.ca)
    shown = await loop.run_in_executor(None, page, certificate, f"{url}{PATH}", lang)
    headers = {"Content-Security-Policy": POLICY.format(hash=HASH), hdrs.CACHE_CONTROL: "no-store"}
    return web.Response(text=shown, content_type="text/html", headers=headers)


async def get_pem(call: Call) -> web.Response:
    certificate = _certificate(call.served.ca)
    from cryptography.hazmat.primitives.serialization import Encoding

    return _file(certificate.public_bytes(Encoding.PEM), PEM, "sinterflow-ca.pem")


async def get_der(call: Call) -> web.Response:
    certificate = _certificate(call.served.ca)
    from cryptography.hazmat.primitives.serialization import Encoding

    return _file(certificate.public_bytes(Encoding.DER), DER, "sinterflow-ca.crt")


async def get_profile(call: Call) -> web.Response:
    made = await asyncio.get_running_loop().run_in_executor(None, profile, _certificate(call.served.ca))
    return _file(made, PROFILE, "sinterflow-ca.mobileconfig")


def page(certificate: x509.Certificate, url: str, lang: str) -> str:
    """The page as HTML; it fits a phone of 360 pixels. Blocks."""
    import segno

    from ..tls.authority import fingerprint

    said = {name: pick(one, lang) for name, one in TEXTS.items()}
    code = segno.make(url, micro=False).svg_inline(scale=5, border=4, light="#fff", omitsize=True)
    steps = "".join(
        f"<details{' open' if number == 0 else ''}><summary>{escape(pick(title, lang))}</summary><ol>"
        + "".join(f"<li>{escape(pick(step, lang))}</li>" for step in way)
        + "</ol></details>"
        for number, (title, way) in enumerate(STEPS)
    )
    finger = "<wbr>".join(escape(part) for part in _pairs(fingerprint(certificate)))
    other = "en" if lang == "zh" else "zh"
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{said['title']}</title><style>{STYLE}</style></head><body><main>"
        f'<p class="other"><a href="{PATH}?lang={other}" lang="{other}">{said["other"]}</a></p>'
        f"<h1>{said['title']}</h1><p>{said['why']}</p>"
        f'<p class="take"><a href="{PATH}.crt">{said["android"]}</a><a href="{PATH}.mobileconfig">{said["ios"]}</a>'
        f'<a href="{PATH}.pem">{said["pem"]}</a></p>'
        f"<h2>{said['compare']}</h2><p>{said['compare-how']}</p><p><code>{finger}</code></p>"
        f"<h2>{said['how']}</h2>{steps}"
        f'<h2>{said["share"]}</h2><div class="code">{code}</div><p class="url">{escape(url)}</p></main></body></html>'
    )


def profile(certificate: x509.Certificate) -> bytes:
    """A configuration profile for iOS, iPadOS and macOS that installs the certificate. Blocks."""
    import plistlib

    from cryptography.hazmat.primitives.serialization import Encoding

    from ..tls.authority import fingerprint

    mark = fingerprint(certificate)
    name = certificate.subject.rfc4514_string().removeprefix("CN=")
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": "org.sinterflow.ca.certificate",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, mark)).upper(),
        "PayloadDisplayName": name,
        "PayloadContent": certificate.public_bytes(Encoding.DER),
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "org.sinterflow.ca",
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, mark)).upper(),
        "PayloadDisplayName": name,
        "PayloadContent": [payload],
    }
    return plistlib.dumps(whole)


def _pairs(mark: str) -> list[str]:
    """Bytes in groups, between which a line may break."""
    return [mark[at : at + 12] for at in range(0, len(mark), 12)]


def _certificate(ca: x509.Certificate | None) -> x509.Certificate:
    if ca is None:
        raise Problem(404, fault("no-authority"))
    return ca


def _file(data: bytes, kind: str, name: str) -> web.Response:
    headers: Mapping[str, Any] = {
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=data, content_type=kind, headers=headers)


ROUTES = [
    Route(
        method="GET",
        path=PATH,
        handler=get_page,
        summary="How to have a phone or computer trust this gateway; a page for people.",
        right=None,
        query=CaQuery,
        answers={200: ("text/html",)},
        refused=(404,),
    ),
    *(
        Route(
            method="GET",
            path=f"{PATH}.{ending}",
            handler=handler,
            summary=f"The certificate of the local authority as {what}; public.",
            right=None,
            answers={200: (kind,)},
            refused=(404,),
        )
        for ending, handler, kind, what in (
            ("pem", get_pem, PEM, "PEM"),
            ("crt", get_der, DER, "DER"),
            ("mobileconfig", get_profile, PROFILE, "a profile for iOS"),
        )
    ),
]
