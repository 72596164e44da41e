// Get, and put if nobody was quicker; once a day at most, unless a file is new.
#include "portal/holding.h"

#include "portal/ask_spool.h"
#include "seal/hold.h"
#include "wire/blob.h"

enum { TRIES = 8, TERMS_BYTES = 256, SECOND = 1000000 };

_Static_assert((int)HOLD_SECONDS >= (int)DRAFT_KEPT_SECONDS + (int)HOLD_GRACE_SECONDS, "a hold outlasts its draft");

// *version 0: there is none.
static Err hold_get(const Request *request, Id report, Hold *hold, uint64_t *version) {
    FrameAnswer answer;
    Blob blob;
    ByteWriter ask = bytes_writer(request->arena, TERMS_BYTES);
    get_write(&ask, hold_name(report));
    Bytes part = bytes_written(&ask);
    *hold = (Hold){0};
    *version = 0;
    Err err = ask_spool(request, FRAME_GET, &part, 1, &answer);
    if (err != ERR_OK || answer.outcome == OUTCOME_MISSING) return err;
    if (answer.outcome != OUTCOME_OK || blob_read(answer.body, &blob) != ERR_OK) return ERR_IO;
    *version = blob.version;
    return hold_read(blob.bytes, hold) == ERR_OK ? ERR_OK : ERR_IO;
}

static Err hold_put(const Request *request, Id report, Hold *hold, uint64_t version, bool *again) {
    FrameAnswer answer;
    ByteWriter terms = bytes_writer(request->arena, TERMS_BYTES);
    hold->end = request->now + (Moment)HOLD_SECONDS * SECOND;
    put_write(&terms, &(Put){.class = BLOB_DRAFT, .name = hold_name(report), .expected = version, .ttl_seconds = HOLD_SECONDS});
    Bytes parts[] = {bytes_written(&terms), hold_write(request->arena, hold)};
    Err err = ask_spool(request, FRAME_PUT, parts, 2, &answer);
    *again = err == ERR_OK && answer.outcome == OUTCOME_CONFLICT;
    return err == ERR_OK && (answer.outcome == OUTCOME_OK || *again) ? ERR_OK : ERR_IO;
}

// What was taken out and could not be noted as such makes way when there is no room. True: something was added.
static bool hold_add(Hold *hold, const DraftFileList *files) {
    size_t fresh = 0;
    for (size_t i = 0; i < files->count; i++) fresh += !hold_has(hold, files->items[i].file.id);
    if (hold->count + fresh > HOLD_FILES_MOST) hold->count = 0;
    for (size_t i = 0; i < files->count && hold->count < HOLD_FILES_MOST; i++)
        if (!hold_has(hold, files->items[i].file.id)) hold->files[hold->count++] = files->items[i].file.id;
    return fresh > 0;
}

Err holding_keep(const Request *request, Id report, const DraftFileList *files) {
    bool again = files->count > 0;
    for (int i = 0; again && i < TRIES; i++) {
        Hold hold;
        uint64_t version;
        Err err = hold_get(request, report, &hold, &version);
        if (err != ERR_OK) return err;
        bool fresh = hold_add(&hold, files);
        if (!fresh && hold.end >= request->now + (Moment)DRAFT_KEPT_SECONDS * SECOND) return ERR_OK;
        err = hold_put(request, report, &hold, version, &again);
        if (err != ERR_OK) return err;
    }
    return again ? ERR_IO : ERR_OK;
}

Err holding_drop(const Request *request, Id report, Id file) {
    bool again = true;
    for (int i = 0; again && i < TRIES; i++) {
        Hold hold, left;
        uint64_t version;
        Err err = hold_get(request, report, &hold, &version);
        if (err != ERR_OK || !hold_has(&hold, file)) return err;
        left = (Hold){0};
        for (size_t f = 0; f < hold.count; f++)
            if (!id_eq(hold.files[f], file)) left.files[left.count++] = hold.files[f];
        err = hold_put(request, report, &left, version, &again);
        if (err != ERR_OK) return err;
    }
    return again ? ERR_IO : ERR_OK;
}

Err holding_check(const Request *request, Id report, const ReportFile *files, size_t count) {
    Hold hold;
    uint64_t version;
    if (count == 0) return ERR_OK;
    Err err = hold_get(request, report, &hold, &version);
    for (size_t i = 0; err == ERR_OK && i < count; i++)
        if (!hold_has(&hold, files[i].id)) err = ERR_REFUSED;
    return err;
}
