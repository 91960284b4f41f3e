"""The metrics of what the flows of an engine share: connections, tray, journal."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine import Engine
from ..histogram import Sample
from ..journal.journal import Journal


def samples(engine: Engine) -> Iterator[Sample]:
    for link in engine.shared.links.values():
        yield from link.samples()
    tray = engine.shared.tray
    yield Sample("sinterflow_dead_letters", {}, len(tray))
    yield Sample("sinterflow_dead_letters_parked", {}, tray.parked)
    yield Sample("sinterflow_messages_unhandled_total", {}, tray.total)
    if engine.shared.durability is not None:
        yield from _of_journal(engine.shared.durability.journal)


def _of_journal(journal: Journal) -> Iterator[Sample]:
    yield Sample("sinterflow_journal_stopped", {}, int(bool(journal.stopped)))
    yield Sample("sinterflow_journal_commits_total", {}, journal.commits)
    yield Sample("sinterflow_journal_records_total", {}, int(journal.group_records.total))
    yield from journal.commit_seconds.samples("sinterflow_journal_commit_seconds", {})
    yield from journal.group_records.samples("sinterflow_journal_group_records", {})
    yield Sample("sinterflow_journal_bytes", {}, journal.bytes)
    yield Sample("sinterflow_journal_lost_records_total", {}, journal.lost)
    yield Sample("sinterflow_journal_damaged_files_total", {}, len(journal.damaged))
