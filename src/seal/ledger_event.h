// What the ledger records: one event in its one canonical form, and the salted commitment that stands for it in the tree. Who
// reads the tree learns nothing of the event; who is given event and salt can show that it stands there.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ident.h"
#include "seal/merkle.h"

enum {
    LEDGER_SALT_BYTES = 32,
    LEDGER_PURPOSE_MAX = 600, // in bytes: 200 Japanese characters
    LEDGER_WINDOW_MAX = 64,   // name of a window
    LEDGER_EVENT_MAX = 1024,  // the canonical form
    LEDGER_SHOWN_MAX = 1100,  // a disclosure
};

// Numbers are part of the format and never change their meaning.
typedef enum LedgerKind {
    LEDGER_FILED = 1,     // a report is kept; subject: the filing's hash
    LEDGER_OPENED = 2,    // the keeper gave its half of a report's key
    LEDGER_CARD = 3,      // a call-me-now card was opened by its window
    LEDGER_GRANTED = 4,   // an officer may open reports of a window; subject: the grant's hash
    LEDGER_REVOKED = 5,   // and no longer; subject: the grant's hash
    LEDGER_KEYS = 6,      // a new signed key list; subject: its hash
    LEDGER_WINDOW = 7,    // a window was added to a report, under consent or a legal ground
    LEDGER_DELETED = 8,   // the keeper's half of a report was destroyed
    LEDGER_RECOVERED = 9, // keys were restored from the custodians' shares, or a drill of that
    LEDGER_SHARED = 10,   // a share view was made or sealed again
    LEDGER_STARTED = 11,  // the keeper began its work
    LEDGER_KIND_LAST = LEDGER_STARTED,
} LedgerKind;

typedef struct LedgerEvent {
    LedgerKind kind;
    Moment at;
    Id office;
    Id report;  // zeros: concerns no single report
    Id officer; // the officer's pseudonym for this report; zeros: nobody
    Id second;  // of the second officer, where two are needed
    Str window, purpose;
    unsigned char subject[MERKLE_HASH_BYTES]; // hash of what it is about; zeros: nothing
} LedgerEvent;

void ledger_event_write(ByteWriter *out, const LedgerEvent *event);
// Texts refer to `source`.
MUST_CHECK Err ledger_event_read(Bytes source, LedgerEvent *out);
void ledger_event_json(Buf *out, const LedgerEvent *event);

// The commitment to an event, which is the entry that the tree hashes as a leaf.
MerkleHash ledger_commit(const unsigned char salt[LEDGER_SALT_BYTES], Bytes event);

// Salt and event together: what a person is given, and what a proof carries as its extra.
void ledger_shown_write(ByteWriter *out, const unsigned char salt[LEDGER_SALT_BYTES], Bytes event);
MUST_CHECK Err ledger_shown_read(Bytes source, LedgerEvent *event, MerkleHash *commitment);
