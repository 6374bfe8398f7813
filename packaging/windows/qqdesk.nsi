; The installer for Windows: for one user, without an administrator. installers/nsis.py compiles it and defines VERSION,
; FILE_VERSION (four numbers), PUBLISHER, FROZEN (the folder with the program), KIB (its size), ICON and OUT.
;
; /S asks nothing. /D=FOLDER, the last option and without quotes, sets the folder. Exit codes: 0 done, 1 cancelled by the
; user, 2 failed, 3 the program or its server still runs, 4 Windows is too old.

Unicode true
SetCompressor /SOLID lzma
SetDateSave off
ManifestDPIAware true
RequestExecutionLevel user

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\qqdesk"
; qqdesk/system/autostart.py and place_autostart.py write it
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
; qqdesk/system/link_scheme.py writes the same at each start: a program that was unpacked elsewhere may have taken it
!define CLASS_KEY "Software\Classes\qqdesk"

Name "qqdesk"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\qqdesk"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
AllowSkipFiles off

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\qqdesk.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; Windows' own language, if it is one of them
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

; What Explorer displays under Details. Language 0 is neutral.
VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "FileDescription" "qqdesk setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "${PUBLISHER}"
VIAddVersionKey /LANG=0 "ProductName" "qqdesk"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"

LangString TOO_OLD ${LANG_ENGLISH} "qqdesk needs a 64-bit Windows 10, version 1809, or newer."
LangString TOO_OLD ${LANG_SIMPCHINESE} "qqdesk 需要 64 位 Windows 10（1809 版）或更新的 Windows。"
LangString STILL_RUNNING ${LANG_ENGLISH} "qqdesk or its server is still running. Close it, then start again."
LangString STILL_RUNNING ${LANG_SIMPCHINESE} "qqdesk 或其服务器仍在运行。请先退出，再重新开始。"

Function .onInit
    ${IfNot} ${AtLeastWin10}
    ${OrIfNot} ${AtLeastBuild} 17763
    ${OrIfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
        SetErrorLevel 4
        Quit
    ${EndIf}
FunctionEnd

; Nobody can write to a program that runs. The desktop program ends on request; the user ends a server.
!macro CHECK program
    ${If} ${FileExists} "$INSTDIR\${program}"
        ClearErrors
        FileOpen $1 "$INSTDIR\${program}" a
        ${If} ${Errors}
            StrCpy $2 "running"
        ${Else}
            FileClose $1
        ${EndIf}
    ${EndIf}
!macroend
!macro STOP_PROGRAMS un
    Function ${un}stop_programs
        ${If} ${FileExists} "$INSTDIR\qqdesk.exe"
            ExecWait '"$INSTDIR\qqdesk.exe" --quit'
            ExecWait '"$INSTDIR\qqdesk.exe" --keep-place --quit' ; a place that stays open
        ${EndIf}
        ${For} $0 1 20
            StrCpy $2 ""
            !insertmacro CHECK "qqdesk.exe"
            !insertmacro CHECK "qqdesk-server.exe"
            !insertmacro CHECK "qqdesk-cli.exe"
            ${If} $2 == ""
                Return
            ${EndIf}
            Sleep 250
        ${Next}
        MessageBox MB_OK|MB_ICONSTOP "$(STILL_RUNNING)" /SD IDOK
        SetErrorLevel 3
        Abort "$(STILL_RUNNING)"
    FunctionEnd
!macroend
!insertmacro STOP_PROGRAMS ""
!insertmacro STOP_PROGRAMS "un."

Section
    Call stop_programs
    RMDir /r "$INSTDIR\_internal"
    SetOutPath "$INSTDIR"
    File /r "${FROZEN}\*"
    SetOutPath "$PROFILE" ; the folder in which shortcuts start the program
    CreateShortcut "$SMPROGRAMS\qqdesk.lnk" "$INSTDIR\qqdesk.exe"
    ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "UninstallString"
    ${If} $0 == "" ; at an upgrade the user may have deleted it
        CreateShortcut "$DESKTOP\qqdesk.lnk" "$INSTDIR\qqdesk.exe"
    ${EndIf}
    WriteRegStr HKCU "${CLASS_KEY}" "" "URL:qqdesk"
    WriteRegStr HKCU "${CLASS_KEY}" "URL Protocol" ""
    WriteRegStr HKCU "${CLASS_KEY}\DefaultIcon" "" "$INSTDIR\qqdesk.exe,0"
    WriteRegStr HKCU "${CLASS_KEY}\shell\open\command" "" '"$INSTDIR\qqdesk.exe" --open "%1"'
    WriteUninstaller "$INSTDIR\uninstall.exe"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "qqdesk"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "${KIB}"
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\qqdesk.exe"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
SectionEnd

; Messages and settings in %LOCALAPPDATA%\qqdesk stay.
Section "Uninstall"
    Call un.stop_programs
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\qqdesk*.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\qqdesk.lnk"
    Delete "$DESKTOP\qqdesk.lnk"
    DeleteRegValue HKCU "${RUN_KEY}" "qqdesk"
    DeleteRegValue HKCU "${RUN_KEY}" "qqdesk-place"
    ReadRegStr $0 HKCU "${CLASS_KEY}\shell\open\command" ""
    ${If} $0 == '"$INSTDIR\qqdesk.exe" --open "%1"'
        DeleteRegKey HKCU "${CLASS_KEY}"
    ${EndIf}
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
