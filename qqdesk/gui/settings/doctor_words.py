"""The connection check in words: what each step is, what came of it, and what to do."""

from PySide6.QtCore import QCoreApplication, QLocale

from qqdesk.client.connection_check import Cause, Finding, Step


def step_title(step: Step) -> str:
    translate = QCoreApplication.translate
    return {
        Step.PROXY: translate("Doctor", "Proxy"),
        Step.NAME: translate("Doctor", "Name of the server"),
        Step.PORT: translate("Doctor", "Port"),
        Step.SERVER: translate("Doctor", "Server"),
        Step.TLS: translate("Doctor", "Encryption and certificate"),
        Step.SIGN_IN: translate("Doctor", "Signing in"),
        Step.POLL: translate("Doctor", "Waiting for messages"),
        Step.CLOCK: translate("Doctor", "Clock"),
        Step.OWN_PLACE: translate("Doctor", "Your place on this computer"),
    }[step]


def result_words(finding: Finding) -> str:
    """What came of it."""
    facts = dict.fromkeys(("place", "detail", "host", "ports", "ms", "name", "number", "reason", "addresses"), "")
    facts |= finding.facts
    sentence = _results()[finding.cause]
    if finding.cause is Cause.SERVER_ANSWERS and not facts["ms"]:
        sentence = QCoreApplication.translate("Doctor", "{name} answers.")
    facts["name"] = facts["name"] or QCoreApplication.translate("Doctor", "A server")
    return sentence.format(**{**facts, "time": _difference(facts.get("seconds", "0"))})


def _results() -> dict[Cause, str]:
    translate = QCoreApplication.translate
    return {
        Cause.PROXY_ANSWERS: translate("Doctor", "{place} answers."),
        Cause.PROXY_SILENT: translate("Doctor", "{place} cannot be reached: {detail}."),
        Cause.PROXY_REFUSES: translate("Doctor", "It does not let this program through. {detail}."),
        Cause.BAD_ADDRESS: translate("Doctor", "There is no address to try, or it is none."),
        Cause.NAME_IS_ADDRESS: translate("Doctor", "{host} is an address itself: no name to look up."),
        Cause.NAME_FOUND: translate("Doctor", "{host} is {addresses}."),
        Cause.NAME_UNKNOWN: translate("Doctor", "Nobody knows the name {host}."),
        Cause.NAME_UNANSWERED: translate("Doctor", "Nobody answers who {host} is."),
        Cause.BY_PROXY: translate("Doctor", "The proxy {place} does this."),
        Cause.PORT_OPEN: translate("Doctor", "Somebody listens at {ports}, {ms} ms away."),
        Cause.PORT_REFUSED: translate("Doctor", "The computer is there, but nobody listens at {ports}."),
        Cause.PORT_SILENT: translate("Doctor", "Nothing comes back from {ports}."),
        Cause.NO_ROUTE: translate("Doctor", "There is no way to it: {detail}."),
        Cause.SERVER_ANSWERS: translate("Doctor", "{name} answers within {ms} ms."),
        Cause.SERVER_OLD: translate("Doctor", "A server of the classic kind answers within {ms} ms."),
        Cause.SERVER_SILENT: translate("Doctor", "It does not answer in time."),
        Cause.SERVER_FAILED: translate("Doctor", "It does not answer. {detail}."),
        Cause.NOT_A_SERVER: translate("Doctor", "Something else than a server answers. {detail}."),
        Cause.TLS_VOUCHED: translate("Doctor", "Encrypted, with a certificate that an authority vouches for."),
        Cause.TLS_ACCEPTED: translate("Doctor", "Encrypted, with the certificate that was accepted here before."),
        Cause.TLS_UNKNOWN: translate("Doctor", "Encrypted, with a certificate that nobody has accepted here yet."),
        Cause.TLS_CHANGED: translate("Doctor", "The certificate is another one than before."),
        Cause.TLS_REFUSED: translate("Doctor", "No safe connection comes about. {detail}."),
        Cause.TLS_LOST: translate("Doctor", "The server had encryption before, and offers none now."),
        Cause.TLS_NONE: translate("Doctor", "Not encrypted: whoever is on the way can read along."),
        Cause.TLS_HERE: translate("Doctor", "On this computer: nobody is on the way."),
        Cause.SIGNED_IN: translate("Doctor", "Number {number} is let in."),
        Cause.PASSWORD_REFUSED: translate("Doctor", "The server says: {reason}"),
        Cause.SIGN_IN_FAILED: translate("Doctor", "It did not work. {detail}."),
        Cause.NO_PASSWORD: translate("Doctor", "Not tried: number and password are not filled in."),
        Cause.PASSWORD_RIGHT: translate("Doctor", "Number {number} with this password would be let in."),
        Cause.WOULD_SIGN_OUT: translate("Doctor", "Not tried: on this server it would sign you out elsewhere."),
        Cause.POLL_UNSIGNED: translate("Doctor", "Not tried: it can be once you are signed in."),
        Cause.POLL_WORKS: translate("Doctor", "Asked for messages, it answers after {ms} ms."),
        Cause.POLL_CUT: translate("Doctor", "The connection breaks while it waits. {detail}."),
        Cause.POLL_NOT_TRIED: translate("Doctor", "Not tried: on this server, messages would be lost by it."),
        Cause.CLOCK_RIGHT: translate("Doctor", "Both clocks say the same."),
        Cause.CLOCK_WRONG: translate("Doctor", "{time}."),
        Cause.CLOCK_UNKNOWN: translate("Doctor", "This server does not say its time."),
        Cause.NOT_REACHED: translate("Doctor", "Not tried, because of the above."),
        Cause.OWN_REACHED: translate(
            "Doctor", "The server reached port {ports} of this computer. Addresses: {addresses}."
        ),
        Cause.OWN_SHUT: translate(
            "Doctor", "The server could not reach port {ports} of this computer. Addresses: {addresses}."
        ),
        Cause.OWN_VISITED: translate("Doctor", "Other computers reach it. Addresses: {addresses}."),
        Cause.OWN_UNVISITED: translate(
            "Doctor", "No other computer has reached it since it started. Addresses: {addresses}."
        ),
        Cause.OWN_UNTESTED: translate("Doctor", "Only another computer can test it. Addresses: {addresses}."),
    }


def _difference(seconds: str) -> str:
    """By how much this computer is ahead or behind."""
    ahead = int(seconds)
    minutes = max(1, round(abs(ahead) / 60))
    locale, translate = QLocale(), QCoreApplication.translate
    if ahead > 0:
        words = translate("Doctor", "This computer's clock is {minutes} min ahead of the server's")
    else:
        words = translate("Doctor", "This computer's clock is {minutes} min behind the server's")
    return words.format(minutes=locale.toString(minutes))


def advice_words(finding: Finding) -> str:
    """What to do, "" where there is nothing to do."""
    translate = QCoreApplication.translate
    advice = {
        Cause.PROXY_SILENT: translate("Doctor", "Compare its address and port in the settings, or ask who runs it."),
        Cause.PROXY_REFUSES: translate("Doctor", "Compare user name and password in the settings, or ask who runs it."),
        Cause.BAD_ADDRESS: translate("Doctor", "Type one such as chat.example.org or 192.168.1.5:8000."),
        Cause.NAME_UNKNOWN: translate("Doctor", "Look for a typing mistake, or ask for the server's address."),
        Cause.NAME_UNANSWERED: translate(
            "Doctor", "Look whether this computer is in a network at all, then try again."
        ),
        Cause.PORT_REFUSED: translate("Doctor", "Ask whether the server runs, and at which port."),
        Cause.PORT_SILENT: translate(
            "Doctor", "A firewall in between swallows it, or the computer is off: ask who runs the server."
        ),
        Cause.NO_ROUTE: translate("Doctor", "Look at this computer's network: cable, Wi-Fi, VPN."),
        Cause.SERVER_SILENT: translate("Doctor", "It may be busy: try again. If it stays so, tell who runs it."),
        Cause.SERVER_FAILED: translate("Doctor", "Try again. If it stays so, tell who runs the server."),
        Cause.NOT_A_SERVER: translate("Doctor", "Compare address and port: this may be a web page or a router."),
        Cause.TLS_UNKNOWN: translate("Doctor", "Sign in, and compare the fingerprint with who runs the server."),
        Cause.TLS_CHANGED: translate("Doctor", "Ask who runs the server before you accept the new one."),
        Cause.TLS_REFUSED: translate("Doctor", "Compare the port: encryption has one of its own, mostly 8443."),
        Cause.TLS_LOST: translate("Doctor", "Do not sign in until who runs the server says why."),
        Cause.TLS_NONE: translate("Doctor", "In a network that is not yours, ask who runs the server for encryption."),
        Cause.PASSWORD_REFUSED: translate("Doctor", "Type the password anew, and look at Caps Lock."),
        Cause.SIGN_IN_FAILED: translate("Doctor", "Try again. If it stays so, tell who runs the server."),
        Cause.POLL_CUT: translate(
            "Doctor", "A proxy or a firewall ends connections that wait: ask who runs the network."
        ),
        Cause.CLOCK_WRONG: translate("Doctor", "Set the clock of this computer, best by the network."),
        Cause.OWN_SHUT: translate("Doctor", "Allow port {ports} in the firewall of this computer."),
        Cause.OWN_UNVISITED: translate(
            "Doctor", "If others cannot connect, allow port {ports} in the firewall of this computer."
        ),
    }
    return advice.get(finding.cause, "").format(ports=finding.facts.get("ports", ""))
