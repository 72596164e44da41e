// Whatever went wrong on the way is one thing to the pages: it did not answer in time.
#include "portal/ask_spool.h"

#include "portal/portal.h"

enum { CALL_MS = 20000 };

Err ask_spool(const Request *request, FrameKind kind, const Bytes *parts, size_t count, FrameAnswer *answer) {
    Client client;
    Err err = client_connect(&client, portal_of(request)->spool, CALL_MS);
    if (err != ERR_OK) return ERR_IO;
    err = client_call(&client, request->arena, (uint8_t)kind, parts, count, answer);
    client_close(&client);
    return err == ERR_OK ? ERR_OK : ERR_IO;
}
