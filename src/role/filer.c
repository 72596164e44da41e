// Batches of records, read from segments and entered. What fails as a whole is tried one by one, so that one bad record never
// keeps others waiting. Knows no socket but the postbox, and no key.
#include "role/filer.h"

#include "base/step.h"
#include "base/sys.h"
#include "seal/ledger_entry.h"
#include "seal/receipt.h"
#include "store/ledger_read.h"

#include <fcntl.h>
#include <unistd.h>

enum { BATCH_RECORDS = 256, BATCH_READ = 4096, BATCH_BYTES = 16 << 20, MAIL_TEXT = 256 };

typedef struct Batch {
    Arena arena;
    Entry entries[BATCH_RECORDS];
    RegistryPlace places[BATCH_RECORDS]; // of each entry, for what is set aside
    Bytes blobs[BATCH_RECORDS];
    size_t count, read;
    uint64_t bytes;
} Batch;

static RegistryPlace registry_of(SpoolPlace place) {
    return (RegistryPlace){place.segment, (int64_t)place.offset};
}

Err filer_begin(Filer *filer) {
    Arena scratch = arena_make(NULL, NULL);
    RegistryPlace place;
    Err err = registry_place(filer->registry, &scratch, STR("spool"), &place);
    filer->place = (SpoolPlace){(uint32_t)place.segment, (uint64_t)place.bytes};
    arena_free(&scratch);
    return err;
}

static void log_aside(const Filer *filer, Id report, Err why) {
    log_event(filer->log, LOG_REPORT_ASIDE, (LogFields){{log_id("report", report), log_number("err", why)}});
}

static Err set_aside(Filer *filer, Batch *batch, Id id, RegistryPlace place, Bytes blob, Err why) {
    Err err = registry_set_aside(filer->registry, &batch->arena, place, blob);
    if (!err) log_aside(filer, id, why);
    return err;
}

// The bytes of a damaged record are kept with the whole segment: where it ends is not certain.
static Err keep_segment(Filer *filer, Batch *batch, SpoolPlace at) {
    Str name = str_format(&batch->arena, "%08u.seg", at.segment);
    const char *from = str_c(&batch->arena, str_format(&batch->arena, "%.*s/%.*s", STR_ARG(filer->spool), STR_ARG(name)));
    Err err = shelf_put_file(&filer->registry->aside, &batch->arena, name, from);
    if (!err) log_aside(filer, (Id){0}, ERR_SEALED);
    return err;
}

static Err take_record(Filer *filer, Batch *batch, const SegmentRecord *record, RegistryPlace at) {
    batch->bytes += record->blob_len;
    if (record->kind == SEGMENT_EVIDENCE)
        return shelf_put(&filer->registry->shelf, &batch->arena, id_hex(&batch->arena, record->id), record->blob);
    if (record->kind != SEGMENT_FILING) return ERR_OK; // names stay with the spool
    Entry *entry = &batch->entries[batch->count];
    Err err = registry_read(filer->registry, &batch->arena, record->blob, record->accepted, entry);
    // The spool kept the record's id from being used twice, not the one that stands inside.
    if (!err && !id_eq(entry->filing.head.report, record->id)) err = ERR_REFUSED;
    if (err) return set_aside(filer, batch, record->id, at, record->blob, err);
    batch->places[batch->count] = at;
    batch->blobs[batch->count++] = record->blob;
    return ERR_OK;
}

static Err gather(Filer *filer, Batch *batch, SpoolPlace *place, SpoolPlace until, bool *more) {
    *more = true;
    while (batch->count < BATCH_RECORDS && batch->read < BATCH_READ && batch->bytes < BATCH_BYTES) {
        SegmentRecord record;
        bool found = false;
        SpoolPlace before = *place;
        Err err = segment_reader_next(filer->reader, &batch->arena, place, until, &record, &found);
        if (err == ERR_SEALED) {
            err = keep_segment(filer, batch, place->segment ? *place : before);
            if (err) return err;
            batch->read++;
            continue;
        }
        if (err || !found) {
            *more = false;
            return err;
        }
        batch->read++;
        err = take_record(filer, batch, &record, registry_of(*place));
        if (err) return err;
    }
    return ERR_OK;
}

// --- entering --------------------------------------------------------------------------------------------------------------

// The id of a mail about a report: the same each time it is made.
static Id mail_id(Id report, const char *about) {
    Hasher hasher = hash_begin(DOMAIN_MAIL);
    Id id;
    hash_add(&hasher, BYTES_OF(report.bytes));
    hash_add(&hasher, bytes_of_str(str_from(about)));
    Hash hash = hash_end(&hasher);
    memcpy(id.bytes, hash.bytes, sizeof id.bytes);
    return id;
}

// That it is filed, for the person who reported. Where there is no room for this now, the report is filed all the same.
static Err tell(Filer *filer, Arena *arena, const Entry *entry) {
    const FilingHead *head = &entry->filing.head;
    Buf text = buf_make(arena, MAIL_TEXT);
    buf_puts(&text, "{\"kind\":\"state\",\"state\":\"filed\",\"receipt\":");
    buf_json(&text, receipt_text(arena, receipt_number(head->report)));
    buf_puts(&text, ",\"at\":\"");
    buf_moment(&text, entry->accepted);
    buf_puts(&text, "\"}");
    PostboxMail mail = {.mailbox = head->mailbox,
                        .id = mail_id(head->report, "filed"),
                        .kind = MAIL_ITEM,
                        .reply = head->reply,
                        .content = bytes_of_str(buf_str(&text))};
    Err err = postbox_put(filer->postbox, arena, &mail);
    return err == ERR_REFUSED || err == ERR_TOO_BIG ? ERR_OK : err;
}

static Err enter(Filer *filer, Batch *batch, size_t from, size_t count, const SpoolPlace *place) {
    const Entry *entries = &batch->entries[from];
    Err err = count ? registry_spread(filer->registry, &batch->arena, entries, count) : ERR_OK;
    for (size_t i = 0; i < count && !err; i++) err = tell(filer, &batch->arena, &entries[i]);
    if (err) return err;
    if (count) step_reached(STEP_REGISTRAR_MAILBOX);
    Str source = place ? STR("spool") : STR_NONE;
    err = registry_enter(filer->registry, &batch->arena, entries, count, source,
                         place ? registry_of(*place) : (RegistryPlace){0});
    if (err) return err;
    step_reached(STEP_REGISTRAR_VAULT);
    for (size_t i = 0; i < count; i++)
        log_event(filer->log, LOG_REPORT_FILED, (LogFields){{log_id("report", entries[i].filing.head.report)}});
    return ERR_OK;
}

static Err enter_one_by_one(Filer *filer, Batch *batch, SpoolPlace place) {
    for (size_t i = 0; i < batch->count; i++) {
        Err err = enter(filer, batch, i, 1, NULL);
        if (err == ERR_REFUSED || err == ERR_TOO_BIG)
            err = set_aside(filer, batch, batch->entries[i].filing.head.report, batch->places[i], batch->blobs[i], err);
        if (err) return err;
    }
    return enter(filer, batch, 0, 0, &place);
}

Err filer_file(Filer *filer, SpoolPlace until, bool *more) {
    Arena own = arena_make(NULL, NULL);
    Batch *batch = NEW(&own, Batch);
    batch->arena = arena_make(NULL, NULL);
    SpoolPlace place = filer->place;
    Err err = gather(filer, batch, &place, until, more);
    if (!err && batch->count) {
        step_reached(STEP_REGISTRAR_READ);
        err = enter(filer, batch, 0, batch->count, &place);
        if (err == ERR_REFUSED || err == ERR_TOO_BIG) err = enter_one_by_one(filer, batch, place);
    }
    // Where there was nothing to enter the vault need not know: reading that part again does no harm.
    if (!err) filer->place = place;
    arena_free(&batch->arena);
    arena_free(&own);
    return err;
}

// --- notices ---------------------------------------------------------------------------------------------------------------

static bool is_for_somebody(const LedgerEntry *entry) {
    static const Name nobody = {{0}};
    return entry->victim_box.len > 0 && !name_eq(entry->mailbox, nobody);
}

static Err bring(Filer *filer, Arena *arena, const LedgerEntry *entry) {
    PostboxMail mail = {.mailbox = entry->mailbox, .kind = MAIL_NOTICE, .content = entry->victim_box};
    memcpy(mail.id.bytes, &entry->commitment, sizeof mail.id.bytes);
    Err err = postbox_put(filer->postbox, arena, &mail);
    return err == ERR_REFUSED ? ERR_OK : err;
}

static Err bring_all(Filer *filer, Arena *arena, LedgerReader *reader, uint64_t size, bool *more) {
    size_t count = 0;
    LedgerEntry entry;
    for (; count < BATCH_RECORDS && reader->index < size; count++) {
        LedgerNext next = ledger_read_entry(reader, &entry);
        if (next != LEDGER_ENTRY) {
            LogEvent event = next == LEDGER_UNREADABLE ? LOG_LEDGER_FAILED : LOG_LEDGER_BROKEN;
            log_event(filer->log, event, (LogFields){{log_number("leaf", (int64_t)reader->index)}});
            break;
        }
        Err err = is_for_somebody(&entry) ? bring(filer, arena, &entry) : ERR_OK;
        if (err) return err;
    }
    *more = count == BATCH_RECORDS;
    RegistryPlace place = {(int64_t)reader->index, (int64_t)reader->place};
    return count ? registry_enter(filer->registry, arena, NULL, 0, STR("notices"), place) : ERR_OK;
}

Err filer_notices(Filer *filer, bool *more) {
    Arena arena = arena_make(NULL, NULL);
    LedgerTree tree;
    RegistryPlace place;
    const char *folder = str_c(&arena, filer->ledger);
    *more = false;
    // Before the keeper has begun there is no ledger, and nothing to bring.
    if (ledger_tree_open(&arena, folder, &tree) != ERR_OK) {
        arena_free(&arena);
        return ERR_OK;
    }
    int file = open(str_c(&arena, str_join(&arena, filer->ledger, STR("/entries"))), O_RDONLY | O_CLOEXEC);
    Err err = file < 0 ? ERR_OK : registry_place(filer->registry, &arena, STR("notices"), &place);
    if (file >= 0 && !err) {
        LedgerReader reader = ledger_reader(&arena, file);
        if (place.bytes) ledger_reader_skip(&reader, (uint64_t)place.bytes, (uint64_t)place.segment);
        err = bring_all(filer, &arena, &reader, tree.checkpoint_text.len ? tree.checkpoint.size : 0, more);
    }
    if (file >= 0) close(file);
    ledger_tree_close(&tree);
    arena_free(&arena);
    return err;
}
