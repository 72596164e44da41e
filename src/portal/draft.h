// A draft: the answers of one interview while it goes on. It is kept by the spool as one sealed value, whose name and key both
// follow from the code that only the person has: in the cookie of the browser, and on paper to go on elsewhere. Pure: bytes in,
// values out.
//
//   draft   = u8 version 1, u8 size class 0 to 4, stream of the content
//   content = id of the report; viewing key; helper's key; u8 1: wants to be called; sized incident as JSON; u16 count, in the
//   order of asking each named
//             fact, u8 1: left open; sized narrative; windows; files; what went before; what became of it
//   windows = u16 count, each: named id, u8 1: without narrative + 2: without files, u16 count, named facts that are withheld
//   files   = u16 count, each: id, sized name, u64 size, u8 size class, key, hash of the sealed bytes, SHA-256 of the file
//   before  = u8 0, or u8 1, sized receipt, sized incident as JSON, windows
//   became  = u8 0, or u8 1, sized receipt, sized proof, u64 moment
//   (sized: u32 length and bytes; named: u8 length and bytes)
#pragma once

#include "intake/report.h"
#include "seal/viewing.h"

enum { DRAFT_KEPT_SECONDS = 30 * 86400, DRAFT_SENT_SECONDS = 86400 };

// 80 random bits, written like a viewing key. Never in an address.
typedef struct DraftCode {
    ViewingKey key;
} DraftCode;

typedef struct DraftFile {
    ReportFile file;
    Hash sealed;
} DraftFile;
typedef struct DraftFileList {
    DraftFile *items;
    size_t count, room;
} DraftFileList;

typedef struct DraftWindowList {
    ReportWindow *items; // sorted by id
    size_t count, room;
} DraftWindowList;

// A follow-up: what was handed in before.
typedef struct DraftBefore {
    Str receipt; // empty: this is a first report
    Str incident;
    DraftWindowList windows; // as they were told
} DraftBefore;

// Handed in: shown for a short while, so that the person can write down or print what she keeps.
typedef struct DraftSent {
    Str receipt; // empty: not yet
    Str proof;   // empty: it was handed in by a request whose answer got lost, and the draft was changed since
    Moment at;
} DraftSent;

typedef struct Draft {
    Id report;          // the id under which it will be handed in: twice cannot make two
    ViewingKey viewing; // of the mailbox that it will have; a follow-up has that of the first report
    ViewingKey helper;  // of a mailbox that has a copy of this report and nothing that comes later, for whoever helped
    Incident incident;
    bool *is_passed; // per fact: answered or left open, not asked again by itself
    int *asked;      // facts in the order of asking, each once
    uint32_t asked_count;
    Str narrative;
    bool call_me;
    DraftWindowList windows;
    DraftFileList files;
    DraftBefore before;
    DraftSent sent;
} Draft;

Draft draft_make(Arena *arena, const Book *book); // nothing answered yet
void draft_pass(Draft *draft, int fact);          // asked, and not to be asked again by itself
Decision draft_decide(Arena *arena, const Pack *pack, const Draft *draft, Moment at);
// The window as it was chosen; NULL: it was not.
ReportWindow *draft_window(const Draft *draft, Str id);
void draft_window_add(Arena *arena, Draft *draft, ReportWindow window); // in its place; in place of an earlier one

DraftCode draft_code_make(SealRandom random);
Str draft_code_text(Arena *arena, const DraftCode *code);
MUST_CHECK Err draft_code_read(Str typed, DraftCode *out);
Name draft_name(const DraftCode *code);
// Names this version of the draft to whoever has its code: 32 hexadecimal digits.
Str draft_seen(Arena *arena, const DraftCode *code, uint64_t version);

// ERR_TOO_BIG: more than a draft holds.
MUST_CHECK Err draft_seal(ByteWriter *out, const Book *book, const Draft *draft, const DraftCode *code, SealRandom random);
// ERR_SEALED: not with this code, or changed. ERR_INPUT: of a version that is not known. An answer to a question that the pack
// no longer has is left out; the others stay.
MUST_CHECK Err draft_open(Arena *arena, const Book *book, Bytes sealed, const DraftCode *code, Draft *out);
