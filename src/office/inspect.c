// Goes through all reports in the order of their ids, some hundred at a time. Knows rooms and the clear parts of a filing.
#include "office/inspect.h"

#include "seal/filing.h"

#include <fcntl.h>
#include <unistd.h>

enum { REPORTS_A_TURN = 256, PIECE = 64 << 10 };

typedef struct Looking {
    Room *vault, *halves;
    const Shelf *shelf;
    Arena *scratch;
    Inspection *out;
} Looking;

static void note(Looking *looking, uint64_t *count, Id report) {
    if (looking->out->lost + looking->out->altered + looking->out->no_evidence == 0) looking->out->first = report;
    (*count)++;
}

static Err core_get(Looking *looking, Id report, Bytes *out, bool *found) {
    FilingGetRow row;
    Err err = query_filing_get(looking->vault, looking->scratch, &(FilingGetIn){report}, &row, found);
    if (err || !*found) return err;
    *out = row.sealed;
    if (row.sealed.ptr) return ERR_OK;
    *found = shelf_get(looking->shelf, looking->scratch, id_hex(looking->scratch, report), FILING_BYTES_MOST, out) == ERR_OK;
    return ERR_OK;
}

static bool evidence_is_right(Looking *looking, const EvidenceOfRow *row) {
    const char *path = shelf_path(looking->shelf, looking->scratch, id_hex(looking->scratch, row->evidence_id));
    unsigned char *piece = arena_alloc(looking->scratch, PIECE);
    Hasher hasher = hash_begin(DOMAIN_SEALED);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = file < 0 ? -1 : 0;
    while (file >= 0 && (got = read(file, piece, PIECE)) > 0) hash_add(&hasher, (Bytes){piece, (size_t)got});
    if (file >= 0) close(file);
    Hash hash = hash_end(&hasher);
    return got == 0 && bytes_eq(BYTES_OF(hash.bytes), row->object_hash);
}

static Err look_at_evidence(Looking *looking, Id report) {
    EvidenceOfRow *rows;
    size_t count;
    Err err = query_evidence_of(looking->vault, looking->scratch, &(EvidenceOfIn){report}, &rows, &count);
    for (size_t i = 0; i < count && !err; i++) {
        looking->out->evidence++;
        if (!evidence_is_right(looking, &rows[i])) note(looking, &looking->out->no_evidence, report);
    }
    return err;
}

static Err look_at_halves(Looking *looking, Id report, unsigned views) {
    bool found = true;
    Err err = ERR_OK;
    for (unsigned view = 0; view < views && found && !err; view++) {
        HalfGetRow row;
        err = query_half_get(looking->halves, looking->scratch, &(HalfGetIn){report, view}, &row, &found);
    }
    looking->out->half_less += !err && !found;
    return err;
}

static Err look_at_report(Looking *looking, const ReportAfterRow *row) {
    Bytes core;
    Filing filing;
    bool found;
    looking->out->reports++;
    Err err = core_get(looking, row->report_id, &core, &found);
    if (err) return err;
    if (!found) {
        note(looking, &looking->out->lost, row->report_id);
        return ERR_OK;
    }
    bool is_right = filing_read_core(looking->scratch, core, &filing) == ERR_OK && id_eq(filing.head.report, row->report_id) &&
                    bytes_eq(BYTES_OF(filing.object.bytes), row->object_hash);
    if (!is_right) {
        note(looking, &looking->out->altered, row->report_id);
        return ERR_OK;
    }
    if (looking->halves) err = look_at_halves(looking, row->report_id, filing.head.view_count);
    return err || !filing.evidence_count ? err : look_at_evidence(looking, row->report_id);
}

Err inspect_vault(Room *vault, Room *halves, const Shelf *shelf, Inspection *out) {
    Arena page = arena_make(NULL, NULL), scratch = arena_make(NULL, NULL);
    Looking looking = {vault, halves, shelf, &scratch, out};
    ReportAfterIn in = {.most = REPORTS_A_TURN};
    size_t count = REPORTS_A_TURN;
    Err err = ERR_OK;
    *out = (Inspection){0};
    while (!err && count == REPORTS_A_TURN) {
        ReportAfterRow *rows;
        arena_reset(&page);
        err = query_report_after(vault, &page, &in, &rows, &count);
        for (size_t i = 0; i < count && !err; i++) {
            arena_reset(&scratch);
            err = look_at_report(&looking, &rows[i]);
        }
        if (count) in.after = rows[count - 1].report_id;
    }
    arena_free(&page);
    arena_free(&scratch);
    return err;
}
