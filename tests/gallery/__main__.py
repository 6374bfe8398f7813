"""Take screenshots of each window and dialog: `python -m tests.gallery DIR [NAME...]`.

The pictures are SCENE-THEME-SCALE-LANGUAGE.png in DIR: all themes, 100 and 200 %, English and Chinese. NAME is the
beginning of a scene's name. Qt reads its scale at the start, so each scale and language is a process of its own. They
need no screen.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.helpers.screen_file import write_screen_file

ROOT = Path(__file__).resolve().parents[2]
SCALES = (100, 200)
LANGUAGES = ("en", "zh_CN")
SCREEN = (1440, 900)
"""Width and height in pixels at 100 %. Qt's own offscreen screen is 800 x 800 device pixels and would cut windows."""
TIMEOUT_S = 1300


def main(argv: list[str]) -> int:
    """Return 0 if every picture was saved."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", help="beginnings of the names of scenes (all scenes)")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, help="en, zh_CN, or pseudo, with longer texts")
    options = parser.parse_args(argv)
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    parts = [(scale, language) for language in options.languages for scale in SCALES]
    with tempfile.TemporaryDirectory() as screens, ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(lambda part: _run_part(folder, Path(screens), part[0], part[1], options.names), parts))
    print(f"{len(list(folder.glob('*.png')))} pictures are in {folder}")
    return max(codes)


def _run_part(folder: Path, screens: Path, scale: int, language: str, names: list[str]) -> int:
    width, height = (side * scale // 100 for side in SCREEN)
    screen = write_screen_file(screens / f"{scale}.json", width, height)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": str(scale / 100),
    }
    command = [sys.executable, "-m", "tests.gallery.shoot", str(folder), f"{scale}-{language}", language, *names]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=TIMEOUT_S, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"The pictures at {scale} % in {language} took too long.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
