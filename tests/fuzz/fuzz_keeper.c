// Any bytes as what is brought to the keeper, or found by it: orders to release, orders to note, grants, entries. Never a
// crash; what is accepted is written again byte by byte the same; and no grant is believed that nobody signed.
#include "office/opening.h"
#include "seal/ledger_order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static void release(Arena *arena, Bytes source) {
    SignedRelease read;
    OpeningMemory memory = opening_memory(arena);
    OpeningSecret secret = {{1}};
    GrantList grants = {0};
    if (release_read(arena, source, &read) != ERR_OK) {
        return;
    }
    ByteWriter order = bytes_writer(arena, RELEASE_ORDER_MAX), again = bytes_writer(arena, 2 * RELEASE_ORDER_MAX);
    release_write(&order, &read.order);
    must(bytes_eq(bytes_written(&order), read.signed_bytes));
    release_seal(&again, bytes_written(&order), read.signatures, read.signature_count);
    must(bytes_eq(bytes_written(&again), source));
    OpeningRules rules = {
        .office = read.order.office, .now = 1763704800000000, .grants = &grants, .memory = &memory, .secret = &secret};
    must(opening_judge(&rules, &read) != OPENING_ALLOWED); // nobody is granted anything
}

static void note(Arena *arena, Bytes source) {
    LedgerOrder read;
    if (ledger_order_read(source, &read) != ERR_OK) {
        return;
    }
    ByteWriter again = bytes_writer(arena, 2 * LEDGER_ORDER_MAX);
    ledger_order_write(&again, &read);
    must(bytes_eq(bytes_written(&again), source));
}

static void entry(Arena *arena, Bytes source) {
    LedgerEntry read;
    if (ledger_entry_read(source, &read) != ERR_OK) {
        return;
    }
    ByteWriter again = bytes_writer(arena, 2 * LEDGER_ENTRY_MAX);
    OpeningMemory memory = opening_memory(arena);
    ledger_entry_write(&again, &read);
    must(bytes_eq(bytes_written(&again), source));
    opening_remember(&memory, &read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const RootPublic nobody = {{{1}}};
    static Arena arena;
    arena_reset(&arena);
    Bytes source = {data, size};
    Grant grant;
    ReleasedHalf *halves;
    uint32_t count;
    release(&arena, source);
    note(&arena, source);
    entry(&arena, source);
    must(grant_read(source, nobody, &grant) != ERR_OK);
    if (release_answer_read(&arena, source, &halves, &count) == ERR_OK) {
        ByteWriter again = bytes_writer(&arena, size + 64);
        release_answer_write(&again, halves, count);
        must(bytes_eq(bytes_written(&again), source));
    }
    return 0;
}
