"""The systemd unit that `run --print-unit` prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ..portable import owner

UNIT = """\
# Save as /etc/systemd/system/sinterflow-{id}.service, then:
#   systemctl daemon-reload && systemctl enable --now sinterflow-{id}
# Own settings: systemctl edit sinterflow-{id}. Worth one on a small gateway: [Service] MemoryMax=1G
[Unit]
Description=Sinterflow: {id}
Wants=network-online.target
After=network-online.target time-sync.target
RequiresMountsFor={folders}
# It is started again for ever: a flow that crashes it three times within five minutes is held by itself.
StartLimitIntervalSec=0

[Service]
Type=notify
User={user}
WorkingDirectory={folder}
ExecStart={command}
# Takes new certificates at once; they are looked at each minute anyway.
ExecReload=/bin/kill -HUP $MAINPID
# Secrets, one NAME=value a line: SINTERFLOW_SECRET_BROKER=…
EnvironmentFile=-/etc/sinterflow/{id}.env
Restart=always
RestartSec=2
# A journal that was damaged is salvaged before the start is over.
TimeoutStartSec=300
# Longer than the 60 s after which a node that hangs is disabled and the process exits by itself.
WatchdogSec=90
# Longer than an orderly end takes when every part of it runs into its own limit (5 + 10 + 30 + 3 s).
TimeoutStopSec=60
LimitNOFILE=65536
UMask=0027

# It writes into these folders and nowhere else; one more: [Service] ReadWritePaths=/mnt/reports
ProtectSystem=strict
ReadWritePaths={folders}
ProtectHome=read-only
PrivateTmp=yes
# Devices stay: serial lines. Their group is often dialout: [Service] SupplementaryGroups=dialout
NoNewPrivileges=yes
CapabilityBoundingSet={capabilities}
AmbientCapabilities={capabilities}
LockPersonality=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
# MemoryDenyWriteExecute is not set: libraries that compile at run time need such memory.

[Install]
WantedBy=multi-user.target
"""
PRIVILEGED = 1024
"""Ports below need a right of their own."""


def unit(id: str, folder: Path, arguments: Sequence[str], *, data: Path, port: int, log: Path | None = None) -> str:
    """A unit that runs `sinterflow` with these arguments as the owner of `folder`, and lets it write there, in `data`
    and where `log` is."""
    writable = [folder]
    for other in (data, log.parent if log is not None else data):
        if not any(other.is_relative_to(one) for one in writable):
            writable.append(other)
    return UNIT.format(
        id=id,
        user=owner(folder) or "sinterflow",
        folder=_escaped(str(folder)),
        folders=" ".join(_quoted(str(one)) for one in writable),
        command=" ".join(_quoted(word).replace("$", "$$") for word in (*program(), *arguments)),
        capabilities="CAP_NET_BIND_SERVICE" if 0 < port < PRIVILEGED else "",
    )


def program() -> list[str]:
    """How this program is started, with full paths: the installed command beside the interpreter, else the module."""
    installed = Path(sys.executable).with_name("sinterflow")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "sinterflow.runtime.cli"]


def _escaped(word: str) -> str:
    return word.replace("%", "%%")


def _quoted(word: str) -> str:
    """One word of a list; in a command line `$` is doubled besides."""
    word = _escaped(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"' if not word or any(char in word for char in " \t'\"\\;#") else word
