// Any text as a receipt number, as a viewing key, as lines from paper: what is read prints as a text that is read the same way,
// and no two signs of it can be changed unseen.
#include "base/code.h"
#include "base/utf8.h"
#include "seal/paper.h"
#include "seal/receipt.h"
#include "seal/recovery.h"
#include "seal/viewing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static void as_number(Arena *arena, Str typed) {
    ReceiptNumber number, again;
    if (receipt_read(typed, &number) == ERR_OK) {
        Str text = receipt_text(arena, number);
        must(receipt_read(text, &again) == ERR_OK && again.value == number.value);
        char *changed = (char *)str_copy(arena, text).ptr;
        changed[number.value % 4] = changed[number.value % 4] == 'A' ? 'B' : 'A';
        must(receipt_read((Str){changed, text.len}, &again) == ERR_INPUT);
    }
}

static void as_viewing_key(Arena *arena, Str typed) {
    ViewingKey key, again;
    if (viewing_read(typed, &key) == ERR_OK) {
        Str text = viewing_text(arena, &key);
        must(viewing_read(text, &again) == ERR_OK && memcmp(&again, &key, sizeof key) == 0);
        ReplyPair reply = viewing_reply(&key, (Id){{1}});
        must(key_box_matches(&reply.secret.box, reply.public.box));
    }
}

static void as_paper(Arena *arena, Str typed) {
    Bytes bytes, again;
    size_t wrong;
    RecoveryShare share;
    if (paper_read(arena, typed, &bytes, &wrong) == ERR_OK) {
        must(bytes.len > 0 && wrong == 0);
        must(paper_read(arena, paper_text(arena, bytes), &again, &wrong) == ERR_OK && bytes_eq(bytes, again));
        if (recovery_read(bytes, &share) == ERR_OK) {
            unsigned char written[RECOVERY_SHARE_SIZE];
            recovery_write(&share, written);
            must(bytes_eq(BYTES_OF(written), bytes));
        }
    } else {
        must(wrong <= PAPER_LINES_MOST + 1);
    }
}

// The bytes themselves on paper, so that the search has sound lines to change.
static void from_bytes(Arena *arena, Bytes bytes) {
    Bytes back;
    size_t wrong;
    if (bytes.len > 0 && bytes.len <= 200) {
        must(paper_read(arena, paper_text(arena, bytes), &back, &wrong) == ERR_OK && bytes_eq(back, bytes));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Str typed = {(const char *)data, size};
    as_number(&arena, typed);
    as_viewing_key(&arena, typed);
    as_paper(&arena, typed);
    from_bytes(&arena, (Bytes){data, size});
    return 0;
}
