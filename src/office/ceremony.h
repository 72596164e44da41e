// The founding of an office: all its keys are made, at once or not at all. Also the demonstration office, which is founded
// unasked: everything is marked as demonstration, and what a real office keeps elsewhere lies in its folder.
#pragma once

#include "office/office.h"
#include "office/officer.h"
#include "seal/recovery.h"

typedef struct FoundingPlan {
    Str data;
    KeyMode mode;
    Str medium;          // folder for the keys that leave the machine: root, statistics, analyst, courier, inspector
    Str root_passphrase; // of those; empty: in the clear
    Str keeper_passphrase;
    Moment now;
    SealRandom random;
} FoundingPlan;

// The shares exist nowhere else: the caller hands them out and wipes them.
typedef struct Founding {
    Office office;
    RootPair root;
    RecoveryShare windows[RECOVERY_SHARES], keeper[RECOVERY_SHARES];
} Founding;

// Everything but the last step: the folder becomes an office by office_finish, once the shares are in the hands of their
// custodians. ERR_REFUSED: something else is there.
MUST_CHECK Err ceremony_found(Arena *arena, const FoundingPlan *plan, Founding *out);
void ceremony_wipe(Founding *founding);

// DATA is missing, empty, or holds a demonstration office whose making was cut off: makes it. With one officer, for the window
// demo.desk, whose key lies in keys/demonstration. An office that is there is left alone. `*made`: whether it was made now.
MUST_CHECK Err ceremony_demonstrate(Arena *arena, Str data, Moment now, SealRandom random, bool *made);
// The demonstration officer's key file.
#define CEREMONY_OFFICER_FILE "keys/demonstration/officer"
#define CEREMONY_ROOT_FILE "keys/demonstration/root"
#define CEREMONY_WINDOW "demo.desk"
