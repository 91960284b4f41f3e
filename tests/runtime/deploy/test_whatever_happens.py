"""Whatever people do in whatever order, here and on disk, and whenever the process dies: nothing of theirs is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sinterflow.runtime.deploy.candidate import Candidate, Order, candidate, judged
from sinterflow.runtime.deploy.desk import Desk, Precondition
from tests.runtime.flow.kinds import flow, registry, work, write_project

NOW = datetime(2026, 1, 1, tzinfo=UTC)
IDS = ("a", "b")
KNOWN = registry()

Said = str | None
"""What a flow says: its description; None: there is no such flow."""


class Plant:
    """A project under the hands of several people, and beside it what each of them would expect."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_project(folder, {"project.json": {"format": 1}, **{f"flows/{id}.json": document(id, "0") for id in IDS}})
        self.desk = Desk(folder, KNOWN, folder / "data")
        self.deployed: list[dict[str, Said]] = [dict.fromkeys(IDS, "0")]
        self.saved: dict[str, Said] = {}
        self.by_hand: dict[str, Said] = {}
        """What somebody wrote on disk that nobody has deployed or discarded."""
        self.new: set[str] = set()
        """What was new when somebody wrote it on disk."""
        self.over: dict[str, Said] = {}
        """What was written on disk and then knowingly saved over."""

    def file(self, id: str) -> Path:
        return self.folder / "flows" / f"{id}.json"

    def save(self, id: str, said: Said) -> None:
        if said is None and self.now(id) is None:
            return
        data = json.dumps(document(id, said)).encode() if said is not None else None
        if id not in self.saved and id in self.by_hand:
            self.over[id] = self.by_hand[id]
        self.desk.save(f"flows/{id}.json", data, "li", NOW, Precondition(new=self.now(id) is None))
        self.saved[id] = said
        if said == self.deployed[-1][id]:
            self._take_places()
            self._forget(id)

    def write(self, id: str, said: Said) -> None:
        if self.deployed[-1][id] is None and id not in self.by_hand:
            self.new.add(id)
        if said is None:
            self.file(id).unlink(missing_ok=True)
            if id in self.new:  # who takes his own new file away again has deleted nothing that was deployed
                self.by_hand.pop(id, None)
                return
        else:
            self.file(id).write_text(json.dumps(document(id, said), indent=3))
        self.by_hand[id] = said
        if said == self.deployed[-1][id]:
            del self.by_hand[id]

    def discard(self, id: str) -> None:
        self.desk.discard(f"flows/{id}.json", Precondition())
        if id in self.saved:
            self._forget(id)
        else:
            self.by_hand.pop(id, None)

    def deploy(self) -> None:
        self._keep(candidate(self.desk, Order(revision=self.desk.head.number), "li"))
        self.deployed.append({id: self.now(id) for id in IDS})
        self._take_places()
        self.by_hand = {id: said for id, said in self.by_hand.items() if id in self.saved}
        for id in list(self.saved):
            self._forget(id)
        self._settle()

    def roll_back(self, number: int) -> None:
        number %= len(self.deployed)
        revision = self.desk.history.get(number + 1)
        assert revision is not None
        self._keep(judged(self.desk, self.desk.files_of(revision), {}))
        self.deployed.append(self.deployed[number])
        self._settle()

    def die(self) -> None:
        self.desk.history.close()
        self.desk = Desk(self.folder, KNOWN, self.folder / "data")

    def now(self, id: str) -> Said:
        """What its draft says, or what is deployed."""
        for drafts in (self.saved, self.by_hand):
            if id in drafts:
                return drafts[id]
        return self.deployed[-1][id]

    def check(self) -> None:
        self.new &= self.by_hand.keys()
        drafts = self.desk.drafts()
        for id in IDS:
            name, deployed = f"flows/{id}.json", self.deployed[-1][id]
            assert said_by(self.desk.contents.get(name)) == deployed
            draft = drafts.get(name)
            assert (draft is not None) == (id in self.saved or id in self.by_hand), id
            assert draft is None or said_by(draft.data) == self.now(id)
            if id in self.by_hand:
                on_disk = self.file(id).read_bytes() if self.file(id).exists() else None
                assert said_by(on_disk) == self.by_hand[id]

    def _keep(self, made: Candidate) -> None:
        revision = made.revision(self.desk.head.number + 1, "li", NOW, "", self.desk.head)
        self.desk.commit(revision, made.contents, made.drafts)
        self.desk.adopt(made.opened)
        assert self.desk.finish(made.names, made.drafts.values()) == []

    def _forget(self, id: str) -> None:
        self.saved.pop(id, None)
        self.over.pop(id, None)

    def _take_places(self) -> None:
        """Drafts that are deployed, or say what is, take the places on disk of what they were saved over."""
        for id in IDS:
            said = self.deployed[-1][id]
            if (
                id in self.by_hand
                and id in self.over
                and self.saved.get(id) == said
                and self.over[id] == self.by_hand[id]
            ):
                del self.by_hand[id]

    def _settle(self) -> None:
        """What says what is deployed is no draft."""
        for id, said in self.deployed[-1].items():
            if id in self.saved and self.saved[id] == said:
                self._forget(id)
            if id in self.by_hand and self.by_hand[id] == said:
                del self.by_hand[id]


def document(id: str, said: str) -> dict[str, object]:
    return {**flow({"n": work()}), "id": id, "description": said}


def said_by(data: bytes | None) -> Said:
    return None if data is None else str(json.loads(data)["description"])


def steps() -> SearchStrategy[list[tuple[str, str, Said]]]:
    what = st.sampled_from(("save", "write", "discard", "deploy", "roll_back", "die"))
    return st.lists(st.tuples(what, st.sampled_from(IDS), st.sampled_from(("0", "1", "2", "3", None))), max_size=14)


@settings(max_examples=60)
@given(steps())
@example([("save", "a", "1"), ("roll_back", "a", "0"), ("deploy", "a", "1"), ("roll_back", "a", "1")])
@example([("save", "a", "1"), ("write", "a", "0"), ("deploy", "a", "0"), ("write", "a", "0")])
def test_what_somebody_wrote_is_deployed_drafted_or_still_there(steps: list[tuple[str, str, Said]]) -> None:
    with TemporaryDirectory() as folder:
        plant = Plant(Path(folder))
        for what, id, said in steps:
            if what in ("save", "write"):
                getattr(plant, what)(id, said)
            elif what == "discard":
                plant.discard(id)
            elif what == "roll_back":
                plant.roll_back(len(str(said)))
            else:
                getattr(plant, what)()
            plant.check()
        plant.die()
        plant.check()
        plant.desk.close()
