// The public pages and their interface for programs: which routes there are, and what their handlers work with.
#pragma once

#include "pack/pack.h"
#include "seal/keylist.h"
#include "web/route.h"

// Made once for a generation of the gate; every clerk has a copy of its own.
typedef struct Portal {
    const Pack *pack;
    Str pack_json;               // what an answer says of the pack
    const char *spool, *printer; // their sockets
    Id office;
    const KeyList *list; // public keys: what is sealed here nobody here can open
} Portal;

extern const Route portal_routes[];
extern const size_t portal_route_count;

// Behind a request of these routes.
const Portal *portal_of(const Request *request);
