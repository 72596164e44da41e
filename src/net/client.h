// One connection to a role: a frame goes, its answer comes, or the time is up. After an error the connection is closed, and
// whether the other side has done what was asked is not known: connect and ask again, with the same id.
#pragma once

#include "wire/frame.h"

typedef struct Client {
    int socket;         // -1: closed
    int timeout_ms;     // for each call, from its first byte to the last of its answer
    size_t answer_most; // a longer answer is ERR_TOO_BIG; 1 MiB unless changed
} Client;

MUST_CHECK Err client_connect(Client *client, const char *path, int timeout_ms);
void client_close(Client *client);
// The payload is all parts, one behind the other. The body of the answer lives in the arena.
MUST_CHECK Err client_call(Client *client, Arena *arena, uint8_t kind, const Bytes *parts, size_t count, FrameAnswer *out);

// A frame whose payload does not lie in memory: begun with its length, sent in pieces that make up exactly this length, ended
// with its answer; the time counts for each piece anew. Closed before its last byte, nothing of it was done.
MUST_CHECK Err client_begin(Client *client, uint8_t kind, uint64_t length);
MUST_CHECK Err client_send(Client *client, Bytes piece);
MUST_CHECK Err client_end(Client *client, Arena *arena, uint8_t kind, FrameAnswer *out);
