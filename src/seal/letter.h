// A finished letter, sealed to who will read it: the desk of a window, or the courier who hands it to the mail. It stands
// alone, so that it can wait in the outbox without its report.
//
//   letter = u8 version 1, letter id, report id, u8 to, u8 length and id of the window, u32 epoch, u8 size class,
//            box with the key (48 + 70 bytes), stream
#pragma once

#include "base/ident.h"
#include "seal/box.h"
#include "seal/stream.h"

typedef enum LetterTo { LETTER_TO_WINDOW = 1, LETTER_TO_COURIER } LetterTo;

typedef struct LetterHead {
    Id letter, report;
    LetterTo to;
    Str window; // that the letter is for, whoever carries it
    uint32_t epoch;
} LetterHead;

typedef struct Letter {
    LetterHead head;
    unsigned size_class;
    Hash place; // of all that stands before the box
    Bytes box, stream;
} Letter;

MUST_CHECK Err letter_seal_window(ByteWriter *out, const LetterHead *head, WindowPublic to, Bytes content, SealRandom random);
MUST_CHECK Err letter_seal_courier(ByteWriter *out, const LetterHead *head, CourierPublic to, Bytes content, SealRandom random);
MUST_CHECK Err letter_read(Bytes bytes, Letter *out);
MUST_CHECK Err letter_open_window(Arena *arena, const Letter *letter, const WindowPair *pair, Bytes *content);
MUST_CHECK Err letter_open_courier(Arena *arena, const Letter *letter, const CourierPair *pair, Bytes *content);
