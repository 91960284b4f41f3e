"""Whether traces are wanted: the usual OTEL_ variables of the environment, or `settings.traces` of the project."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog

from ..flow.document import TracesDocument

if TYPE_CHECKING:
    from .tracer import Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_log: Any = structlog.get_logger("sinterflow.tracing")


def make_tracer(settings: TracesDocument | None, environ: Mapping[str, str] = os.environ) -> Tracer | None:
    """None when nobody wants traces, or the extra `otel` is not installed. Blocks: the library is loaded here."""
    wanted = any(environ.get(name) for name in ENDPOINTS) or (settings is not None and settings.endpoint)
    if not wanted or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        from .tracer import Tracer
    except ImportError as error:
        _log.warning("no traces: install the extra, pip install 'sinterflow[otel]'", error=str(error))
        return None
    endpoint = settings.endpoint if settings is not None else ""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces") if endpoint else OTLPSpanExporter()
    return Tracer(exporter, environ.get("OTEL_SERVICE_NAME") or "sinterflow", _share(settings, environ))


def _share(settings: TracesDocument | None, environ: Mapping[str, str]) -> float:
    """Of messages, from 0 to 1. OTEL_TRACES_SAMPLER_ARG goes before the settings."""
    said = environ.get("OTEL_TRACES_SAMPLER_ARG", "")
    try:
        return min(1.0, max(0.0, float(said)))
    except ValueError:
        if said:
            _log.warning("OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1", value=said)
        return settings.share if settings is not None else TracesDocument().share
