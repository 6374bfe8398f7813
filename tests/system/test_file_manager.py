"""The client of the file manager, on a bus of its own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import message_bus, new_error, new_method_return
from jeepney.io.blocking import open_dbus_connection

from qqdesk.system.file_manager import NAME, show_item
from tests.helpers.session_bus import session_bus

URI = "file:///home/anna/%E7%8C%AB.pdf"


@pytest.fixture(autouse=True)
def bus(tmp_path: Path) -> Iterator[str]:
    with session_bus(tmp_path) as address:
        yield address


@pytest.mark.parametrize("knows_call", [True, False])
def test_the_file_manager_is_asked_for_the_file(knows_call: bool) -> None:
    calls = []
    with open_dbus_connection("SESSION") as manager:
        manager.send_and_get_reply(message_bus.RequestName(NAME))

        def answer() -> None:
            call = manager.receive()
            while call.body != ([URI], ""):  # The bus also sends signals.
                call = manager.receive()
            calls.append(call)
            error = "org.freedesktop.DBus.Error.UnknownMethod"
            manager.send(new_method_return(call) if knows_call else new_error(call, error))

        thread = threading.Thread(target=answer)
        thread.start()
        assert show_item(URI) is knows_call
        thread.join()
    assert len(calls) == 1


def test_without_a_file_manager_the_file_is_not_shown() -> None:
    assert not show_item(URI)


def test_without_a_bus_the_file_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nowhere'}")
    assert not show_item(URI)
