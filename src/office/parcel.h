// A sealed report in a folder of its own, with its sealed files: made whole or not at all, carried anywhere, handed in as often
// as it takes. Nobody can read it without the keys of the office, and it does not hold the viewing key.
//
//   FOLDER/filing           one filing (seal/filing.h)
//          mail             what the person will find under her viewing key (seal/mailing.h)
//          ID.evidence      each of its files (seal/evidence.h)
//          proof            once it was handed in: the office's proof, in base64
#pragma once

#include "intake/report.h"
#include "seal/mailing.h"

// A sealed file must fit into one record of the spool (80 MiB): 64 MiB less a few bytes.
enum { PARCEL_EVIDENCE_LAST = STREAM_EVIDENCE_LAST - 1 };

typedef struct Parcel {
    const char *folder;
    Bytes bytes; // of the filing
    Filing filing;
    Mailing mailing; // empty in a folder without mail: then only what the office adds is found there
} Parcel;

// A closed folder beside `path`, which does not exist yet.
MUST_CHECK Err parcel_begin(Arena *arena, Str path, Parcel *out);

// A file that goes into the parcel. `file` has its id, key and name; its size, class and SHA-256 are filled in.
typedef struct ParcelFile {
    const char *path;
    ReportFile *file;
    Hash sealed; // filled in
} ParcelFile;

// Sealed piece by piece, however long it is. ERR_IO: it is no file that can be read, or it changed meanwhile. ERR_TOO_BIG.
MUST_CHECK Err parcel_add(Arena *arena, const Parcel *parcel, Id report, ParcelFile *file, SealRandom random);
// The folder gets its name. ERR_REFUSED: something of that name is there.
MUST_CHECK Err parcel_finish(Arena *arena, Parcel *parcel, Bytes filing, const Mailing *mailing, Str path);
// What was begun and not finished is removed.
void parcel_drop(Parcel *parcel);

// ERR_INPUT: it is none, or damaged.
MUST_CHECK Err parcel_open(Arena *arena, Str path, Parcel *out);
const char *parcel_evidence(Arena *arena, const Parcel *parcel, Id evidence);
// Keeps the proof beside the filing.
MUST_CHECK Err parcel_prove(Arena *arena, const Parcel *parcel, Str proof);
