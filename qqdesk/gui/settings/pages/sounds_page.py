"""Sounds."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.settings.setting_rows import Action, Number, PathChoice, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Switch(
            "sounds",
            translate("Settings", "Play sounds"),
            translate("Settings", "One at a time, and none for the chat that you are looking at."),
            keywords=translate("Settings", "audio silent mute noise"),
        ),
        Number(
            "sound_volume",
            translate("Settings", "Volume"),
            translate("Settings", "In addition to the system's volume."),
            least=0,
            most=100,
            step=5,
            unit="%",
            keywords=translate("Settings", "loud quiet audio"),
            enabled_if=lambda settings: settings.sounds,
        ),
        Action(
            "",
            translate("Settings", "Listen"),
            translate("Settings", "The sound of a message, as loud as it is now."),
            button=translate("Settings", "Play"),
            act=partial(context.try_sound, SoundEvent.MESSAGE),
            icon="bell",
        ),
        *_event(
            SoundEvent.MESSAGE,
            translate("Settings", "For a message"),
            translate("Settings", "When somebody writes to you."),
            translate("Settings", "Own sound for a message"),
        ),
        *_event(
            SoundEvent.ONLINE,
            translate("Settings", "For somebody who comes online"),
            translate("Settings", "For contacts that you choose in their menu."),
            translate("Settings", "Own sound for coming online"),
        ),
        *_event(
            SoundEvent.REQUEST,
            translate("Settings", "For a request"),
            translate("Settings", "When somebody asks to add you, or answers you."),
            translate("Settings", "Own sound for a request"),
        ),
        *_event(
            SoundEvent.SENT,
            translate("Settings", "For what you send"),
            translate("Settings", "When a message of yours has reached the server."),
            translate("Settings", "Own sound for what you send"),
        ),
        *_event(
            SoundEvent.ERROR,
            translate("Settings", "For trouble"),
            translate("Settings", "When you are signed out, or the server shows another certificate."),
            translate("Settings", "Own sound for trouble"),
        ),
    )


def _event(event: SoundEvent, title: str, sentence: str, own: str) -> tuple[Row, Row]:
    translate = QCoreApplication.translate
    name = f"sound_{event.value}"
    words = translate("Settings", "audio WAV file notification")
    return (
        Switch(name, title, sentence, keywords=words, enabled_if=lambda settings: settings.sounds),
        PathChoice(
            f"{name}_file",
            own,
            translate("Settings", "A WAV file of at most ten seconds, instead of the one that comes with the program."),
            files=translate("Settings", "Sounds (*.wav)"),
            none_text=translate("Settings", "As it comes"),
            keywords=words,
            enabled_if=lambda settings: settings.sounds and getattr(settings, name),
        ),
    )
