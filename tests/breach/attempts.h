// What somebody tries who has taken over a process of the office: a fixed list, one name each.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Attempt {
    const char *name;
    bool (*works)(const char *argument);
    const char *argument; // "@" at its start: below the office's folder
} Attempt;

extern const Attempt attempts[];
extern const size_t attempt_count;

// Whether it worked. A forbidden call ends the process before this returns.
bool attempt_try(const Attempt *attempt, const char *data);
