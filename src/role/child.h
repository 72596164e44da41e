// The moment between the supervisor and a role: fork, and leave behind what the role must not have.
#pragma once

#include "role/supervisor.h"

#include <sys/types.h>

typedef struct ChildEnds {
    int listener, bell; // the role gets them; -1: none
    int quit, report;   // out: ends for the supervisor; closing `quit` tells the role to stop
} ChildEnds;

// -1: the system gives no process or no pipe. `start` is completed with the role's own ends.
pid_t child_start(const RoleRow *row, const RoleStart *start, ChildEnds *ends);
