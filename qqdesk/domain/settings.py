"""The settings of the desktop program, their allowed values, and how they are read from and written to a file."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
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


HIDE, MINIMISE, QUIT = "hide", "minimise", "quit"
"""What closing the main window does."""
_BESIDES = frozenset({"others", "refused"})

ALLOWED: Mapping[str, tuple[Any, ...]] = {
    "status": (10, 20, 30, 40),
    "theme": ("system", "light", "dark", "classic"),
    "send_key": ("enter", "ctrl+enter"),
    "list_view": ("contacts", "recent", "rooms"),
    "log_style": ("", "bubbles", "lines"),
    "close_action": ("", HIDE, MINIMISE, QUIT),
    "proxy": ("system", "none", "http", "socks5"),
    "notice_content": ("text", "sender", "nothing"),
}
"""The allowed values of a setting. The default replaces any other value."""

BOUNDS: Mapping[str, tuple[int, int]] = {
    "number": (0, 9_999_999_999),
    "hints_left": (0, 3),
    "list_width": (100, 1000),
    "log_zoom": (50, 300),
    "keep_days": (0, 36_500),
    "offline_days": (0, 36_500),
    "auto_picture_mib": (0, 1024 * 1024),
    "auto_file_mib": (0, 1024 * 1024),
    "away_minutes": (0, 24 * 60),
    "paused_until": (-1, 32_503_680_000_000),
    "quiet_from": (0, 24 * 60 - 1),
    "quiet_to": (0, 24 * 60 - 1),
    "proxy_port": (0, 65_535),
    "sound_volume": (0, 100),
}
"""The minimum and maximum of each number. A value outside is clamped, because widgets have limits."""


def _known() -> dict[str, Any]:
    """Return the settings of this version with their defaults, in their order."""
    result = {}
    for item in fields(Settings):
        if item.name not in _BESIDES:
            factory = item.default_factory
            result[item.name] = factory() if factory is not MISSING else item.default
    return result


def settings_from_values(values: Mapping[str, Any]) -> Settings:
    """Return the settings of a file. A missing or invalid value gets its default; `refused` lists the invalid."""
    settings, known = Settings(), _known()
    for name, value in values.items():
        if name not in known:
            settings.others[name] = value
        elif why := _why_not(name, value, known[name]):
            settings.refused[name] = (value, why)
        else:
            least, most = BOUNDS.get(name, (None, None))
            if least is not None and most is not None:
                value = min(max(value, least), most)
            setattr(settings, name, value)
    return settings


def _why_not(name: str, value: Any, default: Any) -> str:
    if type(value) is not type(default):
        return f"it must be {_KINDS[type(default)]}"
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return "it must be a list of texts"
    if name in ALLOWED and value not in ALLOWED[name]:
        return "it must be one of " + ", ".join(repr(allowed) for allowed in ALLOWED[name])
    return ""


_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", list: "a list of texts"}


def settings_to_values(settings: Settings) -> dict[str, Any]:
    """Return the values for a file: the settings in their order, then the keys of other versions.

    An invalid value of the file stays until the user changes that setting.
    """
    result = {}
    for name, default in _known().items():
        value = getattr(settings, name)
        refused = settings.refused.get(name)
        result[name] = refused[0] if refused is not None and value == default else value
        if isinstance(value, list) and result[name] is value:
            result[name] = list(value)
    return result | settings.others
