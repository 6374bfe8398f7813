"""Every conformance row holds for this server: all on SQLite, those about stored facts on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Section, examine
from qqdesk.conformance.rows import SECTIONS
from qqdesk.conformance.rows.admin import harmless_requests
from qqdesk.protocol.commands import REQUESTS
from tests.helpers.conformance import a_fixture
from tests.helpers.postgres import Cluster
from tests.helpers.server import add_user, md5, running_server

ROWS = {row.key: row for section in SECTIONS for row in section.rows if row.key != "change.limit"}
"""All rows but the one that needs a server with RECALL=0."""
WITHOUT_STORE = ("http.", "form.", "text.", "error.")


@contextmanager
def a_served_fixture(folder: Path, *arguments: str) -> Iterator[Fixture]:
    with (
        running_server(folder, arguments=("--no-announce", "--invites", "all", *arguments)) as server,
        a_fixture(server.address) as fixture,
    ):
        yield fixture


@pytest.fixture(scope="module")
def served(store: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Fixture]:
    arguments: list[str] = []
    with ExitStack() as stack:
        if store == "postgres":
            cluster: Cluster = request.getfixturevalue("postgres")
            files = str(tmp_path_factory.mktemp("files"))
            arguments = ["--database", stack.enter_context(cluster.database()), "--files-folder", files]
        yield stack.enter_context(a_served_fixture(tmp_path_factory.mktemp("server"), *arguments))


def assert_holds(fixture: Fixture, key: str) -> None:
    (outcome,) = examine(fixture, [Section("", [ROWS[key]])])
    assert outcome.verdict is Verdict.HOLDS, outcome.seen


@pytest.mark.stores("sqlite", "postgres")
@pytest.mark.parametrize("key", [key for key in ROWS if not key.startswith(WITHOUT_STORE)])
def test_row(served: Fixture, key: str) -> None:
    assert_holds(served, key)


@pytest.mark.parametrize("key", [key for key in ROWS if key.startswith(WITHOUT_STORE)])
def test_row_about_no_stored_fact(served: Fixture, key: str) -> None:
    assert_holds(served, key)


def test_an_administrator_answers_requests_to_come_in(tmp_path: Path) -> None:
    """These rows need registration by invitation; the other tests have open registration."""
    people = [(number, md5("secret")) for number in (20001, 20002)]
    with running_server(tmp_path, arguments=("--no-announce", "--registration", "invite")) as server:
        for number, _ in people:
            add_user(server.folder, number)
        assert cli.main(["user", "admin", "20001", "--data-dir", str(server.folder)]) == 0
        with a_fixture(server.address, accounts=people) as fixture:
            for key in ("invite.form", "invite.joins", "invite.ended", "invite.ask"):
                assert_holds(fixture, key)
            for key in ("place.classic", "place.administrators", "place.ban", "place.last", "place.reset"):
                assert_holds(fixture, key)


def test_every_command_of_administrators_is_tried() -> None:
    tried = {type(request) for request in harmless_requests(10001)}
    assert tried == {request for request in REQUESTS if request.ADMIN}
