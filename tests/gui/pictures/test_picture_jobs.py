"""Decoding in threads."""

import threading

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.gui.pictures.picture_jobs import picture_jobs


def test_a_job_runs_in_a_thread_and_its_result_comes_in_this_one(qtbot: QtBot) -> None:
    receiver, threads, results = QObject(), list[threading.Thread](), list[object]()

    def work() -> QImage:
        threads.append(threading.current_thread())
        image = QImage(4, 4, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        return image

    picture_jobs().run(receiver, work, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert isinstance(results[0], QImage)
    assert threads[0] is not threading.main_thread()


def test_a_picture_that_cannot_be_decoded_is_a_result(qtbot: QtBot) -> None:
    receiver, results = QObject(), list[object]()
    picture_jobs().run(receiver, lambda: decode(b"<svg/>"), results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert isinstance(results[0], PictureError)
    assert results[0].__traceback__ is None, "its frames have objects of the other thread"
