// One window as a person reads it, and as JSON.
#pragma once

#include "cli/session.h"

// In full: what it is for, when it is open, how to reach it. Only what holds at the moment asked for.
void window_text(Session *session, const Window *window);
// Shortly: name, what it is for, how to reach it.
void window_short(Session *session, const Window *window);
// How to reach it, shortly: telephones and their hours, the first page or address. Each line with its grade.
void window_contacts(Session *session, const Window *window, int indent);
// `fit`: "good", "open" or "listed", see windows.c.
void window_json(Session *session, const Window *window, const char *fit);
