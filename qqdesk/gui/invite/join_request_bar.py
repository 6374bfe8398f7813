"""The bar of a request to join, with *Not now* and *Admit*."""

from functools import partial

from PySide6.QtCore import Signal

from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.protocol.place_commands import JoinRequest


class JoinRequestBar(Bar):
    answered = Signal(str, bool)
    """The id of the request, and whether the person is admitted."""

    request: JoinRequest

    def __init__(self, faces: FaceSource) -> None:
        super().__init__(faces, button_role="primary")
        self.acted.connect(partial(self._answer, True))
        self.acted_otherwise.connect(partial(self._answer, False))

    def _answer(self, is_admitted: bool) -> None:
        self.answered.emit(self.request.id, is_admitted)

    def show_request(self, request: JoinRequest, second: str) -> None:
        self.request = request
        sentence = self.tr("{name} asks to join").format(name=isolated(request.nickname))
        actions = self.tr("Admit"), self.tr("Not now")
        self.show_fact(BarKind.NOTICE, sentence, *actions, second=second, face=request.face)
        self.button.setAccessibleName(self.tr("Admit {name}").format(name=request.nickname))
        self.other_button.setAccessibleName(self.tr("Do not admit {name} now").format(name=request.nickname))
