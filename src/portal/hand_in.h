// Handing a report in: sealed here, in the process of one connection, and given to the spool in one durable append, together
// with what the person will find under her viewing key. A request that comes twice, by its key, hands in one report.
#pragma once

#include "intake/intake.h"
#include "portal/portal.h"
#include "seal/proof.h"

typedef struct HandedIn {
    Moment at; // of the report: a request that comes again has that of the first
    Lang lang;
    Str receipt;
    ViewingKey viewing; // the caller wipes it
    Str proof;          // empty: the law of the office has changed since; the report is kept as it was
} HandedIn;

typedef enum HandInFault {
    HAND_IN_FINE,
    HAND_IN_OTHER,  // the same key came with another request, or the same id with another report
    HAND_IN_REPORT, // it cannot be sealed: `intake` says why
    HAND_IN_FILES,  // the office does not keep its files any more
    HAND_IN_FULL,
    HAND_IN_OFTEN, // `seconds`
    HAND_IN_TOO_BIG,
    HAND_IN_NOT_NOW,
} HandInFault;

typedef struct HandIn {
    Str key;                   // Idempotency-Key; empty: none
    Bytes request;             // what must be the same when the key comes again
    Report *report;            // id, moment and language are set here
    const Id *id;              // NULL: a new one; a report with files has the one that they were sealed for
    const ViewingKey *viewing; // NULL: a new one
    const ViewingKey *helper;  // NULL: nobody helped; else under it lies a copy of this report alone
    const Hash *evidence;      // of each file of the report, sealed, in its order
    IntakeFault intake;
    uint32_t seconds;
} HandIn;

MUST_CHECK HandInFault hand_in(const Request *request, HandIn *what, HandedIn *out);
