"""What every window is given."""

from dataclasses import dataclass

from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.messenger import Messenger


@dataclass(frozen=True, slots=True)
class AppContext:
    """The four objects of a session that windows, their pages and their lists need. A window takes it first:

        class ProfileWindow(Dialog):
            def __init__(self, context: AppContext, number: int, parent: QWidget) -> None:
                super().__init__(parent)
                self._messenger = context.messenger
                self.list = PersonList(context.faces)
                self.notes = NotesPage(context, number)

    and passes it on to the parts that open windows themselves. A part that needs one or two of the objects takes those.
    `WindowManager.context` is the one of the program; a test makes its own, with a navigator that records.
    """

    messenger: Messenger
    navigator: Navigator
    faces: FaceSource
    """The pictures of people and rooms."""
    store: SettingsStore
    """The settings: read them from `store.settings`, and follow changes with `store.subscribe`."""
