// Makes the keys of an office. Order matters: secrets first, then the list that names them, and the office's own file last.
#include "office/ceremony.h"

#include "base/sys.h"
#include "base/words.h"
#include "office/keyfile.h"
#include "office/rotation.h"

enum { KEYS_MOST = 16, DAY_SECONDS = 86400, MICROSECONDS = 1000000 };

typedef struct Ceremony {
    Arena *arena;
    const FoundingPlan *plan;
    Founding *out;
    KeyEntry entries[KEYS_MOST];
    size_t count;
} Ceremony;

static void list_key(Ceremony *ceremony, KeyKind kind, Str name, const unsigned char public[32]) {
    KeyEntry *entry = &ceremony->entries[ceremony->count++];
    *entry = (KeyEntry){.kind = kind, .state = KEY_CURRENT, .name = name, .epoch = 1, .since = ceremony->plan->now};
    memcpy(entry->public, public, sizeof entry->public);
}

static Err keep(Ceremony *ceremony, const char *path, KeyFileKind kind, uint32_t epoch, const Grain *grain, Str passphrase) {
    KeyFile file = {.kind = kind, .office = ceremony->out->office.id, .epoch = epoch, .mode = ceremony->plan->mode};
    return keyfile_write(ceremony->arena, path, file, grain, passphrase, ceremony->plan->random);
}

// What leaves the machine; the names of the files are those of their kinds.
static Err keep_outside(Ceremony *ceremony, KeyFileKind kind, const Grain *grain) {
    const FoundingPlan *plan = ceremony->plan;
    Str path = str_format(ceremony->arena, "%.*s/%.*s", STR_ARG(plan->medium), STR_ARG(keyfile_kind_name(kind)));
    return keep(ceremony, str_c(ceremony->arena, path), kind, kind == KEYFILE_ROOT ? 0 : 1, grain, plan->root_passphrase);
}

static Err make_outside(Ceremony *ceremony, KeyFileKind kind) {
    Grain grain = grain_make(ceremony->plan->random);
    Str none = {0};
    if (kind == KEYFILE_ROOT) {
        ceremony->out->root = key_root(&grain);
        ceremony->out->office.root = ceremony->out->root.public;
    }
    if (kind == KEYFILE_STATISTICS) list_key(ceremony, KEY_STATISTICS, none, key_statistics(&grain).public.box.bytes);
    if (kind == KEYFILE_ANALYST) list_key(ceremony, KEY_ANALYST, STR("office"), key_analyst(&grain).public.box.bytes);
    if (kind == KEYFILE_COURIER) list_key(ceremony, KEY_COURIER, none, key_courier(&grain).public.box.bytes);
    if (kind == KEYFILE_INSPECTOR) list_key(ceremony, KEY_INSPECTOR, none, key_inspector(&grain).public.box.bytes);
    Err err = keep_outside(ceremony, kind, &grain);
    grain_wipe(&grain);
    return err;
}

static Err make_receipt(Ceremony *ceremony) {
    Grain grain = grain_make(ceremony->plan->random);
    list_key(ceremony, KEY_RECEIPT, STR_NONE, key_receipt(&grain).public.sign.bytes);
    Err err = keep(ceremony, office_path(ceremony->arena, ceremony->plan->data, "keys/receipt/receipt.1"), KEYFILE_RECEIPT, 1,
                   &grain, STR_NONE);
    grain_wipe(&grain);
    return err;
}

// One of the keeper's two keys: under the passphrase, and for recovery.
static Err keep_inside(Ceremony *ceremony, KeyFileKind kind, const Grain *grain, RecoveryKeeperPublic recovery) {
    const FoundingPlan *plan = ceremony->plan;
    Rotation rotation = {.office = &ceremony->out->office, .random = plan->random, .recovery = recovery, .epoch = 1};
    return rotation_keep(ceremony->arena, &rotation, kind, grain, plan->keeper_passphrase);
}

// The keeper's and the ledger's keys, and the recovery key whose shares are the only other way to them.
static Err make_keeper(Ceremony *ceremony) {
    const FoundingPlan *plan = ceremony->plan;
    Grain keeper = grain_make(plan->random), ledger = grain_make(plan->random), recovery = grain_make(plan->random);
    RecoveryKeeperPublic public = key_recovery_keeper(&recovery).public;
    list_key(ceremony, KEY_KEEPER, STR_NONE, key_keeper(&keeper).public.box.bytes);
    list_key(ceremony, KEY_LEDGER, STR_NONE, key_ledger(&ledger).public.sign.bytes);
    list_key(ceremony, KEY_RECOVERY_KEEPER, STR_NONE, public.box.bytes);
    recovery_split(RECOVERY_OF_KEEPER, ceremony->out->office.id, &recovery, plan->random, ceremony->out->keeper);
    Err err = keep_inside(ceremony, KEYFILE_KEEPER, &keeper, public);
    if (!err) err = keep_inside(ceremony, KEYFILE_LEDGER, &ledger, public);
    grain_wipe(&keeper);
    grain_wipe(&ledger);
    grain_wipe(&recovery);
    return err;
}

static void make_recovery_windows(Ceremony *ceremony) {
    Grain recovery = grain_make(ceremony->plan->random);
    list_key(ceremony, KEY_RECOVERY_WINDOWS, STR_NONE, key_recovery_windows(&recovery).public.box.bytes);
    recovery_split(RECOVERY_OF_WINDOWS, ceremony->out->office.id, &recovery, ceremony->plan->random, ceremony->out->windows);
    grain_wipe(&recovery);
}

static const KeyFileKind outside[] = {KEYFILE_ROOT, KEYFILE_STATISTICS, KEYFILE_ANALYST, KEYFILE_COURIER, KEYFILE_INSPECTOR};
enum { OUTSIDE_COUNT = sizeof outside / sizeof *outside };

// Keys that lie on the medium may be those of another office: they are never written over.
static Err medium_is_free(Arena *arena, Str medium) {
    if (!sys_is_directory(str_c(arena, medium))) return ERR_IO;
    for (size_t i = 0; i < OUTSIDE_COUNT; i++) {
        Str path = str_format(arena, "%.*s/%.*s", STR_ARG(medium), STR_ARG(keyfile_kind_name(outside[i])));
        if (!sys_is_missing(str_c(arena, path))) return ERR_REFUSED;
    }
    return ERR_OK;
}

Err ceremony_found(Arena *arena, const FoundingPlan *plan, Founding *out) {
    Ceremony *ceremony = NEW(arena, Ceremony);
    *ceremony = (Ceremony){.arena = arena, .plan = plan, .out = out};
    Err err = plan->mode == MODE_REAL ? medium_is_free(arena, plan->medium) : ERR_OK;
    if (!err) err = office_begin(arena, plan->data, plan->mode);
    if (err) return err;
    *out = (Founding){.office = {.data = plan->data, .mode = plan->mode, .founded = plan->now}};
    plan->random.fill(plan->random.at, out->office.id.bytes, sizeof out->office.id.bytes);
    for (size_t i = 0; !err && i < OUTSIDE_COUNT; i++) err = make_outside(ceremony, outside[i]);
    if (!err) err = make_receipt(ceremony);
    if (!err) err = make_keeper(ceremony);
    make_recovery_windows(ceremony);
    KeyList list = {.entries = ceremony->entries, .count = ceremony->count};
    if (!err) err = office_publish(arena, &out->office, &list, &out->root, plan->now);
    if (err) ceremony_wipe(out);
    return err;
}

void ceremony_wipe(Founding *founding) {
    sodium_memzero(&founding->root.secret, sizeof founding->root.secret);
    sodium_memzero(founding->windows, sizeof founding->windows);
    sodium_memzero(founding->keeper, sizeof founding->keeper);
}

static Err demonstrate(Arena *arena, const FoundingPlan *plan, Founding *founding) {
    Officer officer;
    WindowPair pair;
    uint32_t epoch;
    Err err = ceremony_found(arena, plan, founding);
    if (err) return err;
    Change change = {.office = &founding->office, .root = &founding->root, .now = plan->now, .random = plan->random};
    Str window = STR(CEREMONY_WINDOW);
    GrantTerms terms = {.window = window,
                        .rights = GRANT_ASK | GRANT_AGREE,
                        .daily = GRANT_DAILY_MAX,
                        .until = plan->now + (Moment)GRANT_DAYS_MAX * DAY_SECONDS * MICROSECONDS};
    const char *path = office_path(arena, plan->data, CEREMONY_OFFICER_FILE);
    err = officer_add(arena, &change, STR("demonstration"), path, STR_NONE, &officer);
    if (!err) err = window_renew(arena, &change, window, &pair, &epoch);
    if (!err) err = officer_grant(arena, &change, &officer, &terms, &pair);
    sodium_memzero(&pair, sizeof pair);
    return err ? err : office_finish(arena, &founding->office);
}

Err ceremony_demonstrate(Arena *arena, Str data, Moment now, SealRandom random, bool *made) {
    Office office;
    Founding founding = {0};
    *made = false;
    Err err = office_read(arena, data, &office);
    bool nothing = err == ERR_INPUT && sys_is_missing(office_path(arena, data, "office"));
    if (err != ERR_REFUSED && !nothing) return err;
    FoundingPlan plan = {.data = data,
                         .mode = MODE_DEMONSTRATION,
                         .medium = str_format(arena, "%.*s/keys/demonstration", STR_ARG(data)),
                         .now = now,
                         .random = random};
    err = demonstrate(arena, &plan, &founding);
    ceremony_wipe(&founding);
    *made = !err;
    return err;
}
