// Any bytes as a mailbag, which its owner may have written, and as a mailing, which a stranger brings: the readers never crash,
// and what they take is written again byte for byte.
#include "seal/mailing.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIRST_NAME = 2, FIRST_ID = FIRST_NAME + 32 + 4 + 3 + 1 };

// Mailbox and report as the bytes themselves say: everything else is for the reader to judge.
static void as_mailing(Arena *arena, Bytes source) {
    Name mailbox;
    Id report;
    Mailing mailing;
    Bytes again;
    if (source.len < FIRST_ID + sizeof report.bytes) return;
    memcpy(mailbox.bytes, source.ptr + FIRST_NAME, sizeof mailbox.bytes);
    memcpy(report.bytes, source.ptr + FIRST_ID, sizeof report.bytes);
    if (mailing_read(arena, source, mailbox, report, &mailing) != ERR_OK) return;
    if (mailing.count == 0 || mailing.count > MAILING_BAGS_MOST) abort();
    if (mailing_write(arena, &mailing, &again) != ERR_OK || !bytes_eq(source, again)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Bytes source = {data, size}, again;
    Mailbag bag;
    if (size > 0 && mailbag_read(&arena, source, &bag) == ERR_OK) {
        for (size_t i = 0; i < bag.count; i++)
            if (!mailbag_has(&bag, bag.items[i].id)) abort();
        if (mailbag_write(&arena, &bag, &again) != ERR_OK || !bytes_eq(source, again)) abort();
    }
    as_mailing(&arena, source);
    return 0;
}
