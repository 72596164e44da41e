// Numbers in any width come out in plain digits; what is no number stays as it was; addresses of attackers cannot be pressed.
#include "rule/answer.h"
#include "rule/shape.h"
#include "unit/base/base_test.h"

static const Fact phone = {.type = FACT_TEXT, .shape = SHAPE_PHONE},
                  company = {.type = FACT_TEXT, .shape = SHAPE_COMPANY_NUMBER};
static const Fact traces = {.type = FACT_TEXT, .shape = SHAPE_INDICATORS, .many = true}, plain = {.type = FACT_TEXT};

static void keeps(Arena *arena, const Fact *fact, const char *typed, const char *want) {
    Str kept = shape_kept(arena, fact, str_from(typed));
    if (!str_is(kept, want)) fail_msg("\"%s\" is kept as \"%.*s\"", typed, STR_ARG(kept));
    if (!str_is(shape_kept(arena, fact, kept), want)) fail_msg("\"%s\" changes when it is read again", want);
}

static void phones(void **state) {
    keeps(*state, &phone, "０３－１２３４－５６７８", "03-1234-5678");
    keeps(*state, &phone, "０９０ー１２３４ー５６７８", "090-1234-5678"); // long vowel marks
    keeps(*state, &phone, "(03) 1234–5678", "03-1234-5678");              // en dash
    keeps(*state, &phone, "+81 90-1234-5678", "+81-90-1234-5678");
    keeps(*state, &phone, "＋８１（０）９０　１２３４　５６７８", "+81-0-90-1234-5678");
    keeps(*state, &phone, "0312345678", "0312345678");
    keeps(*state, &phone, "０３１２３４５６７８", "0312345678");
    keeps(*state, &phone, "03‐1234‑5678", "03-1234-5678"); // two more hyphens
    keeps(*state, &phone, "03−1234―5678", "03-1234-5678"); // minus, horizontal bar
    keeps(*state, &phone, "03ｰ1234～5678", "03-1234-5678");
    keeps(*state, &phone, "03〜1234─5678", "03-1234-5678");
    keeps(*state, &phone, "03.1234.5678", "03-1234-5678");
    keeps(*state, &phone, "  03 1234 5678 ", "03-1234-5678");
    keeps(*state, &phone, "03-1234-5678（内線１２）", "03-1234-5678（内線１２）"); // more than a number
    keeps(*state, &phone, "なし", "なし");
    keeps(*state, &phone, "１１０", "１１０");
    keeps(*state, &phone, "１２３４５６７８９０１２３４５６", "１２３４５６７８９０１２３４５６");
    keeps(*state, &phone, "+", "+");
    keeps(*state, &phone, "090-1234-5678+", "090-1234-5678+");
}

static void company_numbers(void **state) {
    static const char *const fine[] = {"7000012050002", "8000020130001", "4011001098993", "7123456789012"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        keeps(*state, &company, fine[i], fine[i]);
        assert_false(shape_doubts(&company, str_from(fine[i])));
    }
    keeps(*state, &company, "７０００ ０１２０ ５０００２", "7000012050002");
    keeps(*state, &company, "7-0000-1205-0002", "7000012050002");
    keeps(*state, &company, "T7000012050002", "7000012050002");
    keeps(*state, &company, "Ｔ7-0000-1205-0002", "7000012050002");
    keeps(*state, &company, "T 7000012050002", "7000012050002");
    keeps(*state, &company, "700001205000", "700001205000");
    keeps(*state, &company, "申請中", "申請中");
    static const char *const odd[] = {"1234567890123",  "7000012050003", "700001205000",
                                      "70000120500022", "申請中",        "T7000012050002"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) assert_true(shape_doubts(&company, str_from(odd[i])));
    assert_false(shape_doubts(&company, STR("")));
    assert_false(shape_doubts(&plain, STR("1234567890123")));
}

static void shows(Arena *arena, const char *typed, const char *want) {
    Str shown = shape_shown(arena, &traces, str_from(typed));
    if (!str_is(shown, want)) fail_msg("\"%s\" is shown as \"%.*s\"", typed, STR_ARG(shown));
    if (!str_is(shape_shown(arena, &traces, shown), want)) fail_msg("\"%s\" changes when it is shown again", want);
}

static void addresses(void **state) {
    static const char *const same[] = {
        "http://evil.example/a.php",       "hxxp://evil[.]example/a.php", "HTTP://evil.example/a.php",
        "hxxp://evil.example/a.php",       "http://evil[.]example/a.php", "http[:]//evil[.]example/a.php",
        "hxxp[://]evil[dot]example/a.php", "http://evil．example/a.php",  "ｈｔｔｐ：//evil。example/a.php",
        "http://evil｡example/a.php",       "http://evil(.)example/a.php", "hXXp://evil{.}example/a.php"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) shows(*state, same[i], "hxxp://evil[.]example/a.php");
    shows(*state, "https://a.b.example:8443/x?y=z.html#q.r", "hxxps://a[.]b[.]example:8443/x?y=z.html#q.r");
    shows(*state, "ftp://evil.example", "fxp://evil[.]example");
    shows(*state, "198.51.100.7", "198[.]51[.]100[.]7");
    shows(*state, "198[.]51[.]100[.]7", "198[.]51[.]100[.]7");
    shows(*state, "１９８．５１．１００．７", "１９８[.]５１[.]１００[.]７");
    shows(*state, "evil.example", "evil[.]example");
    shows(*state, "a@evil.example", "a@evil[.]example");
    shows(*state, "通信先はhttp://evil.exampleです。次は evil.example です。",
          "通信先はhxxp://evil[.]exampleです。次は evil[.]example です。");
    shows(*state, "にせ.example", "にせ[.]example");
    shows(*state, "http://evil.example/a.b　http://other.example", "hxxp://evil[.]example/a.b　hxxp://other[.]example");
    shows(*state, "http://evil.example/a.b\nhttp://other.example", "hxxp://evil[.]example/a.b\nhxxp://other[.]example");
    shows(*state, "開いた。閉じた。見本のアカウント @mihon", "開いた。閉じた。見本のアカウント @mihon");
    shows(*state, "http", "http");
    shows(*state, ".", ".");
    shows(*state, "終わり.", "終わり.");
    assert_text(shape_shown(*state, &plain, STR("http://evil.example")), "http://evil.example");
    assert_text(shape_kept(*state, &traces, STR("http://evil．example")), "http://evil．example"); // kept as it was typed
}

static void names_are_never_touched(void **state) {
    static const char *const names[] = {"髙﨑", "𠮷", "葛\U000E0100", "\uFA19", "ﾔﾏﾀﾞ",
                                        "㈱",   "①",  "O'Neil",       "Nguyễn", "Ｔ０３"};
    static const Fact person = {.type = FACT_PERSON}, organisation = {.type = FACT_ORGANISATION};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Answer answer;
        assert_int_equal(answer_read(*state, &person, str_from(names[i]), 0, LANG_JA, &answer), ERR_OK);
        assert_text(answer.text, names[i]);
        assert_int_equal(answer_read(*state, &organisation, str_from(names[i]), 0, LANG_EN, &answer), ERR_OK);
        assert_text(answer.text, names[i]);
    }
}

static void typed_and_sent_alike(void **state) {
    Answer answer;
    assert_int_equal(answer_read(*state, &phone, STR(" ０９０ー１２３４ー５６７８　"), 0, LANG_JA, &answer), ERR_OK);
    assert_text(answer.text, "090-1234-5678");
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(phones), ARENA_TEST(company_numbers), ARENA_TEST(addresses),
                                       ARENA_TEST(names_are_never_touched), ARENA_TEST(typed_and_sent_alike)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
