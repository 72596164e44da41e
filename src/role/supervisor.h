// The first process of an office: starts the roles, starts again what dies, and ends them all. It holds nothing of theirs but
// their sockets; when it dies, by whatever signal, the roles end as well, and an office can be started again at once.
#pragma once

#include "role/role.h"

// By whom a role is called: nobody, others by a unix socket, everybody at the public address.
typedef enum RoleCalled { CALLED_NEVER, CALLED_HERE, CALLED_FROM_OUTSIDE } RoleCalled;

typedef struct RoleRow {
    Role role;
    int (*run)(const RoleStart *start);
    RoleCalled called;
} RoleRow;

typedef struct Supervision {
    const Config *config;
    Str data; // absolute
    const RoleRow *rows;
    size_t row_count;
    Log log;
    Clock clock;
    Bytes passphrase;          // for the keeper
    void (*serving)(void *at); // called once, when all roles are ready
    // Called once, when a role dies again and again before the office has opened.
    void (*stuck)(void *at, const char *role);
    void *at;
} Supervision;

typedef enum SupervisorFault {
    SUPERVISOR_FINE,
    SUPERVISOR_BUSY,    // another supervisor runs this office
    SUPERVISOR_WORLD,   // a folder, socket or process could not be made
    SUPERVISOR_ADDRESS, // the public address cannot be had
    SUPERVISOR_REFUSED, // a role refuses to run like this, or did not come up
} SupervisorFault;

// Runs until it is told to stop. ERR_OK: all roles ended in order.
MUST_CHECK Err supervisor_run(Arena *arena, const Supervision *plan, SupervisorFault *fault);
