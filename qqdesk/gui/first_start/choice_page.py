"""The first page: join people, start a place, or sign in with a number."""

import html

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from qqdesk.gui.first_start.cards import Card
from qqdesk.gui.first_start.wizard_page import SIDE, Page, head_label
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.icons import IconLabel, icon_pixmap, put_icon
from qqdesk.gui.shared.labels import ElidedLabel, heading_label, small_label
from qqdesk.gui.shared.language import CHINESE, ENGLISH, language_of
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

_TILE = 44
_GROUND = 10


class _Tile(QWidget):
    """An icon on a coloured square."""

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
        painter.drawRoundedRect(QRectF(self.rect()), theme.radius, theme.radius)
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
        heading.setFont(semibold(heading.font(), 1.15))
        self.second = small_label()
        self.second.setTextFormat(Qt.TextFormat.RichText)
        self.second.setWordWrap(False)
        self.second.hide()
        texts = column(None, heading, small_label(sentence), self.second, None, spacing=1)
        tile, arrow = _Tile(icon), IconLabel("chevron-right", "secondary")
        self.setLayout(row(tile, (texts, 1), arrow, margins=(16, 10, 12, 10), spacing=16))
        self.let_clicks_through()
        # Two lines have room from the start, so that the second one moves nothing.
        lines = 2 * self.second.fontMetrics().height() + heading.sizeHint().height()
        self.setMinimumHeight(max(scaled(84), lines + 24))

    def set_second(self, name: str, text: str) -> None:
        """Show a second line; "" hides it. {name} in `text` is drawn in the accent."""
        self.second.setVisible(bool(text))
        accent = current_theme().accent.name()
        short = self.second.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, scaled(130))
        self.second.setText(text.format(name=f'<b style="color:{accent}">{html.escape(short)}</b>') if text else "")
        described = text.format(name=isolated(name)) if text else ""
        self.setAccessibleDescription(f"{self._sentence} {described}".strip())


class ChoicePage(Page):
    """The first page. `set_place` shows a place that was found; `set_link` offers a copied link.

    A place that is found while the page is shown does not change the likely card: Enter would do another thing.
    """

    WIDTH, HEIGHT = 400, 440
    language_chosen = Signal(str)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.can_go_back = False
        self._place, self._is_here, self._has_link = "", False, False
        self._is_place_likely = False
        name = head_label(QCoreApplication.applicationName() or "qqdesk", 1.5)
        motto = ElidedLabel(self.tr("Talk with your people, at a place of your own"), "secondary_on_head")
        motto.setFont(small(motto.font()))
        texts = column(None, name, motto, None, spacing=4)
        logo = IconLabel("qqdesk", "on_head", 60)
        self.put_head(logo, (texts, 1), margins=(SIDE, 12, 16, 12), spacing=16, height=104)
        question = heading_label(self.tr("How do you want to begin?"))
        self.join = ChoiceCard("users", self.tr("Join people I know"), self.tr("By invitation, or at a place nearby."))
        self.start = ChoiceCard(
            "home", self.tr("Start a place for my people"), self.tr("It runs here, and you invite the others.")
        )
        fill(self.body, question, 4, self.join, 4, self.start, None)
        self.number = role_button(self.tr("I have a number already"), "link")
        self.language = self._language_button(language_of(language))
        self.foot.setContentsMargins(SIDE - 4, 8, SIDE - 4, 12)
        fill(self.foot, self.number, None, self.language)
        self.foot_line.hide()
        self._refresh()
        theme_source().changed.connect(self._refresh)

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
        """Show the name of a place on this computer or network; "" for none."""
        self._place, self._is_here = name, is_here
        if not self.isVisible():
            self._is_place_likely = bool(name)
        self._refresh()

    def set_link(self, has_link: bool) -> None:
        """Offer the invitation link of the clipboard."""
        self._has_link = has_link
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._place:
            here = self.tr("{name} is open on this computer.")
            self.join.set_second(self._place, here if self._is_here else self.tr("{name} is open on this network."))
        else:
            self.join.set_second("", "")
        join = self._is_place_likely or self._has_link
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
