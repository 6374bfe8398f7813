"""What Windows and macOS read about the programs: icons, versions, manifests, and the disk image's recipe."""

import ast
import plistlib
import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from installers import app_bundle, dmg, exe_resources, icons
from installers.freeze import programs
from installers.maker import MakingError
from installers.what_goes_in import without_dangling
from PySide6.QtGui import QImageReader

from qqdesk.protocol.codes import SERVICE_TYPE


def sides(path: Path) -> list[int]:
    """Of all pictures in the file, as Qt reads it, each of which shows something."""
    reader = QImageReader(str(path))
    found = []
    for place in range(reader.imageCount()):
        assert reader.jumpToImage(place)
        image = reader.read()
        assert image.width() == image.height()
        assert image.pixelColor(0, 0).alpha() == 0 < image.pixelColor(image.rect().center()).alpha()
        found.append(image.width())
    return found


def test_icons_have_every_size(tmp_path: Path) -> None:
    assert sides(icons.write(tmp_path / "qqdesk.ico")) == list(icons.ICO_SIDES)
    assert sides(icons.write(tmp_path / "qqdesk.icns")) == list(icons.ICNS_KINDS.values())
    assert icons.write(tmp_path / "qqdesk.icns").read_bytes() == (tmp_path / "qqdesk.icns").read_bytes()
    assert struct.unpack("<ii", icons.side()[18:26]) == (328, 628)


def test_versions_in_numbers() -> None:
    assert exe_resources.four_numbers("1.2.3") == (1, 2, 3, 0)
    assert exe_resources.four_numbers("0.2.0rc1") == (0, 2, 0, 0)
    assert exe_resources.four_numbers("2026.70000.1.4+local") == (2026, 65535, 1, 4)
    with pytest.raises(ValueError, match="no version"):
        exe_resources.four_numbers("main")


def test_each_program_says_what_it_is() -> None:
    assert set(exe_resources.DESCRIPTIONS) == set(programs())
    for name in programs():
        tree = ast.parse(exe_resources.version_info(name, "1.2.3rc1"), mode="eval")
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        said: dict[str, str] = {}
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "StringStruct":
                key, text = map(ast.literal_eval, call.args)
                said[key] = text
        assert (said["OriginalFilename"], said["ProductVersion"]) == (f"{name}.exe", "1.2.3rc1")
        assert said["FileDescription"].startswith("qqdesk")
        assert "filevers=(1, 2, 3, 0)" in exe_resources.version_info(name, "1.2.3rc1")


@pytest.mark.parametrize("name", programs())
def test_manifests(name: str) -> None:
    root = ElementTree.fromstring(exe_resources.manifest(name))
    said = {element.tag.partition("}")[2]: element.text for element in root.iter()}
    assert (said["dpiAwareness"], said["longPathAware"]) == ("PerMonitorV2", "true")
    assert said.get("activeCodePage") == (None if name == "qqdesk" else "UTF-8")
    assert exe_resources.settings(name, "1.0", "linux") == {}


def test_what_the_spec_gets_on_windows_and_macos() -> None:
    for_windows = exe_resources.settings("qqdesk-cli", "1.2.3", "win32")
    assert sides(Path(for_windows["icon"])) == list(icons.ICO_SIDES)
    assert "'qqdesk-cli.exe'" in Path(for_windows["version"]).read_text("utf-8")
    bundle = app_bundle.settings("0.2.0rc1")
    assert Path(str(bundle["icon"])).read_bytes()[:4] == b"icns"
    assert exe_resources.settings("qqdesk", "1.0", "darwin") == {"icon": bundle["icon"]}


def test_the_bundle_is_read() -> None:
    said = plistlib.loads(plistlib.dumps(app_bundle.info_plist("0.2.0rc1")))
    assert (said["CFBundleShortVersionString"], said["CFBundleVersion"]) == ("0.2.0rc1", "0.2.0")
    assert f"{said['NSBonjourServices'][0]}.local." == SERVICE_TYPE
    assert said["NSLocalNetworkUsageDescription"]
    assert said["CFBundleExecutable"] in exe_resources.WINDOWED
    assert (said["LSBackgroundOnly"], said["NSHighResolutionCapable"]) == (False, True)


def test_the_recipe_of_the_disk_image(tmp_path: Path) -> None:
    app = tmp_path / "qqdesk.app"
    (app / "Contents" / "MacOS").mkdir(parents=True)
    (app / "Contents" / "MacOS" / "qqdesk").write_text("x")
    (app / "Contents" / "Frameworks").symlink_to("MacOS")
    folder = tmp_path / "小 image"
    folder.mkdir()
    (folder / "old").touch()
    frozen = tmp_path / "qqdesk"
    (frozen / "_internal" / "resources" / "licences").mkdir(parents=True)
    (frozen / "_internal" / "resources" / "licences" / "THIRD-PARTY.txt").write_text("x")
    dmg.arrange(app, frozen, folder)
    assert list(folder.glob("qqdesk.app/Contents/Resources/resources/licences/THIRD-PARTY.txt"))
    assert {path.name for path in folder.iterdir()} == {"qqdesk.app", "Applications"}
    assert (folder / "Applications").readlink() == Path("/Applications")
    assert (folder / "qqdesk.app" / "Contents" / "Frameworks").is_symlink()
    sign, verify = dmg.signing(folder / "qqdesk.app")
    assert sign[sign.index("--sign") + 1] == "-"
    assert verify[:2] == ["codesign", "--verify"]
    command = dmg.imaging(folder, tmp_path / "x.dmg")
    assert command[command.index("-srcfolder") + 1] == str(folder)
    assert command[-1] == str(tmp_path / "x.dmg")
    with pytest.raises(MakingError, match=r"qqdesk\.app is not there"):
        dmg.make(tmp_path / "other" / "qqdesk", tmp_path, "1.0")


def test_a_framework_is_whole_or_not_there() -> None:
    qt = "PySide6/Qt/lib"
    kept = [(f"{qt}/QtCore.framework/Versions/A/QtCore", "/x/QtCore", "BINARY")]
    whole = [
        ("QtCore", f"{qt}/QtCore.framework/Versions/A/QtCore", "SYMLINK"),
        (f"{qt}/QtCore.framework/Versions/Current", "A", "SYMLINK"),
        (f"{qt}/QtCore.framework/QtCore", "Versions/Current/QtCore", "SYMLINK"),
        (f"{qt}/QtCore.framework/Versions/A/Resources/Info.plist", "/x/Info.plist", "DATA"),
    ]
    gone = [
        ("QtQml", f"{qt}/QtQml.framework/Versions/A/QtQml", "SYMLINK"),
        (f"{qt}/QtQml.framework/Versions/Current", "A", "SYMLINK"),
        (f"{qt}/QtQml.framework/Versions/A/Resources/Info.plist", "/x/Info.plist", "DATA"),
    ]
    assert without_dangling([*whole, *gone], kept) == whole
