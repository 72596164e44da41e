// Any bytes as a filing. The first byte says how they are brought in: raw; as a core whose halves fit; or as changes to a sound
// filing whose hashes are made to fit again, so that the search gets behind them. What is read keeps every rule, is written
// again to the same bytes, and never opens unless it is the sound one.
#include "seal/filing_head.h"
#include "seal/letter.h"

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static void fill(void *at, unsigned char *out, size_t len) {
    unsigned char *next = at;
    for (size_t i = 0; i < len; i++) {
        out[i] = (*next)++;
    }
}

typedef struct Sound {
    WindowPair window;
    KeeperPair keeper;
    ReplyPair reply;
    FilingWindow at;
    FilingClock clock;
    Str form;
    FilingEvidence evidence;
} Sound;

static Bytes sound_make(Arena *arena, Sound *sound) {
    unsigned char next = 0;
    SealRandom random = {fill, &next};
    sound->window = key_window(&(Grain){{1}});
    sound->keeper = key_keeper(&(Grain){{2}});
    sound->reply = key_reply(&(Grain){{3}});
    sound->at = (FilingWindow){STR("demo.desk"), 1, 0};
    sound->clock = (FilingClock){0, STR("first"), 5};
    sound->form = STR("ppc.leak");
    sound->evidence = (FilingEvidence){{{7}}, 3, {{8}}};
    ReportBody body = {bytes_of_str(STR("{}"))};
    Triage triage = {bytes_of_str(STR("{}"))};
    Card card = {{0}};
    ByteWriter letter = bytes_writer(arena, 1 << 20);
    LetterHead head = {{{4}}, {{5}}, LETTER_TO_WINDOW, STR("demo.desk"), 1};
    must(letter_seal_window(&letter, &head, sound->window.public, body.json, random) == ERR_OK);
    Bytes letters = bytes_written(&letter), filing;
    FilingDraft draft = {
        .head = {.report = head.report,
                 .office = {{6}},
                 .pack = STR("jp"),
                 .pack_version = STR("1"),
                 .forms = &sound->form,
                 .form_count = 1,
                 .windows = &sound->at,
                 .window_count = 1,
                 .clocks = &sound->clock,
                 .clock_count = 1,
                 .view_count = 1,
                 .keeper_epoch = 1,
                 .reply = sound->reply.public},
        .views = &body,
        .windows = &sound->window.public,
        .triage = &triage,
        .cards = &card,
        .keeper = sound->keeper.public,
        .statistics_to = key_statistics(&(Grain){{9}}).public,
        .statistics_epoch = 1,
        .letters = &letters,
        .letter_count = 1,
        .evidence = &sound->evidence,
        .evidence_count = 1,
    };
    must(filing_seal(arena, &draft, random, &filing) == ERR_OK);
    return filing;
}

// The hash of the halves in the core and the length before it, as whoever wrote the bytes would have set them.
static Bytes hashes_fit(Arena *arena, Bytes core, Bytes halves) {
    ByteWriter whole = bytes_writer(arena, core.len + halves.len);
    bytes_put(&whole, core);
    bytes_put(&whole, halves);
    Hash hash = hash_of(DOMAIN_HALVES, halves);
    if (core.len >= 37) {
        for (size_t i = 0; i < 4; i++) {
            whole.ptr[1 + i] = (unsigned char)((core.len - 5) >> (8 * i));
        }
        memcpy(whole.ptr + 5, hash.bytes, sizeof hash.bytes);
    }
    return bytes_written(&whole);
}

// Changes: offset (u16), new byte, again and again; the header lies in the first thousand bytes, where most is to be found.
static Bytes changed(Arena *arena, Bytes sound, const uint8_t *data, size_t size, size_t core_len) {
    unsigned char *bytes = (unsigned char *)bytes_copy(arena, sound).ptr;
    for (size_t i = 0; i + 3 <= size; i += 3) {
        bytes[((size_t)data[i] | (size_t)data[i + 1] << 8) % sound.len] = data[i + 2];
    }
    return hashes_fit(arena, (Bytes){bytes, core_len}, (Bytes){bytes + core_len, sound.len - core_len});
}

static void read_keeps_rules(Arena *arena, const Filing *filing) {
    ByteWriter again = bytes_writer(arena, FILING_HEAD_MOST);
    must(filing_head_check(&filing->head) == ERR_OK);
    filing_head_write(&again, &filing->head);
    must(hash_eq(hash_of(DOMAIN_HEADER, bytes_written(&again)), filing->header));
}

static void opens_only_if_sound(Arena *arena, const Filing *filing, const Sound *sound, bool same) {
    StreamKey key;
    ReportBody body;
    KeeperHalf half;
    WindowHalf a;
    Triage triage;
    bool opened = filing_open_copy(filing, &sound->reply, &key) == ERR_OK;
    opened = opened && filing_open_view(arena, filing, 0, &key, &body) == ERR_OK;
    if (filing->head.window_count > 0) {
        opened = filing_open_half(filing, 0, &sound->window, &a) == ERR_OK && opened;
        opened = filing_open_triage(arena, filing, 0, &sound->window, &triage) == ERR_OK && opened;
    }
    Err err = half_open_keeper(arena, &sound->keeper, filing->head.report, 0, filing->keeper_boxes[0], &half);
    must(!same || (opened && err == ERR_OK));
}

// Made once: the search changes copies of it.
static Bytes sound_whole(const Sound **sound) {
    static Arena kept;
    static Sound made;
    static Bytes whole;
    if (whole.len == 0) {
        kept = arena_make(NULL, NULL);
        whole = sound_make(&kept, &made);
    }
    *sound = &made;
    return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    const Sound *sound;
    Bytes whole = sound_whole(&sound), core, halves, given;
    Hash object, now;
    Filing filing;
    must(filing_split(whole, &core, &halves, &object) == ERR_OK);
    unsigned way = size > 0 ? data[0] % 3 : 0;
    const uint8_t *rest = size > 0 ? data + 1 : data;
    size_t left = size > 0 ? size - 1 : 0;
    given = way == 0   ? (Bytes){rest, left}
            : way == 1 ? hashes_fit(&arena, (Bytes){rest, left}, halves)
                       : changed(&arena, whole, rest, left, core.len);
    if (filing_read(&arena, given, &filing) == ERR_OK) {
        must(filing_split(given, &core, &halves, &now) == ERR_OK && hash_eq(now, filing.object));
        read_keeps_rules(&arena, &filing);
        opens_only_if_sound(&arena, &filing, sound, bytes_eq(given, whole));
    }
    return 0;
}
