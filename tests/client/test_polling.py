from hypothesis import given
from hypothesis import strategies as st

from qqdesk.client.polling import PollSchedule


def test_it_slows_down_while_nothing_comes() -> None:
    schedule = PollSchedule(60)
    delays = [schedule.next_delay() for _ in range(60)]
    assert delays[0] == 2.0
    assert delays == sorted(delays)
    assert set(delays) == {2.0, 5.0, 10.0, 15.0}


def test_it_is_quick_again_when_something_comes_or_a_chat_is_in_use() -> None:
    schedule = PollSchedule(60)
    for _ in range(100):
        schedule.next_delay()
    schedule.active = True
    assert schedule.next_delay() == 2.0
    schedule.active = False
    assert schedule.next_delay() == 15.0
    schedule.arrived()
    assert schedule.next_delay() == 2.0


@given(st.floats(0, 1000), st.lists(st.sampled_from(["arrived", "active", "idle", "poll"])))
def test_it_never_waits_longer_than_the_heartbeat(heartbeat: float, events: list[str]) -> None:
    schedule = PollSchedule(heartbeat)
    for event in events:
        if event == "arrived":
            schedule.arrived()
        elif event == "poll":
            assert 1.0 <= schedule.next_delay() <= max(1.0, heartbeat)
        else:
            schedule.active = event == "active"
