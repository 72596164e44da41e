// The spool at work: its messages come in through the server, go to the store in batches, and the registrar's bell is rung.
// Loading keys and giving up rights are the role's (spool.c).
#pragma once

#include "role/role.h"
#include "store/spool.h"

typedef struct SpoolDesk SpoolDesk;

// Opens everything that will be needed: after this the role can give up its rights.
MUST_CHECK Err spool_desk_open(Arena *arena, const RoleStart *start, const SpoolPlan *plan, SpoolDesk **out);
// Until `quit`; what was accepted by then is finished. ERR_IO: the loop cannot go on.
MUST_CHECK Err spool_desk_run(SpoolDesk *desk);
void spool_desk_close(SpoolDesk *desk);
