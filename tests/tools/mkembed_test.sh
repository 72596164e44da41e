#!/usr/bin/env bash
# mkembed: every byte of every file comes back out of the program, in the order of paths; hidden names and links do not.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/tree/b/c" "$tmp/tree/.hidden" "$tmp/out" "$tmp/want"

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1 - $2"; }

python3 - "$tmp/tree" <<'END'
import sys
with open(sys.argv[1] + "/every.bin", "wb") as file:
    file.write(bytes(range(256)) + b'??=??/\n"\\\r\n\0001\x7f7\n')
END
printf '届け\n' >"$tmp/tree/b/c/text"
: >"$tmp/tree/b/empty"
printf 'no newline at the end' >"$tmp/tree/a"
cp -r "$tmp/tree/." "$tmp/want"
rm -rf "$tmp/want/.hidden"
printf 'x' >"$tmp/tree/.hidden/x"
printf 'x' >"$tmp/tree/b/.x"
ln -s a "$tmp/tree/link"

cat >"$tmp/main.c" <<'END'
#include "base/embedded.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    for (size_t i = 0; i < embedded_pack_count; i++) {
        const EmbeddedFile *file = &embedded_pack[i];
        if (argc == 1) puts(file->path);
        if (argc == 2 && strcmp(argv[1], file->path) == 0) fwrite(file->bytes, 1, file->length, stdout);
    }
}
END
if ! build/tools/mkembed "$tmp/pack.c" pack "$tmp/tree" ||
    ! gcc -std=c17 -Wall -Wextra -Wpedantic -Werror -I src "$tmp/main.c" "$tmp/pack.c" -o "$tmp/main"; then
    not_ok compiles "see above"
    exit 1
fi
ok compiles
got=$("$tmp/main" | tr '\n' ' ')
if [ "$got" = "a b/c/text b/empty every.bin " ]; then ok lists_in_order; else not_ok lists_in_order "$got"; fi
"$tmp/main" | while read -r path; do
    mkdir -p "$(dirname "$tmp/out/$path")"
    "$tmp/main" "$path" >"$tmp/out/$path"
done
if diff -r "$tmp/want" "$tmp/out"; then ok gives_every_byte; else not_ok gives_every_byte "differs"; fi
if build/tools/mkembed "$tmp/pack.c" "$tmp/nowhere" 2>/dev/null; then not_ok refuses_missing_folder accepted
else ok refuses_missing_folder; fi
