// GET /api/v1/reports/{receipt}: the report, what became of it, and every time it was opened, for whoever has the viewing key.
// From the key follow the name of the mailbox and the key to what lies there; nothing of either is known here before or after.
#include "portal/handlers.h"

#include "net/client.h"
#include "seal/box.h"
#include "seal/ledger_entry.h"
#include "seal/mailbag.h"
#include "seal/mailbox.h"
#include "seal/receipt.h"
#include "seal/viewing.h"
#include "web/fault.h"
#include "wire/blob.h"

enum { CALL_MS = 20000, ANSWER_BYTES = 8 << 20 };

typedef struct OwnCase {
    const Request *request;
    Name mailbox;
    ReplyPair reply;
    Buf states, messages, openings;
    Str report; // the mail that holds it, as JSON
    Str receipt;
} OwnCase;

static bool key_take(OwnCase *own, Str authorization) {
    ViewingKey key;
    if (!str_starts(authorization, STR("Bearer "))) return false;
    if (viewing_read(str_slice(authorization, strlen("Bearer "), authorization.len), &key) != ERR_OK) return false;
    own->mailbox = viewing_mailbox(&key, portal_of(own->request)->office);
    own->reply = viewing_reply(&key, portal_of(own->request)->office);
    sodium_memzero(&key, sizeof key);
    return true;
}

static Err bag_take(const OwnCase *own, Mailbag *bag, bool *found) {
    Arena *arena = own->request->arena;
    Client client;
    FrameAnswer answer;
    Blob blob;
    ByteWriter ask = bytes_writer(arena, 64);
    get_write(&ask, own->mailbox);
    Bytes payload = bytes_written(&ask);
    Err err = client_connect(&client, portal_of(own->request)->spool, CALL_MS);
    if (err) return err;
    err = client_call(&client, arena, FRAME_GET, &payload, 1, &answer);
    client_close(&client);
    *found = !err && answer.outcome == OUTCOME_OK;
    if (err || !*found) return err || answer.outcome != OUTCOME_MISSING ? ERR_IO : ERR_OK;
    err = blob_read(answer.body, &blob);
    return err ? err : mailbag_read(arena, blob.bytes, bag);
}

static void list_add(Buf *list, Str json) {
    if (list->len) buf_char(list, ',');
    buf_put(list, json);
}

// What the ledger says of this report: an opening, or whatever else was done with it.
static void notice_take(OwnCase *own, const Mail *mail) {
    Arena *arena = own->request->arena;
    Bytes inside, shown;
    uint64_t leaf;
    LedgerEvent event;
    MerkleHash commitment;
    BoxOpener opener = BOX_OPENER(&own->reply);
    Err err = box_open(arena, BOX_EVENT_COPY, opener, BYTES_OF(own->mailbox.bytes), mail->box, &inside);
    if (!err) err = ledger_notice_read(inside, &leaf, &shown);
    if (!err) err = ledger_shown_read(shown, &event, &commitment);
    if (err) return;
    Buf json = buf_make(arena, ANSWER_BYTES);
    buf_format(&json, "{\"leaf\":%llu,\"event\":", (unsigned long long)leaf);
    ledger_event_json(&json, &event);
    buf_char(&json, '}');
    list_add(&own->openings, buf_str(&json));
}

static void item_take(OwnCase *own, const Mail *mail, uint64_t number) {
    Arena *arena = own->request->arena;
    Bytes content;
    Json json;
    Diags diags = diags_make(arena);
    if (mailbox_item_open(arena, own->mailbox, number, &own->reply, mail->box, &content) != ERR_OK) return;
    Str text = {(const char *)content.ptr, content.len};
    if (json_parse(arena, STR("mail"), text, &json, &diags) != ERR_OK) return;
    const Json *kind = json_member(&json, STR("kind")), *receipt = json_member(&json, STR("receipt"));
    if (!kind || kind->kind != JSON_STRING) return;
    if (str_is(kind->text, "report") && receipt && receipt->kind == JSON_STRING) {
        own->report = text;
        own->receipt = receipt->text;
    } else {
        list_add(str_is(kind->text, "state") ? &own->states : &own->messages, text);
    }
}

static Response answer(const OwnCase *own) {
    Buf out = buf_make(own->request->arena, ANSWER_BYTES);
    buf_puts(&out, "{\"receipt\":");
    buf_json(&out, own->receipt);
    buf_puts(&out, ",\"filed\":");
    buf_put(&out, own->report);
    buf_puts(&out, ",\"states\":[");
    buf_put(&out, buf_str(&own->states));
    buf_puts(&out, "],\"messages\":[");
    buf_put(&out, buf_str(&own->messages));
    buf_puts(&out, "],\"openings\":[");
    buf_put(&out, buf_str(&own->openings));
    buf_puts(&out, "]}\n");
    return out.overflowed ? fault_response(own->request, &(Fault){.status = 500}) : response_json(200, buf_str(&out));
}

// A number that is not this report's is as if there were none.
static bool is_receipt_of(const OwnCase *own, Str typed) {
    ReceiptNumber asked, held;
    return own->receipt.len > 0 && receipt_read(typed, &asked) == ERR_OK && receipt_read(own->receipt, &held) == ERR_OK &&
           asked.value == held.value;
}

Response handle_case(const Request *request) {
    OwnCase own = {.request = request,
                   .states = buf_make(request->arena, ANSWER_BYTES),
                   .messages = buf_make(request->arena, ANSWER_BYTES),
                   .openings = buf_make(request->arena, ANSWER_BYTES)};
    Mailbag bag = {0};
    bool found = false;
    if (!key_take(&own, request->inputs[CASE_VIEWING].text))
        return fault_response(request, &(Fault){.status = 401, .detail = MSG_API_VIEWING_KEY});
    if (bag_take(&own, &bag, &found) != ERR_OK) return fault_response(request, &(Fault){.status = 503, .retry_seconds = 5});
    for (size_t i = 0; i < bag.count; i++) {
        if (bag.items[i].kind == MAIL_NOTICE)
            notice_take(&own, &bag.items[i]);
        else
            item_take(&own, &bag.items[i], i + 1);
    }
    sodium_memzero(&own.reply, sizeof own.reply);
    if (!is_receipt_of(&own, request->inputs[CASE_RECEIPT].text)) return fault_response(request, &(Fault){.status = 404});
    return answer(&own);
}
