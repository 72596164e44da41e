// What the parts of `todoke ledger` share.
#pragma once

#include "cli/session.h"
#include "seal/note.h"

// The folder of the ledger: the argument of that number, or the office in ./data.
const char *ledger_folder(Session *session, int argument);
// A published key given as an option; false, and told, if it is none of that kind.
bool ledger_key_option(Session *session, Option option, NoteKind kind, NoteKey *key, bool *given);
int ledger_witness(Session *session);
int ledger_show(Session *session);
