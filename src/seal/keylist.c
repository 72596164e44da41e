// The key list: its bytes, its rules, what follows what, and the keys in it by their kinds. Knows nothing of files, nor of who
// holds the root key. docs/formats.md says every byte.
#include "seal/keylist.h"

#include "base/limits.h"
#include "seal/box.h"

#include <stdlib.h>

enum { VERSION = 1, NAME_MOST = 64, ENTRY_LEAST = 1 + 1 + 1 + 4 + 32 + 8, SIGNATURE = 64 };

static int entry_compare(const void *a, const void *b) {
    const KeyEntry *x = a, *y = b;
    int order = (x->kind > y->kind) - (x->kind < y->kind);
    order = order != 0 ? order : str_compare(x->name, y->name);
    return order != 0 ? order : (x->epoch > y->epoch) - (x->epoch < y->epoch);
}

static bool is_named(KeyKind kind) {
    return kind == KEY_WINDOW || kind == KEY_ANALYST;
}

static bool is_signing(KeyKind kind) {
    return kind == KEY_RECEIPT || kind == KEY_LEDGER;
}

static bool same_holder(const KeyEntry *a, const KeyEntry *b) {
    return a->kind == b->kind && str_eq(a->name, b->name);
}

static bool public_serves(const KeyEntry *entry) {
    BoxPublic box;
    memcpy(box.bytes, entry->public, sizeof box.bytes);
    return is_signing(entry->kind) ? crypto_core_ed25519_is_valid_point(entry->public) == 1 : box_public_serves(box);
}

static bool entry_sound(const KeyEntry *entry) {
    bool known =
        entry->kind >= KEY_WINDOW && entry->kind < KEY_KINDS && entry->state >= KEY_CURRENT && entry->state <= KEY_REVOKED;
    return known && (entry->name.len > 0) == is_named(entry->kind) && entry->name.len <= NAME_MOST && entry->epoch > 0 &&
           public_serves(entry);
}

// Each entry by itself, all in order, and for each holder at most one current key, which is the newest.
static Err entries_check(const KeyList *list) {
    for (size_t i = 0; i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i], *next = entry + 1;
        bool last = i + 1 == list->count;
        if (!entry_sound(entry) || (!last && entry_compare(entry, next) >= 0) ||
            (!last && same_holder(entry, next) && entry->state == KEY_CURRENT)) {
            return ERR_INPUT;
        }
    }
    return ERR_OK;
}

static Err list_check(const KeyList *list) {
    bool sound = list->serial > 0 && !id_is_zero(list->office) &&
                 (list->mode == MODE_DEMONSTRATION || list->mode == MODE_REAL) &&
                 hash_eq(list->previous, (Hash){{0}}) == (list->serial == 1) &&
                 crypto_core_ed25519_is_valid_point(list->root.sign.bytes) == 1;
    return sound ? entries_check(list) : ERR_INPUT;
}

static void list_write(ByteWriter *out, const KeyList *list) {
    bytes_put_u8(out, VERSION);
    bytes_put(out, BYTES_OF(list->root.sign.bytes));
    bytes_put(out, BYTES_OF(list->office.bytes));
    bytes_put_u64(out, list->serial);
    bytes_put_u8(out, (uint8_t)list->mode);
    bytes_put_u64(out, (uint64_t)list->made_at);
    bytes_put(out, BYTES_OF(list->previous.bytes));
    bytes_put_u32(out, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        bytes_put_u8(out, (uint8_t)entry->kind);
        bytes_put_u8(out, (uint8_t)entry->state);
        bytes_put_name(out, entry->name);
        bytes_put_u32(out, entry->epoch);
        bytes_put(out, BYTES_OF(entry->public));
        bytes_put_u64(out, (uint64_t)entry->since);
    }
}

Err keylist_sign(Arena *arena, KeyList *list, const RootPair *root, Bytes *out) {
    qsort(list->entries, list->count, sizeof *list->entries, entry_compare);
    list->root = root->public;
    Err err = list_check(list);
    ByteWriter writer = bytes_writer(arena, LIMIT_KEY_LIST_BYTES);
    list_write(&writer, list);
    if (err != ERR_OK || writer.overflowed) {
        return err != ERR_OK ? err : ERR_TOO_BIG;
    }
    list->hash = hash_of(DOMAIN_KEY_LIST, bytes_written(&writer));
    Signature signature = key_sign(DOMAIN_KEY_LIST, bytes_written(&writer), &root->secret.sign);
    bytes_put(&writer, BYTES_OF(signature.bytes));
    if (writer.overflowed) {
        return ERR_TOO_BIG;
    }
    *out = bytes_written(&writer);
    return ERR_OK;
}

static KeyEntry entry_take(ByteReader *reader) {
    KeyEntry entry = {.kind = (KeyKind)bytes_take_u8(reader)};
    entry.state = (KeyState)bytes_take_u8(reader);
    entry.name = bytes_take_name(reader);
    entry.epoch = bytes_take_u32(reader);
    bytes_take_into(reader, entry.public, sizeof entry.public);
    entry.since = (Moment)bytes_take_u64(reader);
    return entry;
}

static Err list_take(Arena *arena, ByteReader *reader, KeyList *out) {
    if (bytes_take_u8(reader) != VERSION) {
        return ERR_INPUT;
    }
    bytes_take_into(reader, out->root.sign.bytes, sizeof out->root.sign.bytes);
    bytes_take_into(reader, out->office.bytes, sizeof out->office.bytes);
    out->serial = bytes_take_u64(reader);
    out->mode = (KeyMode)bytes_take_u8(reader);
    out->made_at = (Moment)bytes_take_u64(reader);
    bytes_take_into(reader, out->previous.bytes, sizeof out->previous.bytes);
    out->count = bytes_take_u32(reader);
    if (reader->broken || out->count > reader->left.len / ENTRY_LEAST) {
        return ERR_INPUT;
    }
    out->entries = NEW_ARRAY(arena, KeyEntry, out->count);
    for (size_t i = 0; i < out->count; i++) {
        out->entries[i] = entry_take(reader);
    }
    return bytes_ended(reader) ? ERR_OK : ERR_INPUT;
}

Err keylist_claimed_root(Bytes bytes, RootPublic *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->sign.bytes, sizeof out->sign.bytes);
    return version == VERSION && !reader.broken ? ERR_OK : ERR_INPUT;
}

Err keylist_read(Arena *arena, Bytes bytes, RootPublic root, KeyList *out) {
    Signature signature;
    *out = (KeyList){0};
    if (bytes.len < SIGNATURE || bytes.len > LIMIT_KEY_LIST_BYTES) {
        return ERR_INPUT;
    }
    Bytes text = {bytes.ptr, bytes.len - SIGNATURE};
    memcpy(signature.bytes, bytes.ptr + text.len, SIGNATURE);
    // Nothing is read before it is known who wrote it.
    Err err = key_verify(DOMAIN_KEY_LIST, text, signature, root.sign);
    if (err == ERR_OK) {
        ByteReader reader = bytes_reader(text);
        err = list_take(arena, &reader, out);
    }
    if (err == ERR_OK) {
        err = list_check(out);
    }
    if (err == ERR_OK && sodium_memcmp(out->root.sign.bytes, root.sign.bytes, sizeof root.sign.bytes) != 0) {
        err = ERR_SEALED;
    }
    if (err != ERR_OK) {
        *out = (KeyList){0};
        return err;
    }
    out->hash = hash_of(DOMAIN_KEY_LIST, text);
    return ERR_OK;
}

const KeyEntry *keylist_entry(const KeyList *list, KeyKind kind, Str name, uint32_t epoch) {
    KeyEntry wanted = {.kind = kind, .name = name, .epoch = epoch};
    return list->count == 0 ? NULL : bsearch(&wanted, list->entries, list->count, sizeof *list->entries, entry_compare);
}

Err keylist_follows(const KeyList *now, const KeyList *next) {
    bool same = id_eq(now->office, next->office) && now->mode == next->mode &&
                sodium_memcmp(now->root.sign.bytes, next->root.sign.bytes, sizeof now->root.sign.bytes) == 0;
    bool later = next->serial > now->serial && (next->serial != now->serial + 1 || hash_eq(next->previous, now->hash));
    if (!same || !later) {
        return ERR_REFUSED;
    }
    for (size_t i = 0; i < now->count; i++) {
        const KeyEntry *entry = &now->entries[i], *kept = keylist_entry(next, entry->kind, entry->name, entry->epoch);
        if (!kept || kept->state < entry->state || memcmp(kept->public, entry->public, sizeof entry->public) != 0) {
            return ERR_REFUSED;
        }
    }
    return ERR_OK;
}

// The current key of a holder for epoch 0, otherwise that of the epoch, in whatever state.
static Err public_find(const KeyList *list, KeyKind kind, Str name, uint32_t *epoch, unsigned char out[32]) {
    const KeyEntry *found = *epoch > 0 ? keylist_entry(list, kind, name, *epoch) : NULL;
    for (size_t i = 0; *epoch == 0 && !found && i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        bool fits = entry->state == KEY_CURRENT && entry->kind == kind && str_eq(entry->name, name);
        found = fits ? entry : NULL;
    }
    if (!found) {
        memset(out, 0, sizeof found->public);
        return ERR_INPUT;
    }
    *epoch = found->epoch;
    memcpy(out, found->public, sizeof found->public);
    return ERR_OK;
}

Err keylist_window(const KeyList *list, Str window, uint32_t *epoch, WindowPublic *out) {
    return public_find(list, KEY_WINDOW, window, epoch, out->box.bytes);
}

Err keylist_analyst(const KeyList *list, Str name, uint32_t *epoch, AnalystPublic *out) {
    return public_find(list, KEY_ANALYST, name, epoch, out->box.bytes);
}

Err keylist_keeper(const KeyList *list, uint32_t *epoch, KeeperPublic *out) {
    return public_find(list, KEY_KEEPER, STR_NONE, epoch, out->box.bytes);
}

Err keylist_statistics(const KeyList *list, uint32_t *epoch, StatisticsPublic *out) {
    return public_find(list, KEY_STATISTICS, STR_NONE, epoch, out->box.bytes);
}

Err keylist_courier(const KeyList *list, uint32_t *epoch, CourierPublic *out) {
    return public_find(list, KEY_COURIER, STR_NONE, epoch, out->box.bytes);
}

Err keylist_inspector(const KeyList *list, uint32_t *epoch, InspectorPublic *out) {
    return public_find(list, KEY_INSPECTOR, STR_NONE, epoch, out->box.bytes);
}

Err keylist_recovery_windows(const KeyList *list, uint32_t *epoch, RecoveryWindowsPublic *out) {
    return public_find(list, KEY_RECOVERY_WINDOWS, STR_NONE, epoch, out->box.bytes);
}

Err keylist_recovery_keeper(const KeyList *list, uint32_t *epoch, RecoveryKeeperPublic *out) {
    return public_find(list, KEY_RECOVERY_KEEPER, STR_NONE, epoch, out->box.bytes);
}

Err keylist_receipt(const KeyList *list, uint32_t *epoch, ReceiptPublic *out) {
    return public_find(list, KEY_RECEIPT, STR_NONE, epoch, out->sign.bytes);
}

Err keylist_ledger(const KeyList *list, uint32_t *epoch, LedgerPublic *out) {
    return public_find(list, KEY_LEDGER, STR_NONE, epoch, out->sign.bytes);
}
