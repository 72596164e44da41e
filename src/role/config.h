// What an office can be told: one flat file of `key = value`, then the environment (TODOKE_SPOOL_RESERVE_MIB for
// spool.reserve_mib), which wins. The keys are one table (config.c). There is no reload: a change is a restart.
#pragma once

#include "base/diag.h"
#include "base/err.h"

typedef struct Address {
    Str text; // as written; empty: none
    Str host;
    int port;
} Address;

typedef struct Config {
    Str data;            // folder of the office
    Address listen;      // of the public pages; without a port: there are none
    Str proxies;         // terminators of TLS that say who the client is, with blanks between; "none"
    int64_t clerks;      // connections that are answered at once
    int64_t places;      // connections that may wait for their turn
    int64_t burst;       // new connections of one prefix at once
    int64_t per_second;  // and then this many
    Str leave;           // where the pages lead whoever must leave at once
    Address desk;        // of the officers' pages
    int log_format;      // LOG_FORMAT_...
    int64_t uid_base;    // the first of the user ids that roles take when started as root; 0: they stay who they are
    int64_t segment_mib; // a segment of the spool is closed at this size
    int64_t reserve_mib; // kept back on the disk, to end well when it is full
    int64_t draft_mib;   // all drafts together
    int64_t free_mib;    // below this much free space drafts are refused; below half of it, reports
    int keeper_key;      // KEEPER_KEY_...: how the keeper's key is kept
    int64_t daily_quota; // reports one officer may open a day
    int64_t printers;    // documents at once
    int64_t print_seconds;
    int64_t print_waiting; // documents that may wait for their turn
    int64_t print_mib;     // memory that one document may take
    int64_t drain_seconds; // how long closing waits for what was begun
} Config;

enum { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };
enum { KEEPER_KEY_CLEAR, KEEPER_KEY_PASSPHRASE, KEEPER_KEY_CREDENTIAL };

// One key of the table, for help and manual.
typedef struct ConfigKey {
    const char *name, *values, *initial;
    Msg help;
} ConfigKey;

extern const size_t config_key_count;
ConfigKey config_key(size_t index);

Config config_defaults(void);
// All mistakes of a file, each with its place. Texts live as long as `source`.
MUST_CHECK Err config_read(Str file, Str source, Config *config, Diags *diags);
// `environment` as the process has it; variables that are not ours are left alone.
MUST_CHECK Err config_environment(Arena *arena, const char *const *environment, Config *config, Diags *diags);
// ADDR:PORT, such as 127.0.0.1:8080 or [::1]:8080; or none.
MUST_CHECK Err address_read(Str text, Address *out);
