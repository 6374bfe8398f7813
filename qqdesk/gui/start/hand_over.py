"""Hands the request of a start over to the process that has the data folder, or ends that process."""

import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.start.instance import STEP_S, ActivationRequest, Instance, Outcome
from qqdesk.system.crash.error_message import write_error

END_S = 15.0
"""The time in which a program ends its windows, threads and server."""


def hand_over(instance: Instance, request: ActivationRequest) -> Outcome:
    """Send the request; repeat it if the user agrees. A start without windows only writes to stderr."""
    while (outcome := instance.send(request)) is Outcome.SILENT:
        process = instance.owner()
        write_error(f"qqdesk is running already (process {process}), and does not answer.")
        if not request.shows:
            break
        question = SilentQuestion(process)
        question.exec()
        if question.clickedButton() is not question.again_button:
            break
    return outcome


def hand_over_link(folders: Iterable[Path], request: ActivationRequest) -> bool:
    """Send a link to the first program that runs with one of these data folders. Needs a QCoreApplication."""
    for folder in folders:
        instance = Instance(folder)
        if instance.owner() and instance.send(request) is Outcome.DELIVERED:
            return True
        instance.release()
    return False


def quit_running(folders: Iterable[Path], *, are_demos: bool = False) -> bool:
    """Quit the programs with these data folders. Return whether all have ended in time.

    A demo removes its folder last. Needs a QCoreApplication.
    """
    all_ended = True
    for folder in folders:
        instance = Instance(folder)
        if not (process := instance.owner()):
            continue
        outcome = instance.send(ActivationRequest(shows=False, quits=True))
        deadline = time.monotonic() + (END_S if outcome is Outcome.DELIVERED else 0)
        has_ended = outcome is Outcome.GONE
        while not has_ended and time.monotonic() < deadline:
            time.sleep(STEP_S)
            has_ended = not folder.parent.exists() if are_demos else instance.acquire()
        if not has_ended:
            name = "A demo of qqdesk" if are_demos else "qqdesk"
            write_error(f"{name} is running (process {process}), and does not end.")
            all_ended = False
        instance.release()
    return all_ended


class SilentQuestion(QMessageBox):
    """Ask whether to try again after the running program did not answer."""

    def __init__(self, process: int) -> None:
        super().__init__()
        put_icon(self, "warning", "danger")
        self.setWindowTitle(QCoreApplication.applicationName())
        self.setText(self.tr("qqdesk is running already, and does not answer."))
        sentence = self.tr(
            "Wait a little and try again. If that does not help, end its process (number {process}), and "
            "start it again."
        )
        self.setInformativeText(sentence.format(process=process))
        self.again_button = self.addButton(self.tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.again_button)
        self.setEscapeButton(self.addButton(self.tr("Close"), QMessageBox.ButtonRole.RejectRole))
