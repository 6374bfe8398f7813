"""A start beside a program that runs: it takes over, or ends, or, where it does not answer, the person is told."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.shared.icons import put_box_icon
from qqdesk.gui.start.instance import LOCK, Instance, Outcome
from qqdesk.gui.start.words import Wish

_STEP_S = 0.05
END_S = 15.0
"""So long a program that was asked to end may take: its windows, its threads and its server."""


def hand_over(instance: Instance, wish: Wish) -> Outcome:
    """Asks again as often as the person wants. A start without windows says it on the error stream only."""
    while True:
        outcome = instance.call(wish)
        if outcome is not Outcome.SILENT:
            return outcome
        process = instance.owner()
        _complain(f"qqdesk is running already (process {process}), and does not answer.")
        if not wish.raised or not _ask(process):
            return outcome


def hand_over_link(folders: Iterable[Path], wish: Wish) -> bool:
    """Hand a link to the first program that runs with one of these data folders; return whether one has taken it.

    Needs a QCoreApplication.
    """
    for folder in folders:
        instance = Instance(folder)
        try:
            if (folder / LOCK).exists() and not instance.take() and instance.call(wish) is Outcome.RAISED:
                return True
        finally:
            instance.release()
    return False


def end_running(folders: Iterable[Path], patience_s: float = END_S) -> bool:
    """Ask the programs that have these data folders to quit, as an installer does; whether all of them have ended.

    It waits for each, at most `patience_s` after its answer. Needs a QCoreApplication.
    """
    all_ended = True
    for folder in folders:
        instance = Instance(folder)
        if not (folder / LOCK).exists():
            continue
        try:
            if instance.take():
                continue
            process = instance.owner()
            outcome = instance.call(Wish(raised=False, ends=True))
            if outcome is Outcome.SILENT or (outcome is Outcome.RAISED and not instance.outlive(patience_s)):
                _complain(f"qqdesk is running (process {process}), and does not end.")
                all_ended = False
        finally:
            instance.release()
    return all_ended


def end_demos(folders: Iterable[Path], patience_s: float = END_S) -> bool:
    """Ask the demos with these data folders to quit; return whether all of them have ended.

    A demo removes its folder last. Needs a QCoreApplication.
    """
    all_ended = True
    for folder in folders:
        instance = Instance(folder)
        process = instance.owner()
        if not process:
            continue
        outcome = instance.call(Wish(raised=False, ends=True))
        instance.release()
        if outcome is Outcome.GONE:  # it was killed
            continue
        if not _wait_removed(folder.parent, 0 if outcome is Outcome.SILENT else patience_s):
            _complain(f"A demo of qqdesk is running (process {process}), and does not end.")
            all_ended = False
    return all_ended


def _wait_removed(folder: Path, patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while folder.exists():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_STEP_S)
    return True


def _complain(sentence: str) -> None:
    if sys.stderr is not None:  # on Windows a program without a console has none
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()


class SilentQuestion(QMessageBox):
    """It runs and does not answer: try again, or leave it."""

    def __init__(self, process: int) -> None:
        super().__init__()
        put_box_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        self.setText(self.tr("qqdesk is running already, and does not answer."))
        sentence = self.tr(
            "Wait a little and try again. If that does not help, end its process (number {process}), and start it anew."
        )
        self.setInformativeText(sentence.format(process=process))
        self.again_button = self.addButton(self.tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.again_button)
        self.setEscapeButton(self.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole))


def _ask(process: int) -> bool:
    """Whether to try once more."""
    question = SilentQuestion(process)
    question.exec()
    return question.clickedButton() is question.again_button
