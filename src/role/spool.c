// The role that keeps what comes in: receipt key and files are opened, and then it answers until it is told to stop. What the
// messages mean is the store's (store/spool.h).
#include "base/entropy.h"
#include "office/keyring.h"
#include "role/roles.h"
#include "role/spool_desk.h"

enum { MIB = 1 << 20 };

typedef struct SpoolStart {
    Arena arena;
    const RoleStart *start;
    Office office;
    KeyList list;
    ReceiptPair key;
    uint32_t epoch;
} SpoolStart;

static Err key_find(SpoolStart *spool) {
    Err err = entropy_open();
    if (err == ERR_OK) err = office_read(&spool->arena, str_from(spool->start->data), &spool->office);
    if (err == ERR_OK) err = office_keys(&spool->arena, &spool->office, &spool->list);
    return err == ERR_OK ? keyring_receipt(&spool->arena, &spool->office, &spool->list, &spool->epoch, &spool->key) : err;
}

static SpoolLimits limits_of(const Config *config) {
    SpoolLimits limits = spool_limits_usual();
    limits.segment_bytes = (uint64_t)config->segment_mib * MIB;
    limits.reserve_bytes = (uint64_t)config->reserve_mib * MIB;
    limits.class_bytes[BLOB_DRAFT] = (uint64_t)config->draft_mib * MIB;
    limits.drafts_bytes = (uint64_t)config->free_mib * MIB;
    limits.floor_bytes = limits.drafts_bytes / 2;
    return limits;
}

static int serve(SpoolStart *spool) {
    const RoleStart *start = spool->start;
    SpoolPlan plan = {.data = str_from(start->data),
                      .office = spool->office.id,
                      .secret = &spool->key.secret,
                      .epoch = spool->epoch,
                      .limits = limits_of(start->config),
                      .clock = start->clock};
    SpoolDesk *desk;
    if (role_become(start, ROLE_SPOOL) != ERR_OK) return ROLE_REFUSES;
    Err err = spool_desk_open(&spool->arena, start, &plan, &desk);
    if (err) return role_failed(start, err);
    if (role_enter(start, ROLE_SPOOL) != ERR_OK) return ROLE_REFUSES;
    role_ready(start);
    err = spool_desk_run(desk);
    if (err) role_failed(start, err);
    spool_desk_close(desk);
    return err ? ROLE_FAILED : ROLE_DONE;
}

int role_spool(const RoleStart *start) {
    SpoolStart spool = {.arena = arena_make(NULL, NULL), .start = start};
    Err err = key_find(&spool);
    int status = ROLE_REFUSES;
    if (err == ERR_IO) {
        status = role_failed(start, err);
    } else if (err != ERR_OK) {
        log_event(start->log, LOG_ROLE_REFUSED, (LogFields){{log_number("err", err)}});
    } else {
        status = serve(&spool);
    }
    sodium_memzero(&spool.key, sizeof spool.key);
    arena_free(&spool.arena);
    return status;
}
