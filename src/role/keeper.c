// The keeper: holds the second half of every report's key, and gives it out only for what stands in the ledger. Here it gets
// its keys and gives up everything else; what it does is in keeper_desk.c, the rules are in office/opening.h.
#include "role/keeper_desk.h"

#include "base/entropy.h"
#include "base/sys.h"
#include "office/keyring.h"
#include "office/officer.h"
#include "role/roles.h"

#include <stdlib.h>

enum { PASSPHRASE_FILE_MAX = 1024 };

// What the system's manager of services hands over, with LoadCredential or LoadCredentialEncrypted.
#define CREDENTIAL_NAME "todoke.keeper"

typedef struct KeeperStart {
    Arena arena;
    const RoleStart *start;
    Office office;
    KeyList list;
    KeeperKeys keys;
} KeeperStart;

static Err passphrase_find(KeeperStart *keeper, Str *out) {
    const RoleStart *start = keeper->start;
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    *out = (Str){(const char *)start->passphrase.ptr, start->passphrase.len};
    if (start->config->keeper_key != KEEPER_KEY_CREDENTIAL) return ERR_OK;
    if (!folder) return ERR_REFUSED;
    const char *path = str_c(&keeper->arena, str_format(&keeper->arena, "%s/%s", folder, CREDENTIAL_NAME));
    Err err = sys_read_file(&keeper->arena, path, PASSPHRASE_FILE_MAX, out);
    if (!err && str_ends(*out, STR("\n"))) out->len--;
    return err;
}

static Err keys_find(KeeperStart *keeper) {
    Str passphrase;
    Err err = entropy_open();
    if (!err) err = office_read(&keeper->arena, str_from(keeper->start->data), &keeper->office);
    if (!err) err = office_keys(&keeper->arena, &keeper->office, &keeper->list);
    if (!err) err = passphrase_find(keeper, &passphrase);
    return err ? err : keyring_keeper(&keeper->arena, &keeper->office, &keeper->list, passphrase, &keeper->keys);
}

static Err grants_read(void *at, Arena *arena, Bytes **grants, size_t *count) {
    const KeeperStart *keeper = at;
    return officer_grants(arena, &keeper->office, NULL, grants, count);
}

static int serve(KeeperStart *keeper) {
    KeeperDesk *desk;
    GrantSource grants = {office_path(&keeper->arena, keeper->office.data, "grants"), grants_read, keeper};
    if (role_become(keeper->start, ROLE_KEEPER) != ERR_OK) return ROLE_REFUSES;
    Err err = keeper_desk_open(&keeper->arena, keeper->start, &keeper->keys, grants, &desk);
    if (err) return err == ERR_INPUT ? ROLE_REFUSES : role_failed(keeper->start, err);
    if (role_enter(keeper->start, ROLE_KEEPER) != ERR_OK) return ROLE_REFUSES;
    role_ready(keeper->start);
    err = keeper_desk_run(desk);
    if (err) role_failed(keeper->start, err);
    keeper_desk_close(desk);
    return err ? ROLE_FAILED : ROLE_DONE;
}

int role_keeper(const RoleStart *start) {
    KeeperStart keeper = {.arena = arena_make(NULL, NULL), .start = start};
    Err err = keys_find(&keeper);
    int status = ROLE_REFUSES;
    if (err == ERR_IO)
        status = role_failed(start, err);
    else if (err)
        log_event(start->log, LOG_ROLE_REFUSED, (LogFields){{log_number("err", err)}});
    else
        status = serve(&keeper);
    keyring_keeper_wipe(&keeper.keys);
    arena_free(&keeper.arena);
    return status;
}
