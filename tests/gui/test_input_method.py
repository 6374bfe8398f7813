"""The input method that Qt loads, for each environment."""

import os

import pytest

from qqdesk.gui.shared.application import input_method_variables, use_input_method

FCITX = {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}
X11 = {"DISPLAY": ":0"}
WAYLAND = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "KDE"}
GNOME = WAYLAND | {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
ALL = {"QT_IM_MODULE": "fcitx", "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        # Nobody said anything: Qt's own way, which on Wayland is text-input-v3.
        (X11, {}),
        (WAYLAND, {}),
        (GNOME, {}),
        # fcitx, as im-config and the desktops set it up.
        (X11 | ALL, FCITX),
        (WAYLAND | ALL, FCITX),
        (GNOME | ALL, FCITX),
        (X11 | {"QT_IM_MODULE": "fcitx5"}, FCITX),
        (X11 | {"XMODIFIERS": "@im=fcitx"}, FCITX),
        (X11 | {"GTK_IM_MODULE": "fcitx"}, FCITX),
        (X11 | {"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": ""}, FCITX),
        (GNOME | {"XMODIFIERS": "@im=fcitx"}, FCITX),
        # On Plasma and the like XMODIFIERS alone is for X programs: the compositor brings the text.
        (WAYLAND | {"XMODIFIERS": "@im=fcitx"}, {}),
        (WAYLAND | {"XMODIFIERS": "@im=fcitx", "QT_QPA_PLATFORM": "wayland-egl"}, {}),
        (WAYLAND | {"XMODIFIERS": "@im=fcitx", "QT_QPA_PLATFORM": "xcb"}, FCITX),
        # ibus, as it is set up.
        (X11 | {"QT_IM_MODULE": "ibus", "GTK_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"}, {}),
        (WAYLAND | {"XMODIFIERS": "@im=ibus"}, {}),
        # Somebody chose.
        (X11 | {"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, {}),
        (X11 | {"QT_IM_MODULE": "compose", "GTK_IM_MODULE": "fcitx"}, {}),
        (X11 | {"QT_IM_MODULE": "fcitx", "IBUS_USE_PORTAL": "2"}, {"QT_IM_MODULE": "ibus"}),
        # The newer list, which Qt looks at first.
        (
            WAYLAND | {"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "fcitx"},
            {"QT_IM_MODULES": "wayland;ibus", "IBUS_USE_PORTAL": "1"},
        ),
        (WAYLAND | {"QT_IM_MODULES": "wayland;ibus", "QT_IM_MODULE": "fcitx"}, {}),
    ],
)
def test_the_variables_for_each_environment(environment: dict[str, str], wanted: dict[str, str]) -> None:
    assert input_method_variables(environment) == wanted


def test_the_variables_are_set_for_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_IM_MODULES", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    # Set, so that they are what they were afterwards.
    monkeypatch.setenv("IBUS_USE_PORTAL", "")
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    use_input_method()
    assert (os.environ["QT_IM_MODULE"], os.environ["IBUS_USE_PORTAL"]) == ("ibus", "1")
