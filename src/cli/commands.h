// The functions behind the table of commands, one file each.
#pragma once

#include "cli/command.h"

int command_duties(Session *session);
int command_explain(Session *session);
int command_ask(Session *session);
int command_windows(Session *session);
int command_calendar(Session *session);
int command_forms(Session *session);
int command_coverage(Session *session);
int command_check(Session *session);
int command_test(Session *session);
int command_fmt(Session *session);
int command_diff(Session *session);
int command_seal(Session *session);
int command_keys(Session *session);
int command_window(Session *session);
int command_officer(Session *session);
int command_open(Session *session);
int command_verify(Session *session);
int command_ledger(Session *session);
int command_backup(Session *session);
int command_restore(Session *session);
int command_doctor(Session *session);
int command_serve(Session *session);
int command_status(Session *session);
int command_demo(Session *session);
int command_help(Session *session);
int command_manual(Session *session);
int command_completion(Session *session);
