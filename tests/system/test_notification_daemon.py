"""Notifications over a real bus: showing, replacing, closing and clicks."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.system.notification import Chosen, Failed, Notification, Picture
from qqdesk.system.notification_daemon import NotificationDaemon
from tests.helpers.session_bus import PATIENCE_S, Notifications, session_bus

Events = queue.SimpleQueue[Chosen | Failed]
ACTIONS = (("default", "Open"), ("inline-reply", "Reply"), ("reply", "Reply"), ("read", "Read"))
HELLO = Notification("zoe", "Zoe", "a <b> & c", ACTIONS)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with session_bus(tmp_path) as address:
        yield address


@pytest.fixture
def events() -> Events:
    return queue.SimpleQueue()


@pytest.fixture
def ours(events: Events) -> Iterator[NotificationDaemon]:
    daemon = NotificationDaemon(events.put)
    yield daemon
    daemon.stop()


@pytest.fixture
def theirs(bus: str) -> Iterator[Notifications]:
    daemon = Notifications("actions", "body", "body-markup")
    yield daemon
    daemon.stop()


def test_the_daemon_gets_the_content_of_a_notification(theirs: Notifications, ours: NotificationDaemon) -> None:
    picture = Picture(1, 2, bytes(range(8)))
    ours.show(Notification("a", "Zoe\0", "x" * 1000 + "\ud800", picture=picture, category="im.received", passing=True))
    theirs.wait(lambda: theirs.shown)
    program, replaces, _, title, body, actions, hints, timeout = theirs.shown[1]
    assert (program, replaces, title, actions, timeout) == ("qqdesk", 0, "Zoe ", [], -1)
    assert len(body) == 600
    assert body.endswith("x…")
    assert hints["image-data"] == ("(iiibiiay)", (1, 2, 4, True, 8, 4, bytes(range(8))))
    assert hints["category"] == ("s", "im.received")
    assert hints["transient"] == ("b", True)
    assert hints["urgency"] == ("y", 1)


def test_markup_is_escaped_for_daemons_that_read_it(theirs: Notifications, ours: NotificationDaemon) -> None:
    ours.show(HELLO)
    theirs.wait(lambda: theirs.shown)
    assert theirs.shown[1][4:6] == ("a &lt;b&gt; &amp; c", ["default", "Open", "reply", "Reply", "read", "Read"])


def test_a_plain_daemon_gets_plain_text_and_no_buttons(bus: str, ours: NotificationDaemon) -> None:
    theirs = Notifications("body")
    ours.show(HELLO)
    theirs.wait(lambda: theirs.shown)
    assert theirs.shown[1][4:6] == ("a <b> & c", [])
    theirs.stop()


def test_a_notification_replaces_the_previous_one_with_its_key(theirs: Notifications, ours: NotificationDaemon) -> None:
    ours.show(HELLO)
    theirs.wait(lambda: len(theirs.calls) == 1)
    ours.show(Notification("li", "Li"))
    theirs.wait(lambda: len(theirs.calls) == 2)
    ours.show(Notification("zoe", "Zoe", "more"))
    theirs.wait(lambda: len(theirs.calls) == 3)
    assert theirs.calls[2][1] == 1
    assert {number: call[4] for number, call in theirs.shown.items()} == {1: "more", 2: ""}
    theirs.expire(1)
    ours.show(HELLO)
    theirs.wait(lambda: len(theirs.calls) == 4)
    assert theirs.calls[3][1] in (0, 1)  # the end of the first may still be on its way
    ours.close("li")
    ours.close("unknown")
    theirs.wait(lambda: theirs.closed == [2])


def test_clicks_and_replies_are_reported(theirs: Notifications, ours: NotificationDaemon, events: Events) -> None:
    theirs.capabilities.append("inline-reply")
    ours.show(HELLO)
    theirs.wait(lambda: theirs.shown)
    assert theirs.shown[1][5] == ["default", "Open", "inline-reply", "Reply", "read", "Read"]
    theirs.invoke(77, "default")  # another program's
    theirs.invoke(1, "read")
    theirs.give_token(1, "may-come-to-the-front")
    theirs.invoke(1, "default")
    theirs.reply(1, "on my way")
    assert events.get(timeout=PATIENCE_S) == Chosen("zoe", "read")
    assert events.get(timeout=PATIENCE_S) == Chosen("zoe", "default", token="may-come-to-the-front")
    assert events.get(timeout=PATIENCE_S) == Chosen("zoe", "inline-reply", "on my way")
    assert events.empty()


def test_without_a_daemon_showing_fails_and_a_later_daemon_is_used(
    bus: str, ours: NotificationDaemon, events: Events
) -> None:
    ours.show(HELLO)
    assert events.get(timeout=PATIENCE_S) == Failed(HELLO)
    for round_ in ("first", "second"):
        theirs = Notifications("body", "actions")
        ours.show(Notification("a", round_))
        theirs.wait(lambda theirs=theirs: theirs.shown)
        assert theirs.shown[1][1] == 0  # a new daemon knows nothing of what the last one showed
        theirs.invoke(1, "default")
        assert events.get(timeout=PATIENCE_S) == Chosen("a", "default")
        theirs.stop()


def test_without_a_bus_showing_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ours: NotificationDaemon, events: Events
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    ours.show(HELLO)
    assert events.get(timeout=PATIENCE_S) == Failed(HELLO)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=nowhere")
    ours.show(HELLO)
    assert events.get(timeout=PATIENCE_S) == Failed(HELLO)


def test_a_new_bus_is_used_after_the_end_of_the_first(
    tmp_path: Path, ours: NotificationDaemon, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        with session_bus(folder):
            theirs = Notifications("body")
            ours.show(Notification("a", name))
            theirs.wait(lambda theirs=theirs: theirs.shown)
            ours.close("a")  # it is known by the answer: that has arrived before the bus ends
            theirs.wait(lambda theirs=theirs: theirs.closed)
            theirs.stop()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/one/bus")
    ours.show(HELLO)
    assert events.get(timeout=PATIENCE_S) == Failed(HELLO)


def test_stop_closes_all_notifications(theirs: Notifications, ours: NotificationDaemon) -> None:
    ours.show(HELLO)
    theirs.wait(lambda: theirs.shown)
    ours.show(Notification("li", "Li"))
    theirs.wait(lambda: len(theirs.shown) == 2)
    ours.stop()
    theirs.wait(lambda: not theirs.shown)


def test_a_silent_daemon_does_not_block(theirs: Notifications, ours: NotificationDaemon) -> None:
    theirs.silent = True
    ours.show(HELLO)
    theirs.wait(lambda: theirs.asked)
    ours.show(Notification("li", "Li"))
    ours.stop()  # a thread that still waits would be found to be left
