"""What this process takes of the machine, on every platform."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property

import psutil

from .histogram import Sample


class Process:
    """Asked now and then, in a thread: the system answers through files."""

    @cached_property
    def _process(self) -> psutil.Process:
        return psutil.Process()

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(self._process.memory_info().rss)

    @property
    def files(self) -> int:
        """Open files and sockets, on Windows handles."""
        if sys.platform == "win32":
            return int(self._process.num_handles())
        return int(self._process.num_fds())

    @property
    def most_files(self) -> int | None:
        """None where there is no such limit."""
        if sys.platform == "win32":
            return None
        import resource

        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return None if soft == resource.RLIM_INFINITY else soft

    def samples(self) -> Iterator[Sample]:
        """Its metrics, by the names that Prometheus has for them."""
        try:
            with self._process.oneshot():
                cpu, memory = self._process.cpu_times(), self._process.memory_info()
                yield Sample("process_cpu_seconds_total", {}, round(cpu.user + cpu.system, 3))
                yield Sample("process_resident_memory_bytes", {}, memory.rss)
                yield Sample("process_virtual_memory_bytes", {}, memory.vms)
                yield Sample("process_open_fds", {}, self.files)
                yield Sample("process_threads", {}, self._process.num_threads())
                yield Sample("process_start_time_seconds", {}, self._process.create_time())
        except psutil.Error:  # a hardened machine hides /proc
            return
        if self.most_files is not None:
            yield Sample("process_max_fds", {}, self.most_files)
