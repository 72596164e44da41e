// The mailbox of a case at the spool: read.
#pragma once

#include "portal/own_case.h"
#include "web/request.h"

// ERR_REFUSED: there is none under this key. ERR_IO: the spool did not answer.
MUST_CHECK Err own_box_read(const Request *request, const OwnKey *key, OwnCase *out);
