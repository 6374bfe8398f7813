"""The version resource of a program for Windows. Explorer, the task manager and the firewall display it."""

import re

from installers.maker import PUBLISHER

DESCRIPTIONS = {"qqdesk": "qqdesk", "qqdesk-server": "qqdesk server", "qqdesk-cli": "qqdesk command line"}

_RESOURCE = """VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
    kids=[
        StringFileInfo([StringTable("000004b0", [{strings}])]),
        VarFileInfo([VarStruct("Translation", [0, 1200])]),
    ],
)
"""


def file_version(version: str) -> tuple[int, ...]:
    """Return the four numbers of a version. A pre-release has those of its release."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    assert found is not None
    return (*(int(number or 0) for number in found.groups()), 0)


def version_resource(program: str, version: str) -> str:
    """Return the text of a file for PyInstaller's option `version`."""
    values = {
        "CompanyName": PUBLISHER, "FileDescription": DESCRIPTIONS[program], "FileVersion": version,
        "InternalName": program, "LegalCopyright": PUBLISHER, "OriginalFilename": f"{program}.exe",
        "ProductName": "qqdesk", "ProductVersion": version,
    }  # fmt: skip
    strings = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in values.items())
    return _RESOURCE.format(numbers=file_version(version), strings=strings)
