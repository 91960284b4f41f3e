"""Traces in the form of OpenTelemetry: which way a message took, and where it took long. Off, it costs nothing."""
