"""Mutes and quiet hours."""

import pytest

from qqdesk.domain.notification_rules import FOREVER, in_quiet_hours, is_in_force


@pytest.mark.parametrize(
    ("begin", "end", "minute", "quiet"),
    [
        (540, 600, 539, False),
        (540, 600, 540, True),
        (540, 600, 599, True),
        (540, 600, 600, False),
        (1320, 420, 1319, False),
        (1320, 420, 1320, True),
        (1320, 420, 0, True),
        (1320, 420, 419, True),
        (1320, 420, 420, False),
        (480, 480, 479, True),
        (480, 480, 480, True),
    ],
)
def test_quiet_hours_go_over_midnight(begin: int, end: int, minute: int, quiet: bool) -> None:
    assert in_quiet_hours(begin, end, minute) is quiet


def test_an_end_is_reached_and_for_ever_is_not() -> None:
    assert is_in_force(1001, 1000)
    assert not is_in_force(1000, 1000)
    assert not is_in_force(0, 1000)
    assert is_in_force(FOREVER, 1000)
