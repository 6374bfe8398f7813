"""The popup list of used accounts, below the account of the sign-in window."""

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.screens import in_view
from qqdesk.gui.sign_in.sign_in_form import place_label

_MOST_ROWS = 5
_WIDTH = 280


class AccountList(QFrame):
    """Enter or a click chooses an account, Delete removes it."""

    chosen = Signal(object)  # SavedAccount
    removed = Signal(object)  # SavedAccount
    other_clicked = Signal()

    def __init__(self, accounts: list[SavedAccount], faces: FaceSource, below: QWidget) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self._below = below
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "popup")
        self.setWindowTitle(self.tr("Accounts"))
        self.model = RowModel[SavedAccount](lambda account: account, self._describe, self)
        self.view = RowList(self.model, faces, self.tr("Accounts that were used"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.clicked.connect(self._choose)
        self.view.installEventFilter(self)
        self.remove_button = role_button(self.tr("Remove from the list…"), "link")
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self._remove)
        self.other_button = role_button(self.tr("Another account"), "link")
        self.other_button.setAutoDefault(False)
        self.other_button.clicked.connect(self.close)
        self.other_button.clicked.connect(self.other_clicked)
        foot = row(self.other_button, None, self.remove_button, margins=(8, 4, 8, 4))
        self.setLayout(column(self.view, line(), foot, margins=1))
        self.model.set_items(accounts)
        self.view.setCurrentIndex(self.model.index(0))
        self.view.setFixedHeight(self.view.sizeHintForRow(0) * min(_MOST_ROWS, len(accounts)) + 2)

    @staticmethod
    def _describe(account: SavedAccount) -> RowLook:
        place, address = place_label(account), place_label(account._replace(place_name=""))
        spoken = ", ".join(dict.fromkeys((account.label, str(account.number), place, address)))
        second = f"{account.number} · {place}"
        return RowLook(account.label, second, picture=account.face, accessible_text=spoken)

    def open(self) -> None:
        """Open the list below its field."""
        frame = QRect(QPoint(), self.sizeHint())
        frame.setWidth(max(_WIDTH, self._below.width()))
        frame.moveTopLeft(self._below.mapToGlobal(QPoint(0, self._below.height() + 2)))
        self.resize(frame.size())
        self.move(in_view(frame))
        self.show()
        self.view.setFocus()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        account = self.model.item_at(index)
        if account is not None:
            self.close()
            self.chosen.emit(account)

    @Slot()
    def _remove(self) -> None:
        account = self.view.current_item()
        if account is not None:
            self.close()
            self.removed.emit(account)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                    self._choose(self.view.currentIndex())
                    return True
                case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                    self._remove()
                    return True
                case Qt.Key.Key_Escape:
                    self.close()
                    return True
        return super().eventFilter(watched, event)


def removal_question(account: SavedAccount, window: QWidget) -> QuestionBox:
    """Return the question before an account is removed."""
    translate = QCoreApplication.translate
    name = isolated(account.name) if account.name else str(account.number)
    return QuestionBox(
        window,
        translate("AccountList", "Remove an account"),
        translate("AccountList", "Remove {name} from the list?").format(name=name),
        translate(
            "AccountList",
            "The saved password is deleted. The messages stay on this computer, and you can sign in again.",
        ),
        translate("AccountList", "Remove"),
    )
