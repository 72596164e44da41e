// How roles speak: a frame is eight bytes (version, kind, two zeros, length) and a payload; every frame that asks is answered
// by one of kind | 0x80 whose payload begins with an outcome. The payloads of each kind are in the other headers here. Pure.
#pragma once

#include "base/bytes.h"
#include "base/err.h"

enum { FRAME_VERSION = 1, FRAME_HEAD_BYTES = 8, FRAME_IS_ANSWER = 0x80 };

typedef enum FrameKind {
    FRAME_APPEND = 1, // append.h: a report, to be kept for ever; with names that appear together with it
    FRAME_PUT,        // blob.h: a named blob, if it still has the expected version
    FRAME_GET,        // blob.h
    FRAME_RELEASE,    // to the keeper: the second halves of keys, for an officer
    FRAME_PRINT,      // to the printer: one document
    FRAME_FILED,      // spool.h: all up to a place of the spool is in the vault
    FRAME_NOTE,       // to the keeper: one event for the ledger
    FRAME_STATUS,     // spool.h: how a role is doing
} FrameKind;

typedef enum Outcome {
    OUTCOME_OK,       // body: as the kind says
    OUTCOME_CONFLICT, // another body has that id, or the version is not the expected one; body: as the kind says
    OUTCOME_MISSING,  // nothing of that name
    OUTCOME_TOO_BIG,
    OUTCOME_FULL,    // no room on the disk; nothing was kept
    OUTCOME_QUOTA,   // too much of that class; try again after `seconds`
    OUTCOME_REFUSED, // a rule says no: `reason`, as the kind says
    OUTCOME_BROKEN,  // the payload cannot be read
    OUTCOME_BUSY,    // nothing was kept; try again
    OUTCOME_COUNT
} Outcome;

typedef struct FrameHead {
    uint8_t kind;
    uint32_t length; // of the payload
} FrameHead;

typedef struct FrameAnswer {
    Outcome outcome;
    uint32_t seconds; // of OUTCOME_QUOTA
    uint16_t reason;  // of OUTCOME_REFUSED
    Bytes body;       // of OUTCOME_OK and OUTCOME_CONFLICT
} FrameAnswer;

enum { FRAME_ANSWER_HEAD = FRAME_HEAD_BYTES + 5 }; // frame head, outcome, seconds or reason

void frame_head_write(unsigned char out[FRAME_HEAD_BYTES], FrameHead head);
MUST_CHECK Err frame_head_read(const unsigned char bytes[FRAME_HEAD_BYTES], FrameHead *out);
// Frame head and all of the answer but its body, which follows. Returns how many bytes it wrote.
size_t frame_answer_head(unsigned char out[FRAME_ANSWER_HEAD], uint8_t kind, const FrameAnswer *answer);
// The payload of an answer; the body is a part of it.
MUST_CHECK Err frame_answer_read(Bytes payload, FrameAnswer *out);
