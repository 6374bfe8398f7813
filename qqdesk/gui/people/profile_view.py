"""The less important fields of a read-only profile, if they are not empty."""

import html

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import cut, units
from qqdesk.gui.people.person_notes import LABEL_WIDTH
from qqdesk.gui.people.person_texts import sex_text
from qqdesk.gui.people.profile_fields import SECTIONS, field_names
from qqdesk.gui.shared.labels import LinkLabel, without_mnemonic, wrapped_label
from qqdesk.gui.shared.layouts import column, form, row
from qqdesk.gui.shared.more_button import HANG, MoreButton
from qqdesk.gui.shared.scrolling import VerticalScrollArea
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.profile import Profile


def value_text(profile: Profile, field: str) -> str:
    """Return a field as text; "" if empty."""
    if field == "sex":
        return sex_text(profile.sex)
    if field == "age":
        return str(profile.age) if profile.age else ""
    return str(getattr(profile, field)).strip()


def with_links(field: str, text: str) -> str:
    """Return a value as rich text with its addresses as links."""
    target = ""
    if field == "email" and "@" in text and " " not in text:
        target = f"mailto:{text}"
    elif field == "home_page" and "." in text and " " not in text and ":" not in text:
        target = f"http://{text}"
    if target:
        return f'<a href="{html.escape(target)}">{html.escape(text)}</a>'
    parts, end = [], 0
    for link in find_links(text):
        words = html.escape(cut(text, link.start, link.start + link.length))
        parts += [html.escape(cut(text, end, link.start)), f'<a href="{html.escape(link.url)}">{words}</a>']
        end = link.start + link.length
    parts.append(html.escape(cut(text, end, units(text))))
    return "".join(parts).replace("\n", "<br>")


class ProfileView(VerticalScrollArea):
    """Every value can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._links = LinkOpener(self)
        self.setAccessibleName(self.tr("Profile"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the values inside have the focus
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.setWidget(QWidget())
        theme_source().changed.connect(self._apply_theme)

    def show_profile(self, profile: Profile) -> None:
        names = field_names()
        values = form(margins=(HANG, 0, 0, 0))
        values.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for section in SECTIONS:
            for field in section:
                text = value_text(profile, field)
                if text:
                    name = without_mnemonic(names[field])
                    values.addRow(self._label(name), self._value(field, name, text))
        details = QWidget()
        details.setLayout(values)
        more = MoreButton(details)
        more.setVisible(bool(values.rowCount()))
        body = QWidget()
        body.setBackgroundRole(QPalette.ColorRole.Base)
        body.setAutoFillBackground(True)
        body.setLayout(column(row(more, None), details, None, margins=(12 - HANG, 12, 12, 12), spacing=8))
        self.setWidget(body)

    @Slot()
    def _apply_theme(self) -> None:
        """Set the texts again, because a link keeps the colour of its layout."""
        for value in self.findChildren(QLabel):
            text = value.text()
            if "<a " in text:
                value.clear()
                value.setText(text)

    def _label(self, name: str) -> QLabel:
        label = wrapped_label(name, "secondary")
        label.setFixedWidth(scaled(LABEL_WIDTH))
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        return label

    def _value(self, field: str, name: str, text: str) -> QLabel:
        linked = with_links(field, text)
        value = LinkLabel() if "<a " in linked else QLabel()
        value.setTextFormat(Qt.TextFormat.RichText)
        value.setText(linked)
        value.setWordWrap(True)
        value.linkActivated.connect(self._links.open)
        if not isinstance(value, LinkLabel):
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        value.setAccessibleName(f"{name}: {text}")
        return value
