"""`database.write`: messages become rows."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from sinterflow.runtime import (
    Duration,
    Message,
    Node,
    NodeConfig,
    Typed,
    field,
    seconds,
    text,
    typed_value,
    value_faults,
)

from .rows import Rows, rows_of
from .sqlite import Sqlite

SHARED = 1000
"""Messages that may wait for one commit."""


class Batch(NodeConfig, rename={"for_": "for"}):
    """How long rows wait for each other."""

    size: Annotated[int, field(title=text(en="Rows", zh="行数"), ge=1, le=100_000)] = 1000
    for_: Annotated[Duration, field(title=text(en="At most", zh="最长等待"))] = "1s"


class DatabaseWrite(Node):
    """Write each message as a row, or a list payload as one row each; the message goes on after the commit.

    Messages that wait while others are being written share the next transaction, in their order. With `key` a row
    replaces the one with the same key. With `batch`, rows wait for each other up to a size or a time. The effect counts
    as idempotent: records are written late rather than never, so a message is not refused for its age. Behind a durable
    wire a message is written exactly once; elsewhere what comes twice is written twice unless there is a `key`.
    """

    type = "database.write"
    title = text(en="Database write", zh="写入数据库")
    help = text(
        en="Writes messages as rows; they go on when the rows are on the disk.",
        zh="将消息写为数据行；写入磁盘后消息才继续。",
    )
    icon = "database"
    effect = "idempotent"
    delivery = "once"
    concurrency = SHARED

    class Config(NodeConfig):
        connection: Annotated[str, field(title=text(en="Database", zh="数据库"), connection="database.sqlite")]
        table: Annotated[
            str,
            field(
                title=text(en="Table", zh="表"),
                browse=True,
                min_length=1, max_length=200, pattern=r"^(?![sS][qQ][lL][iI][tT][eE]_)[^\x00]+$", example="readings",
            ),
        ]  # fmt: skip
        key: Annotated[
            tuple[str, ...],
            field(
                title=text(en="Key columns", zh="键列"),
                help=text(en="a row replaces the one with the same key", zh="键相同的行会被替换"),
            ),
        ] = ()
        columns: Annotated[
            dict[str, Typed],
            field(
                title=text(en="Columns", zh="列"),
                help=text(en="empty: the payload's keys", zh="留空则使用载荷的键"),
                typed=True,
            ),
        ] = {}  # noqa: RUF012 # msgspec gives each config its own
        create: Annotated[
            bool,
            field(
                title=text(en="Create what is missing", zh="自动创建"),
                help=text(en="the table, and a column for each new value", zh="自动建立表以及新的列"),
            ),
        ] = True
        batch: Annotated[
            Batch | None,
            field(title=text(en="Wait for more rows", zh="凑批写入"), advanced=True),
        ] = None

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        return [found for name, value in config.columns.items() for found in value_faults(value, f"columns.{name}")]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: DatabaseWrite.Config = config
        self._columns = {name: typed_value(value) for name, value in config.columns.items()}
        self._waiting: list[asyncio.Future[None]] = []
        self._rows_waiting = 0
        self._timer: asyncio.TimerHandle | None = None
        if config.batch is not None:
            self.concurrency = max(SHARED, config.batch.size)  # type: ignore[misc] # of this instance

    async def start(self) -> None:
        self._database: Sqlite = self.connection(self.config.connection)

    async def receive(self, message: Message) -> Message:
        rows = self._rows(message)._replace(effect=self.effect_key())
        if self.config.batch is not None:
            await self._together(len(rows.rows), self.config.batch)
        await self._database.write(rows)
        return message

    def outcome(self, message: Message) -> dict[str, Any]:
        """The rows that would be written."""
        rows = self._rows(message)
        return {"table": rows.table, "rows": list(rows.rows), "key": list(rows.key)}

    async def stop(self) -> None:
        self._go()

    def _rows(self, message: Message) -> Rows:
        config = self.config
        return Rows(config.table, rows_of(message, self._columns, self, self.clock.zone), config.key, config.create)

    async def _together(self, rows: int, batch: Batch) -> None:
        """Wait until enough rows are there or the time is up; who waited goes on in order, and shares a commit."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            self._timer = loop.call_later(seconds(batch.for_), self._go)
        mine: asyncio.Future[None] = loop.create_future()
        self._waiting.append(mine)
        self._rows_waiting += rows
        if self._rows_waiting >= batch.size:
            loop.call_soon(self._go)  # not at once: this message must not overtake those that waited
        await mine

    def _go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting = self._waiting, []
        self._rows_waiting = 0
        for one in waiting:
            if not one.done():
                one.set_result(None)
