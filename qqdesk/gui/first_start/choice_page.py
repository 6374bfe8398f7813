"""The first page: join people, start a place, or sign in with a number."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qqdesk.gui.first_start.cards import Card
from qqdesk.gui.first_start.wizard_page import SIDE, Page
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, icon_pixmap, put_icon
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.language import CHINESE, ENGLISH, language_of
from qqdesk.gui.shared.theme import RADIUS, current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

_TILE = 44
_GROUND = 10


class _Tile(QWidget):
    """An icon on a ground."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(_TILE, _TILE)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.selection)
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        pixmap = icon_pixmap(self._icon, _TILE - 2 * _GROUND, self.devicePixelRatioF(), theme.accent)
        painter.drawPixmap(_GROUND, _GROUND, pixmap)
        painter.end()


class ChoiceCard(Card):
    """A large button: icon, title, and two lines below the title. The likely one has an accent frame."""

    def __init__(self, icon: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        heading = QLabel(title)
        font = semibold(heading.font())
        font.setPointSizeF(font.pointSizeF() * 1.15)
        heading.setFont(font)
        self._lines = QLabel(sentence)
        self._lines.setProperty("role", "secondary")
        self._lines.setWordWrap(True)
        self._lines.setFont(small(self._lines.font()))
        self.second = QLabel()
        self.second.setTextFormat(Qt.TextFormat.RichText)
        self.second.setProperty("role", "secondary")
        self.second.setFont(small(self.second.font()))
        self.second.hide()
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(heading)
        texts.addWidget(self._lines)
        texts.addWidget(self.second)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(16)
        row.addWidget(_Tile(icon), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(texts, 1)
        row.addWidget(IconLabel("chevron-right", "secondary"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.let_clicks_through()
        # Two lines have room from the start, so that the second one moves nothing.
        lines = 2 * self.second.fontMetrics().height() + heading.sizeHint().height()
        self.setMinimumHeight(max(scaled(84), lines + 24))

    def set_second(self, name: str, text: str) -> None:
        """Show a second line; `text` has {name}, which is drawn in the accent. "" hides it."""
        self.second.setVisible(bool(text))
        accent = current_theme().accent.name()
        short = self.second.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, scaled(130))
        safe = short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        self.second.setText(text.format(name=f'<b style="color:{accent}">{safe}</b>') if text else "")
        described = text.format(name=isolated(name)) if text else ""
        self.setAccessibleDescription(f"{self._sentence} {described}".strip())


class ChoicePage(Page):
    """The first page. `set_place` shows a place that was found; `set_link` offers a copied link."""

    WIDTH, HEIGHT = 400, 440
    language_chosen = Signal(str)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_go_back = False
        self._place, self._is_here, self._has_link = "", False, False
        self._lay_out_head()
        question = QLabel(self.tr("How do you want to begin?"))
        question.setFont(semibold(question.font()))
        self.join = ChoiceCard(
            "users", self.tr("Join people I know"), self.tr("With an invitation, or at a place near you.")
        )
        self.start = ChoiceCard(
            "home", self.tr("Start a place for my people"), self.tr("It runs here, and you invite the others.")
        )
        self.body.addWidget(question)
        self.body.addSpacing(4)
        self.body.addWidget(self.join)
        self.body.addSpacing(4)
        self.body.addWidget(self.start)
        self.body.addStretch(1)
        self.number = QPushButton(self.tr("I have a number already"))
        self.number.setProperty("role", "link")
        self.language = self._language_button(language_of(language))
        self.foot.setContentsMargins(SIDE - 4, 8, SIDE - 4, 12)
        self.foot.addWidget(self.number)
        self.foot.addStretch(1)
        self.foot.addWidget(self.language)
        self.hide_foot_line()
        self._refresh()
        theme_source().changed.connect(self._refresh)

    def _lay_out_head(self) -> None:
        name = ElidedLabel(QCoreApplication.applicationName() or "qqdesk", "on_head")
        font = semibold(name.font())
        font.setPointSizeF(font.pointSizeF() * 1.5)
        name.setFont(font)
        motto = ElidedLabel(self.tr("Talk with your people, at a place of your own"), "secondary_on_head")
        motto.setFont(small(motto.font()))
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addStretch(1)
        texts.addWidget(name)
        texts.addWidget(motto)
        texts.addStretch(1)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(SIDE, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(IconLabel("qqdesk", "on_head", 60))
        row.addLayout(texts, 1)
        self.head.setFixedHeight(scaled(104))

    def _language_button(self, chosen: str) -> QToolButton:
        names = {ENGLISH: "English", CHINESE: "简体中文"}
        button = QToolButton()
        button.setText(names[chosen])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        put_icon(button, "language")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(self.tr("Language"))
        button.setToolTip(self.tr("Language"))
        menu = QMenu(button)
        group = QActionGroup(menu)
        for code, name in names.items():
            action = QAction(name, group, checkable=True, checked=code == chosen)
            action.setData(code)
            menu.addAction(action)
        group.triggered.connect(self._on_language)
        button.setMenu(menu)
        return button

    @Slot(QAction)
    def _on_language(self, action: QAction) -> None:
        self.language_chosen.emit(str(action.data()))

    def set_place(self, name: str, *, is_here: bool) -> None:
        """Name a place that was found, on this computer or on this network; "" for none."""
        self._place, self._is_here = name, is_here
        self._refresh()

    def set_link(self, has_link: bool) -> None:
        """An invitation link is in the clipboard."""
        self._has_link = has_link
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._place:
            here = self.tr("{name} is open on this computer.")
            self.join.set_second(self._place, here if self._is_here else self.tr("{name} is open on this network."))
        else:
            self.join.set_second("", "")
        join = bool(self._place) or self._has_link
        likely_had_focus = self.isVisible() and any(
            card.is_likely and card is self.focusWidget() for card in (self.join, self.start)
        )
        self.join.set_likely(join)
        self.start.set_likely(not join)
        if likely_had_focus:
            self.focus_first()

    def focus_first(self) -> None:
        (self.join if self.join.is_likely else self.start).setFocus()

    def submit(self) -> None:
        (self.join if self.join.is_likely else self.start).click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stops: list[QWidget] = [self.join, self.start, self.number, self.language]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        focus = self.focusWidget()
        if step is None or focus not in stops:
            super().keyPressEvent(event)
        else:
            stops[(stops.index(focus) + step) % len(stops)].setFocus()
