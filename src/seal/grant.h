// A grant: the signed statement that an officer may ask the keeper for reports of one window, until a day. It ends by itself.
// To take it back or to change it, the same grant is signed again with a higher serial.
//
//   grant = u8 version 1, sized statement, signature (64) of the root key over DOMAIN_GRANT
#pragma once

#include "base/clock.h"
#include "base/ident.h"
#include "seal/key.h"

enum { GRANT_WINDOW_MAX = 64, GRANT_BYTES_MAX = 512, GRANT_DAYS_MAX = 90, GRANT_DAILY_MAX = 50 };

// What the officer may do. Numbers are part of the format.
typedef enum GrantRight {
    GRANT_ASK = 1,   // ask for openings
    GRANT_AGREE = 2, // agree, as the second, to what another asks for
} GrantRight;

typedef struct Grant {
    Id office, grant;
    uint32_t serial; // from 1: the highest one counts
    Id officer;
    OfficerSignPublic key;
    Str window;
    unsigned rights; // bits of GrantRight; none: taken back
    uint16_t daily;  // reports a day without a second officer, up to GRANT_DAILY_MAX
    Moment from, until;
} Grant;

// ERR_INPUT: a rule of the format is broken, such as more than GRANT_DAYS_MAX days.
MUST_CHECK Err grant_sign(ByteWriter *out, const Grant *grant, const RootSecret *root);
// ERR_SEALED: not signed with this key. The window's name stays in the source.
MUST_CHECK Err grant_read(Bytes source, RootPublic root, Grant *out);
