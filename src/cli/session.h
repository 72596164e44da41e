// What every command does the same way: reading its pack and incidents, saying what is wrong, writing its answer.
#pragma once

#include "cli/command.h"

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_BAD = 2 };

bool session_has(const Session *session, Option option);
// Every value of an option that may be given more than once, in order.
size_t session_all(const Session *session, Option option, const char ***out);
// The pack of --pack, or the built-in one; NULL after its findings were told (exit with EXIT_BAD).
const Pack *session_pack(Session *session);
// The incident in file `path` ("-": standard input); false after its findings were told.
bool session_incident(Session *session, const Pack *pack, const char *path, Incident *out);
// Findings to standard error, in the user's language, with the places.
void session_tell(Session *session, const Diags *diags);
// The same, one line each, without what stands there: what a report says is not repeated.
void session_tell_lines(Session *session, const Diags *diags);
// One line to standard error: "todoke: ...".
void session_say(Session *session, Msg msg, Str a, Str b);
// One line of the answer.
void session_line(Session *session, Msg msg, Str a, Str b, Str c);
Str session_number(Session *session, uint64_t value);
// Write what is in `out` to standard output; false (and told) if the reader is gone or the disk is full.
bool session_flush(Session *session);
// A secret from standard input, one line, asked for with `ask` and what it is for; a terminal does not show it. False, and
// told, if there is none. The caller wipes it.
bool session_passphrase(Session *session, Msg ask, Str about, Str *out);
