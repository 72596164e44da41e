// The one error type. A function that can fail returns Err and is marked MUST_CHECK; the words for a person are in a
// Diag (diag.h) and are chosen only at the edge.
#pragma once

typedef enum Err {
    ERR_OK = 0,
    ERR_INPUT,   // what the user gave is wrong; a Diag says what and where
    ERR_TOO_BIG, // over a ceiling of limits.h
    ERR_IO,      // the world failed: a file, a directory, a stream
    ERR_REFUSED, // a rule says no
    ERR_SEALED,  // it does not open, or is not signed by whom it should be: the wrong key, or somebody changed it
} Err;

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text_at, first_at) __attribute__((format(printf, text_at, first_at)))
