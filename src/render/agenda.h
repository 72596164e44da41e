// The dates of what is due, as events for any calendar program: safe dates, with recipients, grounds and how well they are
// known. A stage without a date is counted, not left out in silence.
#pragma once

#include "render/ics.h"
#include "rule/decision.h"

typedef struct AgendaEntry {
    IcsEvent event;
    const Duty *duty;
    const StageResult *stage;
} AgendaEntry;

typedef struct AgendaEntryList {
    AgendaEntry *items;
    size_t count, room;
} AgendaEntryList;

typedef struct Agenda {
    const Decision *decision;
    Lang lang;
    AgendaEntryList entries;
    uint32_t undated; // stages of what is due that have no date yet
} Agenda;

Agenda agenda_make(Arena *arena, const Decision *decision, Lang lang);
// As a calendar file. An agenda without entries makes none.
void agenda_print(Buf *out, const Agenda *agenda);
