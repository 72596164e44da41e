// Sealing a filing. The keys of its views are made here, used here and wiped here; what leaves are their halves, sealed. Knows
// nothing of what a report says.
#include "seal/filing_head.h"

enum { VERSION = 1 };

// One filing on its way.
typedef struct Sealing {
    const FilingDraft *draft;
    FilingHead head;
    Hash place; // hash of the header: what all parts are bound to
    StreamKey keys[FILING_VIEWS_MOST];
    HalfPair halves[FILING_VIEWS_MOST];
    SealRandom random;
} Sealing;

static Err draft_check(const FilingDraft *draft) {
    FilingHead head = draft->head;
    head.size_class = 0; // not yet known
    bool sound = draft->statistics_epoch > 0 && (!draft->share || draft->share_epoch > 0) &&
                 filing_letters_sound(head.report, draft->letters, draft->letter_count) &&
                 filing_evidence_sound(draft->evidence, draft->evidence_count);
    return sound ? filing_head_check(&head) : ERR_INPUT;
}

// Of all views the same, so that it does not tell how much was withheld from whom.
static Err class_choose(Sealing *sealing) {
    size_t longest = 0;
    for (unsigned i = 0; i < sealing->head.view_count; i++) {
        size_t len = sealing->draft->views[i].json.len;
        longest = len > longest ? len : longest;
    }
    return stream_class(longest, STREAM_BODY_FIRST, STREAM_BODY_LAST, &sealing->head.size_class);
}

// Writes the length of what was put since `begin` before it.
static size_t sized_begin(ByteWriter *out) {
    bytes_put_u32(out, 0);
    return out->len;
}

static void sized_end(ByteWriter *out, size_t begin) {
    for (size_t i = 0; !out->overflowed && i < 4; i++) {
        out->ptr[begin - 4 + i] = (unsigned char)((out->len - begin) >> (8 * i));
    }
}

static Err sized_box(ByteWriter *out, BoxPurpose purpose, BoxPublic to, Bytes place, Bytes content, SealRandom random) {
    size_t begin = sized_begin(out);
    Err err = box_seal(out, purpose, to, place, content, random);
    sized_end(out, begin);
    return err;
}

static Err keeper_half_put(Sealing *sealing, ByteWriter *out, unsigned view) {
    const FilingHead *head = &sealing->head;
    KeeperHalf half = {
        .report = head->report, .view = view, .header = sealing->place, .reply = head->reply, .mailbox = head->mailbox};
    for (size_t i = 0; i < head->window_count; i++) {
        if (head->windows[i].view == view) {
            half.windows[half.window_count++] = head->windows[i].id;
        }
    }
    memcpy(half.bytes, sealing->halves[view].b, sizeof half.bytes);
    size_t begin = sized_begin(out);
    Err err = half_seal_keeper(out, sealing->draft->keeper, &half, sealing->random);
    sized_end(out, begin);
    half_wipe(&half);
    return err;
}

// The keys, and the keeper's part.
static Err halves_put(Sealing *sealing, ByteWriter *out) {
    Err err = ERR_OK;
    bytes_put_u8(out, VERSION);
    for (unsigned view = 0; err == ERR_OK && view < sealing->head.view_count; view++) {
        sealing->random.fill(sealing->random.at, sealing->keys[view].bytes, sizeof sealing->keys[view].bytes);
        half_split(&sealing->keys[view], sealing->random, &sealing->halves[view]);
        err = keeper_half_put(sealing, out, view);
    }
    return err;
}

static Err window_put(const Sealing *sealing, ByteWriter *out, size_t at) {
    const FilingDraft *draft = sealing->draft;
    const FilingWindow *window = &sealing->head.windows[at];
    HalfPlace place = {sealing->head.report, sealing->place, window->view, window->id, window->epoch};
    BoxPublic to = draft->windows[at].box;
    unsigned char room[FILING_PLACE_MOST];
    Bytes bound = filing_window_place(sealing->place, window->id, room);
    Err err = half_seal_window(out, &place, draft->windows[at], &sealing->halves[window->view].a, sealing->random);
    if (err == ERR_OK) {
        err = sized_box(out, BOX_TRIAGE, to, bound, draft->triage[at].json, sealing->random);
    }
    return err == ERR_OK ? sized_box(out, BOX_CARD, to, bound, draft->cards[at].json, sealing->random) : err;
}

static Err copies_put(const Sealing *sealing, ByteWriter *out) {
    const FilingDraft *draft = sealing->draft;
    unsigned char room[FILING_PLACE_MOST];
    bytes_put_u32(out, draft->statistics_epoch);
    Err err = sized_box(out, BOX_STATISTICS, draft->statistics_to.box,
                        filing_copy_place(sealing->head.office, draft->statistics_epoch, room), draft->statistics.json,
                        sealing->random);
    bytes_put_u8(out, draft->share != NULL);
    if (err == ERR_OK && draft->share) {
        bytes_put_u32(out, draft->share_epoch);
        err = sized_box(out, BOX_SHARE_VIEW, draft->share_to.box,
                        filing_copy_place(sealing->head.office, draft->share_epoch, room), draft->share->json, sealing->random);
    }
    if (err == ERR_OK) {
        err = box_seal(out, BOX_MAILBOX_COPY, sealing->head.reply.box, BYTES_OF(sealing->place.bytes),
                       BYTES_OF(sealing->keys[0].bytes), sealing->random);
    }
    return err;
}

static Err parts_put(const Sealing *sealing, ByteWriter *out) {
    const FilingDraft *draft = sealing->draft;
    Err err = ERR_OK;
    for (unsigned view = 0; view < sealing->head.view_count; view++) {
        StreamPlace place = {&sealing->keys[view], filing_view_place(sealing->place, view), sealing->head.size_class};
        stream_seal(out, place, draft->views[view].json, sealing->random);
    }
    for (size_t i = 0; err == ERR_OK && i < sealing->head.window_count; i++) {
        err = window_put(sealing, out, i);
    }
    if (err == ERR_OK) {
        err = copies_put(sealing, out);
    }
    bytes_put_u8(out, (uint8_t)draft->letter_count);
    for (size_t i = 0; i < draft->letter_count; i++) {
        bytes_put_sized(out, draft->letters[i]);
    }
    bytes_put_u8(out, (uint8_t)draft->evidence_count);
    for (size_t i = 0; i < draft->evidence_count; i++) {
        bytes_put(out, BYTES_OF(draft->evidence[i].id.bytes));
        bytes_put_u8(out, (uint8_t)draft->evidence[i].size_class);
        bytes_put(out, BYTES_OF(draft->evidence[i].sealed.bytes));
    }
    return err;
}

static Err filing_put(Sealing *sealing, Arena *arena, Bytes header, ByteWriter *out) {
    ByteWriter halves = bytes_writer(arena, FILING_BYTES_MOST);
    Err err = halves_put(sealing, &halves);
    if (err != ERR_OK || halves.overflowed) {
        return err != ERR_OK ? err : ERR_TOO_BIG;
    }
    Hash halves_hash = hash_of(DOMAIN_HALVES, bytes_written(&halves));
    bytes_put_u8(out, VERSION);
    size_t begin = sized_begin(out);
    bytes_put(out, BYTES_OF(halves_hash.bytes));
    bytes_put_sized(out, header);
    err = parts_put(sealing, out);
    sized_end(out, begin);
    bytes_put(out, bytes_written(&halves));
    return err == ERR_OK && out->overflowed ? ERR_TOO_BIG : err;
}

// Nearly what the filing will be long: bodies and letters decide.
static size_t size_guess(const Sealing *sealing, size_t header_len) {
    size_t guess = header_len + sealing->head.view_count * (size_t)stream_size(sealing->head.size_class) + (8 << 10);
    guess += sealing->head.window_count * (4 << 10);
    for (size_t i = 0; i < sealing->draft->letter_count; i++) {
        guess += 4 + sealing->draft->letters[i].len;
    }
    return guess;
}

Err filing_seal(Arena *arena, const FilingDraft *draft, SealRandom random, Bytes *out) {
    Sealing sealing = {.draft = draft, .head = draft->head, .random = random};
    ByteWriter header = bytes_writer(arena, FILING_HEAD_MOST), writer = bytes_writer(arena, FILING_BYTES_MOST);
    *out = (Bytes){0};
    Err err = draft_check(draft);
    if (err == ERR_OK) {
        err = class_choose(&sealing);
    }
    if (err != ERR_OK) {
        return err;
    }
    filing_head_write(&header, &sealing.head);
    if (header.overflowed) {
        return ERR_TOO_BIG;
    }
    bytes_expect(&writer, size_guess(&sealing, header.len));
    sealing.place = hash_of(DOMAIN_HEADER, bytes_written(&header));
    err = filing_put(&sealing, arena, bytes_written(&header), &writer);
    sodium_memzero(&sealing, sizeof sealing);
    sodium_stackzero(SEAL_STACK);
    if (err == ERR_OK) {
        *out = bytes_written(&writer);
    }
    return err;
}
