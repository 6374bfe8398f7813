"""The whole program ends and starts again with the windows that were open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.kit import routes
from tests.helpers.messages import chat_with, chats_with
from tests.helpers.server import LocalServer, local_server
from tests.journeys.person import Person

ANNA, BO, EVE, OTHER = 10001, 3_456_789_012, 10003, 10004
PASSWORD = "secret"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        for number in (ANNA, BO, EVE, OTHER):
            server.add_user(number, PASSWORD, nickname=f"N{number}")
        server.befriend(ANNA, BO)
        server.befriend(ANNA, EVE)
        yield server


def tabs(person: Person) -> list[list[int]]:
    return [[one.number for one in window.open_conversations()] for window in person.desk.windows.chats.windows]


def test_open_windows_are_open_at_the_next_start(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, server: LocalServer
) -> None:
    anna = Person(qtbot, qapp, tmp_path / "desk", "Anna")
    anna.sign_in(server.address, ANNA, PASSWORD)
    anna.wait(lambda: EVE in anna.desk.messenger.roster and anna.contact(BO).nickname)
    anna.wait(lambda: anna.desk.windows.open_tabs.account == ANNA)  # in a turn of its own, after the list
    chats = anna.desk.windows.chats
    for number in (BO, EVE):
        anna.desk.windows.open(routes.Chat(chat_with(number)))
    chats.move_to_new_window(chat_with(EVE))
    chats.main.pages.tabs.set_pinned(chat_with(BO), True)
    anna.desk.shut_down()

    anna = Person(qtbot, qapp, tmp_path / "desk", "Anna")
    anna.sign_in(server.address, ANNA, PASSWORD)
    anna.wait(lambda: tabs(anna) == [[BO], [EVE]])
    chats = anna.desk.windows.chats
    assert chats.main.pages.tabs.pinned() == chats_with(BO)
    assert chats.main.isVisible() and anna.desk.windows.main.isVisible()
    chats.move_to_window(chat_with(EVE), chats.main)
    # Somebody else at this computer, and then Anna again.
    anna.desk.windows.sign_out()
    anna.wait(lambda: anna.desk.sign_in_window.isVisible())
    assert tabs(anna) == [[]]
    anna.sign_in(server.address, OTHER, PASSWORD)
    anna.wait(lambda: anna.desk.windows.open_tabs.account == OTHER)
    assert tabs(anna) == [[]] and not chats.main.isVisible()
    anna.desk.windows.sign_out()
    anna.wait(lambda: anna.desk.sign_in_window.isVisible())
    anna.sign_in(server.address, ANNA, PASSWORD)
    anna.wait(lambda: tabs(anna) == [[BO, EVE]])
    anna.desk.shut_down()
