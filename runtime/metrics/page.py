"""docs/metrics.md, made from the table: `python -m sinterflow.runtime.metrics.page > docs/metrics.md`."""

from __future__ import annotations

import sys

from .families import SECTIONS

HEAD = """# Metrics

What `GET /metrics` says, in the text format of Prometheus. It needs a token with the right `view`:

    scrape_configs:
      - job_name: sinterflow
        authorization: {credentials_file: /etc/prometheus/sinterflow-token}
        static_configs: [{targets: ["gateway:8480"]}]

Names are stable. Labels are ids of the project (flow, node, wire, connection), routes as the API's description has
them, and a few fixed words, so their number grows with the project and with nothing else. A metric without samples (no
data folder, no connections, a platform that does not tell) is left out. Nothing is measured in the way of a message for
this: the counters are those of the engine, and processing times come from one message a second of each region.

This page is made from the table in `runtime/metrics/families.py`; a test holds the two equal.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, families in SECTIONS.items():
        rows = "".join(
            f"| `{name}` | {family.kind} | {', '.join(f'`{one}`' for one in family.labels) or '–'} | {family.help} |\n"
            for name, family in families.items()
        )
        parts.append(f"\n## {title}\n\n| name | kind | labels | says |\n|---|---|---|---|\n{rows}")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # it is a text stream
    sys.stdout.write(page())
