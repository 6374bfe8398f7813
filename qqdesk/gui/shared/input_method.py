"""Choose the input method that Qt loads. The plain Qt libraries have a plugin for ibus, and none for fcitx.

fcitx answers where ibus would, too, through the desktop portal's interface. On Wayland the compositor passes the text
of an input method on (text-input-v3) if Qt loads none.
"""

import os
from collections.abc import Mapping

_FCITX, _IBUS = "fcitx", "ibus"


def input_method_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables to set before QApplication is created; none if the user chose a method or Qt finds it."""
    for name in ("QT_IM_MODULES", "QT_IM_MODULE"):  # Qt reads the list first
        modules = [module for module in environment.get(name, "").split(";") if module]
        if modules:
            wanted = [_IBUS if module.startswith(_FCITX) else module for module in modules]
            return {} if wanted == modules else _through_portal(environment) | {name: ";".join(dict.fromkeys(wanted))}
    signs = [environment.get("GTK_IM_MODULE", "")]
    if not _has_text_input(environment):
        signs.append(environment.get("XMODIFIERS", ""))
    return _through_portal(environment) | {"QT_IM_MODULE": _IBUS} if any(_FCITX in sign for sign in signs) else {}


def _through_portal(environment: Mapping[str, str]) -> dict[str, str]:
    return {} if environment.get("IBUS_USE_PORTAL") else {"IBUS_USE_PORTAL": "1"}


def _has_text_input(environment: Mapping[str, str]) -> bool:
    """Return whether a Wayland compositor passes on the text of fcitx. XMODIFIERS is only for X programs. GNOME's
    compositor supports ibus only."""
    platform = environment.get("QT_QPA_PLATFORM", "")
    on_wayland = bool(environment.get("WAYLAND_DISPLAY")) and (not platform or platform.startswith("wayland"))
    return on_wayland and "GNOME" not in environment.get("XDG_CURRENT_DESKTOP", "").upper()


def use_input_method() -> None:
    os.environ.update(input_method_variables(os.environ))
