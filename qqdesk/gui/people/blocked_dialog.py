"""The blocked people, who can be unblocked here."""

from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.people.people_list_dialog import PeopleListDialog
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.texts import distinct_name
from qqdesk.gui.shared.type_size import scaled


class BlockedDialog(PeopleListDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setWindowTitle(self.tr("Blocked people"))
        self.resize(scaled(400), scaled(400))
        self.unblock_button = self.action_button(self.tr("&Unblock"), self._unblock)
        empty = EmptyState("block", self.tr("Nobody is blocked"), self.tr("People whom you block appear here."))
        consequences = self.tr("They cannot write to you, ask to add you, or see whether you are there.")
        details = [wrapped_label(consequences, "secondary")]
        right = (self.profile_button, self.unblock_button)
        self.lay_out(self.tr("People whom you blocked"), empty, (), right, details=details)
        self.unblock_button.setDefault(True)
        self.refresh()

    def rows(self) -> list[RowLook]:
        contacts = map(self._messenger.roster.get, self._messenger.contact_notes.blocked())
        return [
            RowLook(
                distinct_name(contact.name, contact.number, self._messenger.roster),
                second=self.tr("Not on your list") if contact.stranger else self.tr("On your list"),
                picture=contact.face,
                owner=contact.number,
            )
            for contact in contacts
        ]

    def update_actions(self) -> None:
        super().update_actions()
        if not self._messenger.contact_notes.can_block:
            self.unblock_button.setEnabled(False)

    def _unblock(self, number: int) -> None:
        self.follow(self._messenger.contact_notes.unblock(number))
