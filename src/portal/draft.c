// The seal around a draft is that of every stored answer. Knows neither browser nor spool.
#include "portal/draft.h"

#include "seal/stream.h"

enum { VERSION = 1, HEAD = 2, CLASS_LAST = 4, CONTENT_BYTES = 120 << 10 };

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

static StreamKey draft_key(const DraftCode *code) {
    Hash hash = hash_of(DOMAIN_DRAFT_KEY, BYTES_OF(code->key.bytes));
    StreamKey key;
    memcpy(key.bytes, hash.bytes, sizeof key.bytes);
    sodium_memzero(&hash, sizeof hash);
    return key;
}

// --- writing -----------------------------------------------------------------------------------------------------------------

static Bytes draft_content(Arena *arena, const Book *book, const Draft *draft) {
    Buf json = buf_make(arena, CONTENT_BYTES);
    ByteWriter out = bytes_writer(arena, CONTENT_BYTES);
    incident_print(&json, book, &draft->incident);
    bytes_put_sized(&out, bytes_of_str(buf_str(&json)));
    bytes_put_u16(&out, (uint16_t)draft->asked_count);
    for (uint32_t i = 0; i < draft->asked_count; i++) {
        int fact = draft->asked[i];
        bytes_put_name(&out, book->facts.items[fact].name);
        bytes_put_u8(&out, draft->is_passed[fact] && value_is_unknown(&book->facts.items[fact], draft->incident.values[fact]));
    }
    bytes_put_sized(&out, bytes_of_str(draft->narrative));
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

static Err read_content(Arena *arena, const Book *book, Bytes content, Draft *out) {
    ByteReader reader = bytes_reader(content);
    Diags lost = diags_make(arena); // an answer that this pack cannot read is asked for again
    Bytes json = bytes_take_sized(&reader, CONTENT_BYTES);
    Err err = incident_read(arena, book, STR("draft"), (Str){(const char *)json.ptr, json.len}, &out->incident, &lost);
    if (err != ERR_OK && err != ERR_INPUT) return err;
    read_asked(&reader, book, out);
    Bytes narrative = bytes_take_sized(&reader, CONTENT_BYTES);
    out->narrative = (Str){(const char *)narrative.ptr, narrative.len};
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
