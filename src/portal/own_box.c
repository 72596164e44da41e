// Get, and put if nobody was quicker. A long report lies beside the mailbox in annexes, each a mailbag with one item.
#include "portal/own_box.h"

#include "base/entropy.h"
#include "portal/ask_spool.h"
#include "portal/portal.h"
#include "seal/mailbox.h"
#include "wire/blob.h"

enum { TRIES = 8, TERMS_BYTES = 256, BAGS_MOST = 1 + MAILBAG_FURTHER_MOST };

typedef struct Bags {
    OwnBag items[BAGS_MOST];
    size_t count;
} Bags;

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

// Each goes on only behind one that is there.
static Err bags_get(const Request *request, const OwnKey *key, Bags *bags) {
    Err err = ERR_OK;
    *bags = (Bags){0};
    while (!err && bags->count < BAGS_MOST) {
        OwnBag *next = &bags->items[bags->count];
        unsigned number = (unsigned)bags->count;
        next->name = number ? viewing_further(&key->viewing, portal_of(request)->office, number) : key->mailbox;
        err = bag_get(request, next->name, &next->bag, &next->version);
        if (!err) bags->count++;
    }
    return err == ERR_REFUSED && bags->count > 0 ? ERR_OK : err;
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
    Bags *bags = NEW(request->arena, Bags);
    Err err = bags_get(request, key, bags);
    if (err != ERR_OK) return err;
    *out = own_case_make(request->arena, bags->items, bags->count, key);
    for (size_t i = 0; i < out->filings.count; i++) {
        err = out->filings.items[i].parts ? annexes_read(request, key, &out->filings.items[i]) : ERR_OK;
        if (err == ERR_IO) return err;
    }
    return ERR_OK;
}

// --- adding ------------------------------------------------------------------------------------------------------------------

static Err bag_put(const Request *request, const OwnBag *into, bool *again) {
    FrameAnswer answer;
    Bytes bytes;
    ByteWriter terms = bytes_writer(request->arena, TERMS_BYTES);
    Err err = mailbag_write(request->arena, &into->bag, &bytes);
    if (err != ERR_OK) return err;
    Put put = {.class = BLOB_MAILBOX, .name = into->name, .expected = into->version, .ttl_seconds = BLOB_TTL_MOST};
    put_write(&terms, &put);
    err = ask_spool(request, FRAME_PUT, (Bytes[]){bytes_written(&terms), bytes}, 2, &answer);
    if (err != ERR_OK) return err;
    *again = answer.outcome == OUTCOME_CONFLICT;
    if (answer.outcome == OUTCOME_OK || *again) return ERR_OK;
    return answer.outcome == OUTCOME_BUSY ? ERR_IO : ERR_TOO_BIG;
}

static Err item_add(const Request *request, const OwnKey *key, OwnBag *into, Id id, Str content) {
    ByteWriter box = bytes_writer(request->arena, MAILBAG_BYTES_MOST);
    Err err = mailbox_item_seal(&box, into->name, into->bag.count + 1, key->reply.public, bytes_of_str(content), entropy);
    if (err != ERR_OK) return ERR_TOO_BIG;
    bool is_first = name_eq(into->name, key->mailbox);
    if (!mailbag_fits(&into->bag, box.len, is_first ? MAILBAG_OWN_MOST : MAILBAG_BYTES_MOST)) return ERR_REFUSED;
    PUSH(request->arena, into->bag, ((Mail){MAIL_ITEM, id, bytes_written(&box)}));
    return ERR_OK;
}

// Into the last bag that is there, or a new one behind it: so the order is that in which they came.
static Err add_once(const Request *request, const OwnKey *key, Id id, Str content, bool *again) {
    Bags *bags = NEW(request->arena, Bags);
    Err err = bags_get(request, key, bags);
    if (err != ERR_OK) return err;
    for (size_t i = 0; i < bags->count; i++)
        if (mailbag_has(&bags->items[i].bag, id)) return ERR_OK;
    OwnBag *into = &bags->items[bags->count - 1];
    err = item_add(request, key, into, id, content);
    if (err == ERR_REFUSED && bags->count < BAGS_MOST) {
        into++;
        *into = (OwnBag){.name = viewing_further(&key->viewing, portal_of(request)->office, (unsigned)bags->count)};
        err = item_add(request, key, into, id, content);
    }
    if (err != ERR_OK) return ERR_TOO_BIG;
    return bag_put(request, into, again);
}

Err own_box_add(const Request *request, const OwnKey *key, Id id, Str content) {
    for (int i = 0; i < TRIES; i++) {
        bool again = false;
        Err err = add_once(request, key, id, content, &again);
        if (err != ERR_OK || !again) return err;
    }
    return ERR_IO;
}
