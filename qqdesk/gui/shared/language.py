"""The language of the windows: the chosen one, or that of the system."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from qqdesk import paths

ENGLISH, CHINESE = "en", "zh_CN"
_PROPERTY = "current_language"


def language_of(chosen: str, system: QLocale | None = None) -> str:
    """Return `chosen`, or for "" the first supported language of the system, else English.

    Each variant of Chinese counts as ours.
    """
    if chosen in (ENGLISH, CHINESE):
        return chosen
    for name in (system or QLocale.system()).uiLanguages():
        if name.startswith("zh"):
            return CHINESE
        if name.startswith("en"):
            return ENGLISH
    return ENGLISH


def locale_of(chosen: str, system: QLocale | None = None) -> QLocale:
    """Return the locale for dates and numbers: that of the system, unless another language is chosen."""
    system = system or QLocale.system()
    if not chosen:
        return system
    wanted = QLocale(language_of(chosen, system))
    return system if wanted.language() == system.language() else wanted


def current_language() -> str:
    """Return the language of new windows."""
    app = QCoreApplication.instance()
    return str((app.property(_PROPERTY) if app is not None else None) or ENGLISH)


def use_language(chosen: str) -> str:
    """Use the language for new windows, and return it."""
    app = QCoreApplication.instance()
    assert app is not None
    QLocale.setDefault(locale_of(chosen))
    language = language_of(chosen)
    if app.property(_PROPERTY):  # the search takes 10 ms, so skip it at the start
        for old in app.findChildren(QTranslator):
            app.removeTranslator(old)
            old.deleteLater()
    app.setProperty(_PROPERTY, language)
    for catalogue, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("qqdesk", str(paths.resource("i18n"))),
    ):
        translator = QTranslator(app)
        if translator.load(f"{catalogue}_{language}", folder):
            app.installTranslator(translator)
    return language
