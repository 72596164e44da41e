// In place of role/ready.c, role/document.c and portal/routes.c: a role that is locked, a child of the printer and a clerk do
// what the environment, the document or the address says, and tell on standard error what worked. What ends them they cannot
// tell; the supervisor does.
#include "breach/attempts.h"
#include "net/sandbox.h"
#include "portal/portal.h"
#include "role/document.h"
#include "role/role.h"
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void tell(const char *who, const char *what, const char *name) {
    char line[256];
    int len = snprintf(line, sizeof line, "evil: %s|%s|%s\n", who, what, name);
    (void)!write(STDERR_FILENO, line, (size_t)len);
}

static void try_one(const char *who, const Attempt *attempt, const char *data) {
    tell(who, "tries", attempt->name);
    tell(who, attempt_try(attempt, data) ? "worked" : "refused", attempt->name);
}

// From which attempt on this role tries: TODOKE_EVIL_SPOOL and the like; the last one tells that it came to the end.
void role_ready(const RoleStart *start) {
    SandboxWord word = {.kind = ROLE_WORD_READY, .pid = getpid()};
    char variable[64];
    snprintf(variable, sizeof variable, "TODOKE_EVIL_%s", start->log->who);
    const char *from = getenv(variable);
    for (size_t i = from ? (size_t)strtoul(from, NULL, 10) : attempt_count; i < attempt_count; i++)
        try_one(start->log->who, &attempts[i], start->data);
    if (from) tell(start->log->who, "ended", "");
    (void)!write(start->ready, &word, sizeof word);
}

int document_print(Arena *arena, const Pack *pack, const char *paper, const Document *document, Str *out) {
    int64_t number;
    (void)arena, (void)pack;
    *out = STR("done");
    if (!str_int(document->receipt, &number) || number < 0 || (size_t)number >= attempt_count) return DOCUMENT_NO_INCIDENT;
    try_one("document", &attempts[number], getenv("TODOKE_EVIL_DATA"));
    (void)paper;
    return 0;
}

static Response handle_evil(const Request *request) {
    size_t number = (size_t)request->inputs[0].number;
    if (number < attempt_count) try_one("clerk", &attempts[number], getenv("TODOKE_EVIL_DATA"));
    return response_json(200, STR("{}"));
}

static const Input evil_inputs[] = {{.name = "number", .from = INPUT_PATH, .type = INPUT_NUMBER, .most = 1000}};
const Route portal_routes[] = {{.method = HTTP_GET,
                                .path = "/evil/{number}",
                                .inputs = evil_inputs,
                                .input_count = 1,
                                .is_api = true,
                                .handle = handle_evil}};
const size_t portal_route_count = 1;

const Portal *portal_of(const Request *request) {
    return request->site->house;
}
