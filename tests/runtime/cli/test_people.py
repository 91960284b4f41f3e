"""`user` and `token`: the data folder changed from the command line, also while the project runs; and kills."""

from __future__ import annotations

import io
import json
import os
import random
import re
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flow.project import init_project
from sinterflow.runtime.security import audit, checkpoint
from sinterflow.runtime.security.security import Security
from tests.runtime.cli.running import Running, started

PASSWORD = "tall oak by the gate"
KILL_POINT = "people-before-commit"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "plant"
    init_project(folder)
    return folder


@pytest.fixture
def people(sinterflow: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`sinterflow …` in the project's folder, with a line on standard input."""

    def run(*arguments: str, typed: str = "") -> Any:
        monkeypatch.chdir(project)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        return sinterflow(*arguments)

    return run


def test_a_command_takes_its_project_as_last_argument_by_name_or_from_the_folder(
    sinterflow: Any, project: Path, people: Any
) -> None:
    other = project.parent / "other"
    init_project(other)
    assert people("user", "add", "li", "--generate").code == 0
    assert people("user", "add", "wu", str(other), "--generate").code == 0
    for command in (("user", "list"), ("user", "list", str(project)), ("user", "list", "--project", str(project))):
        assert [one["user"] for one in json.loads(people(*command, "--json").out)["items"]] == ["li"]
    assert "wu" in people("user", "list", "--project", str(other)).out
    for group in ("secret", "token", "station"):
        assert people(group, "list", str(other)).code == people(group, "list", "--project", str(other)).code == 0
    assert people("tls", "show", "--project", str(other)).code == 1
    two = people("user", "list", str(other), "--project", str(project))
    assert two.code == 2
    assert str(other) in two.err


def ask(process: Running, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(f"{process.url}/api/v1/{path}", data, sent, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            raw = answer.read()
            return answer.status, json.loads(raw) if raw else None, answer.headers
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read()), refused.headers


def log_in(process: Running, user: str, password: str) -> tuple[int, dict[str, str]]:
    """The status, and the headers with which the session goes on."""
    status, body, headers = ask(process, "POST", "login", {"user": user, "password": password})
    if status != 200:
        return status, {}
    return status, {"Cookie": headers["Set-Cookie"].partition(";")[0], "X-CSRF-Token": body["csrf"]}


def test_people_are_added_listed_changed_and_removed(people: Any) -> None:
    added = people("user", "add", "li", "--role", "operator:press", "--name", "Li Wei", typed=PASSWORD)
    assert (added.code, added.out) == (0, "")
    assert "li is added" in added.err
    made = people("user", "add", "boss", "--role", "admin", "--generate", "--final")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}\n", made.out)
    listed = json.loads(people("user", "list", "--json").out)["items"]
    assert [one["user"] for one in listed] == ["boss", "li"]
    assert listed[1]["grants"] == [{"role": "operator", "area": "press"}]
    assert people("user", "set", "li", "--role", "viewer", "--language", "zh").code == 0
    assert "Li Wei; viewer" in people("user", "list").out
    refused = people("user", "delete", "boss")
    assert (refused.code, "the last who can" in refused.err) == (1, True)
    assert people("user", "delete", "li").code == 0
    assert people("user", "reset", "li").code == 1


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["user", "add", "li", "--role", "boss"], PASSWORD, "there is no role boss"),
        (["user", "add", "li"], "short", "8 to 256 characters"),
        (["user", "add", "a b"], PASSWORD, "cannot be a user name"),
        (["user", "password", "wu"], PASSWORD, "there is no user wu"),
        (["token", "revoke", "x"], "", "there is no API token x"),
        (["token", "create", "x"], "", "give --right"),
    ],
)
def test_what_cannot_be_done_is_named(people: Any, arguments: list[str], typed: str, said: str) -> None:
    done = people(*arguments, typed=typed)
    assert done.code in (1, 2)
    assert said in done.err
    assert typed not in done.err or not typed


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "li", "--role", "operator:press", "--role", "viewer:oven", "--generate"),
        ("token", "create", "mes", "--right", "view", "--area", "press", "--area", "oven"),
        ("station", "add", "s1", "--area", "oven"),
    ],
)
def test_an_area_that_the_project_does_not_have_is_named(
    people: Any, project: Path, arguments: tuple[str, ...]
) -> None:
    document = json.loads((project / "project.json").read_text())
    document["settings"] = {"areas": {"press": {"flows": []}}}
    (project / "project.json").write_text(json.dumps(document))
    done = people(*arguments)
    assert done.code == 0
    warned = [line for line in done.err.splitlines() if line.startswith("warning")]
    assert warned == ["warning: the project has no area oven; known: press (settings.areas of project.json)"]


def test_the_first_start_makes_an_administrator_whose_password_is_to_be_changed(project: Path) -> None:
    with started("run", "plant", "--port", "0", "--headless", cwd=project.parent) as process:
        line = process.until("the token is in")
        process.until("Stop with")
        process.url = re.findall(r"http://\S+?(?=;)", line)[0]
        file, token_file = project / "data" / "initial-password", project / "data" / "start-token"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        password = file.read_text().strip()
        assert password not in process.output
        status, session = log_in(process, "admin", password)
        assert status == 200
        assert ask(process, "GET", "flows", **session)[0] == 403
        bearer = {"Authorization": f"Bearer {token_file.read_text().strip()}"}
        assert ask(process, "GET", "flows", **bearer)[0] == 200
        change = {"old": password, "new": PASSWORD}
        assert ask(process, "PUT", "me/password", change, **session)[0] == 204
        assert not file.exists()
        assert ask(process, "GET", "flows", **session)[0] == 200
        assert ask(process, "GET", "flows", **bearer)[0] == 401
        while token_file.exists():
            time.sleep(0.05)
        assert process.end() == 0
    with started("run", "plant", "--port", "0", cwd=project.parent) as again:
        again.url = again.until("Log in:").split()[-1]
        again.until("Stop with")
        assert not (project / "data" / "initial-password").exists()
        assert not token_file.exists()
        assert log_in(again, "admin", PASSWORD)[0] == 200


def test_a_running_project_notices_what_the_command_line_changes(people: Any, project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Log in:")
        process.until("Stop with")
        people("user", "add", "li", "--role", "viewer", "--final", typed=PASSWORD)
        token = people("token", "create", "mes", "--right", "view").out.strip()
        session: dict[str, str] = {}
        while not session:
            session = log_in(process, "li", PASSWORD)[1]
        bearer = {"Authorization": f"Bearer {token}"}
        while ask(process, "GET", "flows", **bearer)[0] != 200:
            time.sleep(0.05)
        people("user", "disable", "li")
        while ask(process, "GET", "flows", **session)[0] != 401:
            time.sleep(0.05)
        (one,) = json.loads(people("token", "list", "--json").out)["items"]
        people("token", "revoke", one["id"])
        while ask(process, "GET", "flows", **bearer)[0] != 401:
            time.sleep(0.05)
        assert process.end() == 0
    assert token not in process.output


def test_after_a_backup_of_a_running_project_its_databases_are_still_shared(people: Any, project: Path) -> None:
    with started("run", "plant", "--port", "0", cwd=project.parent) as process:
        process.until("Log in:")
        process.until("Stop with")
        logs = [project / "data" / f"{name}.db-wal" for name in ("security", "history", "journal")]
        assert people("backup", str(project.parent / "one.sfbackup")).code == 0
        before = [log.stat().st_ino for log in logs]
        people("user", "add", "li", "--role", "viewer", "--final", typed=PASSWORD)
        assert people("verify").code == 0
        assert [log.stat().st_ino for log in logs] == before
        while log_in(process, "li", PASSWORD)[0] != 200:
            time.sleep(0.05)
        assert people("backup", str(project.parent / "two.sfbackup")).code == 0
        assert process.end() == 0


CHANGES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import msgspec
from sinterflow.runtime.security.audit import Entry
from sinterflow.runtime.security.granted import EVERYTHING
from sinterflow.runtime.security.managing import change_person
from sinterflow.runtime.security.people import Grant
from sinterflow.runtime.security.security import Security

security = Security(Path(sys.argv[1]), lambda: datetime.now(UTC))

def work(db, note):
    number = int(db.execute("select title from people where name = 'li'").fetchone()[0] or 0) + 1
    grants = tuple(Grant("operator", f"area-{n}") for n in range(number % 5))
    with_next = lambda one: msgspec.structs.replace(one, title=str(number), grants=grants)
    before, after = change_person(db, EVERYTHING, "li", with_next)
    note(Entry(author="local", action="user.change", target="li", before=before.audited(), after=after.audited()))

print("ready", flush=True)
while True:
    security.change_now(work)
"""


@pytest.mark.parametrize("how", ["at the worst moment", "at any moment"])
def test_a_kill_while_people_are_changed_leaves_the_old_or_the_new_never_a_mix(
    people: Any, project: Path, how: str
) -> None:
    people("user", "add", "li", "--role", "viewer", "--generate")
    data, chance = project / "data", random.Random(how)
    for number in range(1, 5):
        environment = dict(os.environ)
        if how == "at the worst moment":
            environment["SINTERFLOW_FAULT_POINT"] = f"{KILL_POINT}:{number * 3}"
        command = [sys.executable, "-c", CHANGES, str(data)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if how == "at any moment":
                time.sleep(chance.uniform(0.01, 0.2))
                process.kill()
            process.wait(timeout=60)
        security = Security(data, lambda: datetime.now(UTC))
        person = security.directory.known.people["li"]
        (entry,) = security.store.read(lambda db: audit.page(db, None, 1, audit.Sought(target="li")))
        assert entry.entry.after == person.audited()  # the last change is whole, with its entry
        assert security.store.read(lambda db: checkpoint.verify(db, data)).whole
        security.close()
    assert int(person.title) > 0
