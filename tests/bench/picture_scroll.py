"""Scroll through 1,000 pictures beside as many rows of text: frames and memory.

    python -m tests.bench.picture_scroll

On Linux. The pictures are photos of 2,560 × 1,920 pixels on the disk, in a real log of 640 × 720. Each kind of row has
a process of its own, which scrolls at 60 frames a second: slowly, by pages, and with a dragged bar. A frame lasts
from the time that it was due until it is painted, so it includes decoded pictures that arrive, and the waiting for
Python's lock. The bench fails above MOST_FRAME_MS (95th percentile) or MOST_MB.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

COUNT = 1000
FRAMES, FRAME_MS = 400, 16
MOST_FRAME_MS, MOST_MB = 16.0, 150.0
PHOTO = (2560, 1920)
PHOTOS = 40
TEXT, PICTURES = "text", "pictures"


def paint_photos(folder: Path) -> None:
    """Write COUNT files. Painting takes longer than scrolling, and nothing compares contents: some are equal."""
    from tests.helpers.picture_files import photo

    for number in range(PHOTOS):
        assert photo(number).save(str(folder / "photo.jpg"), quality=85)
        content = (folder / "photo.jpg").read_bytes()
        for copy in range(number, COUNT, PHOTOS):
            (folder / f"{copy}.jpg").write_bytes(content)


def program(kind: str, folder: Path) -> None:
    """Scroll, and print one line for each way."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from qqdesk.gui.message_log.message_list_view import MessageListView
    from qqdesk.gui.pictures.cache import picture_cache
    from qqdesk.gui.shared.faces import FaceSource
    from qqdesk.gui.shared.theme import theme_source
    from tests.bench.machine import memory
    from tests.gui.shown_log import Named, message
    from tests.gui.stub_files import StubFiles, info_of, picture_message

    app = QApplication([])
    theme_source().choose("light")
    files = StubFiles()
    if kind == PICTURES:
        rows = [picture_message(number, PHOTO) for number in range(COUNT)]
        for number, row in enumerate(rows):
            files.paths[info_of(row).id] = folder / f"{number}.jpg"
    else:
        rows = [message(number, "Ten words of a text that somebody wrote to somebody. " * 5) for number in range(COUNT)]
    log = MessageListView(FaceSource(), Named("Anna"), files)
    log.resize(640, 720)
    log.show_messages(rows)
    log.show()
    log.grab()

    def scrolled(step: Callable[[int], object]) -> tuple[list[float], list[float]]:
        """Return the times of the frames in milliseconds, and the processor's time of each."""
        taken: list[float] = []
        worked: list[float] = []
        loop, due = QEventLoop(), time.perf_counter() + FRAME_MS / 1000
        timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=FRAME_MS)

        def tick() -> None:
            nonlocal due
            start, work = time.perf_counter(), time.thread_time()
            step(len(taken))
            log.viewport().repaint()
            end = time.perf_counter()
            taken.append((end - min(due, start)) * 1000)
            worked.append((time.thread_time() - work) * 1000)
            due = max(start + FRAME_MS / 1000, end)
            if len(taken) == FRAMES:
                loop.quit()

        timer.timeout.connect(tick)
        timer.start()
        loop.exec()
        timer.stop()
        return sorted(taken), sorted(worked)

    def drag(number: int) -> None:
        bar = log.verticalScrollBar()
        bar.setValue(bar.maximum() * (number % 97) // 97)

    ways: dict[str, Callable[[int], object]] = {
        "slowly": lambda _: log.scroller.by(-60),
        "by pages": lambda number: log.scroller.by(-600 if number < FRAMES / 2 else 600),
        "dragged": drag,
    }
    for name, step in ways.items():
        log.scroller.to_end()
        taken, worked = scrolled(step)
        p95, mb = int(FRAMES * 0.95), memory(os.getpid()).own / 1e6
        print(name, f"{taken[FRAMES // 2]:.2f} {taken[p95]:.2f} {worked[p95]:.2f} {mb:.0f}", sep="\t")
    print("cache", f"{picture_cache().bytes / 1e6:.0f}", sep="\t")
    log.close()
    del app


def main() -> int:
    failed = False
    with tempfile.TemporaryDirectory() as name:
        paint_photos(Path(name))
        for kind in (TEXT, PICTURES):
            command = [sys.executable, "-m", "tests.bench.picture_scroll", kind, name]
            for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
                way, figures = line.split("\t")
                if way == "cache":
                    print(f"{kind}: {figures} MB of decoded pictures are kept")
                    continue
                median, p95, worked, mb = map(float, figures.split())
                print(f"{kind}, {way}: a frame takes {median:.2f} ms, p95 {p95:.2f}", end="")
                print(f", of which {worked:.2f} in the processor; {mb:.0f} MB own")
                failed = failed or (kind == PICTURES and (p95 > MOST_FRAME_MS or mb > MOST_MB))
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        program(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(main())
