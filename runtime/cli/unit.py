"""The systemd unit that `run --print-unit` prints."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

UNIT = """\
# Save as /etc/systemd/system/sinterflow-{id}.service, then:
#   systemctl daemon-reload && systemctl enable --now sinterflow-{id}
[Unit]
Description=Sinterflow: {id}
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
Type=notify
User={user}
WorkingDirectory={folder}
ExecStart={command}
# Takes new certificates at once; they are looked at each minute anyway.
ExecReload=/bin/kill -HUP $MAINPID
# Secrets, one NAME=value a line: SINTERFLOW_SECRET_BROKER=…
EnvironmentFile=-/etc/sinterflow/{id}.env
Restart=on-failure
RestartSec=2
# Longer than the 60 s after which a node that hangs is disabled and the process exits by itself.
WatchdogSec=90
TimeoutStopSec=45
LimitNOFILE=65536
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full

[Install]
WantedBy=multi-user.target
"""


def unit(id: str, folder: Path, arguments: Sequence[str]) -> str:
    """A unit that runs `sinterflow` with these arguments as the owner of `folder`."""
    command = " ".join(_quoted(word) for word in (*program(), *arguments))
    return UNIT.format(id=id, user=_owner(folder), folder=_escaped(str(folder)), command=command)


def program() -> list[str]:
    """How this program is started, with full paths: the installed command beside the interpreter, else the module."""
    installed = Path(sys.executable).with_name("sinterflow")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "sinterflow.runtime.cli"]


def _owner(folder: Path) -> str:
    try:
        return folder.owner()
    except (KeyError, NotImplementedError):
        return "sinterflow"


def _escaped(word: str) -> str:
    return word.replace("%", "%%")


def _quoted(word: str) -> str:
    word = _escaped(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{word}"' if any(char in word for char in " \t'\"\\;") else word
