// What the person finds under her viewing key, made of her report and sealed to her reply key: the letter, and where the report
// is too long for it, annexes beside her mailbox. Made where the report is sealed.
#pragma once

#include "intake/intake.h"
#include "seal/mailing.h"

enum { OWN_PARTS_MOST = MAILING_BAGS_MOST - 1, OWN_PART_BYTES = 120 << 10, OWN_LETTER_MOST = 28 << 10 };

typedef struct OwnMail {
    Str letter;      // JSON
    Mailing mailing; // of what follows a report annexes alone: its mailbox is there already, and the letter is put into it
    bool has_copy;
    MailingBag copy; // of this report alone, for whoever helped: nothing that comes later, and not of one that has annexes
} OwnMail;

// `helper`: her viewing key; NULL: nobody helped, or this follows a report. ERR_TOO_BIG: a letter is longer than one box.
MUST_CHECK Err own_mail_make(Arena *arena, const Report *report, const IntakeResult *sealed, const ViewingKey *helper,
                             SealRandom random, OwnMail *out);
