"""Change the user's face from the main window."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.api import ProfileEdit
from qqdesk.worker.messenger import Messenger

MOST_RECENT = 6


def remember_face(store: SettingsStore, face: int) -> None:
    """Add a face to the recent ones, which the chooser offers."""
    others = [one for one in recent_faces(store) if one != face]
    store.change("recent_faces", [str(one) for one in (face, *others)][:MOST_RECENT])


def recent_faces(store: SettingsStore) -> list[int]:
    """Return the recent faces, latest first; skip invalid values in the settings."""
    return [int(one) for one in store.settings.recent_faces if one.isdecimal()]


class OwnFace(QObject):
    request_sent = Signal(object)  # PendingRequest

    def __init__(self, messenger: Messenger, faces: FaceSource, store: SettingsStore, window: QWidget) -> None:
        super().__init__(window)
        self._messenger, self._faces, self._store, self._window = messenger, faces, store, window

    @Slot()
    def choose(self) -> None:
        from qqdesk.gui.people.face_chooser import FaceChooser

        recent = recent_faces(self._store)
        chooser = FaceChooser(self._faces, self._messenger.me.face, self._window, recent=recent)
        chooser.accepted.connect(self._chosen)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    @Slot()
    def _chosen(self) -> None:
        from qqdesk.gui.people.face_chooser import FaceChooser

        chooser = self.sender()
        if isinstance(chooser, FaceChooser) and chooser.face != self._messenger.me.face:
            remember_face(self._store, self._messenger.me.face)
            remember_face(self._store, chooser.face)
            self.request_sent.emit(self._messenger.save_profile(ProfileEdit({"face": chooser.face})))
