// The registrar: files what the spool has acknowledged, brings people the notices of the ledger, and lets go of files that
// nobody keeps. Has no key, opens no report. The loop asks the spool how far it is durable, files up to there, says so, waits
// for the bell; what is done with a record is in filer.c.
#include "role/roles.h"

#include "base/entropy.h"
#include "base/step.h"
#include "office/office.h"
#include "role/filer.h"
#include "role/sweeper.h"
#include "wire/spool.h"

#include <poll.h>
#include <unistd.h>

enum {
    IDLE_MS = 2000, // how late a notice may be seen; the bell rings for reports
    AGAIN_MS = 200, // after the spool did not answer
    ROOM_MS = 1000, // after the disk was full
    PLACE_BYTES = 64,
};

typedef struct Registrar {
    const RoleStart *start;
    Arena arena;
    Registry registry;
    Postbox postbox;
    Filer filer;
    Sweeper sweeper;
    SpoolPlace told; // to the spool
} Registrar;

static void log_room(const Registrar *registrar, const Room *room) {
    log_event(registrar->start->log, LOG_ROOM_FAILED,
              (LogFields){{log_number("room", room ? (int64_t)room_kind(room) : -1),
                           log_number("reason", room ? (int64_t)room_fault(room) : 0)}});
}

// The room that failed last, if one did.
static const Room *failing_room(const Registrar *registrar) {
    const Registry *registry = &registrar->registry;
    const Room *rooms[] = {registry->vault, registry->halves, registry->outbox, registry->public, registry->share};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (rooms[i] && room_fault(rooms[i]) != ROOM_FINE) return rooms[i];
    return NULL;
}

static Err registrar_open(Registrar *registrar) {
    const RoleStart *start = registrar->start;
    Arena *arena = &registrar->arena;
    Str data = str_from(start->data);
    Office office;
    Room *fault = NULL;
    Err err = entropy_open();
    if (!err) err = office_read(arena, data, &office);
    // What it makes from here on is its own.
    if (!err && role_become(start, ROLE_REGISTRAR) != ERR_OK) err = ERR_REFUSED;
    if (!err) err = registry_open(arena, data, office.id, &registrar->registry, &fault);
    if (fault) log_room(registrar, fault);
    if (err) return err;
    registrar->postbox = postbox_make(str_c(arena, role_socket(arena, data, ROLE_SPOOL)), (SealRandom){entropy_fill, NULL});
    registrar->filer = (Filer){.registry = &registrar->registry,
                               .postbox = &registrar->postbox,
                               .log = start->log,
                               .spool = str_join(arena, data, STR("/spool")),
                               .ledger = str_join(arena, data, STR("/ledger"))};
    registrar->sweeper = (Sweeper){.registry = &registrar->registry, .postbox = &registrar->postbox, .log = start->log};
    err = segment_reader_open(arena, str_c(arena, registrar->filer.spool), &registrar->filer.reader);
    return err ? err : filer_begin(&registrar->filer);
}

static void registrar_close(Registrar *registrar) {
    postbox_close(&registrar->postbox);
    sweeper_close(&registrar->sweeper);
    if (registrar->filer.reader) segment_reader_close(registrar->filer.reader);
    registry_close(&registrar->registry);
    arena_free(&registrar->arena);
}

// How far the spool is durable. What lies behind may yet be gone after a power cut, and must not be filed.
static Err ask_durable(Registrar *registrar, Arena *scratch, SpoolPlace *out) {
    FrameAnswer answer;
    SpoolStatus status;
    Err err = postbox_call(&registrar->postbox, scratch, FRAME_STATUS, NULL, 0, &answer);
    if (!err && (answer.outcome != OUTCOME_OK || spool_status_read(answer.body, &status) != ERR_OK)) err = ERR_IO;
    if (!err) *out = status.durable;
    return err;
}

static Err tell_filed(Registrar *registrar, Arena *scratch) {
    SpoolPlace place = registrar->filer.place;
    FrameAnswer answer;
    if (place.segment == registrar->told.segment && place.offset == registrar->told.offset) return ERR_OK;
    ByteWriter writer = bytes_writer(scratch, PLACE_BYTES);
    filed_write(&writer, place);
    Bytes payload = bytes_written(&writer);
    Err err = postbox_call(&registrar->postbox, scratch, FRAME_FILED, &payload, 1, &answer);
    if (!err && answer.outcome != OUTCOME_OK) err = ERR_IO;
    if (err) return err;
    registrar->told = place;
    step_reached(STEP_REGISTRAR_FILED);
    return ERR_OK;
}

// Everything there is to do now. *wait_ms: how long nothing else will be, unless the bell rings. ERR_IO with *wait_ms 0: it
// cannot go on.
static Err work(Registrar *registrar, Arena *scratch, int *wait_ms) {
    SpoolPlace durable;
    bool more = false, more_notices = false, more_left = false;
    *wait_ms = AGAIN_MS;
    Err err = ask_durable(registrar, scratch, &durable);
    if (!err) err = tell_filed(registrar, scratch);
    if (err) return ERR_OK; // the spool is not there: it will be
    err = filer_file(&registrar->filer, durable, &more);
    if (!err) (void)!tell_filed(registrar, scratch);
    if (!err) err = filer_notices(&registrar->filer, &more_notices);
    if (!err) {
        Clock clock = registrar->start->clock;
        if (!more && !more_notices) sweeper_step(&registrar->sweeper, clock.now(clock.at), &more_left);
        *wait_ms = more || more_notices || more_left ? 0 : IDLE_MS;
        return ERR_OK;
    }
    const Room *room = failing_room(registrar);
    if (!room) return registrar->postbox.client.socket < 0 || err == ERR_TOO_BIG ? ERR_OK : err;
    log_room(registrar, room);
    *wait_ms = room_fault(room) == ROOM_FULL || room_fault(room) == ROOM_BUSY ? ROOM_MS : 0;
    return *wait_ms ? ERR_OK : err;
}

// True: told to stop.
static bool wait_for_work(const Registrar *registrar, int wait_ms) {
    struct pollfd waits[] = {{registrar->start->quit, POLLIN, 0}, {registrar->start->bell, POLLIN, 0}};
    uint64_t rung;
    int ready = poll(waits, 2, wait_ms);
    if (ready > 0 && waits[1].revents & POLLIN) (void)!read(registrar->start->bell, &rung, sizeof rung);
    return ready > 0 && waits[0].revents;
}

int role_registrar(const RoleStart *start) {
    Registrar registrar = {.start = start, .arena = arena_make(NULL, NULL)};
    int wait_ms = 0;
    Err err = registrar_open(&registrar);
    if (!err && role_enter(start, ROLE_REGISTRAR) != ERR_OK) err = ERR_REFUSED;
    if (!err) role_ready(start);
    while (!err && !wait_for_work(&registrar, wait_ms)) {
        Arena scratch = arena_make(NULL, NULL);
        err = work(&registrar, &scratch, &wait_ms);
        arena_free(&scratch);
    }
    if (err && err != ERR_REFUSED) role_failed(start, err);
    registrar_close(&registrar);
    return err == ERR_REFUSED ? ROLE_REFUSES : err ? ROLE_FAILED : ROLE_DONE;
}
