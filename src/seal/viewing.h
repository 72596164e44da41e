// The viewing key: 80 random bits that the person who reported keeps, and nobody else has. From it follow the name of the
// mailbox and the key to what is in it. 16 signs and 2 check signs: 4D7K-M2XQ9-8RTW-3VH1C.
#pragma once

#include "base/ident.h"
#include "seal/key.h"

typedef struct ViewingKey {
    unsigned char bytes[10];
} ViewingKey;

ViewingKey viewing_make(SealRandom random);
Str viewing_text(Arena *arena, const ViewingKey *key);
MUST_CHECK Err viewing_read(Str typed, ViewingKey *out); // as receipt_read
Name viewing_mailbox(const ViewingKey *key, Id office);
// Where a part of one report lies that is too long for the mailbox itself.
Name viewing_annex(const ViewingKey *key, Id office, Id report, unsigned part);
// Where the mailbox goes on, from 1.
Name viewing_further(const ViewingKey *key, Id office, unsigned number);
ReplyPair viewing_reply(const ViewingKey *key, Id office);
