// A form answered by hand in each output: the same items in the same order, states said in words, hostile text as text.
#include "base/json.h"
#include "render/form_out.h"
#include "unit/base/base_test.h"
#include "unit/print/print_forms.h"

typedef void Render(Buf *out, const FilledForm *form);

static Render *const renders[] = {form_html, form_text, form_json, form_copy};

enum { HTML, TEXT, JSON, COPY, RENDER_COUNT };

static Str made(Arena *arena, Render *render, const FilledForm *form) {
    Buf out = buf_make(arena, 16 << 20);
    render(&out, form);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static size_t count_of(Arena *arena, Str text, const char *part) {
    size_t count = 0;
    for (const char *at = str_c(arena, text); (at = strstr(at, part)); at += strlen(part)) count++;
    return count;
}

static bool has(Arena *arena, Str text, const char *part) {
    return count_of(arena, text, part) > 0;
}

// Where the parts stand, one behind the other.
static void assert_order(Arena *arena, Str text, const char *const *parts, size_t count) {
    const char *at = str_c(arena, text);
    for (size_t i = 0; i < count; i++) {
        at = strstr(at, parts[i]);
        if (!at) fail_msg("%s is missing or misplaced", parts[i]);
        at += strlen(parts[i]);
    }
}

static void all_outputs_have_the_same_order(void **state) {
    static const char *const titles[] = {"発生した日時", "発覚した日時",     "事態の種類",   "概要",
                                         "本人の数",     "くわしい原因",     "本人への対応", "委託元",
                                         "したこと",     "これからすること", "押印欄"};
    const FilledForm *form = ordinary_form(*state, LANG_JA);
    for (size_t i = 0; i < RENDER_COUNT; i++)
        assert_order(*state, made(*state, renders[i], form), titles, sizeof titles / sizeof *titles);
}

static void the_head_says_what_it_follows(void **state) {
    const FilledForm *form = ordinary_form(*state, LANG_JA);
    for (size_t i = 0; i < RENDER_COUNT; i++) {
        Str text = made(*state, renders[i], form);
        assert_true(has(*state, text, "個人情報保護委員会") && has(*state, text, "R8K2-4MZQ-7T") &&
                    has(*state, text, "R8J9-11PA-3C"));
    }
    Str text = made(*state, form_text, form);
    assert_true(has(*state, text, "新規・続報: 続報"));
    assert_true(has(*state, text, "前回の報告: 2026年11月18日（水）17時30分"));
    FilledForm since = *form; // the facts of the filing before are known, but not when it was
    since.previous_at = MOMENT_NONE;
    text = made(*state, form_text, &since);
    assert_true(has(*state, text, "新規・続報: 続報") && !has(*state, text, "前回の報告:"));
}

static void states_are_said_in_words(void **state) {
    const FilledForm *form = ordinary_form(*state, LANG_JA);
    Str html = made(*state, form_html, form), text = made(*state, form_text, form);
    assert_order(*state, html, (const char *const[]){"不正の目的によるおそれ", "(選択)", "1,000人を超える", "(まだわからない)"},
                 4);
    assert_order(*state, html, (const char *const[]){"要配慮個人情報を含む", "(選択なし)"}, 2);
    assert_order(*state, html, (const char *const[]){"委託元", "該当なし", "押印欄", "class=\"hand\"", "class=\"hand\""}, 5);
    assert_true(has(*state, text, "[x] 不正の目的によるおそれ\n") &&
                has(*state, text, "[ ] 1,000人を超える (まだわからない)\n"));
    assert_order(*state, text, (const char *const[]){"  * 変わったところ\n", "社員が気づいた", "前回：まだわからない"}, 3);
    assert_true(has(*state, html, "<div class=\"item changed\">") && has(*state, html, "わかる範囲で。あとから足せます"));
    assert_true(has(*state, html, "<span class=\"grade\">[A]</span>"));
}

static void a_blank_form_asks_and_says_nothing(void **state) {
    const FilledForm *form = blank_form(*state, LANG_JA);
    Str html = made(*state, form_html, form), text = made(*state, form_text, form);
    static const char *const never[] = {"まだわからない", "(選択", "2026年11月20日", "新規・続報", "[x]"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        assert_false(has(*state, html, never[i]));
        assert_false(has(*state, text, never[i]));
    }
    assert_true(count_of(*state, html, "class=\"hand\"") >= 12);
    assert_int_equal(count_of(*state, html, "class=\"hand\""), count_of(*state, text, "    ____"));
    assert_true(has(*state, text, "わかる範囲で。あとから足せます"));
}

static void hostile_text_stays_text(void **state) {
    static const char bad[] = "</textarea><script>alert(1)</script>\" x='&amp;\x1B[31m\u202E\xE3<b>";
    Maker *maker = form_begin(*state, bad, LANG_JA);
    maker->filled.to = maker->filled.receipt = STR(bad);
    form_section(maker, bad);
    form_text_item(maker, bad, bad, STR(bad));
    FilledItem *item = form_tick_item(maker, "2", bad, (const char *const[]){"+</li><script>", "?\x1B"}, 2);
    item->changed = true;
    item->before = STR(bad);
    item_of(item)->prompt = STR(bad);
    const FilledForm *form = form_end(maker);
    for (size_t i = 0; i < RENDER_COUNT; i++) {
        Str text = made(*state, renders[i], form);
        assert_false(has(*state, text, "\x1B"));
        if (i != JSON) assert_false(has(*state, text, "\u202E"));
        if (i != HTML && i != COPY) continue;
        assert_int_equal(count_of(*state, text, "<script>"), i == COPY);
        assert_int_equal(count_of(*state, text, "</textarea>"), i == COPY ? 2 : 0);
    }
    assert_false(has(*state, made(*state, form_html, form), "alert(1)</"));
}

static const Json *member(const Json *object, const char *name) {
    const Json *found = json_member(object, str_from(name));
    assert_non_null(found);
    return found;
}

static const Json *json_item(const Json *form, const char *number) {
    const Json *sections = member(form, "sections");
    for (uint32_t s = 0; s < sections->count; s++) {
        const Json *items = member(&sections->items[s], "items");
        for (uint32_t i = 0; i < items->count; i++)
            if (str_is(member(&items->items[i], "number")->text, number)) return &items->items[i];
    }
    fail_msg("no item %s", number);
    return NULL;
}

static void json_says_every_state(void **state) {
    Diags diags = diags_make(*state);
    Json form;
    Str text = made(*state, form_json, ordinary_form(*state, LANG_JA));
    assert_int_equal(json_parse(*state, STR("form"), text, &form, &diags), ERR_OK);
    assert_text(member(json_item(&form, "1-1"), "state")->text, "filled");
    assert_text(member(json_item(&form, "1-1"), "text")->text, "2026年11月18日（水）2時40分");
    assert_text(member(json_item(&form, "4-4"), "state")->text, "none");
    assert_text(member(json_item(&form, "2-3"), "state")->text, "unknown");
    assert_text(member(json_item(&form, ""), "state")->text, "hand");
    assert_text(member(json_item(&form, "1-6"), "before")->text, "まだわからない");
    const Json *ticks = member(json_item(&form, "1-3"), "ticks");
    assert_int_equal(ticks->count, 4);
    assert_false(member(&ticks->items[0], "checked")->truth);
    assert_true(member(&ticks->items[2], "checked")->truth);
    assert_int_equal(member(&ticks->items[3], "checked")->kind, JSON_NULL);
    assert_int_equal(member(json_item(&form, "2-4"), "rows")->count, 3);
    assert_text(member(&form, "previous_at")->text, "2026-11-18T17:30:00+09:00");
}

static void the_copy_sheet_counts_characters(void **state) {
    Maker *maker = form_begin(*state, "様式", LANG_JA);
    form_section(maker, "一");
    item_of(form_text_item(maker, "1", "ちょうど", STR("髙﨑𠮷あ")))->limit = 4;
    item_of(form_text_item(maker, "2", "長い", STR("髙﨑𠮷あい")))->limit = 4;
    form_text_item(maker, "3", "自由", STR("\n行の頭"));
    FilledItem *rows = form_item(maker, "4", "行", NULL);
    rows->state = ITEM_FILLED;
    rows->rows = (Str[]){STR("一行"), STR("二行")};
    rows->row_count = 2;
    form_item(maker, "5", "空", NULL);
    Str text = made(*state, form_copy, form_end(maker));
    assert_true(has(*state, text, "<span>4 文字（上限 4）"));
    assert_true(has(*state, text, "<strong>5 文字です。上限 4 を超えています"));
    assert_int_equal(count_of(*state, text, "文字"), 2 + 1); // and once in what the sheet says of itself
    assert_true(has(*state, text, "\">\n\n行の頭</textarea>") && has(*state, text, "\">\n一行\n二行</textarea>"));
    assert_int_equal(count_of(*state, text, "<textarea"), 4);
    assert_int_equal(count_of(*state, text, "<button type=\"button\""), 4);
}

static void every_language_has_its_words(void **state) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        for (size_t i = 0; i < RENDER_COUNT; i++) assert_true(made(*state, renders[i], ordinary_form(*state, lang)).len > 1000);
    Str page = made(*state, form_html, ordinary_form(*state, LANG_EN)),
        copy = made(*state, form_copy, ordinary_form(*state, LANG_EN));
    assert_true(has(*state, page, "<html lang=\"ja\">") && has(*state, page, "<dl class=\"head\" lang=\"en\">"));
    assert_true(has(*state, page, "ground: <span lang=\"ja\">") && has(*state, page, "<footer lang=\"en\">"));
    assert_true(has(*state, copy, "hidden lang=\"en\">Copy</button>"));
    assert_false(has(*state, made(*state, form_html, ordinary_form(*state, LANG_JA)), "lang=\"en\""));
    assert_true(has(*state, made(*state, form_text, ordinary_form(*state, LANG_EN)), "follow-up"));
}

// Within another page: the same items, but nothing of a whole page, no style and no script.
static void parts_have_no_frame(void **state) {
    static Render *const parts[] = {form_html_part, form_copy_part};
    static Render *const wholes[] = {form_html, form_copy};
    for (size_t i = 0; i < 2; i++) {
        const FilledForm *form = ordinary_form(*state, LANG_JA);
        Str part = made(*state, parts[i], form), whole = made(*state, wholes[i], form);
        assert_false(has(*state, part, "<html") || has(*state, part, "<style") || has(*state, part, "<script"));
        assert_false(has(*state, part, "<h1") || has(*state, part, "<main"));
        assert_true(has(*state, part, "<h2") && has(*state, part, "<h3"));
        char *items = str_c(*state, part), *foot = strstr(items, "<footer");
        assert_non_null(foot);
        *foot = 0;
        assert_true(has(*state, whole, items));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(all_outputs_have_the_same_order),
        ARENA_TEST(the_head_says_what_it_follows),
        ARENA_TEST(states_are_said_in_words),
        ARENA_TEST(a_blank_form_asks_and_says_nothing),
        ARENA_TEST(hostile_text_stays_text),
        ARENA_TEST(json_says_every_state),
        ARENA_TEST(the_copy_sheet_counts_characters),
        ARENA_TEST(every_language_has_its_words),
        ARENA_TEST(parts_have_no_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
