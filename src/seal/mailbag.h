// What lies under the name of a mailbox: a bag of sealed things for the person who reported, the oldest first. The bag itself
// says only how many there are and of which kind; each thing has an id, by which whoever puts it there twice finds it.
//
//   bag = u8 version 1, u16 count, then for each: u8 kind, id, u32 length and bytes of the box
#pragma once

#include "base/err.h"
#include "base/ident.h"

enum {
    MAILBAG_BYTES_MOST = 256 << 10,
    MAILBAG_MAILS_MOST = 1024,
    MAILBAG_OWN_MOST = 128 << 10, // what the person puts into her mailbox goes on in further bags: the rest is the office's
    MAILBAG_FURTHER_MOST = 16,
    MAILBAG_NOTICE_MOST = 2200, // one notice takes no more
};

typedef enum MailKind {
    MAIL_ITEM = 1, // seal/mailbox.h; its number is its place in the bag, from 1
    MAIL_NOTICE,   // the person's copy of an entry of the ledger (seal/ledger_entry.h: victim_box)
} MailKind;

typedef struct Mail {
    MailKind kind;
    Id id;
    Bytes box;
} Mail;

typedef struct Mailbag {
    Mail *items;
    size_t count, room;
} Mailbag;

// No bytes at all are an empty bag. Boxes lie in the source. ERR_INPUT: not a bag.
MUST_CHECK Err mailbag_read(Arena *arena, Bytes source, Mailbag *out);
bool mailbag_has(const Mailbag *bag, Id id);
bool mailbag_fits(const Mailbag *bag, size_t box_bytes, size_t most); // one more box, within so many bytes
// ERR_TOO_BIG: the bag is full.
MUST_CHECK Err mailbag_write(Arena *arena, const Mailbag *bag, Bytes *out);
