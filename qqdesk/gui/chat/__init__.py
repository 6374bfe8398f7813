"""Chat windows with their tabs and pages.

`chat_windows`: all of an account; `chat_window` is one, `chat_pages` its tabs and pages.
`chat_page`: one chat; its unread line, and when a message counts as read.
`open_tabs`: the chats of the last session. `movable_tabs`, `tab_dragger`: tabs in general.
`person_partner`, `room_partner`: what a page shows of a person or a room; `page_head`: the base of their heads.
`history_loader`: pages of the history for the log. `finder`: find in a chat. `day_chooser`: go to a day.
`log_actions`: carries out the actions of the log: retry, reply, react, edit, recall, links.
`mention_completion`: a member after "@". `classic_tools`: the look Classic blue.
"""
