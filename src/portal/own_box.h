// The mailbox of a case at the spool: read, and added to. What the person adds herself goes on in further bags, before it takes
// the place of what the office has to say.
#pragma once

#include "portal/own_case.h"
#include "web/request.h"

// ERR_REFUSED: there is none under this key. ERR_IO: the spool did not answer.
MUST_CHECK Err own_box_read(const Request *request, const OwnKey *key, OwnCase *out);
// One item, sealed for the person herself; an item with this id that is there already is left as it is. ERR_REFUSED: there is
// no such mailbox. ERR_TOO_BIG: it is full. ERR_IO.
MUST_CHECK Err own_box_add(const Request *request, const OwnKey *key, Id id, Str content);
