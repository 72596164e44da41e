#!/usr/bin/env bash
# The Makefile and the fuzz runner, on a tiny tree: what must be rebuilt is, what need not be is not, what is broken stops.
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS LDFLAGS

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1 - $2"; }
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got '$2', wanted '$3'"; fi; }
fails() {
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then not_ok "$name" "it went through"; else ok "$name"; fi
}
built() {
    make --no-print-directory "$@" 2>&1 | awk '$1 == "gcc" || $1 == "clang" || $1 == "link" {print $2}' | sort | tr '\n' ' '
}

cp Makefile "$tmp" && cp -r tools "$tmp" && cd "$tmp" || exit 1
mkdir -p src/base text assets packs/jp/duties tests/fuzz/corpus/byte docs/examples
printf 'ExecStart=@PREFIX@/bin/todoke serve\n' >docs/examples/todoke.service
cp "$root/src/base/embedded.h" src/base
cp "$root/tests/fuzz/run" tests/fuzz
printf 'a.b\n  ja  あ\n  ja-simple  あ\n  en  A\n' >text/a.words
printf 'duty\n' >packs/jp/duties/a.duty
printf '#pragma once\nint byte_check(int c);\n' >src/base/byte.h
cat >src/base/byte.c <<'END'
#include "base/byte.h"

int byte_check(int c) {
    int table[4] = {1, 2, 3, 4};
    return table[c == 'x' ? 4 + (c & 1) : 0];
}
END
cat >src/main.c <<'END'
#include "base/byte.h"
#include "gen/words.h"
#include "base/embedded.h"
#include <stdio.h>

int main(void) {
    printf("%s %zu %d", words_text[LANG_EN][MSG_A_B], embedded_pack[0].length, byte_check('a'));
}
END
cat >tests/fuzz/fuzz_byte.c <<'END'
#include "base/byte.h"
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    return size == 3 && data[0] == 'q' && data[1] == 'q' ? byte_check(data[2]) - 1 : 0;
}
END

is builds "$(built)" "build/todoke src/base/byte.c src/main.c "
is runs "$(build/todoke)" "A 5 1"
is second_time_does_nothing "$(built)" ""
# The clock of files must move between one build and the next.
sleep 0.05; touch src/base/byte.h
is header_rebuilds_its_users "$(built)" "build/todoke src/base/byte.c src/main.c "
sleep 0.05; sed -i 's/A$/B/' text/a.words
is word_relinks_only "$(built)" "build/todoke "
is word_is_the_new_one "$(build/todoke)" "B 5 1"
sleep 0.05; printf 'longer duty\n' >packs/jp/duties/a.duty
is pack_relinks_only "$(built)" "build/todoke "
is pack_is_the_new_one "$(build/todoke)" "B 12 1"
sleep 0.05; printf 'another\n' >packs/jp/duties/0.duty
is pack_file_added "$(built; build/todoke)" "build/todoke B 8 1"
sleep 0.05; rm packs/jp/duties/0.duty
is pack_file_removed "$(built; build/todoke)" "build/todoke B 12 1"
sleep 0.05; printf 'b.c\n  ja  あ\n' >text/b.words
fails missing_language_stops_it make
rm text/b.words
is mended "$(built >/dev/null; build/todoke)" "B 12 1"
sleep 0.05; printf 'int byte_odd(void) { int a; return 0; }\n' >src/base/odd.c
fails warning_stops_it make
rm src/base/odd.c

make -s install DESTDIR="$tmp/to" PREFIX=/usr >/dev/null
is installs "$(cd to/usr && find . -type f | sort | tr '\n' ' ')" \
    "./bin/todoke ./lib/systemd/system/todoke.service ./share/bash-completion/completions/todoke ./share/fish/vendor_completions.d/todoke.fish ./share/man/ja/man1/todoke.1 ./share/man/man1/todoke.1 ./share/todoke/packs/jp/duties/a.duty ./share/zsh/site-functions/_todoke "
is unit_names_the_program "$(cat to/usr/lib/systemd/system/todoke.service)" "ExecStart=/usr/bin/todoke serve"
readelf -hldW build/todoke >elf
if grep -q 'DYN (Position' elf && grep -q 'GNU_RELRO' elf && grep -q 'BIND_NOW\|FLAGS_1.*NOW' elf; then ok hardened
else not_ok hardened "not a position-independent program with immediate binding"; fi

printf 'qqa' >tests/fuzz/corpus/byte/fine
if tests/fuzz/run byte 0 >said 2>&1; then ok fuzz_replays; else not_ok fuzz_replays "$(tail -1 said)"; fi
printf 'qqx' >tests/fuzz/corpus/byte/breaks
fails fuzz_replay_finds_the_known tests/fuzz/run byte 0
rm tests/fuzz/corpus/byte/breaks
fails fuzz_search_finds_the_new tests/fuzz/run byte 20
sed -i "s/4 + (c & 1)/3/" src/base/byte.c
if tests/fuzz/run byte 1 >said 2>&1 &&
    grep -Eq '^byte: 0.0 cpu minutes, [1-9][0-9]+ runs, [0-9]+ edges, [0-9]+ new .*, start [0-9]+$' said
then ok fuzz_gives_figures; else not_ok fuzz_gives_figures "$(tail -1 said)"; fi
if RECORD=1 tests/fuzz/run byte 1 >said 2>&1 && grep -q '^- byte: commit .* cpu minutes' tests/fuzz/LOG.md
then ok fuzz_records; else not_ok fuzz_records "$(tail -1 said)"; fi
