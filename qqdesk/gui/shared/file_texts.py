"""Texts about pictures and files: sizes, progress, and the short form of a message with one."""

import math

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from qqdesk.domain.body import Body, File
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.texts import problem_text
from qqdesk.protocol.file_info import FileInfo

_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))

translate = QCoreApplication.translate


def size_text(size: int) -> str:
    """Return a number of bytes, as "214 kB" or "8.4 MB"."""
    scale, unit = _unit(size)
    return f"{_number(size, scale)} {unit}" if unit else _SizeTexts().bytes(size)


def limit_text(most: int) -> str:
    """Return the greatest size of a file, as "2 GB" for 2 GiB: a round number, which is at most 7 % too low."""
    scale, unit = _limit_unit(most)
    return f"{QLocale().toString(most // scale)} {unit}" if unit and most % scale == 0 else size_text(most)


def used_text(used: int, most: int) -> str:
    """Return how much of a space is used, as "2.8 of 20 GB used"."""
    scale, unit = _limit_unit(most)
    sentence = translate("FileTexts", "{done} of {size} used")
    whole = QLocale().toString(most / scale, "f", 0) if most % scale == 0 else _number(most, scale)
    return sentence.format(done=_number(used, scale), size=f"{whole} {unit}")


def _limit_unit(most: int) -> tuple[int, str]:
    """Return the unit in which a limit is a round number: GiB and MiB are called GB and MB."""
    units = ((2**30, "GB"), (2**20, "MB"))
    return next(((scale, unit) for scale, unit in units if most >= scale and most % scale == 0), _unit(most))


def _unit(size: int) -> tuple[int, str]:
    return next(((scale, unit) for scale, unit in _UNITS if size >= scale), (1, ""))


def _number(size: float, scale: int) -> str:
    return QLocale().toString(size / scale, "f", 1 if scale >= 10**6 and size < 100 * scale else 0)


class _SizeTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def bytes(self, count: int) -> str:
        return self.tr("%Ln byte(s)", "", count)


def progress_text(transfer: Transfer) -> str:
    """Return how far a transfer is, as "3.1 of 8.4 MB · 1.2 MB/s · 5 s left", or why it failed."""
    scale, unit = _unit(transfer.size)
    done, size = _number(transfer.done, scale), f"{_number(transfer.size, scale)} {unit}".strip()
    if transfer.state is TransferState.STOPPED:
        if transfer.problem is not None:
            return problem_text(transfer.problem)
        return translate("FileTexts", "Stopped at {done}").format(done=size_text(transfer.done))
    if transfer.done or transfer.state is TransferState.RUNNING:
        size = translate("FileTexts", "{done} of {size}").format(done=done, size=size)
    if transfer.state is TransferState.WAITING:
        return translate("FileTexts", "{size} · waiting").format(size=size)
    parts = [size]
    if transfer.rate >= 1:
        parts.append(translate("FileTexts", "{size}/s").format(size=size_text(round(transfer.rate))))
        parts.append(_time_left((transfer.size - transfer.done) / transfer.rate))
    return " · ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return translate("FileTexts", "{seconds} s left").format(seconds=math.ceil(seconds))
    if seconds < 3600:
        return translate("FileTexts", "{minutes} min left").format(minutes=math.ceil(seconds / 60))
    return translate("FileTexts", "{hours} h left").format(hours=math.ceil(seconds / 3600))


def file_sentence(body: File, transfer: Transfer | None) -> str:
    """Return a picture or file as a screen reader says it."""
    progress = progress_text(transfer) if transfer is not None else size_text(body.info.size)
    return ", ".join(filter(None, (_named(body.info), progress, body.caption.text)))


def file_tip(info: FileInfo, transfer: Transfer | None) -> str:
    """Return name and size, and why a transfer stopped."""
    problem = f"\n{problem_text(transfer.problem)}" if transfer is not None and transfer.problem is not None else ""
    return f"{info.name}\n{size_text(info.size)}{problem}"


def named_text(body: Body) -> str:
    """Return the text of a message with the name of its picture or file: in results of a search, and in exports."""
    if not isinstance(body, File):
        return body.plain_text()
    return f"{_named(body.info)}\n{body.caption.text}" if body.caption.text else _named(body.info)


def _named(info: FileInfo) -> str:
    sentence = translate("FileTexts", "Picture: {name}") if info.is_picture else translate("FileTexts", "File: {name}")
    return sentence.format(name=isolated(info.name))


def short_text(body: Body) -> str:
    """Return the text of a message where only a line is shown: lists, notifications, search results."""
    if not isinstance(body, File):
        return body.plain_text()
    what = translate("FileTexts", "Picture") if body.info.is_picture else _named(body.info)
    return f"{what} · {body.caption.text}" if body.caption.text else what
