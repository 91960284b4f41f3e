"""The processes of runs: they end with their time, their caller and their parent, and disturb nobody."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sinterflow.runtime.flow.project import Project
from sinterflow.runtime.recording.keeper import Keeper
from sinterflow.runtime.recording.request import Asked, packed
from sinterflow.runtime.recording.runs import RunFailed, Runs
from tests.runtime.api.front import BASE
from tests.runtime.recording.plant import Plant, limit_flow, plant
from tests.runtime.recording.test_keeping import lines, recording


def flow(code: str) -> dict[str, Any]:
    """A function in the middle."""
    return {
        "format": 1,
        "id": "line",
        "nodes": {
            "in": {"type": "core.inject"},
            "do": {"type": "core.function", "config": {"code": code, "budget": "1h"}},
            "seen": {"type": "core.debug"},
        },
        "wires": [["in", "do"], ["do", "seen"]],
    }


ENDLESS = flow("while True: pass")


def asked(folder: Path, document: dict[str, Any], **more: Any) -> Asked:
    """A request for one recorded message."""
    file = Keeper(folder / "r.db")
    file.write(lines(1), {"r": recording()}, 0.0)
    file.close()
    return Asked(
        project=Project(None),
        documents=[json.dumps(document).encode()],
        path=folder / "r.db",
        recording="r",
        places=["line"],
        fed=frozenset([0]),
        **more,
    )


def running(folder: Path) -> list[int]:
    """The processes of runs that were started in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                named = b"sinterflow.runtime.recording.child" in (entry / "cmdline").read_bytes()
                if named and (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue  # it has just ended
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_run_that_takes_too_long_is_ended(here: Path) -> None:
    async def main() -> None:
        with pytest.raises(RunFailed, match=r"not done within 1\.5 seconds"):
            await Runs().run(request, 1.5)

    request = asked(here, ENDLESS)
    asyncio.run(main())
    assert running(here) == []


def test_code_that_ends_the_process_is_said(here: Path) -> None:
    async def main() -> None:
        with pytest.raises(RunFailed, match="ended early"):
            await Runs().run(request, 30)

    request = asked(here, flow("import os\nos._exit(3)"))
    asyncio.run(main())


def test_a_run_that_needs_too_much_memory_fails_alone(here: Path) -> None:
    async def main() -> None:
        answer = json.loads(await Runs().run(request, 30))
        assert "MemoryError" in answer["errors"][0]["message"]

    request = asked(here, flow("msg['payload'] = bytearray(4 * 1024 ** 3)\nreturn msg"), memory=2 * 1024**3)
    asyncio.run(main())


def test_what_nodes_print_is_no_part_of_the_answer(here: Path) -> None:
    async def main() -> None:
        assert json.loads(await Runs().run(request, 30))["sinks"]["seen"]["count"] == 1

    request = asked(here, flow("print('answer')\nimport os\nos.write(1, b'failed')\nreturn msg"))
    asyncio.run(main())


def test_a_run_ends_with_the_process_that_asked(here: Path) -> None:
    request = packed(asked(here, ENDLESS))
    command = [sys.executable, "-m", "sinterflow.runtime.recording.child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(request)
        child.stdin.flush()
        assert child.poll() is None
        child.stdin.close()
        assert child.wait(timeout=60) == 0


async def recorded(front: Plant) -> str:
    id = await front.record()
    await front.send("in", 1)
    return id


async def begun(folder: Path, count: int = 1) -> None:
    while len(await asyncio.to_thread(running, folder)) < count:
        """A process says nothing when it begins."""


async def ended(folder: Path) -> None:
    while await asyncio.to_thread(running, folder):
        """And nothing when it ends."""


def test_a_run_ends_when_its_caller_leaves(here: Path) -> None:
    async def main() -> None:
        async with plant(here, limit_flow()) as front:
            body = {"recording": await recorded(front), "flow": "line", "document": ENDLESS}
            headers = {"Authorization": f"Bearer {front.runtime.token}"}
            async with aiohttp.ClientSession(headers=headers) as session:
                call = asyncio.create_task(session.post(URL(f"{front.server.url}{BASE}/replay"), json=body))
                await begun(here)
                call.cancel()
            await ended(here)

    asyncio.run(main())


def test_more_runs_than_may_be_are_refused_and_none_outlives_the_server(here: Path) -> None:
    async def main() -> None:
        async with plant(here, limit_flow()) as front:
            body = {"recording": await recorded(front), "flow": "line", "document": ENDLESS}
            calls = [asyncio.create_task(front.post(f"{BASE}/replay", body)) for _ in range(2)]
            await begun(here, 2)
            refused = await front.post(f"{BASE}/replay", body)
            assert (refused.status, refused.codes, refused.headers["Retry-After"]) == (503, ["run-busy"], "5")
            await front.server.stop()
            await ended(here)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    asyncio.run(main())


def test_a_killed_run_is_said_and_the_next_one_works(here: Path) -> None:
    async def main() -> None:
        async with plant(here, limit_flow()) as front:
            id = await recorded(front)
            body = {"recording": id, "flow": "line", "document": ENDLESS}
            call = asyncio.create_task(front.post(f"{BASE}/replay", body))
            await begun(here)
            os.kill((await asyncio.to_thread(running, here))[0], signal.SIGKILL)
            answer = await call
            assert (answer.status, answer.codes) == (422, ["run-failed"])
            assert "SIGKILL" in answer.json["detail"]
            assert (await front.replay(id))["records"] == 1

    asyncio.run(main())
