// put and get: small blobs under names that nobody can guess. put is compare-and-set: `expected` is the version last seen, 0 if
// there must be none; it answers the new version, and in a conflict the one that is there. After its time to live a name is
// missing.
#pragma once

#include "base/ident.h"
#include "wire/frame.h"

enum { BLOB_MOST = 256 << 10, BLOB_TTL_MOST = 400 * 86400 };

// What a name is for: each class has its own quota, and drafts make room for reports.
typedef enum BlobClass { BLOB_DRAFT = 1, BLOB_MAILBOX, BLOB_RESPONSE, BLOB_CLASS_END } BlobClass;

typedef struct Put {
    uint8_t class;
    Name name;
    uint64_t expected;
    uint32_t ttl_seconds; // from 1
    Bytes blob;
} Put;

typedef struct Blob {
    uint64_t version;
    Bytes bytes;
} Blob;

// A class that is known, a time to live within its bounds.
MUST_CHECK Err blob_terms_check(uint8_t class, uint32_t ttl_seconds);
// All of the payload but the blob, which follows it as it is.
void put_write(ByteWriter *out, const Put *put);
MUST_CHECK Err put_read(Bytes payload, Put *out);
void get_write(ByteWriter *out, Name name);
MUST_CHECK Err get_read(Bytes payload, Name *out);
// Body of the answers: to put (also in a conflict) a version and nothing, to get a version and the blob behind it.
void version_write(ByteWriter *out, uint64_t version);
MUST_CHECK Err blob_read(Bytes body, Blob *out);
