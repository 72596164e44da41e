// From a report to a filing: views, clocks and copies are made from it and sealed with the office's public keys. The
// edge gives the moment and the random bytes; nothing is read or written here.
#pragma once

#include "intake/report.h"
#include "seal/keylist.h"
#include "seal/viewing.h"

typedef struct IntakeResult {
    Bytes filing;
    ViewingKey viewing; // for the person alone: the caller shows it and wipes it
    FilingHead head;
    bool shared;
} IntakeResult;

typedef enum IntakeFault {
    INTAKE_FINE,
    INTAKE_NO_DESK,  // `window` has no key in the list
    INTAKE_TOO_MANY, // over a ceiling of the format: windows, views, files
    INTAKE_TOO_LONG, // the report is too long
    INTAKE_NO_KEY,   // the list lacks a key that every filing needs
} IntakeFault;

typedef struct IntakeOffice {
    const KeyList *list;
    SealRandom random;
    const Hash *evidence;      // of each file of the report, sealed, in its order
    const ViewingKey *viewing; // of the mailbox; NULL: a new one is made
} IntakeOffice;

// On an error `fault` says why, and `at` which window.
MUST_CHECK Err intake_seal(Arena *arena, const Report *report, const IntakeOffice *office, IntakeResult *out,
                           IntakeFault *fault, Str *at);
