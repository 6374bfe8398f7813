<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
</TS>
