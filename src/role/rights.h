// Who may do what: one table of roles (calls, folders, peers, descriptors) and one of folders (whose, who else reads). Changed
// here and nowhere else.
#pragma once

#include "net/sandbox.h"
#include "role/role.h"

// The lock of a role, ready for sandbox_enter. Paths live in the arena.
void rights_plan(Arena *arena, const RoleStart *start, Role role, SandboxPlan *out);
// Makes the folders of the office that are missing, and, started as root, gives each to who will work in it. ERR_IO: `*where`
// names the one that could not be made.
MUST_CHECK Err rights_folders(Arena *arena, Str data, const Config *config, Str *where);
// Whether roles get users of their own: started as root, wanted, and the folder can be reached by others than root.
bool rights_change_user(Str data, const Config *config);
gid_t rights_group(const Config *config);
// Where the printer puts what it cannot keep in memory: in memory that looks like a folder, or else below DATA/run.
const char *rights_paper(Arena *arena, Str data);
MUST_CHECK Err rights_clear_paper(Arena *arena, Str data); // it and all in it
