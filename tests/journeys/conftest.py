from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.gui.shared.language import use_language
from qqdesk.worker import place_settings
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.ports import free_ports
from tests.journeys.starter import Begin, Starter


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    # Nothing is announced, and no fixed port is used, on the network that the tests run in.
    monkeypatch.setenv("QQDESK_ANNOUNCE", "no")
    monkeypatch.setenv("QQDESK_TLS_PORT", "0")
    started: list[Starter] = []

    def begin(name: str = "anna", *, port: int = 0, keyring: type[KeyringBackend] = MemoryKeyring) -> Starter:
        # Before the start: a thread may read the password at once.
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{keyring.__module__}.{keyring.__qualname__}")
        monkeypatch.setattr(place_settings, "DEFAULT_PORT", port or free_ports())
        started.append(Starter(qtbot, qapp, tmp_path / name))
        return started[-1]

    MemoryKeyring.kept.clear()
    qapp.clipboard().clear()  # an earlier test may have left a link
    yield begin
    for one in reversed(started):
        one.end()
    use_language("en")
    MemoryKeyring.kept.clear()
