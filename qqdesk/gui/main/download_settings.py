"""Apply the settings of downloads to the messenger."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QNetworkInformation

from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.paths import download_dir
from qqdesk.worker.files import DownloadRules, Files


class DownloadSettings(QObject):
    def __init__(self, files: Files, store: SettingsStore, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._store = store
        files.is_metered = is_metered
        store.subscribe(self._apply, "download_folder", "auto_picture_mib", "auto_file_mib", "auto_on_metered")
        self._apply()

    @Slot()
    def _apply(self) -> None:
        settings = self._store.settings
        folder = Path(settings.download_folder) if settings.download_folder else download_dir()
        self._files.rules = DownloadRules(
            folder, settings.auto_picture_mib, settings.auto_file_mib, settings.auto_on_metered
        )


def is_metered() -> bool:
    """Return whether the system says that the network costs by volume."""
    network = QNetworkInformation.instance() if _is_loaded() else None
    return network is not None and network.isMetered()


@cache
def _is_loaded() -> bool:
    return QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Metered)
