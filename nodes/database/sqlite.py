"""The connection to a SQLite file: one thread writes, and what waits while it writes shares the next transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from sinterflow.runtime import Browsed, Connection, NodeConfig, NotConnected, field, text

if TYPE_CHECKING:
    from .rows import Rows
    from .store import Store

Waiting = tuple["Rows", "asyncio.Future[None]"]


class Sqlite(Connection):
    """A SQLite file of its own, made when it is not there.

    It is kept in WAL mode with `synchronous=FULL`: what was written survives a power cut, and others may read the
    file meanwhile.
    """

    type = "database.sqlite"
    title = text(en="SQLite file", zh="SQLite 数据库")
    icon = "database"
    help = text(
        en="A database in one file. It is made when it is not there.",
        zh="单文件数据库；文件不存在时自动创建。",
    )

    class Config(NodeConfig):
        file: Annotated[
            str,
            field(
                title=text(en="File", zh="文件"),
                help=text(en="relative to the project's data", zh="相对于项目的数据目录"),
                min_length=1, example="records.db",
            ),
        ]  # fmt: skip

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: Sqlite.Config = config
        self._store: Store | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"sqlite-{Path(self.config.file).stem}")
        self._store = await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: open_store(self.file(self.config.file))
        )

    async def close(self) -> None:
        """What is being written is finished first."""
        if self._writer is not None:
            await asyncio.gather(self._writer, return_exceptions=True)
        store, self._store = self._store, None
        thread, self._thread = self._thread, None
        if thread is not None:
            if store is not None:
                await asyncio.get_running_loop().run_in_executor(thread, store.close)
            thread.shutdown(wait=False)

    async def browse(self, path: Sequence[str], search: str) -> list[Browsed]:
        """Tables, and their columns."""
        assert self._store is not None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._store.browse, path, search)

    async def write(self, rows: Rows) -> None:
        """Returns when the rows are on the disk. Raises NodeError when these rows cannot be written, NotConnected when
        nothing can at the moment.
        """
        if self._store is None or not self.connected.is_set():
            raise NotConnected(
                text(
                    en=f"the database {self.config.file} is not open",
                    zh=f"数据库 {self.config.file} 未打开，系统会自动重试。",
                )
            )
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        self._waiting.append((rows, written))
        if self._writer is None or self._writer.done():
            self._writer = loop.create_task(self._write_waiting())
        await written

    async def _write_waiting(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            store, thread = self._store, self._thread
            assert store is not None
            jobs = [rows for rows, _ in group]
            try:
                results = await asyncio.get_running_loop().run_in_executor(thread, store.write, jobs)
            except Exception as error:
                for _, written in group:
                    if not written.done():
                        written.set_exception(error)
                continue
            for (_, written), failure in zip(group, results, strict=True):
                if written.done():
                    continue
                if failure is None:
                    written.set_result(None)
                else:
                    written.set_exception(failure)
            outage = next((failure for failure in results if isinstance(failure, NotConnected)), None)
            if outage is not None and self.connected.is_set():
                self.lost(outage.text)  # the file is opened anew, which a full or read-only disk may need


def open_store(path: Path) -> Store:
    """In the writer's thread: sqlite-utils is imported when the first file is opened."""
    from .store import Store

    return Store(path)
