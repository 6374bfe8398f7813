; What the installer says beside what NSIS itself says, in both languages.
!macro TEXT name english chinese
    LangString ${name} ${LANG_ENGLISH} "${english}"
    LangString ${name} ${LANG_SIMPCHINESE} "${chinese}"
!macroend

!insertmacro TEXT PROGRAM "qqdesk" "qqdesk"
!insertmacro TEXT ABOUT_PROGRAM \
    "The messenger and its server, with an entry in the Start menu." \
    "聊天程序及其服务器，并加入“开始”菜单。"
!insertmacro TEXT DESKTOP_SHORTCUT "Shortcut on the desktop" "桌面快捷方式"
!insertmacro TEXT ABOUT_DESKTOP "A shortcut to qqdesk on your desktop." "在桌面上放一个 qqdesk 快捷方式。"
!insertmacro TEXT START_WITH_SESSION "Start when I sign in to Windows" "登录 Windows 时启动"
!insertmacro TEXT ABOUT_START \
    "qqdesk starts in the tray when you sign in to Windows. Its settings can change this at any time." \
    "登录 Windows 时 qqdesk 在托盘中启动。以后可随时在其设置中更改。"
!insertmacro TEXT CLOSING "Asking qqdesk to close…" "正在请 qqdesk 退出…"
!insertmacro TEXT STILL_RUNNING \
    "qqdesk or its server is still running. Close it, then choose Retry." \
    "qqdesk 或其服务器仍在运行。请先退出，再点“重试”。"
!insertmacro TEXT CANNOT_REPLACE \
    "The version that is installed cannot be replaced. Everything is as it was before. Restart the computer, then try again." \
    "无法替换已安装的版本，一切保持原样。请重新启动计算机后再试。"
!insertmacro TEXT TOO_OLD \
    "qqdesk needs a 64-bit Windows 10, version 1809, or a newer Windows." \
    "qqdesk 需要 64 位 Windows 10（1809 版）或更新的 Windows。"
!insertmacro TEXT ABOUT_REMOVING \
    "The program, its shortcuts and its start with Windows." \
    "程序、快捷方式以及随 Windows 启动的设置。"
!insertmacro TEXT MESSAGES "My messages and settings" "我的消息和设置"
!insertmacro TEXT ABOUT_MESSAGES \
    "Also delete your message history, your settings, and what a server on this computer has stored." \
    "同时删除消息记录、设置和本机服务器的数据。"
!insertmacro TEXT REALLY \
    "Delete all messages and settings in ${DATA}? Nothing can bring them back." \
    "要删除 ${DATA} 中的所有消息和设置吗？删除后无法恢复。"
