// What goes into mailboxes together with a report: the bag for its own mailbox, with the letter, and one bag for each annex of
// a long report. Made by whoever seals, since nobody else can; kept by the office in the one append with the filing.
//
//   mailing = u8 version 1, u8 count, then for each: name (32), u32 length and bytes of the bag
#pragma once

#include "seal/mailbag.h"

enum { MAILING_BAGS_MOST = 7, MAILING_BYTES_MOST = 2 + MAILING_BAGS_MOST * (MAILBAG_BYTES_MOST + 64) };

typedef struct MailingBag {
    Name name;
    Bytes bag;
} MailingBag;

typedef struct Mailing {
    MailingBag bags[MAILING_BAGS_MOST]; // the report's own mailbox first
    size_t count;
} Mailing;

MUST_CHECK Err mailing_write(Arena *arena, const Mailing *mailing, Bytes *out);
// Bags lie in the source. ERR_INPUT: not a mailing, or not of this report: the first bag is for its mailbox, each holds one
// item, whose id is that of the report, and no name stands there twice.
MUST_CHECK Err mailing_read(Arena *arena, Bytes source, Name mailbox, Id report, Mailing *out);
