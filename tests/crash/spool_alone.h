// The spool without the rest of the office: its desk with a fixed key, for tests and benches of the spool itself.
#pragma once

#include "base/entropy.h"
#include "role/spool_desk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static inline uint64_t alone_number(const char *name, uint64_t usual) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : usual;
}

static inline int alone_listen(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -1;
    memcpy(address.sun_path, path, strlen(path) + 1);
    unlink(path);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens = bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 512) == 0;
    return listens ? listener : -1;
}

// The office id and the receipt key are the same in every run: tests verify proofs with the public part.
static inline ReceiptPair alone_key(void) {
    Grain grain = {0};
    memset(grain.bytes, 7, sizeof grain.bytes);
    return key_receipt(&grain);
}

// Serves DATA on DATA/run/spool.sock until `quit` can be read. Returns the role's status.
static inline int alone_serve(const char *data, int quit) {
    Arena arena = arena_make(NULL, NULL);
    Config config = config_defaults();
    Log log = {.descriptor = STDERR_FILENO, .who = "spool", .clock = clock_system()};
    char path[256];
    int ready[2];
    snprintf(path, sizeof path, "%s/run", data);
    if (entropy_open() != ERR_OK || (mkdir(path, 0777) != 0 && errno != EEXIST) || pipe(ready) != 0) return ROLE_FAILED;
    snprintf(path, sizeof path, "%s/run/spool.sock", data);
    RoleStart start = {.config = &config,
                       .data = data,
                       .listener = alone_listen(path),
                       .bell = -1,
                       .quit = quit,
                       .ready = ready[1],
                       .log = &log,
                       .clock = clock_system()};
    ReceiptPair key = alone_key();
    SpoolPlan plan = {.data = str_from(data),
                      .office = {{1, 2, 3}},
                      .secret = &key.secret,
                      .epoch = 1,
                      .limits = spool_limits_usual(),
                      .clock = start.clock};
    plan.limits.floor_bytes = alone_number("ALONE_FLOOR", plan.limits.floor_bytes);
    plan.limits.drafts_bytes = alone_number("ALONE_DRAFTS", plan.limits.drafts_bytes);
    plan.limits.reserve_bytes = alone_number("ALONE_RESERVE", plan.limits.reserve_bytes);
    plan.limits.segment_bytes = alone_number("ALONE_SEGMENT", plan.limits.segment_bytes);
    plan.limits.rest_ms = (int64_t)alone_number("ALONE_REST_MS", (uint64_t)plan.limits.rest_ms);
    SpoolDesk *desk;
    if (start.listener < 0 || spool_desk_open(&arena, &start, &plan, &desk) != ERR_OK) return ROLE_FAILED;
    role_ready(&start);
    Err err = spool_desk_run(desk);
    spool_desk_close(desk);
    arena_free(&arena);
    return err == ERR_OK ? ROLE_DONE : ROLE_FAILED;
}
