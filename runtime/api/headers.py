"""Headers of every answer: what a browser may do with it."""

from __future__ import annotations

from aiohttp import web

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For what is no page: should a browser take it for one, it may do nothing."""
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

SERVER = "sinterflow"
"""aiohttp would name itself and its version."""
HSTS = "max-age=31536000"
"""A year. Browsers keep it for names alone, never for addresses, and only once the certificate is trusted; names below
are left out, for they are other machines."""


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Called just before an answer is sent."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.headers["Server"] = SERVER


def page_policy(nonce: str | None = None) -> str:
    """The policy of a page and of what it loads. Style elements that its scripts make carry the `nonce`."""
    return PAGE_POLICY.format(nonce="" if nonce is None else f" 'nonce-{nonce}'")
