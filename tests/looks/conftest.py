"""The program signed in among the demo's people, once for all tests here; each plays its scenes on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qqdesk.app import Arguments, Desk, folders_for, server_command
from qqdesk.client import discovery
from qqdesk.demo.gallery.stage import Stage
from qqdesk.demo.world import World
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.theme import theme_source


@pytest.fixture(scope="session")
def whole_stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discovery, "own_networks", lambda: ())
        world = World(server_command())
        folders = folders_for(Arguments(data_dir=folder / "data", config_dir=folder / "config"))
        store = SettingsStore(folders.settings)
        theme_source().choose("light")
        desk = Desk(qapp, store, folders)
        try:
            stage = Stage(desk, store, world.start(), folder)
            stage.begin()
            yield stage
        finally:
            desk.shut_down()
            desk.deleteLater()
            world.stop()


@pytest.fixture
def stage(whole_stage: Stage) -> Iterator[Stage]:
    theme_source().choose("light")
    yield whole_stage
    whole_stage.clear()
    theme_source().choose("light")
