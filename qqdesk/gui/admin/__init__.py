"""The window of the place, for its administrators.

`admin_window`: the frame. `admin_page`: the base of its pages. `admin_context`: what they share.
`place_people`: the people in their order. `account_actions`: what may be done with a person.
`health`: what needs care, in words; `health_bars` shows it. `reach_switch`: open to the network, or closed.
`usage_bar`: the space in use. `reset_code_dialog`: a code for a new password.
`keep_running_row`, `keep_running_dialog`: when the place of this computer is open.
`place_log_texts`: the page *Log*.
"""
