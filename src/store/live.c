// Open addressing over whole pages; forgetting a segment rebuilds the table in place of tombstones.
#include "store/live.h"

#include "base/memory.h"

#include <assert.h>
#include <sodium.h>

enum { SMALLEST = 1024 };

static size_t table_bytes(uint32_t mask) {
    return ((size_t)mask + 1) * sizeof(LiveEntry);
}

void live_key_id(Id id, unsigned char out[32]) {
    memset(out, 0, 32);
    memcpy(out, id.bytes, sizeof id.bytes);
}

uint64_t live_hash(const LiveTable *table, const unsigned char key[32]) {
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t number;
    crypto_shorthash(hash, key, 32, table->salt);
    memcpy(&number, hash, sizeof number);
    return number;
}

static LiveEntry *slot_of(const LiveTable *table, const unsigned char key[32]) {
    uint32_t at = (uint32_t)live_hash(table, key) & table->mask;
    while (table->entries[at].version != 0 && memcmp(table->entries[at].key, key, 32) != 0) {
        at = (at + 1) & table->mask;
    }
    return &table->entries[at];
}

const LiveEntry *live_find(const LiveTable *table, const unsigned char key[32]) {
    const LiveEntry *entry = table->entries ? slot_of(table, key) : NULL;
    return entry && entry->version != 0 ? entry : NULL;
}

// All entries but those in segments up to `without` move to a table of that size.
static Err table_move(LiveTable *table, uint32_t mask, uint32_t without) {
    LiveTable moved = *table;
    moved.entries = memory_take(table_bytes(mask));
    if (!moved.entries) return ERR_IO;
    moved.mask = mask;
    moved.count = 0;
    for (uint32_t i = 0; table->entries && i <= table->mask; i++) {
        const LiveEntry *entry = &table->entries[i];
        if (entry->version != 0 && entry->place.segment > without) live_put(&moved, entry);
    }
    live_free(table);
    *table = moved;
    return ERR_OK;
}

Err live_room(LiveTable *table, uint32_t more) {
    uint64_t need = ((uint64_t)table->count + more) * 3 / 2 + SMALLEST;
    uint64_t size = SMALLEST;
    while (size < need) {
        size *= 2;
    }
    if (size > (uint64_t)1 << 31) return ERR_IO;
    bool fits = table->entries && table->mask + 1 >= size;
    return fits ? ERR_OK : table_move(table, (uint32_t)size - 1, 0);
}

void live_put(LiveTable *table, const LiveEntry *entry) {
    assert(entry->version != 0);
    LiveEntry *slot = slot_of(table, entry->key);
    table->count += slot->version == 0;
    *slot = *entry;
}

void live_forget(LiveTable *table, uint32_t segment) {
    if (!table->entries) return;
    // Without memory for a new table the entries stay; who finds one sees that its segment is gone, and asks the room.
    (void)!table_move(table, table->mask, segment);
}

void live_free(LiveTable *table) {
    if (table->entries) memory_give(table->entries, table_bytes(table->mask));
    table->entries = NULL;
}
