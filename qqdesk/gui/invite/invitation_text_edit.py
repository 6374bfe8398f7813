"""The field with the text around a link."""

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from qqdesk.gui.shared.theme import current_theme, theme_source


class _Marks(QSyntaxHighlighter):
    """Shows the link in the accent colour, and names in bold."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit.document())
        self.link = ""
        self.names: tuple[str, ...] = ()
        theme_source().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        bold, coloured = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        coloured.setForeground(current_theme().accent)
        for part, form in (*((name, bold) for name in self.names), (self.link, coloured)):
            start = text.find(part) if part else -1
            if start >= 0:
                self.setFormat(start, len(part), form)


class InvitationTextEdit(QPlainTextEdit):
    """The user may edit the text. Copying gives plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = _Marks(self)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("A text to send"))

    def show_text(self, text: str, link: str, place: str) -> None:
        self._marks.link, self._marks.names = link, (place,)
        self.setPlainText(text)
