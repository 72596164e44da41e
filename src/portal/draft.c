// The seal around a draft is that of every stored answer. Knows neither browser nor spool.
#include "portal/draft.h"

#include "base/code.h"
#include "seal/stream.h"

enum { VERSION = 1, HEAD = 2, CLASS_LAST = 4, CONTENT_BYTES = 120 << 10 };
enum { NO_NARRATIVE = 1, NO_FILES = 2 }; // bits of a window

Draft draft_make(Arena *arena, const Book *book) {
    return (Draft){.incident = incident_make(arena, book),
                   .is_passed = NEW_ARRAY(arena, bool, book->facts.count + 1),
                   .asked = NEW_ARRAY(arena, int, book->facts.count + 1)};
}

void draft_pass(Draft *draft, int fact) {
    draft->is_passed[fact] = true;
    for (uint32_t i = 0; i < draft->asked_count; i++)
        if (draft->asked[i] == fact) return;
    draft->asked[draft->asked_count++] = fact;
}

Decision draft_decide(Arena *arena, const Pack *pack, const Draft *draft, Moment at) {
    return decision_make(arena, &pack->book, &pack->program, &draft->incident, at);
}

// --- windows -----------------------------------------------------------------------------------------------------------------

static ReportWindow *window_find(const DraftWindowList *windows, Str id) {
    for (size_t i = 0; i < windows->count; i++)
        if (str_eq(windows->items[i].id, id)) return &windows->items[i];
    return NULL;
}

ReportWindow *draft_window(const Draft *draft, Str id) {
    return window_find(&draft->windows, id);
}

static void window_add(Arena *arena, DraftWindowList *windows, ReportWindow window) {
    ReportWindow *there = window_find(windows, window.id);
    if (there) {
        *there = window;
        return;
    }
    PUSH(arena, *windows, window);
    ReportWindow *items = windows->items;
    for (size_t i = windows->count - 1; i > 0 && str_compare(items[i].id, items[i - 1].id) < 0; i--) {
        ReportWindow other = items[i];
        items[i] = items[i - 1];
        items[i - 1] = other;
    }
}

void draft_window_add(Arena *arena, Draft *draft, ReportWindow window) {
    window_add(arena, &draft->windows, window);
}

// --- the code ----------------------------------------------------------------------------------------------------------------

DraftCode draft_code_make(SealRandom random) {
    return (DraftCode){viewing_make(random)};
}

Str draft_code_text(Arena *arena, const DraftCode *code) {
    return viewing_text(arena, &code->key);
}

Err draft_code_read(Str typed, DraftCode *out) {
    return viewing_read(typed, &out->key);
}

Name draft_name(const DraftCode *code) {
    Hash hash = hash_of(DOMAIN_DRAFT_NAME, BYTES_OF(code->key.bytes));
    Name name;
    memcpy(name.bytes, hash.bytes, sizeof name.bytes);
    return name;
}

Str draft_seen(Arena *arena, const DraftCode *code, uint64_t version) {
    unsigned char number[8];
    for (size_t i = 0; i < sizeof number; i++) number[i] = (unsigned char)(version >> (8 * i));
    Hash hash = hash_keyed(DOMAIN_DRAFT_SEEN, BYTES_OF(code->key.bytes), BYTES_OF(number));
    return code_hex(arena, (Bytes){hash.bytes, 16});
}

static StreamKey draft_key(const DraftCode *code) {
    Hash hash = hash_of(DOMAIN_DRAFT_KEY, BYTES_OF(code->key.bytes));
    StreamKey key;
    memcpy(key.bytes, hash.bytes, sizeof key.bytes);
    sodium_memzero(&hash, sizeof hash);
    return key;
}

// --- writing -----------------------------------------------------------------------------------------------------------------

static void put_asked(ByteWriter *out, const Book *book, const Draft *draft) {
    bytes_put_u16(out, (uint16_t)draft->asked_count);
    for (uint32_t i = 0; i < draft->asked_count; i++) {
        int fact = draft->asked[i];
        bytes_put_name(out, book->facts.items[fact].name);
        bytes_put_u8(out, draft->is_passed[fact] && value_is_unknown(&book->facts.items[fact], draft->incident.values[fact]));
    }
}

static void put_windows(ByteWriter *out, const Book *book, const DraftWindowList *windows) {
    bytes_put_u16(out, (uint16_t)windows->count);
    for (size_t i = 0; i < windows->count; i++) {
        const ReportWindow *window = &windows->items[i];
        uint16_t count = 0;
        for (size_t fact = 0; window->withheld && fact < book->facts.count; fact++) count += window->withheld[fact];
        bytes_put_name(out, window->id);
        bytes_put_u8(out, (uint8_t)((window->no_narrative ? NO_NARRATIVE : 0) | (window->no_files ? NO_FILES : 0)));
        bytes_put_u16(out, count);
        for (size_t fact = 0; window->withheld && fact < book->facts.count; fact++)
            if (window->withheld[fact]) bytes_put_name(out, book->facts.items[fact].name);
    }
}

static void put_files(ByteWriter *out, const DraftFileList *files) {
    bytes_put_u16(out, (uint16_t)files->count);
    for (size_t i = 0; i < files->count; i++) {
        const DraftFile *one = &files->items[i];
        bytes_put(out, BYTES_OF(one->file.id.bytes));
        bytes_put_sized(out, bytes_of_str(one->file.name));
        bytes_put_u64(out, one->file.size);
        bytes_put_u8(out, (uint8_t)one->file.size_class);
        bytes_put(out, BYTES_OF(one->file.key.bytes));
        bytes_put(out, BYTES_OF(one->sealed.bytes));
        bytes_put(out, BYTES_OF(one->file.sha256));
    }
}

static void put_before(ByteWriter *out, const Book *book, const DraftBefore *before) {
    bytes_put_u8(out, before->receipt.len > 0);
    if (!before->receipt.len) return;
    bytes_put_sized(out, bytes_of_str(before->receipt));
    bytes_put_sized(out, bytes_of_str(before->incident));
    put_windows(out, book, &before->windows);
}

static void put_sent(ByteWriter *out, const DraftSent *sent) {
    bytes_put_u8(out, sent->receipt.len > 0);
    if (!sent->receipt.len) return;
    bytes_put_sized(out, bytes_of_str(sent->receipt));
    bytes_put_sized(out, bytes_of_str(sent->proof));
    bytes_put_u64(out, (uint64_t)sent->at);
}

static Bytes draft_content(Arena *arena, const Book *book, const Draft *draft) {
    Buf json = buf_make(arena, CONTENT_BYTES);
    ByteWriter out = bytes_writer(arena, CONTENT_BYTES);
    incident_print(&json, book, &draft->incident);
    bytes_put(&out, BYTES_OF(draft->report.bytes));
    bytes_put(&out, BYTES_OF(draft->viewing.bytes));
    bytes_put(&out, BYTES_OF(draft->helper.bytes));
    bytes_put_u8(&out, draft->call_me);
    bytes_put_sized(&out, bytes_of_str(buf_str(&json)));
    put_asked(&out, book, draft);
    bytes_put_sized(&out, bytes_of_str(draft->narrative));
    put_windows(&out, book, &draft->windows);
    put_files(&out, &draft->files);
    put_before(&out, book, &draft->before);
    put_sent(&out, &draft->sent);
    return json.overflowed || out.overflowed ? (Bytes){0} : bytes_written(&out);
}

static Hash place_hash(const unsigned char head[HEAD]) {
    return hash_of(DOMAIN_STREAM, (Bytes){head, HEAD});
}

Err draft_seal(ByteWriter *out, const Book *book, const Draft *draft, const DraftCode *code, SealRandom random) {
    Bytes content = draft_content(out->arena, book, draft);
    unsigned size_class = 0;
    Err err = content.len ? stream_class(content.len, STREAM_BODY_FIRST, CLASS_LAST, &size_class) : ERR_TOO_BIG;
    if (err != ERR_OK) return err;
    unsigned char head[HEAD] = {VERSION, (unsigned char)size_class};
    StreamKey key = draft_key(code);
    bytes_put(out, BYTES_OF(head));
    stream_seal(out, (StreamPlace){&key, place_hash(head), size_class}, content, random);
    sodium_memzero(&key, sizeof key);
    return out->overflowed ? ERR_TOO_BIG : ERR_OK;
}

// --- reading -----------------------------------------------------------------------------------------------------------------

// What was asked and neither answered nor left open lost its answer with a change of the pack: it is asked again.
static void read_asked(ByteReader *reader, const Book *book, Draft *out) {
    uint16_t count = bytes_take_u16(reader);
    for (uint16_t i = 0; i < count && !reader->broken; i++) {
        Str name = bytes_take_name(reader);
        bool is_open = bytes_take_u8(reader) == 1;
        int fact = map_get(&book->fact_index, name);
        if (fact < 0) continue;
        draft_pass(out, fact);
        out->is_passed[fact] = is_open || !value_is_unknown(&book->facts.items[fact], out->incident.values[fact]);
    }
}

static Str take_text(ByteReader *reader) {
    Bytes text = bytes_take_sized(reader, CONTENT_BYTES);
    return (Str){(const char *)text.ptr, text.len};
}

// A fact that was withheld and is gone has no answer to be withheld either.
static void read_windows(Arena *arena, ByteReader *reader, const Book *book, DraftWindowList *out) {
    uint16_t count = bytes_take_u16(reader);
    for (uint16_t i = 0; i < count && !reader->broken; i++) {
        ReportWindow window = {.id = bytes_take_name(reader)};
        uint8_t flags = bytes_take_u8(reader);
        uint16_t withheld_count = bytes_take_u16(reader);
        bool *withheld = withheld_count ? NEW_ARRAY(arena, bool, book->facts.count) : NULL;
        for (uint16_t w = 0; w < withheld_count && !reader->broken; w++) {
            int fact = map_get(&book->fact_index, bytes_take_name(reader));
            if (fact >= 0) withheld[fact] = true;
        }
        window.no_narrative = flags & NO_NARRATIVE;
        window.no_files = flags & NO_FILES;
        window.withheld = withheld;
        if (!reader->broken) window_add(arena, out, window);
    }
}

static void read_files(Arena *arena, ByteReader *reader, Draft *out) {
    uint16_t count = bytes_take_u16(reader);
    for (uint16_t i = 0; i < count && !reader->broken; i++) {
        DraftFile one = {0};
        bytes_take_into(reader, one.file.id.bytes, sizeof one.file.id.bytes);
        one.file.name = take_text(reader);
        one.file.size = bytes_take_u64(reader);
        one.file.size_class = bytes_take_u8(reader);
        bytes_take_into(reader, one.file.key.bytes, sizeof one.file.key.bytes);
        bytes_take_into(reader, one.sealed.bytes, sizeof one.sealed.bytes);
        bytes_take_into(reader, one.file.sha256, sizeof one.file.sha256);
        PUSH(arena, out->files, one);
    }
}

static void read_ends(Arena *arena, ByteReader *reader, const Book *book, Draft *out) {
    if (bytes_take_u8(reader) == 1) {
        out->before.receipt = take_text(reader);
        out->before.incident = take_text(reader);
        read_windows(arena, reader, book, &out->before.windows);
    }
    if (bytes_take_u8(reader) == 1) {
        out->sent.receipt = take_text(reader);
        out->sent.proof = take_text(reader);
        out->sent.at = (Moment)bytes_take_u64(reader);
    }
}

static Err read_content(Arena *arena, const Book *book, Bytes content, Draft *out) {
    ByteReader reader = bytes_reader(content);
    Diags lost = diags_make(arena); // an answer that this pack cannot read is asked for again
    bytes_take_into(&reader, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&reader, out->viewing.bytes, sizeof out->viewing.bytes);
    bytes_take_into(&reader, out->helper.bytes, sizeof out->helper.bytes);
    out->call_me = bytes_take_u8(&reader) == 1;
    Bytes json = bytes_take_sized(&reader, CONTENT_BYTES);
    Err err = incident_read(arena, book, STR("draft"), (Str){(const char *)json.ptr, json.len}, &out->incident, &lost);
    if (err != ERR_OK && err != ERR_INPUT) return err;
    read_asked(&reader, book, out);
    out->narrative = take_text(&reader);
    read_windows(arena, &reader, book, &out->windows);
    read_files(arena, &reader, out);
    read_ends(arena, &reader, book, out);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

Err draft_open(Arena *arena, const Book *book, Bytes sealed, const DraftCode *code, Draft *out) {
    Bytes content;
    *out = draft_make(arena, book);
    if (sealed.len < HEAD || sealed.ptr[0] != VERSION || sealed.ptr[1] > CLASS_LAST) return ERR_INPUT;
    StreamKey key = draft_key(code);
    StreamPlace place = {&key, place_hash(sealed.ptr), sealed.ptr[1]};
    Err err = stream_open(arena, place, (Bytes){sealed.ptr + HEAD, sealed.len - HEAD}, &content);
    sodium_memzero(&key, sizeof key);
    return err == ERR_OK ? read_content(arena, book, content, out) : err;
}
