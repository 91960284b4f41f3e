"""Takes the pictures of the editor in docs/images from running demonstration plants: `./dev pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.e2e.program import npm_run, started

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """A plant for each language: what people write into it is in theirs."""
    for language in ("en", "zh"):
        with tempfile.TemporaryDirectory() as folder, started("demo", "--data", folder) as link:
            npm_run("pictures", link, PICTURES=str(IMAGES), PICTURES_IN=language)


if __name__ == "__main__":
    main()
