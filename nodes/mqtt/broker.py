"""The connection to an MQTT broker that nodes share."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Literal

from sinterflow.runtime import (
    Connection,
    NodeConfig,
    NodeError,
    NotConnected,
    SinterflowError,
    Text,
    field,
    new_id,
    pick,
    text,
)

from .acknowledgements import Acknowledgements, Arrival
from .subscriptions import Subscription, Subscriptions, identifier

if TYPE_CHECKING:
    from .client import Session

GRACE = 30.0
"""Seconds for which a kept session waits for the node that wants what it brings: after a start and after a deploy."""
MOST_WAITING = 1000
MOST_BYTES = 16 * 1024 * 1024


class Broker(Connection):
    """An MQTT 5 or 3.1.1 broker.

    A message of QoS 1 or 2 is acknowledged when all nodes that received it are done with it. A session that is to
    outlive this program needs `client_id`, `clean_start` false and, on MQTT 5, `session_expiry`.
    """

    type = "mqtt.broker"
    title = text(en="MQTT broker", zh="MQTT 服务器")
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
                title=text(en="Client id", zh="客户端标识"),
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

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: Broker.Config = config
        self._session: Session | None = None
        self._unreleased: set[int] = set()
        self._first = True
        self._subscriptions = Subscriptions()
        self._acknowledgements = Acknowledgements(self._acknowledge)
        self._client_id = config.client_id or f"sinterflow-{new_id()}"
        self._persistent = not config.clean_start or config.session_expiry > 0
        self._parked: list[tuple[Arrival, tuple[int, ...]]] = []
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._bytes = 0
        self._publishing = 0
        self._reading = True
        self.dropped = 0
        """Messages of QoS 0 for which there was no room."""

    async def open(self) -> None:
        if not self.config.clean_start and not self.config.client_id:
            raise SinterflowError(
                text(
                    en="clean_start is off and client_id is empty: the broker could not know us again; set a client_id",
                    zh="关闭“清除会话”时必须填写 client_id，否则服务器无法识别本客户端。",
                )
            )
        client = await self.run_blocking(load_client)
        listener = client.Listener(self._accepted, self._arrived, self._acknowledgements.released, self._cut)
        self._session = session = client.Session(self.config, self._client_id, listener)
        clean = self.config.clean_start and (self._first or self.config.version == "3.1.1")
        await session.open(clean=clean, unreleased=self._unreleased)
        self._first = False
        self._steer()
        await self._subscribe_all(session)
        self._later(self._give_up_parked)
        self._show(True, "")

    async def _subscribe_all(self, session: Session) -> None:
        """Also what is added meanwhile: until the link counts as connected, `subscribe` leaves it to this."""
        told: set[str] = set()
        while missing := [topics for topics in self._subscriptions.filters if topics not in told]:
            for topics in missing:
                told.add(topics)
                if topics in self._subscriptions:
                    await self._subscribe_again(session, topics)

    async def _subscribe_again(self, session: Session, topics: str) -> None:
        try:
            await session.subscribe(topics, self._subscriptions.qos(topics), identifier(topics))
        except NodeError as refused:  # one filter that is not allowed must not stop the others
            for one in self._subscriptions.wanting(topics):
                one.fail(refused)

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        session, self._session = self._session, None
        if session is not None:
            self._unreleased = session.unreleased
            self._acknowledgements.cut()
            await session.close()

    async def subscribe(self, subscription: Subscription) -> None:
        """Give it what comes, now and after each outage. Raises NodeError when the broker refuses."""
        self._subscriptions.add(subscription)
        parked, self._parked = self._parked, []
        for arrival, identifiers in parked:
            self._offer(arrival, identifiers)
        if self._session is None or not self.connected.is_set():
            return  # it is subscribed when the link is opened
        try:
            topics = subscription.topics
            await self._session.subscribe(topics, self._subscriptions.qos(topics), identifier(topics))
        except NotConnected:
            return

    def unsubscribe(self, subscription: Subscription) -> None:
        """Give it nothing more; the broker is told when nobody else wants its topics for a while."""
        if self._subscriptions.remove(subscription):
            self._later(self._unsubscribe, subscription.topics)
        for arrival in subscription.empty():
            self.taken(arrival)

    def abandon(self, subscription: Subscription) -> None:
        """What it was given and has not finished is left to the broker."""
        for arrival in subscription.unfinished:
            self._acknowledgements.abandon(arrival)
        subscription.unfinished.clear()

    def taken(self, arrival: Arrival) -> None:
        """A message has left a queue: there is more room."""
        self._waiting -= 1
        self._bytes -= len(arrival.payload)
        if not self._reading:
            self._steer()

    def done(self, subscription: Subscription, arrival: Arrival) -> None:
        """The flow is done with a message of QoS 1 or 2."""
        if arrival in subscription.unfinished:
            subscription.unfinished.discard(arrival)
            self._acknowledgements.done(arrival)

    def publish_now(self, topic: str, payload: bytes, retain: bool) -> bool:
        """QoS 0 without waiting; false when `publish` has to wait for room or to say what is wrong."""
        session = self._session
        return session is not None and session.publish_now(topic, payload, retain)

    async def publish(self, topic: str, payload: bytes, qos: int, retain: bool) -> None:
        """Raises NotConnected during an outage, NodeError when the broker refuses the message."""
        session = self._session
        if session is None or not self.connected.is_set():
            raise NotConnected(
                text(
                    en=f"there is no connection to the MQTT broker {self.config.host}:{self.config.port}",
                    zh=f"与 MQTT 服务器 {self.config.host}:{self.config.port} 没有连接，系统会自动重连。",
                )
            )
        if not qos:
            await session.publish(topic, payload, 0, retain)
            return
        self._publishing += 1
        try:
            if not self._reading:
                self._steer()
            await session.publish(topic, payload, qos, retain)
        finally:
            self._publishing -= 1
            if self._full:
                self._steer()

    def _accepted(self, resumed: bool) -> None:
        if not resumed:
            self._acknowledgements.forget()
            self._unreleased.clear()
            self._parked.clear()
            for one in self._subscriptions:
                one.fresh = True

    def _arrived(
        self, topic: bytes, payload: bytes, qos: int, retain: bool, dup: bool, id: int, identifiers: tuple[int, ...]
    ) -> None:
        said, wanting = self._subscriptions.route(topic, identifiers)
        arrival = Arrival(said, payload, qos, retain, dup, id)
        if qos:
            if self._acknowledgements.received(arrival):
                arrival.open = 1  # until it is offered: a message that nobody wants is not done yet
                self._offer(arrival, identifiers)
        elif self._full and self._publishing:
            self.dropped += 1
        else:
            self._give(arrival, wanting)

    def _offer(self, arrival: Arrival, identifiers: tuple[int, ...]) -> None:
        """Give a message of QoS 1 or 2 to those who want it, or keep it until somebody does."""
        wanting = self._subscriptions.route(arrival.topic.encode(), identifiers)[1]
        if wanting or not self._persistent:
            self._give(arrival, wanting)
            self._acknowledgements.done(arrival)
        else:
            self._parked.append((arrival, identifiers))

    def _give(self, arrival: Arrival, wanting: list[Subscription]) -> None:
        for one in wanting:
            if arrival.retain and not one.fresh:
                continue
            arrival.open += 1
            one.put(arrival)
            self._waiting += 1
            self._bytes += len(arrival.payload)
        if self._full and self._reading:
            self._steer()

    @property
    def waiting(self) -> int:
        """Received messages that no node has taken yet."""
        return self._waiting

    @property
    def unclaimed(self) -> int:
        """Messages of the kept session that wait for a node that wants them."""
        return len(self._parked)

    @property
    def _full(self) -> bool:
        return self._waiting >= MOST_WAITING or self._bytes >= MOST_BYTES

    def _steer(self) -> None:
        """Read no more while too much waits; but an acknowledgement that a node waits for must come in."""
        if self._session is not None:
            self._reading = not self._full or self._publishing > 0
            self._session.reading(self._reading)

    def _acknowledge(self, id: int, qos: int) -> None:
        if self._session is not None:
            self._session.acknowledge(id, qos)

    def _cut(self, reason: Text) -> None:
        self._acknowledgements.cut()
        self._show(False, reason)
        self.lost(reason)

    def _show(self, connected: bool, reason: Text) -> None:
        for one in self._subscriptions:
            one.show(connected, reason)

    def _give_up_parked(self) -> None:
        """Nobody wants these: acknowledge them, or they would hold up all that comes after."""
        parked, self._parked = self._parked, []
        for arrival, _ in parked:
            self._acknowledgements.done(arrival)
        if parked:
            self.log.warning("no node wants these messages of the session", count=len(parked), topic=parked[0][0].topic)

    def _unsubscribe(self, topics: str) -> None:
        if topics not in self._subscriptions and self._session is not None:
            task = asyncio.get_running_loop().create_task(self._tell_unsubscribed(self._session, topics))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tell_unsubscribed(self, session: Session, topics: str) -> None:
        try:
            await session.unsubscribe(topics)
        except NotConnected:
            return  # it is not subscribed again
        self._give_up_parked()

    def _later(self, call: object, *given: object) -> None:
        """Call after the grace time, unless the link is closed before."""

        def due() -> None:
            self._timers.discard(timer)
            call(*given)  # type: ignore[operator]

        timer = asyncio.get_running_loop().call_later(GRACE, due)
        self._timers.add(timer)


def load_client() -> ModuleType:
    """gmqtt is imported when the first broker is opened, not at start."""
    from . import client

    return client


def outage_text(reason: Text) -> Text:
    """What a node shows while the broker is away."""
    return text(en=f"no connection to the broker: {pick(reason)}", zh=f"与 MQTT 服务器断开：{pick(reason, 'zh')}")
