// In place of role/ready.c and role/document.c: a role that is locked, and a child of the printer, do what the environment or
// the document says, and tell on standard error what worked. What ends them they cannot tell; the supervisor does.
#include "breach/attempts.h"
#include "net/sandbox.h"
#include "role/document.h"
#include "role/role.h"

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
