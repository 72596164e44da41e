// Tying names to what they name: what the parts of the linker share. Only check_link.c, link_*.c and
// the linker of forms (form/form_link.c) see it.
#pragma once

#include "rule/book.h"

typedef struct LabelRef {
    Str name;
    Cond *cond;
} LabelRef;

typedef struct LabelRefList {
    LabelRef *items;
    size_t count, room;
} LabelRefList;

typedef struct Linker {
    Book *book;
    Diags *diags;
    int sectors;         // the fact actor.sectors; -1: none
    LabelRefList labels; // of the duty that is being linked
    Map label_index;
    bool may_label, may_maybe; // whether labels and `maybe` may stand in this condition
    bool labels_lost;          // the duty's condition could not be read: a name may have been one of its labels
} Linker;

// --- link_names.c: each gives the index, or -1 after a finding at the name

int link_fact(Linker *linker, Str name, Place place);
int link_duty(Linker *linker, Str name, Place place);
int link_window(Linker *linker, Str name, Place place);
int link_calendar(Linker *linker, Str name, Place place);
int link_value(Linker *linker, const Fact *fact, Str value, Place place);
// A definition, or else a label of the duty at hand.
void link_definition(Linker *linker, Cond *cond);
Cond *link_label(Linker *linker, Str name, Place place);
void link_form(Linker *linker, Str name, Place place);
void link_sources(Linker *linker, const Str *names, uint32_t count, Place place);
// The place of a name on the line of `place`; that place itself if it is not written there.
Place link_place(Place place, Str name);
// A finding about a name that stands on the line of `place`: it is underlined where it is written. `more`: {1}.
void link_fail(Linker *linker, Msg msg, Msg advice, Str name, Place place, Str more);
// The values of a fact, for advice.
Str link_values_listed(Linker *linker, const Fact *fact);

// --- link_cond.c

// Every name, type, unit and value in a condition; NULL is no condition.
void link_cond(Linker *linker, Cond *cond);
// Notes the labels of a duty's `when`.
void link_collect_labels(Linker *linker, Cond *cond);
// Whether a name may be given to a definition or label.
void link_free_name(Linker *linker, Str name, Place place);

// --- link_circle.c

// Refuses circles through definitions, labels, derivations and duties, and towers that are too high.
void link_circles(Linker *linker);
