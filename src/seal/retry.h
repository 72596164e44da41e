// The answer to a request that may come a second time (a lost connection, a page sent twice): kept under a name and sealed with
// a key that both follow from the Idempotency-Key of the request. Only who sent the request can find or read it.
//
//   answer = u8 version 1, u8 size class, stream
#pragma once

#include "base/ident.h"
#include "seal/stream.h"

enum { RETRY_KEY_LEAST = 16, RETRY_KEY_MOST = 255 }; // characters

// ERR_INPUT: too short to be unguessable, too long, or not visible ASCII.
MUST_CHECK Err retry_check(Str key);
Name retry_name(Id office, Str key);
MUST_CHECK Err retry_seal(ByteWriter *out, Id office, Str key, Bytes answer, SealRandom random);
MUST_CHECK Err retry_open(Arena *arena, Id office, Str key, Bytes sealed, Bytes *answer);
