"""The client of the screenshot portal, on a bus of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.system.screenshot_portal import PortalError, take_picture
from tests.helpers.screenshot_portal import FakePortal
from tests.helpers.session_bus import session_bus


@pytest.fixture(autouse=True)
def bus(tmp_path: Path) -> Iterator[str]:
    with session_bus(tmp_path) as address:
        yield address


@pytest.fixture
def portal(bus: str) -> Iterator[FakePortal]:
    portal = FakePortal()
    yield portal
    portal.stop()


def test_the_picture_of_the_desktop_is_in_a_file(portal: FakePortal, tmp_path: Path) -> None:
    portal.picture = tmp_path / "Screenshot from 小明's desktop.png"
    assert take_picture() == portal.picture
    ((window, options),) = portal.calls
    assert window == ""
    assert options["interactive"] == ("b", False)


def test_the_user_may_refuse(portal: FakePortal) -> None:
    assert take_picture() is None


def test_a_portal_that_takes_no_pictures_is_an_error(portal: FakePortal) -> None:
    portal.fails = True
    with pytest.raises(PortalError):
        take_picture()


def test_without_a_portal_there_is_an_error() -> None:
    with pytest.raises(PortalError):
        take_picture()


def test_without_a_bus_there_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
    with pytest.raises(PortalError):
        take_picture()
