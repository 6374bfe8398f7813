"""What is done for each command: functions from request to reply, with no socket in sight."""

from collections.abc import Mapping

from qqdesk.protocol import commands as c
from qqdesk.protocol import noting, trying
from qqdesk.protocol.record import Request
from qqdesk.server.handlers import account, contacts, hello, messages, notebook, people, signing, typing
from qqdesk.server.request_context import Handler

HANDLERS: Mapping[type[Request], Handler] = {
    c.Hello: hello.hello,
    c.Login: signing.login,
    c.Logout: signing.logout,
    trying.TryPassword: signing.try_password,
    c.ChangeStatus: signing.change_status,
    c.ListContacts: people.list_contacts,
    c.QueryStatus: people.query_status,
    c.GetInfo: people.get_info,
    c.Finger: people.finger,
    c.AddToList: contacts.add_to_list,
    c.AnswerAdd: contacts.answer_add,
    c.DeleteFromList: contacts.delete_from_list,
    c.SendMessage: messages.send_message,
    c.GetMessages: messages.get_messages,
    c.Typing: typing.typing,
    c.Register: account.register,
    c.ModifyInfo: account.modify_info,
    c.ModifyPassword: account.modify_password,
    noting.Block: notebook.block,
    noting.Unblock: notebook.unblock,
    noting.BlockList: notebook.block_list,
    noting.GetBook: notebook.get_book,
    noting.ChangeBook: notebook.change_book,
}
