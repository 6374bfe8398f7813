"""A start beside a program that runs: it takes over, or, where it does not answer, the person is told."""

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.icons import put_box_icon
from qqdesk.gui.start.instance import Instance, Outcome
from qqdesk.gui.start.words import Wish


def hand_over(instance: Instance, wish: Wish) -> Outcome:
    """Asks again as often as the person wants. A start without windows says it on the error stream only."""
    while True:
        outcome = instance.call(wish)
        if outcome is not Outcome.SILENT:
            return outcome
        process = instance.owner()
        if sys.stderr is not None:
            sys.stderr.write(f"qqdesk is running already (process {process}), and does not answer.\n")
            sys.stderr.flush()
        if not wish.raised or not _ask(process):
            return outcome


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
