"""The tabs of a chat window, and the button that lists them all."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.gui.chat.chat_tabs import ChatTabs
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, line, row


class TabStrip(QWidget):
    """Is hidden while there is only one tab, and while the list takes its place."""

    def __init__(self, faces: FaceSource) -> None:
        super().__init__()
        self._faces = faces
        self.is_off = False
        self.tabs = ChatTabs(faces)
        self.list_button = icon_button("chevron-down", self.tr("All open chats"), "secondary")
        self.list_button.clicked.connect(self.show_list)
        strip = row((self.tabs, 1), self.list_button, margins=(4, 2, 4, 0), spacing=4)
        self.setLayout(column(strip, line()))
        self.tabs.arranged.connect(self._arranged)
        self._arranged()

    def set_off(self, is_off: bool) -> None:
        self.is_off = is_off
        self._arranged()

    @Slot()
    def _arranged(self) -> None:
        self.setVisible(self.tabs.count() > 1 and not self.is_off)

    @Slot()
    def show_list(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.list_button.mapToGlobal(self.list_button.rect().bottomRight())
        place.setX(place.x() - menu.sizeHint().width())
        menu.popup(place)
        current = next((action for action in menu.actions() if action.isChecked()), None)
        if current is not None:
            menu.setActiveAction(current)

    def menu(self) -> QMenu:
        """Return a menu of all tabs with their numbers of unread messages. The current one is checked."""
        menu = QMenu(self)
        for index, conversation in enumerate(self.tabs.conversations()):
            contact, unread = self.tabs.contact(conversation), self.tabs.unread(conversation)
            name = isolated(contact.name.replace("&", "&&"))
            text = self.tr("{name} ({count})").format(name=name, count=unread) if unread else name
            face = self._faces.pixmap(
                contact.face, 20, self.devicePixelRatioF(), grey=not contact.is_shown_present, owner=contact.number
            )
            action = menu.addAction(QIcon(face), text)
            action.setCheckable(True)
            action.setChecked(index == self.tabs.currentIndex())
            if unread:
                font = action.font()
                font.setBold(True)
                action.setFont(font)
            action.triggered.connect(partial(self.tabs.setCurrentIndex, index))
        return menu
