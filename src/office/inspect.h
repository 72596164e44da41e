// Looks through the vault of an office: is every report still the one that was filed, are its halves there, and its evidence?
// What a restore must know before it says done, and what a doctor looks for. Nothing is opened or changed.
#pragma once

#include "store/room.h"
#include "store/shelf.h"

typedef struct Inspection {
    uint64_t reports, evidence;
    uint64_t lost;        // reports without their bytes
    uint64_t altered;     // reports whose bytes are not what was filed
    uint64_t half_less;   // reports that nobody can open any more: a half is gone
    uint64_t no_evidence; // files that are gone or altered
    Id first;             // of the first report with anything of these but half_less
} Inspection;

// `halves` may be NULL: then nothing is said about them. ERR_IO: a room could not be read to its end.
MUST_CHECK Err inspect_vault(Room *vault, Room *halves, const Shelf *shelf, Inspection *out);
