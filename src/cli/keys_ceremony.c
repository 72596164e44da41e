// `todoke keys ceremony`: an office is founded. What is carried away lies in two folders that are not the office's, and the
// office becomes one only when all of that is on the disk and has been read back.
#include "cli/keys.h"

#include "base/code.h"
#include "base/entropy.h"
#include "base/sys.h"
#include "office/ceremony.h"
#include "office/share.h"

#include <limits.h>
#include <stdlib.h>

static int fail(Session *session, Msg msg, Str a) {
    session_say(session, msg, a, STR_NONE);
    return EXIT_BAD;
}

// --- where things go ---------------------------------------------------------------------------------------------------------

// A folder without its last "/", so that what lies above it can be told.
static Str folder_of(Session *session, const char *given) {
    Str path = str_from(given);
    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    return str_copy(session->arena, path);
}

// The true place of a folder that need not be there yet: its own, or that of the folder above it with its name.
static Str true_place(Session *session, Str path) {
    char real[PATH_MAX];
    size_t at = path.len;
    if (realpath(str_c(session->arena, path), real)) return str_copy(session->arena, str_from(real));
    while (at > 0 && path.ptr[at - 1] != '/') at--;
    Str above = at > 0 ? str_slice(path, 0, at) : STR(".");
    if (!realpath(str_c(session->arena, above), real)) return path;
    return str_format(session->arena, "%s/%.*s", real, STR_ARG(str_slice(path, at, path.len)));
}

static bool lies_in(Session *session, Str path, Str folder) {
    Str place = true_place(session, path), above = true_place(session, folder);
    return str_eq(place, above) || str_starts(place, str_join(session->arena, above, STR("/")));
}

// A folder that is new or empty: what lies in it afterwards is of this office alone.
static bool folder_take(Session *session, Str path, Str data) {
    const char *name = str_c(session->arena, path);
    if (lies_in(session, path, data)) return fail(session, MSG_KEYS_INSIDE, path) == EXIT_DONE;
    if (!sys_is_missing(name) && !sys_is_empty(name)) return fail(session, MSG_KEYS_NOT_EMPTY, path) == EXIT_DONE;
    if (sys_make_closed_folder(name) == ERR_OK) return true;
    return fail(session, MSG_OFFICE_UNREADABLE, path) == EXIT_DONE;
}

// --- shares ------------------------------------------------------------------------------------------------------------------

static Err shares_write(Session *session, Str folder, const Founding *founding) {
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < RECOVERY_SHARES; i++) err = share_write(session->arena, folder, &founding->windows[i]);
    for (size_t i = 0; !err && i < RECOVERY_SHARES; i++) err = share_write(session->arena, folder, &founding->keeper[i]);
    return err;
}

static Err share_again(Session *session, Str folder, const RecoveryShare *written, RecoveryShare *out) {
    size_t wrong_line;
    Str path = str_format(session->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(share_name(session->arena, written)));
    return share_read(session->arena, str_c(session->arena, path), out, &wrong_line);
}

// Every two of the shares, as they lie in their files, give the key back.
static Err shares_prove(Session *session, Str folder, const KeyList *list, const Founding *founding) {
    RecoveryShare windows[RECOVERY_SHARES], keeper[RECOVERY_SHARES];
    RecoveryWindowsPair of_windows;
    RecoveryKeeperPair of_keeper;
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < RECOVERY_SHARES; i++) {
        err = share_again(session, folder, &founding->windows[i], &windows[i]);
        if (!err) err = share_again(session, folder, &founding->keeper[i], &keeper[i]);
    }
    for (size_t i = 0; !err && i < RECOVERY_SHARES; i++) {
        size_t next = (i + 1) % RECOVERY_SHARES;
        err = share_windows(list, (RecoveryShare[2]){windows[i], windows[next]}, &of_windows);
        if (!err) err = share_keeper(list, (RecoveryShare[2]){keeper[i], keeper[next]}, &of_keeper);
    }
    sodium_memzero(&of_windows, sizeof of_windows);
    sodium_memzero(&of_keeper, sizeof of_keeper);
    sodium_memzero(windows, sizeof windows);
    sodium_memzero(keeper, sizeof keeper);
    return err;
}

// --- a real office -----------------------------------------------------------------------------------------------------------

static Err found(Session *session, const FoundingPlan *plan, Str shares, Founding *founding) {
    KeyList list;
    Err err = ceremony_found(session->arena, plan, founding);
    if (!err) err = shares_write(session, shares, founding);
    if (!err) err = sys_sync_folder(str_c(session->arena, str_join(session->arena, plan->medium, STR("/root"))));
    if (!err) err = office_keys(session->arena, &founding->office, &list);
    if (!err) err = shares_prove(session, shares, &list, founding);
    return err ? err : office_finish(session->arena, &founding->office);
}

static void tell_founded(Session *session, const FoundingPlan *plan, Str shares, const Office *office) {
    Str root = code_hex(session->arena, BYTES_OF(office->root.sign.bytes));
    session_line(session, MSG_KEYS_FOUNDED, plan->data, id_hex(session->arena, office->id), STR_NONE);
    session_line(session, MSG_KEYS_ROOT, root, STR_NONE, STR_NONE);
    session_line(session, MSG_KEYS_TAKE_ROOT, plan->medium, STR_NONE, STR_NONE);
    session_line(session, MSG_KEYS_TAKE_SHARES, shares, STR_NONE, STR_NONE);
    session_line(session, MSG_KEYS_TAKE_RULE, STR_NONE, STR_NONE, STR_NONE);
    session_line(session, MSG_KEYS_NEXT, plan->data, plan->medium, STR_NONE);
}

static int found_real(Session *session, Str data) {
    Founding founding = {0};
    if (!session->values[OPTION_ROOT] || !session->values[OPTION_SHARES]) return fail(session, MSG_KEYS_WHERE, STR_NONE);
    Str root = folder_of(session, session->values[OPTION_ROOT]), shares = folder_of(session, session->values[OPTION_SHARES]);
    FoundingPlan plan = {.data = data, .mode = MODE_REAL, .medium = root, .now = session->at, .random = {entropy_fill, NULL}};
    Office there;
    if (office_read(session->arena, data, &there) == ERR_OK) return fail(session, MSG_KEYS_TAKEN, data);
    if (lies_in(session, root, shares) || lies_in(session, shares, root)) return fail(session, MSG_KEYS_INSIDE, shares);
    bool asked = key_desk_passphrase(session, OPTION_KEEPER_PASSPHRASE, MSG_KEYS_NEW_KEEPER, true, &plan.keeper_passphrase) &&
                 key_desk_passphrase(session, OPTION_ROOT_PASSPHRASE, MSG_KEYS_NEW_ROOT, true, &plan.root_passphrase);
    if (!asked || !folder_take(session, root, data) || !folder_take(session, shares, data)) return EXIT_BAD;
    Err err = found(session, &plan, shares, &founding);
    ceremony_wipe(&founding);
    if (err) return fail(session, err == ERR_REFUSED ? MSG_KEYS_TAKEN : MSG_KEYS_UNFOUNDED, data);
    tell_founded(session, &plan, shares, &founding.office);
    return EXIT_DONE;
}

static int found_demonstration(Session *session, Str data) {
    bool made = false;
    Err err = ceremony_demonstrate(session->arena, data, session->at, (SealRandom){entropy_fill, NULL}, &made);
    if (made) session_line(session, MSG_OFFICE_DEMONSTRATION, data, STR_NONE, STR_NONE);
    return made ? EXIT_DONE : fail(session, err == ERR_IO ? MSG_OFFICE_UNREADABLE : MSG_KEYS_TAKEN, data);
}

int keys_ceremony(Session *session) {
    const char *given = session->values[OPTION_DATA];
    Str data = folder_of(session, given ? given : "data");
    if (entropy_open() != ERR_OK) return fail(session, MSG_OFFICE_UNREADABLE, data);
    return session_has(session, OPTION_DEMONSTRATION) ? found_demonstration(session, data) : found_real(session, data);
}
