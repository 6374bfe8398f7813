"""The contact requests, and the answers to them."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from qqdesk.domain.contact import AddRequest
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.people.contact_adding import MAX_REASON_CHARS
from qqdesk.gui.people.people_list_dialog import PeopleListDialog
from qqdesk.gui.people.person_texts import display_name
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.texts import distinct_name, moment_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.profile import Profile

_ROW_CHARS = 40
"""A longer reason does not fit into a row."""


class RequestsDialog(PeopleListDialog):
    """Answers concern the current request, which leaves the list after the reply."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        messenger = context.messenger
        self.setWindowTitle(self.tr("Contact requests"))
        self.resize(scaled(520), scaled(420))
        self.person = PersonActions(messenger, self)
        self._profiles: dict[int, Profile | None] = {}
        """The requested profiles of strangers; None until the reply."""
        self._reasons: dict[int, str] = {}
        """The reasons typed for a refusal, by number: it may fail and be tried again."""
        self.reason = wrapped_label()
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        accept = partial(self._answer, AddAnswer.GRANT, add_too=True)
        self.accept_button = self.action_button(self.tr("&Accept"), accept)
        self.accept_button.setToolTip(self.tr("You are on each other's lists then"))
        self.refuse_button = self.action_button(self.tr("&Refuse…"), self._ask_for_reason)
        self.block_button = self.action_button(self.tr("&Block…"), self.person.ask_to_block)
        self.more_button = QPushButton(self.tr("&More"))
        self.more_button.setMenu(QMenu(self.more_button))
        self.more_button.menu().aboutToShow.connect(self._fill_more)
        for button in (self.profile_button, self.block_button):
            button.setParent(self)
            button.hide()
        left, right = (self.more_button,), (self.refuse_button, self.accept_button)
        explanation = self.tr("Requests from people who want to add you appear here.")
        empty = EmptyState("users", self.tr("No requests"), explanation)
        self.lay_out(self.tr("People who ask to add you"), empty, left, right, details=(self.reason,))
        self.accept_button.setDefault(True)
        self.person.blocked.connect(self._refuse_blocked)
        messenger.requests_changed.connect(self._on_requests_changed)
        self.refresh()

    @Slot()
    def _on_requests_changed(self) -> None:
        """Close the window after the last answer."""
        self.refresh()
        if not self._messenger.requests:
            self.close()

    def rows(self) -> list[RowLook]:
        return [self._row(request) for request in self._messenger.requests]

    def _row(self, request: AddRequest) -> RowLook:
        number = request.number
        contact, profile = self._messenger.roster.get(number), self._profiles.get(number)
        if not contact.nickname and number not in self._profiles:
            self._profiles[number] = None
            self._messenger.request_profile(number).then(self, self._show_profile)
        nickname = contact.nickname or (profile.nickname if profile is not None else "")
        name = display_name(nickname, number)
        shown = distinct_name(name, number, self._messenger.roster)
        sentence = self.tr("{name} asks to add you: {reason}")
        return RowLook(
            shown,
            second=" ".join(request.reason.split()) or self.tr("No reason was given."),
            picture=contact.face or (profile.face if profile is not None else 0),
            owner=number,
            aside=moment_text(request.time),
            accessible_text=sentence.format(name=shown, reason=request.reason),
        )

    def _show_profile(self, reply: GetInfoReply) -> None:
        self._profiles[reply.profile.number] = reply.profile
        self.refresh()

    def update_actions(self) -> None:
        super().update_actions()
        number = self.current_number()
        reason = next((one.reason.strip() for one in self._messenger.requests if one.number == number), "")
        self.reason.setText(reason)
        self.reason.setVisible(len(reason) > _ROW_CHARS or "\n" in reason)

    def offered_actions(self) -> list[QPushButton]:
        return [*self._more_actions(), self.refuse_button, self.accept_button]

    def _more_actions(self) -> list[QPushButton]:
        """Return the actions that are no answer."""
        number = self.current_number()
        can_block = number is not None and self.person.can_block(number)
        return [self.profile_button, self.block_button] if can_block else [self.profile_button]

    @Slot()
    def _fill_more(self) -> None:
        self.more_button.menu().clear()
        self.add_to_menu(self.more_button.menu(), self._more_actions())

    # Answers

    @Slot(object)
    def _refuse_blocked(self, number: int) -> None:
        if any(request.number == number for request in self._messenger.requests):
            self.follow(self._messenger.answer_request(number, AddAnswer.REFUSE))

    def _answer(self, answer: AddAnswer, number: int, reason: str = "", *, add_too: bool = False) -> None:
        self.follow(self._messenger.answer_request(number, answer, reason, add_too=add_too))

    def _ask_for_reason(self, number: int) -> None:
        label = self.tr("Reason (optional, the person sees it)")
        typed = self._reasons.get(number, "")
        dialog = NameDialog(self.tr("Refuse"), label, typed, lambda text: None, self, self.tr("&Refuse"))
        dialog.edit.setMaxLength(MAX_REASON_CHARS)
        dialog.named.connect(partial(self._refuse, number))
        dialog.open()

    def _refuse(self, number: int, reason: str) -> None:
        self._reasons[number] = reason
        self._answer(AddAnswer.REFUSE, number, reason.strip())
