"""Data of this version: the folder of a server, the same in PostgreSQL, and the history of one of its accounts.

`python -m tests.helpers.stored_data` stores it in `tests/data/`, named after the version of the tables. All later
versions open it. Stored data stays as it is; `--replace` writes that of this version again, before its release.
"""

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from qqdesk.client.client import Client
from qqdesk.domain.contact import AddRequest
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import ChangeKind, Delivery, MessageChange
from qqdesk.engine.events import Connected
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.reconnect import DESKTOP
from qqdesk.history import schema as history_schema
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.server_log import MarkKind
from qqdesk.protocol import account_data, admin_commands, change_commands, commands, log_commands, room_commands
from qqdesk.protocol.codes import AddAnswer, AddOutcome, RegistrationMode, Status
from qqdesk.protocol.commands import AnswerAdd, ModifyInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.place_commands import CreateInvitation, RequestToJoin
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage import postgres_move
from qqdesk.server.storage import schema as server_schema
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.engine.conftest import EngineRun
from tests.helpers.messages import chat_with, text_message
from tests.helpers.next_version import tables
from tests.helpers.postgres import cluster, find_binaries
from tests.helpers.server import LocalServer, local_server, md5
from tests.helpers.uploads import FileClient, NewUpload

FOLDER = Path(__file__).parents[1] / "data"
ONE, TWO, THREE, FOUR, FIVE, GONE = range(10001, 10007)
SETTINGS = Settings(tls=False, registration=RegistrationMode.INVITE, introduce=True)
PASSWORD = "secret"
BEFORE, TO_TWO, TO_ONE, PICTURE, RECALLED, TO_ROOM = (f"{number:032x}" for number in range(1, 7))
CONTENT = bytes(range(256)) * 8
SENT_VALUES = {"group:Work": "1", f"group_of:{TWO}": '"Work"', f"remark:{TWO}": '"B"'}
UNSENT_VALUES = {f"remark:{THREE}": '"C"'}
_TRANSIENT = {"unindexed"}
"""The table of messages that the search does not find yet."""
JOIN_CODE = "ABCDEFGHJKMNPQRSTVWX"


@contextmanager
def signed_in(server: LocalServer, number: int, status: Status = Status.ONLINE) -> Iterator[Client]:
    with closing(Client(server.address, number, device=f"{number:032x}")) as client:
        client.device_name = "computer"
        client.login(md5(PASSWORD), status)
        yield client


def make_people(server: LocalServer) -> None:
    for number in (ONE, TWO, THREE, FOUR, FIVE, GONE):
        server.add_user(number, nickname=f"人 {number}", age=30, allow=AddOutcome.CONSENT_NEEDED)
    server.appoint(ONE)
    server.befriend(ONE, TWO)
    # Another device of ONE has it when the history begins.
    with signed_in(server, TWO) as two, signed_in(server, ONE) as one:
        two.send_message(ONE, "before the history", BEFORE)
        one.get_messages(acknowledge=one.get_messages()[-1].id)


def fill_server(server: LocalServer) -> int:
    """Let people do everything that leaves a trace. Return the number of their room."""
    picture = NewUpload(CONTENT, "cat.png", PICTURE)
    with ExitStack() as stack:
        one, two, three = (stack.enter_context(signed_in(server, number)) for number in (ONE, TWO, THREE))
        # Contacts. THREE is not introduced to the others.
        three.request(ModifyInfo({}, listed=False))
        one.request(ModifyInfo({"signature": "hello", "status_text": "at lunch"}))
        one.request(commands.DeleteFromList(FIVE))
        three.request(commands.AddToList(TWO))
        three.request(AnswerAdd(TWO, AddAnswer.ASK, "please"))
        one.request(commands.AddToList(THREE))
        one.request(AnswerAdd(THREE, AddAnswer.ASK, "it is me"))
        three.request(AnswerAdd(ONE, AddAnswer.GRANT))
        two.request(account_data.Block(FOUR))
        values = tuple(account_data.AccountValue(*value, 1) for value in SENT_VALUES.items())
        one.request(account_data.ChangeValues(values))
        # Messages with files and changes
        one.send_message(TWO, "one to two, 一", TO_TWO)
        two.send_message(ONE, "an answer", TO_ONE, reply_to=MessageRef(ONE, TO_TWO))
        one.send_message(TWO, "a mistake", RECALLED)
        files = FileClient(server, ONE, can="DEV,ROOM,FILE,MARK,")
        files.upload(picture, thumbnail=b"small")
        one.request(commands.SendMessage(TWO, "a cat", PICTURE, file=PICTURE))
        face = NewUpload(b"a face", "face.png")
        files.upload(face, TYPE="png", DIM="1x1")
        one.request(ModifyInfo({}, own_face=face.id))
        two.request(change_commands.React(ONE, MessageRef(ONE, TO_TWO), "b" * 32, "👍"))
        one.request(change_commands.Edit(TWO, MessageRef(ONE, TO_TWO), "c" * 32, "one to two, edited"))
        one.request(change_commands.Recall(TWO, MessageRef(ONE, RECALLED), "d" * 32))
        # A room
        room = one.request(
            room_commands.NewRoom("e" * 32, "Room 房", 3, room_commands.JoinRule.ASK, (TWO, THREE))
        ).number
        change, setting = room_commands.RoomChange, room_commands.RoomSetting
        one.request(
            room_commands.ChangeRoom(room, (setting(change.NOTICE, 0, "be kind"), setting(change.PAST, 0, "1")))
        )
        two.send_message(room, f"hello @{ONE}", TO_ROOM, mentions=(ONE,))
        with signed_in(server, FOUR) as four:
            four.request(commands.AddToList(room))
            four.request(AnswerAdd(room, AddAnswer.ASK, "let me in"))
        one.request(room_commands.ChangeRoom(room, (setting(change.MEMBER, THREE, "0"),)))
        # Cursors and marks
        last = max(message.id or 0 for message in two.get_messages())
        two.get_messages(acknowledge=last)
        for client in (one, two):
            client.request(ModifyInfo({}, shows_read=True))
        two.request(log_commands.MarkSeen(ONE, last))
        with signed_in(server, FIVE, Status.INVISIBLE) as five:
            two.send_message(FIVE, "are you there?", "f" * 32)
            five.get_messages(acknowledge=max(message.id or 0 for message in five.get_messages()))
        # Administration
        one.request(CreateInvitation(3, 7, room=room))
        one.request(admin_commands.MakeResetCode(TWO))
        one.request(admin_commands.ChangePlace(name="A place"))
        Client(server.address).request(RequestToJoin(JOIN_CODE, "newcomer"))
        one.request(admin_commands.ChangePerson(GONE, admin_commands.PersonAction.DELETE))
        one.request(admin_commands.ChangePerson(FOUR, admin_commands.PersonAction.BAN))
        # An old client, with a reply that it has not acknowledged yet
        classic = f"VER=1.1&CMD=Login&SEQ=1&UIN={THREE}&PS={md5(PASSWORD)}&M5=1&LC=9326B87B234E7235"
        server.post(classic)
        server.post(f"VER=1.1&CMD=CLTMSG&SEQ=2&UIN={THREE}&UN={ONE}&MG=from an old client")
        one.send_message(THREE, "to an old client", "1" * 32)
        server.post(f"VER=1.1&CMD=GetMsgEx&SEQ=3&UIN={THREE}")
    return room


@contextmanager
def history_of_one(server: LocalServer, accounts: Path) -> Iterator[EngineRun]:
    """Sign ONE in with an engine, and stop it at the end."""
    client = Client(server.address, ONE, device="7" * 32, asks_first=True)
    client.device_name = "laptop"
    run = EngineRun(client, HistoryStore(accounts, ONE), DESKTOP, PASSWORD, Status.ONLINE)
    run.engine.start()
    try:
        run.next(Connected)
        yield run
    finally:
        run.stop()


def fill_history(run: EngineRun, room: int) -> None:
    """Send a message, mark one as read, and fetch older ones and the members of the room."""
    assert isinstance(run.store, HistoryStore) and run.store.history is not None
    history, to_room = run.store.history, ConversationId.room(room)
    run.wait(lambda: history.latest(chat_with(THREE), 9))
    run.wait(lambda: history.find(to_room, TO_ROOM))
    mine = text_message(
        "2" * 32, TWO, "sent by the engine", history.latest(chat_with(TWO), 1)[0].time + 1, Delivery.WAITING, me=ONE
    )
    run.store.put(mine)
    run.engine.sender.send(mine)
    run.wait(lambda: (found := history.find(chat_with(TWO), mine.id)) and found.delivery is Delivery.SENT)
    run.engine.sender.fetch_account_values()
    run.wait(lambda: history.account_values.load() == SENT_VALUES)
    oldest = history.server_log.page_mark(chat_with(TWO)).oldest
    for request in (log_commands.GetLog(TWO, oldest), room_commands.RoomInfo(room)):
        run.store.apply_reply(request, run.engine.client.request(request))


def leave_words(path: Path) -> None:
    """Store what waits for the next session."""
    history = History(path)
    try:
        to_two = chat_with(TWO)
        found = history.find(to_two, TO_ONE)
        assert found is not None
        history.put(text_message("3" * 32, TWO, "not sent yet", found.time + 2, Delivery.WAITING, me=ONE))
        history.put(text_message("4" * 32, TWO, "failed", found.time + 3, Delivery.FAILED, "refused", me=ONE))
        history.unsent_changes.add(
            to_two, MessageChange("5" * 32, ChangeKind.REACTION, MessageRef(TWO, TO_ONE), ONE, "🎉")
        )
        history.local_state.save_drafts({to_two: Draft("a draft", found)})
        history.local_state.set_fact("width", "200")
        history.account_values.put(UNSENT_VALUES, found.time)
        history.local_files.put(PICTURE, path.with_name("cat.png"))
        history.server_log.mark(MarkKind.SEEN, to_two)
        history.unread.mark_read({to_two: history.last_row})
        history.contacts.replace_add_requests([AddRequest(THREE, "it is me", found.time)])
        (rows,) = history.eraser.find_rows(Selection((BEFORE,)))
        assert history.eraser.erase(rows, history.eraser.first_redelivered_row(), one_by_one=True)
    finally:
        history.close()


def store(folder: Path) -> list[Path]:
    """Write the data of this version as archives into the folder. Return their paths."""
    with tempfile.TemporaryDirectory(prefix="qqdesk-stored-") as name:
        work = Path(name)
        with local_server(work, settings=SETTINGS) as server:
            make_people(server)
            with history_of_one(server, work / "accounts") as run:
                room = fill_server(server)
                fill_history(run, room)
        (account,) = (work / "accounts").iterdir()
        leave_words(account / "history.db")
        made = [
            _pack(server.folder, folder / f"server-{server_schema.VERSION}.zip"),
            _pack(account, folder / f"history-{history_schema.VERSION}.zip"),
        ]
        for path in (server.folder / FILE_NAME, account / "history.db"):
            empty = {table for table, rows in tables(path).items() if not rows} - _TRANSIENT
            assert not empty, f"nothing is stored in {', '.join(sorted(empty))} of {path.name}"
        script = folder / f"postgres-{server_schema.VERSION}.sql"
        with cluster() as postgresql, postgresql.database() as url:
            postgres_move.move(server.folder, url)
            dumped = subprocess.run(
                [find_binaries() / "pg_dump", "--inserts", "--no-owner", "--no-privileges", url],
                check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip
        # Commands of psql, which only psql knows.
        script.write_text("".join(line for line in dumped.splitlines(True) if not line.startswith("\\")), "utf-8")
        return [*made, script]


def shape(db: sqlite3.Connection) -> dict[str, list[Any]]:
    """Return tables, columns, indexes and views of a database, in no order of their own."""
    rows = db.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'search%' ORDER BY name"
    ).fetchall()
    found: dict[str, list[Any]] = {}
    for kind, name, sql in rows:
        if kind == "table":
            columns = db.execute(f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')")
            references = db.execute(f'SELECT "from", "table", "to" FROM pragma_foreign_key_list(\'{name}\')')
            found[name] = [*sorted(columns.fetchall()), *sorted(references.fetchall(), key=repr)]
        else:
            found[name] = [kind, " ".join((sql or "").split())]
    return found


def _pack(source: Path, target: Path) -> Path:
    """Pack all files of a folder that no program uses."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.name.endswith((".lock", "-shm")):
                archive.write(path, path.relative_to(source))
    return target


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a stored folder. Return it."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--replace", action="store_true", help="replace the data of this version")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qqdesk-stored-") as name:
        for path in store(Path(name)):
            target = FOLDER / path.name
            if target.exists() and not options.replace:
                sys.stdout.write(f"{target} stays as it is\n")
            else:
                shutil.copyfile(path, target)
                sys.stdout.write(f"{target}: {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
