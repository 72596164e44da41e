// Makes keys and puts them where they belong. Knows nothing of who may ask for it.
#include "office/rotation.h"

#include "base/sys.h"
#include "office/keyring.h"

const char *rotation_path(Arena *arena, const Office *office, KeyFileKind kind, uint32_t epoch, bool recovery) {
    Str name = str_format(arena, "keeper/%.*s.%u%s", STR_ARG(keyfile_kind_name(kind)), epoch, recovery ? ".recovery" : "");
    return office_path(arena, office->data, str_c(arena, name));
}

Err rotation_keep(Arena *arena, const Rotation *rotation, KeyFileKind kind, const Grain *grain, Str passphrase) {
    const Office *office = rotation->office;
    WrapPlace place = {.office = office->id, .epoch = rotation->epoch};
    KeyFile file = {.kind = kind, .office = office->id, .epoch = rotation->epoch, .mode = office->mode};
    ByteWriter box = bytes_writer(arena, BOX_CONTENT_MOST);
    Err err = wrap_keeper_recovery(&box, &place, rotation->recovery, grain, rotation->random);
    if (!err)
        err =
            sys_write_secret(rotation_path(arena, office, kind, rotation->epoch, true), (Str){(const char *)box.ptr, box.len});
    return err ? err
               : keyfile_replace(arena, rotation_path(arena, office, kind, rotation->epoch, false), file, grain, passphrase,
                                 rotation->random);
}

static uint32_t next_epoch(const KeyList *list, KeyKind kind, Str name) {
    uint32_t last = 0;
    for (size_t i = 0; i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        if (entry->kind == kind && str_eq(entry->name, name) && entry->epoch > last) last = entry->epoch;
    }
    return last + 1;
}

uint32_t rotation_add(Arena *arena, KeyList *list, const KeyEntry *key, const unsigned char public[32]) {
    KeyEntry *entries = arena_grow(arena, list->entries, list->count, list->count + 1, sizeof *entries), added = *key;
    added.state = KEY_CURRENT;
    added.epoch = next_epoch(list, key->kind, key->name);
    memcpy(added.public, public, sizeof added.public);
    for (size_t i = 0; i < list->count; i++) {
        KeyEntry *entry = &entries[i];
        if (entry->kind != key->kind || !str_eq(entry->name, key->name) || entry->state != KEY_CURRENT) continue;
        entry->state = KEY_PAST;
        entry->since = key->since;
    }
    entries[list->count++] = added;
    list->entries = entries;
    return added.epoch;
}

Err rotation_keeper(Arena *arena, const Change *change, Str passphrase, uint32_t *epoch) {
    KeyList list;
    KeeperKeys now;
    uint32_t any = 0;
    Rotation rotation = {.office = change->office, .random = change->random};
    Err err = office_keys(arena, change->office, &list);
    // All of the keeper's keys open with one passphrase.
    if (!err) err = keyring_keeper(arena, change->office, &list, passphrase, &now);
    if (err) return err;
    keyring_keeper_wipe(&now);
    err = keylist_recovery_keeper(&list, &any, &rotation.recovery);
    if (err) return err;
    Grain grain = grain_make(change->random);
    KeeperPublic public = key_keeper(&grain).public;
    rotation.epoch = rotation_add(arena, &list, &(KeyEntry){.kind = KEY_KEEPER, .since = change->now}, public.box.bytes);
    *epoch = rotation.epoch;
    err = rotation_keep(arena, &rotation, KEYFILE_KEEPER, &grain, passphrase);
    grain_wipe(&grain);
    return err ? err : office_publish(arena, change->office, &list, change->root, change->now);
}

Err rotation_receipt(Arena *arena, const Change *change, uint32_t *epoch) {
    KeyList list;
    const Office *office = change->office;
    Err err = office_keys(arena, office, &list);
    if (err) return err;
    Grain grain = grain_make(change->random);
    ReceiptPublic public = key_receipt(&grain).public;
    *epoch = rotation_add(arena, &list, &(KeyEntry){.kind = KEY_RECEIPT, .since = change->now}, public.sign.bytes);
    KeyFile file = {.kind = KEYFILE_RECEIPT, .office = office->id, .epoch = *epoch, .mode = office->mode};
    const char *name = str_c(arena, str_format(arena, "keys/receipt/receipt.%u", *epoch));
    err = keyfile_replace(arena, office_path(arena, office->data, name), file, &grain, STR_NONE, change->random);
    grain_wipe(&grain);
    return err ? err : office_publish(arena, office, &list, change->root, change->now);
}

static BoxPublic outside_public(KeyFileKind kind, const Grain *grain) {
    if (kind == KEYFILE_STATISTICS) return key_statistics(grain).public.box;
    if (kind == KEYFILE_ANALYST) return key_analyst(grain).public.box;
    return kind == KEYFILE_COURIER ? key_courier(grain).public.box : key_inspector(grain).public.box;
}

Err rotation_outside(Arena *arena, const Change *change, KeyFileKind kind, Str medium, Str passphrase, uint32_t *epoch) {
    static const KeyKind kinds[KEYFILE_KINDS] = {[KEYFILE_STATISTICS] = KEY_STATISTICS,
                                                 [KEYFILE_ANALYST] = KEY_ANALYST,
                                                 [KEYFILE_COURIER] = KEY_COURIER,
                                                 [KEYFILE_INSPECTOR] = KEY_INSPECTOR};
    KeyList list;
    const Office *office = change->office;
    Err err = office_keys(arena, office, &list);
    if (err) return err;
    Grain grain = grain_make(change->random);
    BoxPublic public = outside_public(kind, &grain);
    KeyEntry key = {.kind = kinds[kind], .name = kind == KEYFILE_ANALYST ? STR("office") : STR_NONE, .since = change->now};
    *epoch = rotation_add(arena, &list, &key, public.bytes);
    KeyFile file = {.kind = kind, .office = office->id, .epoch = *epoch, .mode = office->mode};
    Str path = str_format(arena, "%.*s/%.*s.%u", STR_ARG(medium), STR_ARG(keyfile_kind_name(kind)), *epoch);
    err = keyfile_replace(arena, str_c(arena, path), file, &grain, passphrase, change->random);
    grain_wipe(&grain);
    return err ? err : office_publish(arena, office, &list, change->root, change->now);
}
