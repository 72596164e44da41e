// Any bytes as a key list: raw they are refused unless signed; signed by the root key they are read only if they keep every
// rule, and then they are written again to the same bytes, follow nothing they should not, and give each key by its kind.
#include "base/limits.h"
#include "seal/keylist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static Bytes signed_by(Arena *arena, const RootPair *root, const uint8_t *data, size_t size) {
    ByteWriter whole = bytes_writer(arena, size + 64 + 33);
    // The version and the root key are given, so that the search is for the rest.
    bytes_put_u8(&whole, 1);
    bytes_put(&whole, BYTES_OF(root->public.sign.bytes));
    bytes_put(&whole, (Bytes){data, size});
    Signature signature = key_sign(DOMAIN_KEY_LIST, bytes_written(&whole), &root->secret.sign);
    bytes_put(&whole, BYTES_OF(signature.bytes));
    return bytes_written(&whole);
}

static void keys_are_found(const KeyList *list) {
    for (size_t i = 0; i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        must(keylist_entry(list, entry->kind, entry->name, entry->epoch) == entry);
        WindowPublic window;
        uint32_t epoch = 0;
        if (entry->kind == KEY_WINDOW && entry->state == KEY_CURRENT) {
            must(keylist_window(list, entry->name, &epoch, &window) == ERR_OK && epoch == entry->epoch);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    RootPair root = key_root(&(Grain){{1}});
    RootPublic claimed;
    KeyList list, next;
    must(keylist_read(&arena, (Bytes){data, size}, root.public, &list) != ERR_OK);
    (void)!keylist_claimed_root((Bytes){data, size}, &claimed);
    Bytes given = signed_by(&arena, &root, data, size), again;
    if (keylist_read(&arena, given, root.public, &list) == ERR_OK) {
        next = list;
        must(keylist_sign(&arena, &next, &root, &again) == ERR_OK && bytes_eq(given, again));
        must(keylist_follows(&list, &next) == ERR_REFUSED);
        keys_are_found(&list);
        if (list.serial < UINT64_MAX) {
            next.serial++;
            next.previous = list.hash;
            must(keylist_sign(&arena, &next, &root, &again) == ERR_OK && keylist_follows(&list, &next) == ERR_OK);
        }
    }
    return 0;
}
