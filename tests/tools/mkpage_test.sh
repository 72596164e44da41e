#!/usr/bin/env bash
# mkpage: what it makes of pages escapes by where a value stands; each fault of writing stops it and names its place.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/gen"

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1 - $2"; }
make_it() { build/tools/mkpage "$tmp/gen/pages.h" "$tmp/gen/pages.c" "$@" "$tmp/a.words" 2>"$tmp/said"; }

# has NAME TEXT: what is made holds this text
has() { if grep -qF -- "$2" "$tmp/gen/pages.c" "$tmp/gen/pages.h"; then ok "$1"; else not_ok "$1" "no \"$2\""; fi; }

cat >"$tmp/a.words" <<'END'
greet.hello
  ja         「{0}」さん
  ja-simple  {0} さん
  en         Hello, {0}
sys.out_of_memory
  ja         あ
  ja-simple  あ
  en         A
plain
  ja         あ
  ja-simple  あ
  en         A
END
cat >"$tmp/frame.html" <<'END'
{# around #}
{% page frame %}
{% takes title text %}
<!DOCTYPE html>
<html lang="{{ lang }}">
<title>{{ title }}</title>
<main>
{% body %}
</main>
</html>
END
cat >"$tmp/part.html" <<'END'
{% page part %}
{% takes name text %}
<b>{{ name }}</b>
END
cat >"$tmp/good.html" <<'END'
{% page good in frame %}
{% item thing: name text, address text, parts list of part %}
{% takes hidden flag, note markup, count number, label word, things list of thing, one view part %}
<p title="{{ label }}" data-most="{{ count }}">{{ t.greet.hello label }} {{ count }} {{ note }}</p>
{% if hidden %}<i>{{ t.plain }}</i>{% else %}<i hidden>?</i>{% end %}
{% each things as thing %}
<a href="{{ thing.address }}" {% if hidden %}hidden{% end %}>{{ thing.name }}</a> <a href="/x/{{ thing.name }}?q={{ thing.name }}">{{ one.name }}</a>
{% each thing.parts as part %}{% include part part %}{% end %}
{% end %}
{% include part one %}
<textarea>
{{ one.name }}</textarea>
END
cat >"$tmp/sent.html" <<'END'
{% page sent in frame %}
{% takes hidden flag, value text %}
<form method="get" action="/find"><input name="q" value="{{ value }}"></form>
{% if hidden %}<form class="a" action="/x" {% if hidden %}method="post"{% end %}>
<input type="hidden" name="a" value="{{ value }}">
</form>{% end %}
END
if make_it "$tmp/frame.html" "$tmp/good.html" "$tmp/sent.html" "$tmp/part.html"; then ok takes_good_pages; else not_ok takes_good_pages "$(head -1 "$tmp/said")"; fi
has frame_is_two_functions 'void page_frame_close(Buf *out, Lang lang, const FrameView *view)'
has page_begins_its_frame 'page_frame_open(out, lang, &view->frame);'
has text_is_escaped 'html_text(out, thing_1->name);'
has whole_address_is_looked_at 'markup_address(out, thing_1->address);'
has part_of_address_is_encoded 'markup_address_part(out, thing_1->name);'
has word_with_place 'markup_word(out, lang, MSG_GREET_HELLO, (Str[]){word(lang, view->label), (Str){0}, (Str){0}});'
has markup_as_it_is 'html_markup(out, view->note);'
has include_of_a_view 'page_part(out, lang, &view->one);'
has include_of_an_item 'page_part(out, lang, part_2);'
has form_needs_a_token 'void page_sent(Buf *out, Lang lang, FormToken *token, const SentView *view)'

# The made C is right, and does what it says in a whole program: what a person typed stays text in all four places.
cat >"$tmp/main.c" <<'END'
#include "gen/pages.h"
#include "web/markup.h"
#include <stdio.h>

void form_token_write(Buf *out, FormToken *token) {
    buf_puts(out, token->is_known ? "[token]" : "[none]");
}

int main(void) {
    Arena arena = arena_make(NULL, NULL);
    Buf out = buf_make(&arena, 1 << 20);
    GoodThingView things[] = {{.name = STR("\"><script>&/"), .address = STR("javascript:alert(1)")},
                              {.name = STR("b"), .address = STR("/ok?a=1&b")}};
    GoodView view = {.frame = {STR("<t>")}, .note = MARKUP("<u>"), .count = 1234567, .things = {things, 2, 2}, .one = {STR("<o>")}};
    SentView sent = {.hidden = true, .value = STR("\"\u202e<")};
    FormToken token = {.is_known = true};
    page_good(&out, LANG_EN, &view);
    page_sent(&out, LANG_EN, &token, &sent);
    printf("%.*s", STR_ARG(buf_str(&out)));
}
END
cat >"$tmp/want" <<'END'
<!DOCTYPE html>
<html lang="en">
<title>&lt;t&gt;</title>
<main>
<p title="" data-most="1234567">Hello,  1,234,567 <u></p>
<i hidden>?</i>
<a href="#" >&quot;&gt;&lt;script&gt;&amp;/</a> <a href="/x/%22%3E%3Cscript%3E%26%2F?q=%22%3E%3Cscript%3E%26%2F">&lt;o&gt;</a>
<a href="/ok?a=1&amp;b" >b</a> <a href="/x/b?q=b">&lt;o&gt;</a>
<b>&lt;o&gt;</b>
<textarea>
&lt;o&gt;</textarea>
</main>
</html>
<!DOCTYPE html>
<html lang="en">
<title></title>
<main>
<form method="get" action="/find"><input name="q" value="&quot;[U+202E]&lt;"></form>
<form class="a" action="/x" method="post">[token]
<input type="hidden" name="a" value="&#34;&#8238;&#60;">
</form>
</main>
</html>
END
build/tools/mkwords "$tmp/gen/words.h" "$tmp/gen/words.c" "$tmp/a.words"
if gcc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Wno-overlength-strings -I "$tmp" -I src "$tmp/main.c" "$tmp"/gen/*.c \
    src/web/markup.c src/render/html.c src/render/unseen.c src/base/{arena,buf,memory,str,utf8,words,sys}.c -o "$tmp/main" 2>"$tmp/said"; then
    "$tmp/main" | grep -v '^$' >"$tmp/got"
    if diff -u "$tmp/want" "$tmp/got" >"$tmp/said"; then ok made_pages_escape; else not_ok made_pages_escape "$(tr '\n' '~' <"$tmp/said")"; fi
else
    not_ok made_pages_escape "$(head -3 "$tmp/said")"
fi
cat >"$tmp/wrong.c" <<'END'
#include "gen/pages.h"
GoodView view(Str typed);
GoodView view(Str typed) {
    return (GoodView){.note = typed};
}
END
if gcc -std=c17 -Wall -Werror -I "$tmp" -I src -fsyntax-only "$tmp/wrong.c" 2>/dev/null; then not_ok text_is_no_markup "compiles"; else ok text_is_no_markup; fi

cat >"$tmp/wrong.c" <<'END'
#include "gen/pages.h"
void show(Buf *out, const SentView *view);
void show(Buf *out, const SentView *view) {
    page_sent(out, LANG_EN, view);
}
END
if gcc -std=c17 -Wall -Werror -I "$tmp" -I src -fsyntax-only "$tmp/wrong.c" 2>/dev/null; then not_ok no_form_without_token "compiles"; else ok no_form_without_token; fi

before=$(stat -c %y "$tmp/gen/pages.h")
sed -i 's/<b>/<em>/; s/<.b>/<\/em>/' "$tmp/part.html"
make_it "$tmp/frame.html" "$tmp/good.html" "$tmp/sent.html" "$tmp/part.html"
if [ "$before" = "$(stat -c %y "$tmp/gen/pages.h")" ] && grep -q '<em>' "$tmp/gen/pages.c"; then ok header_is_left_alone
else not_ok header_is_left_alone "pages.h was rewritten, or pages.c was not"; fi

# refuses NAME PATTERN BODY: the body, from line 4 on, stops the build, and what is said names the place and matches
refuses() {
    printf '%s\n' '{% page a %}' '{% item b: y text %}' '{% takes x text, n number, m markup, f flag, l list of b %}' "$3" >"$tmp/a.html"
    if make_it "$tmp/frame.html" "$tmp/a.html"; then
        not_ok "refuses_$1" "accepted"
    elif grep -Eq "^$tmp/a.html:$2" "$tmp/said"; then
        ok "refuses_$1"
    else
        not_ok "refuses_$1" "said: $(head -1 "$tmp/said")"
    fi
}
refuses script '4: nothing is put into a script' '<script>{{ x }}</script>'
refuses script_of_its_own '4: a script stands in assets/' '<script>go()</script>'
refuses style '4: a style stands in assets/' '<style>p {}</style>'
refuses style_attribute '4: style: neither' '<p style="{{ x }}">'
refuses handler '4: onclick: neither' '<p onclick="{{ x }}">'
refuses handler_in_capitals '4: onclick: neither' '<p OnClick="a">'
refuses document_in_attribute '4: srcdoc: neither' '<iframe srcdoc="{{ x }}"></iframe>'
refuses unquoted_value '4: title: a value stands in quotation marks' '<p title=a>'
refuses value_without_marks '4: ' '<p title={{ x }}>'
refuses tag_name '4: nothing is put into a tag' '<{{ x }}>'
refuses half_a_tag_name '4: nothing is put into a tag' '<p{{ x }}>'
refuses attribute_name '4: nothing is put into a tag' '<p {{ x }}="a">'
refuses name_going_on '4: a name that goes on' '<p on{% if f %}{% end %}click="a">'
refuses closed_attribute '4: srcset: nothing is put into it' '<img srcset="{{ x }}">'
refuses meta_content '4: content: nothing is put into it' '<meta content="{{ x }}">'
refuses scheme_before '4: href: into an address that begins so' '<a href="javascript:{{ x }}">'
refuses foreign_host '4: href: into an address that begins so' '<a href="//{{ x }}">'
refuses address_by_choice '4: an address begins the same way' '<a href="{% if f %}/{% end %}{{ x }}">'
refuses word_as_address '4: a word is neither an address' '<a href="{{ t.plain }}">'
refuses markup_in_attribute '4: markup stands between tags only' '<p title="{{ m }}">'
refuses method_by_value '4: a form is sent by post or get' '<form method="{{ x }}"></form>'
refuses method_of_another_kind '4: a form is sent by post or get' '<form method="dialog"></form>'
refuses method_of_a_button '4: formmethod: how a form is sent' '<button formmethod="post">'
refuses word_as_hidden_value '4: a word is neither' '<input type="hidden" value="{{ t.plain }}">'
refuses flag_as_text '4: only text, word, number and markup' '<p>{{ f }}</p>'
refuses unknown_field '4: y: there is no such field' '<p>{{ y }}</p>'
refuses unknown_item_field '4: z: there is no such field' '{% each l as b %}{{ b.z }}{% end %}'
refuses item_out_of_scope '4: b: there is no such field' '{% each l as b %}{% end %}{{ b.y }}'
refuses unknown_word '4: no.word: there is no such word' '{{ t.no.word }}'
refuses missing_filling '4: greet.hello has 1 places, not 0' '{{ t.greet.hello }}'
refuses too_much_filling '4: plain has 0 places, not 1' '{{ t.plain x }}'
refuses each_of_text '4: each: a list was expected' '{% each x as b %}{% end %}'
refuses end_missing '5: what began at line 4 has no end' '{% if f %}'
refuses end_too_many '4: end without' '{% end %}'
refuses else_twice '4: else without' '{% if f %}{% else %}{% else %}{% end %}'
refuses branch_leaving_tag '4: what began at line 4 ends elsewhere' '<p {% if f %}>{% end %}'
refuses page_inside_tag '5: the page ends inside of a tag' '<p title="a'
refuses html_comment '4: a comment is written' '<!-- a -->'
refuses bare_less_than '4: < that begins no tag' 'a < b'
refuses tag_in_textarea '4: a tag in <textarea>' '<textarea><b></textarea>'
refuses unknown_directive '4: if, else, end, each, include and body are known' '{% f %}'
refuses open_braces '4: }} was expected' '{{ x y }}'
refuses body_in_a_page '4: ' '{% if f %}{% body %}{% end %}'
refuses missing_part '4: nobody: include what' '{% include nobody x %}'
printf '%s\n' '{% page a %}' '' '{% takes x string %}' >"$tmp/a.html"
if make_it "$tmp/a.html" || ! grep -q ':3: x: a type is' "$tmp/said"; then not_ok refuses_wrong_type "$(head -1 "$tmp/said")"; else ok refuses_wrong_type; fi
printf '%s\n' '{% page a %}' '{% takes x view a %}' >"$tmp/a.html"
if make_it "$tmp/a.html" || ! grep -q 'AView holds itself' "$tmp/said"; then not_ok refuses_circle "$(head -1 "$tmp/said")"; else ok refuses_circle; fi
printf '%s\n' '{% page form_part %}' '<form method="post"></form>' >"$tmp/form_part.html"
printf '%s\n' '{% page a in frame %}' '{% takes x view form_part %}' '{% include form_part x %}' >"$tmp/a.html"
if make_it "$tmp/frame.html" "$tmp/a.html" "$tmp/form_part.html" || ! grep -q 'form_part.html:1: a form that is sent stands in a page' "$tmp/said"
then not_ok refuses_form_in_a_part "$(head -1 "$tmp/said")"; else ok refuses_form_in_a_part; fi
printf '%s\n' '{% page a in part %}' >"$tmp/a.html"
if make_it "$tmp/part.html" "$tmp/a.html" || ! grep -q 'part: a frame is' "$tmp/said"; then not_ok refuses_frame_without_body "$(head -1 "$tmp/said")"; else ok refuses_frame_without_body; fi
if make_it "$tmp/none.html"; then not_ok refuses_missing_file accepted; else ok refuses_missing_file; fi
