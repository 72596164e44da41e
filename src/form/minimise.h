// What a form may know of an incident, and nothing else: the one place where classes of facts are kept apart.
#pragma once

#include "form/form.h"

// The same incident decided again without the facts of classes that the form does not take: to the form they are unknown,
// in its answers, its conditions, its labels and its recipients alike. The decision itself if the form takes every class.
const Decision *minimise_decision(Arena *arena, const Form *form, const Decision *decision);
