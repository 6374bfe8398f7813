"""The page that asks who can reach the place: the second page of *Start a place*."""

import html
import sys

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.gui.first_start.cards import RadioCard
from qqdesk.gui.first_start.wizard_page import SIDE, Page, head_label
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceLabel, FaceSource, place_face
from qqdesk.gui.shared.icons import IconLabel
from qqdesk.gui.shared.labels import heading_label, small_label
from qqdesk.gui.shared.layouts import fill


class OpenPlacePage(Page):
    """A question with two answers. `answered` carries True to open the place to the network."""

    WIDTH, HEIGHT = 400, 480
    answered = Signal(bool)

    def __init__(
        self, faces: FaceSource, name: str, place_id: str, network: str, parent: QWidget | None = None, *,
        system: str = sys.platform,
    ) -> None:  # fmt: skip
        """`network` names the network, "" without one."""
        super().__init__(parent)
        self.can_go_back = False
        questions = {
            "win32": self.tr("Windows will ask about its firewall next. Choose “Allow access”, or no one can connect."),
            "darwin": self.tr("macOS may ask about incoming connections next. Choose “Allow”, or no one can connect."),
        }
        self._firewall_question = questions.get(system, "")
        self.face = FaceLabel(faces, 32)
        self.face.show_face(place_face(place_id))
        title = head_label(self.tr("{name} is running").format(name=isolated(name)), 1.2)
        check = IconLabel("check", "on_head")
        self.put_head(self.face, (title, 1), check, margins=(16, 8, SIDE, 8), spacing=12)
        self.open = RadioCard(self.tr("Open to this network"))
        self.here = RadioCard(self.tr("Only this computer, for now"))
        self._show_text(name, network)
        self.firewall = Bar()
        self.submit_button = role_button(self.tr("Continue"), "primary")
        self.submit_button.clicked.connect(self.submit)
        self._hint = small_label()
        question = heading_label(self.tr("Open it to this network?"))
        fill(self.body, question, 4, self.open, 4, self.here, 4, self.firewall, None)
        fill(self.foot, (self._hint, 1), self.submit_button)
        self.open.toggled.connect(self._show_choice)
        self.open.setChecked(True)
        self._show_choice()

    def _show_text(self, name: str, network: str) -> None:
        if network:
            sentence = self.tr(
                "Computers on {network} can find {name}. People join with your invitation, or when you admit them."
            )
        else:
            sentence = self.tr(
                "Computers in the same network can find {name}. People join with your invitation, or when you admit "
                "them."
            )
        plain = sentence.format(network=isolated(network), name=isolated(name))
        rich = sentence.format(network=f"<b>{html.escape(network)}</b>", name=html.escape(name))
        self.open.set_sentence(rich, plain)
        here = self.tr("Other people who use this computer can join. You can open it later.")
        self.here.set_sentence(html.escape(here), here)

    @Slot()
    def _show_choice(self) -> None:
        if self._firewall_question and self.open.isChecked():
            self.firewall.show_fact(BarKind.WARNING, self._firewall_question, icon="shield")
        else:
            self.firewall.clear()
        self._hint.setText(self.tr("Next: invite your people") if self.open.isChecked() else "")

    def focus_first(self) -> None:
        (self.open if self.open.isChecked() else self.here).setFocus()

    @Slot()
    def submit(self) -> None:
        self.submit_button.setEnabled(False)
        self.answered.emit(self.open.isChecked())
