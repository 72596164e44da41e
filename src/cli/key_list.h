// The signed key list that a command works with: of an office's folder, or from a file.
#pragma once

#include "cli/session.h"
#include "seal/keylist.h"

// False, and told, if there is none or its signature does not hold.
bool key_list_of_office(Session *session, const char *data, KeyList *out);
// A list from elsewhere says itself which root key signed it; a person compares that with what the office has made known.
bool key_list_of_file(Session *session, const char *path, KeyList *out);
