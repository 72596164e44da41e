// The first process of an office: starts the roles, starts again what dies, and ends them all. It holds nothing of theirs but
// their sockets; when it dies, by whatever signal, the roles end as well, and an office can be started again at once.
#pragma once

#include "role/role.h"

typedef struct RoleRow {
    Role role;
    int (*run)(const RoleStart *start);
    bool is_called; // it has a socket
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
    void *at;
} Supervision;

typedef enum SupervisorFault {
    SUPERVISOR_FINE,
    SUPERVISOR_BUSY,    // another supervisor runs this office
    SUPERVISOR_WORLD,   // a folder, socket or process could not be made
    SUPERVISOR_REFUSED, // a role refuses to run like this, or did not come up
} SupervisorFault;

// Runs until it is told to stop. ERR_OK: all roles ended in order.
MUST_CHECK Err supervisor_run(Arena *arena, const Supervision *plan, SupervisorFault *fault);
