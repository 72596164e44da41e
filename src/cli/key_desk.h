// What the commands that change an office's keys share: the office, its root key from where it is kept, passphrases, and the
// note of it in the ledger.
#pragma once

#include "cli/session.h"
#include "office/keyfile.h"
#include "office/officer.h"
#include "seal/ledger_event.h"

typedef struct KeyDesk {
    Session *session;
    Str data;
    Office office;
    KeyList list;
    RootPair root;
    Change change;
    int lock; // -1: none
} KeyDesk;

// The office of --data, or of ./data, to be looked at; false, and told, if there is none.
bool key_desk_open(Session *session, KeyDesk *out);
// To be changed: nobody else changes it meanwhile. `stopped`: it must not be running either.
bool key_desk_change(Session *session, bool stopped, KeyDesk *out);
// The root key: --root, a file or the folder it lies in; of a demonstration it lies in the office.
bool key_desk_root(KeyDesk *desk);
void key_desk_close(KeyDesk *desk);

// From the option's file, or asked for, twice if it is a new one. False, and told, if there is none that serves.
bool key_desk_passphrase(Session *session, Option option, Msg ask, bool is_new, Str *out);
// An officer by id, by the beginning of one, or by name.
bool key_desk_officer(KeyDesk *desk, const char *given, Officer *out);
// The secret of an officer's key file; its passphrase is asked for where there is one.
bool key_desk_grain(KeyDesk *desk, const char *path, KeyFileKind kind, Option passphrase, KeyFile *file, Grain *out);
// A whole number of an option, from 1 to `most`; `initial` where it is not given.
bool key_desk_number(Session *session, Option option, unsigned initial, unsigned most, unsigned *out);

// Writes into the ledger that there is a new key list, or another event; where the office is not running, says so. The exit
// status.
int key_desk_note_list(KeyDesk *desk);
int key_desk_note(KeyDesk *desk, const LedgerEvent *event);
// What went wrong; EXIT_BAD.
int key_desk_fail(KeyDesk *desk, Err err);
// A public key in short: what two people read to each other.
Str key_desk_print(Session *session, const unsigned char public[32]);
Str key_desk_moment(Session *session, Moment moment);
