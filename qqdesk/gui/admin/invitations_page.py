"""Invitations to the place, who may join, who may invite, and who knows whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QRadioButton, QWidget

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.join_request_bars import JoinRequestBars
from qqdesk.gui.invite.invitations_window import ListedInvitations
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.shared.labels import heading_label, small_label
from qqdesk.gui.shared.layouts import column, fill, line, row
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.admin_commands import Invites
from qqdesk.protocol.codes import RegistrationMode, SharedRoster
from qqdesk.protocol.limits import MOST_INTRODUCED
from qqdesk.protocol.place_commands import ListedInvitation
from qqdesk.protocol.record import Done
from qqdesk.worker.pending_requests import PendingRequest

_INDENT = 22
"""The width of the mark of a radio button and its space."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: StrEnum
    title: str
    sentence: str


class _ChoiceRow(QWidget):
    """The whole row can be clicked."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self.button = QRadioButton(choice.title)
        self.sentence = small_label()
        self.show_reason("")
        self.setLayout(column(self.button, row(scaled(_INDENT), (self.sentence, 1), spacing=0), margins=(10, 6, 12, 7)))

    def show_reason(self, reason: str) -> None:
        """Disable the choice for a reason, which replaces its sentence; "" enables it."""
        self.button.setEnabled(not reason)
        self.sentence.setEnabled(not reason)
        self.sentence.setText(reason or self._choice.sentence)
        self.button.setAccessibleDescription(self.sentence.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.button.click()


class ChoiceCard(QFrame):
    """Up and Down change the choice."""

    chosen = Signal(object)
    """The value that the user chose."""

    def __init__(self, name: str, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        self._rows = {choice.value: _ChoiceRow(choice) for choice in choices}
        self._group = QButtonGroup(self)
        parts: list[QWidget] = []
        for value, choice_row in self._rows.items():
            self._group.addButton(choice_row.button)
            choice_row.button.clicked.connect(lambda _, value=value: self.chosen.emit(value))
            parts += [line(), choice_row] if parts else [choice_row]
        self.setLayout(column(*parts, margins=1))

    def button(self, value: StrEnum) -> QRadioButton:
        return self._rows[value].button

    def sentence(self, value: StrEnum) -> str:
        return self._rows[value].sentence.text()

    def show_value(self, value: str, reasons: Mapping[StrEnum, str]) -> None:
        """Check a value, if it is one of the choices, and disable the choices that have a reason."""
        self._group.setExclusive(False)
        for choice, choice_row in self._rows.items():
            choice_row.button.setChecked(choice == value)
            choice_row.show_reason(reasons.get(choice, ""))
        self._group.setExclusive(True)


class Knowing(StrEnum):
    """Who knows whom."""

    EVERYBODY = "everybody"
    ADDED = "added"


class InvitationsPage(AdminPage):
    """A choice applies at once."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._invitations = ListedInvitations(context.messenger, self)
        self.model = RowModel(lambda one: one.id, self._describe, self)
        self.view = RowList(
            self.model, context.faces, self.tr("Valid invitations"), RowSize.MEDIUM, make_menu=self._make_menu
        )
        self._card = card(self.view)
        self._none = small_label(self.tr("There are no valid invitations."))
        self.joining = ChoiceCard(self.tr("Who may join"), self._joining_choices())
        self.inviting = ChoiceCard(self.tr("Who may invite"), self._inviting_choices())
        self.knowing = ChoiceCard(self.tr("Who knows whom"), self._knowing_choices())
        self.join_requests = JoinRequestBars(context)
        self.join_requests.request_sent.connect(self.follow)
        fill(
            self.body,
            self.join_requests,
            heading_label(self.tr("Valid invitations")),
            self._card,
            self._none,
            8,
            heading_label(self.tr("Who may join")),
            self.joining,
            8,
            heading_label(self.tr("Who may invite")),
            self.inviting,
            8,
            heading_label(self.tr("Who knows whom")),
            self.knowing,
            None,
        )
        self.view.delete_pressed.connect(self._on_delete_pressed)
        self.joining.chosen.connect(self._change_registration)
        self.inviting.chosen.connect(self._change_invites)
        self.knowing.chosen.connect(self._change_shared_roster)
        self._invitations.withdrawn.connect(self.admin.refresh)
        self._invitations.failed.connect(self.show_problem)
        context.messenger.invitations.created.connect(self.admin.refresh)
        self.admin.invitations_changed.connect(self.refresh_invitations)
        self.admin.place_changed.connect(self.refresh)
        self.refresh_invitations()
        self.refresh()

    def _joining_choices(self) -> list[Choice]:
        # In the order of openness, so that the arrow keys never pass *Everybody* on the way to another choice.
        return [
            Choice(RegistrationMode.CLOSED, self.tr("Nobody"), self.tr("Invitations do not work meanwhile.")),
            Choice(
                RegistrationMode.INVITE,
                self.tr("People with an invitation"),
                self.tr("Others can ask to join, and an administrator admits them."),
            ),
            Choice(
                RegistrationMode.OPEN,
                self.tr("Everybody"),
                self.tr("Anyone who can reach the place can make an account."),
            ),
        ]

    def _inviting_choices(self) -> list[Choice]:
        return [
            Choice(Invites.ADMINS, self.tr("Administrators"), self.tr("Others can ask them for an invitation.")),
            Choice(Invites.ALL, self.tr("Everybody at the place"), self.tr("Each sees and withdraws their own links.")),
        ]

    def _knowing_choices(self) -> list[Choice]:
        return [
            Choice(
                Knowing.EVERYBODY,
                self.tr("Everybody knows everybody"),
                self.tr("All are on everybody's list, newcomers too, up to 200 people."),
            ),
            Choice(
                Knowing.ADDED,
                self.tr("People add each other"),
                self.tr("A list has only those who were added or came by a person's invitation."),
            ),
        ]

    def finish(self) -> None:
        self.join_requests.finish()

    # Settings

    @Slot()
    def refresh(self) -> None:
        """Show the settings of the last reply."""
        place = self.admin.place
        if place is None:
            return
        fixed = self.tr("The operator has set this at the start of the server. It cannot be changed here.")
        joining, inviting, knowing = dict[StrEnum, str](), dict[StrEnum, str](), dict[StrEnum, str]()
        if place.shared_roster == SharedRoster.ON:
            joining[RegistrationMode.OPEN] = self.tr("Not possible while everybody here is on everybody's list.")
        if place.registration == RegistrationMode.OPEN:
            knowing[Knowing.EVERYBODY] = self.tr("Not possible while everybody may join.")
        elif place.people > MOST_INTRODUCED:
            knowing[Knowing.EVERYBODY] = self.tr(
                "Not possible with more than 200 people. Lists keep the people who are on them."
            )
        if "registration" in place.fixed:
            joining = dict.fromkeys(RegistrationMode, fixed)
        if "invites" in place.fixed:
            inviting = dict.fromkeys(Invites, fixed)
        if "introduce" in place.fixed:
            knowing = dict.fromkeys(Knowing, fixed)
        self.joining.show_value(place.registration, joining)
        self.inviting.show_value(place.invites, inviting)
        self.knowing.show_value(Knowing.EVERYBODY if place.shared_roster == SharedRoster.ON else Knowing.ADDED, knowing)

    @Slot(object)
    def _change_registration(self, mode: RegistrationMode) -> None:
        self._change(self.admin.change_place(registration=mode))

    @Slot(object)
    def _change_invites(self, invites: Invites) -> None:
        self._change(self.admin.change_place(invites=invites))

    @Slot(object)
    def _change_shared_roster(self, knowing: Knowing) -> None:
        self._change(self.admin.change_place(shares_roster=knowing is Knowing.EVERYBODY))

    def _change(self, pending: PendingRequest[Done]) -> None:
        """Show the old choice again if the change fails."""
        pending.then(self, failed=lambda _: self.refresh())
        self.follow(pending)

    # Invitations

    @Slot()
    def refresh_invitations(self) -> None:
        """Show the invitations of the last reply."""
        invitations = self.admin.invitations
        texts = [self._invitations.texts(one) for one in invitations]
        self.view.delegate.samples = ([one.used for one in texts], [one.left for one in texts])
        self.model.set_items(invitations)
        self._card.setVisible(bool(invitations))
        self._none.setVisible(not invitations)

    def _describe(self, one: ListedInvitation) -> RowLook:
        texts = self._invitations.texts(one)
        return RowLook(texts.inviter, cells=(texts.used, texts.left), picture="link")

    def _make_menu(self, one: ListedInvitation) -> QMenu:
        self.message.clear()
        menu = QMenu(self)
        withdraw = partial(self._invitations.ask_to_withdraw, one.id)
        add_entry(menu, Action.DELETE_ROW, withdraw, self.tr("Withdraw…"), role="danger")
        return menu

    @Slot(object)
    def _on_delete_pressed(self, invitation: ListedInvitation) -> None:
        self._invitations.ask_to_withdraw(invitation.id)
