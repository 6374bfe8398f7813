"""What stands inside the programs for Windows: icon, version and manifest, in the words of PyInstaller's `EXE`."""

import re
import sys

from installers import icons
from installers.maker import BUILD

PUBLISHER = "The qqdesk authors"
COPYRIGHT = f"© {PUBLISHER}"
DESCRIPTIONS = {"qqdesk": "qqdesk", "qqdesk-server": "qqdesk server", "qqdesk-cli": "qqdesk command line"}
"""Of each program, as the Task Manager and the firewall's question show it."""
WINDOWED = frozenset({"qqdesk"})

_VERSION = """# UTF-8
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers!r}, prodvers={numbers!r}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', {publisher!r}),
      StringStruct('FileDescription', {description!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('LegalCopyright', {copyright!r}),
      StringStruct('OriginalFilename', {file!r}),
      StringStruct('ProductName', 'qqdesk'),
      StringStruct('ProductVersion', {version!r}),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ]
)
"""
_MANIFEST = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>{code_page}
    </windowsSettings>
  </application>
</assembly>
"""
_CODE_PAGE = """
      <activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>"""


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """As Windows wants a version: `0.2.0rc1` is (0, 2, 0, 0). Raises ValueError for what begins with no number."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?", version)
    if found is None:
        raise ValueError(f"{version!r} is no version")
    first, second, third, fourth = (min(int(part or 0), 65535) for part in found.groups())
    return first, second, third, fourth


def version_info(name: str, version: str) -> str:
    """The version resource of one program, as PyInstaller reads it from a file."""
    return _VERSION.format(
        numbers=four_numbers(version),
        publisher=PUBLISHER,
        description=DESCRIPTIONS[name],
        version=version,
        name=name,
        copyright=COPYRIGHT,
        file=f"{name}.exe",
    )


def manifest(name: str) -> str:
    """Sharp on every screen, paths as long as may be; what has a console reads and writes UTF-8 in pipes and files,
    too. PyInstaller adds that it needs no administrator, and the controls of the system."""
    return _MANIFEST.format(code_page="" if name in WINDOWED else _CODE_PAGE)


def settings(name: str, version: str, platform: str = sys.platform) -> dict[str, str]:
    """More arguments for `EXE`: nothing where the system has no such thing in its programs."""
    if platform == "darwin":
        return {"icon": str(icons.write(BUILD / "icons" / "qqdesk.icns"))}
    if platform != "win32":
        return {}
    folder = BUILD / "windows"
    folder.mkdir(parents=True, exist_ok=True)
    facts = folder / f"{name}.version.txt"
    facts.write_text(version_info(name, version), encoding="utf-8")
    return {
        "icon": str(icons.write(folder / "qqdesk.ico")),
        "version": str(facts),
        "manifest": manifest(name),
    }
