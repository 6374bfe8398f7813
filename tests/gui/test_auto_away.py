"""The automatic idle state, with a fake clock and fake polls."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.main.auto_away import AutoAway
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import ChangeStatus
from qqdesk.system.idle.idle import Idle
from qqdesk.system.idle.idle_sources import Sources
from tests.kit.messenger import Backend

ONLINE, BUSY, INVISIBLE = Status.ONLINE, Status.BUSY, Status.INVISIBLE
LIMIT = 600.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Away:
    def __init__(self, backend: Backend, store: SettingsStore) -> None:
        self.backend, self.messenger, self.store, self.clock = backend, backend.messenger, store, Clock()
        self.thing = AutoAway(self.messenger, store, sources=lambda: Sources([]), clock=self.clock)
        self.watch = self.thing.watch
        backend.open(Contact(10002))

    def read(self, seconds: float | None, *, is_locked: bool = False) -> tuple[Status, bool]:
        self.thing.on_idle_polled(Idle(seconds, is_locked))
        return self.me

    @property
    def me(self) -> tuple[Status, bool]:
        return self.messenger.me.status, self.messenger.me.is_idle

    def looks(self) -> bool:
        return self.watch.is_running

    def choose(self, status: Status) -> None:
        self.messenger.set_status(status)


@pytest.fixture
def away(backend: Backend, store: SettingsStore) -> Iterator[Away]:
    away = Away(backend, store)
    yield away
    away.thing.close()


def test_idle_is_reported_and_ended_by_input(away: Away) -> None:
    assert away.read(LIMIT - 1) == (ONLINE, False)
    assert away.read(LIMIT) == (ONLINE, True)
    assert away.read(LIMIT + 30) == (ONLINE, True)
    assert away.read(3) == (ONLINE, False)
    assert away.backend.requests == [ChangeStatus(Status.BUSY), ChangeStatus(Status.ONLINE)]


def test_a_locked_screen_counts_as_idle(away: Away) -> None:
    assert away.read(0, is_locked=True) == (ONLINE, True)
    assert away.read(0, is_locked=True) == (ONLINE, True)
    assert away.read(5) == (ONLINE, False)


@pytest.mark.parametrize("chosen", [BUSY, INVISIBLE])
def test_auto_away_keeps_a_chosen_status(away: Away, chosen: Status) -> None:
    away.choose(chosen)
    assert away.read(LIMIT * 9) == (chosen, False)
    assert away.read(0) == (chosen, False)


@pytest.mark.parametrize("chosen", [ONLINE, BUSY, INVISIBLE])
def test_a_status_chosen_while_idle_stays(away: Away, chosen: Status) -> None:
    away.read(LIMIT)
    away.choose(chosen)
    assert away.me == (chosen, False)
    assert away.read(1) == (chosen, False)


def test_zero_minutes_turn_auto_away_off(away: Away) -> None:
    away.read(LIMIT)
    away.store.change("away_minutes", 0)
    assert away.me == (ONLINE, False)
    assert not away.looks()
    assert away.read(LIMIT * 9) == (ONLINE, False)
    away.store.change("away_minutes", 1)
    assert away.looks()
    assert away.read(60) == (ONLINE, True)


def test_no_polls_without_a_session(away: Away) -> None:
    assert away.looks()
    away.messenger.sign_out()
    assert not away.looks()
    asked = len(away.backend.requests)
    away.read(LIMIT)
    assert len(away.backend.requests) == asked


def test_a_key_in_our_window_ends_idle_at_once(qtbot: QtBot, away: Away) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    away.read(LIMIT)
    QTest.keyClick(line, Qt.Key.Key_A)
    assert away.me == (ONLINE, False)
    line.close()


def test_input_in_our_windows_counts_if_the_system_reports_none(qtbot: QtBot, away: Away) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    assert away.read(None) == (ONLINE, False)
    away.clock.now += LIMIT - 1
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    away.clock.now += LIMIT - 1
    assert away.read(None) == (ONLINE, False)
    away.clock.now += 1
    assert away.read(None) == (ONLINE, True)
    line.close()


class _Always:
    closed = False

    def read(self) -> Idle:
        return Idle(LIMIT)

    def close(self) -> None:
        _Always.closed = True


def test_polls_run_in_their_own_thread(qtbot: QtBot, backend: Backend, store: SettingsStore) -> None:
    thing = AutoAway(backend.messenger, store, sources=lambda: Sources([_Always]))
    backend.open()
    thing.watch.poll_now()
    qtbot.waitUntil(lambda: backend.messenger.me.is_idle)
    thing.close()
    assert _Always.closed
