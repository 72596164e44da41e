// Handing in: a sealed report and its files go to the spool of an office, and what the office answers is held against its
// signed keys. As often as it takes: what is there already is answered with the same proof.
#pragma once

#include "cli/session.h"
#include "office/office.h"
#include "office/parcel.h"
#include "seal/proof.h"

// Where to, and whose keys.
typedef struct HandIn {
    const char *socket; // NULL: nowhere for now
    KeyList list;
} HandIn;

// From --hand-in and --keys; false, and told, if there is neither or they do not fit.
bool hand_in_find(Session *session, HandIn *out);
// EXIT_DONE with the proof; else told, and an exit status.
int hand_in_send(Session *session, const HandIn *to, const Parcel *parcel, Proof *proof);
