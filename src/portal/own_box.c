// Get, and put if nobody was quicker. A long report lies beside the mailbox in annexes, each a mailbag with one item.
#include "portal/own_box.h"

#include "base/entropy.h"
#include "portal/ask_spool.h"
#include "portal/portal.h"
#include "seal/mailbox.h"
#include "wire/blob.h"

enum { TRIES = 8, TERMS_BYTES = 256 };

static const SealRandom entropy = {entropy_fill, NULL};

static Err bag_get(const Request *request, Name name, Mailbag *bag, uint64_t *version) {
    FrameAnswer answer;
    Blob blob;
    ByteWriter ask = bytes_writer(request->arena, TERMS_BYTES);
    get_write(&ask, name);
    Bytes part = bytes_written(&ask);
    Err err = ask_spool(request, FRAME_GET, &part, 1, &answer);
    if (err != ERR_OK) return err;
    if (answer.outcome == OUTCOME_MISSING) return ERR_REFUSED;
    if (answer.outcome != OUTCOME_OK || blob_read(answer.body, &blob) != ERR_OK) return ERR_IO;
    *version = blob.version;
    return mailbag_read(request->arena, blob.bytes, bag) == ERR_OK ? ERR_OK : ERR_IO;
}

// --- reading -----------------------------------------------------------------------------------------------------------------

// All of them or nothing.
static Err annexes_read(const Request *request, const OwnKey *key, OwnFiling *filing) {
    Buf whole = buf_make(request->arena, OWN_PARTS_MOST * OWN_PART_BYTES);
    for (unsigned part = 1; part <= filing->parts; part++) {
        Name name = viewing_annex(&key->viewing, portal_of(request)->office, filing->id, part);
        Mailbag bag;
        Bytes content;
        uint64_t version;
        Err err = bag_get(request, name, &bag, &version);
        if (err != ERR_OK) return err;
        if (bag.count != 1 || mailbox_item_open(request->arena, name, 1, &key->reply, bag.items[0].box, &content) != ERR_OK)
            return ERR_REFUSED;
        buf_put(&whole, (Str){(const char *)content.ptr, content.len});
    }
    if (!whole.overflowed) filing->report = buf_str(&whole);
    return ERR_OK;
}

Err own_box_read(const Request *request, const OwnKey *key, OwnCase *out) {
    Mailbag bag;
    uint64_t version;
    Err err = bag_get(request, key->mailbox, &bag, &version);
    if (err != ERR_OK) return err;
    *out = own_case_make(request->arena, &bag, key);
    for (size_t i = 0; i < out->filings.count; i++) {
        err = out->filings.items[i].parts ? annexes_read(request, key, &out->filings.items[i]) : ERR_OK;
        if (err == ERR_IO) return err;
    }
    return ERR_OK;
}

// --- adding ------------------------------------------------------------------------------------------------------------------

static Err bag_put(const Request *request, Name name, uint64_t version, const Mailbag *bag, bool *again) {
    FrameAnswer answer;
    Bytes bytes;
    ByteWriter terms = bytes_writer(request->arena, TERMS_BYTES);
    Err err = mailbag_write(request->arena, bag, &bytes);
    if (err != ERR_OK) return err;
    put_write(&terms, &(Put){.class = BLOB_MAILBOX, .name = name, .expected = version, .ttl_seconds = BLOB_TTL_MOST});
    err = ask_spool(request, FRAME_PUT, (Bytes[]){bytes_written(&terms), bytes}, 2, &answer);
    if (err != ERR_OK) return err;
    *again = answer.outcome == OUTCOME_CONFLICT;
    if (answer.outcome == OUTCOME_OK || *again) return ERR_OK;
    return answer.outcome == OUTCOME_BUSY ? ERR_IO : ERR_TOO_BIG;
}

Err own_box_add(const Request *request, const OwnKey *key, Id id, Str content) {
    for (int i = 0; i < TRIES; i++) {
        Mailbag bag;
        uint64_t version;
        bool again = false;
        Err err = bag_get(request, key->mailbox, &bag, &version);
        if (err != ERR_OK || mailbag_has(&bag, id)) return err;
        ByteWriter box = bytes_writer(request->arena, MAILBAG_BYTES_MOST);
        err = mailbox_item_seal(&box, key->mailbox, bag.count + 1, key->reply.public, bytes_of_str(content), entropy);
        if (err != ERR_OK) return ERR_TOO_BIG;
        PUSH(request->arena, bag, ((Mail){MAIL_ITEM, id, bytes_written(&box)}));
        err = bag_put(request, key->mailbox, version, &bag, &again);
        if (err != ERR_OK || !again) return err;
    }
    return ERR_IO;
}
