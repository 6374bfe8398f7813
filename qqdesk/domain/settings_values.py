"""Convert settings from and to the values of a file, and check them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from qqdesk.domain.settings import Settings

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
