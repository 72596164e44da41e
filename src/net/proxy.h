// The PROXY protocol, version 2: before its first byte a terminator of TLS says who the client is. Believed only from a peer
// that the operator has named. Pure.
#pragma once

#include "net/http_head.h"
#include "net/peer.h"

enum { PROXY_HEAD_MOST = 16 + 512 };

typedef struct ProxyHead {
    size_t size; // bytes before the request
    bool is_own; // the terminator speaks for itself (it looks whether we are there)
    Peer client;
} ProxyHead;

// Of all bytes that have come so far; fewer than it may take are HTTP_MORE. What it adds about the connection is skipped.
HttpState proxy_head_read(Bytes so_far, ProxyHead *out);
