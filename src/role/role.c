// What all roles share: their names, their sockets, and how they say that they are ready.
#include "role/role.h"

#include <errno.h>
#include <unistd.h>

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_SPOOL] = "spool",
    [ROLE_REGISTRAR] = "registrar",
    [ROLE_KEEPER] = "keeper",
    [ROLE_PRINTER] = "printer",
};

const char *role_name(Role role) {
    return role_names[role];
}

Str role_socket(Arena *arena, Str data, Role role) {
    return str_format(arena, "%.*s/run/%s.sock", STR_ARG(data), role_names[role]);
}

void role_ready(const RoleStart *start) {
    const unsigned char byte = 1;
    while (write(start->ready, &byte, 1) < 0 && errno == EINTR) continue;
    close(start->ready);
}
