"""Old messages are deleted at the sign-in, and once a day while the program runs."""

import time

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.worker.retention import Retention
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.history import add_received, open_history
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk
from tests.worker.test_deleting import history_of

DAY_MS = 86_400_000


def test_once_a_day(qtbot: QtBot, clock: FakeClock) -> None:
    dropped: list[int] = []
    parent, can = QObject(), [True]

    def drop(before: int) -> bool:
        dropped.append(before)
        return can[0]

    retention = Retention(drop, clock, parent)
    retention.apply()
    assert dropped == [], "kept for ever"
    began = clock.now()
    retention.keep(30)
    assert dropped == [began - 30 * DAY_MS]
    for _ in range(23):
        clock.passed += 3600
        retention.check()
    assert len(dropped) == 1
    clock.passed += 3600
    retention.check()
    assert dropped[1:] == [began - 29 * DAY_MS]
    clock.passed -= 10 * 86_400
    retention.check()
    assert len(dropped) == 3, "a clock that was put back does not stop it"
    can[0] = False
    retention.apply()
    can[0] = True
    retention.check()
    assert len(dropped) == 5, "what could not be done is done the next time"
    retention.keep(0)
    clock.passed += 10 * 86_400
    retention.check()
    assert len(dropped) == 5


def test_old_messages_go_at_the_sign_in_but_for_unread_ones(desk: MakeDesk, server: LocalServer) -> None:
    anna = desk(ONE).sign_in(server.address)
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    now = time.time_ns() // 1_000_000
    history = history_of(anna)
    times = [now - 40 * DAY_MS, now - 31 * DAY_MS, now - 29 * DAY_MS]
    add_received(
        history,
        [WaitingMessage(MessageKind.TEXT, TWO, f"read {row}", row + 1, at) for row, at in enumerate(times)],
        now,
    )
    history.unread.mark_read({chat_with(TWO): history.last_row})
    add_received(history, [WaitingMessage(MessageKind.TEXT, TWO, "unread", 9, now - 35 * DAY_MS)], now)
    history.close()
    anna.messenger.history_service.retention.keep(30)
    anna.signals.clear()
    anna.sign_in(server.address)
    anna.wait(lambda: sorted(anna.texts(TWO)) == ["read 2", "unread"])
    assert anna.messenger.unread == 1


def test_a_shorter_period_applies_at_once(desk: MakeDesk, server: LocalServer) -> None:
    anna: Desk = desk(ONE).sign_in(server.address)
    bob = desk(TWO).sign_in(server.address)
    bob.send(ONE, "just now")
    anna.wait_texts(TWO, "just now")
    anna.messenger.mark_read(chat_with(TWO))
    history = open_history(anna.messenger)
    with history.file.writing() as connection:
        connection.execute("UPDATE messages SET time = time - ?", (8 * DAY_MS,))
    anna.messenger.history_service.retention.keep(7)
    anna.wait(lambda: anna.texts(TWO) == [])
