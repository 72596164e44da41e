// How a role says that it serves: from here on it is locked. A test links another file in its place, in which a role turns
// against the office the moment it is locked.
#include "net/sandbox.h"
#include "role/role.h"

#include <unistd.h>

// Short enough to be written whole or not at all.
void role_ready(const RoleStart *start) {
    SandboxWord word = {.kind = ROLE_WORD_READY, .pid = getpid()};
    (void)!write(start->ready, &word, sizeof word);
}
