// todoke serve: the config, the folder of the office, and then the supervisor until it is told to stop.
#include "cli/commands.h"
#include "cli/session.h"

#include "base/entropy.h"
#include "base/limits.h"
#include "base/sys.h"
#include "base/words.h"
#include "office/ceremony.h"
#include "office/keyring.h"
#include "role/roles.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { STANDARD_ERROR = 2 };

static bool address_take(Session *session, Option option, Address *out) {
    const char *value = session->values[option];
    if (!value || address_read(str_from(value), out) == ERR_OK) return true;
    session_say(session, MSG_SERVE_BAD_ADDRESS, str_from(value), STR_NONE);
    return false;
}

// File, then environment, then options: what is nearer to the hand wins.
static bool config_take(Session *session, Config *config) {
    const char *path = session->values[OPTION_CONFIG];
    Diags diags = diags_make(session->arena);
    Str source = {0};
    *config = config_defaults();
    if (path && sys_read_file(session->arena, path, LIMIT_CONFIG_BYTES, &source) != ERR_OK) {
        session_say(session, MSG_SERVE_CONFIG_UNREADABLE, str_from(path), STR_NONE);
        return false;
    }
    Err err = config_read(str_from(path), source, config, &diags);
    Err also = config_environment(session->arena, (const char *const *)environ, config, &diags);
    session_tell(session, &diags);
    if (err || also) return false;
    if (session->values[OPTION_DATA]) config->data = str_from(session->values[OPTION_DATA]);
    return address_take(session, OPTION_PUBLIC, &config->listen) && address_take(session, OPTION_DESK, &config->desk);
}

static bool data_open(Session *session, const Config *config, Str *out) {
    char absolute[PATH_MAX];
    const char *path = str_c(session->arena, config->data);
    if (sys_make_folder(path) != ERR_OK || !realpath(path, absolute)) {
        session_say(session, MSG_SERVE_WORLD, config->data, STR_NONE);
        return false;
    }
    *out = str_copy(session->arena, str_from(absolute));
    return true;
}

// Why ceremony_demonstrate made nothing. A folder of somebody's own must not be taken for an office cut off in the making.
static Msg office_fault(Session *session, Str data, Err err) {
    if (err == ERR_IO) return MSG_OFFICE_UNREADABLE;
    if (err != ERR_REFUSED) return MSG_OFFICE_NONE;
    return sys_is_missing(office_path(session->arena, data, "making")) ? MSG_OFFICE_OCCUPIED : MSG_OFFICE_CUT_OFF;
}

// A folder without an office becomes a demonstration of one, unasked.
static bool office_open(Session *session, Str data, Clock clock) {
    bool made = false;
    Err err = entropy_open();
    if (!err) err = ceremony_demonstrate(session->arena, data, clock.now(clock.at), (SealRandom){entropy_fill, NULL}, &made);
    if (made) session_say(session, MSG_OFFICE_DEMONSTRATION, data, STR_NONE);
    if (!err) return true;
    session_say(session, office_fault(session, data, err), data, STR_NONE);
    return false;
}

// A keeper's key that lies under a passphrase: an operator types it once, and it goes to the keeper alone.
static bool passphrase_take(Session *session, const Config *config, Str data, Bytes *out) {
    Office office;
    KeyList list;
    Str typed;
    bool locked = false;
    Err err = office_read(session->arena, data, &office);
    if (!err) err = office_keys(session->arena, &office, &list);
    if (!err) err = keyring_keeper_locked(session->arena, &office, &list, &locked);
    if (err || !locked || config->keeper_key == KEEPER_KEY_CREDENTIAL) return true; // the keeper says what is wrong
    if (!session_passphrase(session, MSG_SERVE_PASSPHRASE, STR_NONE, &typed)) return false;
    *out = bytes_of_str(typed);
    return true;
}

// The spool will say so as well, but only in its log.
static void space_say(Session *session, const Config *config, Str data) {
    struct statvfs facts;
    int64_t wanted = config->free_mib / 2;
    if (statvfs(str_c(session->arena, data), &facts) != 0) return;
    int64_t free_mib = (int64_t)((facts.f_bavail * facts.f_frsize) >> 20);
    if (free_mib >= wanted) return;
    session_say(session, MSG_SERVE_NO_SPACE, str_format(session->arena, "%lld", (long long)free_mib),
                str_format(session->arena, "%lld", (long long)wanted));
}

static void stuck_say(void *at, const char *role) {
    Session *session = at;
    session_say(session, MSG_SERVE_STUCK, str_from(role), str_from(session->values[OPTION_DATA]));
}

static void serving_say(void *at) {
    Session *session = at;
    session_say(session, MSG_SERVE_READY, str_from(session->values[OPTION_DATA]), STR_NONE);
    if (session->values[OPTION_PUBLIC])
        session_say(session, MSG_SERVE_PAGES, str_from(session->values[OPTION_PUBLIC]), STR_NONE);
}

static int serve_end(Session *session, const Config *config, Err err, SupervisorFault fault) {
    Str data = str_from(session->values[OPTION_DATA]);
    static const Msg words[] = {[SUPERVISOR_FINE] = MSG_NONE,
                                [SUPERVISOR_BUSY] = MSG_SERVE_BUSY,
                                [SUPERVISOR_WORLD] = MSG_SERVE_WORLD,
                                [SUPERVISOR_ADDRESS] = MSG_SERVE_ADDRESS,
                                [SUPERVISOR_REFUSED] = MSG_SERVE_REFUSED};
    if (fault != SUPERVISOR_FINE)
        session_say(session, words[fault], fault == SUPERVISOR_ADDRESS ? config->listen.text : data, STR_NONE);
    if (err == ERR_OK) return EXIT_DONE;
    return fault == SUPERVISOR_FINE ? EXIT_NO : EXIT_BAD;
}

// Every key with its value where nobody sets it: what may be put into a file as it is.
static void list_keys(Session *session) {
    for (size_t i = 0; i < config_key_count; i++) {
        ConfigKey key = config_key(i);
        Str meaning = word(session->lang, key.help);
        buf_format(&session->out, "# %.*s (%s)\n# %s = %s\n", STR_ARG(meaning), key.values, key.name, key.initial);
    }
}

int command_serve(Session *session) {
    Config config;
    Str data;
    if (!config_take(session, &config)) return EXIT_BAD;
    if (session_has(session, OPTION_CHECK)) {
        const char *path = session->values[OPTION_CONFIG];
        session_say(session, path ? MSG_SERVE_CONFIG_FINE : MSG_SERVE_CONFIG_NONE, str_from(path), STR_NONE);
        list_keys(session);
        return EXIT_DONE;
    }
    if (!data_open(session, &config, &data)) return EXIT_BAD;
    if (session_has(session, OPTION_DESK)) session_say(session, MSG_SERVE_NO_PAGES, STR_NONE, STR_NONE);
    session->values[OPTION_DATA] = data.ptr;
    session->values[OPTION_PUBLIC] = config.listen.port ? str_c(session->arena, config.listen.text) : NULL;
    Clock clock = clock_system();
    Bytes passphrase = {0};
    if (!office_open(session, data, clock) || !passphrase_take(session, &config, data, &passphrase)) return EXIT_BAD;
    space_say(session, &config, data);
    Log log = {STANDARD_ERROR, config.log_format == LOG_FORMAT_JSON, "supervisor", clock};
    Supervision plan = {.config = &config,
                        .data = data,
                        .rows = role_rows,
                        .row_count = role_row_count,
                        .log = log,
                        .clock = clock,
                        .passphrase = passphrase,
                        .serving = serving_say,
                        .stuck = stuck_say,
                        .at = session};
    SupervisorFault fault = SUPERVISOR_FINE;
    Err err = supervisor_run(session->arena, &plan, &fault);
    return serve_end(session, &config, err, fault);
}
