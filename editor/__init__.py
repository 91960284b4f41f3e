"""The browser editor, served as built files."""

from __future__ import annotations

from pathlib import Path

from sinterflow.runtime import hookimpl

BUILT = Path(__file__).with_name("dist")


def dist() -> Path | None:
    """The folder with the built editor, or None when this installation was made without it.

    The files hold no inline script. A content security policy of `script-src 'self'` and
    `style-src 'self' 'unsafe-inline'` fits them: the user interface library adds style elements at run time.
    """
    return BUILT if (BUILT / "index.html").is_file() else None


@hookimpl
def pages() -> dict[str, Path]:
    """The editor at `/`; no page at all where it was not built."""
    built = dist()
    return {} if built is None else {"/": built}
