"""The pages on messages, notifications and sounds."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.composer.send_key import CTRL_ENTER, ENTER
from qqdesk.gui.notifications.notification_texts import NOTHING, SENDER, TEXT
from qqdesk.gui.settings.setting_rows import Action, Choice, Number, PathChoice, Percentage, Row, Switch, TimeOfDay
from qqdesk.gui.settings.settings_context import SettingsContext

translate = QCoreApplication.translate


def messages_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Choice(
            "send_key",
            translate("Settings", "Send with"),
            translate("Settings", "The key that sends a message; Shift+Enter always starts a new line."),
            options=((ENTER, translate("Settings", "Enter")), (CTRL_ENTER, translate("Settings", "Ctrl+Enter"))),
            keywords=translate("Settings", "return key newline"),
        ),
        Switch(
            "shows_formatting",
            translate("Settings", "Show bold and code"),
            translate(
                "Settings", "**Two stars** around bold words, `back quotes` around code, three around lines of it."
            ),
            keywords=translate("Settings", "format markdown star"),
        ),
        *_files_rows(),
    )


def _files_rows() -> tuple[Row, ...]:
    words = translate("Settings", "picture file attachment download automatic")

    def most_size(field: str, label: str) -> Number:
        return Number(
            field,
            label,
            translate("Settings", "Up to this size, from people on your list and in rooms."),
            most=1024,
            unit="MiB",
            least_text=translate("Settings", "Never"),
            keywords=words,
        )

    return (
        most_size("auto_picture_mib", translate("Settings", "Download pictures automatically")),
        most_size("auto_file_mib", translate("Settings", "Download other files automatically")),
        Switch(
            "auto_on_metered",
            translate("Settings", "Also on metered networks"),
            translate("Settings", "Such as a phone's connection. If this is off, pictures and files wait for a click."),
            keywords=words,
            enabled_if=lambda settings: bool(settings.auto_picture_mib or settings.auto_file_mib),
        ),
        PathChoice(
            "download_folder",
            translate("Settings", "Folder for files"),
            translate("Settings", "Where files are downloaded to. Pictures are kept with your messages."),
            is_folder=True,
            none_text=translate("Settings", "Downloads"),
            keywords=words,
        ),
    )


def notices_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Switch(
            "notices",
            translate("Settings", "Show notifications"),
            translate("Settings", "When somebody writes in a chat that you are not looking at."),
            keywords=translate("Settings", "notification popup alert message"),
        ),
        Choice(
            "notice_content",
            translate("Settings", "Content of notifications"),
            translate("Settings", "How much of a message a notification shows to others who see your screen."),
            options=(
                (TEXT, translate("Settings", "Sender and text")),
                (SENDER, translate("Settings", "Only the sender")),
                (NOTHING, translate("Settings", "No content")),
            ),
            keywords=translate("Settings", "notification privacy preview hide"),
            enabled_if=lambda settings: settings.notices,
        ),
        Switch(
            "notice_mentions",
            translate("Settings", "When somebody mentions you in a muted room"),
            translate("Settings", "Other messages of a muted room stay silent."),
            keywords=translate("Settings", "notification mention room mute"),
            enabled_if=lambda settings: settings.notices,
        ),
        Switch(
            "notice_online",
            translate("Settings", "When somebody comes online"),
            translate("Settings", "For contacts that you choose in their menu."),
            keywords=translate("Settings", "notification presence available"),
        ),
        Switch(
            "silent_while_busy",
            translate("Settings", "Silent while busy"),
            translate(
                "Settings",
                "No notifications and no sounds while your status is Busy. Unread messages are still marked.",
            ),
            keywords=translate("Settings", "do not disturb dnd quiet away"),
        ),
        Switch(
            "quiet_hours",
            translate("Settings", "Quiet hours"),
            translate("Settings", "No notifications and no sounds between two times of each day."),
            keywords=translate("Settings", "do not disturb night sleep silent"),
        ),
        TimeOfDay(
            "quiet_from",
            translate("Settings", "Quiet from"),
            translate("Settings", "When the quiet hours begin."),
            enabled_if=lambda settings: settings.quiet_hours,
        ),
        TimeOfDay(
            "quiet_to",
            translate("Settings", "Quiet until"),
            translate("Settings", "When the quiet hours end. An earlier time is on the next day."),
            enabled_if=lambda settings: settings.quiet_hours,
        ),
    )


def sounds_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Switch(
            "sounds",
            translate("Settings", "Play sounds"),
            translate("Settings", "One at a time, and none for the chat that you are looking at."),
            keywords=translate("Settings", "audio silent mute noise"),
        ),
        Percentage(
            "sound_volume",
            translate("Settings", "Volume"),
            translate("Settings", "In addition to the system's volume."),
            keywords=translate("Settings", "loud quiet audio"),
            enabled_if=lambda settings: settings.sounds,
        ),
        Action(
            "",
            translate("Settings", "Test"),
            translate("Settings", "Plays the sound of a message at this volume."),
            button=translate("Settings", "Play"),
            act=partial(context.try_sound, SoundEvent.MESSAGE),
            icon="sound",
        ),
        *_event(
            SoundEvent.MESSAGE,
            translate("Settings", "For a message"),
            translate("Settings", "When somebody writes to you."),
            translate("Settings", "Custom sound for a message"),
        ),
        *_event(
            SoundEvent.ONLINE,
            translate("Settings", "For somebody who comes online"),
            translate("Settings", "For contacts that you choose in their menu."),
            translate("Settings", "Custom sound for coming online"),
        ),
        *_event(
            SoundEvent.REQUEST,
            translate("Settings", "For a request"),
            translate("Settings", "When somebody asks to add you, or answers you."),
            translate("Settings", "Custom sound for a request"),
        ),
        *_event(
            SoundEvent.SENT,
            translate("Settings", "For what you send"),
            translate("Settings", "When a message of yours has reached the place."),
            translate("Settings", "Custom sound for what you send"),
        ),
        *_event(
            SoundEvent.ERROR,
            translate("Settings", "For problems"),
            translate("Settings", "When you are signed out, or the place shows another certificate."),
            translate("Settings", "Custom sound for problems"),
        ),
    )


def _event(event: SoundEvent, title: str, sentence: str, own: str) -> tuple[Row, Row]:
    name = f"sound_{event.value}"
    words = translate("Settings", "audio WAV file notification")
    return (
        Switch(name, title, sentence, keywords=words, enabled_if=lambda settings: settings.sounds),
        PathChoice(
            f"{name}_file",
            own,
            translate("Settings", "A WAV file of at most ten seconds, instead of the one that comes with the program."),
            files=translate("Settings", "Sounds (*.wav)"),
            none_text=translate("Settings", "Default"),
            keywords=words,
            enabled_if=lambda settings: settings.sounds and getattr(settings, name),
        ),
    )
