// The keeper at work: orders come in through the server, go to office/keeper.h in batches, and are answered. Loading keys and
// giving up rights are the role's (keeper.c).
#pragma once

#include "office/keeper.h"
#include "role/role.h"

// Where signed grants come from: all of them, as they are signed. Asked at the start and whenever the folder has changed.
typedef struct GrantSource {
    const char *folder;
    Err (*read)(void *at, Arena *arena, Bytes **grants, size_t *count);
    void *at;
} GrantSource;

typedef struct KeeperDesk KeeperDesk;

// Opens everything that will be needed: after this the role can give up its rights. ERR_INPUT: the ledger is not what it was,
// and must not be written; told in the log.
MUST_CHECK Err keeper_desk_open(Arena *arena, const RoleStart *start, const KeeperKeys *keys, GrantSource grants,
                                KeeperDesk **out);
// Until `quit`; what was accepted by then is finished. ERR_IO: the loop cannot go on, or the ledger can no longer be written.
MUST_CHECK Err keeper_desk_run(KeeperDesk *desk);
void keeper_desk_close(KeeperDesk *desk);
