"""The page *Log*: what administrators and the operator did."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.admin.place_log_texts import PlaceLogTexts, log_icon
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowLook, RowModel, RowRole
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.layouts import fill
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.admin_commands import LogLine


class LogPage(AdminPage):
    """Older lines are loaded on scrolling. Ctrl+C copies the selected lines."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._texts = PlaceLogTexts(self)
        self.model = RowModel[LogLine](lambda line: line.id, self._describe, self)
        self.view = RowList(self.model, context.faces, self.tr("Log"), RowSize.MEDIUM)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.copy = QAction(self.tr("Copy"), self.view)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        put_icon(self.copy, "copy")
        self.copy.triggered.connect(self._copy)
        self.view.addAction(self.copy)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._card = card(self.view)
        sentence = self.tr("What administrators do at the place appears here.")
        self._none = EmptyState("history", self.tr("Nothing yet"), sentence)
        fill(self.body, self._card, (self._none, 8), None)
        self.setFocusProxy(self.view)
        bar = self.view.verticalScrollBar()
        bar.valueChanged.connect(self._load_older)
        bar.rangeChanged.connect(self._load_older)
        self.view.selectionModel().selectionChanged.connect(self._update)
        self.admin.log_changed.connect(self._show)
        self._show()
        self._update()

    @Slot()
    def _show(self) -> None:
        self.model.set_items(self.admin.log)
        self._card.setVisible(bool(self.admin.log))
        self._none.setVisible(not self.admin.log)

    def _describe(self, line: LogLine) -> RowLook:
        sentence = self._texts.sentence(line, self.context.messenger.me.number)
        return RowLook(sentence, second=moment_text(line.time), picture=log_icon(line))

    @Slot()
    def _load_older(self) -> None:
        """Load older lines if there is less than a page below."""
        bar = self.view.verticalScrollBar()
        if self.view.isVisible() and bar.value() >= bar.maximum() - bar.pageStep():
            self.admin.load_older_log()

    @Slot()
    def _update(self) -> None:
        self.copy.setEnabled(self.view.selectionModel().hasSelection())

    @Slot()
    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.view.selectedIndexes())
        looks = [self.model.index(row).data(RowRole.LOOK) for row in rows]
        text = "\n".join(f"{look.second} {look.title}" for look in looks)
        QGuiApplication.clipboard().setText(text)
