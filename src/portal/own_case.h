// What the person who reported finds under her viewing key, as values: what she handed in, what the office says of it, who
// opened it, what she noted herself. Pure: a mailbag and its keys in. What cannot be opened or read is left out.
#pragma once

#include "intake/own_mail.h"
#include "seal/ledger_event.h"
#include "seal/mailbag.h"
#include "seal/viewing.h"

typedef struct OwnKey {
    ViewingKey viewing;
    Name mailbox;
    ReplyPair reply;
} OwnKey;

typedef struct OwnWindows {
    Str *items;
    size_t count, room;
} OwnWindows;

// One report, or what followed it.
typedef struct OwnFiling {
    Id id;
    Str receipt, follows; // `follows` empty: the first
    Str kind;             // of what follows: follow_up, stop or call
    Moment at;
    OwnWindows windows;
    bool is_copy;   // of whoever helped: nothing that comes later is here
    unsigned parts; // the report lies in so many annexes
    Str report;     // the person's own body, as JSON; empty: it is not here
} OwnFiling;
typedef struct OwnFilingList {
    OwnFiling *items;
    size_t count, room;
} OwnFilingList;

typedef struct OwnState {
    Str state, receipt, window, number; // receipt empty: of the first report; window empty: of all
    Moment at;
    Str json;
} OwnState;
typedef struct OwnStateList {
    OwnState *items;
    size_t count, room;
} OwnStateList;

// What the person handed over elsewhere and noted here.
typedef struct OwnNote {
    Str window, number;
    Day on;
    Str json;
} OwnNote;
typedef struct OwnNoteList {
    OwnNote *items;
    size_t count, room;
} OwnNoteList;

typedef struct OwnMessage {
    Str text;  // empty: it has none
    Moment at; // MOMENT_NONE: it does not say
    Str json;
} OwnMessage;
typedef struct OwnMessageList {
    OwnMessage *items;
    size_t count, room;
} OwnMessageList;

typedef struct OwnOpening {
    uint64_t leaf;
    LedgerEvent event;
} OwnOpening;
typedef struct OwnOpeningList {
    OwnOpening *items;
    size_t count, room;
} OwnOpeningList;

// The mailbox itself, or where it goes on.
typedef struct OwnBag {
    Name name;
    uint64_t version; // at the spool; 0: not there yet
    Mailbag bag;
} OwnBag;

typedef struct OwnCase {
    bool is_full;          // what the office says of it from now on has no place here
    OwnFilingList filings; // the first report first
    OwnStateList states;
    OwnNoteList notes; // the last one for a window counts
    OwnMessageList messages;
    OwnOpeningList openings;
} OwnCase;

MUST_CHECK Err own_key_read(Str typed, Id office, OwnKey *out);
void own_key_take(const ViewingKey *viewing, Id office, OwnKey *out);
void own_key_wipe(OwnKey *key);

OwnCase own_case_make(Arena *arena, const OwnBag *bags, size_t count, const OwnKey *key); // the mailbox itself first
// Whether this is the number of the first report. A number that is not this report's is as if there were none.
bool own_case_is(const OwnCase *own, Str typed);
// What is known by all that was handed in; a change of the pack may have lost answers.
Incident own_case_incident(Arena *arena, const Pack *pack, const OwnCase *own);
// The windows that were told, by id, each with what it does not see as was said last.
ReportWindow *own_case_windows(Arena *arena, const Pack *pack, const OwnCase *own, size_t *count);
const OwnNote *own_case_note(const OwnCase *own, Str window); // NULL: none
bool own_case_is_copy(const OwnCase *own);                    // nothing can be added under this key
