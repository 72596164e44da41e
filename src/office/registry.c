// Rows of one filing, room by room. Knows the rooms and the filing's clear parts; not the spool, not the network, no key.
#include "office/registry.h"

#include "base/step.h"
#include "seal/evidence.h"
#include "seal/letter.h"

#define HOUR INT64_C(3600000000)

static Err open_one(Arena *arena, Str data, RoomKind kind, Room **out, Room **fault) {
    Err err = room_open(arena, data, kind, ROOM_WRITE, out);
    if (err) *fault = *out;
    return err;
}

Err registry_open(Arena *arena, Str data, Id office, Registry *out, Room **fault) {
    *out = (Registry){.office = office};
    *fault = NULL;
    Err err = open_one(arena, data, ROOM_VAULT, &out->vault, fault);
    if (!err) err = open_one(arena, data, ROOM_HALVES, &out->halves, fault);
    if (!err) err = open_one(arena, data, ROOM_OUTBOX, &out->outbox, fault);
    if (!err) err = open_one(arena, data, ROOM_PUBLIC, &out->public, fault);
    if (!err) err = open_one(arena, data, ROOM_SHARE, &out->share, fault);
    if (!err) err = shelf_open(str_join(arena, data, STR("/vault/large")), arena, &out->shelf);
    if (!err) err = shelf_open(str_join(arena, data, STR("/vault/aside")), arena, &out->aside);
    if (err) registry_close(out);
    return err;
}

void registry_close(Registry *registry) {
    Room *rooms[] = {registry->vault, registry->halves, registry->outbox, registry->public, registry->share};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (rooms[i]) room_close(rooms[i]);
}

Err registry_place(Registry *registry, Arena *scratch, Str source, RegistryPlace *out) {
    PositionGetRow row = {0};
    bool found;
    Err err = query_position_get(registry->vault, scratch, &(PositionGetIn){registry->office, source}, &row, &found);
    *out = found ? (RegistryPlace){row.segment, row.bytes} : (RegistryPlace){0};
    return err;
}

Err registry_read(const Registry *registry, Arena *arena, Bytes blob, Moment accepted, Entry *out) {
    *out = (Entry){.accepted = accepted};
    if (filing_read(arena, blob, &out->filing) != ERR_OK) return ERR_INPUT;
    return id_eq(out->filing.head.office, registry->office) ? ERR_OK : ERR_REFUSED;
}

// --- the first stroke

typedef Err Writer(const Registry *registry, Arena *scratch, const Entry *entry);

static Err write_halves(const Registry *registry, Arena *scratch, const Entry *entry) {
    const FilingHead *head = &entry->filing.head;
    (void)scratch;
    for (unsigned view = 0; view < head->view_count; view++) {
        HalfAddIn row = {head->report, view, head->office, head->keeper_epoch, entry->filing.keeper_boxes[view]};
        Err err = query_half_add(registry->halves, &row, NULL);
        if (err) return err;
    }
    return ERR_OK;
}

static Err write_letters(const Registry *registry, Arena *scratch, const Entry *entry) {
    (void)scratch;
    for (size_t i = 0; i < entry->filing.letter_count; i++) {
        Letter letter;
        // What is in a filing was read as letters already.
        if (letter_read(entry->filing.letters[i], &letter) != ERR_OK) return ERR_REFUSED;
        LetterAddIn row = {.letter_id = letter.head.letter,
                           .report_id = entry->filing.head.report,
                           .office_id = entry->filing.head.office,
                           .key_epoch = letter.head.epoch,
                           .window_id = letter.head.window,
                           .route = letter.head.to == LETTER_TO_COURIER ? STR("courier") : STR("window"),
                           .state = STR("waiting"),
                           .due = entry->accepted,
                           .sealed = entry->filing.letters[i]};
        Err err = query_letter_add(registry->outbox, &row, NULL);
        if (err) return err;
    }
    return ERR_OK;
}

static Err write_statistics(const Registry *registry, Arena *scratch, const Entry *entry) {
    const FilingCopy *copy = &entry->filing.statistics;
    (void)scratch;
    if (!copy->box.len) return ERR_OK;
    Hash name = hash_of(DOMAIN_SEALED, copy->box);
    StatisticAddIn row = {BYTES_OF(name.bytes), entry->filing.head.office, copy->epoch, copy->box};
    return query_statistic_add(registry->public, &row, NULL);
}

static Err write_share(const Registry *registry, Arena *scratch, const Entry *entry) {
    const FilingCopy *copy = &entry->filing.share;
    (void)scratch;
    if (!copy->box.len) return ERR_OK;
    ShareViewAddIn row = {entry->filing.head.report, entry->filing.head.office, copy->epoch, copy->box};
    return query_share_view_add(registry->share, &row, NULL);
}

// All entries in one transaction of one room.
static Err write_room(const Registry *registry, Room *room, Arena *scratch, const Entry *entries, size_t count,
                      Writer *writer) {
    Err err = room_begin(room);
    if (err) return err;
    for (size_t i = 0; i < count && !err; i++) err = writer(registry, scratch, &entries[i]);
    if (!err) return room_commit(room);
    room_undo(room);
    return err;
}

static bool any_letters(const Entry *entries, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (entries[i].filing.letter_count) return true;
    return false;
}

static bool any_shared(const Entry *entries, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (entries[i].filing.share.box.len) return true;
    return false;
}

static Err shelve(const Registry *registry, Arena *scratch, const Entry *entry) {
    if (entry->filing.core.len <= REGISTRY_ROW_MOST) return ERR_OK;
    return shelf_put(&registry->shelf, scratch, id_hex(scratch, entry->filing.head.report), entry->filing.core);
}

Err registry_spread(Registry *registry, Arena *scratch, const Entry *entries, size_t count) {
    // The halves first: a report in the vault without its halves could not be opened by anybody.
    Err err = write_room(registry, registry->halves, scratch, entries, count, write_halves);
    if (!err) step_reached(STEP_REGISTRAR_HALVES);
    if (!err && any_letters(entries, count))
        err = write_room(registry, registry->outbox, scratch, entries, count, write_letters);
    if (!err) err = write_room(registry, registry->public, scratch, entries, count, write_statistics);
    if (!err && any_shared(entries, count)) err = write_room(registry, registry->share, scratch, entries, count, write_share);
    for (size_t i = 0; i < count && !err; i++) err = shelve(registry, scratch, &entries[i]);
    if (!err) step_reached(STEP_REGISTRAR_LETTERS);
    return err;
}

// --- the second stroke

// The row of the report. `*is_new` false: it was there.
static Err enter_report(const Registry *registry, Arena *scratch, const Entry *entry, bool *is_new) {
    const FilingHead *head = &entry->filing.head;
    int64_t changed = 0;
    bool found;
    ReportGetRow there;
    ReportAddIn row = {.report_id = head->report,
                       .office_id = head->office,
                       .key_epoch = head->keeper_epoch,
                       .object_hash = BYTES_OF(entry->filing.object.bytes),
                       .size_class = head->size_class,
                       .received_hour = entry->accepted - entry->accepted % HOUR,
                       .state = STR("filed"),
                       .pack_name = head->pack,
                       .pack_version = head->pack_version,
                       .pack_hash = BYTES_OF(head->pack_hash)};
    Err err = query_report_add(registry->vault, &row, &changed);
    *is_new = changed == 1;
    if (err || *is_new) return err;
    err = query_report_get(registry->vault, scratch, &(ReportGetIn){head->report}, &there, &found);
    return err ? err : found && bytes_eq(there.object_hash, row.object_hash) ? ERR_OK : ERR_REFUSED;
}

static Err enter_windows(const Registry *registry, const FilingHead *head) {
    Err err = ERR_OK;
    for (size_t i = 0; i < head->window_count && !err; i++) {
        const FilingWindow *window = &head->windows[i];
        ReportWindowAddIn row = {head->report, head->office, window->epoch, window->id, window->view};
        err = query_report_window_add(registry->vault, &row, NULL);
    }
    for (size_t i = 0; i < head->form_count && !err; i++) {
        ReportFormAddIn row = {head->report, head->office, head->keeper_epoch, head->forms[i]};
        err = query_report_form_add(registry->vault, &row, NULL);
    }
    for (size_t i = 0; i < head->clock_count && !err; i++) {
        const FilingClock *clock = &head->clocks[i];
        ClockAddIn row = {.report_id = head->report,
                          .office_id = head->office,
                          .key_epoch = head->keeper_epoch,
                          .window_id = head->windows[clock->window].id,
                          .stage = clock->stage,
                          .due = clock->due};
        err = query_clock_add(registry->vault, &row, NULL);
    }
    return err;
}

static Err enter_evidence(const Registry *registry, const Filing *filing) {
    Err err = ERR_OK;
    for (size_t i = 0; i < filing->evidence_count && !err; i++) {
        const FilingEvidence *evidence = &filing->evidence[i];
        EvidenceAddIn row = {.evidence_id = evidence->id,
                             .report_id = filing->head.report,
                             .office_id = filing->head.office,
                             .key_epoch = filing->head.keeper_epoch,
                             .bytes = (int64_t)evidence_size(evidence->size_class),
                             .object_hash = BYTES_OF(evidence->sealed.bytes)};
        err = query_evidence_add(registry->vault, &row, NULL);
    }
    return err;
}

static Err enter_one(const Registry *registry, Arena *scratch, const Entry *entry) {
    const Filing *filing = &entry->filing;
    bool is_new;
    Err err = enter_report(registry, scratch, entry, &is_new);
    if (err || !is_new) return err;
    FilingAddIn row = {.report_id = filing->head.report,
                       .office_id = filing->head.office,
                       .key_epoch = filing->head.keeper_epoch,
                       .bytes = (int64_t)filing->core.len,
                       .sealed = filing->core.len <= REGISTRY_ROW_MOST ? filing->core : (Bytes){0}};
    err = query_filing_add(registry->vault, &row, NULL);
    if (!err) err = enter_windows(registry, &filing->head);
    return err ? err : enter_evidence(registry, filing);
}

Err registry_enter(Registry *registry, Arena *scratch, const Entry *entries, size_t count, Str source, RegistryPlace place) {
    Err err = room_begin(registry->vault);
    if (err) return err;
    for (size_t i = 0; i < count && !err; i++) err = enter_one(registry, scratch, &entries[i]);
    if (!err && source.len) {
        PositionPutIn row = {registry->office, source, place.segment, place.bytes};
        err = query_position_put(registry->vault, &row, NULL);
    }
    if (!err) return room_commit(registry->vault);
    room_undo(registry->vault);
    return err;
}

Err registry_set_aside(Registry *registry, Arena *scratch, RegistryPlace place, Bytes blob) {
    Str name = str_format(scratch, "%08lld-%012lld", (long long)place.segment, (long long)place.bytes);
    return shelf_put(&registry->aside, scratch, name, blob);
}
