"""The profile window: read-only for others, editable for the user."""

import html
import re
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.contacts.person_lines import PersonLines
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import BarArea
from qqdesk.gui.kit.form import Facts, Field, Form, Section
from qqdesk.gui.message_log.link_question import LinkOpener
from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import cut, units
from qqdesk.gui.people.own_face import choose_my_face
from qqdesk.gui.people.person_notes import PersonNotes
from qqdesk.gui.people.person_texts import display_name, sex_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import HANG
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, WindowScroll
from qqdesk.gui.shared.texts import presence_since_text, problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.codes import AddOutcome, Sex
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.profile import EDITABLE, LINES, MAX_SIGNATURE_CHARS, Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.api import RosterChange
from qqdesk.worker.pending_requests import PendingRequest

# The limits of the server, which refuses longer texts.
MAX_NICKNAME_CHARS = 64
MAX_TEXT_CHARS = 256
MAX_ABOUT_CHARS = 2000
MAX_AGE = 150
_MOST_CHARS = {
    "nickname": MAX_NICKNAME_CHARS,
    "signature": MAX_SIGNATURE_CHARS,
    "status_text": MAX_SIGNATURE_CHARS,
    "about": MAX_ABOUT_CHARS,
}

_PAGE = r"(https?://)?[^\s/:@?#.]+(\.[^\s/:@?#.]+)*\.?(:\d{1,5})?([/?#]\S*)?"
_TELEPHONE = r"[0-9０-９+\-()（）./,;#* x转]+"
_PATTERNS = {
    "email": re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)*"),
    "home_page": re.compile(rf"(?=.*(\.|://)){_PAGE}", re.IGNORECASE),
    "telephone": re.compile(rf"(?=(\D*\d){{3}}){_TELEPHONE}", re.IGNORECASE),
    "postcode": re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{1,11}"),
}
_PATTERNS["mobile"] = _PATTERNS["telephone"]

FIRST = ("nickname", "signature", "status_text")
"""The fields that are always shown; the face is in the header."""

SECTIONS: tuple[tuple[str, ...], ...] = (
    ("sex", "age", "real_name", "blood_type", "constellation", "zodiac"),
    ("country", "province", "city", "address", "postcode"),
    ("email", "home_page", "telephone", "mobile"),
    ("occupation", "school", "about"),
)
"""The other fields in display order."""


def section_titles() -> tuple[str, ...]:
    return (
        QCoreApplication.translate("Profile", "About me"),
        QCoreApplication.translate("Profile", "Where I live"),
        QCoreApplication.translate("Profile", "How to reach me"),
        QCoreApplication.translate("Profile", "What I do"),
    )


def field_names() -> dict[str, str]:
    """Return the name of each field with its mnemonic."""
    return {
        "nickname": QCoreApplication.translate("Profile", "&Nickname"),
        "signature": QCoreApplication.translate("Profile", "Signature"),
        "status_text": QCoreApplication.translate("Profile", "Status text"),
        "sex": QCoreApplication.translate("Profile", "Se&x"),
        "age": QCoreApplication.translate("Profile", "A&ge"),
        "real_name": QCoreApplication.translate("Profile", "&Real name"),
        "blood_type": QCoreApplication.translate("Profile", "&Blood type"),
        "constellation": QCoreApplication.translate("Profile", "Cons&tellation"),
        "zodiac": QCoreApplication.translate("Profile", "&Zodiac animal"),
        "country": QCoreApplication.translate("Profile", "Co&untry"),
        "province": QCoreApplication.translate("Profile", "&Province"),
        "city": QCoreApplication.translate("Profile", "Cit&y"),
        "address": QCoreApplication.translate("Profile", "A&ddress"),
        "postcode": QCoreApplication.translate("Profile", "P&ostcode"),
        "email": QCoreApplication.translate("Profile", "&E-mail"),
        "home_page": QCoreApplication.translate("Profile", "&Home page"),
        "telephone": QCoreApplication.translate("Profile", "Te&lephone"),
        "mobile": QCoreApplication.translate("Profile", "&Mobile"),
        "occupation": QCoreApplication.translate("Profile", "Occup&ation"),
        "school": QCoreApplication.translate("Profile", "School"),
        "about": QCoreApplication.translate("Profile", "&Introduction"),
    }


def first_fields() -> tuple[Field, ...]:
    """Return the fields that are always shown, and *Who may add me*, which is no field of `Profile`."""
    translate = QCoreApplication.translate
    choices = (
        (AddOutcome.ADDED, translate("Profile", "Anyone")),
        (AddOutcome.CONSENT_NEEDED, translate("Profile", "Only with my consent")),
        (AddOutcome.NOBODY, translate("Profile", "Nobody")),
    )
    return (*map(_field, FIRST), Field("allow", translate("Profile", "&Who may add me"), choices))


def sections() -> tuple[Section, ...]:
    """Return the other fields."""
    return tuple((title, tuple(map(_field, keys))) for title, keys in zip(section_titles(), SECTIONS, strict=True))


def _field(key: str) -> Field:
    label, fault = field_names()[key], partial(field_fault, key)
    not_given = QCoreApplication.translate("Profile", "Not given")
    match key:
        case "sex":
            choices = [(sex, sex_text(sex) or not_given) for sex in (Sex.NOT_GIVEN, Sex.MALE, Sex.FEMALE)]
            return Field(key, label, choices, unset=Sex.NOT_GIVEN)
        case "age":
            return Field(key, label, highest=MAX_AGE, unset=0, unset_text=not_given, fault=fault)
    return Field(key, label, lines=4 if key == "about" else 1, fault=fault)


def field_fault(field: str, value: str | int) -> str:
    """Return a sentence about an invalid value of a field of `Profile`; "" if it is valid."""
    if field == "age" and not 0 <= int(value) <= MAX_AGE:
        return QCoreApplication.translate("Profile", "An age is a number from 0 to {most}.").format(most=MAX_AGE)
    if isinstance(value, int):
        return ""
    if field == "nickname" and not value:
        return QCoreApplication.translate("Profile", "A nickname is needed: it is what others see in their lists.")
    most = _MOST_CHARS.get(field, MAX_TEXT_CHARS)
    if len(value) > most:
        sentence = QCoreApplication.translate(
            "Profile", "At most {most} characters are possible; shorten it by {over}."
        )
        return sentence.format(most=most, over=len(value) - most)
    if value and field in _PATTERNS and not _PATTERNS[field].fullmatch(value):
        return _pattern_faults()[field]
    return ""


def _pattern_faults() -> dict[str, str]:
    telephone = QCoreApplication.translate(
        "Profile", "This is not a telephone number. Write one like +86 10 1234 5678."
    )
    return {
        "email": QCoreApplication.translate(
            "Profile", "This is not an e-mail address. Write one like name@example.org."
        ),
        "home_page": QCoreApplication.translate(
            "Profile", "This is not the address of a page. Write one like https://example.org."
        ),
        "telephone": telephone,
        "mobile": telephone,
        "postcode": QCoreApplication.translate("Profile", "A postcode has 2 to 12 letters and digits."),
    }


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


_FACE = 64
_LOADING, _FAILED, _VIEW, _FORM = range(4)
"""Places in the stack."""


class ProfileWindow(QDialog):
    """Requests the profile at once. Unsaved changes are not discarded without a question."""

    def __init__(self, context: AppContext, number: int, parent: QWidget | None = None) -> None:
        """`store` keeps the recent faces."""
        super().__init__(parent)
        messenger = context.messenger
        self._messenger, self._navigator = messenger, context.navigator
        self._faces, self._store = context.faces, context.store
        self.number = number
        self._profile: Profile | None = None
        self._last_seen = 0
        self.is_mine = number == messenger.me.number
        self.can_edit = self.is_mine and messenger.extended
        margins = (12 - HANG, 12, 12, 12)
        self.form = Form(first_fields(), self.tr("&Save"), self.tr("Saving…"), sections(), margins=margins)
        fields = [field for _, section in sections() for field in section]
        self.view = Facts(fields, with_links, is_folded=True, margins=margins)
        self._links = LinkOpener(self)
        self.message, self.save_button = self.form.message, self.form.button
        self.person = PersonActions(messenger, self)
        self.notes = None if self.is_mine or messenger.roster.get(number).is_server else PersonNotes(messenger, number)
        self._lay_out()
        self._connect()
        self._show_header()
        self._load()

    def _lay_out(self) -> None:
        self.resize(scaled(420), scaled(480))
        self._face = FaceLabel(self._faces, _FACE)
        self._name = ElidedLabel(role="on_head")
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary_on_head")
        self._second.setFont(small(self.font()))
        self.face_button = QPushButton(self.tr("Change &face…"))
        self.face_button.setVisible(self.can_edit)
        texts = column(None, self._name, self._second, None, spacing=4)
        head = Head()
        head.setLayout(row(self._face, (texts, 1), self.face_button, margins=12, spacing=12))

        self._loading = EmptyState("user", self.tr("Loading…"))
        self._failed = EmptyState("warning", self.tr("The profile could not be loaded"), "-", self.tr("Try again"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._loading)
        self._stack.addWidget(self._failed)
        for widget, name in ((self.view, self.tr("Profile")), (self.form, self.tr("My profile"))):
            area = VerticalScrollArea()
            FocusInView(area)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields inside have the focus
            area.setAccessibleName(name)
            area.setWidget(widget)
            self._stack.addWidget(area)
        message = BarArea(self.message, (12, 8, 12, 8))
        self.lines = PersonLines(margins=(12, 8, 12, 8))
        self.lines.hide()
        notes = () if self.notes is None else (self.notes, line())
        contents = column(head, self.lines, *notes, (self._stack, 1), message, line(), self._buttons())
        WindowScroll(self, contents, QSize())
        # A button can become the default only inside a dialog.
        default = self.save_button if self.can_edit else self.close_button if self.is_mine else self.chat_button
        default.setDefault(True)

    def _buttons(self) -> QHBoxLayout:
        self.close_button = QPushButton(self.tr("&Close"))
        self.chat_button = QPushButton(self.tr("Send &message"))
        self.add_button = QPushButton(self.tr("&Add"))
        self.delete_button = QPushButton(self.tr("&Delete…"))
        self.delete_button.setProperty("role", "danger")
        self.block_button = QPushButton()
        left = (self.delete_button, self.block_button)
        right = (self.close_button, self.add_button, self.chat_button, self.save_button)
        self.chat_button.setVisible(not self.is_mine)
        self.save_button.setVisible(self.can_edit)
        return row(*left, None, *right, margins=(12, 8, 12, 8))

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.reject)
        self.form.confirmed.connect(self._save)
        self.view.link_activated.connect(self._links.open)
        self.face_button.clicked.connect(self._choose_face)
        navigator, number = self._navigator, self.number
        self.chat_button.clicked.connect(lambda: navigator.open(routes.Chat(ConversationId.person(number))))
        self.add_button.clicked.connect(lambda: navigator.open(routes.AddContact(number)))
        self.delete_button.clicked.connect(lambda: navigator.open(routes.DeleteContact(number)))
        self.block_button.clicked.connect(self._block_or_unblock)
        self._messenger.connection_changed.connect(self._show_header)
        self._failed.acted.connect(self._load)
        self.form.edited.connect(self._on_edited)
        self._messenger.roster_changed.connect(self._roster_changed)

    @Slot()
    def _show_header(self) -> None:
        contact, profile = self._messenger.roster.get(self.number), self._profile
        me = self._messenger.me
        if profile is not None:
            name, face = contact.remark or display_name(profile.nickname, self.number), profile.face
        else:
            name, face = (me.name, me.face) if self.is_mine else (contact.name, contact.face)
        self._face.show_face(face, owner=self.number)
        self._name.setText(name)
        if self.is_mine or (contact.stranger and not contact.blocked):
            self._second.setText("" if name == str(self.number) else str(self.number))
        else:
            status = presence_since_text(contact, self._messenger.presence.since(self.number))
            words = self.tr("{status} · {number}").format(status=status, number=self.number)
            nickname = profile.nickname if profile is not None else contact.nickname
            # The name above is my remark, so their nickname is here.
            self._second.setText(f"{nickname.strip()} · {words}" if contact.remark and nickname.strip() else words)
        if not self.is_mine:
            self.lines.show_contact(self._with_lines(contact))
        title = self.tr("My profile") if self.is_mine else self.tr("Profile of {name}").format(name=isolated(name))
        self.setWindowTitle(title)
        self.add_button.setVisible(not self.is_mine and contact.stranger and not contact.is_server)
        self.delete_button.setVisible(not self.is_mine and not contact.stranger)
        self.block_button.setVisible(self.person.can_block(self.number))
        self.block_button.setText(self.tr("Un&block") if contact.blocked else self.tr("&Block…"))

    def _with_lines(self, contact: Contact) -> Contact:
        """Return a person with the lines of the profile. The roster keeps only those of contacts up to date."""
        profile = self._profile
        if profile is None or not contact.stranger:
            return contact
        lines = replace(contact, signature=profile.signature, status_text=profile.status_text)
        return replace(lines, last_seen=self._last_seen)

    @Slot()
    def _load(self) -> None:
        self._stack.setCurrentIndex(_LOADING)
        self._messenger.request_profile(self.number).then(self, self._show_profile, self._loading_failed)

    def _show_profile(self, reply: GetInfoReply) -> None:
        self._profile, self._last_seen = reply.profile, reply.last_seen or 0
        self._show_header()
        values = {key: getattr(reply.profile, key) for key in EDITABLE}
        if self.can_edit:
            self.form.fill(values | {"allow": reply.allow})
            self.form.set_row_visible("allow", reply.allow in tuple(AddOutcome))
            for key in LINES:
                self.form.set_row_visible(key, reply.shows_seen is not None)
            self._stack.setCurrentIndex(_FORM)
            self.form.setFocus()
        else:
            self.view.fill(values)
            self._stack.setCurrentIndex(_VIEW)
            if self.is_mine:
                self.message.show_notice(self.tr("This place does not let you change your profile here."))

    def _loading_failed(self, problem: Problem) -> None:
        self._failed.set_texts(self.tr("The profile could not be loaded"), problem_text(problem))
        self._stack.setCurrentIndex(_FAILED)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        if not self.is_mine and (change.everything or self.number in change.numbers):
            self._show_header()
            if self.notes is not None:
                self.notes.refresh()

    # Editing

    @Slot()
    def _on_edited(self) -> None:
        if self.can_edit:
            now = self.form.values()
            self._face.show_face(now["face"], owner=self.number)
            self._name.setText(display_name(now["nickname"], self.number))
            self.face_button.setEnabled(self.form.isEnabled())

    @Slot()
    def _save(self) -> None:
        changes = self.form.changes()
        edit = ModifyInfo(changes, changes.pop("allow", None))
        self._messenger.request(edit).then(self, self._on_saved, self.form.fail)

    def _on_saved(self, _: Done) -> None:
        self.form.mark_saved()
        self.message.show_notice(self.tr("Your profile is saved."))

    @Slot()
    def _choose_face(self) -> None:
        face, choose = self.form.value("face"), partial(self.form.set_value, "face")
        choose_my_face(self._messenger, self._faces, self._store, face, self, choose, self._follow)

    def _follow(self, request: PendingRequest[Done]) -> None:
        """Follow a change of my picture, which is saved at once."""
        request.then(self, lambda _: self._show_header(), self.form.fail)

    def reject(self) -> None:
        """Close, but not with an invalid remark, and after a question if there are unsaved changes."""
        if self.notes is not None and not self.notes.save_remark():
            self.notes.remark_edit.setFocus()
            return
        self.form.leave(self, self.tr("Your profile is not saved yet."))

    # Actions

    @Slot()
    def _block_or_unblock(self) -> None:
        if self._messenger.roster.get(self.number).blocked:
            self.person.unblock(self.number)
        else:
            self.person.ask_to_block(self.number)
