// The ledger alone, as a program: ledger FOLDER. Each line of standard input, 64 hex digits, is a commitment that is appended;
// when it is durable its leaf's number is printed. Ends when its input ends, or when the ledger cannot be written.
#include "base/code.h"
#include "store/ledger.h"

#include <stdio.h>

enum { LINE_BYTES = 128 };

int main(int argc, char **argv) {
    static const unsigned char box[700] = {1};
    Arena arena = arena_make(NULL, NULL), scratch = arena_make(NULL, NULL);
    Grain grain = {{5}};
    LedgerPair pair = key_ledger(&grain);
    LedgerSigner signer = {.key = {.kind = NOTE_SIGNATURE, .name = STR("ledger.example/9")}, .secret = pair.secret};
    memcpy(signer.key.key, pair.public.sign.bytes, sizeof signer.key.key);
    Ledger ledger;
    char line[LINE_BYTES];
    if (argc != 2 || sodium_init() < 0) return 2;
    if (ledger_open(&arena, argv[1], &signer, (LedgerVisitor){0}, &ledger) != ERR_OK) return 3;
    while (fgets(line, sizeof line, stdin)) {
        LedgerEntry entry = {.at = 1, .inspector_box = BYTES_OF(box)};
        Str hex = str_trim(str_from(line));
        if (code_hex_read(hex, entry.commitment.bytes, sizeof entry.commitment.bytes) != ERR_OK) return 4;
        if (ledger_append(&ledger, &scratch, &entry, 1) != ERR_OK) return 5;
        printf("%llu\n", (unsigned long long)entry.index);
        fflush(stdout);
        arena_reset(&scratch);
    }
    ledger_close(&ledger);
    arena_free(&scratch);
    arena_free(&arena);
    return 0;
}
