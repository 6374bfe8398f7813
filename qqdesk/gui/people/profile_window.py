"""The profile window: read-only for others, editable for the user."""

from dataclasses import replace

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.contacts.person_actions import PersonActions
from qqdesk.gui.contacts.person_lines import PersonLines
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.people.own_face import choose_my_face
from qqdesk.gui.people.person_notes import PersonNotes
from qqdesk.gui.people.person_texts import display_name
from qqdesk.gui.people.profile_form import ProfileForm
from qqdesk.gui.people.profile_view import ProfileView
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.texts import presence_since_text, problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.api import RosterChange
from qqdesk.worker.pending_requests import PendingRequest

_FACE = 64


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
        self._is_saving = False
        self.is_mine = number == messenger.me.number
        self.can_edit = self.is_mine and messenger.extended
        self.form = ProfileForm()
        self.view = ProfileView()
        self.message = Bar()
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
        for widget in (self._loading, self._failed, self.view, self.form):
            self._stack.addWidget(widget)
        self._message_box = QWidget()
        self._message_box.setLayout(column(self.message, margins=(12, 8, 12, 8)))
        self._message_box.hide()
        self.lines = PersonLines(margins=(12, 8, 12, 8))
        self.lines.hide()
        notes = () if self.notes is None else (self.notes, line())
        contents = column(head, self.lines, *notes, (self._stack, 1), self._message_box, line(), self._buttons())
        WindowScroll(self, contents, QSize())
        # A button can become the default only inside a dialog.
        default = self.save_button if self.can_edit else self.close_button if self.is_mine else self.chat_button
        default.setDefault(True)

    def _buttons(self) -> QHBoxLayout:
        self.save_button = QPushButton(self.tr("&Save"))
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
        self.save_button.setEnabled(False)
        return row(*left, None, *right, margins=(12, 8, 12, 8))

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        self.face_button.clicked.connect(self._choose_face)
        navigator, number = self._navigator, self.number
        self.chat_button.clicked.connect(lambda: navigator.open(routes.Chat(ConversationId.person(number))))
        self.add_button.clicked.connect(lambda: navigator.open(routes.AddContact(number)))
        self.delete_button.clicked.connect(lambda: navigator.open(routes.DeleteContact(number)))
        self.block_button.clicked.connect(self._block_or_unblock)
        self._messenger.connection_changed.connect(self._show_header)
        self._failed.acted.connect(self._load)
        self.form.edited.connect(self._edited)
        self._messenger.roster_changed.connect(self._roster_changed)

    def _show_message(self, text: str, *, is_error: bool) -> None:
        if not text:
            self.message.clear()
        elif is_error:
            self.message.show_error(text)
        else:
            self.message.show_notice(text)
        self._message_box.setVisible(bool(text))

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
        self._stack.setCurrentWidget(self._loading)
        self._messenger.request_profile(self.number).then(self, self._show_profile, self._loading_failed)

    def _show_profile(self, reply: GetInfoReply) -> None:
        self._profile, self._last_seen = reply.profile, reply.last_seen or 0
        self._show_header()
        if self.can_edit:
            self.form.fill(reply.profile, reply.allow, has_lines=reply.shows_seen is not None)
            self._stack.setCurrentWidget(self.form)
            self.form.setFocus()
        else:
            self.view.show_profile(reply.profile)
            self._stack.setCurrentWidget(self.view)
            if self.is_mine:
                self._show_message(self.tr("This place does not let you change your profile here."), is_error=False)

    def _loading_failed(self, problem: Problem) -> None:
        self._failed.set_texts(self.tr("The profile could not be loaded"), problem_text(problem))
        self._stack.setCurrentWidget(self._failed)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        if not self.is_mine and (change.everything or self.number in change.numbers):
            self._show_header()
            if self.notes is not None:
                self.notes.refresh()

    # Editing

    @Slot()
    def _edited(self) -> None:
        self.form.show_mistakes()
        self._show_message("", is_error=False)
        self.save_button.setEnabled(not self._is_saving and self.form.changes() is not None)
        if self.can_edit:
            now = self.form.profile()
            self._face.show_face(now.face, owner=self.number)
            self._name.setText(display_name(now.nickname, self.number))

    @Slot()
    def save(self) -> None:
        edit = self.form.changes()
        if edit is None or self._is_saving:
            return
        if self.form.mistakes():
            self.form.focus_mistake()
            self._show_message(self.tr("Correct what is marked in red, then save again."), is_error=True)
            return
        self._show_message("", is_error=False)
        self._messenger.save_profile(edit).then(self, self._saved, self._saving_failed)
        self._set_saving(True)

    def _set_saving(self, saving: bool) -> None:
        self._is_saving = saving
        self.form.setEnabled(not saving)
        self.face_button.setEnabled(not saving)
        self.save_button.setText(self.tr("Saving…") if saving else self.tr("&Save"))
        self.save_button.setEnabled(not saving and self.form.changes() is not None)

    def _saved(self, _: Done) -> None:
        self._set_saving(False)
        self.form.mark_saved()
        self._show_message(self.tr("Your profile is saved."), is_error=False)

    def _saving_failed(self, problem: Problem) -> None:
        self._set_saving(False)
        self._show_message(problem_text(problem), is_error=True)

    @Slot()
    def _choose_face(self) -> None:
        choose_my_face(
            self._messenger, self._faces, self._store, self.form.face, self, self.form.set_face, self._follow
        )

    def _follow(self, request: PendingRequest[Done]) -> None:
        """Follow a change of my picture, which is saved at once."""
        request.then(self, lambda _: self._show_header(), self._saving_failed)

    def reject(self) -> None:
        """Close, but not with an invalid remark, and after a question if there are unsaved changes."""
        if self.notes is not None and not self.notes.save_remark():
            self.notes.remark_edit.setFocus()
            return
        if not self.can_edit or self.form.changes() is None:
            super().reject()
            return
        details, discard = self.tr("Your profile is not saved yet."), self.tr("&Discard changes")
        text, keep = self.tr("Discard your changes?"), self.tr("&Keep editing")
        question = QuestionBox(self, self.windowTitle(), text, details, discard, cancel=keep)
        question.confirmed.connect(lambda: self.done(QDialog.DialogCode.Rejected))
        question.open()

    # Actions

    @Slot()
    def _block_or_unblock(self) -> None:
        if self._messenger.roster.get(self.number).blocked:
            self.person.unblock(self.number)
        else:
            self.person.ask_to_block(self.number)
