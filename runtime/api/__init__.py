"""The HTTP and WebSocket face of the runtime: one resource a file, put together by `app.build_app`."""
