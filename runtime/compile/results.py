"""What a node gave back, as messages for ports: one reading for the interpreter, generated code and pumps."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..delivery import Delivery
from ..errors import SinterflowError
from ..host import Out
from ..joined import joined
from ..message import Message, copy_message
from ..text import text

if TYPE_CHECKING:
    from ..running import RunningNode

Emit = Callable[[str, Message, Delivery, bool], None]
"""Takes what leaves a port; the last argument: nobody else has any part of the message."""


def hand_on(node: RunningNode, sent: Any, delivery: Delivery, emit: Emit) -> None:
    """Give each message of a result to `emit`, under the deliveries it was made from.

    Raises SinterflowError when the result is not what a node may give back; nothing of it has been sent then.
    """
    if sent is None:
        return
    if type(sent) is dict:
        emit(node.default_port, sent, delivery, True)
        return
    sent = drawn(sent)
    try:
        outs = list(_checked(node, sent))
    except SinterflowError:
        _drop(sent)
        raise
    alone = len(outs) == 1  # several may share parts with each other
    # all of them before the first is sent: several may be made from the same message
    own = [joined(out.kept) if out.kept else None for out in outs]
    try:
        for (port, message, _), under in zip(outs, own, strict=True):
            emit(port, message, under or delivery, alone)
    finally:  # after all: no delivery may stay open for ever when `emit` itself broke
        for under in own:
            if under is not None:
                under.end()


def _drop(sent: Any) -> None:
    """Nothing of this result is sent: the deliveries in it end here."""
    for out in [sent] if isinstance(sent, Out) else sent if isinstance(sent, list | tuple) else ():
        for one in out.kept if isinstance(out, Out) else ():
            one.drop()


def drawn(sent: Any) -> Any:
    """What a generator gives, each message as it was when it was given; anything else as it is."""
    if not isinstance(sent, Generator):
        return sent
    return [out._replace(message=copy_message(out.message)) if isinstance(out, Out) else out for out in sent]


def _checked(node: RunningNode, sent: Iterable[Any]) -> Iterator[Any]:
    seen: set[int] = set()
    if isinstance(sent, Out):
        sent = [sent]
    for out in _listed(node, sent):
        if not isinstance(out, Out) or type(out.message) is not dict:
            raise _not_a_result(node, out)
        if out.port not in node.ports:
            from ..node_host import unknown_port

            raise SinterflowError(unknown_port(node.id, out.port, node.ports))
        if id(out.message) in seen:
            out = out._replace(message=copy_message(out.message))
        seen.add(id(out.message))
        yield out


def _listed(node: RunningNode, sent: Any) -> Iterable[Any]:
    if isinstance(sent, str | bytes) or not hasattr(sent, "__iter__"):
        raise _not_a_result(node, sent)
    return list(sent)


def _not_a_result(node: RunningNode, given: Any) -> SinterflowError:
    kind = type(given).__name__
    return SinterflowError(
        text(
            en=f"node {node.id} gave back a {kind}; a node gives back nothing, a message (dict) or Out(port, message)",
            zh=f"节点 {node.id} 返回了 {kind}；节点只能返回空、一条消息（dict）或 Out(port, message)",
        )
    )
