// Shares as text and back, and the recovery keys they make. Writes nothing of what is recovered.
#include "office/share.h"

#include "base/limits.h"
#include "base/sys.h"
#include "office/keyring.h"
#include "seal/paper.h"

enum { TEXT_MOST = 4096 };

static const char *const of_names[] = {[RECOVERY_OF_WINDOWS] = "windows", [RECOVERY_OF_KEEPER] = "keeper"};

Str share_name(Arena *arena, const RecoveryShare *share) {
    return str_format(arena, "%s-%u", of_names[share->of], share->number);
}

Err share_write(Arena *arena, Str folder, const RecoveryShare *share) {
    unsigned char bytes[RECOVERY_SHARE_SIZE];
    recovery_write(share, bytes);
    Str lines = paper_text(arena, BYTES_OF(bytes));
    Str text = str_format(arena, "# todoke share 1\n# of %s\n# number %u/%d\n# office %.*s\n%.*s", of_names[share->of],
                          share->number, RECOVERY_SHARES, STR_ARG(id_hex(arena, share->office)), STR_ARG(lines));
    const char *path = str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(share_name(arena, share))));
    Err err = sys_is_missing(path) ? sys_write_secret(path, text) : ERR_REFUSED;
    if (!err) err = sys_sync_folder(path);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero((char *)lines.ptr, lines.len);
    sodium_memzero((char *)text.ptr, text.len);
    return err;
}

Err share_read(Arena *arena, const char *path, RecoveryShare *out, size_t *wrong_line) {
    Str text, line, left;
    Bytes bytes;
    *wrong_line = 0;
    Err err = sys_read_file(arena, path, TEXT_MOST, &text);
    if (err) return err == ERR_TOO_BIG ? ERR_INPUT : ERR_IO;
    for (left = text; left.len && left.ptr[0] == '#'; text = left) str_cut(left, '\n', &line, &left);
    err = paper_read(arena, text, &bytes, wrong_line);
    if (!err) err = recovery_read(bytes, out);
    if (bytes.len) sodium_memzero((unsigned char *)bytes.ptr, bytes.len);
    return err ? ERR_INPUT : ERR_OK;
}

static Err shares_join(const KeyList *list, const RecoveryShare shares[2], RecoveryOf of, Grain *out) {
    for (size_t i = 0; i < 2; i++)
        if (shares[i].of != of || !id_eq(shares[i].office, list->office)) return ERR_REFUSED;
    if (shares[0].number == shares[1].number) return ERR_INPUT;
    return recovery_join(&shares[0], &shares[1], out) ? ERR_SEALED : ERR_OK;
}

Err share_windows(const KeyList *list, const RecoveryShare shares[2], RecoveryWindowsPair *out) {
    Grain grain;
    RecoveryWindowsPublic public;
    uint32_t epoch = 0;
    Err err = keylist_recovery_windows(list, &epoch, &public);
    if (!err) err = shares_join(list, shares, RECOVERY_OF_WINDOWS, &grain);
    if (err) return err;
    *out = key_recovery_windows(&grain);
    grain_wipe(&grain);
    return sodium_memcmp(&out->public, &public, sizeof public) == 0 ? ERR_OK : ERR_SEALED;
}

Err share_keeper(const KeyList *list, const RecoveryShare shares[2], RecoveryKeeperPair *out) {
    Grain grain;
    RecoveryKeeperPublic public;
    uint32_t epoch = 0;
    Err err = keylist_recovery_keeper(list, &epoch, &public);
    if (!err) err = shares_join(list, shares, RECOVERY_OF_KEEPER, &grain);
    if (err) return err;
    *out = key_recovery_keeper(&grain);
    grain_wipe(&grain);
    return sodium_memcmp(&out->public, &public, sizeof public) == 0 ? ERR_OK : ERR_SEALED;
}

static Err wrap_take(Arena *arena, const char *path, Str *out) {
    if (sys_is_missing(path)) return ERR_INPUT;
    return sys_read_file(arena, path, LIMIT_KEY_FILE_BYTES, out);
}

Err share_window_secret(Arena *arena, const Office *office, const KeyEntry *entry, const RecoveryWindowsPair *key,
                        WindowPair *out) {
    Str box;
    WindowPublic public;
    WrapPlace place = {.office = office->id, .window = entry->name, .epoch = entry->epoch};
    Err err = wrap_take(arena, keyring_wrap_path(arena, office, entry->name, entry->epoch, STR("recovery")), &box);
    memcpy(public.box.bytes, entry->public, sizeof entry->public);
    return err ? err : wrap_window_recover(&place, key, bytes_of_str(box), public, out);
}

Err share_keeper_secret(Arena *arena, const Office *office, const KeyEntry *entry, const RecoveryKeeperPair *key, Grain *out) {
    Str box;
    bool of_keeper = entry->kind == KEY_KEEPER;
    WrapPlace place = {.office = office->id, .epoch = entry->epoch};
    KeyFileKind kind = of_keeper ? KEYFILE_KEEPER : KEYFILE_LEDGER;
    Err err = wrap_take(arena, rotation_path(arena, office, kind, entry->epoch, true), &box);
    if (err) return err;
    KeeperPublic keeper;
    LedgerPublic ledger;
    memcpy(keeper.box.bytes, entry->public, sizeof entry->public);
    memcpy(ledger.sign.bytes, entry->public, sizeof entry->public);
    return of_keeper ? wrap_keeper_recover(&place, key, bytes_of_str(box), keeper, out)
                     : wrap_ledger_recover(&place, key, bytes_of_str(box), ledger, out);
}
