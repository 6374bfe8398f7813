<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AccessibleView</name>
    <message numerus="yes">
        <source>%n messages are selected</source>
        <translation>
            <numerusform>%n message is selected</numerusform>
            <numerusform>%n messages are selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AddMembersDialog</name>
    <message numerus="yes">
        <source>&amp;Add %n people</source>
        <translation>
            <numerusform>&amp;Add %n person</numerusform>
            <numerusform>&amp;Add %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AdminTexts</name>
    <message numerus="yes">
        <source>{present} of %n people are here</source>
        <translation>
            <numerusform>{present} of %n person is here</numerusform>
            <numerusform>{present} of %n people are here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n day(s)</source>
        <translation>
            <numerusform>open for %n day</numerusform>
            <numerusform>open for %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n hour(s)</source>
        <translation>
            <numerusform>open for %n hour</numerusform>
            <numerusform>open for %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>open for %n minute(s)</source>
        <translation>
            <numerusform>open for %n minute</numerusform>
            <numerusform>open for %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last backup is %n day(s) old.</source>
        <translation>
            <numerusform>The last backup is %n day old.</numerusform>
            <numerusform>The last backup is %n days old.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people came in from other computers</source>
        <translation>
            <numerusform>%n person came in from another computer</numerusform>
            <numerusform>%n people came in from other computers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open invitation(s)</source>
        <translation>
            <numerusform>%n open invitation</numerusform>
            <numerusform>%n open invitations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>Show all %n</numerusform>
            <numerusform>Show all %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more ask to join</source>
        <translation>
            <numerusform>%n more asks to join</numerusform>
            <numerusform>%n more ask to join</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttachmentList</name>
    <message numerus="yes">
        <source>At most %n files can be sent at once.</source>
        <translation>
            <numerusform>At most %n file can be sent at once.</numerusform>
            <numerusform>At most %n files can be sent at once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttachmentStrip</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{pictures}, %n file(s)</source>
        <translation>
            <numerusform>{pictures}, %n file</numerusform>
            <numerusform>{pictures}, %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message numerus="yes">
        <source>You were added to %n rooms.</source>
        <translation>
            <numerusform>You were added to %n room.</numerusform>
            <numerusform>You were added to %n rooms.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{person} and %n other(s) have joined.</source>
        <translation>
            <numerusform>{person} and %n other have joined.</numerusform>
            <numerusform>{person} and %n others have joined.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message numerus="yes">
        <source>You can nudge {name} again in %n second(s).</source>
        <translation>
            <numerusform>You can nudge {name} again in %n second.</numerusform>
            <numerusform>You can nudge {name} again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message numerus="yes">
        <source>Remove %n attachments?</source>
        <translation>
            <numerusform>Remove %n attachment?</numerusform>
            <numerusform>Remove %n attachments?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attachments are not sent yet.</source>
        <translation>
            <numerusform>%n attachment is not sent yet.</numerusform>
            <numerusform>%n attachments are not sent yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These are {length} characters. Send them as %n messages?</source>
        <translation>
            <numerusform>These are {length} characters. Send them as %n message?</numerusform>
            <numerusform>These are {length} characters. Send them as %n messages?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n messages</source>
        <translation>
            <numerusform>Send %n message</numerusform>
            <numerusform>Send %n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ContactModel</name>
    <message numerus="yes">
        <source>%n unread messages</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CountTexts</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>from %n people</source>
        <translation>
            <numerusform>from %n person</numerusform>
            <numerusform>from %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n conversations</source>
        <translation>
            <numerusform>in %n conversation</numerusform>
            <numerusform>in %n conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people ask to join</source>
        <translation>
            <numerusform>%n person asks to join</numerusform>
            <numerusform>%n people ask to join</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people came online</source>
        <translation>
            <numerusform>%n person came online</numerusform>
            <numerusform>%n people came online</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n left, until {day}</source>
        <translation>
            <numerusform>%n left, until {day}</numerusform>
            <numerusform>%n left, until {day}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>up to %n people</source>
        <translation>
            <numerusform>up to %n person</numerusform>
            <numerusform>up to %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n joined</source>
        <translation>
            <numerusform>%n joined</numerusform>
            <numerusform>%n joined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} and %n other(s) have joined</source>
        <translation>
            <numerusform>{name} and %n other have joined</numerusform>
            <numerusform>{name} and %n others have joined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) ask too</source>
        <translation>
            <numerusform>%n other asks too</numerusform>
            <numerusform>%n others ask too</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CrashWindow</name>
    <message numerus="yes">
        <source>%n errors so far</source>
        <translation>
            <numerusform>%n error so far</numerusform>
            <numerusform>%n errors so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeleteBeforeDialog</name>
    <message numerus="yes">
        <source>That is %Ln message(s).</source>
        <translation>
            <numerusform>That is %Ln message.</numerusform>
            <numerusform>That is %Ln messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryActions</name>
    <message numerus="yes">
        <source>Delete %Ln message(s)?</source>
        <translation>
            <numerusform>Delete %Ln message?</numerusform>
            <numerusform>Delete %Ln messages?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep messages for %Ln day(s) only?</source>
        <translation>
            <numerusform>Keep messages for %Ln day only?</numerusform>
            <numerusform>Keep messages for %Ln days only?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are older and are deleted now, others when they reach that age. Unread and unsent messages stay.</source>
        <translation>
            <numerusform>%Ln message is older and is deleted now, others when they reach that age. Unread and unsent messages stay.</numerusform>
            <numerusform>%Ln messages are older and are deleted now, others when they reach that age. Unread and unsent messages stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryJobs</name>
    <message numerus="yes">
        <source>The import was cancelled. %Ln message(s) had come in by then.</source>
        <translation>
            <numerusform>The import was cancelled. %Ln message had come in by then.</numerusform>
            <numerusform>The import was cancelled. %Ln messages had come in by then.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The deletion was cancelled. %Ln message(s) were gone by then.</source>
        <translation>
            <numerusform>The deletion was cancelled. %Ln message was gone by then.</numerusform>
            <numerusform>The deletion was cancelled. %Ln messages were gone by then.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) were written to “{file}”.</source>
        <translation>
            <numerusform>%Ln message was written to “{file}”.</numerusform>
            <numerusform>%Ln messages were written to “{file}”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) of “{file}” are new here.</source>
        <translation>
            <numerusform>%Ln message of “{file}” is new here.</numerusform>
            <numerusform>%Ln messages of “{file}” are new here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) were deleted.</source>
        <translation>
            <numerusform>%Ln message was deleted.</numerusform>
            <numerusform>%Ln messages were deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryResults</name>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryWindow</name>
    <message numerus="yes">
        <source>Delete %Ln message(s)…</source>
        <translation>
            <numerusform>Delete %Ln message…</numerusform>
            <numerusform>Delete %Ln messages…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to newest (%n)</source>
        <translation>
            <numerusform>Jump to newest (%n)</numerusform>
            <numerusform>Jump to newest (%n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeepRunningTexts</name>
    <message numerus="yes">
        <source>The place sleeps with this computer, after %n hour(s).</source>
        <translation>
            <numerusform>The place sleeps with this computer, after %n hour.</numerusform>
            <numerusform>The place sleeps with this computer, after %n hours.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The place sleeps with this computer, after %n minute(s).</source>
        <translation>
            <numerusform>The place sleeps with this computer, after %n minute.</numerusform>
            <numerusform>The place sleeps with this computer, after %n minutes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListTabs</name>
    <message numerus="yes">
        <source>Recent, %n unread messages</source>
        <translation>
            <numerusform>Recent, %n unread message</numerusform>
            <numerusform>Recent, %n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MentionCompletion</name>
    <message numerus="yes">
        <source>%n members, Up and Down choose, Enter inserts the name</source>
        <translation>
            <numerusform>%n member, Enter inserts the name</numerusform>
            <numerusform>%n members, Up and Down choose, Enter inserts the name</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewRoomWindow</name>
    <message numerus="yes">
        <source>&amp;Create with %n people</source>
        <translation>
            <numerusform>&amp;Create with %n person</numerusform>
            <numerusform>&amp;Create with %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticePage</name>
    <message numerus="yes">
        <source>%Ln person(s) get this notice as a message from the place.</source>
        <translation>
            <numerusform>%Ln person gets this notice as a message from the place.</numerusform>
            <numerusform>%Ln people get this notice as a message from the place.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send this notice to %Ln person(s)?</source>
        <translation>
            <numerusform>Send this notice to %Ln person?</numerusform>
            <numerusform>Send this notice to %Ln people?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent to %Ln person(s).</source>
        <translation>
            <numerusform>Sent to %Ln person.</numerusform>
            <numerusform>Sent to %Ln people.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln person(s) were left out: too many messages wait for them.</source>
        <translation>
            <numerusform>%Ln person was left out: too many messages wait for them.</numerusform>
            <numerusform>%Ln people were left out: too many messages wait for them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlaceLogTexts</name>
    <message numerus="yes">
        <source>{who} sent a notice to %Ln person(s)</source>
        <translation>
            <numerusform>{who} sent a notice to %Ln person</numerusform>
            <numerusform>{who} sent a notice to %Ln people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitQuestion</name>
    <message numerus="yes">
        <source>%n other(s) are at {place}</source>
        <translation>
            <numerusform>%n other person is at {place}</numerusform>
            <numerusform>%n others are at {place}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReachSwitch</name>
    <message numerus="yes">
        <source>%Ln other(s) are here now. Those on other computers lose the connection until it is open again.</source>
        <translation>
            <numerusform>%Ln other is here now. People on other computers lose the connection until it is open again.</numerusform>
            <numerusform>%Ln others are here now. Those on other computers lose the connection until it is open again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecallTexts</name>
    <message numerus="yes">
        <source>for %n minute(s) after sending</source>
        <translation>
            <numerusform>for %n minute after sending</numerusform>
            <numerusform>for %n minutes after sending</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoomCounts</name>
    <message numerus="yes">
        <source>%n members</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RoomTexts</name>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s) lose the room and its messages at the place. Messages on their computers stay. This cannot be undone.</source>
        <translation>
            <numerusform>%n member loses the room and its messages at the place. Messages on that computer stay. This cannot be undone.</numerusform>
            <numerusform>%n members lose the room and its messages at the place. Messages on their computers stay. This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_CountTexts</name>
    <message numerus="yes">
        <source>%Ln older message(s) were deleted: this place keeps messages for a limited time</source>
        <translation>
            <numerusform>%Ln older message was deleted: this place keeps messages for a limited time</numerusform>
            <numerusform>%Ln older messages were deleted: this place keeps messages for a limited time</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new message(s)</source>
        <translation>
            <numerusform>%Ln new message</numerusform>
            <numerusform>%Ln new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{who} added %Ln people</source>
        <translation>
            <numerusform>{who} added %Ln person</numerusform>
            <numerusform>{who} added %Ln people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{who} added you and %Ln others</source>
        <translation>
            <numerusform>{who} added you and %Ln other person</numerusform>
            <numerusform>{who} added you and %Ln others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln people joined</source>
        <translation>
            <numerusform>%Ln person joined</numerusform>
            <numerusform>%Ln people joined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %Ln others joined</source>
        <translation>
            <numerusform>You and %Ln other person joined</numerusform>
            <numerusform>You and %Ln others joined</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_KeptTexts</name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_ProblemTexts</name>
    <message numerus="yes">
        <source>Too many attempts. Try again in %n second(s).</source>
        <translation>
            <numerusform>Too many attempts. Try again in %n second.</numerusform>
            <numerusform>Too many attempts. Try again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_ReadTexts</name>
    <message numerus="yes">
        <source>Seen by %Ln</source>
        <translation>
            <numerusform>Seen by %Ln</numerusform>
            <numerusform>Seen by %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_RowTexts</name>
    <message numerus="yes">
        <source>%n unread messages</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_SizeTexts</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
</context>
</TS>
