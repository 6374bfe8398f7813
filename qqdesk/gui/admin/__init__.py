"""The window of the place, for its administrators.

`admin_window`: the frame. `admin_page`: the base of its pages. `admin_context`: what they share.
`place_people`: the people in their order. `account_actions`: what may be done with a person.
`health`: what needs care, in words; `health_bars` shows it. `reach_switch`: open to the network, or closed.
`keep_running_dialog`: when the place of this computer is open.
The other pages are named by what they show.
"""
