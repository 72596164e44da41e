// From the connection to the spool through two buffers of one piece each: memory does not grow with the file.
#include "portal/attach.h"

#include "base/entropy.h"
#include "base/limits.h"
#include "net/client.h"
#include "portal/portal.h"
#include "seal/evidence.h"
#include "wire/append.h"

enum { CALL_MS = 100000, APPEND_HEAD_MOST = 64 };

typedef struct Attaching {
    Upload *upload;
    Client client;
    Stream stream;
    Hasher sealed;
    crypto_hash_sha256_state plain;
    Bytes rest;        // of the upload: came, and not yet in a piece
    bool has_ended;    // the upload, as it should
    AttachFault fault; // the first thing that went wrong
    unsigned char piece[STREAM_PIECE], out[STREAM_SEALED_PIECE];
} Attaching;

static bool fail(Attaching *attaching, AttachFault fault) {
    if (!attaching->fault) attaching->fault = fault;
    return false;
}

static bool send_out(Attaching *attaching, Bytes bytes) {
    hash_add(&attaching->sealed, bytes);
    return client_send(&attaching->client, bytes) == ERR_OK || fail(attaching, ATTACH_NOT_NOW);
}

static bool pull(Attaching *attaching) {
    return upload_next(attaching->upload, &attaching->rest) == ERR_OK || fail(attaching, ATTACH_UPLOAD);
}

// As much of the file as the next piece takes. The last of it goes out only when nothing wrong follows.
static bool piece_fill(Attaching *attaching, size_t takes) {
    for (size_t have = 0; have < takes;) {
        if (attaching->rest.len == 0 && !pull(attaching)) return false;
        size_t some = attaching->rest.len < takes - have ? attaching->rest.len : takes - have;
        memcpy(attaching->piece + have, attaching->rest.ptr, some);
        attaching->rest = (Bytes){attaching->rest.ptr + some, attaching->rest.len - some};
        have += some;
    }
    crypto_hash_sha256_update(&attaching->plain, attaching->piece, takes);
    if (attaching->has_ended || attaching->stream.content_left > takes) return true;
    attaching->has_ended = true;
    return pull(attaching);
}

static bool pour(Attaching *attaching) {
    while (!stream_done(&attaching->stream)) {
        size_t takes = stream_seal_takes(&attaching->stream);
        if (!piece_fill(attaching, takes)) return false;
        size_t len = stream_seal_piece(&attaching->stream, (Bytes){attaching->piece, takes}, attaching->out);
        if (!send_out(attaching, (Bytes){attaching->out, len})) return false;
    }
    return true;
}

static bool begin(Attaching *attaching, Arena *arena, Id report, const ReportFile *file) {
    unsigned char head[EVIDENCE_HEAD];
    EvidencePlace place = {report, file->id, file->size_class};
    ByteWriter front = bytes_writer(arena, APPEND_HEAD_MOST);
    append_write(&front, &(Append){.kind = APPEND_EVIDENCE, .id = file->id});
    Bytes before = bytes_written(&front);
    attaching->stream = evidence_seal_begin(&file->key, &place, file->size, head, (SealRandom){entropy_fill, NULL});
    attaching->sealed = hash_begin(DOMAIN_SEALED);
    crypto_hash_sha256_init(&attaching->plain);
    bool begun = client_begin(&attaching->client, FRAME_APPEND, before.len + evidence_size(file->size_class)) == ERR_OK &&
                 client_send(&attaching->client, before) == ERR_OK;
    return begun ? send_out(attaching, BYTES_OF(head)) : fail(attaching, ATTACH_NOT_NOW);
}

static bool end(Attaching *attaching, Arena *arena) {
    FrameAnswer answer;
    if (client_end(&attaching->client, arena, FRAME_APPEND, &answer) != ERR_OK) return fail(attaching, ATTACH_NOT_NOW);
    if (answer.outcome == OUTCOME_FULL) return fail(attaching, ATTACH_FULL);
    return answer.outcome == OUTCOME_OK || fail(attaching, ATTACH_NOT_NOW);
}

AttachFault attach_upload(const Request *request, Id report, Str name, DraftFile *out) {
    Attaching *attaching = NEW(request->arena, Attaching);
    attaching->upload = request->upload;
    *out = (DraftFile){.file = {.name = name, .size = request->upload->size}};
    entropy_fill(NULL, out->file.id.bytes, sizeof out->file.id.bytes);
    entropy_fill(NULL, out->file.key.bytes, sizeof out->file.key.bytes);
    Err err = stream_class(out->file.size, STREAM_EVIDENCE_FIRST, STREAM_EVIDENCE_LAST, &out->file.size_class);
    if (err != ERR_OK || client_connect(&attaching->client, portal_of(request)->spool, CALL_MS) != ERR_OK)
        return ATTACH_NOT_NOW;
    bool kept = begin(attaching, request->arena, report, &out->file) && pour(attaching) && end(attaching, request->arena);
    client_close(&attaching->client);
    out->sealed = hash_end(&attaching->sealed);
    crypto_hash_sha256_final(&attaching->plain, out->file.sha256);
    stream_wipe(&attaching->stream);
    sodium_memzero(attaching->piece, sizeof attaching->piece);
    return kept ? ATTACH_FINE : attaching->fault;
}
