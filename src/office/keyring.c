// Reads secrets from the office's folder and holds them against the signed key list. Writes nothing.
#include "office/keyring.h"

#include "base/limits.h"
#include "base/sys.h"
#include "office/keyfile.h"
#include "seal/wrap.h"

static const char *epoch_path(Arena *arena, const Office *office, const char *name, uint32_t epoch) {
    return office_path(arena, office->data, str_c(arena, str_format(arena, "%s.%u", name, epoch)));
}

const char *keyring_wrap_path(Arena *arena, const Office *office, Str window, uint32_t epoch, Str who) {
    Str name = str_format(arena, "keys/windows/%.*s.%u.%.*s", STR_ARG(window), epoch, STR_ARG(who));
    return office_path(arena, office->data, str_c(arena, name));
}

// The name under which the ledger signs.
static Str ledger_origin(Arena *arena, Id office) {
    return str_format(arena, "todoke/%.*s", STR_ARG(id_hex(arena, office)));
}

// The grain in one file, which must be of this office and epoch.
static Err take_grain(Arena *arena, const Office *office, const char *path, KeyFile expected, Str passphrase, Grain *out) {
    KeyFile file;
    Err err = keyfile_read(arena, path, expected.kind, &file);
    if (err) return err;
    if (!id_eq(file.office, office->id) || file.epoch != expected.epoch) return ERR_SEALED;
    return keyfile_open(&file, passphrase, out);
}

Err keyring_receipt(Arena *arena, const Office *office, const KeyList *list, uint32_t *epoch, ReceiptPair *out) {
    Grain grain;
    ReceiptPublic public;
    *epoch = 0;
    Err err = keylist_receipt(list, epoch, &public);
    if (err) return err;
    const char *path = epoch_path(arena, office, "keys/receipt/receipt", *epoch);
    err = take_grain(arena, office, path, (KeyFile){.kind = KEYFILE_RECEIPT, .epoch = *epoch}, STR_NONE, &grain);
    if (err) return err;
    *out = key_receipt(&grain);
    grain_wipe(&grain);
    return memcmp(&out->public, &public, sizeof public) == 0 ? ERR_OK : ERR_SEALED;
}

Err keyring_keeper_locked(Arena *arena, const Office *office, const KeyList *list, bool *locked) {
    uint32_t epoch = 0;
    KeeperPublic public;
    KeyFile file;
    Err err = keylist_keeper(list, &epoch, &public);
    if (!err) err = keyfile_read(arena, epoch_path(arena, office, "keeper/keeper", epoch), KEYFILE_KEEPER, &file);
    *locked = !err && file.is_locked;
    return err;
}

static Err take_keeper(Arena *arena, const Office *office, const KeyEntry *entry, Str passphrase, KeeperPair *out) {
    Grain grain;
    KeyFile expected = {.kind = KEYFILE_KEEPER, .epoch = entry->epoch};
    Err err = take_grain(arena, office, epoch_path(arena, office, "keeper/keeper", entry->epoch), expected, passphrase, &grain);
    if (err) return err;
    *out = key_keeper(&grain);
    grain_wipe(&grain);
    return memcmp(out->public.box.bytes, entry->public, sizeof entry->public) == 0 ? ERR_OK : ERR_SEALED;
}

static Err take_ledger(Arena *arena, const Office *office, const KeyList *list, Str passphrase, KeeperKeys *out) {
    Grain grain;
    LedgerPublic public;
    uint32_t epoch = 0;
    Err err = keylist_ledger(list, &epoch, &public);
    if (err) return err;
    KeyFile expected = {.kind = KEYFILE_LEDGER, .epoch = epoch};
    err = take_grain(arena, office, epoch_path(arena, office, "keeper/ledger", epoch), expected, passphrase, &grain);
    if (err) return err;
    LedgerPair pair = key_ledger(&grain);
    grain_wipe(&grain);
    out->signer =
        (LedgerSigner){.key = {.kind = NOTE_SIGNATURE, .name = ledger_origin(arena, office->id)}, .secret = pair.secret};
    memcpy(out->signer.key.key, pair.public.sign.bytes, sizeof out->signer.key.key);
    return memcmp(&pair.public, &public, sizeof public) == 0 ? ERR_OK : ERR_SEALED;
}

Err keyring_keeper(Arena *arena, const Office *office, const KeyList *list, Str passphrase, KeeperKeys *out) {
    KeeperEpoch *epochs = NEW_ARRAY(arena, KeeperEpoch, list->count + 1);
    uint32_t current = 0;
    KeeperPublic public;
    *out = (KeeperKeys){.office = office->id, .root = office->root, .epochs = epochs};
    Err err = keylist_keeper(list, &current, &public);
    for (size_t i = 0; !err && i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        bool here = entry->kind == KEY_KEEPER &&
                    (entry->epoch == current || !sys_is_missing(epoch_path(arena, office, "keeper/keeper", entry->epoch)));
        if (!here) continue; // an old epoch that is no longer kept
        epochs[out->epoch_count].epoch = entry->epoch;
        err = take_keeper(arena, office, entry, passphrase, &epochs[out->epoch_count++].pair);
    }
    uint32_t any = 0;
    if (!err) err = keylist_inspector(list, &any, &out->inspector);
    if (!err) err = take_ledger(arena, office, list, passphrase, out);
    if (err) keyring_keeper_wipe(out);
    return err;
}

void keyring_keeper_wipe(KeeperKeys *keys) {
    for (size_t i = 0; i < keys->epoch_count; i++)
        sodium_memzero((void *)&keys->epochs[i].pair.secret, sizeof keys->epochs[i].pair.secret);
    sodium_memzero(&keys->signer.secret, sizeof keys->signer.secret);
}

Err keyring_window(Arena *arena, const Office *office, const KeyList *list, WindowHolder holder, WindowPair *out) {
    WindowPublic public;
    Str box;
    Err err = keylist_window(list, holder.window, &holder.epoch, &public);
    if (err) return err;
    const char *path = keyring_wrap_path(arena, office, holder.window, holder.epoch, id_hex(arena, holder.officer));
    if (sys_is_missing(path)) return ERR_INPUT;
    err = sys_read_file(arena, path, LIMIT_KEY_FILE_BYTES, &box);
    WrapPlace place = {.office = office->id, .window = holder.window, .epoch = holder.epoch};
    return err ? err : wrap_window_open(&place, &holder.pair->box, bytes_of_str(box), public, out);
}
