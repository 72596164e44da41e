// Secrets of the office wrapped for those who may use them: a window's secret for each officer of the window, and for recovery;
// the grains of the keeper's and the ledger's keys for recovery. What comes out is compared with the public key of the key
// list.
#pragma once

#include "base/ident.h"
#include "seal/box.h"

typedef struct WrapPlace {
    Id office;
    Str window; // empty for the keeper and the ledger
    uint32_t epoch;
} WrapPlace;

MUST_CHECK Err wrap_window(ByteWriter *out, const WrapPlace *place, OfficerBoxPublic to, const WindowSecret *secret,
                           SealRandom random);
MUST_CHECK Err wrap_window_open(const WrapPlace *place, const OfficerBoxPair *officer, Bytes box, WindowPublic public,
                                WindowPair *out);
MUST_CHECK Err wrap_window_recovery(ByteWriter *out, const WrapPlace *place, RecoveryWindowsPublic to,
                                    const WindowSecret *secret, SealRandom random);
MUST_CHECK Err wrap_window_recover(const WrapPlace *place, const RecoveryWindowsPair *recovery, Bytes box, WindowPublic public,
                                   WindowPair *out);
MUST_CHECK Err wrap_keeper_recovery(ByteWriter *out, const WrapPlace *place, RecoveryKeeperPublic to, const Grain *grain,
                                    SealRandom random);
MUST_CHECK Err wrap_keeper_recover(const WrapPlace *place, const RecoveryKeeperPair *recovery, Bytes box, KeeperPublic public,
                                   Grain *out);
// The ledger's comes in the same box: which of the two it is, its public key says.
MUST_CHECK Err wrap_ledger_recover(const WrapPlace *place, const RecoveryKeeperPair *recovery, Bytes box, LedgerPublic public,
                                   Grain *out);
