"""A start beside a program that runs: it takes over, or, where it does not answer, the person is told."""

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

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


def _ask(process: int) -> bool:
    """Whether to try once more."""
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QCoreApplication.applicationName())
    box.setText(QCoreApplication.translate("HandOver", "qqdesk is running already, and does not answer."))
    sentence = QCoreApplication.translate(
        "HandOver",
        "Wait a little and try again. If that does not help, end its process (number {process}), and start it anew.",
    )
    box.setInformativeText(sentence.format(process=process))
    again = box.addButton(QCoreApplication.translate("HandOver", "Try again"), QMessageBox.ButtonRole.AcceptRole)
    close = box.addButton(QCoreApplication.translate("HandOver", "Close"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(again)
    box.setEscapeButton(close)
    box.exec()
    return box.clickedButton() is again
