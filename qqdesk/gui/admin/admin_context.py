"""The objects that the pages of the place's window share."""

from collections.abc import Callable
from dataclasses import dataclass

from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.place_admin import PlaceAdmin


@dataclass(frozen=True, slots=True)
class AdminContext:
    """`is_here`: whether the place of the session is that of this computer. Then `place` opens, closes and restarts it.

    `navigator.open(routes.Admin(page))` shows another page.
    """

    messenger: Messenger
    navigator: Navigator
    faces: FaceSource
    place: LocalPlace
    is_here: Callable[[], bool]

    @property
    def admin(self) -> PlaceAdmin:
        return self.messenger.admin
