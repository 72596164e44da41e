// Puts mail for the people who reported into their mailboxes, through the spool, as any client of it. Each mail has an id: one
// that lies in the mailbox already is not put there again. Mailboxes are the persons' own: one that is full, or holds something
// else than a mailbag, is left as it is.
#pragma once

#include "net/client.h"
#include "seal/key.h"
#include "seal/mailbag.h"

typedef struct Postbox {
    const char *socket;
    Client client;
    SealRandom random;
} Postbox;

typedef struct PostboxMail {
    Name mailbox;
    Id id;
    MailKind kind;
    ReplyPublic reply; // of MAIL_ITEM: whom it is sealed to
    Bytes content;     // of MAIL_ITEM: in the clear; of MAIL_NOTICE: sealed already
} PostboxMail;

Postbox postbox_make(const char *socket, SealRandom random);
void postbox_close(Postbox *postbox);
// One call to the spool; connects if need be. ERR_IO: whether it was done is not known.
MUST_CHECK Err postbox_call(Postbox *postbox, Arena *arena, uint8_t kind, const Bytes *parts, size_t count, FrameAnswer *out);
// ERR_REFUSED: the mailbox does not take it, now or later. ERR_TOO_BIG: the spool has no room for it now. ERR_IO: the spool
// does not answer.
MUST_CHECK Err postbox_put(Postbox *postbox, Arena *arena, const PostboxMail *mail);
