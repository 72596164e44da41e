// What all roles share: their names, their sockets, and how they give up their rights.
#include "role/role.h"

#include "role/rights.h"

#include <errno.h>
#include <unistd.h>

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_SPOOL] = "spool",     [ROLE_REGISTRAR] = "registrar", [ROLE_KEEPER] = "keeper",
    [ROLE_PRINTER] = "printer", [ROLE_GATE] = "gate",
};

const char *role_name(Role role) {
    return role_names[role];
}

Str role_socket(Arena *arena, Str data, Role role) {
    return str_format(arena, "%.*s/run/%s.sock", STR_ARG(data), role_names[role]);
}

int role_failed(const RoleStart *start, Err err) {
    LogField said = log_errno("errno", errno);
    log_event(start->log, LOG_ROLE_FAILED, (LogFields){{log_number("err", err), err == ERR_IO ? said : (LogField){0}}});
    return ROLE_FAILED;
}

static Err refuse(const RoleStart *start, const SandboxResult *result, Err err) {
    if (err == ERR_REFUSED)
        log_event(start->log, LOG_SANDBOX_OPEN, (LogFields){{log_number("attempt", result->step)}});
    else if (err)
        log_event(start->log, LOG_SANDBOX_FAILED,
                  (LogFields){{log_number("step", result->step), log_errno("errno", result->error)}});
    return err;
}

Err role_become(const RoleStart *start, Role role) {
    SandboxPlan plan;
    SandboxResult result;
    Arena arena = arena_make(NULL, NULL);
    rights_plan(&arena, start, role, &plan);
    Err err = sandbox_leave(&plan, &result);
    arena_free(&arena);
    return refuse(start, &result, err);
}

Err role_enter(const RoleStart *start, Role role) {
    SandboxPlan plan;
    SandboxResult result = {0};
    Arena arena = arena_make(NULL, NULL);
    rights_plan(&arena, start, role, &plan);
    Err err = sandbox_enter(&plan, &result);
    arena_free(&arena);
    if (!err) {
        LogFields fields = {{log_number("landlock", result.landlock), log_number("uid", geteuid())}};
        log_event(start->log, LOG_SANDBOX_CLOSED, fields);
    }
    return refuse(start, &result, err);
}
