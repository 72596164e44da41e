// The rules, one after another, each a few lines. Knows nothing of sockets, files or how a half is kept.
#include "office/opening.h"

#define MINUTE_MICROSECONDS (INT64_C(60) * 1000000)

// --- what the ledger remembers -----------------------------------------------------------------------------------------

static bool tag_eq(LedgerTag a, LedgerTag b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static LedgerTag tag_of(Domain domain, const OpeningSecret *secret, Bytes of) {
    LedgerTag tag;
    Hash hash = hash_keyed(domain, BYTES_OF(secret->bytes), of);
    memcpy(tag.bytes, hash.bytes, sizeof tag.bytes);
    return tag;
}

LedgerTag opening_officer_tag(const OpeningSecret *secret, Id officer) {
    return tag_of(DOMAIN_OFFICER_TAG, secret, BYTES_OF(officer.bytes));
}

LedgerTag opening_order_tag(const OpeningSecret *secret, Bytes order) {
    return tag_of(DOMAIN_ORDER_TAG, secret, order);
}

OpeningMemory opening_memory(Arena *arena) {
    return (OpeningMemory){.arena = arena, .today = DAY_NONE};
}

// A new day begins with nothing used; a clock that was set back begins none.
static void turn_day(OpeningMemory *memory, Moment at) {
    Day day = day_of(at);
    if (day <= memory->today) return;
    memory->today = day;
    memory->use_count = 0;
}

static uint32_t used_today(const OpeningMemory *memory, LedgerTag officer, Day today) {
    for (size_t i = 0; i < memory->use_count && today <= memory->today; i++)
        if (tag_eq(memory->uses[i].officer, officer)) return memory->uses[i].count;
    return 0;
}

static void count_use(OpeningMemory *memory, LedgerTag officer) {
    for (size_t i = 0; i < memory->use_count; i++) {
        if (tag_eq(memory->uses[i].officer, officer)) {
            memory->uses[i].count++;
            return;
        }
    }
    if (memory->use_count == memory->use_room) {
        memory->use_room = memory->use_room ? memory->use_room * 2 : 8;
        memory->uses = arena_grow(memory->arena, memory->uses, memory->use_count, memory->use_room, sizeof *memory->uses);
    }
    memory->uses[memory->use_count++] = (struct OpeningUse){officer, 1};
}

static void note_order(OpeningMemory *memory, LedgerTag order, Moment at) {
    if (memory->seen_count && tag_eq(memory->seen[memory->seen_count - 1].order, order)) return; // one order, many reports
    if (memory->seen_count == memory->seen_room) {
        memory->seen_room = memory->seen_room ? memory->seen_room * 2 : 8;
        memory->seen = arena_grow(memory->arena, memory->seen, memory->seen_count, memory->seen_room, sizeof *memory->seen);
    }
    memory->seen[memory->seen_count++] = (struct OpeningSeen){order, at};
}

void opening_remember(OpeningMemory *memory, const LedgerEntry *entry) {
    turn_day(memory, entry->at);
    if (entry->use != LEDGER_USE_OPENING) return;
    count_use(memory, entry->who_tag);
    note_order(memory, entry->what_tag, entry->at);
}

void opening_take_back(OpeningMemory *memory, const LedgerEntry *entry) {
    if (entry->use != LEDGER_USE_OPENING) return;
    for (size_t i = 0; i < memory->use_count; i++)
        if (tag_eq(memory->uses[i].officer, entry->who_tag) && memory->uses[i].count) memory->uses[i].count--;
    if (memory->seen_count && tag_eq(memory->seen[memory->seen_count - 1].order, entry->what_tag)) memory->seen_count--;
}

#define FRESH (OPENING_FRESH_MINUTES * MINUTE_MICROSECONDS)

// Nothing is computed with a time that comes from outside: it may be any number.
static bool is_fresh(Moment at, Moment now) {
    return at >= now - FRESH && at <= now + FRESH;
}

OpeningMemory opening_copy(Arena *arena, const OpeningMemory *memory, Moment now) {
    OpeningMemory copy = opening_memory(arena);
    copy.today = memory->today;
    for (size_t i = 0; i < memory->use_count; i++) {
        count_use(&copy, memory->uses[i].officer);
        copy.uses[i].count = memory->uses[i].count;
    }
    // Twice as long as an order can be fresh: its own time and the keeper's may lie on either side.
    for (size_t i = 0; i < memory->seen_count; i++)
        if (memory->seen[i].at >= now - 2 * FRESH) note_order(&copy, memory->seen[i].order, memory->seen[i].at);
    return copy;
}

static bool was_carried_out(const OpeningMemory *memory, LedgerTag order) {
    for (size_t i = memory->seen_count; i-- > 0;)
        if (tag_eq(memory->seen[i].order, order)) return true;
    return false;
}

// --- grants ------------------------------------------------------------------------------------------------------------

Err grant_list_take(Arena *arena, GrantList *list, const Grant *grant) {
    for (size_t i = 0; i < list->count; i++) {
        if (!id_eq(list->items[i].grant, grant->grant)) continue;
        if (list->items[i].serial >= grant->serial) return ERR_REFUSED;
        list->items[i] = *grant;
        return ERR_OK;
    }
    PUSH(arena, *list, *grant);
    return ERR_OK;
}

// The grant that lets an officer do something for a window now. A grant that holds goes before one that does not.
static OpeningReason find_grant(const OpeningRules *rules, Id officer, Str window, GrantRight right, const Grant **out) {
    OpeningReason reason = OPENING_NO_GRANT;
    for (size_t i = 0; i < rules->grants->count; i++) {
        const Grant *grant = &rules->grants->items[i];
        bool named = id_eq(grant->office, rules->office) && id_eq(grant->officer, officer) && str_eq(grant->window, window);
        if (!named || !(grant->rights & (unsigned)right)) continue;
        *out = grant;
        if (rules->now >= grant->from && rules->now < grant->until) return OPENING_ALLOWED;
        reason = OPENING_EXPIRED;
    }
    return reason;
}

// One signer: granted for every window of the order, and the order signed with the key of each grant. `daily`: the smallest
// number that any of the grants gives.
static OpeningReason judge_signer(const OpeningRules *rules, const SignedRelease *release, uint32_t which, GrantRight right,
                                  uint32_t *daily) {
    const ReleaseOrder *order = &release->order;
    const Grant *grant = NULL;
    *daily = GRANT_DAILY_MAX;
    for (uint32_t i = 0; i < order->count; i++) {
        bool again = i > 0 && str_eq(order->items[i].window, order->items[i - 1].window);
        if (again) continue;
        OpeningReason reason = find_grant(rules, release->signatures[which].officer, order->items[i].window, right, &grant);
        if (reason != OPENING_ALLOWED) return reason;
        if (!release_is_signed(release, which, grant->key)) return OPENING_SIGNATURE;
        if (grant->daily < *daily) *daily = grant->daily;
    }
    return OPENING_ALLOWED;
}

OpeningReason opening_judge(const OpeningRules *rules, const SignedRelease *release) {
    const ReleaseOrder *order = &release->order;
    Id asking = release->signatures[0].officer;
    uint32_t daily, ignored;
    if (!id_eq(order->office, rules->office)) return OPENING_NOT_READ;
    if (!is_fresh(order->at, rules->now)) return OPENING_STALE;
    if (was_carried_out(rules->memory, opening_order_tag(rules->secret, release->signed_bytes))) return OPENING_REPEATED;
    OpeningReason reason = judge_signer(rules, release, 0, GRANT_ASK, &daily);
    if (reason != OPENING_ALLOWED) return reason;
    uint32_t used = used_today(rules->memory, opening_officer_tag(rules->secret, asking), day_of(rules->now));
    bool alone = order->count <= OPENING_ALONE_MAX && order->count <= daily && used <= daily - order->count;
    if (release->signature_count < 2) return alone ? OPENING_ALLOWED : OPENING_SECOND;
    if (id_eq(release->signatures[1].officer, asking)) return OPENING_SAME_OFFICER;
    return judge_signer(rules, release, 1, GRANT_AGREE, &ignored);
}
