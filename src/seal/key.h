// Every key of the office, each kind a type of its own, public and secret: what takes a WindowPublic cannot be given a
// KeeperPublic, and nothing that takes a public key can be given a secret one. Box keys are X25519, signing keys Ed25519. A
// pair grows from a Grain, which the caller made at random; secrets are wiped by whoever holds them.
#pragma once

#include "base/err.h"
#include "seal/hash.h"
#include "seal/random.h"

typedef struct BoxPublic {
    unsigned char bytes[32];
} BoxPublic;
typedef struct BoxSecret {
    unsigned char bytes[32];
} BoxSecret;
typedef struct SignPublic {
    unsigned char bytes[32];
} SignPublic;
typedef struct SignSecret {
    unsigned char bytes[64]; // the grain, then the public key
} SignSecret;

#define BOX_KEYS(Kind)                                                                                                         \
    typedef struct Kind##Public {                                                                                              \
        BoxPublic box;                                                                                                         \
    } Kind##Public;                                                                                                            \
    typedef struct Kind##Secret {                                                                                              \
        BoxSecret box;                                                                                                         \
    } Kind##Secret;                                                                                                            \
    typedef struct Kind##Pair {                                                                                                \
        Kind##Public public;                                                                                                   \
        Kind##Secret secret;                                                                                                   \
    } Kind##Pair
#define SIGN_KEYS(Kind)                                                                                                        \
    typedef struct Kind##Public {                                                                                              \
        SignPublic sign;                                                                                                       \
    } Kind##Public;                                                                                                            \
    typedef struct Kind##Secret {                                                                                              \
        SignSecret sign;                                                                                                       \
    } Kind##Secret;                                                                                                            \
    typedef struct Kind##Pair {                                                                                                \
        Kind##Public public;                                                                                                   \
        Kind##Secret secret;                                                                                                   \
    } Kind##Pair

BOX_KEYS(Window);          // of one window and epoch: the first half of a report's key, triage, cards, letters
BOX_KEYS(Keeper);          // of one epoch: the second half
BOX_KEYS(Statistics);      // of one epoch: coarse codes
BOX_KEYS(Analyst);         // of one epoch: share views
BOX_KEYS(Courier);         // of one epoch: letters that leave by plain mail
BOX_KEYS(Reply);           // of one report: its mailbox; grows from the viewing key
BOX_KEYS(Session);         // of one opening: what the keeper releases
BOX_KEYS(Inspector);       // events of the ledger
BOX_KEYS(OfficerBox);      // of one officer: wrapped window keys
BOX_KEYS(RecoveryWindows); // secret only as shares on paper: wrapped window keys
BOX_KEYS(RecoveryKeeper);  // secret only as shares on paper, with other people: wrapped keeper keys
SIGN_KEYS(Root);           // the key list
SIGN_KEYS(Receipt);        // proofs of filing
SIGN_KEYS(Ledger);         // checkpoints
SIGN_KEYS(OfficerSign);    // requests for an opening

typedef struct OfficerPair {
    OfficerSignPair sign;
    OfficerBoxPair box;
} OfficerPair;

WindowPair key_window(const Grain *grain);
KeeperPair key_keeper(const Grain *grain);
StatisticsPair key_statistics(const Grain *grain);
AnalystPair key_analyst(const Grain *grain);
CourierPair key_courier(const Grain *grain);
ReplyPair key_reply(const Grain *grain);
SessionPair key_session(const Grain *grain);
InspectorPair key_inspector(const Grain *grain);
RecoveryWindowsPair key_recovery_windows(const Grain *grain);
RecoveryKeeperPair key_recovery_keeper(const Grain *grain);
RootPair key_root(const Grain *grain);
ReceiptPair key_receipt(const Grain *grain);
LedgerPair key_ledger(const Grain *grain);
OfficerPair key_officer(const Grain *grain); // both keys from the one grain

// Whether a secret that came from a file or from paper is the one behind a public key.
bool key_box_matches(const BoxSecret *secret, BoxPublic public);
bool key_sign_matches(const SignSecret *secret, SignPublic public);

typedef struct Signature {
    unsigned char bytes[64];
} Signature;

// Over the purpose and the hash of the bytes under it, so that a signature for one purpose is none for another.
Signature key_sign(Domain domain, Bytes bytes, const SignSecret *secret);
MUST_CHECK Err key_verify(Domain domain, Bytes bytes, Signature signature, SignPublic public); // ERR_SEALED
