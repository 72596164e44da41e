// A *ticket* is drawn for each request: random bytes from which all randomness of the sealing grows, and moment and language.
// It is kept, sealed, under the key of the request; so whoever asks again has the same report made once more, byte for byte,
// and the spool answers with the same proof.
//
//   ticket = u8 version 1, 32 bytes, u64 moment, u8 language, hash of the request
#include "portal/hand_in.h"

#include "base/entropy.h"
#include "intake/own_mail.h"
#include "net/client.h"
#include "portal/holding.h"
#include "portal/own_box.h"
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

static const SealRandom entropy = {entropy_fill, NULL};

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
    handing->ticket = (Ticket){.grain = grain_make(entropy), .at = handing->request->now, .lang = handing->request->lang};
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
    Err err = retry_seal(&sealed, handing->portal->office, handing->what->key, bytes_written(&plain), entropy);
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

static void also(Append *append, MailingBag bag) {
    append->also[append->also_count++] = (AppendAlso){BLOB_MAILBOX, bag.name, BLOB_TTL_MOST, bag.bag};
}

// The letter into the mailbox; a long report into annexes beside it; a copy for whoever helped, where the ticket has room
// behind it.
static Err letters_make(HandingIn *handing, Append *append) {
    const Report *report = handing->what->report;
    const ViewingKey *helper = report->before ? NULL : handing->what->helper;
    OwnMail mail;
    Err err = own_mail_make(handing->request->arena, report, &handing->sealed, helper, entropy, &mail);
    if (err) return err;
    handing->letter = mail.letter;
    for (size_t i = 0; i < mail.mailing.count; i++) also(append, mail.mailing.bags[i]);
    if (mail.has_copy && append->also_count + 2 <= APPEND_ALSO_MOST) also(append, mail.copy);
    return ERR_OK;
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

static HandInFault append(HandingIn *handing, FrameAnswer *answer) {
    Arena *arena = handing->request->arena;
    const FilingHead *head = &handing->sealed.head;
    Append append = {.kind = APPEND_FILING, .id = head->report, .blob = handing->sealed.filing};
    Bytes ticket;
    if (letters_make(handing, &append) != ERR_OK) return HAND_IN_TOO_BIG;
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

// No filing names what is not there. One that was handed in has taken its files with it.
static HandInFault files_check(const HandingIn *handing) {
    const Report *report = handing->what->report;
    if (handing->is_again || report->file_count == 0) return HAND_IN_FINE;
    Err err = holding_check(handing->request, *handing->what->id, report->files, report->file_count);
    return err == ERR_REFUSED ? HAND_IN_FILES : err != ERR_OK ? HAND_IN_NOT_NOW : HAND_IN_FINE;
}

static HandInFault hand_in_once(HandingIn *handing, HandedIn *out) {
    Arena *arena = handing->request->arena;
    FrameAnswer answer = {0};
    Proof proof;
    HandInFault fault = ticket_take(handing);
    if (!fault) fault = files_check(handing);
    if (!fault) fault = seal(handing);
    if (fault) return fault;
    *out = (HandedIn){.at = handing->ticket.at, .lang = handing->ticket.lang, .viewing = handing->sealed.viewing};
    out->receipt = receipt_text(arena, receipt_number(handing->sealed.head.report));
    fault = append(handing, &answer);
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
