// Get, add, put if nobody was quicker. Knows mailbags and the spool's messages; not what a mail says.
#include "role/postbox.h"

#include "seal/mailbox.h"
#include "wire/blob.h"

enum { POSTBOX_TRIES = 8, POSTBOX_WAIT_MS = 20000, PUT_HEAD_MOST = 256, ITEM_MOST = 64 << 10 };

Postbox postbox_make(const char *socket, SealRandom random) {
    return (Postbox){.socket = socket, .client = {.socket = -1}, .random = random};
}

void postbox_close(Postbox *postbox) {
    if (postbox->client.socket >= 0) client_close(&postbox->client);
    postbox->client.socket = -1;
}

Err postbox_call(Postbox *postbox, Arena *arena, uint8_t kind, const Bytes *parts, size_t count, FrameAnswer *out) {
    Err err = postbox->client.socket >= 0 ? ERR_OK : client_connect(&postbox->client, postbox->socket, POSTBOX_WAIT_MS);
    if (!err) err = client_call(&postbox->client, arena, kind, parts, count, out);
    if (err) postbox_close(postbox);
    return err;
}

static Err fetch(Postbox *postbox, Arena *arena, Name mailbox, Mailbag *bag, uint64_t *version) {
    FrameAnswer answer;
    Blob blob;
    ByteWriter request = bytes_writer(arena, PUT_HEAD_MOST);
    get_write(&request, mailbox);
    *version = 0;
    *bag = (Mailbag){0};
    Err err = postbox_call(postbox, arena, FRAME_GET, &(Bytes){request.ptr, request.len}, 1, &answer);
    if (err || answer.outcome == OUTCOME_MISSING) return err;
    if (answer.outcome != OUTCOME_OK || blob_read(answer.body, &blob) != ERR_OK) return ERR_IO;
    *version = blob.version;
    return mailbag_read(arena, blob.bytes, bag) == ERR_OK ? ERR_OK : ERR_REFUSED;
}

static Err add(Postbox *postbox, Arena *arena, const PostboxMail *mail, Mailbag *bag, Bytes *out) {
    Mail added = {mail->kind, mail->id, mail->content};
    if (mail->kind == MAIL_ITEM) {
        ByteWriter box = bytes_writer(arena, ITEM_MOST);
        Err err = mailbox_item_seal(&box, mail->mailbox, bag->count + 1, mail->reply, mail->content, postbox->random);
        if (err) return ERR_REFUSED;
        added.box = bytes_written(&box);
    }
    PUSH(arena, *bag, added);
    return mailbag_write(arena, bag, out) == ERR_OK ? ERR_OK : ERR_REFUSED;
}

// *again: somebody else was quicker.
static Err put(Postbox *postbox, Arena *arena, Name mailbox, uint64_t version, Bytes bag, bool *again) {
    FrameAnswer answer;
    ByteWriter head = bytes_writer(arena, PUT_HEAD_MOST);
    put_write(&head, &(Put){BLOB_MAILBOX, mailbox, version, BLOB_TTL_MOST, (Bytes){0}});
    Bytes parts[] = {bytes_written(&head), bag};
    Err err = postbox_call(postbox, arena, FRAME_PUT, parts, 2, &answer);
    if (err) return err;
    *again = answer.outcome == OUTCOME_CONFLICT;
    switch (answer.outcome) {
    case OUTCOME_OK:
    case OUTCOME_CONFLICT:
        return ERR_OK;
    case OUTCOME_FULL:
    case OUTCOME_QUOTA:
        return ERR_TOO_BIG;
    case OUTCOME_BUSY:
        return ERR_IO;
    default:
        return ERR_REFUSED;
    }
}

Err postbox_put(Postbox *postbox, Arena *arena, const PostboxMail *mail) {
    for (int i = 0; i < POSTBOX_TRIES; i++) {
        Mailbag bag;
        Bytes bytes;
        uint64_t version;
        bool again = false;
        Err err = fetch(postbox, arena, mail->mailbox, &bag, &version);
        if (err || mailbag_has(&bag, mail->id)) return err;
        err = add(postbox, arena, mail, &bag, &bytes);
        if (!err) err = put(postbox, arena, mail->mailbox, version, bytes, &again);
        if (err || !again) return err;
    }
    return ERR_IO;
}
