"""`qqdesk --screenshots DIR`: every scene in all themes, at 100 and 200 %, in English and Chinese.

Each scale and language is a process of its own, for Qt learns its scale at the start. They run without a screen, so
that nothing flickers over the person's, and each with a world of its own. A picture is named
SCENE-THEME-SCALE-LANGUAGE.png.
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from qqdesk.app import Arguments, build_application, folders_for, server_command
from qqdesk.demo.gallery.catalogue import SCENES
from qqdesk.demo.gallery.pseudo import turn_to_pseudo
from qqdesk.demo.gallery.stage import Scene, Stage
from qqdesk.demo.world import World
from qqdesk.gui.log import ProgramLog
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.start.application import make_application
from qqdesk.gui.theme import CLASSIC_NAME, DARK_NAME, LIGHT_NAME, theme_source

THEMES = (LIGHT_NAME, DARK_NAME, CLASSIC_NAME)
SCALES = (100, 200)
LANGUAGES = ("en", "zh_CN")
SCREEN = (1440, 900)
"""Width and height of the screen that is made up, in pixels at 100 %: of its own, a window would be cut to 800 x 800 of
the device's."""
PATIENCE_S = 600
"""For the pictures of one scale and language."""

PSEUDO = "pseudo"
"""A language for those who develop it: see `turn_to_pseudo`. Its pictures are taken by a part of this name only."""

_PART = "QQDESK_SCREENSHOTS_PART"
"""Set in the processes that this one starts: the scale and the language."""
_ONLY = "QQDESK_SCREENSHOTS_ONLY"
"""Set by whoever wants some only: beginnings of names, with commas between."""


def run(arguments: Arguments) -> int:
    """The program's exit code: 0 where every picture was taken."""
    folder = arguments.screenshots
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    part = os.environ.pop(_PART, None)
    if part:
        scale, _, language = part.partition(",")
        return _shoot_all(arguments, folder, int(scale), language)
    parts = [(scale, language) for language in LANGUAGES for scale in SCALES]
    with (
        tempfile.TemporaryDirectory() as screens,
        ThreadPoolExecutor(min(os.cpu_count() or 1, len(parts))) as pool,
    ):
        codes = list(pool.map(lambda one: _start_part(folder, Path(screens), *one), parts))
    count = len(list(folder.glob("*.png")))
    sys.stdout.write(f"{count} pictures are in {folder.resolve()}\n")
    return max(codes)


def _start_part(folder: Path, screens: Path, scale: int, language: str) -> int:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(screens, scale)}",
        "QT_SCALE_FACTOR": str(scale / 100),
        _PART: f"{scale},{language}",
    }
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "qqdesk"]
    command = [*program, "--screenshots", str(folder)]
    try:
        return subprocess.run(command, env=environment, timeout=PATIENCE_S, check=False).returncode
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"The pictures at {scale} % in {language} took too long.\n")
        return 1


def _screen(folder: Path, scale: int) -> Path:
    """What Qt's offscreen platform reads of its screens."""
    width, height = (side * scale // 100 for side in SCREEN)
    screen = {"name": "gallery", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    path = folder / f"{scale}.json"
    path.write_text(json.dumps({"screens": [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96}]}), encoding="utf-8")
    return path


def _shoot_all(arguments: Arguments, folder: Path, scale: int, language: str) -> int:
    scenes = _wanted()
    world = World(server_command())
    arguments = arguments._replace(config_dir=world.folder / "config", data_dir=world.folder / "data")
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
            faults = [fault for scene in scenes for fault in shoot(stage, scene, folder, f"{scale}-{language}")]
        finally:
            desk.shut_down()
            world.stop()
    finally:
        log.stop()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def _wanted() -> list[Scene]:
    only = tuple(os.environ.pop(_ONLY, "").split(","))
    return [scene for scene in SCENES if scene.name.startswith(only)]


def shoot(stage: Stage, scene: Scene, folder: Path, end: str) -> list[str]:
    """The pictures of one scene; what went wrong, a sentence each."""
    faults = []
    for theme in THEMES:
        theme_source().choose(theme)
        path = folder / f"{scene.name}-{theme}-{end}.png"
        try:
            window = scene.show(stage)
            stage.settle()
            if not isinstance(window, scene.kind):
                faults.append(f"{scene.name} shows a {type(window).__name__}")
            if not _picture(window, path):
                faults.append(f"{path} cannot be written")
        except Exception as error:  # the others are photographed all the same
            faults.append(f"{scene.name} in {theme}: {type(error).__name__}: {error}")
        finally:
            stage.clear()
    return faults


def _picture(window: QWidget, path: Path) -> bool:
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()
    return window.grab().save(str(path), quality=80)
