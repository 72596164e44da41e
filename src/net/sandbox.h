// What locks a process into its rights, for good: no new privileges, no core dump, own user, no network, only the named folders
// (Landlock) and system calls (seccomp). A forbidden call ends the process by SIGSYS, after its number went to the reporting
// descriptor. Then three forbidden things are tried; if one works, the process must not go on. Knows no roles.
//
// Built with the address sanitizer, the list of calls cannot hold (the sanitizer needs its own): then only what is never
// right for any process is forbidden, and memory has no limit. Folders, user and network hold as always.
#pragma once

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct SandboxPath {
    const char *path; // must be there
    bool writes;      // makes, writes, renames and removes in it; otherwise only reads
} SandboxPath;

enum { SANDBOX_PATHS_MOST = 12 };

// In a list of calls: threads, but no processes. (`clone` is processes, but no threads.)
#define SANDBOX_THREADS "clone:thread"

typedef struct SandboxPlan {
    const char *const *calls; // names of system calls, up to NULL
    SandboxPath paths[SANDBOX_PATHS_MOST];
    size_t path_count;
    bool may_call_peers; // may connect to unix sockets; nobody may make sockets of any other kind
    bool may_narrow;     // may lock its children further
    uid_t user;          // 0: stays who it is
    gid_t group;         // with `user`
    uint64_t files_most; // open descriptors
} SandboxPlan;

// How far it came.
typedef enum SandboxStep {
    SANDBOX_LIMITS,
    SANDBOX_NETWORK,
    SANDBOX_USER,
    SANDBOX_FOLDERS,
    SANDBOX_CALLS,
    SANDBOX_PROBE_OPEN, // a file outside
    SANDBOX_PROBE_SOCKET,
    SANDBOX_PROBE_RUN,
    SANDBOX_DONE,
} SandboxStep;

typedef struct SandboxResult {
    SandboxStep step;
    int error;        // errno of what failed
    int landlock;     // version of the kernel's Landlock
    bool own_network; // alone in a network of its own; otherwise only the calls forbid it
} SandboxResult;

// First half, before files are opened: limits, no network, own user. ERR_IO: the process must end.
MUST_CHECK Err sandbox_leave(const SandboxPlan *plan, SandboxResult *out);
// Second half: folders, calls, probes. ERR_REFUSED: a probe worked. ERR_IO: it could not be locked. After either the process
// must end.
MUST_CHECK Err sandbox_enter(const SandboxPlan *plan, SandboxResult *out);
// A further lock for the children of a locked process, which may do still less, with a limit of memory. The list is made into
// what the kernel reads once, before the process is locked; to load it costs a child one call.
typedef struct SandboxNarrow {
    const struct sock_filter *code; // NULL where the list cannot hold
    uint16_t length;
} SandboxNarrow;
MUST_CHECK Err sandbox_narrow_make(Arena *arena, const char *const *calls, SandboxNarrow *out);
MUST_CHECK Err sandbox_narrow(const SandboxNarrow *narrow, uint64_t memory_bytes);

// A descriptor of this number is told of a forbidden call before the process ends; words of other kinds are the owner's.
enum { SANDBOX_REPORT = 3, SANDBOX_FORBIDDEN = 0x5345 };
typedef struct SandboxWord {
    int32_t kind; // SANDBOX_FORBIDDEN
    int32_t pid;
    int64_t value; // number of the call
} SandboxWord;
