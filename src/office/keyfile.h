// One secret of the office in a file: a grain, in the clear or under a passphrase, and in words what it is. The file is text,
// so that whoever finds it knows what it is, and a key that is used in another's place is refused by name.
//
//   todoke key 1
//   kind officer
//   office 0f3c…
//   name 5a01…
//   epoch 1
//   mode real
//   kept passphrase
//   secret BASE64
#pragma once

#include "seal/keylist.h"
#include "seal/passphrase.h"

typedef enum KeyFileKind {
    KEYFILE_ROOT,
    KEYFILE_RECEIPT,
    KEYFILE_LEDGER,
    KEYFILE_KEEPER,
    KEYFILE_STATISTICS,
    KEYFILE_ANALYST,
    KEYFILE_COURIER,
    KEYFILE_INSPECTOR,
    KEYFILE_OFFICER,
    KEYFILE_KINDS
} KeyFileKind;

typedef struct KeyFile {
    KeyFileKind kind;
    Id office;
    Str name;       // of an officer: the id; else empty
    uint32_t epoch; // 0 where there are none
    KeyMode mode;
    bool is_locked; // under a passphrase
    Bytes secret;   // as it is kept
} KeyFile;

Str keyfile_kind_name(KeyFileKind kind);
// Durable when it returns, and only its owner may read it. `passphrase` empty: in the clear. ERR_INPUT: the passphrase is too
// short or too long. ERR_REFUSED: a file of that name is there; a key is never written over.
MUST_CHECK Err keyfile_write(Arena *arena, const char *path, KeyFile file, const Grain *grain, Str passphrase,
                             SealRandom random);
// The same, in place of what is there: the same secret under another passphrase, or what a cut-off work left behind.
MUST_CHECK Err keyfile_replace(Arena *arena, const char *path, KeyFile file, const Grain *grain, Str passphrase,
                               SealRandom random);
// ERR_INPUT: it is no key file, or of another kind. ERR_IO: it cannot be read.
MUST_CHECK Err keyfile_read(Arena *arena, const char *path, KeyFileKind kind, KeyFile *out);
// ERR_SEALED: another passphrase, or none where one is needed. The caller wipes the grain.
MUST_CHECK Err keyfile_open(const KeyFile *file, Str passphrase, Grain *out);
