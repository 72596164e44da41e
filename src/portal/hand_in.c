// A *ticket* is drawn for each request: random bytes from which all randomness of the sealing grows, and moment and language.
// It is kept, sealed, under the key of the request; so whoever asks again has the same report made once more, byte for byte,
// and the spool answers with the same proof.
//
//   ticket = u8 version 1, 32 bytes, u64 moment, u8 language, hash of the request
#include "portal/hand_in.h"

#include "base/entropy.h"
#include "net/client.h"
#include "portal/own_box.h"
#include "seal/mailbag.h"
#include "seal/mailbox.h"
#include "seal/receipt.h"
#include "seal/retry.h"
#include "wire/append.h"

enum {
    VERSION = 1,
    CALL_MS = 100000, // a slow disk makes late receipts, not false ones
    TRIES = 2,
    TICKET_S = 30 * 86400,
};

typedef struct Ticket {
    Grain grain;
    Moment at;
    Lang lang;
    Hash request;
} Ticket;

typedef struct HandingIn {
    const Request *request;
    const Portal *portal;
    HandIn *what;
    Ticket ticket;
    uint64_t drawn; // how often randomness was asked for
    bool is_again;  // the ticket was drawn before
    IntakeResult sealed;
    Str letter; // for the person
    Client client;
} HandingIn;

// --- tickets -----------------------------------------------------------------------------------------------------------------

static void grow(void *at, unsigned char *out, size_t len) {
    HandingIn *handing = at;
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = {0};
    memcpy(nonce, &handing->drawn, sizeof handing->drawn);
    handing->drawn++;
    crypto_stream_chacha20(out, len, nonce, handing->ticket.grain.bytes);
}

static Hash request_hash(const Ticket *ticket, Bytes request) {
    return hash_keyed(DOMAIN_RETRY_KEY, BYTES_OF(ticket->grain.bytes), request);
}

static void ticket_draw(HandingIn *handing) {
    handing->ticket = (Ticket){
        .grain = grain_make((SealRandom){entropy_fill, NULL}), .at = handing->request->now, .lang = handing->request->lang};
    handing->ticket.request = request_hash(&handing->ticket, handing->what->request);
}

static Err ticket_seal(HandingIn *handing, Bytes *out) {
    Arena *arena = handing->request->arena;
    const Ticket *ticket = &handing->ticket;
    ByteWriter plain = bytes_writer(arena, 128), sealed = bytes_writer(arena, BLOB_MOST);
    bytes_put_u8(&plain, VERSION);
    bytes_put(&plain, BYTES_OF(ticket->grain.bytes));
    bytes_put_u64(&plain, (uint64_t)ticket->at);
    bytes_put_u8(&plain, (uint8_t)ticket->lang);
    bytes_put(&plain, BYTES_OF(ticket->request.bytes));
    Err err = retry_seal(&sealed, handing->portal->office, handing->what->key, bytes_written(&plain),
                         (SealRandom){entropy_fill, NULL});
    *out = bytes_written(&sealed);
    return err;
}

static Err ticket_read(HandingIn *handing, Bytes plain) {
    ByteReader reader = bytes_reader(plain);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, handing->ticket.grain.bytes, sizeof handing->ticket.grain.bytes);
    handing->ticket.at = (Moment)bytes_take_u64(&reader);
    handing->ticket.lang = (Lang)bytes_take_u8(&reader);
    bytes_take_into(&reader, handing->ticket.request.bytes, sizeof handing->ticket.request.bytes);
    return version == VERSION && handing->ticket.lang < LANG_COUNT && bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

static Err call(HandingIn *handing, FrameKind kind, const Bytes *parts, size_t count, FrameAnswer *out) {
    return client_call(&handing->client, handing->request->arena, (uint8_t)kind, parts, count, out);
}

// The ticket that this key was given before, or a new one.
static HandInFault ticket_take(HandingIn *handing) {
    Arena *arena = handing->request->arena;
    FrameAnswer answer = {.outcome = OUTCOME_MISSING};
    Blob blob;
    Bytes plain;
    ByteWriter ask = bytes_writer(arena, 64);
    get_write(&ask, retry_name(handing->portal->office, handing->what->key));
    Bytes part = bytes_written(&ask);
    if (handing->what->key.len && call(handing, FRAME_GET, &part, 1, &answer) != ERR_OK) return HAND_IN_NOT_NOW;
    if (answer.outcome == OUTCOME_MISSING) {
        ticket_draw(handing);
        return HAND_IN_FINE;
    }
    bool read = answer.outcome == OUTCOME_OK && blob_read(answer.body, &blob) == ERR_OK &&
                retry_open(arena, handing->portal->office, handing->what->key, blob.bytes, &plain) == ERR_OK &&
                ticket_read(handing, plain) == ERR_OK;
    if (!read) return HAND_IN_NOT_NOW;
    handing->is_again = true;
    bool same = hash_eq(handing->ticket.request, request_hash(&handing->ticket, handing->what->request));
    return same ? HAND_IN_FINE : HAND_IN_OTHER;
}

// --- what the person finds under her key ------------------------------------------------------------------------------------

typedef struct Letter {
    Str body;       // the report as JSON
    unsigned parts; // it lies in so many annexes, and not in here
    bool is_copy;   // for whoever helped
} Letter;

static Str letter_text(const HandingIn *handing, Str receipt, Letter letter) {
    const Report *report = handing->what->report;
    Buf out = buf_make(handing->request->arena, 2 * OWN_LETTER_MOST);
    buf_puts(&out, "{\"kind\":\"report\",\"receipt\":");
    buf_json(&out, receipt);
    if (report->before) {
        buf_puts(&out, ",\"follows\":");
        buf_json(&out, report->before->receipt);
        buf_format(&out, ",\"what\":\"%s\"", report_what(report->before->what));
    }
    buf_puts(&out, ",\"at\":\"");
    buf_moment(&out, report->at);
    buf_puts(&out, "\",\"windows\":[");
    for (size_t i = 0; i < report->window_count; i++) {
        if (i) buf_char(&out, ',');
        buf_json(&out, report->windows[i].id);
    }
    buf_format(&out, "],\"parts\":%u,\"copy\":%s,\"report\":", letter.parts, letter.is_copy ? "true" : "false");
    buf_put(&out, letter.parts ? STR("null") : letter.body);
    buf_char(&out, '}');
    return buf_str(&out);
}

static Err bag_make(HandingIn *handing, Name name, ReplyPublic to, Str text, Bytes *out) {
    Arena *arena = handing->request->arena;
    Mailbag bag = {0};
    ByteWriter box = bytes_writer(arena, BLOB_MOST);
    Err err = mailbox_item_seal(&box, name, 1, to, bytes_of_str(text), (SealRandom){entropy_fill, NULL});
    if (err) return err;
    PUSH(arena, bag, ((Mail){MAIL_ITEM, handing->sealed.head.report, bytes_written(&box)}));
    return mailbag_write(arena, &bag, out);
}

// Whoever helped reads what was sent, and nothing that the person writes later. A long report is not copied.
static Err helper_letter(HandingIn *handing, Str receipt, Str body, Append *append) {
    const ViewingKey *helper = handing->what->helper;
    Id office = handing->portal->office;
    if (!helper || handing->what->report->before) return ERR_OK;
    Name name = viewing_mailbox(helper, office);
    ReplyPair reply = viewing_reply(helper, office);
    Bytes bag;
    Str text = letter_text(handing, receipt, (Letter){.body = body, .is_copy = true});
    Err err = bag_make(handing, name, reply.public, text, &bag);
    sodium_memzero(&reply, sizeof reply);
    if (!err) append->also[append->also_count++] = (AppendAlso){BLOB_MAILBOX, name, BLOB_TTL_MOST, bag};
    return err;
}

// The letter into the mailbox; a long report into annexes beside it.
static Err letters_make(HandingIn *handing, Str receipt, Append *append) {
    Arena *arena = handing->request->arena;
    Report *report = handing->what->report;
    ReportView view = report_view(arena, report, NULL);
    Bytes json = report_body(arena, report, &view).json;
    Str body = {(const char *)json.ptr, json.len};
    unsigned parts = body.len > OWN_LETTER_MOST ? (unsigned)((body.len + OWN_PART_BYTES - 1) / OWN_PART_BYTES) : 0;
    Bytes bag;
    Err err = ERR_OK;
    if (parts > OWN_PARTS_MOST) { // not shown there; it is filed all the same
        parts = 0;
        body = STR("null");
    }
    for (unsigned part = 1; !err && part <= parts; part++) {
        Name name = viewing_annex(&handing->sealed.viewing, handing->portal->office, report->id, part);
        Str piece = str_slice(body, (part - 1) * (size_t)OWN_PART_BYTES, part * (size_t)OWN_PART_BYTES);
        err = bag_make(handing, name, handing->sealed.head.reply, piece, &bag);
        if (!err) append->also[append->also_count++] = (AppendAlso){BLOB_MAILBOX, name, BLOB_TTL_MOST, bag};
    }
    if (!err) err = helper_letter(handing, receipt, parts ? STR("null") : body, append);
    handing->letter = letter_text(handing, receipt, (Letter){.body = body, .parts = parts});
    if (report->before || err) return err; // its mailbox is there already
    err = bag_make(handing, handing->sealed.head.mailbox, handing->sealed.head.reply, handing->letter, &bag);
    if (!err) append->also[append->also_count++] = (AppendAlso){BLOB_MAILBOX, handing->sealed.head.mailbox, BLOB_TTL_MOST, bag};
    return err;
}

// What follows a report goes into the mailbox of that report, once it is kept. One that takes nothing more keeps nobody from
// reporting.
static HandInFault letter_deliver(const HandingIn *handing) {
    OwnKey key;
    if (!handing->what->report->before) return HAND_IN_FINE;
    own_key_take(&handing->sealed.viewing, handing->portal->office, &key);
    Err err = own_box_add(handing->request, &key, handing->sealed.head.report, handing->letter);
    own_key_wipe(&key);
    return err == ERR_IO ? HAND_IN_NOT_NOW : HAND_IN_FINE;
}

// --- sealing and sending -----------------------------------------------------------------------------------------------------

static HandInFault seal(HandingIn *handing) {
    Report *report = handing->what->report;
    IntakeOffice office = {.list = handing->portal->list,
                           .random = {grow, handing},
                           .viewing = handing->what->viewing,
                           .evidence = handing->what->evidence};
    Str at;
    handing->drawn = 0;
    grow(handing, report->id.bytes, sizeof report->id.bytes);
    if (handing->what->id) report->id = *handing->what->id;
    report->at = handing->ticket.at;
    report->lang = handing->ticket.lang;
    Err err = intake_seal(handing->request->arena, report, &office, &handing->sealed, &handing->what->intake, &at);
    return err ? HAND_IN_REPORT : HAND_IN_FINE;
}

static HandInFault outcome_of(HandingIn *handing, const FrameAnswer *answer) {
    static const HandInFault faults[OUTCOME_COUNT] = {
        [OUTCOME_CONFLICT] = HAND_IN_OTHER, [OUTCOME_TOO_BIG] = HAND_IN_TOO_BIG, [OUTCOME_FULL] = HAND_IN_FULL,
        [OUTCOME_QUOTA] = HAND_IN_OFTEN,    [OUTCOME_REFUSED] = HAND_IN_NOT_NOW, [OUTCOME_BROKEN] = HAND_IN_NOT_NOW,
        [OUTCOME_BUSY] = HAND_IN_NOT_NOW,   [OUTCOME_MISSING] = HAND_IN_NOT_NOW};
    handing->what->seconds = answer->seconds;
    return faults[answer->outcome];
}

static HandInFault append(HandingIn *handing, Str receipt, FrameAnswer *answer) {
    Arena *arena = handing->request->arena;
    const FilingHead *head = &handing->sealed.head;
    Append append = {.kind = APPEND_FILING, .id = head->report, .blob = handing->sealed.filing};
    Bytes ticket;
    if (letters_make(handing, receipt, &append) != ERR_OK) return HAND_IN_TOO_BIG;
    if (handing->what->key.len) {
        if (ticket_seal(handing, &ticket) != ERR_OK) return HAND_IN_NOT_NOW;
        Name name = retry_name(handing->portal->office, handing->what->key);
        append.also[append.also_count++] = (AppendAlso){BLOB_RESPONSE, name, TICKET_S, ticket};
    }
    ByteWriter front = bytes_writer(arena, APPEND_ALSO_MOST * (size_t)BLOB_MOST);
    append_write(&front, &append);
    Bytes parts[] = {bytes_written(&front), append.blob};
    if (call(handing, FRAME_APPEND, parts, 2, answer) != ERR_OK) return HAND_IN_NOT_NOW;
    return outcome_of(handing, answer);
}

static HandInFault hand_in_once(HandingIn *handing, HandedIn *out) {
    Arena *arena = handing->request->arena;
    FrameAnswer answer = {0};
    Proof proof;
    HandInFault fault = ticket_take(handing);
    if (!fault) fault = seal(handing);
    if (fault) return fault;
    *out = (HandedIn){.at = handing->ticket.at, .lang = handing->ticket.lang, .viewing = handing->sealed.viewing};
    out->receipt = receipt_text(arena, receipt_number(handing->sealed.head.report));
    fault = append(handing, out->receipt, &answer);
    if (fault == HAND_IN_OTHER && handing->is_again) return letter_deliver(handing); // kept, as the law stood then
    if (!fault && proof_read(answer.body, &proof) == ERR_OK) out->proof = proof_text(arena, &proof);
    return fault ? fault : letter_deliver(handing);
}

HandInFault hand_in(const Request *request, HandIn *what, HandedIn *out) {
    HandingIn *handing = NEW(request->arena, HandingIn);
    *handing = (HandingIn){.request = request, .portal = portal_of(request), .what = what};
    HandInFault fault = HAND_IN_NOT_NOW;
    if (client_connect(&handing->client, handing->portal->spool, CALL_MS) == ERR_OK) fault = HAND_IN_OTHER;
    // A conflict at first: the same request is being handed in at this very moment, and has drawn its ticket before this one.
    for (int i = 0; i < TRIES && fault == HAND_IN_OTHER; i++) fault = hand_in_once(handing, out);
    client_close(&handing->client);
    sodium_memzero(handing, sizeof *handing);
    return fault;
}
