"""The question when the place on this computer is open."""

from PySide6.QtWidgets import QWidget

from qqdesk.gui.admin.keep_running_dialog import KeepRunning, KeepRunningDialog
from tests.gallery.stage import Scene, Stage
from tests.helpers.stub_autostart import COMMAND, StubAutostart


def _dialog(stage: Stage, *, refuses: bool = False) -> KeepRunningDialog:
    autostart = StubAutostart()
    autostart.turn_on(COMMAND)
    autostart.refuses = refuses
    return stage.keep(KeepRunningDialog("Home", autostart, COMMAND, 15))


def _refused(stage: Stage) -> QWidget:
    dialog = _dialog(stage, refuses=True)
    dialog.cards[KeepRunning.ALWAYS].click()
    dialog.save()
    return dialog


SCENES = (
    Scene("admin-keep-running", KeepRunningDialog, _dialog),
    Scene("admin-keep-running-refused", KeepRunningDialog, _refused),
)
