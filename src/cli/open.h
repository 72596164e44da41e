// What the parts of `todoke open` share.
#pragma once

#include "cli/session.h"
#include "office/office.h"
#include "seal/filing.h"

// The office of --data with its signed key list; false, and told, if there is none.
typedef struct OpenOffice {
    Office office;
    KeyList list;
} OpenOffice;
bool open_office(Session *session, OpenOffice *out);
// A report of the office, by receipt number or id, or a sealed filing in a file; false, and told, if there is none.
bool open_filing(Session *session, const OpenOffice *at, const char *given, Filing *out);
// As the person who reported, with the viewing key.
int open_own(Session *session);
// A report in the clear, as a person reads it or, with --json, as it is.
void open_show(Session *session, Bytes json);
