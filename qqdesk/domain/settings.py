"""What the program remembers of its user's choices: one typed value. See `settings_values` for what they can be."""

from dataclasses import dataclass, field
from typing import Any

LOCAL_SERVER = "local"
"""The value of `server` that means: the server on this computer, which the program starts itself."""
MAX_SERVERS = 5


@dataclass(slots=True)
class Settings:
    """`server` is LOCAL_SERVER or an address; `number` 0 is nobody; sizes are in logical pixels.

    `servers` are the addresses that were used, the latest first, at most MAX_SERVERS. `device` tells this installation
    from the others of the same user: 32 hex digits. `others` are keys that this version does not know, and writes back
    as they were. `refused` are values of the file that cannot be, each with the reason: the default holds instead, and
    they stay in the file until something is chosen. `send_key` is "enter" or "ctrl+enter", `log_style` "bubbles" or
    "lines", `log_zoom` in percent of the system's type. `recent_emoji` begins with the latest. `keep_days` is how long
    messages are kept, 0 for ever.

    `contact_sort` orders the contact list by "presence", "name" or "talk" (the last one); `collapsed_groups` holds the
    name of each group, and the keys of those that are none.

    `close_action` is what closing the main window does: "hide", "minimise", "quit", "" before anybody was asked.
    `notice_content` is what a notice shows: "text" (and who wrote it), "sender", or "nothing" of both. Quiet hours are
    in minutes of the day. `paused_until` is the end of a pause of all notices and sounds: milliseconds since 1970, -1
    never, 0 none. A `sound_…_file` is the person's own, "" is ours; `sound_volume` is in percent.

    `accounts` used before, newest first: see `domain/saved_accounts.py`. `keep_password` is what was chosen
    last, and so is `auto_sign_in`: the latest account signs in by itself at the start. `autostart` follows what the
    system has; `autostart_hidden` is such a start with no window.

    `away_minutes` is how long nobody uses the computer until I am busy by itself, 0 for never; `recent_faces` are face
    ids that I had, the latest first. `less_motion` is so whether or not the system asks for it.
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
