"""Network changes reported by Qt, for systems without a watch of our own."""

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


def connect_network_changes(receiver: QObject) -> bool:
    """Call `receiver.check_network_soon` on each change. Return False if Qt has no backend here."""
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return False
    information = QNetworkInformation.instance()
    information.reachabilityChanged.connect(receiver.check_network_soon)  # type: ignore[attr-defined]
    information.transportMediumChanged.connect(receiver.check_network_soon)  # type: ignore[attr-defined]
    return True
