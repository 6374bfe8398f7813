"""Announce an upload, and ask for a download. The contents have paths of their own, see `file_routes`."""

from qqdesk.protocol import file_commands as f
from qqdesk.server.files.tokens import Purpose
from qqdesk.server.request_context import RequestContext, with_files


async def new_file(call: RequestContext, request: f.NewFile) -> f.NewFileReply:
    transfers = with_files(call)
    call.core.rate_limits.file(call.number, call.core.clock.monotonic())
    token, position = await transfers.announce(call.number, request, call.session.device)
    return f.NewFileReply(token, position)


async def get_file(call: RequestContext, request: f.GetFile) -> f.GetFileReply:
    transfers, file_id = with_files(call), bytes.fromhex(request.id)
    purpose = Purpose.THUMBNAIL if request.is_thumbnail else Purpose.DOWNLOAD
    content = await transfers.find_content(call.number, file_id, purpose)
    token = transfers.new_token(purpose, file_id, call.number, call.session.device)
    return f.GetFileReply(token, content.size, content.digest.hex())
