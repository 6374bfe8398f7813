"""Windows about rooms: creating one, its profile and settings, its members.

`room_window`: the profile; `new_room_window`: its form, to read or edit, with the words of `rule_texts`.
`member_list`: members as a list; `member_panel` shows it beside a chat. `member_actions`: the menu of one.
"""
