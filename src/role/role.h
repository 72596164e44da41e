// What every role of the office is given, and the roles themselves. A role is a process of its own: it opens its files and
// keys, gives up all other rights, says that it is ready, and works until `quit` can be read or is closed; then it finishes
// what it has accepted and returns its exit status.
#pragma once

#include "base/log.h"
#include "role/config.h"

typedef enum Role { ROLE_SPOOL, ROLE_REGISTRAR, ROLE_KEEPER, ROLE_PRINTER, ROLE_GATE, ROLE_COUNT } Role;

typedef struct RoleStart {
    const Config *config;
    const char *data; // folder of the office, absolute
    int listener;     // unix socket, or that of the public pages; -1: nobody calls this role
    int bell;         // eventfd: the spool rings it, the registrar waits for it
    int quit;         // readable or at its end: stop
    int ready;        // role_ready writes to it, and what ends a process that does what it may not
    const Log *log;
    Clock clock;
    Bytes passphrase; // of the keeper's key, for the keeper alone; empty: it is kept in another way
} RoleStart;

enum {
    ROLE_DONE = 0,
    ROLE_FAILED = 1, // the world failed: starting again may help
    // 2 is the end of memory (base/arena.h): starting again helps
    ROLE_REFUSES = 3, // it must not run like this (keys, rights): starting again does not help
};

// Before a role opens files: it becomes its own user, if the office was started as root, and leaves the network. What only root
// may read (keys) it has read before. ERR_IO: told; the role returns ROLE_REFUSES.
MUST_CHECK Err role_become(const RoleStart *start, Role role);
// After it has opened all it needs: it is locked into its rights (rights.c) for good, and three forbidden things are tried.
// ERR_REFUSED: one works. Told; the role returns ROLE_REFUSES at once.
MUST_CHECK Err role_enter(const RoleStart *start, Role role);
// The world fails it: told, with what the last call said. Returns what the role returns.
int role_failed(const RoleStart *start, Err err);
// It serves: a SandboxWord of this kind goes to the supervisor.
enum { ROLE_WORD_READY = 1 };
void role_ready(const RoleStart *start);
// DATA/run/NAME.sock, where a role is called.
Str role_socket(Arena *arena, Str data, Role role);
const char *role_name(Role role);
