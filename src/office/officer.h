// Officers and windows: who may read what, and how that begins and ends. Everything here is signed by the root key, so that
// neither a false officer nor a false window can be slipped in; an officer's own secret lies with the officer.
#pragma once

#include "office/office.h"
#include "seal/grant.h"
#include "seal/wrap.h"

typedef struct Officer {
    Id id;
    Str name;
    OfficerSignPublic sign;
    OfficerBoxPublic box;
    Moment added;
} Officer;

// What a change of the office is made with.
typedef struct Change {
    const Office *office;
    const RootPair *root;
    Moment now;
    SealRandom random;
    const struct Officer *holders; // of a new window, besides those with a grant
    size_t holder_count;
} Change;

enum { OFFICER_NAME_MOST = 120 }; // bytes

// A new officer; the secret goes to the file `path` (keyfile.h), under the passphrase if there is one.
MUST_CHECK Err officer_add(Arena *arena, const Change *change, Str name, const char *path, Str passphrase, Officer *out);
// ERR_SEALED: one is not signed by the root key.
MUST_CHECK Err officer_list(Arena *arena, const Office *office, Officer **out, size_t *count);

// All grants of the office, expired ones too; `blobs` as they are signed, for the keeper. Either may be NULL.
MUST_CHECK Err officer_grants(Arena *arena, const Office *office, Grant **out, Bytes **blobs, size_t *count);
typedef struct GrantTerms {
    Str window;
    unsigned rights;
    uint16_t daily;
    Moment until;
} GrantTerms;

// Signs the grant (in place of an earlier one of the same officer and window) and wraps the window's secret for her. `secret`
// NULL: it is wrapped for her already. ERR_INPUT: the terms break a rule (grant.h).
MUST_CHECK Err officer_grant(Arena *arena, const Change *change, const Officer *officer, const GrantTerms *terms,
                             const WindowPair *secret);
// Wraps one epoch of a window for her, so that she can open what was sealed to it; what she may is the grant's to say.
MUST_CHECK Err officer_wrap(Arena *arena, const Change *change, const Officer *officer, const WrapPlace *place,
                            const WindowPair *secret);
// Takes the grant back and removes what was wrapped for her. ERR_INPUT: there is none.
MUST_CHECK Err officer_revoke(Arena *arena, const Change *change, const Officer *officer, Str window);

// A new window, or the next epoch of one that is there: its secret is wrapped for recovery, for the change's holders, and for
// all who hold a grant that has not ended. ERR_INPUT: the name of a window is made of a-z, 0-9, '.', '_' and '-'.
MUST_CHECK Err window_renew(Arena *arena, const Change *change, Str window, WindowPair *out, uint32_t *epoch);
