// Whatever went wrong on the way is one thing to the pages: it did not answer in time.
#include "portal/ask_spool.h"

#include "portal/portal.h"

enum { CALL_MS = 20000 };

Err ask_spool(const Request *request, FrameKind kind, const Bytes *parts, size_t count, FrameAnswer *answer) {
    Client *client = request->spool;
    bool connected = client->socket >= 0 || client_connect(client, portal_of(request)->spool, CALL_MS) == ERR_OK;
    if (!connected) return ERR_IO;
    return client_call(client, request->arena, (uint8_t)kind, parts, count, answer) == ERR_OK ? ERR_OK : ERR_IO;
}
