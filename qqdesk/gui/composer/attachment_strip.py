"""The strip above the input: what is attached to the message that is being written."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from qqdesk.gui.composer.attachment_list import AttachmentList, PictureForm
from qqdesk.gui.composer.attachment_view import AttachmentView
from qqdesk.gui.shared.file_texts import size_text
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.type_size import scaled

_SIDE = 176


class AttachmentStrip(QWidget):
    """Visible while something is attached: the attachments, their number and size, and how pictures are sent."""

    def __init__(self, attachments: AttachmentList) -> None:
        super().__init__()
        self._list = attachments
        self.view = AttachmentView(attachments)
        self.summary = ElidedLabel(role="secondary", alignment=Qt.AlignmentFlag.AlignRight)
        self.summary.setFont(small(self.font()))
        self.form_choice = QComboBox()
        self.form_choice.setFont(small(self.font()))
        self.form_choice.setAccessibleName(self.tr("How pictures are sent"))
        for form, text in (
            (PictureForm.SMALLER, self.tr("Pictures, compressed")),
            (PictureForm.ORIGINAL, self.tr("Pictures, original size")),
            (PictureForm.FILE, self.tr("Pictures as files")),
        ):
            self.form_choice.addItem(text, form)
        self.form_choice.setToolTip(self.tr("Pictures are sent without place, time and camera, but files as they are."))
        side = QWidget()
        side.setFixedWidth(scaled(_SIDE))
        side.setLayout(column(None, self.summary, self.form_choice, None, spacing=4))
        self.setLayout(column(row((self.view, 1), side, margins=(10, 5, 12, 4)), line()))
        attachments.changed.connect(self._update)
        self.form_choice.activated.connect(self._choose_form)
        self._update()

    @Slot(int)
    def _choose_form(self, place: int) -> None:
        self._list.set_form(self.form_choice.itemData(place))

    @Slot()
    def _update(self) -> None:
        items = self._list.items
        self.setVisible(bool(items))
        self.form_choice.setVisible(self._list.has_pictures)
        self.form_choice.setCurrentIndex(self.form_choice.findData(self._list.form))
        pictures = sum(item.is_picture for item in items)
        text = self.tr("%n picture(s)", "", pictures) if pictures else self.tr("%n file(s)", "", len(items))
        if 0 < pictures < len(items):
            text = self.tr("{pictures}, %n file(s)", "", len(items) - pictures).format(pictures=text)
        size = sum(item.attachment.size for item in items if item.attachment is not None)
        self.summary.setText(f"{text} · {size_text(size)}" if size else text)
