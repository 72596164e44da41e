// The table of keys, and the reader of `key = value`. Everything wrong in a file is said at once, with its place.
#include "role/config.h"

#include "base/utf8.h"
#include "net/peer.h"

#include <stddef.h>

enum { VALUES_MOST = 4, PEER_TEXT_MOST = 64 };

typedef enum Shape { SHAPE_TEXT, SHAPE_ADDRESS, SHAPE_PEERS, SHAPE_LINK, SHAPE_NUMBER, SHAPE_CHOICE } Shape;

typedef struct Row {
    const char *name;
    Shape shape;
    size_t at; // in Config
    const char *initial;
    int64_t least, most;
    const char *choices[VALUES_MOST];
    const char *values; // as shown
    Msg help;
} Row;

#define AT(field) offsetof(Config, field)

static const Row rows[] = {
    {"data", SHAPE_TEXT, AT(data), "./data", 0, 0, {0}, "DIR", MSG_CONFIG_DATA},
    {"public", SHAPE_ADDRESS, AT(listen), "127.0.0.1:8080", 0, 0, {0}, "ADDR:PORT|none", MSG_CONFIG_PUBLIC},
    {"public.proxies", SHAPE_PEERS, AT(proxies), "none", 0, 0, {0}, "ADDR...|none", MSG_CONFIG_PROXIES},
    {"public.clerks", SHAPE_NUMBER, AT(clerks), "256", 1, 4096, {0}, "NUMBER", MSG_CONFIG_CLERKS},
    {"public.places", SHAPE_NUMBER, AT(places), "4096", 16, 65536, {0}, "NUMBER", MSG_CONFIG_PLACES},
    {"public.burst", SHAPE_NUMBER, AT(burst), "100", 1, 100000, {0}, "NUMBER", MSG_CONFIG_BURST},
    {"public.per_second", SHAPE_NUMBER, AT(per_second), "20", 1, 100000, {0}, "NUMBER", MSG_CONFIG_PER_SECOND},
    {"exit.address", SHAPE_LINK, AT(leave), "https://www.jma.go.jp/", 0, 0, {0}, "https://ADDRESS", MSG_CONFIG_EXIT},
    {"desk", SHAPE_ADDRESS, AT(desk), "127.0.0.1:8081", 0, 0, {0}, "ADDR:PORT", MSG_CONFIG_DESK},
    {"log.format", SHAPE_CHOICE, AT(log_format), "text", 0, 0, {"text", "json"}, "text|json", MSG_CONFIG_LOG_FORMAT},
    {"uid.base", SHAPE_NUMBER, AT(uid_base), "61100", 0, 1 << 30, {0}, "NUMBER", MSG_CONFIG_UID_BASE},
    {"spool.segment_mib", SHAPE_NUMBER, AT(segment_mib), "64", 1, 1024, {0}, "MiB", MSG_CONFIG_SEGMENT},
    {"spool.reserve_mib", SHAPE_NUMBER, AT(reserve_mib), "16", 0, 4096, {0}, "MiB", MSG_CONFIG_RESERVE},
    {"spool.draft_mib", SHAPE_NUMBER, AT(draft_mib), "1024", 1, 1 << 20, {0}, "MiB", MSG_CONFIG_DRAFT},
    {"spool.free_mib", SHAPE_NUMBER, AT(free_mib), "256", 0, 1 << 20, {0}, "MiB", MSG_CONFIG_FREE},
    {"keeper.key",
     SHAPE_CHOICE,
     AT(keeper_key),
     "clear",
     0,
     0,
     {"clear", "passphrase", "credential"},
     "clear|passphrase|credential",
     MSG_CONFIG_KEEPER_KEY},
    {"keeper.daily_quota", SHAPE_NUMBER, AT(daily_quota), "50", 1, 10000, {0}, "NUMBER", MSG_CONFIG_QUOTA},
    {"printer.documents", SHAPE_NUMBER, AT(printers), "2", 1, 32, {0}, "NUMBER", MSG_CONFIG_PRINTERS},
    {"printer.seconds", SHAPE_NUMBER, AT(print_seconds), "20", 1, 600, {0}, "SECONDS", MSG_CONFIG_PRINT_SECONDS},
    {"printer.waiting", SHAPE_NUMBER, AT(print_waiting), "64", 0, 256, {0}, "NUMBER", MSG_CONFIG_PRINT_WAITING},
    {"printer.memory_mib", SHAPE_NUMBER, AT(print_mib), "512", 64, 4096, {0}, "MiB", MSG_CONFIG_PRINT_MIB},
    {"drain.seconds", SHAPE_NUMBER, AT(drain_seconds), "20", 1, 600, {0}, "SECONDS", MSG_CONFIG_DRAIN},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };
const size_t config_key_count = ROW_COUNT;

ConfigKey config_key(size_t index) {
    return (ConfigKey){rows[index].name, rows[index].values, rows[index].initial, rows[index].help};
}

Err address_read(Str text, Address *out) {
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':') colon--;
    int64_t port;
    if (str_is(text, "none")) {
        *out = (Address){.text = text};
        return ERR_OK;
    }
    Str host = str_slice(text, 0, colon ? colon - 1 : 0);
    bool is_bracketed = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    if (colon == 0 || !str_int(str_slice(text, colon, text.len), &port) || port < 1 || port > 65535) return ERR_INPUT;
    if (is_bracketed) host = str_slice(host, 1, host.len - 1);
    for (size_t i = 0; i < host.len; i++) {
        if (!strchr(is_bracketed ? "0123456789abcdefABCDEF:." : "0123456789.", host.ptr[i])) return ERR_INPUT;
    }
    if (host.len == 0 || memchr(host.ptr, '\0', host.len)) return ERR_INPUT;
    *out = (Address){text, host, (int)port};
    return ERR_OK;
}

// Addresses with blanks between them; or none.
static bool peers_are(Str text) {
    char address[PEER_TEXT_MOST];
    Str name;
    Peer peer;
    if (str_is(text, "none")) return true;
    while (text.len > 0) {
        str_cut(text, ' ', &name, &text);
        if (name.len == 0) continue;
        if (name.len >= sizeof address || memchr(name.ptr, '\0', name.len)) return false;
        memcpy(address, name.ptr, name.len);
        address[name.len] = 0;
        if (!peer_read(address, &peer)) return false;
    }
    return true;
}

// An address that a browser takes as it stands, and that tells nobody on the way where she goes.
static bool is_link(Str text) {
    Str host, path;
    if (!str_starts(text, STR("https://"))) return false;
    str_cut(str_slice(text, strlen("https://"), text.len), '/', &host, &path);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~' || strchr("\"'<>\\^`{|}", text.ptr[i])) return false;
    for (size_t i = 0; i < host.len; i++)
        if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:", host.ptr[i])) return false;
    return host.len > 0;
}

// MSG_NONE: it was taken.
static Msg value_take(const Row *row, Str value, Config *config) {
    char *field = (char *)config + row->at;
    int64_t number;
    switch (row->shape) {
    case SHAPE_TEXT:
        *(Str *)(void *)field = value;
        return value.len > 0 && !memchr(value.ptr, '\0', value.len) ? MSG_NONE : MSG_CONFIG_NEEDS_TEXT;
    case SHAPE_ADDRESS:
        return address_read(value, (Address *)(void *)field) == ERR_OK ? MSG_NONE : MSG_CONFIG_NEEDS_ADDRESS;
    case SHAPE_PEERS:
        *(Str *)(void *)field = value;
        return value.len > 0 && peers_are(value) ? MSG_NONE : MSG_CONFIG_NEEDS_ADDRESS;
    case SHAPE_LINK:
        *(Str *)(void *)field = value;
        return is_link(value) ? MSG_NONE : MSG_CONFIG_NEEDS_LINK;
    case SHAPE_NUMBER:
        if (!str_int(value, &number) || number < row->least || number > row->most) return MSG_CONFIG_NEEDS_NUMBER;
        *(int64_t *)(void *)field = number;
        return MSG_NONE;
    case SHAPE_CHOICE:
        for (int i = 0; i < VALUES_MOST && row->choices[i]; i++) {
            if (!str_is(value, row->choices[i])) continue;
            *(int *)(void *)field = i;
            return MSG_NONE;
        }
    }
    return MSG_CONFIG_NEEDS_CHOICE;
}

Config config_defaults(void) {
    Config config = {0};
    for (size_t i = 0; i < ROW_COUNT; i++) (void)value_take(&rows[i], str_from(rows[i].initial), &config);
    return config;
}

static void value_set(const Row *row, Str value, Place place, Config *config, Diags *diags) {
    Msg fault = value_take(row, value, config);
    if (fault == MSG_NONE) return;
    Str range = row->shape == SHAPE_NUMBER ? str_format(diags->arena, "%lld-%lld", (long long)row->least, (long long)row->most)
                                           : str_from(row->values);
    diags_add(diags, (Diag){.msg = fault, .args = {str_from(row->name), value, range}, .place = place});
}

static const Row *row_find(Str name) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (str_is(name, rows[i].name)) return &rows[i];
    }
    return NULL;
}

static void key_refuse(Str name, Place place, Diags *diags) {
    Str names[ROW_COUNT];
    for (size_t i = 0; i < ROW_COUNT; i++) names[i] = str_from(rows[i].name);
    int near = str_nearest(name, names, ROW_COUNT);
    Diag diag = {.msg = MSG_CONFIG_UNKNOWN, .args = {name}, .place = place};
    if (near >= 0) diag = (Diag){.msg = MSG_CONFIG_UNKNOWN_NEAR, .args = {name, names[near]}, .place = place};
    diags_add(diags, diag);
}

static void line_read(Str line, Place place, bool seen[ROW_COUNT], Config *config, Diags *diags) {
    Str name, value;
    Str text = str_trim(line);
    if (text.len == 0 || text.ptr[0] == '#') return;
    place.column = (int)(text.ptr - line.ptr) + 1;
    place.length = (int)text.len;
    if (!str_cut(text, '=', &name, &value)) {
        diags_add(diags, (Diag){.msg = MSG_CONFIG_NO_VALUE, .place = place});
        return;
    }
    name = str_trim(name);
    value = str_trim(value);
    place.length = (int)name.len;
    const Row *row = row_find(name);
    if (!row) {
        key_refuse(name, place, diags);
        return;
    }
    if (seen[row - rows]) diags_add(diags, (Diag){.msg = MSG_CONFIG_TWICE, .args = {name}, .place = place});
    seen[row - rows] = true;
    place.column = (int)(value.ptr - line.ptr) + 1;
    place.length = (int)value.len;
    value_set(row, value, place, config, diags);
}

Err config_read(Str file, Str source, Config *config, Diags *diags) {
    bool seen[ROW_COUNT] = {0};
    size_t errors = diags->errors;
    Str line, rest = source;
    for (int number = 1; rest.len > 0; number++) {
        str_cut(rest, '\n', &line, &rest);
        Place place = {.file = file, .line_text = line, .line = number};
        if (utf8_valid_prefix(line) != line.len) {
            place.line_text = STR_NONE;
            diags_add(diags, (Diag){.msg = MSG_CONFIG_BAD_UTF8, .place = place});
            continue;
        }
        line_read(line, place, seen, config, diags);
    }
    return diags->errors == errors ? ERR_OK : ERR_INPUT;
}

// "spool.reserve_mib" as "TODOKE_SPOOL_RESERVE_MIB".
static Str variable_name(Arena *arena, const char *name) {
    char *text = str_c(arena, str_format(arena, "TODOKE_%s", name));
    for (char *c = text; *c; c++) *c = *c == '.' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    return str_from(text);
}

// Only what is nearly the name of a setting: the environment is full of names that are others' business.
static void find_misspelt(Arena *arena, const char *const *environment, Diags *diags) {
    Str names[ROW_COUNT], name, value;
    for (size_t i = 0; i < ROW_COUNT; i++) names[i] = variable_name(arena, rows[i].name);
    for (const char *const *at = environment; *at; at++) {
        if (!str_cut(str_from(*at), '=', &name, &value) || !str_starts(name, STR("TODOKE_"))) continue;
        int near = str_nearest(name, names, ROW_COUNT);
        if (near < 0 || str_eq(name, names[near])) continue;
        diags_add(diags, (Diag){.msg = MSG_CONFIG_UNKNOWN_NEAR, .args = {name, names[near]}, .place = {.file = name}});
    }
}

Err config_environment(Arena *arena, const char *const *environment, Config *config, Diags *diags) {
    size_t errors = diags->errors;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        Str wanted = variable_name(arena, rows[i].name), name, value;
        for (const char *const *at = environment; *at; at++) {
            if (!str_cut(str_from(*at), '=', &name, &value) || !str_eq(name, wanted)) continue;
            value_set(&rows[i], value, (Place){.file = wanted}, config, diags);
        }
    }
    find_misspelt(arena, environment, diags);
    return diags->errors == errors ? ERR_OK : ERR_INPUT;
}
