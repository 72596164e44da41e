// What is put into the mailbox of a report: each item sealed to the reply key, bound to the mailbox and to its number in it.
// And the stored answer to a request that may come twice: name and key follow from the key that the client chose for the
// request.
#pragma once

#include "base/ident.h"
#include "seal/box.h"

MUST_CHECK Err mailbox_item_seal(ByteWriter *out, Name mailbox, uint64_t number, ReplyPublic to, Bytes content,
                                 SealRandom random);
MUST_CHECK Err mailbox_item_open(Arena *arena, Name mailbox, uint64_t number, const ReplyPair *pair, Bytes box, Bytes *content);
