"""The settings of the desktop program. `settings_values` has the allowed values."""

from dataclasses import dataclass, field
from typing import Any

LOCAL_SERVER = "local"
"""The value of `server` for the server on this computer, which the program starts itself."""
MAX_SERVERS = 5


@dataclass(slots=True)
class Settings:
    """`server` is LOCAL_SERVER or an address. `number` is 0 without an account. Sizes are in logical pixels.

    `servers` are the used addresses, newest first, at most MAX_SERVERS. `device` identifies this installation: 32 hex
    digits. `others` are keys that this version does not know; it writes them back unchanged.
    `refused`: invalid values in the file, with the reason. The default applies, and the file keeps the value until the
    user changes the setting. `send_key` is "enter" or "ctrl+enter", `log_style` "bubbles" or
    "lines", `log_zoom` in percent of the system's font size. `recent_emoji` is newest first. `keep_days` is how long
    messages are kept, 0 for ever.

    `contact_sort` orders the contact list by "presence", "name" or "talk" (the last message). `collapsed_groups` has
    the names of groups and the keys of built-in sections.

    `close_action` is what closing the main window does: "hide", "minimise", "quit", or "" to ask.
    `notice_content` is what a notification shows: "text" (and sender), "sender" or "nothing". Quiet hours are in
    minutes of the day. `paused_until` is the end of a pause of all notifications and sounds: milliseconds since 1970,
    -1 for no end, 0 for no pause. A `sound_…_file` is the user's own file, "" the default. `sound_volume` is in
    percent.

    `accounts` are in the format of `domain/saved_accounts.py`, newest first. `keep_password` is the last choice at
    sign-in. `auto_sign_in`: the newest account signs in at the start. `autostart` mirrors the system's setting;
    `autostart_hidden` starts without a window.

    `away_minutes` is the idle time after which the status becomes busy, 0 for never. `recent_faces` are the used face
    ids, newest first. `less_motion` applies even if the system does not ask for it.
    """

    number: int = 0
    remember: bool = True
    server: str = LOCAL_SERVER
    servers: list[str] = field(default_factory=list)
    status: int = 10
    device: str = ""
    language: str = ""
    theme: str = "system"
    less_motion: bool = False
    main_geometry: str = ""
    chat_geometry: str = ""
    collapsed_groups: list[str] = field(default_factory=lambda: [" blocked"])
    contact_sort: str = "presence"
    hide_offline: bool = False
    small_faces: bool = False
    send_key: str = "enter"
    log_style: str = "bubbles"
    log_zoom: int = 100
    recent_emoji: list[str] = field(default_factory=list)
    history_geometry: str = ""
    keep_days: int = 0
    away_minutes: int = 10
    recent_faces: list[str] = field(default_factory=list)
    close_action: str = ""
    notices: bool = True
    notice_content: str = "text"
    notice_online: bool = True
    silent_while_busy: bool = True
    quiet_hours: bool = False
    quiet_from: int = 22 * 60
    quiet_to: int = 7 * 60
    paused_until: int = 0
    sounds: bool = True
    sound_volume: int = 70
    sound_message: bool = True
    sound_online: bool = True
    sound_request: bool = True
    sound_sent: bool = False
    sound_error: bool = True
    sound_message_file: str = ""
    sound_online_file: str = ""
    sound_request_file: str = ""
    sound_sent_file: str = ""
    sound_error_file: str = ""
    settings_geometry: str = ""
    settings_page: str = ""
    accounts: list[str] = field(default_factory=list)
    keep_password: bool = False
    auto_sign_in: bool = False
    autostart: bool = False
    autostart_hidden: bool = True
    proxy: str = "system"
    proxy_host: str = ""
    proxy_port: int = 0
    proxy_user: str = ""
    proxy_except_local: bool = True
    proxy_exceptions: str = ""
    others: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, tuple[Any, str]] = field(default_factory=dict, compare=False)
