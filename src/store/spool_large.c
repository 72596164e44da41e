// Appends too long to be held: the part before the blob is kept, the blob goes to a file as it comes and is hashed on the way.
#include "seal/filing.h"
#include "store/spool_inside.h"

enum { CORE_BEFORE = 5 }; // version and length of a filing's core

Outcome spool_large_begin(Spool *spool, uint64_t length, SpoolLarge **out) {
    SpoolLarge *large = NULL;
    for (int i = 0; i < SPOOL_LARGE_SLOTS && !large; i++) {
        if (!spool->large[i].is_used) large = &spool->large[i];
    }
    if (!large) return OUTCOME_BUSY;
    spool_space(spool);
    if (!spool_takes(spool, false, length)) return OUTCOME_FULL;
    *large = (SpoolLarge){.spool = spool, .length = length, .arena = arena_make(NULL, NULL), .file = {.file = -1}};
    large->head = bytes_writer(&large->arena, SPOOL_HEAD_MOST);
    Err err = large_begin(spool->log, &large->file);
    if (err != ERR_OK) return err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY;
    large->is_used = true;
    *out = large;
    return OUTCOME_OK;
}

void spool_large_drop(SpoolLarge *large) {
    large_drop(large->spool->log, &large->file);
    arena_free(&large->arena);
    *large = (SpoolLarge){.file = {.file = -1}};
}

// Takes from the piece what belongs before the blob.
static Err head_take(SpoolLarge *large, Bytes *piece) {
    while (large->head_len == 0) {
        size_t size;
        Bytes so_far = {large->head.ptr, large->head.len};
        if (append_head_size(so_far, &size) != ERR_OK) return ERR_INPUT;
        if (size == large->head.len) {
            large->head_len = size;
            large->kind = large->head.ptr[0];
            return ERR_OK;
        }
        if (piece->len == 0) return ERR_OK;
        size_t some = size - large->head.len < piece->len ? size - large->head.len : piece->len;
        bytes_put(&large->head, (Bytes){piece->ptr, some});
        if (large->head.overflowed) return ERR_INPUT;
        *piece = (Bytes){piece->ptr + some, piece->len - some};
    }
    return ERR_OK;
}

static void core_begin(SpoolLarge *large) {
    ByteReader reader = bytes_reader(BYTES_OF(large->first));
    bytes_take_u8(&reader);
    large->core_len = CORE_BEFORE + (uint64_t)bytes_take_u32(&reader);
    large->core = hash_begin(DOMAIN_OBJECT);
    large->halves = hash_begin(DOMAIN_HALVES);
    hash_add(&large->core, BYTES_OF(large->first));
    large->hashed = sizeof large->first;
}

static void filing_hash(SpoolLarge *large, Bytes piece) {
    if (large->first_len < sizeof large->first) {
        size_t some = sizeof large->first - large->first_len;
        some = some < piece.len ? some : piece.len;
        memcpy(large->first + large->first_len, piece.ptr, some);
        large->first_len += some;
        piece = (Bytes){piece.ptr + some, piece.len - some};
        if (large->first_len == sizeof large->first) core_begin(large);
    }
    if (piece.len == 0) return;
    uint64_t left = large->core_len > large->hashed ? large->core_len - large->hashed : 0;
    size_t of_core = left < piece.len ? (size_t)left : piece.len;
    hash_add(&large->core, (Bytes){piece.ptr, of_core});
    hash_add(&large->halves, (Bytes){piece.ptr + of_core, piece.len - of_core});
    large->hashed += piece.len;
}

// Files make room for reports, on the disk as drafts do, and here: however slowly files come, a long report finds a place.
static Outcome evidence_outcome(const SpoolLarge *large) {
    int count = 0;
    if (large->kind != APPEND_EVIDENCE) return OUTCOME_OK;
    for (int i = 0; i < SPOOL_LARGE_SLOTS; i++) {
        const SpoolLarge *other = &large->spool->large[i];
        count += other->is_used && other->kind == APPEND_EVIDENCE;
    }
    if (count > SPOOL_EVIDENCE_SLOTS) return OUTCOME_BUSY;
    return spool_takes(large->spool, true, large->length) ? OUTCOME_OK : OUTCOME_FULL;
}

Outcome spool_large_add(SpoolLarge *large, Bytes piece) {
    bool is_new = large->head_len == 0;
    if (head_take(large, &piece) != ERR_OK) return OUTCOME_BROKEN;
    Outcome outcome = is_new && large->head_len > 0 ? evidence_outcome(large) : OUTCOME_OK;
    if (outcome != OUTCOME_OK) return outcome;
    if (piece.len == 0) return OUTCOME_OK;
    if (large->kind == APPEND_FILING) {
        filing_hash(large, piece);
    } else {
        if (large->blob_len == 0) large->core = hash_begin(DOMAIN_SEALED);
        hash_add(&large->core, piece);
    }
    large->blob_len += piece.len;
    Err err = large_add(&large->file, piece);
    return err == ERR_OK ? OUTCOME_OK : err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY;
}

static Err filing_end(SpoolLarge *large, Hash *content) {
    bool whole = large->first_len == sizeof large->first && large->first[0] == 1 && large->core_len >= sizeof large->first &&
                 large->core_len <= large->blob_len && large->blob_len <= FILING_BYTES_MOST;
    if (!whole) return ERR_INPUT;
    Hash stated;
    memcpy(stated.bytes, large->first + CORE_BEFORE, sizeof stated.bytes);
    *content = hash_end(&large->core);
    return hash_eq(stated, hash_end(&large->halves)) ? ERR_OK : ERR_INPUT;
}

Err spool_large_end(SpoolLarge *large, Append *append, Hash *content) {
    if (large->head_len == 0 || large->blob_len == 0) return ERR_INPUT;
    if (large->is_whole) {
        *content = large->content; // asked for again in a later round
    } else {
        Err err = ERR_OK;
        if (large->kind == APPEND_FILING) {
            err = filing_end(large, content);
        } else {
            *content = hash_end(&large->core);
        }
        if (err == ERR_OK) err = large_end(&large->file);
        if (err != ERR_OK) return err;
        large->is_whole = true;
        large->content = *content;
    }
    // The head alone, and a byte that stands for the blob.
    ByteWriter with = large->head;
    bytes_put_u8(&with, 0);
    if (with.overflowed || append_read(bytes_written(&with), append) != ERR_OK) return ERR_INPUT;
    append->blob = (Bytes){0};
    return ERR_OK;
}
