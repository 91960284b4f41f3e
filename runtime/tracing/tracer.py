"""Makes spans: one for each region that a traced message runs through, one for each node, one for each queue hop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, Status, StatusCode, TraceFlags

from ..message import Message
from .context import Place, header, place_of

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

CLOSING = 3.0
"""Seconds for what waits to be sent at the end."""
SAMPLED = TraceFlags(TraceFlags.SAMPLED)
Mark = tuple[str | None, float]


class Tracer:
    """`share` of the messages are traced, chosen by their ids: the same at every hop. Used on the event loop."""

    def __init__(self, exporter: SpanExporter, service: str, share: float) -> None:
        self.share = share
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("sinterflow")
        self._ahead = time.time_ns() - time.perf_counter_ns()
        self._open: list[Span] = []

    def place(self, message: Message) -> Place | None:
        return place_of(message, self.share)

    def traceparent(self, message: Message) -> str | None:
        """What goes with a message to others, so that their spans are below ours; None when it is not traced."""
        place = self.place(message)
        if place is None:
            return None
        above = self._open[-1].get_span_context() if self._open else None
        own = above is not None and above.trace_id == place.trace  # else the span is that of another message
        return header(Place(place.trace, above.span_id) if above is not None and own else place)

    @contextmanager
    def span(self, name: str, place: Place, attributes: Mapping[str, Any], began: int | None = None) -> Iterator[Span]:
        """Around work that does not wait; what is begun within is below it."""
        span = self.begin(name, place, attributes, began)
        self._open.append(span)
        try:
            yield span
        except BaseException as error:
            self.failed(span, type(error).__name__)
            raise
        finally:
            self._open.pop()
            span.end()

    def begin(self, name: str, place: Place, attributes: Mapping[str, Any], began: int | None = None) -> Span:
        """A span that somebody else ends. `began`: in nanoseconds since 1970, now by default."""
        above = self._open[-1].get_span_context() if self._open else None
        if above is None or above.trace_id != place.trace:
            above = SpanContext(place.trace, place.parent, is_remote=True, trace_flags=SAMPLED)
        context = trace.set_span_in_context(NonRecordingSpan(above))
        return self._tracer.start_span(name, context=context, attributes=dict(attributes), start_time=began)

    def failed(self, span: Span, why: str) -> None:
        span.set_status(Status(StatusCode.ERROR, why))

    def nodes(self, flow: str, place: Place, marks: list[Mark]) -> None:
        """Spans of nodes, from the marks of a timed region: who had the word from when on."""
        for (node, since), (_, until) in pairwise(marks):
            if node is not None:
                attributes = {"sinterflow.flow": flow, "sinterflow.node": node}
                span = self.begin(f"{flow}/{node}", place, attributes, self.wall(since))
                span.end(self.wall(until))

    def wall(self, seconds: float) -> int:
        """A moment of `perf_counter` in nanoseconds since 1970."""
        return int(seconds * 1e9) + self._ahead

    def close(self) -> None:
        """Send what waits, for some seconds at most: a collector that is away must not hold up the end. Blocks."""
        ending = threading.Thread(target=self._provider.shutdown, name="traces", daemon=True)
        ending.start()
        ending.join(CLOSING)
