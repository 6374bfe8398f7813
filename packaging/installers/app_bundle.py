"""qqdesk.app for macOS, in the words of PyInstaller's `BUNDLE`. The command-line programs lie in it, too."""

from installers import icons
from installers.exe_resources import COPYRIGHT, four_numbers
from installers.maker import BUILD

IDENTIFIER = "org.qqdesk.qqdesk"
OLDEST_SYSTEM = "13.0"
"""Of the wheels of PySide6 6.11."""
SERVICE = "_qqdesk._tcp"
LANGUAGES = ["en", "zh-Hans"]


def info_plist(version: str) -> dict[str, object]:
    """What macOS reads about the program before it starts it."""
    return {
        "CFBundleName": "qqdesk",
        "CFBundleExecutable": "qqdesk",
        "CFBundleDisplayName": "qqdesk",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": ".".join(map(str, four_numbers(version)[:3])),  # the system compares it
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": LANGUAGES,
        "LSApplicationCategoryType": "public.app-category.social-networking",
        "LSMinimumSystemVersion": OLDEST_SYSTEM,
        # The bundle has programs with a console in it, for which PyInstaller would keep all of it out of the Dock.
        "LSBackgroundOnly": False,
        "NSBonjourServices": [SERVICE],
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        "NSLocalNetworkUsageDescription": "qqdesk finds servers on your network, and talks to them.",
        "NSPrincipalClass": "NSApplication",
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def settings(version: str) -> dict[str, object]:
    """The arguments of `BUNDLE` beside what goes into it."""
    return {
        "name": "qqdesk.app",
        "icon": str(icons.write(BUILD / "icons" / "qqdesk.icns")),
        "bundle_identifier": IDENTIFIER,
        "version": version,
        "info_plist": info_plist(version),
    }
