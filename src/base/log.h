// What a server says while it runs: one line an event, for whoever looks after the machine. An event is one of a list, and its
// fields are numbers, ids and errors: no text can be given, so nothing that a person wrote, and no secret, can end up in a log.
#pragma once

#include "base/err.h"
#include "base/ident.h"
#include "base/now.h"

typedef enum LogEvent {
    LOG_STARTED,          // the supervisor: all roles serve
    LOG_STOPPING,         // told to stop; signal
    LOG_STOPPED,          // all roles have ended
    LOG_ROLE_STARTED,     // pid, again (how often it was started before)
    LOG_ROLE_READY,       // it serves
    LOG_ROLE_DIED,        // pid, status or signal, wait_ms until it is started again
    LOG_ROLE_REFUSED,     // it does not run like this: err
    LOG_SANDBOX_OPEN,     // something forbidden worked: attempt
    LOG_SYNC_FAILED,      // a file could not be made durable: segment
    LOG_SEGMENT_CUT,      // a torn end was cut off: segment, bytes
    LOG_SEGMENT_REMOVED,  // all of it is in the vault: segment
    LOG_DISK_LOW,         // free_bytes
    LOG_DISK_FULL,        // free_bytes
    LOG_DISK_FREE,        // there is room again: free_bytes
    LOG_CONNECTION_ENDED, // a peer did not keep to the rules: peer, reason
    LOG_REPORT_FILED,     // report
    LOG_REPORT_ASIDE,     // it cannot be filed and was set aside: report, err
    LOG_REPORT_OPENED,    // the keeper released a key: report, leaf
    LOG_RELEASE_REFUSED,  // reason
    LOG_LEDGER_BROKEN,    // leaf, reason
    LOG_ROOM_FAILED,      // room, reason
    LOG_DOCUMENT_PRINTED, // bytes, ms
    LOG_DOCUMENT_FAILED,  // reason
    LOG_EVENT_COUNT
} LogEvent;

typedef enum LogKind { LOG_NOTHING, LOG_NUMBER, LOG_ID } LogKind;

// `key` is a literal such as "report"; made by log_number and log_id.
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

LogField log_number(const char *key, int64_t number);
LogField log_id(const char *key, Id id);
// Written in one piece. A log that cannot be written is not a reason to stop.
void log_event(const Log *log, LogEvent event, LogFields fields);
