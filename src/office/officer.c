// The files of officers and their grants. What a grant allows is the keeper's to judge; here it is only written and read.
#include "office/officer.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/sys.h"
#include "office/keyfile.h"
#include "office/keyring.h"
#include "office/rotation.h"

enum { VERSION = 1, CARD_MOST = 512, OFFICERS_MOST = 4096 };

// --- officers: u8 version, office, id, sized name, both public keys, u64 added, signature ------------------------------------

static Bytes card_write(Arena *arena, const Office *office, const Officer *officer) {
    ByteWriter card = bytes_writer(arena, CARD_MOST);
    bytes_put_u8(&card, VERSION);
    bytes_put(&card, BYTES_OF(office->id.bytes));
    bytes_put(&card, BYTES_OF(officer->id.bytes));
    bytes_put_sized(&card, bytes_of_str(officer->name));
    bytes_put(&card, BYTES_OF(officer->sign.sign.bytes));
    bytes_put(&card, BYTES_OF(officer->box.box.bytes));
    bytes_put_u64(&card, (uint64_t)officer->added);
    return bytes_written(&card);
}

static const char *card_path(Arena *arena, const Office *office, Id id) {
    Str name = str_format(arena, "officers/%.*s.officer", STR_ARG(id_hex(arena, id)));
    return office_path(arena, office->data, str_c(arena, name));
}

Err officer_add(Arena *arena, const Change *change, Str name, const char *path, Str passphrase, Officer *out) {
    const Office *office = change->office;
    if (name.len == 0 || name.len > OFFICER_NAME_MOST) return ERR_INPUT;
    Grain grain = grain_make(change->random);
    OfficerPair pair = key_officer(&grain);
    *out = (Officer){.name = name, .sign = pair.sign.public, .box = pair.box.public, .added = change->now};
    change->random.fill(change->random.at, out->id.bytes, sizeof out->id.bytes);
    KeyFile file = {.kind = KEYFILE_OFFICER, .office = office->id, .name = id_hex(arena, out->id), .mode = office->mode};
    Err err = keyfile_write(arena, path, file, &grain, passphrase, change->random);
    grain_wipe(&grain);
    sodium_memzero(&pair, sizeof pair);
    if (err) return err;
    Bytes card = card_write(arena, office, out);
    Signature signature = key_sign(DOMAIN_OFFICER, card, &change->root->secret.sign);
    ByteWriter signed_card = bytes_writer(arena, CARD_MOST);
    bytes_put(&signed_card, card);
    bytes_put(&signed_card, BYTES_OF(signature.bytes));
    return sys_write_file(card_path(arena, office, out->id), (Str){(const char *)signed_card.ptr, signed_card.len});
}

static Err officer_read(Arena *arena, const Office *office, Id id, Officer *out) {
    const char *path = card_path(arena, office, id);
    Str text;
    Id of;
    Signature signature;
    if (sys_is_missing(path)) return ERR_INPUT;
    if (sys_read_file(arena, path, LIMIT_KEY_FILE_BYTES, &text)) return ERR_IO;
    ByteReader reader = bytes_reader(bytes_of_str(text));
    bool version = bytes_take_u8(&reader) == VERSION;
    bytes_take_into(&reader, of.bytes, sizeof of.bytes);
    bytes_take_into(&reader, out->id.bytes, sizeof out->id.bytes);
    Bytes name = bytes_take_sized(&reader, OFFICER_NAME_MOST);
    out->name = (Str){(const char *)name.ptr, name.len};
    bytes_take_into(&reader, out->sign.sign.bytes, sizeof out->sign.sign.bytes);
    bytes_take_into(&reader, out->box.box.bytes, sizeof out->box.box.bytes);
    out->added = (Moment)bytes_take_u64(&reader);
    bytes_take_into(&reader, signature.bytes, sizeof signature.bytes);
    if (!version || !bytes_ended(&reader) || !id_eq(of, office->id) || !id_eq(out->id, id)) return ERR_SEALED;
    Bytes card = {(const unsigned char *)text.ptr, text.len - sizeof signature.bytes};
    return key_verify(DOMAIN_OFFICER, card, signature, office->root.sign);
}

Err officer_list(Arena *arena, const Office *office, Officer **out, size_t *count) {
    Str *files;
    size_t file_count;
    *count = 0;
    Err err = sys_list_tree(arena, office_path(arena, office->data, "officers"), OFFICERS_MOST, &files, &file_count);
    if (err) return err;
    *out = NEW_ARRAY(arena, Officer, file_count + 1);
    for (size_t i = 0; !err && i < file_count; i++) {
        Str hex, ending;
        Id id;
        bool named = str_cut(files[i], '.', &hex, &ending) && str_is(ending, "officer") && id_read(hex, &id) == ERR_OK;
        if (named) err = officer_read(arena, office, id, &(*out)[(*count)++]);
    }
    return err;
}

// --- grants ------------------------------------------------------------------------------------------------------------------

Err officer_grants(Arena *arena, const Office *office, Grant **out, Bytes **blobs, size_t *count) {
    Str *files, text;
    size_t file_count;
    Err err = sys_list_tree(arena, office_path(arena, office->data, "grants"), LIMIT_OFFICE_FILES, &files, &file_count);
    *count = 0;
    if (err) return err;
    Grant *grants = NEW_ARRAY(arena, Grant, file_count + 1);
    Bytes *bytes = NEW_ARRAY(arena, Bytes, file_count + 1);
    for (size_t i = 0; !err && i < file_count; i++) {
        Str path = str_format(arena, "grants/%.*s", STR_ARG(files[i]));
        err = sys_read_file(arena, office_path(arena, office->data, str_c(arena, path)), LIMIT_KEY_FILE_BYTES, &text);
        if (!err) err = grant_read(bytes_of_str(text), office->root, &grants[*count]);
        if (!err) bytes[(*count)++] = bytes_of_str(text);
    }
    if (out) *out = grants;
    if (blobs) *blobs = bytes;
    return err;
}

static Err grant_find(Arena *arena, const Office *office, Id officer, Str window, Grant *out, bool *found) {
    Grant *grants = NULL;
    size_t count;
    *found = false;
    Err err = officer_grants(arena, office, &grants, NULL, &count);
    for (size_t i = 0; !err && i < count; i++) {
        if (!id_eq(grants[i].officer, officer) || !str_eq(grants[i].window, window)) continue;
        *out = grants[i];
        *found = true;
    }
    return err;
}

static Err grant_put(Arena *arena, const Change *change, const Grant *grant) {
    ByteWriter bytes = bytes_writer(arena, GRANT_BYTES_MAX);
    Err err = grant_sign(&bytes, grant, &change->root->secret);
    Str path = str_format(arena, "grants/%.*s", STR_ARG(id_hex(arena, grant->grant)));
    if (err) return err;
    return sys_write_file(office_path(arena, change->office->data, str_c(arena, path)),
                          (Str){(const char *)bytes.ptr, bytes.len});
}

Err officer_wrap(Arena *arena, const Change *change, const Officer *officer, const WrapPlace *place, const WindowPair *secret) {
    ByteWriter box = bytes_writer(arena, BOX_CONTENT_MOST);
    Err err = wrap_window(&box, place, officer->box, &secret->secret, change->random);
    if (err) return err;
    return sys_write_file(keyring_wrap_path(arena, change->office, place->window, place->epoch, id_hex(arena, officer->id)),
                          (Str){(const char *)box.ptr, box.len});
}

Err officer_grant(Arena *arena, const Change *change, const Officer *officer, const GrantTerms *terms,
                  const WindowPair *secret) {
    Grant grant = {0};
    bool found;
    KeyList list;
    WindowPublic public;
    uint32_t epoch = 0;
    Err err = grant_find(arena, change->office, officer->id, terms->window, &grant, &found);
    if (!err) err = office_keys(arena, change->office, &list);
    if (!err) err = keylist_window(&list, terms->window, &epoch, &public);
    if (err) return err;
    if (!found) change->random.fill(change->random.at, grant.grant.bytes, sizeof grant.grant.bytes);
    grant.office = change->office->id;
    grant.serial++;
    grant.officer = officer->id;
    grant.key = officer->sign;
    grant.window = terms->window;
    grant.rights = terms->rights;
    grant.daily = terms->daily;
    grant.from = change->now;
    grant.until = terms->until;
    WrapPlace place = {.office = change->office->id, .window = terms->window, .epoch = epoch};
    if (secret) err = officer_wrap(arena, change, officer, &place, secret);
    return err ? err : grant_put(arena, change, &grant);
}

Err officer_revoke(Arena *arena, const Change *change, const Officer *officer, Str window) {
    Grant grant;
    bool found;
    KeyList list;
    Err err = grant_find(arena, change->office, officer->id, window, &grant, &found);
    if (!err && !found) err = ERR_INPUT;
    if (err) return err;
    grant.serial++;
    grant.rights = 0;
    err = grant_put(arena, change, &grant);
    if (!err) err = office_keys(arena, change->office, &list);
    for (size_t i = 0; !err && i < list.count; i++) {
        const KeyEntry *entry = &list.entries[i];
        if (entry->kind != KEY_WINDOW || !str_eq(entry->name, window)) continue;
        err = sys_remove_file(keyring_wrap_path(arena, change->office, window, entry->epoch, id_hex(arena, officer->id)));
    }
    return err;
}

// --- windows -----------------------------------------------------------------------------------------------------------------

static Err wrap_for_all(Arena *arena, const Change *change, const WrapPlace *place, const WindowPair *pair) {
    Grant *grants = NULL;
    size_t count;
    Err err = officer_grants(arena, change->office, &grants, NULL, &count);
    for (size_t i = 0; !err && i < change->holder_count; i++)
        err = officer_wrap(arena, change, &change->holders[i], place, pair);
    for (size_t i = 0; !err && i < count; i++) {
        Officer officer;
        bool holds = str_eq(grants[i].window, place->window) && grants[i].rights && grants[i].until > change->now;
        if (holds) err = officer_read(arena, change->office, grants[i].officer, &officer);
        if (holds && !err) err = officer_wrap(arena, change, &officer, place, pair);
    }
    return err;
}

static Err wrap_recovery(Arena *arena, const Change *change, const KeyList *list, const WrapPlace *place,
                         const WindowPair *pair) {
    RecoveryWindowsPublic recovery;
    uint32_t any = 0;
    ByteWriter box = bytes_writer(arena, BOX_CONTENT_MOST);
    Err err = keylist_recovery_windows(list, &any, &recovery);
    if (!err) err = wrap_window_recovery(&box, place, recovery, &pair->secret, change->random);
    if (err) return err;
    return sys_write_file(keyring_wrap_path(arena, change->office, place->window, place->epoch, STR("recovery")),
                          (Str){(const char *)box.ptr, box.len});
}

// What a renewal that was cut off left behind: wraps of a key that no list ever named.
static Err wraps_clear(Arena *arena, const Change *change, const WrapPlace *place) {
    Str *files, folder = STR("keys/windows"), start = str_format(arena, "%.*s.%u.", STR_ARG(place->window), place->epoch);
    size_t count;
    const char *path = office_path(arena, change->office->data, folder.ptr);
    Err err = sys_list_tree(arena, path, LIMIT_OFFICE_FILES, &files, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (str_starts(files[i], start))
            err = sys_remove_file(str_c(arena, str_format(arena, "%s/%.*s", path, STR_ARG(files[i]))));
    return err;
}

// Its name becomes part of a file's.
static bool name_serves(Str name) {
    bool serves = name.len > 0 && name.len <= GRANT_WINDOW_MAX && name.ptr[0] != '.';
    for (size_t i = 0; serves && i < name.len; i++) {
        char c = name.ptr[i];
        serves = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }
    return serves;
}

Err window_renew(Arena *arena, const Change *change, Str window, WindowPair *out, uint32_t *epoch) {
    KeyList list;
    Err err = name_serves(window) ? office_keys(arena, change->office, &list) : ERR_INPUT;
    if (err) return err;
    Grain grain = grain_make(change->random);
    *out = key_window(&grain);
    grain_wipe(&grain);
    *epoch = rotation_add(arena, &list, &(KeyEntry){.kind = KEY_WINDOW, .name = window, .since = change->now},
                          out->public.box.bytes);
    WrapPlace place = {.office = change->office->id, .window = window, .epoch = *epoch};
    // Wrapped first: a window in the list whose secret nobody has would swallow reports.
    err = wraps_clear(arena, change, &place);
    if (!err) err = wrap_recovery(arena, change, &list, &place, out);
    if (!err) err = wrap_for_all(arena, change, &place, out);
    return err ? err : office_publish(arena, change->office, &list, change->root, change->now);
}
