"""Today's server opens the data of all versions since 1, and people find all of it again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qqdesk.client.client import Client
from qqdesk.client.errors import LoginRefusedError
from qqdesk.protocol import admin_commands, device_commands, log_commands
from qqdesk.protocol.account_data import BlockList, GetValues
from qqdesk.protocol.commands import ListRequests
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.info_commands import GetInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.place_commands import ListInvitations, ListJoinRequests
from qqdesk.protocol.room_commands import JoinRule, ListRooms, RoomInfo, RoomRole
from qqdesk.protocol.waiting_message import WaitingMessage
from qqdesk.server.storage import postgres, schema, sqlite
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.helpers import stored_data
from tests.helpers.clock import START_MS, FakeClock
from tests.helpers.server import LocalServer, local_server
from tests.helpers.stored_data import (
    BEFORE,
    CONTENT,
    FIVE,
    FOUR,
    ONE,
    PICTURE,
    RECALLED,
    SENT_VALUES,
    THREE,
    TO_ONE,
    TO_ROOM,
    TO_TWO,
    TWO,
    signed_in,
)  # fmt: skip
from tests.helpers.uploads import FileClient, NewUpload

pytestmark = [
    pytest.mark.stores("sqlite", "postgres"),
    pytest.mark.parametrize("version", range(1, schema.VERSION + 1)),
]


def fill_postgres(version: int, url: str) -> None:
    with closing(postgres.connect(url, "test")) as db:
        db.connection.execute((stored_data.FOLDER / f"postgres-{version}.sql").read_bytes())


@pytest.fixture
def server(store: str, version: int, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LocalServer]:
    """Run today's server on stored data. It is a minute after that was stored: invitations are valid."""
    folder = stored_data.unpack(stored_data.FOLDER / f"server-{version}.zip", tmp_path / "server")
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        (last,) = db.execute("SELECT max(time) FROM entries").fetchone()
    clock = FakeClock()
    clock.passed = 60 + (last - START_MS) / 1000
    settings = stored_data.SETTINGS
    if store == "postgres":
        url = request.getfixturevalue("database_url")
        fill_postgres(version, url)
        settings = replace(settings, database=url, files_folder=str(folder / "files"))
    with local_server(tmp_path, folder=folder, settings=settings, clock=clock) as running:
        running.daemon.core.store.time = lambda _: clock.now()
        yield running


def log(client: Client, peer: int) -> list[WaitingMessage]:
    return list(client.request(log_commands.GetLog(peer)).messages)


def test_messages_and_files_are_there(server: LocalServer) -> None:
    with signed_in(server, ONE) as one, signed_in(server, TWO) as two:
        found = {row.client_id: row for row in log(one, TWO)}
        texts = {id: found[id].text for id in (BEFORE, TO_TWO, TO_ONE, PICTURE, RECALLED)}
        assert texts == {
            BEFORE: "before the history", TO_TWO: "one to two, edited", TO_ONE: "an answer", PICTURE: "a cat",
            RECALLED: "",
        }  # fmt: skip
        assert found[TO_ONE].ref == MessageRef(ONE, TO_TWO)
        changes = [(row.kind, row.ref and row.ref.client_id, row.text) for row in found.values()]
        assert (MessageKind.REACTED, TO_TWO, "👍") in changes
        assert (MessageKind.EDITED, TO_TWO) in [change[:2] for change in changes]
        assert (MessageKind.READ, PICTURE) in [change[:2] for change in changes]
        assert "to an old client" in [row.text for row in log(one, THREE)]
        assert "from an old client" in [row.text for row in log(one, THREE)]
        # The conversation goes on, and a repeat of an old message is recognised.
        again = one.send_message(TWO, "one to two, 一", TO_TWO)
        assert again.id == found[TO_TWO].id
        two.send_message(ONE, "a new one", "9" * 32)
        assert log(one, TWO)[-1].text == "a new one"
    files = FileClient(server, TWO)
    assert files.download(NewUpload(CONTENT, "cat.png", PICTURE)) == CONTENT
    assert files.get(files.token(NewUpload(CONTENT, "cat.png", PICTURE), THUMB=1)).body == b"small"


def test_rooms_are_there(server: LocalServer) -> None:
    with signed_in(server, ONE) as one, signed_in(server, TWO) as two:
        (room,) = one.request(ListRooms()).rooms
        assert (room.name, room.notice, room.face, room.join_rule) == ("Room 房", "be kind", 3, JoinRule.ASK)
        assert room.shows_past and room.is_mentioned and room.client_id == TO_ROOM
        members = one.request(RoomInfo(room.number)).members
        assert {one.number: one.role for one in members} == {
            ONE: RoomRole.ADMIN,
            TWO: RoomRole.MEMBER,
            FOUR: RoomRole.ASKING,
        }
        assert [row.text for row in log(two, room.number) if row.kind == MessageKind.TEXT] == [f"hello @{ONE}"]
        two.send_message(room.number, "still here", "9" * 32)


def test_people_devices_and_administration_are_there(server: LocalServer) -> None:
    with signed_in(server, ONE) as one, signed_in(server, TWO) as two:
        assert one.list_contacts() == (TWO, THREE)
        assert two.list_contacts() == (ONE, FIVE)
        info = two.request(GetInfo(ONE))
        assert (info.profile.nickname, info.profile.age) == (f"人 {ONE}", 30)
        assert (info.profile.signature, info.profile.status_text) == ("hello", "at lunch")
        assert info.own_face
        assert [(ask.number, ask.reason) for ask in two.request(ListRequests()).requests] == [(THREE, "please")]
        assert two.request(BlockList()).numbers == (FOUR,)
        assert {value.key: value.value for value in one.request(GetValues()).values} == SENT_VALUES
        assert "7" * 8 in [device.id for device in one.request(device_commands.ListDevices()).devices]
        (invitation,) = one.request(ListInvitations()).invitations
        assert (invitation.uses_left, invitation.room_name) == (3, "Room 房")
        assert [ask.nickname for ask in one.request(ListJoinRequests()).join_requests] == ["newcomer"]
        place = one.request(admin_commands.GetPlace())
        assert (place.name, place.people, place.rooms) == ("A place", 5, 1)
        people = one.request(admin_commands.ListPeople()).people
        assert [person.number for person in people if person.banned] == [FOUR]
        assert len(one.request(admin_commands.GetPlaceLog()).lines) == 5
    with pytest.raises(LoginRefusedError), signed_in(server, FOUR):
        pass


def test_its_tables_are_those_of_a_new_database(
    store: str, version: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A step that forgets a table, column, index or view fails here."""
    if store == "postgres":
        url = request.getfixturevalue("database_url")
        fill_postgres(version, url)
        with closing(postgres.open_database(url)) as db:
            stored = postgres_shape(db)
            db.execute("DROP SCHEMA public CASCADE")
            db.execute("CREATE SCHEMA public")
        with closing(postgres.open_database(url)) as db:
            assert stored == postgres_shape(db)
        return
    folder = stored_data.unpack(stored_data.FOLDER / f"server-{version}.zip", tmp_path / "server")
    with closing(sqlite.open_database(folder)) as stored_db, closing(sqlite.open_database(tmp_path / "new")) as new:
        assert stored_data.shape(stored_db) == stored_data.shape(new)


def postgres_shape(db: postgres.PostgresDatabase) -> dict[str, list[Any]]:
    return {
        "columns": db.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns "
            "WHERE table_schema = 'public' ORDER BY 1, 2"
        ).fetchall(),
        "indexes": db.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1").fetchall(),
        "views": db.execute("SELECT definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1").fetchall(),
    }


def test_all_versions_are_stored(version: int, store: str) -> None:
    names = (f"server-{version}.zip", f"postgres-{version}.sql")
    missing = [name for name in names if not (stored_data.FOLDER / name).exists()]
    assert not missing, "run `python -m tests.helpers.stored_data`"
    if store == "sqlite":
        assert all((stored_data.FOLDER / name).stat().st_size < 300_000 for name in names)
