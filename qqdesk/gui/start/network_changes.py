"""Another network, as Qt tells of it: where the program does not hear of it from the system itself."""

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


def tell_network_changes(receiver: QObject) -> bool:
    """Call the slot `check_network_soon` of the receiver with each; False where Qt does not know either."""
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return False
    information = QNetworkInformation.instance()
    information.reachabilityChanged.connect(receiver.check_network_soon)  # type: ignore[attr-defined]
    information.transportMediumChanged.connect(receiver.check_network_soon)  # type: ignore[attr-defined]
    return True
