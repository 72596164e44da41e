// One file that goes with a report: its own id, its own random key (which stands in the body of the views that may have it),
// its own stream, so that a file of any size passes through in pieces.
//
//   evidence = u8 version 1, report id, evidence id, u8 size class, stream
#pragma once

#include "base/ident.h"
#include "seal/stream.h"

enum { EVIDENCE_HEAD = 1 + 16 + 16 + 1 + STREAM_HEAD };

typedef struct EvidencePlace {
    Id report, evidence;
    unsigned size_class;
} EvidencePlace;

// The head that everything begins with is written to `head`; the pieces follow (stream_seal_piece).
Stream evidence_seal_begin(const StreamKey *key, const EvidencePlace *place, uint64_t content_len,
                           unsigned char head[EVIDENCE_HEAD], SealRandom random);
// ERR_INPUT: not the head of this piece of evidence. The pieces follow (stream_open_piece).
MUST_CHECK Err evidence_open_begin(const StreamKey *key, const EvidencePlace *place, const unsigned char head[EVIDENCE_HEAD],
                                   Stream *out);
// What a head says it belongs to.
MUST_CHECK Err evidence_read_head(Bytes head, EvidencePlace *out);
uint64_t evidence_size(unsigned size_class);
