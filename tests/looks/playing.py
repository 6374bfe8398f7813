"""The signed-in program with the demo's people, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qqdesk.demo.world import World
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.worker import lan_search
from qqdesk.worker.local_server import server_command
from tests.gallery.stage import Stage
from tests.helpers.neighbourhood import NOBODY_LOOKS


@contextmanager
def playing(app: QApplication, folder: Path) -> Iterator[Stage]:
    """Yield a stage for scenes, with its own server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lan_search, "search_command", lambda: NOBODY_LOOKS)
        world = World(server_command())
        folders = folders_for(Arguments(data_dir=folder / "data", config_dir=folder / "config"))
        store = SettingsStore(folders.settings)
        desk = ApplicationController(app, store, folders)
        try:
            stage = Stage(desk, store, world.start(), folder)
            stage.begin()
            yield stage
        finally:
            desk.shut_down()
            desk.deleteLater()
            world.stop()
