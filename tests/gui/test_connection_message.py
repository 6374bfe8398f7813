"""The message about the connection."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.clock import SystemClock
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.kit.connection_message import ConnectionMessage
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from tests.gui.showing import active_timers

LOST = Problem(ProblemKind.NO_CONNECTION)


@pytest.fixture
def message(qtbot: QtBot) -> Iterator[ConnectionMessage]:
    host = QWidget()
    message = ConnectionMessage(SystemClock(), promise=True)
    QVBoxLayout(host).addWidget(message)
    host.resize(280, 200)
    qtbot.addWidget(host)
    host.show()
    qtbot.waitExposed(host)
    yield message
    host.close()


def test_the_message_is_hidden_while_connected(message: ConnectionMessage) -> None:
    message.show_state(ConnectionState(ConnectionPhase.WAITING, LOST, 5))
    assert message.isVisible()
    message.show_state(ConnectionState(ConnectionPhase.CONNECTED))
    assert not message.isVisible()


def test_the_countdown_runs_only_while_visible(message: ConnectionMessage, qtbot: QtBot) -> None:
    message.show_state(ConnectionState(ConnectionPhase.WAITING, LOST, 60))
    assert active_timers(message)
    message.window().hide()
    assert not active_timers(message)
    message.window().show()
    assert active_timers(message)
    message.show_state(ConnectionState(ConnectionPhase.CONNECTING))
    assert not active_timers(message)


def test_the_message_says_that_written_messages_are_kept(message: ConnectionMessage) -> None:
    message.show_state(ConnectionState(ConnectionPhase.WAITING, LOST, 7))
    assert "7" in message.text() and "Your messages wait" in message.text()


def test_retry_by_mouse_and_cause_by_key(message: ConnectionMessage, qtbot: QtBot) -> None:
    message.show_state(ConnectionState(ConnectionPhase.WAITING, LOST, 7))
    with qtbot.waitSignal(message.retry_requested):
        QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(message.acted_otherwise):
        QTest.keyClick(message.other_button, Qt.Key.Key_Space)
    assert message.other_button.accessibleName() and message.accessibleName() == message.text()


def test_other_problems_are_named_and_an_ended_session_has_no_retry(message: ConnectionMessage) -> None:
    message.show_state(ConnectionState(ConnectionPhase.WAITING, Problem(ProblemKind.NOT_A_SERVER), 7))
    assert "Another program answers" in message.text()
    message.show_state(ConnectionState(ConnectionPhase.ENDED, Problem(ProblemKind.BANNED)))
    assert "closed this account" in message.text()
    assert not message.button.isVisible() and not message.other_button.isVisible()


def test_an_unknown_certificate_is_compared(message: ConnectionMessage, qtbot: QtBot) -> None:
    doubt = UntrustedServer("chat.example.org", 8443, "a" * 64)
    problem = Problem(ProblemKind.UNKNOWN_CERTIFICATE, certificate=doubt)
    message.show_state(ConnectionState(ConnectionPhase.WAITING, problem, 7))
    with qtbot.waitSignal(message.comparison_requested) as wanted:
        QTest.mouseClick(message.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [problem]
