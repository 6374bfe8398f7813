"""The head of the place's window."""

import time
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_rows import BUTTON_HEIGHT
from qqdesk.gui.admin.admin_texts import AdminTexts
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceLabel, place_face
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import PlaceReply

_HEIGHT, _FACE = 64, 40
_PENCIL, _BUTTON = 16, 24
_TITLE = 1.2
"""The size of the name, in sizes of ordinary text."""


class AdminHead(Head):
    """The picture and the name of the place, who is here, for how long it has been open, and *Invite people*."""

    rename_clicked = Signal()

    def __init__(self, context: AdminContext) -> None:
        super().__init__()
        self._invitations = context.messenger.invitations
        self.face = FaceLabel(context.faces, _FACE)
        self._name, self._state = ElidedLabel(role="on_head"), ElidedLabel(role="secondary_on_head")
        self._name.setFont(semibold(self.font(), _TITLE))
        self._state.setFont(small(self.font()))
        policy = self._name.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Maximum)
        self._name.setSizePolicy(policy)
        self.rename = icon_button("edit", self.tr("Rename the place"), "secondary_on_head")
        self.rename.setIconSize(QSize(_PENCIL, _PENCIL))
        self.rename.setFixedSize(_BUTTON, _BUTTON)
        self.rename.clicked.connect(self.rename_clicked)
        self.invite = QPushButton(self.tr("Invite people"))
        put_icon(self.invite, "add-contact")
        self.invite.setMinimumHeight(scaled(BUTTON_HEIGHT))
        self.invite.clicked.connect(partial(context.navigator.open, routes.Invite()))
        title = row(self._name, self.rename, None, spacing=4)
        words = column(None, title, self._state, None, spacing=0)
        self.setLayout(row(self.face, (words, 1), self.invite, margins=(12, 4, 16, 4), spacing=12))
        self.setMinimumHeight(scaled(_HEIGHT))

    def show_place(self, name: str, place: PlaceReply | None) -> None:
        self.face.show_face(place_face(self._invitations.place.id))
        self._name.setText(name)
        self.rename.setEnabled(place is not None)
        if place is None:
            self._state.setText("")
            return
        texts = AdminTexts()
        open_for = texts.open_for(round(time.time() * 1000) - place.started)
        self._state.setText(f"{texts.present(place.present, place.people)} · {isolated(open_for)}")

    def state(self) -> str:
        return self._state.text()
