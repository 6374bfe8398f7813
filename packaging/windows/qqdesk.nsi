; The installer for Windows. installers/nsis.py compiles it, and says with -D what is in capitals and comes from outside:
; VERSION, NUMBERS (of the version, four), SIZE_KB, ICON, SIDE, ENTRIES (a file; see there), PUBLISHER, OUT; TARGET where
; it is not to be the ordinary one, of 32 bits.
;
; For one person, without an administrator, under %LOCALAPPDATA%\Programs. Options: /S asks nothing, /D=FOLDER (the last
; one, without quotes) says where. Exit codes: 0 it is done, 1 the person left it, 2 it failed and is as it was before,
; 3 the program runs and did not end, 4 not on this Windows.

!ifdef TARGET
    Target "${TARGET}"
!endif
Unicode true
SetCompressor /SOLID lzma
SetDateSave off
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS all
RequestExecutionLevel user

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "StrFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "${ENTRIES}"
${Using:StrFunc} StrLoc
${Using:StrFunc} UnStrLoc

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\qqdesk"
; As the program does it: qqdesk/system/autostart.py
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define RUN_NAME "qqdesk"
; Where the program keeps everything of the person: qqdesk/paths.py
!define DATA "$LOCALAPPDATA\qqdesk"
!define PREVIOUS "$INSTDIR\previous"
!define EXIT_IN_USE 3
!define EXIT_NOT_HERE 4

Name "qqdesk"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\qqdesk"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "qqdesk ${VERSION}"
AllowSkipFiles off

Var Before ; where a version is installed, "" where none is
Var StartsAlready ; 1 where the session starts the program
Var IsUsed ; 1 while a program of the folder runs
Var IsAside ; 1 when all old files are put aside

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_LANGDLL_WINDOWTITLE "qqdesk"
!define MUI_LANGDLL_INFO "Please select a language. 请选择语言。"
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "InstallerLanguage"

!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE skip_when_installed
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\qqdesk.exe"
!insertmacro MUI_PAGE_FINISH

!define MUI_PAGE_CUSTOMFUNCTION_SHOW un.hide_space
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_RESERVEFILE_LANGDLL
!include "texts.nsh"

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
!macro FACTS language description
    VIAddVersionKey /LANG=${language} "ProductName" "qqdesk"
    VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
    VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
    VIAddVersionKey /LANG=${language} "FileDescription" "${description}"
    VIAddVersionKey /LANG=${language} "CompanyName" "${PUBLISHER}"
    VIAddVersionKey /LANG=${language} "LegalCopyright" "© ${PUBLISHER}"
!macroend
!insertmacro FACTS ${LANG_ENGLISH} "qqdesk setup"
!insertmacro FACTS ${LANG_SIMPCHINESE} "qqdesk 安装程序"

; What is there

Function .onInit
    ${IfNot} ${AtLeastWin10}
    ${OrIfNot} ${AtLeastBuild} 17763
    ${OrIfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
        SetErrorLevel ${EXIT_NOT_HERE}
        Quit
    ${EndIf}
    !insertmacro MUI_LANGDLL_DISPLAY
    ReadRegStr $Before HKCU "${UNINSTALL_KEY}" "InstallLocation"
    ${If} $Before != ""
    ${AndIfNot} ${FileExists} "$Before\uninstall.exe"
        StrCpy $Before ""
    ${EndIf}
    Call find_out_about_start
    Call choose_as_it_was
FunctionEnd

Function skip_when_installed
    ${If} $Before != ""
        Abort
    ${EndIf}
FunctionEnd

; The Task Manager notes what is switched off in the first bit of a value beside it.
Function find_out_about_start
    StrCpy $StartsAlready 0
    ClearErrors
    ReadRegStr $0 HKCU "${RUN_KEY}" "${RUN_NAME}"
    ${If} ${Errors}
        Return
    ${EndIf}
    StrCpy $StartsAlready 1
    System::Alloc 64
    Pop $1
    System::Call 'advapi32::RegGetValueW(p 0x80000001, w "${APPROVED_KEY}", w "${RUN_NAME}", i 8, p 0, p r1, *i 64) i.r0'
    ${If} $0 = 0
        System::Call '*$1(&i1 .r2)'
        IntOp $2 $2 & 1
        ${If} $2 = 1
            StrCpy $StartsAlready 0
        ${EndIf}
    ${EndIf}
    System::Free $1
FunctionEnd

; In use: nobody may write into a program that runs. The program ends when it is asked to; a server that somebody has
; started from here does not, so the person is asked.
!macro CLOSE_FUNCTIONS un
    Function ${un}look_whether_used
        StrCpy $IsUsed 0
        !insertmacro EACH_PROGRAM LOOK_WHETHER_USED
    FunctionEnd

    Function ${un}end_running
        Call ${un}look_whether_used
        ${If} $IsUsed = 0
            Return
        ${EndIf}
        DetailPrint "$(CLOSING)"
        ${If} ${FileExists} "$INSTDIR\qqdesk.exe"
            ClearErrors
            ExecWait '"$INSTDIR\qqdesk.exe" --quit'
        ${EndIf}
        ${Do}
            ; Its process takes a moment to go.
            ${For} $0 1 20
                Call ${un}look_whether_used
                ${If} $IsUsed = 0
                    Return
                ${EndIf}
                Sleep 250
            ${Next}
            ${IfNot} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_RUNNING)" /SD IDCANCEL IDRETRY`
                SetErrorLevel ${EXIT_IN_USE}
                Abort "$(STILL_RUNNING)"
            ${EndIf}
        ${Loop}
    FunctionEnd
!macroend
!macro LOOK_WHETHER_USED name
    ${If} ${FileExists} "$INSTDIR\${name}"
        ClearErrors
        FileOpen $1 "$INSTDIR\${name}" a
        ${If} ${Errors}
            StrCpy $IsUsed 1
        ${Else}
            FileClose $1
        ${EndIf}
    ${EndIf}
!macroend
!insertmacro CLOSE_FUNCTIONS ""
!insertmacro CLOSE_FUNCTIONS "un."

; Installing. The old files are put aside, so that none of them is left among the new ones; and back, if it fails.

!macro PUT_ASIDE name
    ${If} ${FileExists} "$INSTDIR\${name}"
        ClearErrors
        Rename "$INSTDIR\${name}" "${PREVIOUS}\${name}"
        ${If} ${Errors}
            Abort "$(CANNOT_REPLACE)"
        ${EndIf}
    ${EndIf}
!macroend
!macro PUT_BACK name
    ${If} $IsAside = 1
        !insertmacro REMOVE "${name}"
    ${EndIf}
    ${If} ${FileExists} "${PREVIOUS}\${name}"
        Rename "${PREVIOUS}\${name}" "$INSTDIR\${name}"
    ${EndIf}
!macroend
; Only what is ours, by its name: the person may have chosen a folder that has other things in it.
!macro REMOVE name
    ${If} ${FileExists} "$INSTDIR\${name}\*.*"
        RMDir /r "$INSTDIR\${name}"
    ${Else}
        Delete "$INSTDIR\${name}"
    ${EndIf}
!macroend

Function .onInstFailed
    SetOutPath "$TEMP"
    !insertmacro EACH_ENTRY PUT_BACK
    RMDir "${PREVIOUS}"
    RMDir "$INSTDIR"
FunctionEnd

Section "$(PROGRAM)" program
    SectionIn RO
    ${If} $Before != ""
    ${AndIf} $Before != $INSTDIR
        ; With /D it goes elsewhere: there is one of it.
        ClearErrors
        ExecWait '"$Before\uninstall.exe" /S _?=$Before' $0
        ${If} ${Errors}
        ${OrIf} $0 <> 0
            SetErrorLevel $0
            Abort "$(CANNOT_REPLACE)"
        ${EndIf}
        Delete "$Before\uninstall.exe"
        RMDir "$Before"
    ${EndIf}
    Call end_running
    RMDir /r "${PREVIOUS}"
    CreateDirectory "${PREVIOUS}"
    !insertmacro EACH_ENTRY PUT_ASIDE
    SetOutPath "$INSTDIR"
    StrCpy $IsAside 1
    !insertmacro ALL_FILES
    ; A shortcut begins in the folder of the last SetOutPath.
    SetOutPath "$PROFILE"
    ClearErrors
    WriteUninstaller "$INSTDIR\uninstall.exe"
    ${If} ${Errors}
        Abort "$(CANNOT_REPLACE)"
    ${EndIf}
    CreateShortcut "$SMPROGRAMS\qqdesk.lnk" "$INSTDIR\qqdesk.exe"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "qqdesk"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\qqdesk.exe"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallerLanguage" "$LANGUAGE"
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
    RMDir /r "${PREVIOUS}"
SectionEnd

Section "$(DESKTOP_SHORTCUT)" desktop
    CreateShortcut "$DESKTOP\qqdesk.lnk" "$INSTDIR\qqdesk.exe"
SectionEnd

Section /o "$(START_WITH_SESSION)" start
    ${If} $StartsAlready = 1
    ${AndIf} $Before == $INSTDIR
        Return ; as the program has written it
    ${EndIf}
    ; Quoted only where Python would: the program compares.
    StrCpy $1 "$INSTDIR\qqdesk.exe"
    ${StrLoc} $0 "$1" " " ">"
    ${If} $0 != ""
        StrCpy $1 '"$1"'
    ${EndIf}
    WriteRegStr HKCU "${RUN_KEY}" "${RUN_NAME}" "$1 --hidden"
    DeleteRegValue HKCU "${APPROVED_KEY}" "${RUN_NAME}"
SectionEnd

; What is not ticked is not there.
Section -not_chosen
    ${IfNot} ${SectionIsSelected} ${desktop}
        Delete "$DESKTOP\qqdesk.lnk"
    ${EndIf}
    ${IfNot} ${SectionIsSelected} ${start}
    ${AndIf} $StartsAlready = 1
        DeleteRegValue HKCU "${RUN_KEY}" "${RUN_NAME}"
        DeleteRegValue HKCU "${APPROVED_KEY}" "${RUN_NAME}"
    ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${program} "$(ABOUT_PROGRAM)"
    !insertmacro MUI_DESCRIPTION_TEXT ${desktop} "$(ABOUT_DESKTOP)"
    !insertmacro MUI_DESCRIPTION_TEXT ${start} "$(ABOUT_START)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function choose_as_it_was
    ${If} $StartsAlready = 1
        !insertmacro SelectSection ${start}
    ${EndIf}
    ${If} $Before != ""
    ${AndIfNot} ${FileExists} "$DESKTOP\qqdesk.lnk"
        !insertmacro UnselectSection ${desktop}
    ${EndIf}
FunctionEnd

; Removing

Function un.onInit
    !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

; "Space required: 0 KB"
Function un.hide_space
    FindWindow $0 "#32770" "" $HWNDPARENT
    GetDlgItem $0 $0 1023
    ShowWindow $0 ${SW_HIDE}
FunctionEnd

Section "un.$(PROGRAM)" un_program
    SectionIn RO
    Call un.end_running
    !insertmacro EACH_ENTRY REMOVE
    RMDir /r "${PREVIOUS}"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\qqdesk.lnk"
    Delete "$DESKTOP\qqdesk.lnk"
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    ; Every profile has a value of its own; those of a qqdesk elsewhere are not ours.
    StrCpy $0 0
    ${Do}
        ClearErrors
        EnumRegValue $1 HKCU "${RUN_KEY}" $0
        ${If} $1 == ""
            ${ExitDo}
        ${EndIf}
        ReadRegStr $2 HKCU "${RUN_KEY}" $1
        ${UnStrLoc} $3 "$2" "$INSTDIR\qqdesk.exe" ">"
        ${If} $3 == 0
        ${OrIf} $3 == 1 ; after a quotation mark
            DeleteRegValue HKCU "${RUN_KEY}" $1
            DeleteRegValue HKCU "${APPROVED_KEY}" $1
        ${Else}
            IntOp $0 $0 + 1
        ${EndIf}
    ${Loop}
SectionEnd

Section /o "un.$(MESSAGES)" un_messages
    ${If} ${Cmd} `MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(REALLY)" /SD IDNO IDYES`
        RMDir /r "${DATA}"
    ${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${un_program} "$(ABOUT_REMOVING)"
    !insertmacro MUI_DESCRIPTION_TEXT ${un_messages} "$(ABOUT_MESSAGES)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
