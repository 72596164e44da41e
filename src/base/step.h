// The named steps between the last byte of a request and its acknowledgement, and of all that has to survive a crash. In the
// program reaching a step does nothing; a test links another file in place of step.c, which ends the process there.
#pragma once

typedef enum Step {
    STEP_SPOOL_READ,            // the batch has come in, nothing is written
    STEP_SPOOL_PROVED,          // proofs are made
    STEP_SPOOL_WRITTEN,         // records are written, not synced
    STEP_SPOOL_SYNCED,          // durable, nobody knows
    STEP_SPOOL_ANSWERED,        // acknowledged
    STEP_SPOOL_LARGE_BEGUN,     // a large payload has its file
    STEP_SPOOL_LARGE_SYNCED,    // it is all there and synced
    STEP_SPOOL_LARGE_NAMED,     // under its name, the folder not synced
    STEP_SPOOL_SEGMENT_MADE,    // a new segment is there, without a head
    STEP_SPOOL_SEGMENT_HEADED,  // its head is synced, the folder is not
    STEP_SPOOL_FOLDED,          // names and ids of a filed segment are in the room
    STEP_SPOOL_LARGE_REMOVED,   // large files of it are gone
    STEP_SPOOL_SEGMENT_REMOVED, // it is gone, the folder not synced
    STEP_REGISTRAR_READ,        // a record is read
    STEP_REGISTRAR_HALVES,      // its halves are kept
    STEP_REGISTRAR_LETTERS,     // its letters are in the outbox
    STEP_REGISTRAR_MAILBOX,     // its mailbox is put
    STEP_REGISTRAR_VAULT,       // it is in the vault, with the place read up to
    STEP_REGISTRAR_FILED,       // the spool was told
    STEP_KEEPER_CHECKED,        // grant and quota allow it
    STEP_KEEPER_LEAF_WRITTEN,   // the leaf is written, not synced
    STEP_KEEPER_LEAF_SYNCED,    // durable, not signed
    STEP_KEEPER_SIGNED,         // the checkpoint is signed and durable
    STEP_KEEPER_RELEASED,       // the halves are on their way
    STEP_PRINTER_FORKED,        // a document has its child
    STEP_PRINTER_DRAWN,         // it is drawn, not answered
    STEP_COUNT
} Step;

void step_reached(Step step);
