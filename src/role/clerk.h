// A clerk answers one connection and ends. It is a child of the gate, made when a whole head has come: it has that connection,
// pack and pages, which it shares with all others and cannot change for them, and may call the spool and the printer; no file,
// no secret, nobody else's words.
#pragma once

#include "net/http_head.h"
#include "net/sandbox.h"
#include "role/role.h"
#include "web/site.h"

#include <stdatomic.h>

// What the gate tells its clerks while they run, in memory that they share; clerks only read it.
typedef enum GateMood { GATE_CALM, GATE_BUSY, GATE_FULL, GATE_CLOSING } GateMood;

typedef struct ClerkPlan {
    const Site *site;
    const RoleStart *start;
    const _Atomic int *mood; // a GateMood
    size_t skip;             // bytes before the first request: what the terminator said
    bool has_quota;          // its prefix may still ask for what is counted apart, besides the first request
    const SandboxNarrow *lock;
} ClerkPlan;

// How a clerk ends, besides as all roles do: after a request that is counted apart and that the gate has not seen, since it was
// not the first.
enum { CLERK_COUNTS = 4 };

// What a clerk may still do. Made once, before the gate is locked.
MUST_CHECK Err clerk_lock_make(Arena *arena, SandboxNarrow *out);

// In the child: gives up what the gate may do, serves the connection, ends the process.
_Noreturn void clerk_run(const ClerkPlan *plan, int connection);
