"""Take screenshots of scenes in one language, at the scale of this process. `__main__.py` starts one for each."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from qqdesk.demo.world import World
from qqdesk.gui.shared.application import make_application
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.theme_colors import CLASSIC_NAME, DARK_NAME, LIGHT_NAME
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.worker.local_server import server_command
from tests.gallery.catalogue import SCENES
from tests.gallery.pseudo import turn_to_pseudo
from tests.gallery.stage import Scene, Stage
from tests.helpers.application import build_application

THEMES = (LIGHT_NAME, DARK_NAME, CLASSIC_NAME)
PSEUDO = "pseudo"
"""The language of `turn_to_pseudo`."""


def main(argv: list[str]) -> int:
    """Return 0 if every picture was saved."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("ending", help="of the names of the pictures")
    parser.add_argument("language", help=f"en, zh_CN or {PSEUDO}")
    parser.add_argument("names", nargs="*", help="beginnings of the names of scenes; all scenes if none is given")
    options = parser.parse_args(argv)
    scenes = [scene for scene in SCENES if scene.name.startswith(tuple(options.names or [""]))]
    faults = _shoot_all(scenes, options.folder, options.ending, options.language)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def _shoot_all(scenes: list[Scene], folder: Path, ending: str, language: str) -> list[str]:
    world = World(server_command())
    arguments = Arguments(config_dir=world.folder / "config", data_dir=world.folder / "data")
    folders = folders_for(arguments)
    log = ProgramLog(folders.log)
    log.start()
    try:
        store = SettingsStore(folders.settings)
        store.settings.language = "en" if language == PSEUDO else language
        app = make_application(store.settings)
        if language == PSEUDO:
            turn_to_pseudo(app)
        _, desk = build_application(arguments, store, app)
        stage = Stage(desk, store, world.start(), world.folder)
        try:
            stage.begin()
            return shoot(stage, scenes, folder, ending)
        finally:
            desk.shut_down()
    finally:
        log.stop()
        world.stop()


def shoot(stage: Stage, scenes: Sequence[Scene], folder: Path, ending: str) -> list[str]:
    """Save a picture of each scene in each theme; return the faults, a sentence each."""
    faults = []
    for theme in THEMES:  # a change of the theme takes longer than a scene
        theme_source().choose(theme)
        for scene in scenes:
            stage.resize_windows()
            path = folder / f"{scene.name}-{theme}-{ending}.png"
            try:
                window = scene.show(stage)
                stage.settle()
                if not isinstance(window, scene.kind):
                    faults.append(f"{scene.name} shows a {type(window).__name__}")
                if not _picture(window, path):
                    faults.append(f"{path} cannot be written")
            except Exception as error:  # continue with the other scenes
                faults.append(f"{scene.name} in {theme}: {type(error).__name__}: {error}")
            finally:
                stage.clear()
    return faults


def _picture(window: QWidget, path: Path) -> bool:
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
    return window.grab().save(str(path), quality=80)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
