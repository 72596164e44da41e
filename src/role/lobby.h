// Where connections wait until there is something to answer: a whole strict head, and a small body with it. Whoever sends
// slowly, or nothing, costs one descriptor here and no clerk; only a small body that does not come in ten seconds is then taken
// by one, which measures its pace as that of a long one. When all places are taken, the one who has said nothing for the
// longest time goes: so there is a place for who comes now, and nobody is shut out for what others do.
#pragma once

#include "net/peer.h"
#include "role/config.h"
#include "web/site.h"

typedef struct Lobby Lobby;

// One whose turn has come.
typedef struct Guest {
    int socket;
    uint64_t prefix;
    bool is_here;  // from this very machine
    bool is_whole; // nothing of the request is still to come
    bool is_apart; // its route has a quota of its own
    size_t skip;   // bytes of the terminator's before the request
    Reader reader;
} Guest;

// `epoll` is the caller's: events whose data is not its own belong to the lobby. Lives in the arena.
MUST_CHECK Err lobby_open(Arena *arena, const Config *config, const Site *site, int epoll, uint32_t places, Lobby **out);
// Takes in who waits at the listener.
void lobby_accept(Lobby *lobby, int listener);
// Something has happened to one who waits.
void lobby_look(Lobby *lobby, uint64_t data);
// Sends away who has waited too long.
void lobby_tidy(Lobby *lobby);
// Sends away all whose head is not there: the gate closes.
void lobby_empty(Lobby *lobby);
size_t lobby_ready(const Lobby *lobby); // whose turn could come
// The next of them for whom `may` says yes, in the order they were ready; false: none. The socket is the caller's then.
bool lobby_next(Lobby *lobby, bool (*may)(void *at, const Guest *guest), void *at, Guest *out);
// An answer that was made before, and the end; for 429 and 503.
void lobby_refuse(Lobby *lobby, const Guest *guest, int status);
