from pathlib import Path

from qqdesk.gui.main.download_settings import DownloadSettings
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.paths import download_dir
from qqdesk.worker.files import DownloadRules
from qqdesk.worker.messenger import Messenger


def test_downloads_follow_the_settings(tmp_path: Path, messenger: Messenger, store: SettingsStore) -> None:
    files = messenger.files
    DownloadSettings(files, store, messenger)
    assert files.rules == DownloadRules(download_dir(), 10, 0, False)
    store.change("download_folder", str(tmp_path))
    store.change("auto_file_mib", 5)
    store.change("auto_on_metered", True)
    assert files.rules == DownloadRules(tmp_path, 10, 5, True)
