// append: one filing or one piece of evidence, durable before the answer, together with its extra names or not at all. The same
// id with the same bytes is answered with the same body again; with others: OUTCOME_CONFLICT. A taken extra name is a conflict
// as well. Body of the answer: to a filing its proof (seal/proof.h), to evidence nothing. Evidence goes before the filing that
// names it.
#pragma once

#include "base/ident.h"
#include "wire/blob.h"

enum { APPEND_ALSO_MOST = 8 };

typedef struct AppendAlso {
    uint8_t class; // a BlobClass
    Name name;
    uint32_t ttl_seconds;
    Bytes blob;
} AppendAlso;

typedef enum AppendKind { APPEND_FILING = 1, APPEND_EVIDENCE, APPEND_KIND_END } AppendKind;

typedef struct Append {
    uint8_t kind; // an AppendKind
    Id id;        // of the report, or of the piece of evidence
    uint32_t also_count;
    AppendAlso also[APPEND_ALSO_MOST];
    Bytes blob; // sealed
} Append;

// All of the payload but the blob, which follows it as it is.
void append_write(ByteWriter *out, const Append *append);
MUST_CHECK Err append_read(Bytes payload, Append *out);
// How long the part before the blob is, from its first bytes. *size > so_far.len: read on until there are that many, and ask
// again.
MUST_CHECK Err append_head_size(Bytes so_far, size_t *size);
