"""Every metric by name, with its kind and what it says: docs/metrics.md is made from this table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Family(NamedTuple):
    kind: Literal["counter", "gauge", "summary", "histogram"]
    help: str
    labels: tuple[str, ...] = ()


NODE, WIRE, CONNECTION = ("flow", "node"), ("flow", "wire"), ("connection", "type")

NODES = {
    "sinterflow_flow_running": Family("gauge", "1 while the flow runs.", ("flow",)),
    "sinterflow_node_messages_total": Family("counter", "Messages that left an output of a node.", (*NODE, "port")),
    "sinterflow_node_received_total": Family("counter", "Messages that a node was given.", NODE),
    "sinterflow_node_errors_total": Family("counter", "Messages that a node failed on.", NODE),
    "sinterflow_node_processing_seconds": Family(
        "summary", "Processing time of a node, of the few messages that are timed.", NODE
    ),
    "sinterflow_source_open_deliveries": Family("gauge", "Messages of a source that are still under way.", NODE),
    "sinterflow_source_acknowledged_total": Family(
        "counter", "Messages that were acknowledged to the peer of a source.", NODE
    ),
}
WIRES = {
    "sinterflow_wire_messages_total": Family("counter", "Messages that entered the queue of a wire.", WIRE),
    "sinterflow_wire_depth": Family("gauge", "Messages that wait on a wire.", WIRE),
    "sinterflow_wire_bytes": Family("gauge", "Encoded size of the messages that wait on a wire.", WIRE),
    "sinterflow_wire_full": Family("gauge", "1 while a wire is full, so that its senders wait or drop.", WIRE),
    "sinterflow_wire_dropped_total": Family(
        "counter",
        "Messages that a wire's policy has removed, by reason: full (no room) or age (older than max_age).",
        (*WIRE, "reason"),
    ),
    "sinterflow_wire_latency_seconds": Family("gauge", "How long the last message waited on a wire.", WIRE),
    "sinterflow_wire_oldest_seconds": Family(
        "gauge", "How long the oldest message has been on a wire; of a durable one, until it is handled.", WIRE
    ),
    "sinterflow_wire_repeats_total": Family(
        "counter",
        "Messages that came a second time to a durable wire, known by their keys, and were not taken.",
        WIRE,
    ),
}
CONNECTIONS = {
    "sinterflow_connection_up": Family("gauge", "1 while the connection is open.", CONNECTION),
    "sinterflow_connection_opened_total": Family(
        "counter", "How often the connection was opened since the start: all but the first are reconnects.", CONNECTION
    ),
    "sinterflow_connection_outages_total": Family("counter", "How often the connection was lost.", CONNECTION),
    "sinterflow_connection_requests_failed_total": Family(
        "counter", "Requests to the peer (polls, publications) that got no proper answer.", CONNECTION
    ),
    "sinterflow_connection_request_seconds": Family(
        "histogram", "How long the peer took to answer a request (a poll, a publication).", CONNECTION
    ),
    "sinterflow_connection_clock_skew_seconds": Family(
        "gauge", "How far the clock of the peer is ahead of ours, where it tells its time.", CONNECTION
    ),
}
TRAY = {
    "sinterflow_dead_letters": Family("gauge", "Messages in the tray of dead letters."),
    "sinterflow_dead_letters_parked": Family("gauge", "Messages that wait for room in the tray; nothing moves on."),
    "sinterflow_messages_unhandled_total": Family("counter", "Messages that nothing handled since the start."),
}
JOURNAL = {
    "sinterflow_journal_stopped": Family("gauge", "1 while the journal cannot be written, so that nothing is taken."),
    "sinterflow_journal_commits_total": Family("counter", "Groups that the journal has written since the start."),
    "sinterflow_journal_records_total": Family("counter", "Records that the journal has written since the start."),
    "sinterflow_journal_commit_seconds": Family("histogram", "How long a group took to be on the disk."),
    "sinterflow_journal_group_records": Family("histogram", "Records in a group."),
    "sinterflow_journal_bytes": Family("gauge", "Encoded size of what the journal holds."),
    "sinterflow_journal_lost_records_total": Family("counter", "Records that damaged files have cost since the start."),
    "sinterflow_journal_damaged_files_total": Family("counter", "Damaged files set aside since the start."),
}
ENGINE = {
    "sinterflow_build_info": Family("gauge", "Always 1; versions of Sinterflow and Python.", ("version", "python")),
    "sinterflow_revision": Family("gauge", "The deployed revision of the project."),
    "sinterflow_event_loop_stall_seconds": Family(
        "gauge", "Longest time that the event loop was kept from turning, in the last minute or two."
    ),
    "sinterflow_event_loop_lag_seconds": Family("histogram", "How late the event loop came to look at its clock."),
    "sinterflow_gc_pause_seconds": Family(
        "histogram", "How long the garbage collector stopped everything, by generation.", ("generation",)
    ),
    "sinterflow_deploys_total": Family(
        "counter", "Deploys and roll-backs, by what became of them: done, refused, failed.", ("result",)
    ),
    "sinterflow_deploy_seconds": Family("histogram", "How long a deploy took that was done."),
    "sinterflow_nodes_restarted_total": Family("counter", "Nodes that deploys have started anew."),
    "sinterflow_flows_held": Family("gauge", "Flows that are held because of crashes."),
    "sinterflow_events_subscribers": Family("gauge", "Callers that are connected to /api/v1/events."),
    "sinterflow_log_lines_total": Family("counter", "Log lines by level.", ("level",)),
    "sinterflow_log_lines_left_out_total": Family("counter", "Lines left out because they came again and again."),
    "sinterflow_log_lines_lost_total": Family("counter", "Lines that could not be written fast enough."),
}
HTTP = {
    "sinterflow_http_requests_total": Family(
        "counter",
        "Requests by method, route and status; route `flow`: all paths that flows serve.",
        ("method", "route", "status"),
    ),
    "sinterflow_http_request_seconds": Family("histogram", "How long a route took to answer.", ("route",)),
}
GATEWAY = {
    "sinterflow_limit_state": Family("gauge", "0 while all is well, 1 for a warning, 2 when it bites.", ("limit",)),
    "sinterflow_limit_used_ratio": Family("gauge", "The worst share of a limit that is used.", ("limit",)),
    "sinterflow_disk_free_bytes": Family("gauge", "Room on the disk of the data folder."),
    "sinterflow_disk_full_seconds": Family("gauge", "Seconds until that disk is full if it goes on like this."),
    "sinterflow_memory_limit_bytes": Family("gauge", "What the process may take: machine, container or settings."),
    "sinterflow_clock_offset_seconds": Family("gauge", "How far the clock of the machine is ahead of the right time."),
    "sinterflow_clock_uncertainty_seconds": Family("gauge", "How far that may be wrong."),
    "sinterflow_clock_synchronised": Family("gauge", "1 while the machine keeps its clock in step with a time server."),
}
PROCESS = {
    "process_cpu_seconds_total": Family("counter", "Processor time of the process."),
    "process_resident_memory_bytes": Family("gauge", "Memory of the process."),
    "process_virtual_memory_bytes": Family("gauge", "Address space of the process."),
    "process_open_fds": Family("gauge", "Open files and sockets; on Windows handles."),
    "process_max_fds": Family("gauge", "Most open files and sockets; not on Windows."),
    "process_threads": Family("gauge", "Threads of the process."),
    "process_start_time_seconds": Family("gauge", "When the process was started, in seconds since 1970."),
}

SECTIONS: Mapping[str, Mapping[str, Family]] = {
    "Flows and nodes": NODES,
    "Wires with a queue": WIRES,
    "Connections": CONNECTIONS,
    "Dead letters": TRAY,
    "Journal": JOURNAL,
    "Engine": ENGINE,
    "HTTP": HTTP,
    "Limits, disk and clock": GATEWAY,
    "Process": PROCESS,
}
FAMILIES: Mapping[str, Family] = {name: family for part in SECTIONS.values() for name, family in part.items()}
