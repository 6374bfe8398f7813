"""The window *Pictures and files* of a conversation."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QDateTime, QLocale, QPoint, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QWidget,
)

from qqdesk.domain.body import File
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, Acts, add_entry, add_keys
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.older_messages_bar import OlderMessagesBar
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import FileTile, RowLook, RowModel, RowRole
from qqdesk.gui.message_log.file_actions import FileActions
from qqdesk.gui.message_log.file_state import FileAction, action_text, actions_of
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.pictures.conversation_files import ConversationFiles
from qqdesk.gui.pictures.picture_tile import paint_tile
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.file_texts import progress_text, size_text
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.scrolling import QuietScrollBar
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.history.folding import fold
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files


def info_of(message: Message) -> FileInfo:
    """Return the file of a message with one."""
    if not isinstance(message.body, File):
        raise TypeError(f"a message without a file: {message.id}")
    return message.body.info


class FileList(RowList[Message]):
    """The files of a conversation that are no pictures, newest first. Shows the files whose name, or the name of its
    sender, contains the text of a search.
    """

    def __init__(
        self, files: Files, participants: Participants, faces: FaceSource, make_menu: Callable[[Message], QMenu]
    ) -> None:
        self._files, self._participants = files, participants
        self._all: Sequence[Message] = ()
        self._needle = ""
        self.rows = RowModel[Message](lambda message: message.id, self._describe)
        super().__init__(self.rows, faces, make_menu=make_menu, has_buttons=False)
        self.rows.setParent(self)
        self.setAccessibleName(self.tr("Files"))
        files.changed.connect(self.viewport().update)

    def _describe(self, message: Message) -> RowLook:
        info = info_of(message)
        transfer = self._files.transfer(info.id)
        if transfer is not None:
            second = progress_text(transfer)
        else:
            person = isolated(self._participants.name(message.sender))
            second = " · ".join((size_text(info.size), person, moment_text(message.time)))
        return RowLook(info.name, second=second, picture=FileTile(info.name))

    def show_files(self, messages: Sequence[Message]) -> None:
        """Show messages with files, newest first."""
        self._all = messages
        self._filter()

    @Slot(str)
    def search(self, text: str) -> None:
        self._needle = fold(text.strip())
        self._filter()

    def _filter(self) -> None:
        self.rows.set_items(message for message in self._all if self._needle in fold(self._searched(message)))

    def _searched(self, message: Message) -> str:
        return f"{info_of(message).name}\n{self._participants.name(message.sender)}"


_SIZE = QSize(640, 560)


_LEAST_SIDE = 116
_GAP, _RADIUS = 4, 4
_HEADING = 36
_MARGIN = 6
"""At the left and right, without half of the gap."""


def month_text(time: int) -> str:
    """Return the month and year of a time in milliseconds since 1970."""
    day, locale = QDateTime.fromMSecsSinceEpoch(time).date(), QLocale()
    if locale.language() == QLocale.Language.Chinese:
        return locale.toString(day, "yyyy年M月")
    return f"{locale.standaloneMonthName(day.month())} {day.year()}"


class _GridDelegate(QStyledItemDelegate):
    def __init__(self, files: Files, view: "PictureGrid") -> None:
        super().__init__(view)
        self._files, self._view = files, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(RowRole.ITEM) is None:
            return QSize(self._view.row_width(), scaled(_HEADING))
        side = self._view.tile_side()
        return QSize(side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current_theme(), QRect(option.rect)
        message: Message | None = index.data(RowRole.ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if message is None:
            font = semibold(option.font)
            painter.setFont(font)
            painter.setPen(theme.secondary)
            room = rect.adjusted(_GAP // 2, _GAP, -_GAP, 0)
            elided = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            paint_line(painter, room, elided)
        else:
            tile = QRectF(rect).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
            ratio = self._view.devicePixelRatioF()
            paint_tile(painter, tile, _RADIUS, info_of(message), self._files, ratio, theme.line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
                painter.setPen(QPen(theme.surface, 2))
                painter.drawRoundedRect(tile.adjusted(3, 3, -3, -3), _RADIUS - 1, _RADIUS - 1)
                painter.setPen(QPen(theme.accent if self._view.hasFocus() else theme.field, 2))
                painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.restore()


class PictureGrid(QListView):
    """All pictures of a conversation in a grid, newest first, with a heading for each month. Loads the thumbnails of
    the pictures in view only. Enter activates a picture, as a double click does.
    """

    def __init__(self, files: Files, participants: Participants) -> None:
        super().__init__()
        self._participants = participants
        self.rows = RowModel[Message](lambda message: message.id, self._describe, self)
        self.setModel(self.rows)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Pictures"))
        self.setItemDelegate(_GridDelegate(files, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setViewportMargins(_MARGIN, 0, _MARGIN, 0)
        self.setVerticalScrollBar(QuietScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        picture_cache().decoded.connect(self.viewport().update)
        files.changed.connect(self.viewport().update)

    def _describe(self, message: Message) -> RowLook:
        sentence = self.tr("{name} from {person}, {time}").format(
            name=isolated(info_of(message).name),
            person=isolated(self._participants.name(message.sender)),
            time=moment_text(message.time),
        )
        return RowLook(info_of(message).name, accessible_text=sentence)

    def current_item(self) -> Message | None:
        return self.rows.item_at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def tile_side(self) -> int:
        """Return the side with which whole tiles fill the width."""
        return self.row_width() // max(self.row_width() // scaled(_LEAST_SIDE), 1)

    def row_width(self) -> int:
        """Return the width of a row: Qt breaks one that takes the whole width."""
        return self.viewport().width() - 1

    def show_pictures(self, messages: Sequence[Message]) -> None:
        """Show messages with pictures, newest first."""
        months = groupby(messages, lambda message: month_text(message.time))
        self.rows.set_sections((month, list(shown)) for month, shown in months)


class FilesWindow(QWidget):
    """Follows new and deleted messages. Its buttons are for the chosen picture or file."""

    def __init__(self, context: AppContext, conversation: ConversationId, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        messenger, navigator = context.messenger, context.navigator
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._navigator, self._messenger_files = navigator, messenger.files
        participants = Participants(messenger)
        self._actions = FileActions(messenger.files, navigator, self)
        self._actions.discard_requested.connect(messenger.own_messages.discard)
        self.pictures = PictureGrid(messenger.files, participants)
        self.files = FileList(messenger.files, participants, context.faces, self._make_menu)
        self.no_pictures = EmptyState(
            "picture", self.tr("No pictures yet"), self.tr("Pictures that are sent in this conversation appear here.")
        )
        self.no_files = EmptyState("file", "")
        self.search = SearchEdit()
        self.search.setPlaceholderText(self.tr("Search by name or sender"))
        self.search.setAccessibleName(self.tr("Search by name or sender"))
        self.tabs = QTabWidget()
        self.open_button, self.save_button = QPushButton(self.tr("Open")), QPushButton(self.tr("Save as…"))
        self.show_button = QPushButton(self.tr("Show in the conversation"))
        self.older = OlderMessagesBar(messenger)
        self.message = Bar()
        name = isolated(messenger.label(conversation).name)
        self.setWindowTitle(self.tr("Pictures and files – {name}").format(name=name))
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._list = ConversationFiles(messenger, conversation, self)
        self._list.changed.connect(self._on_list_changed)
        self._is_first = True
        """The lists are not filled yet."""
        self.older.follow(conversation)

    def _lay_out(self) -> None:
        self._pictures, self._files_or_none = QStackedWidget(), QStackedWidget()
        for stack, view, empty in (
            (self._pictures, self.pictures, self.no_pictures),
            (self._files_or_none, self.files, self.no_files),
        ):
            stack.addWidget(view)
            stack.addWidget(empty)
        files = QWidget()
        files.setLayout(column(row(self.search, margins=8), (self._files_or_none, 1)))
        self.tabs.addTab(self._pictures, self.tr("Pictures"))
        self.tabs.addTab(files, self.tr("Files"))
        self.tabs.setDocumentMode(True)
        for button in self._buttons():
            button.setAutoDefault(False)
        buttons = row(self.show_button, None, self.save_button, self.open_button, margins=(8, 8, 8, 8))
        self.setLayout(column((self.tabs, 1), self.older, self.message, line(), buttons))
        self.resize(scaled(_SIZE.width()), scaled(_SIZE.height()))
        self.setMinimumHeight(300)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.show_button, self.save_button, self.open_button)

    def _connect(self) -> None:
        for view in (self.pictures, self.files):
            view.activated.connect(self.open_current)
            view.selectionModel().currentChanged.connect(self._show_actions)
        self.pictures.customContextMenuRequested.connect(self._show_menu)
        self.tabs.currentChanged.connect(self._show_actions)
        self._messenger_files.changed.connect(self._show_actions)
        self._actions.failed.connect(self._on_open_failed)
        self.search.textChanged.connect(self._on_search)
        self.search.down_pressed.connect(self.files.setFocus)
        self.open_button.clicked.connect(self.open_current)
        self.save_button.clicked.connect(partial(self._run, FileAction.SAVE))
        self.show_button.clicked.connect(self.show_in_chat)

    def _add_shortcuts(self) -> None:
        acts: Acts = {
            Action.SEARCH_FIELD: self._focus_search,
            Action.FILE_LISTS: [partial(self.tabs.setCurrentIndex, index) for index in range(2)],
            Action.SAVE: partial(self._run, FileAction.SAVE),
            Action.SHOW_IN_CHAT: self.show_in_chat,
            Action.CLOSE: self.close,
        }
        add_keys(self, acts)

    @Slot()
    def _focus_search(self) -> None:
        self.tabs.setCurrentIndex(1)
        self.search.setFocus()
        self.search.selectAll()

    # The lists

    @property
    def is_loaded(self) -> bool:
        return self._list.is_loaded

    @Slot()
    def _on_list_changed(self) -> None:
        newest_first = self._list.messages[::-1]
        self.pictures.show_pictures([message for message in newest_first if info_of(message).is_picture])
        self.files.show_files([message for message in newest_first if not info_of(message).is_picture])
        if not self.pictures.model().rowCount() and self.files.model().rowCount() and self._is_first:
            self.tabs.setCurrentIndex(1)
        self._is_first = False
        self._show_emptiness()

    @Slot()
    def _on_search(self) -> None:
        self.files.search(self.search.text())
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        if self.search.text().strip():
            self.no_files.set_texts(self.tr("No file has this name"))
        else:
            sentence = self.tr("Files that are sent in this conversation appear here.")
            self.no_files.set_texts(self.tr("No files yet"), sentence)
        self._pictures.setCurrentIndex(0 if self.pictures.model().rowCount() else 1)
        self._files_or_none.setCurrentIndex(0 if self.files.model().rowCount() else 1)
        self._show_actions()

    @property
    def view(self) -> PictureGrid | FileList:
        """The list in front."""
        return self.files if self.tabs.currentIndex() else self.pictures

    # Actions

    @Slot()
    def _show_actions(self) -> None:
        message = self.view.current_item()
        actions = [] if message is None else actions_of(message, self._messenger_files)
        for button in self._buttons():
            button.setEnabled(message is not None)
        self.save_button.setEnabled(FileAction.SAVE in actions)
        self.open_button.setText(action_text(actions[0] if actions else FileAction.OPEN))

    @Slot(str)
    def _on_open_failed(self, path: str) -> None:
        self.message.show_error(self.tr("This could not be opened: {path}").format(path=isolated(path)))

    @Slot()
    def open_current(self) -> None:
        """Run the main action: open, download, continue or cancel."""
        self.message.clear()
        message = self.view.current_item()
        if message is not None:
            self._actions.run(message, actions_of(message, self._messenger_files)[0])

    def _run(self, action: FileAction) -> None:
        message = self.view.current_item()
        if message is not None and action in actions_of(message, self._messenger_files):
            self._actions.run(message, action)

    @Slot()
    def show_in_chat(self) -> None:
        message = self.view.current_item()
        if message is not None:
            self._navigator.open(routes.Message(message))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        message = self.pictures.current_item()
        if message is not None:
            menu = self._make_menu(message)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.pictures.viewport().mapToGlobal(place))

    def _make_menu(self, message: Message) -> QMenu:
        menu = QMenu(self)
        for action in actions_of(message, self._messenger_files):
            add_action(menu, action_text(action), partial(self._actions.run, message, action))
        menu.addSeparator()
        add_entry(menu, Action.SHOW_IN_CHAT, self.show_in_chat)
        return menu
