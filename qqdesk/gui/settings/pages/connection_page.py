"""The page on the connection and the proxy."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.proxy import ProxyKind
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.kit import routes
from qqdesk.gui.settings.proxy_controller import ProxyPasswordEdit
from qqdesk.gui.settings.setting_rows import Action, Choice, Custom, Number, Row, Switch, Text
from qqdesk.gui.settings.settings_context import SettingsContext

translate = QCoreApplication.translate


def connection_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (*_server_rows(context), *_proxy_rows(context))


def _server_rows(context: SettingsContext) -> tuple[Row, ...]:
    settings = context.store.settings
    servers = list(dict.fromkeys([*settings.servers, settings.server]))
    return (
        Action(
            "",
            translate("Settings", "Who can reach this place"),
            translate("Settings", "Administrators open and close it to the network, in the window of the place."),
            button=translate("Settings", "Open…"),
            act=lambda: context.navigator.open(routes.Admin("network")),
            icon="network",
            enabled_if=lambda _: context.messenger.admin.is_admin,
            keywords=translate("Settings", "network firewall other computers lan access"),
        ),
        Choice(
            "server",
            translate("Settings", "Place"),
            translate("Settings", "The next sign-in goes there. You can choose another one in the sign-in window."),
            options=(
                (LOCAL_SERVER, translate("Settings", "This computer")),
                *((server, server) for server in servers if server != LOCAL_SERVER),
            ),
            keywords=translate("Settings", "address host"),
        ),
        Action(
            "",
            translate("Settings", "Connection check"),
            translate("Settings", "Tests each step to the place, and says what to do if one fails."),
            button=translate("Settings", "Check…"),
            act=partial(context.navigator.open, routes.ConnectionCheck()),
            icon="network",
            keywords=translate("Settings", "doctor problem trouble test network"),
        ),
    )


def _is_own(settings: Settings) -> bool:
    return settings.proxy in (ProxyKind.HTTP.value, ProxyKind.SOCKS5.value)


def _is_named(settings: Settings) -> bool:
    return _is_own(settings) and bool(settings.proxy_user)


def _host_problem(text: str) -> str:
    if any(letter in "/@:?#" or letter.isspace() for letter in text):
        return translate("Settings", "Only the name or address, without http:// and without a port.")
    return ""


def _proxy_rows(context: SettingsContext) -> tuple[Row, ...]:
    proxy = translate("Settings", "proxy network firewall")
    keeper = context.proxy
    rows: tuple[Row, ...] = (
        Choice(
            "proxy",
            translate("Settings", "Proxy"),
            translate(
                "Settings",
                "If your network needs one to reach places. A change applies from the next request.",
            ),
            options=(
                (ProxyKind.SYSTEM.value, translate("Settings", "Same as the system")),
                (ProxyKind.NONE.value, translate("Settings", "None")),
                (ProxyKind.HTTP.value, translate("Settings", "HTTP and HTTPS")),
                (ProxyKind.SOCKS5.value, translate("Settings", "SOCKS 5")),
            ),
            keywords=proxy,
        ),
        Text(
            "proxy_host",
            translate("Settings", "Proxy's address"),
            translate("Settings", "Its name or IP address; ask the operator of your network."),
            placeholder="proxy.example.org",
            check=_host_problem,
            enabled_if=_is_own,
            keywords=proxy,
        ),
        Number(
            "proxy_port",
            translate("Settings", "Proxy's port"),
            translate("Settings", "Mostly 8080 or 3128 for HTTP, and 1080 for SOCKS."),
            most=65_535,
            least_text=translate("Settings", "Default"),
            enabled_if=_is_own,
            keywords=proxy,
        ),
        Text(
            "proxy_user",
            translate("Settings", "User name at the proxy"),
            translate("Settings", "Leave it empty if the proxy needs no sign-in."),
            enabled_if=_is_own,
            keywords=proxy,
        ),
    )
    if keeper is not None:

        def password(parent: QWidget) -> QWidget:
            return ProxyPasswordEdit(keeper, parent)

        rows += (
            Custom(
                "",
                translate("Settings", "Password at the proxy"),
                translate("Settings", "Saved in the system's keyring. Without a keyring, you are asked at each start."),
                make=password,
                enabled_if=_is_named,
                keywords=proxy,
            ),
        )
    return (
        *rows,
        Switch(
            "proxy_except_local",
            translate("Settings", "No proxy in the local network"),
            translate("Settings", "Places in this network are reached directly; this computer always is."),
            enabled_if=_is_own,
            keywords=proxy,
        ),
        Text(
            "proxy_exceptions",
            translate("Settings", "No proxy for"),
            translate("Settings", "Names, .domains, addresses or networks, with commas between."),
            placeholder=".example.org, 10.0.0.0/8",
            enabled_if=_is_own,
            keywords=proxy,
        ),
    )
