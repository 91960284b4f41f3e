"""Takes the pictures of the editor in docs/images from a running demonstration plant: `./dev pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.e2e.program import npm_run, started

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, started("demo", "--data", folder) as link:
        npm_run("pictures", link, PICTURES=str(IMAGES))


if __name__ == "__main__":
    main()
