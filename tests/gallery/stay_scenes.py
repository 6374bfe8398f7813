"""The question when the place on this computer is open."""

from PySide6.QtWidgets import QWidget

from qqdesk.gui.admin.stay_dialog import StayDialog
from qqdesk.gui.admin.stay_texts import Stay
from tests.gallery.stage import Scene, Stage
from tests.helpers.stub_autostart import COMMAND, StubAutostart


def _dialog(stage: Stage, *, refuses: bool = False) -> StayDialog:
    autostart = StubAutostart()
    autostart.turn_on(COMMAND)
    autostart.refuses = refuses
    return stage.keep(StayDialog("Home", autostart, COMMAND, 15))


def _refused(stage: Stage) -> QWidget:
    dialog = _dialog(stage, refuses=True)
    dialog.cards[Stay.ALWAYS].click()
    dialog.save()
    return dialog


SCENES = (
    Scene("home-stay", StayDialog, _dialog),
    Scene("home-stay-refused", StayDialog, _refused),
)
