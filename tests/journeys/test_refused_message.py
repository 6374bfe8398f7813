"""A message that the server refuses says why, stays, and goes out when it may."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToList, DeleteFromList
from tests.helpers.messages import chat_with
from tests.helpers.server import local_server
from tests.journeys.person import PASSWORD, Person

ANNA, BO = 10001, 10002


@pytest.mark.parametrize("way", ["by key", "after a restart"])
def test_a_refused_message_is_kept_and_can_be_sent_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, way: str
) -> None:
    with local_server(tmp_path) as server:
        for number, name in ((ANNA, "Anna"), (BO, "Bo")):
            server.add_user(number, PASSWORD, nickname=name, allow=AddOutcome.ADDED)
        server.befriend(ANNA, BO)
        anna, bo = Person(qtbot, qapp, tmp_path / "anna", "Anna"), Person(qtbot, qapp, tmp_path / "bo", "Bo")
        try:
            anna.sign_in(server.address, ANNA)
            bo.sign_in(server.address, BO)
            anna.page(BO)
            for person, other in ((anna, BO), (bo, ANNA)):
                person.desk.messenger.request(DeleteFromList(other))
                person.wait(lambda person=person, other=other: person.contact(other).stranger)  # type: ignore[misc]
            anna.say(BO, "are we still friends?")
            anna.wait(lambda: anna.states(BO) == {Delivery.FAILED})
            (message,) = anna.desk.messenger.conversation(chat_with(BO)).messages
            assert message.failure == ProblemKind.NOT_ALLOWED.name
            bo.desk.messenger.request(AddToList(ANNA))
            bo.wait(lambda: ANNA in bo.desk.messenger.roster and not bo.contact(ANNA).stranger)
            if way == "after a restart":
                anna.desk.shut_down()
                anna.desk.deleteLater()
                anna = Person(qtbot, qapp, tmp_path / "anna", "Anna")
                anna.fill(anna.desk.sign_in_window, "Password", PASSWORD)
                anna.press(anna.desk.sign_in_window, "Sign in")
                anna.wait(lambda: anna.desk.windows.main.isVisible())
            log = anna.page(BO).log
            anna.wait(log.contents.visible_rows)
            log.setFocus()
            anna.wait(log.hasFocus)
            QTest.keyClick(log, Qt.Key.Key_Up)
            QTest.keyClick(log, Qt.Key.Key_Return)
            anna.wait(QApplication.activePopupWidget)
            menu = QApplication.activePopupWidget()
            assert menu is not None
            QTest.keyClick(menu, Qt.Key.Key_Return)
            bo.wait(lambda: bo.texts(ANNA) == ["are we still friends?"])
            anna.wait(lambda: anna.states(BO) == {Delivery.DELIVERED})
        finally:
            for person in (bo, anna):
                person.desk.shut_down()
                person.desk.deleteLater()
