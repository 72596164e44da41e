// Calls to the spool. What cannot be opened with the code is as if it were not there: the name follows from the same code.
#include "portal/keep.h"

#include "base/entropy.h"
#include "portal/ask_spool.h"
#include "portal/holding.h"
#include "portal/portal.h"
#include "wire/blob.h"

static const SealRandom entropy = {entropy_fill, NULL};

Err keep_get_any(const Request *request, Str code, Kept *out) {
    const Book *book = &portal_of(request)->pack->book;
    FrameAnswer answer;
    Blob blob;
    *out = (Kept){.draft = draft_make(request->arena, book)};
    if (!code.len || draft_code_read(code, &out->code) != ERR_OK) return ERR_OK;
    ByteWriter name = bytes_writer(request->arena, sizeof(Name));
    get_write(&name, draft_name(&out->code));
    Bytes part = bytes_written(&name);
    Err err = ask_spool(request, FRAME_GET, &part, 1, &answer);
    if (err != ERR_OK) return err;
    if (answer.outcome == OUTCOME_MISSING) return ERR_OK;
    if (answer.outcome != OUTCOME_OK || blob_read(answer.body, &blob) != ERR_OK) return ERR_IO;
    err = draft_open(request->arena, book, blob.bytes, &out->code, &out->draft);
    if (err == ERR_OK) out->version = blob.version;
    return err == ERR_SEALED ? ERR_OK : err;
}

Err keep_get(const Request *request, Str code, Kept *out) {
    Err err = keep_get_any(request, code, out);
    if (err == ERR_OK && out->draft.sent.receipt.len)
        *out = (Kept){.draft = draft_make(request->arena, &portal_of(request)->pack->book)};
    return err;
}

static Err outcome_of(const FrameAnswer *answer, uint64_t *version) {
    Blob kept;
    switch (answer->outcome) {
    case OUTCOME_OK:
        if (blob_read(answer->body, &kept) != ERR_OK) return ERR_IO;
        *version = kept.version;
        return ERR_OK;
    case OUTCOME_CONFLICT:
        return ERR_REFUSED;
    case OUTCOME_TOO_BIG:
        return ERR_TOO_BIG;
    default:
        return ERR_IO;
    }
}

Err keep_put(const Request *request, Kept *kept) {
    ByteWriter sealed = bytes_writer(request->arena, BLOB_MOST), terms = bytes_writer(request->arena, 256);
    FrameAnswer answer;
    if (kept->version == 0) {
        kept->code = draft_code_make(entropy);
        entropy_fill(NULL, kept->draft.report.bytes, sizeof kept->draft.report.bytes);
        if (!kept->draft.before.receipt.len) kept->draft.viewing = viewing_make(entropy);
        kept->draft.helper = viewing_make(entropy);
    }
    Err err = draft_seal(&sealed, &portal_of(request)->pack->book, &kept->draft, &kept->code, entropy);
    if (err == ERR_OK) err = holding_keep(request, kept->draft.report, &kept->draft.files);
    if (err != ERR_OK) return err;
    put_write(&terms, &(Put){.class = BLOB_DRAFT,
                             .name = draft_name(&kept->code),
                             .expected = kept->version,
                             .ttl_seconds = kept->draft.sent.receipt.len ? DRAFT_SENT_SECONDS : DRAFT_KEPT_SECONDS});
    err = ask_spool(request, FRAME_PUT, (Bytes[]){bytes_written(&terms), bytes_written(&sealed)}, 2, &answer);
    return err == ERR_OK ? outcome_of(&answer, &kept->version) : err;
}
