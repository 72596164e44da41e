// What a server says while it runs: one line an event, for whoever looks after the machine. An event is one of a list, and its
// fields are numbers, ids and errors: no text can be given, so nothing that a person wrote, and no secret, can end up in a log.
#pragma once

#include "base/err.h"
#include "base/ident.h"
#include "base/now.h"
#include "gen/words.h"

typedef enum LogEvent {
    LOG_STARTED,          // the supervisor: all roles serve
    LOG_STOPPING,         // told to stop; signal
    LOG_HURRIED,          // told again, or the time is up: what is left is ended at once; signal
    LOG_STOPPED,          // all roles have ended; ms
    LOG_ONE_USER,         // started as root, but other users cannot reach the folder: roles keep one user; uid
    LOG_ROLE_STARTED,     // pid, again (how often it was started before)
    LOG_ROLE_READY,       // it serves
    LOG_ROLE_DIED,        // pid, status or signal, wait_ms until it is started again
    LOG_ROLE_ENDED,       // it has finished and ended, as it was told: pid
    LOG_ROLE_FAILED,      // it cannot go on: err
    LOG_ROLE_REFUSED,     // it does not run like this: err
    LOG_ROLE_FORBIDDEN,   // it made a system call that it may not, and was ended: pid, call
    LOG_SANDBOX_CLOSED,   // it is locked into its rights, and that was tried: landlock, own_network, uid
    LOG_SANDBOX_OPEN,     // something forbidden worked: attempt
    LOG_SANDBOX_FAILED,   // it could not be locked: step, errno
    LOG_SYNC_FAILED,      // a file could not be made durable: segment
    LOG_SEGMENT_CUT,      // a torn end was cut off: segment, bytes
    LOG_SEGMENT_REMOVED,  // all of it is in the vault: segment
    LOG_DISK_LOW,         // free_bytes
    LOG_DISK_FULL,        // free_bytes
    LOG_DISK_FREE,        // there is room again: free_bytes
    LOG_CONNECTION_ENDED, // a peer did not keep to the rules: peer, reason
    LOG_REPORT_FILED,     // report
    LOG_EVIDENCE_SWEPT,   // files that no report names and no draft keeps were removed: files
    LOG_REPORT_ASIDE,     // it cannot be filed and was set aside: report, err
    LOG_REPORT_OPENED,    // the keeper released a key: report, leaf
    LOG_RELEASE_REFUSED,  // reason
    LOG_LEDGER_BROKEN,    // its entries are not what was signed: leaf, reason
    LOG_LEDGER_FAILED,    // its files cannot be read or written: leaf
    LOG_ROOM_FAILED,      // room, reason
    LOG_DOCUMENT_PRINTED, // bytes, ms
    LOG_DOCUMENT_FAILED,  // reason
    LOG_CLERK_DIED,       // it did not end in order: pid, signal or status
    LOG_GATE_FULL,        // more people than places: waiting, clerks
    LOG_GATE_FREE,        // there are places again: ms
    LOG_EVENT_COUNT
} LogEvent;

// A signal, a system call and an error of the system are numbers too, and shown by name.
typedef enum LogKind { LOG_NOTHING, LOG_NUMBER, LOG_ID, LOG_SIGNAL, LOG_CALL, LOG_ERRNO } LogKind;

// `key` is a literal such as "report": the macros take nothing else.
typedef struct LogField {
    LogKind kind;
    const char *key;
    int64_t number;
    Id id;
} LogField;

enum { LOG_FIELDS_MOST = 4 };

typedef struct LogFields {
    LogField items[LOG_FIELDS_MOST];
} LogFields;

typedef struct Log {
    int descriptor;
    bool as_json;
    const char *who; // a literal: the role that speaks
    Clock clock;
} Log;

#define log_number(key, value) ((LogField){LOG_NUMBER, "" key, (value), {{0}}})
#define log_signal(key, value) ((LogField){LOG_SIGNAL, "" key, (value), {{0}}})
#define log_call(key, value) ((LogField){LOG_CALL, "" key, (value), {{0}}})
#define log_errno(key, value) ((LogField){LOG_ERRNO, "" key, (value), {{0}}})
#define log_id(key, value) ((LogField){LOG_ID, "" key, 0, (value)})

// What an event is called and what it means, for docs/operators.md.
typedef struct LogRow {
    const char *name;
    Msg meaning;
} LogRow;
extern const LogRow log_rows[LOG_EVENT_COUNT];

// Written in one piece. A log that cannot be written is not a reason to stop.
void log_event(const Log *log, LogEvent event, LogFields fields);
