"""The bar below the head of a chat in the look Classic blue: the most used actions as icons with captions."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLayout, QToolButton

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.room_actions import may_invite
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import fill, row
from qqdesk.gui.shared.menus import open_below
from qqdesk.gui.shared.mute_menu import mute_menu
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.messenger import Messenger

_HEIGHT = 56


class ClassicTools(QFrame):
    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        conversation: ConversationId,
        attach: Callable[[], None],
    ) -> None:
        super().__init__()
        self._messenger, self._navigator, self._conversation = messenger, navigator, conversation
        self.setProperty("role", "bar")
        self.setFixedHeight(scaled(_HEIGHT))
        profile = routes.Room if conversation.is_room else routes.Profile
        actions = []
        if not messenger.label(conversation).is_server:
            actions += [
                self._button("paperclip", self.tr("Send file"), attach),
                self._button("picture", self.tr("Pictures"), partial(navigator.open, routes.Files(conversation))),
            ]
        self.invite = self._button("add-contact", self.tr("Invite"), self._invite_people)
        self._mute = self._button("bell-off", self.tr("Mute"), self._show_mutes)
        actions += [
            self._button("history", self.tr("History"), partial(navigator.open, routes.History(conversation))),
            self.invite,
            self._mute,
            self._button("user", self.tr("Profile"), partial(navigator.open, profile(conversation.number))),
        ]
        buttons = row(margins=(8, 2, 8, 3), spacing=2)
        fill(buttons, *actions, None)
        buttons.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrow window cuts the last captions
        self.setLayout(buttons)
        for changed in (messenger.signed_in, messenger.rooms_changed, messenger.roster_changed):
            changed.connect(self._show_rights)
        self._show_rights()

    def _button(self, icon: str, caption: str, act: Callable[[], object]) -> QToolButton:
        button = icon_button(icon, caption)
        button.setText(caption)
        button.setFont(small(self.font()))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.clicked.connect(lambda: act())
        return button

    @Slot()
    def _show_rights(self) -> None:
        """Offer *Invite* where the user may add people. Beside a person it makes a room."""
        rooms, conversation = self._messenger.rooms, self._conversation
        if conversation.is_room:
            may = may_invite(rooms.get(conversation.number))
            tip = self.tr("Add members") if may else self.tr("Only the keepers of this room add members")
        elif not rooms.is_available:
            tip, may = self.tr("There are no rooms at this place"), False
        else:
            may = not self._messenger.label(conversation).stranger
            tip = self.tr("Talk with more people, in a room") if may else self.tr("Only people on your list")
        self.invite.setToolTip(tip)
        self.invite.setEnabled(may)

    def _invite_people(self) -> None:
        number = self._conversation.number
        if self._conversation.is_room:
            self._navigator.open(routes.AddMembers(number))
        else:
            self._navigator.open(routes.NewRoom((number,)))

    @Slot()
    def _show_mutes(self) -> None:
        open_below(mute_menu(self._messenger, self._conversation, self), self._mute)
