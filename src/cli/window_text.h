// One window as a person reads it, and as JSON.
#pragma once

#include "cli/session.h"

// In full: what it is for, when it is open, how to reach it. Only what holds at the moment asked for.
void window_text(Session *session, const Window *window);
// On two lines: name, and what it is for.
void window_line(Session *session, const Window *window);
// `fit`: "good", "open" or "listed", see windows.c.
void window_json(Session *session, const Window *window, const char *fit);
