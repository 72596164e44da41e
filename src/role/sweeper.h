// Lets go of sealed files that no report names: what was taken out of a draft, or came with a report that was never handed in.
// Their keys stood in the draft alone, so nobody could read them. Goes through the shelf a little at a time, twice a day.
#pragma once

#include "base/log.h"
#include "office/registry.h"
#include "role/postbox.h"

#include <dirent.h>

typedef struct Sweeper {
    const Registry *registry;
    Postbox *postbox;
    const Log *log;
    DIR *shelf;    // NULL: not on its way
    Moment next;   // when it sets out again
    int64_t swept; // on this way
} Sweeper;

// A few files; *more: it is not through. What has arrived by now must be filed. Where the vault or the spool does not answer it
// stops and tries again later: no file goes that might be asked for.
void sweeper_step(Sweeper *sweeper, Moment now, bool *more);
void sweeper_close(Sweeper *sweeper);
