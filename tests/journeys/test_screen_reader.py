"""Somebody who cannot see: signs in, adds a friend and talks, with nothing but what a screen reader has."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.domain.settings import Settings
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import ModifyInfo
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.inbox import Inbox
from tests.helpers.screen_reader import UP, needs_at_spi, screen_with_reader, wait
from tests.helpers.server import local_server

ANNA, BORIS, PASSWORD = 10001, 3_456_789_012, "correct horse"


def _answer(client: Client) -> None:
    """Boris echoes each message."""
    try:
        for batch in Inbox(client):
            for message in batch:
                if message.kind == MessageKind.TEXT:
                    client.send_message(message.sender, f"You said: {message.text}")
    except ClientError:
        pass


@needs_at_spi
@pytest.mark.timeout(240)
def test_sign_in_add_and_talk(tmp_path: Path) -> None:
    with local_server(tmp_path / "server") as server, screen_with_reader(tmp_path) as (reader, environment):
        server.add_user(ANNA, PASSWORD, nickname="Anna")
        server.add_user(BORIS, PASSWORD, nickname="Boris")
        config = tmp_path / "config"
        config.mkdir()
        (config / "settings.toml").write_text(f'server = "{server.address}"\nlanguage = "en"\n', "utf-8")
        assert Settings().server != server.address
        command = [sys.executable, "-m", "qqdesk", "--config-dir", str(config), "--data-dir", str(tmp_path / "data")]
        with Client(server.address, BORIS) as boris:
            boris.login(password_hash(PASSWORD))
            boris.request(ModifyInfo({}, AddOutcome.ADDED))
            answering = threading.Thread(target=_answer, args=(boris,), daemon=True)
            answering.start()
            program = subprocess.Popen(command, env=environment)
            try:
                reader.write("Number", str(ANNA))
                assert reader.frames() == ["Sign in – qqdesk"]
                reader.write("Password", PASSWORD)
                reader.press("Sign in")
                reader.press("Add people", window="Anna")
                reader.write("Number or nickname", str(BORIS), window="Add people")
                reader.press("Add", window="Add people")
                reader.press("Send message", window="Add people")
                assert reader.wait_rows("Contacts", 2) == ["My friends, 1 of 1 online", "Boris, Online"]
                reader.write("Message to Boris", "Hello, Boris!")
                reader.press("Send")
                mine, theirs = wait(
                    lambda: reader.rows("Messages with Boris"),
                    lambda rows: len(rows) == 2 and rows[0].endswith(", Delivered"),
                )
                assert mine.startswith("Anna, ") and ", Hello, Boris!, " in mine
                assert theirs.startswith("Boris, ") and theirs.endswith(", You said: Hello, Boris!")
                assert {"Anna", "Boris"} <= set(reader.frames())
                reader.go_to("Messages with Boris")
                reader.wait_focus(theirs)
                reader.type_key(UP)
                reader.wait_focus(mine)
            finally:
                program.terminate()
                left = program.wait(20)
        assert left == 0, "it ended badly, with parts of its windows in use"
        answering.join(10)
