// What is said to the keeper. release: a SignedRelease (seal/release.h) as it is, answered with the halves; note: a LedgerOrder
// (seal/ledger_order.h), answered with nothing; what a rule refuses is OUTCOME_REFUSED with an OpeningReason
// (office/opening.h). And how the keeper is doing:
#pragma once

#include "wire/frame.h"

typedef struct KeeperStatus {
    uint64_t leaves;   // of the ledger
    uint64_t opened;   // halves released since the start
    uint64_t refused;  // orders
    uint32_t grants;   // that are known
    bool takes_orders; // false: the ledger cannot be written, nothing is released
} KeeperStatus;

void keeper_status_write(ByteWriter *out, const KeeperStatus *status);
MUST_CHECK Err keeper_status_read(Bytes body, KeeperStatus *out);
