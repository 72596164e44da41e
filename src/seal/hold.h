// Which sealed files the office keeps for a draft that is not sent yet, or not any more: their ids, under a name that follows
// from the id of the report that the draft will be. What no report names and no hold lists is let go (role/sweeper.h).
//
//   hold = u8 version 1, u64 moment of its end, u8 count, ids (16 each), each once
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/ident.h"

enum {
    HOLD_FILES_MOST = 128,
    HOLD_SECONDS = 31 * 86400, // it lasts a day longer than its draft: no draft names what is gone
    HOLD_GRACE_SECONDS = 86400 // a file that came just now may not be listed yet, one taken out not be missed yet
};

typedef struct Hold {
    Moment end;
    Id files[HOLD_FILES_MOST];
    size_t count;
} Hold;

Name hold_name(Id report);
bool hold_has(const Hold *hold, Id file);
Bytes hold_write(Arena *arena, const Hold *hold);
MUST_CHECK Err hold_read(Bytes source, Hold *out); // ERR_INPUT: it is none
