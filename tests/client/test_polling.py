from hypothesis import given
from hypothesis import strategies as st

from qqdesk.client.backoff import PollSchedule


def test_intervals_grow_without_messages() -> None:
    schedule = PollSchedule(60)
    delays = [schedule.next_delay() for _ in range(60)]
    assert delays[0] == 2.0
    assert delays == sorted(delays)
    assert set(delays) == {2.0, 5.0, 10.0, 15.0}


def test_a_message_or_an_active_chat_resets_the_interval() -> None:
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
def test_no_interval_exceeds_the_heartbeat(heartbeat: float, events: list[str]) -> None:
    schedule = PollSchedule(heartbeat)
    for event in events:
        if event == "arrived":
            schedule.arrived()
        elif event == "poll":
            assert 1.0 <= schedule.next_delay() <= max(1.0, heartbeat)
        else:
            schedule.active = event == "active"
