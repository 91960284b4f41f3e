"""The connection to an MQTT broker that nodes share."""

from __future__ import annotations

import asyncio
from functools import cached_property
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec.structs import replace

from sinterflow.runtime import (
    Connection,
    NodeConfig,
    NodeError,
    NotConnected,
    SinterflowError,
    Text,
    field,
    new_id,
    text,
)

from .acknowledgements import Arrival
from .intake import Intake
from .subscriptions import Subscription, identifier

if TYPE_CHECKING:
    from .client import Session

GRACE = 30.0
"""Seconds for which a kept session waits for the node that wants what it brings: after a start and after a deploy."""
START_TIME = 3.0
"""Seconds after a start by which the nodes are there that had taken something before it."""


class Broker(Connection):
    """An MQTT 5 or 3.1.1 broker.

    A message of QoS 1 or 2 is acknowledged when all nodes that received it are done with it. A session that is to
    outlive this program needs `client_id`, `clean_start` false and, on MQTT 5, `session_expiry`.
    """

    type = "mqtt.broker"
    title = text(en="MQTT broker", zh="MQTT 服务器")
    icon = "cluster"
    help = text(
        en="Received messages are acknowledged when the flow is done with them. To be sent again after a restart they "
        "need a client id, clean start off and a session expiry.",
        zh="流程处理完成后才向服务器确认消息。若要重启后重发，请填写 client_id、关闭“清除会话”并设置会话保留时间。",
    )

    class Config(NodeConfig):
        host: Annotated[str, field(title=text(en="Host", zh="主机"), min_length=1, example="192.168.1.5")]
        port: Annotated[int, field(title=text(en="Port", zh="端口"), ge=1, le=65535)] = 1883
        tls: Annotated[bool, field(title=text(en="Encrypt (TLS)", zh="加密（TLS）"))] = False
        ca_file: Annotated[
            str,
            field(
                title=text(en="Certificate authority", zh="CA 证书"),
                help=text(en="PEM file; empty: those of the system", zh="PEM 文件；留空则使用系统证书"),
                advanced=True,
            ),
        ] = ""
        version: Annotated[
            Literal["5", "3.1.1"], field(title=text(en="MQTT version", zh="MQTT 版本"), advanced=True)
        ] = "5"
        client_id: Annotated[
            str,
            field(
                title=text(en="Client id", zh="客户端 ID"),
                help=text(en="empty: a new one at each start", zh="留空则每次启动自动生成"),
            ),
        ] = ""
        keepalive: Annotated[
            int, field(title=text(en="Keep alive", zh="心跳间隔"), unit="s", ge=0, le=65535, advanced=True)
        ] = 60
        clean_start: Annotated[
            bool,
            field(
                title=text(en="Clean start", zh="清除会话"),
                help=text(en="forget at start what the broker has kept", zh="启动时丢弃服务器保留的消息"),
                advanced=True,
            ),
        ] = True
        session_expiry: Annotated[
            int,
            field(
                title=text(en="Session expiry", zh="会话保留时间"),
                help=text(en="how long the broker keeps messages while we are away", zh="离线期间服务器保留消息的时长"),
                unit="s", ge=0, le=0xFFFF_FFFF, advanced=True,
            ),
        ] = 0  # fmt: skip
        username: Annotated[str, field(title=text(en="User", zh="用户名"))] = ""
        password: Annotated[str, field(title=text(en="Password", zh="密码"), secret=True)] = ""

    @classmethod
    def for_trial(cls, config: Config) -> Config:
        """A client with our id would throw us out, and one that keeps a session would take what waits for us."""
        return replace(config, client_id="", clean_start=True, session_expiry=0)

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: Broker.Config = config
        self._unreleased: set[int] = set()
        self._first = True
        self._client_id = config.client_id or f"sinterflow-{new_id()}"
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @cached_property
    def _intake(self) -> Intake:
        persistent = not self.config.clean_start or self.config.session_expiry > 0
        return Intake(persistent, self.log, lambda: GRACE)

    @property
    def session(self) -> str:
        """What names the session that the broker keeps for us over a restart; "" when it keeps none."""
        config = self.config
        if config.clean_start or (config.version == "5" and not config.session_expiry):
            return ""
        return f"{config.host}:{config.port} {config.client_id}"

    @property
    def waiting(self) -> int:
        """Received messages that no node has taken yet."""
        return self._intake.waiting

    @property
    def unclaimed(self) -> int:
        """Messages of the kept session that wait for a node that wants them."""
        return len(self._intake.parked)

    @property
    def dropped(self) -> int:
        """Messages of QoS 0 for which there was no room."""
        return self._intake.dropped

    async def open(self) -> None:
        if not self.config.clean_start and not self.config.client_id:
            raise SinterflowError(
                text(
                    en="clean_start is off and client_id is empty: the broker could not know us again; set a client_id",
                    zh="关闭“清除会话”时必须填写 client_id，否则服务器无法识别本客户端。",
                )
            )
        client = await self.run_blocking(load_client)
        intake = self._intake
        listener = client.Listener(self._accepted, intake.arrived, intake.released, self._cut)
        intake.session = session = client.Session(self.config, self._client_id, listener)
        clean = self.config.clean_start and (self._first or self.config.version == "3.1.1")
        await session.open(clean=clean, unreleased=self._unreleased)
        self._first = False
        intake.steer()
        with intake.answering():
            await self._subscribe_all(session)
        self._later(START_TIME, intake.settle)
        self._later(GRACE, intake.rest)
        intake.show(True, "")

    async def _subscribe_all(self, session: Session) -> None:
        """Also what is added meanwhile: until the link counts as connected, `subscribe` leaves it to this."""
        told: set[str] = set()
        while missing := [topics for topics in self._intake.subscriptions.filters if topics not in told]:
            for topics in missing:
                told.add(topics)
                if topics in self._intake.subscriptions:
                    await self._subscribe_again(session, topics)

    async def _subscribe_again(self, session: Session, topics: str) -> None:
        wanted = self._intake.subscriptions
        try:
            with self._intake.answering():
                await session.subscribe(topics, wanted.qos(topics), identifier(topics))
        except NodeError as refused:  # one filter that is not allowed must not stop the others
            for one in wanted.wanting(topics):
                one.fail(refused)

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        session, self._intake.session = self._intake.session, None
        if session is not None:
            self._unreleased = session.unreleased
            self._intake.cut()
            await session.close()

    async def subscribe(self, subscription: Subscription) -> None:
        """Give it what comes, now and after each outage. Raises NodeError when the broker refuses."""
        intake = self._intake
        intake.add(subscription)
        if intake.session is None or not self.connected.is_set():
            return  # it is subscribed when the link is opened
        try:
            topics = subscription.topics
            with intake.answering():
                await intake.session.subscribe(topics, intake.subscriptions.qos(topics), identifier(topics))
        except NotConnected:
            return

    def unsubscribe(self, subscription: Subscription) -> None:
        """Give it nothing more; the broker is told when nobody else wants its topics for a while."""
        last, left = self._intake.remove(subscription)
        if last:
            self._later(GRACE, self._unsubscribe, subscription.topics)
        self._later(GRACE, self._intake.give_up, subscription.node, left)

    def abandon(self, subscription: Subscription) -> None:
        """What it was given and has not finished is left to the broker."""
        self._intake.abandon(subscription)

    def taken(self, arrival: Arrival) -> None:
        """A message has left a queue: there is more room."""
        self._intake.taken(arrival)

    def done(self, subscription: Subscription, arrival: Arrival) -> None:
        """The flow is done with a message of QoS 1 or 2."""
        self._intake.done(subscription, arrival)

    def publish_now(self, topic: str, payload: bytes, retain: bool, trace: str | None) -> bool:
        """QoS 0 without waiting; false when `publish` has to wait for room or to say what is wrong."""
        session = self._intake.session
        return session is not None and session.publish_now(topic, payload, retain, trace)

    async def publish(self, topic: str, payload: bytes, qos: int, retain: bool, trace: str | None) -> None:
        """`trace`: the trace it belongs to. Raises NotConnected during an outage, NodeError when the broker refuses the
        message."""
        session = self._intake.session
        if session is None or not self.connected.is_set():
            raise NotConnected(
                text(
                    en=f"there is no connection to the MQTT broker {self.config.host}:{self.config.port}",
                    zh=f"与 MQTT 服务器 {self.config.host}:{self.config.port} 没有连接，系统会自动重连。",
                )
            )
        if not qos:
            await session.publish(topic, payload, 0, retain, trace)
            return
        began = perf_counter()
        try:
            with self._intake.answering():
                await session.publish(topic, payload, qos, retain, trace)
        except NodeError:
            self.exchanged(0.0, failed=True)
            raise
        self.exchanged(perf_counter() - began)

    def _accepted(self, resumed: bool) -> None:
        if not resumed:
            self._unreleased.clear()
        self._intake.accepted(resumed)

    def _cut(self, reason: Text) -> None:
        self._intake.cut()
        self._intake.show(False, reason)
        self.lost(reason)

    def _unsubscribe(self, topics: str) -> None:
        session = self._intake.session
        if topics not in self._intake.subscriptions and session is not None:
            task = asyncio.get_running_loop().create_task(self._tell_unsubscribed(session, topics))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tell_unsubscribed(self, session: Session, topics: str) -> None:
        try:
            with self._intake.answering():
                await session.unsubscribe(topics)
        except NotConnected:
            return  # it is not subscribed again
        finally:
            self._intake.subscriptions.left(topics)
        self._intake.parked.give_up()

    def _later(self, delay: float, call: object, *given: object) -> None:
        """Call after a time, unless the link is closed before."""

        def due() -> None:
            self._timers.discard(timer)
            call(*given)  # type: ignore[operator]

        timer = asyncio.get_running_loop().call_later(delay, due)
        self._timers.add(timer)


def load_client() -> ModuleType:
    """gmqtt is imported when the first broker is opened, not at start."""
    from . import client

    return client
