// Items say by `kind` what they are. Whoever knows the mailbox may have put them there, so nothing of their shape is taken on
// trust.
#include "portal/own_case.h"

#include "intake/report_read.h"
#include "portal/own_said.h"
#include "seal/ledger_entry.h"
#include "seal/mailbox.h"
#include "seal/receipt.h"

#include <stdlib.h>

// --- the key -----------------------------------------------------------------------------------------------------------------

void own_key_take(const ViewingKey *viewing, Id office, OwnKey *out) {
    out->viewing = *viewing;
    out->mailbox = viewing_mailbox(viewing, office);
    out->reply = viewing_reply(viewing, office);
}

Err own_key_read(Str typed, Id office, OwnKey *out) {
    ViewingKey viewing;
    Err err = viewing_read(typed, &viewing);
    if (err == ERR_OK) own_key_take(&viewing, office, out);
    sodium_memzero(&viewing, sizeof viewing);
    return err;
}

void own_key_wipe(OwnKey *key) {
    sodium_memzero(key, sizeof *key);
}

// --- items -------------------------------------------------------------------------------------------------------------------

typedef struct Sorting {
    Arena *arena;
    OwnCase *out;
} Sorting;

static Moment moment_of(const Json *object) {
    Moment at;
    return moment_parse(json_text(object, "at"), &at) ? at : MOMENT_NONE;
}

// The report is the last member of its letter, and is taken as it was written.
static Str report_of(Str source, const Json *letter) {
    const JsonMember *last = &letter->members[letter->count - 1];
    bool whole = str_is(last->key, "report") && last->value.kind == JSON_OBJECT;
    return whole ? str_slice(source, last->value.at, source.len - 1) : STR_NONE;
}

static void letter_take(Sorting *sorting, Id id, Str source, const Json *letter) {
    const Json *windows = json_member(letter, STR("windows")), *parts = json_member(letter, STR("parts"));
    OwnFiling filing = {.id = id,
                        .receipt = json_text(letter, "receipt"),
                        .follows = json_text(letter, "follows"),
                        .kind = json_text(letter, "what"),
                        .at = moment_of(letter),
                        .report = report_of(source, letter)};
    const Json *copy = json_member(letter, STR("copy"));
    filing.is_copy = copy && copy->kind == JSON_BOOL && copy->truth;
    for (uint32_t i = 0; windows && windows->kind == JSON_ARRAY && i < windows->count; i++)
        if (windows->items[i].kind == JSON_STRING) PUSH(sorting->arena, filing.windows, windows->items[i].text);
    if (parts && parts->kind == JSON_INT && parts->integer > 0 && parts->integer <= OWN_PARTS_MOST)
        filing.parts = (unsigned)parts->integer;
    if (filing.receipt.len && filing.at != MOMENT_NONE) PUSH(sorting->arena, sorting->out->filings, filing);
}

static void note_take(Sorting *sorting, Str source, const Json *json) {
    OwnNote note = {.window = json_text(json, "window"), .number = json_text(json, "number"), .json = source};
    if (note.window.len && day_parse(json_text(json, "on"), &note.on)) PUSH(sorting->arena, sorting->out->notes, note);
}

static void item_take(Sorting *sorting, Id id, Str source) {
    Json json;
    Diags diags = diags_make(sorting->arena);
    if (json_parse(sorting->arena, STR("mail"), source, &json, &diags) != ERR_OK) return;
    Str kind = json_text(&json, "kind");
    if (!kind.len) return;
    if (str_is(kind, "report")) {
        letter_take(sorting, id, str_trim(source), &json);
    } else if (str_is(kind, "state")) {
        OwnState state = {json_text(&json, "state"),  json_text(&json, "receipt"),
                          json_text(&json, "window"), json_text(&json, "number"),
                          moment_of(&json),           source};
        PUSH(sorting->arena, sorting->out->states, state);
    } else if (str_is(kind, "note")) {
        note_take(sorting, source, &json);
    } else {
        PUSH(sorting->arena, sorting->out->messages, ((OwnMessage){json_text(&json, "text"), moment_of(&json), source}));
    }
}

// What the ledger says of this report: an opening, or whatever else was done with it.
static void notice_take(Sorting *sorting, const OwnKey *key, Bytes box) {
    Bytes inside, shown;
    OwnOpening opening;
    MerkleHash commitment;
    BoxOpener opener = BOX_OPENER(&key->reply);
    Err err = box_open(sorting->arena, BOX_EVENT_COPY, opener, BYTES_OF(key->mailbox.bytes), box, &inside);
    if (!err) err = ledger_notice_read(inside, &opening.leaf, &shown);
    if (!err) err = ledger_shown_read(shown, &opening.event, &commitment);
    if (!err) PUSH(sorting->arena, sorting->out->openings, opening);
}

// The first report stands first, in whatever order the letters were put there.
static void first_first(OwnFilingList *filings) {
    for (size_t i = 1; i < filings->count; i++) {
        if (filings->items[i].follows.len || !filings->items[0].follows.len) continue;
        OwnFiling first = filings->items[i];
        for (size_t j = i; j > 0; j--) filings->items[j] = filings->items[j - 1];
        filings->items[0] = first;
    }
}

static void bag_take(Sorting *sorting, const OwnBag *bag, const OwnKey *key) {
    for (size_t i = 0; i < bag->bag.count; i++) {
        const Mail *mail = &bag->bag.items[i];
        Bytes content;
        if (mail->kind == MAIL_NOTICE)
            notice_take(sorting, key, mail->box);
        else if (mailbox_item_open(sorting->arena, bag->name, i + 1, &key->reply, mail->box, &content) == ERR_OK)
            item_take(sorting, mail->id, (Str){(const char *)content.ptr, content.len});
    }
}

OwnCase own_case_make(Arena *arena, const OwnBag *bags, size_t count, const OwnKey *key) {
    OwnCase own = {0};
    Sorting sorting = {arena, &own};
    for (size_t i = 0; i < count; i++) bag_take(&sorting, &bags[i], key);
    own.is_full = count > 0 && !mailbag_fits(&bags[0].bag, MAILBAG_NOTICE_MOST, MAILBAG_BYTES_MOST);
    first_first(&own.filings);
    return own;
}

// --- asking it ---------------------------------------------------------------------------------------------------------------

bool own_case_is(const OwnCase *own, Str typed) {
    ReceiptNumber asked, held;
    if (receipt_read(typed, &asked) != ERR_OK) return false;
    for (size_t i = 0; i < own->filings.count; i++)
        if (receipt_read(own->filings.items[i].receipt, &held) == ERR_OK && asked.value == held.value) return true;
    return false;
}

Incident own_case_incident(Arena *arena, const Pack *pack, const OwnCase *own) {
    Incident known = incident_make(arena, &pack->book);
    for (size_t i = 0; i < own->filings.count; i++) {
        OwnSaid said;
        if (own_said_read(arena, pack, own->filings.items[i].report, &said)) own_said_add(&pack->book, &said, &known);
    }
    return known;
}

// --- whom it told ------------------------------------------------------------------------------------------------------------

typedef struct Telling {
    ReportWindow *windows;
    size_t count;
} Telling;

// What a window was told last, or was not to see, counts; a letter without its report says nothing of that.
static void window_told(Telling *telling, ReportWindow window, bool counts) {
    size_t at = 0;
    while (at < telling->count && !str_eq(telling->windows[at].id, window.id)) at++;
    if (at == REPORT_WINDOWS_MOST) return;
    if (at == telling->count || counts) telling->windows[at] = window;
    if (at == telling->count) telling->count++;
}

ReportWindow *own_case_windows(Arena *arena, const Pack *pack, const OwnCase *own, size_t *count) {
    Telling telling = {NEW_ARRAY(arena, ReportWindow, REPORT_WINDOWS_MOST), 0};
    for (size_t i = 0; i < own->filings.count; i++) {
        const OwnFiling *filing = &own->filings.items[i];
        OwnSaid said;
        for (size_t w = 0; w < filing->windows.count; w++)
            window_told(&telling, (ReportWindow){.id = filing->windows.items[w]}, false);
        if (!own_said_read(arena, pack, filing->report, &said)) continue;
        for (size_t w = 0; w < said.window_count; w++) window_told(&telling, said.windows[w], true);
    }
    report_windows_sort(telling.windows, telling.count);
    *count = telling.count;
    return telling.windows;
}

bool own_case_is_copy(const OwnCase *own) {
    return own->filings.count > 0 && own->filings.items[0].is_copy;
}

// --- single things -----------------------------------------------------------------------------------------------------------

const OwnNote *own_case_note(const OwnCase *own, Str window) {
    for (size_t i = own->notes.count; i-- > 0;)
        if (str_eq(own->notes.items[i].window, window)) return &own->notes.items[i];
    return NULL;
}
