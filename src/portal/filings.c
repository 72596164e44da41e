// POST /api/v1/filings: a report that was sealed elsewhere, and behind it in one body its mail and its sealed files. Nothing of
// it can be read here. Its files are kept before it is, each only if it is the one that the filing names: no filing names what
// is not there. Its mail is kept in one stroke with it.
#include "portal/handlers.h"

#include "base/limits.h"
#include "net/client.h"
#include "seal/evidence.h"
#include "seal/filing.h"
#include "seal/mailing.h"
#include "seal/proof.h"
#include "seal/receipt.h"
#include "web/fault.h"
#include "web/upload.h"
#include "wire/append.h"

enum { CALL_MS = 100000, APPEND_HEAD_MOST = 64, ANSWER_BYTES = 8 << 10 };

typedef struct Passing {
    const Request *request;
    Client client;
    Filing filing;
    Bytes bytes; // of the filing
    Mailing mailing;
    Bytes rest;  // of the body: came, and not yet passed on
    Fault fault; // status 0: none
} Passing;

static bool refuse(Passing *passing, int status, Msg detail) {
    if (!passing->fault.status) passing->fault = (Fault){.status = status, .detail = detail};
    return false;
}

// At most this much of what comes next; empty: the body has ended.
static bool take(Passing *passing, uint64_t most, Bytes *piece) {
    bool fine = passing->rest.len > 0 || upload_next(passing->request->upload, &passing->rest) == ERR_OK;
    size_t len = passing->rest.len < most ? passing->rest.len : (size_t)most;
    *piece = (Bytes){passing->rest.ptr, fine ? len : 0};
    passing->rest = (Bytes){passing->rest.ptr + len, passing->rest.len - len};
    return fine || refuse(passing, 400, MSG_NONE);
}

static bool answer_take(Passing *passing, Err err, const FrameAnswer *answer) {
    static const int statuses[OUTCOME_COUNT] = {
        [OUTCOME_CONFLICT] = 409, [OUTCOME_TOO_BIG] = 413, [OUTCOME_FULL] = 507, [OUTCOME_QUOTA] = 429};
    if (err != ERR_OK) return refuse(passing, 503, MSG_WEB_NOT_READY);
    if (answer->outcome == OUTCOME_OK) return true;
    int status = statuses[answer->outcome] ? statuses[answer->outcome] : 503;
    return refuse(passing, status, status == 503 || status == 507 ? MSG_WEB_NOT_READY : MSG_NONE);
}

// --- the filing --------------------------------------------------------------------------------------------------------------

static bool bytes_pull(Passing *passing, uint64_t size, Bytes *out) {
    ByteWriter whole = bytes_writer(passing->request->arena, (size_t)size);
    while (whole.len < size) {
        Bytes piece;
        if (!take(passing, size - whole.len, &piece)) return false;
        bytes_put(&whole, piece);
    }
    *out = bytes_written(&whole);
    return true;
}

static bool filing_take(Passing *passing, uint64_t size) {
    if (!bytes_pull(passing, size, &passing->bytes)) return false;
    if (filing_read(passing->request->arena, passing->bytes, &passing->filing) == ERR_OK) return true;
    return refuse(passing, 422, MSG_API_NO_FILING);
}

static bool mail_take(Passing *passing, uint64_t size) {
    const FilingHead *head = &passing->filing.head;
    Bytes bytes;
    if (size == 0) return true;
    if (!bytes_pull(passing, size, &bytes)) return false;
    Err err = mailing_read(passing->request->arena, bytes, head->mailbox, head->report, &passing->mailing);
    return err == ERR_OK || refuse(passing, 422, MSG_API_NO_MAIL);
}

// For this office, under the keys that it gives out now.
static bool filing_fits(Passing *passing, uint64_t behind) {
    const FilingHead *head = &passing->filing.head;
    const Portal *portal = portal_of(passing->request);
    if (!id_eq(head->office, portal->office)) return refuse(passing, 422, MSG_API_OTHER_OFFICE);
    if (!hash_eq(head->key_list, portal->list->hash)) return refuse(passing, 422, MSG_API_OTHER_KEYS);
    for (size_t i = 0; i < passing->filing.evidence_count; i++) {
        uint64_t size = evidence_size(passing->filing.evidence[i].size_class);
        if (size > behind) return refuse(passing, 422, MSG_API_FILES_BEHIND);
        behind -= size;
    }
    return behind == 0 || refuse(passing, 422, MSG_API_FILES_BEHIND);
}

// --- its files ---------------------------------------------------------------------------------------------------------------

// The last byte goes only when all are right: until then the spool has nothing.
static bool evidence_pour(Passing *passing, const FilingEvidence *evidence) {
    Hasher hasher = hash_begin(DOMAIN_SEALED);
    Bytes piece;
    for (uint64_t left = evidence_size(evidence->size_class); left > 0; left -= piece.len) {
        if (!take(passing, left, &piece)) return false;
        hash_add(&hasher, piece);
        size_t now = piece.len == left ? piece.len - 1 : piece.len;
        if (client_send(&passing->client, (Bytes){piece.ptr, now}) != ERR_OK) return refuse(passing, 503, MSG_WEB_NOT_READY);
        if (piece.len < left) continue;
        if (!hash_eq(hash_end(&hasher), evidence->sealed)) return refuse(passing, 422, MSG_API_FILES_BEHIND);
        Err err = client_send(&passing->client, (Bytes){piece.ptr + now, 1});
        return err == ERR_OK || refuse(passing, 503, MSG_WEB_NOT_READY);
    }
    return true;
}

static bool evidence_pass(Passing *passing, const FilingEvidence *evidence) {
    Arena *arena = passing->request->arena;
    ByteWriter front = bytes_writer(arena, APPEND_HEAD_MOST);
    FrameAnswer answer = {0};
    append_write(&front, &(Append){.kind = APPEND_EVIDENCE, .id = evidence->id});
    Bytes head = bytes_written(&front);
    Err err = client_begin(&passing->client, FRAME_APPEND, head.len + evidence_size(evidence->size_class));
    if (err == ERR_OK) err = client_send(&passing->client, head);
    if (err != ERR_OK) return refuse(passing, 503, MSG_WEB_NOT_READY);
    if (!evidence_pour(passing, evidence)) return false;
    err = client_end(&passing->client, arena, FRAME_APPEND, &answer);
    return answer_take(passing, err, &answer);
}

// --- the whole ---------------------------------------------------------------------------------------------------------------

static bool filing_pass(Passing *passing, Bytes *proof) {
    Arena *arena = passing->request->arena;
    const Mailing *mailing = &passing->mailing;
    Append append = {.kind = APPEND_FILING, .id = passing->filing.head.report, .also_count = (uint32_t)mailing->count};
    FrameAnswer answer = {0};
    for (size_t i = 0; i < mailing->count; i++)
        append.also[i] = (AppendAlso){BLOB_MAILBOX, mailing->bags[i].name, BLOB_TTL_MOST, mailing->bags[i].bag};
    ByteWriter front = bytes_writer(arena, APPEND_HEAD_MOST + MAILING_BYTES_MOST);
    append_write(&front, &append);
    Bytes parts[] = {bytes_written(&front), passing->bytes};
    Err err = client_call(&passing->client, arena, FRAME_APPEND, parts, 2, &answer);
    *proof = answer.body;
    return answer_take(passing, err, &answer);
}

static bool pass(Passing *passing, Bytes *proof) {
    const Upload *upload = passing->request->upload;
    const InputValue *inputs = passing->request->inputs;
    uint64_t filing = (uint64_t)inputs[FILING_SIZE].number;
    uint64_t mail = inputs[FILING_MAIL].is_given ? (uint64_t)inputs[FILING_MAIL].number : 0;
    Bytes end;
    if (upload->fault) return refuse(passing, upload->fault == UPLOAD_TOO_BIG ? 413 : 422, MSG_NONE);
    if (filing > upload->size) return refuse(passing, 422, MSG_API_NO_FILING);
    if (mail > upload->size - filing) return refuse(passing, 422, MSG_API_NO_MAIL);
    if (!filing_take(passing, filing) || !mail_take(passing, mail)) return false;
    if (!filing_fits(passing, upload->size - filing - mail)) return false;
    for (size_t i = 0; i < passing->filing.evidence_count; i++)
        if (!evidence_pass(passing, &passing->filing.evidence[i])) return false;
    return take(passing, 1, &end) && filing_pass(passing, proof);
}

Response handle_filing(const Request *request) {
    Passing *passing = NEW(request->arena, Passing);
    Proof proof;
    Bytes bytes;
    passing->request = request;
    if (client_connect(&passing->client, portal_of(request)->spool, CALL_MS) != ERR_OK)
        return fault_response(request, &(Fault){.status = 503, .detail = MSG_WEB_NOT_READY, .retry_seconds = 5});
    bool passed = pass(passing, &bytes);
    client_close(&passing->client);
    if (!passed) return fault_response(request, &passing->fault);
    if (proof_read(bytes, &proof) != ERR_OK) return fault_response(request, &(Fault){.status = 500});
    Buf out = buf_make(request->arena, ANSWER_BYTES);
    buf_puts(&out, "{\"receipt\":");
    buf_json(&out, receipt_text(request->arena, receipt_number(passing->filing.head.report)));
    buf_puts(&out, ",\"proof\":");
    buf_json(&out, proof_text(request->arena, &proof));
    buf_puts(&out, "}\n");
    return response_json(201, buf_str(&out));
}
