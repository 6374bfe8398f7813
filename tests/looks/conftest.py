"""The signed-in program with the demo's people, one for each test file. Each test shows its scenes on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.theme import theme_source
from tests.gallery.stage import Stage
from tests.looks.playing import playing


@pytest.fixture(scope="module")
def whole_stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    theme_source().choose("light")
    with playing(qapp, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def stage(whole_stage: Stage) -> Iterator[Stage]:
    theme_source().choose("light")
    yield whole_stage
    whole_stage.clear()
    theme_source().choose("light")
