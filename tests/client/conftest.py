"""What several tests of the client need."""

import pytest

from qqdesk.client import endpoint_resolver, place_search


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 count as another computer, which needs encryption."""
    for module in (endpoint_resolver, place_search):
        monkeypatch.setattr(module, "is_loopback", lambda url: False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
