// BLAKE2b-256, separated by what is hashed: the same bytes hashed for two purposes give two unrelated values. Every purpose of
// the program stands in this list, with its own 16 bytes of personalisation (hash.c, docs/formats.md).
#pragma once

#include "base/bytes.h"

#include <sodium.h>

// libsodium leaves some of what it worked on below its caller on the stack; after a secret, this much of it is wiped.
enum { SEAL_STACK = 4096 };

typedef struct Hash {
    unsigned char bytes[32];
} Hash;

typedef enum Domain {
    DOMAIN_HEADER,      // the clear head of a filing
    DOMAIN_HALVES,      // the keeper's halves of a filing
    DOMAIN_OBJECT,      // a whole filing
    DOMAIN_BOX,         // what a sealed box is bound to
    DOMAIN_STREAM,      // what a stream is bound to
    DOMAIN_SEALED,      // the sealed bytes of one piece of evidence, or of a letter
    DOMAIN_RECEIPT,     // report id → receipt number
    DOMAIN_MAILBOX,     // viewing key → name of the mailbox
    DOMAIN_REPLY,       // viewing key → reply key
    DOMAIN_RETRY_NAME,  // idempotency key → name of the stored answer
    DOMAIN_RETRY_KEY,   // idempotency key → key of the stored answer
    DOMAIN_SIGN_SIDE,   // officer's grain → signing key
    DOMAIN_BOX_SIDE,    // officer's grain → box key
    DOMAIN_PASSPHRASE,  // what a passphrase wrap is bound to
    DOMAIN_SHARE_CHECK, // secret → the check that its shares carry
    DOMAIN_PAPER,       // the end of what is written on paper
    DOMAIN_KEY_LIST,    // a key list: its hash, and what the root key signs
    DOMAIN_PROOF,       // what the receipt key signs
    DOMAIN_COMMIT,      // salt and event → what the ledger's tree takes as a leaf
    DOMAIN_PSEUDONYM,   // officer → who that is for one report
    DOMAIN_RECORD,      // one record of the ledger's file
    DOMAIN_OFFICER_TAG, // officer → whose quota, known to the keeper alone
    DOMAIN_ORDER_TAG,   // order → that it was carried out, known to the keeper alone
    DOMAIN_REPORT_SALT, // report → what makes its pseudonyms
    DOMAIN_RELEASE,     // what officers sign for an opening
    DOMAIN_GRANT,       // what lets an officer ask
    DOMAIN_BACKUP,      // a file of a backup
    DOMAIN_MAIL,        // what a mail in a mailbag is about → its id
    DOMAIN_OFFICER,     // who an officer is, signed by the root key
    DOMAIN_DRAFT_NAME,  // code of a draft → its name
    DOMAIN_DRAFT_KEY,   // code of a draft → its key
    DOMAIN_DRAFT_SEEN,  // code and version of a draft → what names that version on a page
    DOMAIN_HOLD,        // report that a draft will be → name of the list of its files
    DOMAIN_FORM,        // what ties forms to a browser → what stands in its forms
    DOMAIN_COUNT
} Domain;

Hash hash_of(Domain domain, Bytes bytes);
// With a secret key of 1 to 64 bytes: the result is as secret as the key.
Hash hash_keyed(Domain domain, Bytes key, Bytes bytes);
bool hash_eq(Hash a, Hash b);                      // in constant time
const unsigned char *hash_personal(Domain domain); // 16 bytes

// Piece by piece.
typedef struct Hasher {
    crypto_generichash_blake2b_state state;
} Hasher;

Hasher hash_begin(Domain domain);
void hash_add(Hasher *hasher, Bytes bytes);
Hash hash_end(Hasher *hasher);
