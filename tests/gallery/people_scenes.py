"""Profiles, adding and finding people, and contact requests."""

from PySide6.QtWidgets import QMessageBox, QWidget

from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.gui.people.blocked_dialog import BlockedDialog
from qqdesk.gui.people.profile_window import ProfileWindow
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.gui.shared.face_chooser import FaceChooser
from qqdesk.gui.shared.face_crop import FaceCropDialog
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToListReply
from tests.gallery.stage import Scene, Stage
from tests.helpers.messages import chat_with
from tests.helpers.picture_files import landscape


def _own(stage: Stage) -> ProfileWindow:
    stage.windows.open(routes.Profile())
    window = stage.shown(ProfileWindow)
    stage.wait(window.form.isVisible)
    return window


def _other(stage: Stage) -> ProfileWindow:
    stage.windows.open(routes.Profile(stage.number_of("Aisha")))
    window = stage.shown(ProfileWindow)
    stage.wait(window.view.isVisible)
    return window


def _unsaved(stage: Stage) -> QWidget:
    window = _own(stage)
    window.form.set_value("nickname", "Somebody else")
    window.close()
    return stage.shown(QMessageBox)


def _mistakes(stage: Stage) -> QWidget:
    window = _own(stage)
    for field, text in (("postcode", "?"), ("email", "you@"), ("home_page", "my page")):
        window.form.set_value(field, text)
    window.form.confirm()
    return window


def _block(stage: Stage) -> int:
    """Block a person who appears in no other scene, and return the number."""
    number = stage.number_of("Priya")
    if not stage.messenger.roster.get(number).blocked:
        stage.wait(lambda: stage.messenger.contact_notes.can_block)
        stage.messenger.contact_notes.block(number)
        stage.wait(lambda: stage.messenger.roster.get(number).blocked)
    return number


def _blocked_profile(stage: Stage) -> QWidget:
    stage.windows.open(routes.Profile(_block(stage)))
    window = stage.shown(ProfileWindow)
    stage.wait(window.view.isVisible)
    return window


def _blocked_chat(stage: Stage) -> QWidget:
    stage.windows.open(routes.Chat(chat_with(_block(stage))))
    return stage.chats


def _blocked(stage: Stage) -> QWidget:
    _block(stage)
    stage.windows.open(routes.Blocked())
    return stage.shown(BlockedDialog)


def _asked_to_block(stage: Stage) -> QWidget:
    window = _other(stage)
    window.person.ask_to_block(window.number)
    return stage.shown(QMessageBox)


def _faces(stage: Stage) -> QWidget:
    _own(stage).face_button.click()
    return stage.shown(FaceChooser)


def _add(stage: Stage) -> AddPeopleDialog:
    stage.windows.open(routes.AddPeople())
    window = stage.shown(AddPeopleDialog)
    stage.wait(lambda: window.model.rowCount() > 0)
    return window


def _add_more(stage: Stage) -> QWidget:
    window = _add(stage)
    window.form.more_button.click()
    return window


def _add_nobody(stage: Stage) -> QWidget:
    stage.windows.open(routes.AddPeople("no such name"))
    window = stage.shown(AddPeopleDialog)
    stage.wait(lambda: not window.pending)
    return window


def _add_reason(stage: Stage) -> QWidget:
    window = _add(stage)
    reply = AddToListReply(AddOutcome.CONSENT_NEEDED, window.current_number() or 0)
    window.adding._on_added("Aisha", window, reply)
    return stage.shown(NameDialog)


def _requests(stage: Stage) -> QWidget:
    stage.windows.open(routes.Requests())
    return stage.shown(RequestsDialog)


def _refusing(stage: Stage) -> QWidget:
    stage.windows.open(routes.Requests())
    window = stage.shown(RequestsDialog)
    window.refuse_button.click()
    return stage.shown(NameDialog)


def _face_crop(stage: Stage) -> QWidget:
    chooser = _faces(stage)
    dialog = FaceCropDialog(landscape(1200, 800, 200), chooser)
    dialog.slider.setValue(20)
    dialog.open()
    return dialog


SCENES = (
    Scene("profile-own", ProfileWindow, _own),
    Scene("profile", ProfileWindow, _other),
    Scene("profile-mistakes", ProfileWindow, _mistakes),
    Scene("profile-unsaved", QMessageBox, _unsaved),
    Scene("block-question", QMessageBox, _asked_to_block),
    Scene("blocked", BlockedDialog, _blocked),
    Scene("blocked-profile", ProfileWindow, _blocked_profile),
    Scene("blocked-chat", ChatWindow, _blocked_chat),
    Scene("faces", FaceChooser, _faces),
    Scene("face-crop", FaceCropDialog, _face_crop),
    Scene("add", AddPeopleDialog, _add),
    Scene("add-more", AddPeopleDialog, _add_more),
    Scene("add-nobody", AddPeopleDialog, _add_nobody),
    Scene("add-reason", NameDialog, _add_reason),
    Scene("requests", RequestsDialog, _requests),
    Scene("requests-refusing", NameDialog, _refusing),
)
