"""Composing and reading messages."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.composer.send_key import CTRL_ENTER, ENTER
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.log_style import LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP
from qqdesk.gui.settings.setting_rows import Choice, Number, Row
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Choice(
            "send_key",
            translate("Settings", "Send with"),
            translate("Settings", "The key that sends a message; Shift+Enter always starts a new line."),
            options=((ENTER, translate("Settings", "Enter")), (CTRL_ENTER, translate("Settings", "Ctrl+Enter"))),
            keywords=translate("Settings", "return key newline"),
        ),
        Choice(
            "log_style",
            translate("Settings", "Message style"),
            translate("Settings", "Bubbles with faces, or lines that leave room for more."),
            options=(
                (BUBBLES, translate("Settings", "Bubbles")),
                (LINES, translate("Settings", "Compact lines")),
            ),
            keywords=translate("Settings", "chat look compact"),
        ),
        Number(
            "log_zoom",
            translate("Settings", "Text size of messages"),
            translate("Settings", "In percent of the usual size; Ctrl+wheel changes it in a chat."),
            least=LEAST_ZOOM,
            most=MOST_ZOOM,
            step=ZOOM_STEP,
            unit="%",
            keywords=translate("Settings", "zoom font larger smaller"),
        ),
    )
