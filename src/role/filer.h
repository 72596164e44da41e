// The registrar's hands: what the spool holds goes into the vault, and what the ledger says of a report into its mailbox. Each
// thing is done in an order that can be broken off anywhere and begun again: halves, letters, mailbox, vault together with how
// far was read; then the spool may forget. A record that is damaged, foreign or makes no sense is set aside and holds nothing
// up.
#pragma once

#include "base/log.h"
#include "office/registry.h"
#include "role/postbox.h"
#include "store/segment.h"

typedef struct Filer {
    Registry *registry;
    SegmentReader *reader;
    Postbox *postbox;
    const Log *log;
    Str spool, ledger; // folders
    SpoolPlace place;  // everything before it is in the vault
} Filer;

// Where the vault says that the reading had come to.
MUST_CHECK Err filer_begin(Filer *filer);
// Files one batch of what lies before `until`. *more: there may be another.
MUST_CHECK Err filer_file(Filer *filer, SpoolPlace until, bool *more);
// Brings new notices of the ledger to their mailboxes, up to what its checkpoint covers.
MUST_CHECK Err filer_notices(Filer *filer, bool *more);
