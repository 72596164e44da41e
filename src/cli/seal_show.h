// What `todoke seal` says: receipt number, viewing key, what was sealed for whom, the proof; and what stands in the way.
#pragma once

#include "cli/session.h"
#include "intake/intake.h"

// Receipt number and viewing key, before anything else of the answer.
void seal_show_key(Session *session, Str receipt, const ViewingKey *viewing);
// The same of a folder that was sealed before: its key is not known here.
void seal_show_again(Session *session, Str receipt, Str folder);
void seal_show_report(Session *session, const Report *report, const IntakeResult *sealed, const KeyList *list, Str folder);
// The end of the answer; `proof` empty: it was not handed in.
void seal_show_proof(Session *session, Str proof, Moment filed_at);

// No window was chosen: which there are.
void seal_show_desks(Session *session, const KeyList *list);
// A window without a desk in this office: how to reach it instead.
void seal_show_route(Session *session, const Book *book, Str window);
bool seal_name_fits(Str name);
Msg seal_file_fault(Err err);
Msg seal_fault(IntakeFault fault);
