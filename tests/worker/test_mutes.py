"""Muted conversations: stored for each account, and ended by their timer."""

import itertools

import pytest

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.worker.account_state import AccountState
from qqdesk.worker.mutes import Mutes
from tests.helpers.clock import START_MS, FakeClock
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

HOUR_MS = 3_600_000


def test_a_mute_is_there_after_a_restart_and_for_its_account_only(server: LocalServer, desk: MakeDesk) -> None:
    first = desk(ONE).sign_in(server.address)
    received: list[ConversationId | None] = []
    first.messenger.mutes.changed.connect(received.append)
    first.messenger.mutes.mute(chat_with(TWO), FOREVER)
    first.messenger.mutes.mute(chat_with(TWO), FOREVER)
    assert received == [chat_with(TWO)]
    first.messenger.sign_out()
    first.wait_for("signed_out")
    assert first.messenger.mutes.until(chat_with(TWO)) == 0
    second = desk(ONE).sign_in(server.address)
    assert second.messenger.mutes.until(chat_with(TWO)) == FOREVER
    second.messenger.mutes.mute(chat_with(TWO), 0)
    assert second.messenger.mutes.until(chat_with(TWO)) == 0
    other = desk(TWO).sign_in(server.address)
    assert other.messenger.mutes.until(chat_with(ONE)) == 0


def test_a_mute_expires_and_the_change_is_emitted(server: LocalServer, desk: MakeDesk, clock: FakeClock) -> None:
    anna = desk(ONE, clock=clock).sign_in(server.address)
    received: list[ConversationId | None] = []
    until = clock.now() + HOUR_MS
    anna.messenger.mutes.mute(chat_with(10009), until + 2)
    anna.messenger.mutes.mute(chat_with(TWO), until)
    anna.messenger.mutes.changed.connect(received.append)
    clock.advance(HOUR_MS / 1000)
    assert received == []
    clock.advance(0.001)
    assert received == [chat_with(TWO)]
    assert anna.messenger.mutes.until(chat_with(TWO)) == 0
    assert anna.messenger.mutes.until(chat_with(10009)) > until
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    assert desk(ONE).sign_in(server.address).messenger.mutes.until(chat_with(TWO)) == 0


def test_a_mute_that_ends_while_the_next_end_is_planned_is_reported(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = itertools.count()
    monkeypatch.setattr(clock, "now", lambda: START_MS + next(passed))
    mutes = Mutes(AccountState(clock), clock)
    received: list[ConversationId | None] = []
    mutes.changed.connect(received.append)
    mutes.mute(chat_with(TWO), START_MS + 1)
    clock.advance(1)
    assert received == [chat_with(TWO), chat_with(TWO)]
