"""The people of the place."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu

from qqdesk.gui.admin.account_actions import AccountActions
from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.place_people import PlacePeople
from qqdesk.gui.contacts.people_index import PeopleIndex
from qqdesk.gui.contacts.pinyin import IndexPreparation
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import fill
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.protocol.admin_commands import Person


class PeoplePage(AdminPage):
    """Search, and a list of everybody with an account."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        messenger, faces = context.messenger, context.faces
        self._people = PlacePeople(messenger, self)
        self.account_actions = AccountActions(messenger, context.navigator, faces, self)
        self.search = SearchEdit()
        self.search.setPlaceholderText(self.tr("Name or number"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.model = RowModel(lambda person: person.number, self._people.describe, self)
        self.view = RowList(self.model, faces, self.tr("People"), RowSize.MEDIUM, make_menu=self._make_menu)
        self._card = card(self.view)
        self._nobody = EmptyState("users", self.tr("Nobody found"))
        fill(self.body, self.search, self._card, (self._nobody, 8), None)
        self._index = PeopleIndex(self._people)
        self._preparation = IndexPreparation(self._index, self)
        self._preparation.grown.connect(self._show)
        self.search.textChanged.connect(self._show)
        self.search.down_pressed.connect(self._go_to_list)
        self.view.delete_pressed.connect(self._on_delete_pressed)
        self.account_actions.failed.connect(self.show_problem)
        self.admin.people_changed.connect(self.refresh)
        messenger.roster_changed.connect(self.model.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the people of the last reply."""
        self._index.mark_changed(self._people.update())
        self._preparation.start()
        self.view.delegate.samples = self._people.samples()
        self._show()

    @Slot()
    def _show(self) -> None:
        text = self.search.text().strip()
        people = self._people.in_order
        if text:
            found = self._index.find(text)
            people = [person for person in people if person.number in found]
        self.model.set_items(people)
        self._card.setVisible(bool(people))
        self._nobody.setVisible(bool(text) and not people)

    def _make_menu(self, person: Person) -> QMenu:
        self.message.clear()
        return self.account_actions.menu(person)

    @Slot()
    def _go_to_list(self) -> None:
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFocus()

    @Slot(object)
    def _on_delete_pressed(self, person: Person) -> None:
        if reason := self.account_actions.why_not_removed(person):
            self.message.show_notice(reason)
        else:
            self.message.clear()
            self.account_actions.ask_to_delete(person)
