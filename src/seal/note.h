// Signed notes as C2SP writes them (signed-note, tlog-cosignature/v1): a text, an empty line, and lines that say who signed it.
//
//     — NAME base64(key id ‖ signature)
//
// A key is known by its name and kind; its id follows from both and the key itself. Texts are kept by reference.
#pragma once

#include "base/buf.h"
#include "base/err.h"

enum {
    NOTE_KEY_BYTES = 32,
    NOTE_SECRET_BYTES = 64, // as libsodium keeps an Ed25519 secret key
    NOTE_NAME_MAX = 128,
    NOTE_LINES_MAX = 16, // signatures below one note
};

typedef enum NoteKind {
    NOTE_SIGNATURE = 1,   // Ed25519 over the text
    NOTE_COSIGNATURE = 4, // Ed25519 by a witness over the moment and the text
} NoteKind;

typedef struct NoteKey {
    NoteKind kind;
    Str name;
    unsigned char key[NOTE_KEY_BYTES];
} NoteKey;

typedef struct Note {
    Str text;  // with its last line's end; what is signed
    Str lines; // the signatures
} Note;

typedef enum NoteTrust {
    NOTE_UNSIGNED, // no line of this key
    NOTE_FALSE,    // a line that claims to be of this key and is not
    NOTE_SIGNED,
} NoteTrust;

bool note_name_is_valid(Str name);
// "NAME+ID+base64(kind ‖ key)", as it is published.
MUST_CHECK Err note_key_read(Str text, NoteKey *out);
void note_key_print(Buf *out, const NoteKey *key);

// Whole, valid UTF-8, nothing that steers a terminal, every signature line of the one shape.
MUST_CHECK Err note_read(Str source, Note *out);
NoteTrust note_trust(const Note *note, const NoteKey *key, uint64_t *seconds); // seconds: of a cosignature; may be NULL
// Adds a signature line over `text`; `seconds` is for cosignatures.
void note_sign(Buf *out, Str text, const NoteKey *key, const unsigned char *secret, uint64_t seconds);

// Standard base64 with padding, in one way only. False unless exactly `len` bytes are encoded.
bool note_decode(Str text, unsigned char *out, size_t len);
void note_encode(Buf *out, const unsigned char *bytes, size_t len);
// A number in decimal, without leading zeros, at most `most`.
bool note_number(Str text, uint64_t most, uint64_t *out);
