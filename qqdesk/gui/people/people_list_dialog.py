"""The base of the dialogs for contact requests, blocked people and search results."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QDialog, QMenu, QPushButton, QSizePolicy, QStackedWidget, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.labels import without_mnemonic
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.pending_requests import PendingRequest

R = TypeVar("R")


class PeopleListDialog(QDialog):
    """A list or an empty state, and buttons for actions on the current person. Enter opens the profile.

    A subclass creates its buttons, calls `lay_out` and `refresh`, implements `rows`, and extends `update_actions`.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = context.messenger, context.navigator
        self.pending = 0
        """The number of pending requests of `follow`."""
        self.model = RowModel[RowLook](lambda look: look.owner, lambda look: look, self)
        self.view = RowList(self.model, context.faces)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.message = Bar()
        self._actions: list[QPushButton] = []
        self.profile_button = self.action_button(self.tr("View &profile"), self.open_profile)
        self.buttons = QWidget()
        self._stack = QStackedWidget()
        self._foot = QWidget()

    def open_profile(self, number: int) -> None:
        self._navigator.open(routes.Profile(number))

    def action_button(self, text: str, act: Callable[[int], object]) -> QPushButton:
        """Return a button that calls `act` with the number of the current person. It is in the context menu, too."""

        def on_click() -> None:
            number = self.current_number()
            if number is not None:
                act(number)

        button = QPushButton(text)
        button.clicked.connect(on_click)
        self._actions.append(button)
        return button

    def lay_out(
        self,
        list_name: str,
        empty: EmptyState,
        left: Sequence[QPushButton],
        right: Sequence[QPushButton],
        *,
        form: QWidget | None = None,
        details: Sequence[QWidget] = (),
    ) -> None:
        """Arrange the widgets: `form` above the list, `details` between the list and the buttons."""
        self.view.setAccessibleName(list_name)
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty)
        # The list with its buttons may be lower than the empty state, which has none.
        empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.buttons.setLayout(row(*left, None, *right))
        self._foot.setLayout(column(line(), column(*details, self.message, self.buttons, margins=12, spacing=8)))
        above = () if form is None else (form, line())
        self.setLayout(column(*above, (self._stack, 1), self._foot))
        self.view.activated.connect(self.profile_button.click)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().currentChanged.connect(self._on_actions_changed)
        self._messenger.roster_changed.connect(self.refresh)
        self._messenger.connection_changed.connect(self._on_actions_changed)

    def rows(self) -> list[RowLook]:
        """Return the people to show. The owner of a look is the number of the person."""
        raise NotImplementedError

    @Slot()
    def refresh(self) -> None:
        place = max(self.view.currentIndex().row(), 0)
        self.model.set_items(self.rows())
        count = self.model.rowCount()
        if count and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(min(place, count - 1)))
        self._stack.setCurrentIndex(0 if count else 1)
        self.update_actions()

    @Slot()
    def _on_actions_changed(self) -> None:
        # Qt does not disconnect an overridden slot when the dialog is destroyed.
        self.update_actions()

    def update_actions(self) -> None:
        """Show and enable the actions that the current person and the pending requests allow."""
        has_rows = self.model.rowCount() > 0
        for button in self._actions:
            button.setEnabled(has_rows and not self.pending)
        self.profile_button.setEnabled(has_rows)
        self.buttons.setVisible(has_rows)
        self._foot.setVisible(has_rows or not self.message.isHidden())

    def offered_actions(self) -> list[QPushButton]:
        """Return the actions on the current person."""
        return [button for button in self._actions if not button.isHidden()]

    def current_number(self) -> int | None:
        look = self.model.item_at(self.view.currentIndex())
        return None if look is None else look.owner

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        if not self.view.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_to_menu(menu, self.offered_actions())
        menu.popup(self.view.viewport().mapToGlobal(place))

    @staticmethod
    def add_to_menu(menu: QMenu, buttons: Sequence[QPushButton]) -> None:
        """Add an entry for each button, which presses it."""
        for button in buttons:
            menu.addAction(without_mnemonic(button.text()), button.click).setEnabled(button.isEnabled())

    # Requests

    def follow(
        self,
        pending: PendingRequest[R],
        done: Callable[[R], object] | None = None,
        failed: Callable[[Problem], object] | None = None,
    ) -> None:
        """Disable the actions until the reply, then call `done`, or `failed`, which by default shows the problem."""
        self.pending += 1
        self.message.clear()
        pending.then(self, partial(self._finish, done), partial(self._fail, failed or self._show_problem))
        self.update_actions()

    def _finish(self, done: Callable[[R], object] | None, reply: R) -> None:
        self.pending -= 1
        if done is not None:
            done(reply)
        self.refresh()

    def _fail(self, failed: Callable[[Problem], object], problem: Problem) -> None:
        self.pending -= 1
        failed(problem)
        self.update_actions()

    def _show_problem(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem))
