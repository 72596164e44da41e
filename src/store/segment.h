// Segments of the spool: files DATA/spool/NNNNNNNN.seg that only grow. This is their format, and reading them: what the
// registrar, a backup, a rebuild use. Writing is segment_log.h. Payloads over 256 KiB lie beside them, in DATA/spool/large/ID.
//
//   segment = head, records                     numbers are little endian; docs/formats.md
//   head    = u8 version 1, "segment", u32 number, u32 0, office id, u64 end of the segment before, salt (16), check (16)
//   record  = u8 kind, u8 large, u16 0, u32 length of the facts, u64 length of the blob, check (16), facts, blob unless large,
//             zeros up to a multiple of 8
//   facts   = id, content hash, u64 accepted, proof (sized), u8 names, for each: u8 class, name, u64 version, u64 expires, blob
//   (sized)
//
// A check is keyed by the salt and covers where the record stands, so that nothing left over from another file or place passes
// for a record. The blob is covered by its content hash. A segment ends where the next one's head says; the last one at its
// last whole record. What lies behind was never acknowledged.
#pragma once

#include "base/clock.h"
#include "seal/hash.h"
#include "wire/append.h"
#include "wire/spool.h"

enum {
    SEGMENT_HEAD = 72,
    SEGMENT_RECORD_HEAD = 32,
    SEGMENT_PROOF_MOST = 1024,
    SEGMENT_INLINE_MOST = 256 << 10, // a longer blob is a large one
    SEGMENT_FACTS_MOST = 2200 << 10,
    SEGMENT_LARGE_MOST = 80 << 20,
};

typedef enum SegmentKind { SEGMENT_FILING = APPEND_FILING, SEGMENT_EVIDENCE = APPEND_EVIDENCE, SEGMENT_PUT } SegmentKind;

typedef struct SegmentName {
    uint8_t class;
    Name name;
    uint64_t version;
    Moment expires;
    Bytes blob;
} SegmentName;

typedef struct SegmentRecord {
    SegmentKind kind;
    bool is_large;
    Id id;        // of the report or the evidence; zeros for a put
    Hash content; // object hash of a filing, hash of sealed evidence; zeros for a put
    Moment accepted;
    Bytes proof; // of a filing
    uint32_t name_count;
    SegmentName names[APPEND_ALSO_MOST]; // one for a put
    uint64_t blob_len;
    Bytes blob;
} SegmentRecord;

typedef struct SegmentHead {
    uint32_t number;
    Id office;
    uint64_t previous_end; // 0: there was none, or nobody knows any more
    unsigned char salt[16];
} SegmentHead;

void segment_head_write(const SegmentHead *head, unsigned char out[SEGMENT_HEAD]);
MUST_CHECK Err segment_head_read(Bytes bytes, SegmentHead *out);
// Record head and facts; the blob (unless large) and the padding follow. Returns how long the whole record is.
uint64_t segment_record_write(ByteWriter *out, const SegmentHead *head, uint64_t offset, const SegmentRecord *record);
// How long the record is that begins with these SEGMENT_RECORD_HEAD bytes. ERR_INPUT: it is none.
MUST_CHECK Err segment_record_size(Bytes bytes, uint64_t *out);
// A whole record. The blob of a large one is left empty; the content hash is held against every other. ERR_INPUT: it is none.
MUST_CHECK Err segment_record_read(Bytes bytes, const SegmentHead *head, uint64_t offset, SegmentRecord *out);
// What the content hash of a blob must be.
MUST_CHECK Err segment_content(SegmentKind kind, Bytes blob, Hash *out);

#define SPOOL_PLACE_END ((SpoolPlace){UINT32_MAX, UINT64_MAX})
bool spool_place_before(SpoolPlace a, SpoolPlace b);

typedef struct SegmentReader SegmentReader;

// `folder` is DATA/spool. The arena must outlive the reader.
MUST_CHECK Err segment_reader_open(Arena *arena, const char *folder, SegmentReader **out);
void segment_reader_close(SegmentReader *reader);
// The first record at or behind *place and before `until`, with its blob, also a large one; *place is then behind it. {0, 0} is
// the beginning; `until` is what the spool says is durable, or SPOOL_PLACE_END when no spool runs. *found false: there is no
// more for now. ERR_SEALED: a record is damaged; *place is behind it, and reading can go on. A place in a segment that is gone
// means the next one.
MUST_CHECK Err segment_reader_next(SegmentReader *reader, Arena *arena, SpoolPlace *place, SpoolPlace until, SegmentRecord *out,
                                   bool *found);
