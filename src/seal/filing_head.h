// The clear head of a filing: its rules and its bytes, for those who write filings and those who read them. Only for the files
// of this folder.
#pragma once

#include "seal/filing.h"

enum { FILING_HEAD_MOST = 64 << 10 };

// ERR_INPUT unless the head keeps every rule; what is written passed this, and so has what was read.
MUST_CHECK Err filing_head_check(const FilingHead *head);
// The same for letters and evidence: in order, each once, of this report, of sizes that exist.
bool filing_letters_sound(Id report, const Bytes *letters, size_t count);
bool filing_evidence_sound(const FilingEvidence *evidence, size_t count);
void filing_head_write(ByteWriter *out, const FilingHead *head);
MUST_CHECK Err filing_head_read(Arena *arena, Bytes bytes, FilingHead *out);

// What parts of a filing are bound to. `room` is where it is written.
enum { FILING_PLACE_MOST = 32 + 256 };
Bytes filing_window_place(Hash header, Str window, unsigned char room[FILING_PLACE_MOST]);
Bytes filing_copy_place(Id office, uint32_t epoch, unsigned char room[FILING_PLACE_MOST]);
Hash filing_view_place(Hash header, unsigned view);
