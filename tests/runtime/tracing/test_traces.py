"""Traces: what a real OTLP receiver on loopback is sent."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sinterflow.runtime import Message, Node, text
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.flow.document import TracesDocument
from sinterflow.runtime.tracing.context import KEY, Place, header, place_of
from sinterflow.runtime.tracing.setup import make_tracer
from sinterflow.runtime.tracing.tracer import Tracer
from tests.runtime.api.front import BASE, Fail, Feed, Keep, Pass, flow, opened

ABOVE = Place(0x0AF7651916CD43DD8448EB211C80319C, 0x00F067AA0BA902B7)


class Sends(Node):
    """An asynchronous node that tells others of the trace."""

    type = "test.sends"
    title = text(en="Sends", zh="发送")

    async def receive(self, message: Message, port: str = "in") -> Message:
        await asyncio.sleep(0)
        message["sent"] = self.traceparent(message)
        return message


@contextmanager
def collector() -> Iterator[tuple[str, list[Any]]]:
    """Its endpoint, and the spans that it was sent."""
    spans: list[Any] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", spans
        finally:
            server.shutdown()
            thread.join()


LINE = flow(
    "line",
    {"feed": Feed, "pass": Pass, "sends": Sends, "keep": Keep, "fail": Fail},
    "feed>pass",
    "pass>sends",
    "sends>keep",
    "sends>fail",
)


def traced(share: float, *messages: dict[str, Any]) -> tuple[list[Any], list[Message]]:
    """The spans of a flow that was given these messages, and what arrived at its end."""

    async def main(endpoint: str) -> list[Message]:
        tracer = await asyncio.to_thread(make_tracer, TracesDocument(endpoint=endpoint, share=share), {})
        assert tracer is not None
        engine = {"make_program": partial(Compiled, tracer=tracer), "tracer": tracer}
        async with opened(LINE, engine=engine) as front:
            for message in ({}, *messages):  # the first compiles the regions
                given = await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=1m", {"message": message})
                assert given.status == 200
            seen: list[Message] = front.node("line", "keep").seen
        await asyncio.to_thread(tracer.close)
        return seen

    with collector() as (endpoint, spans):
        seen = asyncio.run(main(endpoint))
    return spans, seen


def test_a_message_is_one_trace_over_regions_and_queues_with_a_span_for_each_node() -> None:
    spans, seen = traced(1.0, {"payload": 1})
    (message,) = [one for one in seen if one["payload"] == 1]
    place = place_of(message, 1.0)
    assert place is not None
    own = [one for one in spans if int.from_bytes(one.trace_id, "big") == place.trace]
    names = [one.name for one in own]
    for name in ("line/feed:in", "line/pass", "line/sends", "line/keep", "line/fail"):
        assert name in names, names
    by_id = {one.span_id: one for one in own}
    (passed,) = [one for one in own if one.name == "line/pass"]
    above = by_id[passed.parent_span_id]
    assert above.start_time_unix_nano <= passed.start_time_unix_nano <= passed.end_time_unix_nano
    (sends,) = [one for one in own if one.name == "line/sends"]
    said = {one.key: one.value for one in sends.attributes}
    assert said["sinterflow.wire"].string_value == "pass:out>sends:in"
    assert said["sinterflow.waited"].double_value >= 0
    assert message["sent"].startswith(f"00-{place.trace:032x}-")


def test_a_message_that_came_with_a_trace_belongs_to_it() -> None:
    spans, seen = traced(0.0, {"payload": 1, KEY: header(ABOVE)}, {"payload": 2})
    assert {int.from_bytes(one.trace_id, "big") for one in spans} == {ABOVE.trace}
    assert {one.parent_span_id for one in spans} & {ABOVE.parent.to_bytes(8, "big")}
    assert [one["sent"] is not None for one in seen] == [False, True, False]


@given(st.text() | st.none() | st.integers(), st.text())
def test_any_header_is_understood_or_left_alone(given_: Any, id: str) -> None:
    place = place_of({KEY: given_, "_msgid": id}, 1.0)
    assert place is not None
    assert place_of({KEY: header(place)}, 0.0) == place
    assert place_of({"_msgid": id}, 0.0) is None


def test_what_is_sent_on_within_the_work_of_another_message_belongs_to_its_own_trace() -> None:
    tracer = Tracer(InMemorySpanExporter(), "test", 1.0)
    own = {"traceparent": header(ABOVE)}
    with tracer.span("another", Place(1, 2), {}):
        assert tracer.traceparent(own) == header(ABOVE)
    with tracer.span("its own", ABOVE, {}) as span:
        assert tracer.traceparent(own) == header(Place(ABOVE.trace, span.get_span_context().span_id))
    tracer.close()


def test_a_collector_that_does_not_answer_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.runtime.tracing.tracer.CLOSING", 0.1)
    answers = threading.Event()

    class Deaf(InMemorySpanExporter):
        def export(self, spans: Any) -> SpanExportResult:
            answers.wait(20)
            answers.set()
            return super().export(spans)

    tracer = Tracer(Deaf(), "test", 1.0)
    with tracer.span("x", ABOVE, {}):
        pass
    tracer.close()
    assert not answers.is_set()
    answers.set()


@pytest.mark.parametrize("flags", ["00", "02"])
def test_a_trace_that_is_not_sampled_is_not_taken_up(flags: str) -> None:
    assert place_of({KEY: f"00-{ABOVE.trace:032x}-{ABOVE.parent:016x}-{flags}", "_msgid": "x"}, 1.0) is None


def test_nothing_is_loaded_and_nothing_made_unless_somebody_wants_traces() -> None:
    assert make_tracer(None, {}) is None
    assert make_tracer(TracesDocument(), {}) is None
    assert make_tracer(None, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}) is None
    code = (
        "import sys; from sinterflow.runtime.tracing.setup import make_tracer; make_tracer(None, {}); "
        "print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_usual_variables_of_the_environment_count(monkeypatch: pytest.MonkeyPatch) -> None:
    with collector() as (endpoint, spans):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_TRACES_SAMPLER_ARG": "1"}
        tracer = make_tracer(None, environ)
        assert tracer is not None
        with tracer.span("one", ABOVE, {"key": "value"}):
            pass
        tracer.close()
        assert [one.name for one in spans] == ["one"]
    strange = make_tracer(TracesDocument(share=0.5), {**environ, "OTEL_TRACES_SAMPLER_ARG": "many"})
    assert strange is not None
    assert strange.share == 0.5
    strange.close()
