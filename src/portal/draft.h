// A draft: the answers of one interview while it goes on. It is kept by the spool as one sealed value, whose name and key both
// follow from the code that only the person has: in the cookie of the browser, and on paper to go on elsewhere. Pure: bytes in,
// values out.
//
//   draft   = u8 version 1, u8 size class 0 to 4, stream of the content
//   content = u32 length, incident as JSON; u16 count, in the order of asking each u8 length, fact, u8 1: left
//             open; u32 length, narrative
#pragma once

#include "pack/pack.h"
#include "seal/viewing.h"

enum { DRAFT_KEPT_SECONDS = 30 * 86400 };

// 80 random bits, written like a viewing key. Never in an address.
typedef struct DraftCode {
    ViewingKey key;
} DraftCode;

typedef struct Draft {
    Incident incident;
    bool *is_passed; // per fact: answered or left open, not asked again by itself
    int *asked;      // facts in the order of asking, each once
    uint32_t asked_count;
    Str narrative;
} Draft;

Draft draft_make(Arena *arena, const Book *book); // nothing answered yet
void draft_pass(Draft *draft, int fact);          // asked, and not to be asked again by itself

DraftCode draft_code_make(SealRandom random);
Str draft_code_text(Arena *arena, const DraftCode *code);
MUST_CHECK Err draft_code_read(Str typed, DraftCode *out);
Name draft_name(const DraftCode *code);

// ERR_TOO_BIG: more than a draft holds.
MUST_CHECK Err draft_seal(ByteWriter *out, const Book *book, const Draft *draft, const DraftCode *code, SealRandom random);
// ERR_SEALED: not with this code, or changed. ERR_INPUT: of a version that is not known. An answer to a question that the pack
// no longer has is left out; the others stay.
MUST_CHECK Err draft_open(Arena *arena, const Book *book, Bytes sealed, const DraftCode *code, Draft *out);
