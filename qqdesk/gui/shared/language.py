"""The language of the windows: that of the system, or another one that was chosen."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from qqdesk import paths

ENGLISH, CHINESE = "en", "zh_CN"
_SPOKEN = "spoken_language"


def language_of(chosen: str, system: QLocale | None = None) -> str:
    """Which of ours it is: `chosen`, or "" for the first of the system's languages that we speak; else English.

    Whoever reads Chinese in other signs, or in another country, is nearer to ours than to English.
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
    """Of dates and numbers. Those of the system hold as long as its language is spoken, or none was chosen."""
    system = system or QLocale.system()
    if not chosen:
        return system
    wanted = QLocale(language_of(chosen, system))
    return system if wanted.language() == system.language() else wanted


def spoken_language() -> str:
    """Return the language of the windows that are made now."""
    app = QCoreApplication.instance()
    return str((app.property(_SPOKEN) if app is not None else None) or ENGLISH)


def use_language(chosen: str) -> str:
    """From now on for every window that is made; those that there are keep theirs. Returns which it is."""
    app = QCoreApplication.instance()
    assert app is not None
    QLocale.setDefault(locale_of(chosen))
    language = language_of(chosen)
    if app.property(_SPOKEN):  # looking for what is not there yet takes 10 ms of the start
        for old in app.findChildren(QTranslator):
            app.removeTranslator(old)
            old.deleteLater()
    app.setProperty(_SPOKEN, language)
    for catalogue, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("qqdesk", str(paths.resource("i18n"))),
    ):
        translator = QTranslator(app)
        if translator.load(f"{catalogue}_{language}", folder):
            app.installTranslator(translator)
    return language
