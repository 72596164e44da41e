#!/usr/bin/env bash
# mkwords: what it makes is right C, says what was written, is left alone when nothing changed; each fault stops it.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/gen"

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1 - $2"; }
words() { build/tools/mkwords "$tmp/gen/words.h" "$tmp/gen/words.c" "$@" 2>"$tmp/said"; }

# refuses NAME PATTERN: the words on stdin stop the build, and what is said names the place and matches
refuses() {
    cat >"$tmp/a.words"
    if words "$tmp/a.words"; then
        not_ok "refuses_$1" "accepted"
    elif grep -Eq "$2" "$tmp/said"; then
        ok "refuses_$1"
    else
        not_ok "refuses_$1" "said: $(head -1 "$tmp/said")"
    fi
}

cat >"$tmp/good.words" <<'END'
# a comment
greet.hello
  ja         「{0}」さん、こんにちは。\n"引用" と \\ と ??=
  ja-simple  {0}さん、 こんにちは。
  en         Hello, {0}.

other_key2
  en         Yes   and no
  ja         はい
  ja-simple  はい
END
cat >"$tmp/main.c" <<'END'
#include "gen/words.h"
#include <stdio.h>

int main(void) {
    printf("%s|%s|%s|%s|%d %d %d", words_text[LANG_JA][MSG_GREET_HELLO], words_text[LANG_EN][MSG_OTHER_KEY2],
           words_text[LANG_JA_SIMPLE][MSG_NONE], words_keys[MSG_OTHER_KEY2], MSG_NONE, MSG_COUNT, LANG_COUNT);
}
END
want=$(printf '「{0}」さん、こんにちは。\n"引用" と \\ と ??=|Yes   and no||other_key2|0 3 3')
if words "$tmp/good.words" &&
    gcc -std=c17 -Wall -Wextra -Wpedantic -Werror -I "$tmp" "$tmp/main.c" "$tmp/gen/words.c" -o "$tmp/main"; then
    got=$("$tmp/main")
    if [ "$got" = "$want" ]; then ok says_what_was_written; else not_ok says_what_was_written "$got"; fi
else
    not_ok says_what_was_written "$(head -1 "$tmp/said")"
fi

before=$(stat -c %Y.%y "$tmp/gen/words.h")
sed -i 's/Hello/Good day/' "$tmp/good.words"
words "$tmp/good.words"
after=$(stat -c %Y.%y "$tmp/gen/words.h")
if [ "$before" = "$after" ] && grep -q 'Good day' "$tmp/gen/words.c"; then ok header_is_left_alone
else not_ok header_is_left_alone "words.h was rewritten, or words.c was not"; fi

refuses missing_language '/a.words:1: a.b: no text in en$' <<'END'
a.b
  ja         あ
  ja-simple  あ
END
refuses missing_language_at_all '/a.words:1: a.b: no text in ja$' <<'END'
a.b
END
refuses duplicate_key '/a.words:5: a.b is already at .*:1$' <<'END'
a.b
  ja         あ
  ja-simple  あ
  en         A
a.b
  ja         あ
  ja-simple  あ
  en         A
END
refuses same_name_in_c '/a.words:5: a_b is already at .*:1$' <<'END'
a.b
  ja         あ
  ja-simple  あ
  en         A
a_b
  ja         あ
  ja-simple  あ
  en         A
END
refuses differing_places '/a.words:4: a.b: the places' <<'END'
a.b
  ja         {0}は{1}
  ja-simple  {1} {0}
  en         {0}
END
refuses place_beyond '/a.words:2: places go' <<'END'
a.b
  ja         {3}
  ja-simple  {3}
  en         {3}
END
refuses empty_text '/a.words:4: a.b: empty text$' <<'END'
a.b
  ja         あ
  ja-simple  あ
  en   
END
refuses language_twice '/a.words:4: a.b: ja is given twice$' <<'END'
a.b
  ja         あ
  ja-simple  あ
  ja         い
  en         A
END
refuses unknown_language '/a.words:4: unknown language: fr$' <<'END'
a.b
  ja         あ
  ja-simple  あ
  fr         A
  en         A
END
refuses text_without_key '/a.words:1: a text without a key' <<'END'
  ja         あ
END
refuses odd_key '/a.words:1: a key is written' <<'END'
A-b
END
refuses odd_backslash '/a.words:4: only' <<'END'
a.b
  ja         あ
  ja-simple  あ
  en         A\t
END
printf 'a.b\n  ja  \343\201\n  ja-simple  a\n  en  a\n' | refuses not_utf8 '/a.words:2: not UTF-8$'
printf 'a.b\n  ja  \355\240\200\n  ja-simple  a\n  en  a\n' | refuses surrogate '/a.words:2: not UTF-8$'
if words "$tmp/none.words"; then not_ok refuses_missing_file accepted; else ok refuses_missing_file; fi
