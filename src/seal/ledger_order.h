// What other roles and commands ask the keeper to write into the ledger: an event that they took part in. The keeper puts in
// the office and makes the pseudonyms; who may ask for which kind is the keeper's to judge. With a reply key and a mailbox, the
// victim gets a notice of it.
#pragma once

#include "seal/key.h"
#include "seal/ledger_event.h"

typedef struct LedgerOrder {
    LedgerEvent event;  // without office and pseudonyms
    Id officer, second; // who took part; zeros: nobody
    ReplyPublic reply;  // zeros: no notice
    Name mailbox;
} LedgerOrder;

enum { LEDGER_ORDER_MAX = LEDGER_EVENT_MAX + 256 };

void ledger_order_write(ByteWriter *out, const LedgerOrder *order);
MUST_CHECK Err ledger_order_read(Bytes source, LedgerOrder *out);
