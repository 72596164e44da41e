// From orders to entries to answers. Every half is in memory only between its opening and its release, and is wiped in any
// case.
#include "office/keeper.h"
#include "base/step.h"

#include <sodium.h>

enum {
    ENTRIES_AT_ONCE = 256, // so many are gathered for one sync
    MEMORY_ORDERS = 4096,  // so many orders are remembered before old ones are forgotten
    TAG_HASH_BYTES = 12,   // of a statement's tag; behind it stands the serial
};

// What is gathered for one sync.
typedef struct Batch {
    Keeper *keeper;
    Arena *arena;
    Moment now;
    LedgerEntry entries[ENTRIES_AT_ONCE + RELEASE_ITEMS_MAX];
    uint32_t entry_count;
} Batch;

// A release that is allowed, once its entries are durable.
typedef struct Release {
    SignedRelease order;
    KeeperHalf *halves;
    uint64_t first_leaf;
} Release;

// --- entries -----------------------------------------------------------------------------------------------------------

static void report_salt(const Keeper *keeper, Id report, unsigned char out[LEDGER_SALT_BYTES]) {
    Hash salt = hash_keyed(DOMAIN_REPORT_SALT, BYTES_OF(keeper->secret.bytes), BYTES_OF(report.bytes));
    memcpy(out, salt.bytes, LEDGER_SALT_BYTES);
}

static Err seal_inspector(Batch *batch, uint64_t index, const LedgerInside *inside, Bytes *out) {
    const KeeperKeys *keys = batch->keeper->keys;
    ByteWriter content = bytes_writer(batch->arena, LEDGER_BOX_MAX), box = bytes_writer(batch->arena, LEDGER_BOX_MAX);
    ledger_inside_write(&content, inside);
    Err err = box_seal(&box, BOX_EVENT, keys->inspector.box, ledger_inside_context(batch->arena, keys->office, index),
                       bytes_written(&content), batch->keeper->random);
    *out = bytes_written(&box);
    return err || !(content.overflowed || box.overflowed) ? err : ERR_TOO_BIG;
}

static Err seal_victim(Batch *batch, uint64_t index, const LedgerInside *inside, const LedgerOrder *order, Bytes *out) {
    static const ReplyPublic nobody;
    ByteWriter content = bytes_writer(batch->arena, LEDGER_BOX_MAX), box = bytes_writer(batch->arena, LEDGER_BOX_MAX);
    if (memcmp(&order->reply, &nobody, sizeof nobody) == 0) return ERR_OK;
    ledger_notice_write(&content, index, inside->salt, inside->event);
    Err err = box_seal(&box, BOX_EVENT_COPY, order->reply.box, BYTES_OF(order->mailbox.bytes), bytes_written(&content),
                       batch->keeper->random);
    *out = bytes_written(&box);
    return err || !(content.overflowed || box.overflowed) ? err : ERR_TOO_BIG;
}

// The next entry of the batch: the event in its canonical form, its commitment, and the boxes.
static Err add_entry(Batch *batch, const LedgerOrder *order, LedgerEntry entry) {
    Keeper *keeper = batch->keeper;
    uint64_t index = keeper->ledger.peaks.size + batch->entry_count;
    LedgerInside inside = {.officer = order->officer, .second = order->second};
    LedgerEvent event = order->event;
    ByteWriter canonical = bytes_writer(batch->arena, LEDGER_EVENT_MAX);
    keeper->random.fill(keeper->random.at, inside.salt, sizeof inside.salt);
    report_salt(keeper, event.report, inside.officer_salt);
    event.office = keeper->keys->office;
    event.officer = ledger_pseudonym(inside.officer_salt, order->officer);
    event.second = ledger_pseudonym(inside.officer_salt, order->second);
    ledger_event_write(&canonical, &event);
    inside.event = bytes_written(&canonical);
    entry.at = batch->now;
    entry.commitment = ledger_commit(inside.salt, inside.event);
    Err err = canonical.overflowed ? ERR_TOO_BIG : seal_inspector(batch, index, &inside, &entry.inspector_box);
    if (!err) err = seal_victim(batch, index, &inside, order, &entry.victim_box);
    if (entry.victim_box.len) entry.mailbox = order->mailbox;
    if (!err) batch->entries[batch->entry_count++] = entry;
    return err;
}

// --- releases ----------------------------------------------------------------------------------------------------------

static const KeeperPair *find_epoch(const KeeperKeys *keys, uint32_t epoch) {
    for (size_t i = 0; i < keys->epoch_count; i++)
        if (keys->epochs[i].epoch == epoch) return &keys->epochs[i].pair;
    return NULL;
}

static bool was_chosen(const KeeperHalf *half, Str window) {
    for (size_t i = 0; i < half->window_count; i++)
        if (str_eq(half->windows[i], window)) return true;
    return false;
}

static OpeningReason open_half(Batch *batch, const ReleaseItem *item, KeeperHalf *out) {
    const Keeper *keeper = batch->keeper;
    uint32_t epoch = 0;
    Bytes box = {0};
    if (keeper->halves.find(keeper->halves.at, batch->arena, item->report, item->view, &epoch, &box) != ERR_OK)
        return OPENING_NO_HALF;
    const KeeperPair *pair = find_epoch(keeper->keys, epoch);
    if (!pair || half_open_keeper(batch->arena, pair, item->report, item->view, box, out) != ERR_OK) return OPENING_NO_HALF;
    return was_chosen(out, item->window) ? OPENING_ALLOWED : OPENING_NOT_CHOSEN;
}

static Err note_opening(Batch *batch, const Release *release, uint32_t which) {
    const ReleaseOrder *asked = &release->order.order;
    const KeeperHalf *half = &release->halves[which];
    LedgerOrder order = {.event = {.kind = LEDGER_OPENED,
                                   .at = batch->now,
                                   .report = asked->items[which].report,
                                   .window = asked->items[which].window,
                                   .purpose = asked->purpose},
                         .officer = release->order.signatures[0].officer,
                         .reply = half->reply,
                         .mailbox = half->mailbox};
    if (release->order.signature_count > 1) order.second = release->order.signatures[1].officer;
    memcpy(order.event.subject, half->header.bytes, sizeof order.event.subject);
    LedgerEntry entry = {.use = LEDGER_USE_OPENING,
                         .who_tag = opening_officer_tag(&batch->keeper->secret, order.officer),
                         .what_tag = opening_order_tag(&batch->keeper->secret, release->order.signed_bytes)};
    return add_entry(batch, &order, entry);
}

static void wipe_halves(Release *release) {
    for (uint32_t i = 0; release->halves && i < release->order.order.count; i++) half_wipe(&release->halves[i]);
}

// All of an order or nothing of it. What it uses counts at once, so that the next order of the same batch sees it.
static OpeningReason take_release(Batch *batch, Bytes payload, Release *release) {
    Keeper *keeper = batch->keeper;
    uint32_t before = batch->entry_count;
    OpeningRules rules = {.office = keeper->keys->office,
                          .now = batch->now,
                          .grants = &keeper->grants,
                          .memory = &keeper->memory,
                          .secret = &keeper->secret};
    if (release_read(batch->arena, payload, &release->order) != ERR_OK) return OPENING_NOT_READ;
    OpeningReason reason = opening_judge(&rules, &release->order);
    uint32_t count = release->order.order.count;
    if (reason == OPENING_ALLOWED) release->halves = NEW_ARRAY(batch->arena, KeeperHalf, count);
    for (uint32_t i = 0; i < count && reason == OPENING_ALLOWED; i++)
        reason = open_half(batch, &release->order.order.items[i], &release->halves[i]);
    release->first_leaf = keeper->ledger.peaks.size + before;
    for (uint32_t i = 0; i < count && reason == OPENING_ALLOWED; i++)
        if (note_opening(batch, release, i) != ERR_OK) reason = OPENING_NO_LEDGER;
    if (reason == OPENING_ALLOWED) {
        step_reached(STEP_KEEPER_CHECKED);
        for (uint32_t i = before; i < batch->entry_count; i++) opening_remember(&keeper->memory, &batch->entries[i]);
        return reason;
    }
    batch->entry_count = before;
    wipe_halves(release);
    return reason;
}

static void answer_release(Batch *batch, Release *release, KeeperAnswer *answer) {
    const ReleaseOrder *order = &release->order.order;
    ReleasedHalf *halves = NEW_ARRAY(batch->arena, ReleasedHalf, order->count);
    ByteWriter body = bytes_writer(batch->arena, 64 + (size_t)order->count * (BOX_KEY_SIZE + 64));
    for (uint32_t i = 0; i < order->count && answer->reason == OPENING_ALLOWED; i++) {
        const ReleaseItem *item = &order->items[i];
        ByteWriter box = bytes_writer(batch->arena, BOX_KEY_SIZE);
        Err err = box_seal(&box, BOX_RELEASE, order->session.box, release_context(batch->arena, item->report, item->view),
                           BYTES_OF(release->halves[i].bytes), batch->keeper->random);
        if (err) answer->reason = OPENING_NOT_READ; // a session key that is none
        halves[i] = (ReleasedHalf){item->report, item->view, release->first_leaf + i, bytes_written(&box)};
    }
    if (answer->reason == OPENING_ALLOWED) release_answer_write(&body, halves, order->count);
    answer->body = bytes_written(&body);
    wipe_halves(release);
}

// --- notes -------------------------------------------------------------------------------------------------------------

static OpeningReason take_note(Batch *batch, const KeeperRequest *request) {
    LedgerOrder order;
    if (ledger_order_read(request->payload, &order) != ERR_OK) return OPENING_NOT_READ;
    if (!(request->kinds >> order.event.kind & 1)) return OPENING_NO_GRANT;
    if (order.event.at > batch->now + OPENING_FRESH_MINUTES * INT64_C(60000000)) return OPENING_STALE;
    return add_entry(batch, &order, (LedgerEntry){.use = LEDGER_USE_NONE}) == ERR_OK ? OPENING_ALLOWED : OPENING_NOT_READ;
}

// --- a batch -----------------------------------------------------------------------------------------------------------

// Only here do entries become durable, and only behind this line is anything released.
static Err write_entries(Batch *batch) {
    if (!batch->entry_count) return batch->keeper->ledger.broken ? ERR_IO : ERR_OK;
    return ledger_append(&batch->keeper->ledger, batch->arena, batch->entries, batch->entry_count);
}

static void forget_old(Keeper *keeper, Moment now) {
    if (keeper->memory.seen_count < MEMORY_ORDERS) return;
    Arena *other = keeper->memory.arena == &keeper->memories[0] ? &keeper->memories[1] : &keeper->memories[0];
    arena_reset(other);
    keeper->memory = opening_copy(other, &keeper->memory, now);
}

// As many requests as fit into one sync; returns how many.
static size_t work_some(Batch *batch, const KeeperRequest *requests, KeeperAnswer *answers, size_t count) {
    Release *releases = NEW_ARRAY(batch->arena, Release, count);
    size_t done = 0;
    batch->entry_count = 0;
    for (; done < count && batch->entry_count < ENTRIES_AT_ONCE; done++) {
        bool release = requests[done].is_release;
        answers[done] = (KeeperAnswer){0};
        answers[done].reason =
            release ? take_release(batch, requests[done].payload, &releases[done]) : take_note(batch, &requests[done]);
    }
    Err err = write_entries(batch);
    for (uint32_t i = batch->entry_count; err && i-- > 0;) opening_take_back(&batch->keeper->memory, &batch->entries[i]);
    for (size_t i = 0; i < done; i++) {
        if (answers[i].reason != OPENING_ALLOWED) continue;
        if (err) answers[i].reason = OPENING_NO_LEDGER;
        if (requests[i].is_release && !err) answer_release(batch, &releases[i], &answers[i]);
        if (requests[i].is_release && err) wipe_halves(&releases[i]);
    }
    return done;
}

void keeper_work(Keeper *keeper, Arena *scratch, Moment now, const KeeperRequest *requests, KeeperAnswer *answers,
                 size_t count) {
    Batch *batch = NEW(scratch, Batch);
    *batch = (Batch){.keeper = keeper, .arena = scratch, .now = now};
    for (size_t from = 0; from < count;) from += work_some(batch, requests + from, answers + from, count - from);
    forget_old(keeper, now);
}

// --- grants ------------------------------------------------------------------------------------------------------------

static LedgerTag mark_tag(const Keeper *keeper, Bytes of) {
    LedgerTag tag;
    Hash hash = hash_keyed(DOMAIN_GRANT, BYTES_OF(keeper->secret.bytes), of);
    memcpy(tag.bytes, hash.bytes, sizeof tag.bytes);
    return tag;
}

static GrantMark mark_of(const Keeper *keeper, const Grant *grant, Bytes statement) {
    GrantMark mark = {mark_tag(keeper, BYTES_OF(grant->grant.bytes)), mark_tag(keeper, statement)};
    for (int i = 0; i < 4; i++) mark.statement.bytes[TAG_HASH_BYTES + i] = (unsigned char)(grant->serial >> 8 * i);
    return mark;
}

static uint32_t mark_serial(const GrantMark *mark) {
    const unsigned char *bytes = mark->statement.bytes + TAG_HASH_BYTES;
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static GrantMark *find_mark(Keeper *keeper, const LedgerTag *grant) {
    for (size_t i = 0; i < keeper->marks.count; i++)
        if (memcmp(&keeper->marks.items[i].grant, grant, sizeof *grant) == 0) return &keeper->marks.items[i];
    return NULL;
}

static void keep_mark(Keeper *keeper, GrantMark mark) {
    GrantMark *there = find_mark(keeper, &mark.grant);
    if (there)
        *there = mark;
    else
        PUSH(keeper->arena, keeper->marks, mark);
}

static Err log_grant(Batch *batch, const Grant *grant, Bytes statement, GrantMark mark) {
    LedgerOrder order = {
        .event = {.kind = grant->rights ? LEDGER_GRANTED : LEDGER_REVOKED, .at = batch->now, .window = grant->window},
        .officer = grant->officer};
    Hash hash = hash_of(DOMAIN_GRANT, statement);
    memcpy(order.event.subject, hash.bytes, sizeof order.event.subject);
    LedgerEntry entry = {.use = LEDGER_USE_GRANT, .who_tag = mark.grant, .what_tag = mark.statement};
    batch->entry_count = 0;
    Err err = add_entry(batch, &order, entry);
    return err ? err : write_entries(batch);
}

// ERR_REFUSED: not to be honoured. A grant counts from the moment that its entry is durable.
static Err take_grant(Batch *batch, Bytes statement) {
    Keeper *keeper = batch->keeper;
    Grant grant;
    if (grant_read(statement, keeper->keys->root, &grant) != ERR_OK || !id_eq(grant.office, keeper->keys->office))
        return ERR_REFUSED;
    GrantMark mark = mark_of(keeper, &grant, statement), *known = find_mark(keeper, &mark.grant);
    bool is_known = known && memcmp(&known->statement, &mark.statement, sizeof mark.statement) == 0;
    if (known && !is_known && mark_serial(known) >= grant.serial) return ERR_REFUSED;
    Err err = is_known ? ERR_OK : log_grant(batch, &grant, statement, mark);
    if (err) return err;
    keep_mark(keeper, mark);
    grant.window = str_copy(keeper->arena, grant.window);
    err = grant_list_take(keeper->arena, &keeper->grants, &grant);
    return err == ERR_REFUSED ? ERR_OK : err; // it is in the list already
}

Err keeper_take_grants(Keeper *keeper, Arena *scratch, Moment now, const Bytes *grants, size_t count, size_t *refused) {
    Batch *batch = NEW(scratch, Batch);
    *batch = (Batch){.keeper = keeper, .arena = scratch, .now = now};
    *refused = 0;
    for (size_t i = 0; i < count; i++) {
        Err err = take_grant(batch, grants[i]);
        if (err && err != ERR_REFUSED) return err;
        *refused += err == ERR_REFUSED;
    }
    return ERR_OK;
}

// --- opening -----------------------------------------------------------------------------------------------------------

static void remember(void *at, const LedgerEntry *entry) {
    Keeper *keeper = at;
    opening_remember(&keeper->memory, entry);
    if (entry->use == LEDGER_USE_GRANT) keep_mark(keeper, (GrantMark){entry->who_tag, entry->what_tag});
}

Err keeper_open(Arena *arena, const char *ledger_folder, const KeeperKeys *keys, Keeper *out) {
    // Tags are made with a secret of their own, which follows from the ledger's.
    Hash secret = hash_keyed(DOMAIN_OFFICER_TAG, BYTES_OF(keys->signer.secret.sign.bytes), (Bytes){0});
    out->arena = arena;
    out->keys = keys;
    out->grants = (GrantList){0};
    out->marks = (struct GrantMarks){0};
    memcpy(out->secret.bytes, secret.bytes, sizeof out->secret.bytes);
    sodium_memzero(&secret, sizeof secret);
    for (size_t i = 0; i < 2; i++) out->memories[i] = arena_make(NULL, NULL);
    out->memory = opening_memory(&out->memories[0]);
    Err err = ledger_open(arena, ledger_folder, &keys->signer, (LedgerVisitor){remember, out}, &out->ledger);
    if (err) keeper_close(out);
    return err;
}

void keeper_close(Keeper *keeper) {
    ledger_close(&keeper->ledger);
    for (size_t i = 0; i < 2; i++) arena_free(&keeper->memories[i]);
    sodium_memzero(&keeper->secret, sizeof keeper->secret);
}
