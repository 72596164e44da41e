// Any bytes as the content of a draft, sealed as the portal seals it: opening never reads behind the end, and what is opened
// comes back the same however often it is kept and opened again. The first byte says how the bytes are brought in: as the whole
// content; as what an incident and what stands behind it are; as the sealed draft itself.
#include "portal/draft.h"
#include "seal/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEALED_BYTES = 512 << 10, SIZE_CLASS = 1, GIVEN_MOST = 8 << 10 };

static const char law[] =
    "fact who.kind choice \"x\"\n  class statistic\n  ask \"x\"\n  value person \"x\"\n  value firm \"y\"\n"
    "fact who.name organisation \"x\"\n  class identity\n  ask \"x\"\n  text optional\n  limit 100\n"
    "fact who.helper yesno \"x\"\n  class statistic\n  ask \"x\"\n"
    "fact who.chain text \"x\"\n  class identity\n  ask \"x\"\n  text optional\n  many\n"
    "fact what.at time \"x\"\n  class technical\n  ask \"x\"\n"
    "fact what.people count \"x\"\n  class statistic\n  ask \"x\"\n  unit people\n"
    "fact what.kinds set \"x\"\n  class technical\n  ask \"x\"\n  value virus \"x\"\n  value theft \"y\"\n";
static const DraftCode code = {{{1, 2, 3}}};

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void fill(void *at, unsigned char *out, size_t len) {
    (void)at;
    memset(out, 7, len);
}

static const SealRandom random_known = {fill, NULL};

// Read once.
static const Book *law_book(void) {
    static Arena kept;
    static Book book;
    static SourceFile file;
    if (book.facts.count == 0) {
        kept = arena_make(NULL, NULL);
        Diags diags = diags_make(&kept);
        file = (SourceFile){STR("law"), str_from(law)};
        LineTree tree = line_tree_read(&kept, &file, &diags);
        book_init(&book, &kept);
        book_read(&book, &tree, &diags);
        book_finish(&book, &diags);
        check_link(&book, &diags);
        must(diags.errors == 0);
    }
    return &book;
}

static Bytes content_sealed(Arena *arena, Bytes content) {
    static const unsigned char head[] = {1, SIZE_CLASS};
    Hash hash = hash_of(DOMAIN_DRAFT_KEY, BYTES_OF(code.key.bytes));
    StreamKey key;
    memcpy(key.bytes, hash.bytes, sizeof key.bytes);
    ByteWriter out = bytes_writer(arena, SEALED_BYTES);
    bytes_put(&out, BYTES_OF(head));
    stream_seal(&out, (StreamPlace){&key, hash_of(DOMAIN_STREAM, BYTES_OF(head)), SIZE_CLASS}, content, random_known);
    return bytes_written(&out);
}

// The incident ends at the first zero byte; its length is made to fit, so that the search gets behind it.
static Bytes content_fit(Arena *arena, Bytes given) {
    static const unsigned char keys[2 * sizeof(ViewingKey) + 1];
    const unsigned char *zero = given.len > 0 ? memchr(given.ptr, 0, given.len) : NULL;
    size_t json = zero ? (size_t)(zero - given.ptr) : given.len;
    ByteWriter out = bytes_writer(arena, SEALED_BYTES);
    bytes_put(&out, BYTES_OF(((Id){{9}}).bytes));
    bytes_put(&out, BYTES_OF(keys));
    bytes_put_sized(&out, (Bytes){given.ptr, json});
    if (zero) bytes_put(&out, (Bytes){zero + 1, given.len - json - 1});
    return bytes_written(&out);
}

static bool written(Arena *arena, const Draft *draft, Bytes *sealed) {
    ByteWriter out = bytes_writer(arena, SEALED_BYTES);
    Err err = draft_seal(&out, law_book(), draft, &code, random_known);
    must(err == ERR_OK || err == ERR_TOO_BIG);
    *sealed = bytes_written(&out);
    return err == ERR_OK;
}

static void draft_keeps(const Draft *draft) {
    for (uint32_t i = 0; i < draft->asked_count; i++) {
        must(draft->asked[i] >= 0 && (size_t)draft->asked[i] < law_book()->facts.count);
        for (uint32_t j = 0; j < i; j++) must(draft->asked[i] != draft->asked[j]);
    }
    for (size_t i = 1; i < draft->windows.count; i++)
        must(str_compare(draft->windows.items[i - 1].id, draft->windows.items[i].id) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    if (size == 0 || size > GIVEN_MOST) return 0;
    Bytes given = {data + 1, size - 1}, first, second;
    Draft draft, again;
    if (data[0] % 3 == 0) given = content_sealed(&arena, given);
    if (data[0] % 3 == 1) given = content_sealed(&arena, content_fit(&arena, given));
    if (draft_open(&arena, law_book(), given, &code, &draft) != ERR_OK) return 0;
    draft_keeps(&draft);
    if (!written(&arena, &draft, &first)) return 0;
    must(draft_open(&arena, law_book(), first, &code, &again) == ERR_OK);
    draft_keeps(&again);
    must(written(&arena, &again, &second) && bytes_eq(first, second));
    return 0;
}
