"""Whose messages call nobody: kept per account, over by themselves."""

from qqdesk.domain.notification_rules import FOREVER
from qqdesk.worker.mutes import now_ms
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

HOUR_MS = 3_600_000


def test_a_mute_is_there_after_a_restart_and_for_its_account_only(server: LocalServer, desk: MakeDesk) -> None:
    first = desk(ONE).sign_in(server.address)
    told: list[int] = []
    first.messenger.mutes.changed.connect(told.append)
    first.messenger.mutes.mute(TWO, FOREVER)
    first.messenger.mutes.mute(TWO, FOREVER)
    assert told == [TWO]
    first.messenger.sign_out()
    first.wait_for("signed_out")
    assert first.messenger.mutes.until(TWO) == 0
    second = desk(ONE).sign_in(server.address)
    assert second.messenger.mutes.until(TWO) == FOREVER
    second.messenger.mutes.mute(TWO, 0)
    assert second.messenger.mutes.until(TWO) == 0
    other = desk(TWO).sign_in(server.address)
    assert other.messenger.mutes.until(ONE) == 0


def test_a_mute_ends_by_itself_and_that_is_told(server: LocalServer, desk: MakeDesk) -> None:
    anna = desk(ONE).sign_in(server.address)
    told: list[int] = []
    until = now_ms() + 300
    anna.messenger.mutes.mute(10009, now_ms() + HOUR_MS)
    anna.messenger.mutes.mute(TWO, until)
    anna.messenger.mutes.changed.connect(told.append)
    anna.wait(lambda: told == [TWO])
    assert now_ms() >= until
    assert anna.messenger.mutes.until(TWO) == 0
    assert anna.messenger.mutes.until(10009) > until
    anna.messenger.sign_out()
    anna.wait_for("signed_out")
    assert desk(ONE).sign_in(server.address).messenger.mutes.until(TWO) == 0
