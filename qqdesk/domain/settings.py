"""The settings of the desktop program. `settings_values` has the allowed values."""

from dataclasses import dataclass, field
from typing import Any

LOCAL_SERVER = "local"
"""The value of `server` for the server on this computer, which the program starts itself."""
MAX_SERVERS = 5


@dataclass(slots=True)
class Settings:
    number: int = 0
    """The number that the sign-in window shows; 0 for none."""
    server: str = LOCAL_SERVER
    """LOCAL_SERVER or an address."""
    servers: list[str] = field(default_factory=list)
    """The used addresses, newest first, at most MAX_SERVERS."""
    status: int = 10
    device: str = ""
    """The id of this installation: 32 hex digits."""
    language: str = ""
    """A code like "zh_CN"; "" follows the system."""
    theme: str = "system"
    less_motion: bool = False
    """Reduce motion even if the system does not ask for it."""
    main_geometry: str = ""
    chat_geometry: str = ""
    one_window: bool = False
    """Show the chats beside the list, in one window."""
    one_geometry: str = ""
    list_width: int = 280
    """The width of the list in one window."""
    collapsed_groups: list[str] = field(default_factory=lambda: [" blocked"])
    """Names of groups and keys of built-in sections."""
    contact_sort: str = "presence"
    """Either "presence", "name" or "talk" (the last message)."""
    hide_offline: bool = False
    list_view: str = "contacts"
    """Either "contacts" or "recent" (the last conversations)."""
    small_faces: bool = False
    classic_large_rows: bool = False
    """In the look Classic blue, where rows are small by default, have large ones."""
    send_key: str = "enter"
    """Either "enter" or "ctrl+enter"."""
    hints_left: int = 3
    """Before so many more messages the empty input says which key sends."""
    log_style: str = ""
    """Either "bubbles" or "lines"; "" for lines in the look Classic blue and else bubbles."""
    log_zoom: int = 100
    """In percent of the system's font size."""
    shows_formatting: bool = True
    """Show `**bold**` and `code` in messages as such."""
    show_members: bool = True
    """Show the members of a room beside its messages, if there is room."""
    show_faces: bool = True
    """In the look Classic blue, show the two faces beside the messages of a person, if there is room."""
    recent_emoji: list[str] = field(default_factory=list)
    """Newest first."""
    history_geometry: str = ""
    keep_days: int = 0
    """How long messages are kept; 0 for ever."""
    offline_days: int = 30
    """How long after the last contact with the server one can sign in without it; 0: not at all."""
    auto_picture_mib: int = 10
    """Pictures up to this size are downloaded automatically; 0 for none."""
    auto_file_mib: int = 0
    """The same for other files."""
    auto_on_metered: bool = False
    """Download by itself also on a metered network."""
    download_folder: str = ""
    """The folder for downloaded files; "" for the system's."""
    screenshot_everywhere: bool = True
    """Take a screenshot with its key also while another program is in front."""
    away_minutes: int = 10
    """The idle time after which the status becomes busy; 0 for never."""
    recent_faces: list[str] = field(default_factory=list)
    """The used face ids, newest first."""
    close_action: str = ""
    """What closing the main window does: "hide", "minimise", "quit", or "" to ask."""
    notices: bool = True
    notice_content: str = "text"
    """What a notification shows: "text" (and sender), "sender" or "nothing"."""
    notice_mentions: bool = True
    """Notify of mentions of me also in a muted room."""
    notice_online: bool = True
    notice_device: bool = True
    silent_while_busy: bool = True
    quiet_hours: bool = False
    quiet_from: int = 22 * 60
    """In minutes of the day, as `quiet_to`."""
    quiet_to: int = 7 * 60
    paused_until: int = 0
    """The end of a pause of all notifications and sounds in ms since 1970; -1 for no end, 0 for no pause."""
    sounds: bool = True
    sound_volume: int = 70
    """In percent."""
    sound_message: bool = True
    sound_online: bool = True
    sound_request: bool = True
    sound_sent: bool = False
    sound_error: bool = True
    sound_message_file: str = ""
    """The user's own file, as in the next four; "" for the default sound."""
    sound_online_file: str = ""
    sound_request_file: str = ""
    sound_sent_file: str = ""
    sound_error_file: str = ""
    settings_geometry: str = ""
    settings_page: str = ""
    accounts: list[str] = field(default_factory=list)
    """In the format of `domain/saved_accounts.py`, newest first."""
    autostart: bool = False
    """Mirrors the setting of the system."""
    autostart_hidden: bool = True
    """Start without a window."""
    proxy: str = "system"
    proxy_host: str = ""
    proxy_port: int = 0
    proxy_user: str = ""
    proxy_except_local: bool = True
    proxy_exceptions: str = ""
    others: dict[str, Any] = field(default_factory=dict)
    """Keys of the file that this version does not know. A save keeps them."""
    refused: dict[str, tuple[Any, str]] = field(default_factory=dict, compare=False)
    """Invalid values of the file, each with the reason. The default applies; the file keeps the value until the user
    changes the setting."""
