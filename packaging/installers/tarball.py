"""An archive for any Linux, to be unpacked anywhere: the programs start from where they lie."""

import gzip
import platform
import shutil
import tarfile
from pathlib import Path

from installers.linux.folder import check_links, copy_frozen, lacking
from installers.linux.share import epoch, lay_completions, lay_desktop, lay_manuals
from installers.maker import BUILD

TREE = BUILD / "tarball"
_README = """qqdesk {version}

Unpack it wherever you like, and start ./qqdesk from there; nothing has to be installed. It needs the libraries that any
desktop has. Beside it are qqdesk-server, for a server of your own, and qqdesk-cli, for a terminal, scripts and bots.

To have it in the menu and on the path, type in this folder:

    mkdir -p ~/.local/bin && ln -sf "$PWD"/qqdesk* ~/.local/bin/ && cp -r share ~/.local/

Where ~/.local/bin is new, it is on the path when you sign in to your desktop the next time. For a newer version do the
same in its folder, and delete this one. Settings and messages are in ~/.config/qqdesk and ~/.local/share/qqdesk: they
stay.
"""


def cannot() -> str:
    return lacking()


def make(frozen: Path, out: Path, version: str) -> list[Path]:
    """`qqdesk-VERSION-linux-ARCH.tar.gz`, with everything in one folder."""
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    name = f"qqdesk-{version}"
    folder = TREE / name
    copy_frozen(frozen, folder)
    check_links(folder)
    lay_desktop(folder / "share", version)
    lay_manuals(folder / "share", version)
    lay_completions(folder / "share")
    (folder / "README.txt").write_text(_README.format(version=version), encoding="utf-8")
    archive = out / f"{name}-linux-{platform.machine()}.tar.gz"
    write_archive(TREE, archive)
    return [archive]


def write_archive(folder: Path, archive: Path) -> None:
    """Pack a folder in the order of names, owned by root: the same files make the same archive."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=epoch()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder).as_posix(), recursive=False, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = epoch()
    if not member.issym():
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member
