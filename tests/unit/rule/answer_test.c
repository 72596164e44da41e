// Answers as people type them: every way of saying the same gives the same value, and what is not clear is asked again.
#include "base/words.h"
#include "rule/answer.h"
#include "unit/base/base_test.h"
#include "unit/rule/same_value.h"

static FactValue kind_values[] = {
    {.name = {"ransomware", 10}, .words = {{{"ランサムウェア", 21}, {"ランサム ウェア", 22}, {"Ransomware", 10}}}},
    {.name = {"support_scam", 12}, .words = {{{"サポート詐欺", 18}, {"パソコンの さぎ", 22}, {"Support scam", 12}}}},
    {.name = {"loss", 4}, .words = {{{"なくした", 12}, {"なくしました", 18}, {"Something lost", 14}}}},
    {.name = {"none", 4}, .words = {{{"どれにもあたらない", 27}, {"どれでも ない", 19}, {"None of these", 13}}}},
};
static FactValue place_values[] = {
    {.name = {"01", 2}, .words = {{{"北海道", 9}, {"ほっかいどう", 18}, {"Hokkaido", 8}}}},
    {.name = {"13", 2}, .words = {{{"東京都", 9}, {"とうきょう", 15}, {"Tokyo", 5}}}},
    {.name = {"26", 2}, .words = {{{"京都府", 9}, {"きょうと", 12}, {"Kyoto", 5}}}},
};
static const Fact yesno = {.type = FACT_YESNO}, people = {.type = FACT_COUNT, .unit = {"people", 6}};
static const Fact minutes = {.type = FACT_COUNT, .unit = {"minutes", 7}}, hours = {.type = FACT_COUNT, .unit = {"hours", 5}};
static const Fact money = {.type = FACT_MONEY}, when = {.type = FACT_TIME}, story = {.type = FACT_TEXT};
static const Fact place = {.type = FACT_CHOICE, .values = {place_values, 3, 3}};
static const Fact kinds = {.type = FACT_SET, .values = {kind_values, 4, 4}};
static const Fact plain_kinds = {.type = FACT_SET, .values = {kind_values, 3, 3}};

static Moment moment(const char *text) {
    Moment made;
    assert_true(moment_parse(str_from(text), &made));
    return made;
}

#define NOW moment("2026-11-20T15:20:00+09:00") // a Friday

static void reads(Arena *arena, const Fact *fact, const char *typed, Value want) {
    Answer answer;
    if (answer_read(arena, fact, str_from(typed), NOW, LANG_JA, &answer) != ERR_OK) fail_msg("\"%s\" is refused", typed);
    if (!value_same(answer.value, want))
        fail_msg("\"%s\" is %lld..%lld", typed, (long long)answer.value.a, (long long)answer.value.b);
}

static void refuses(Arena *arena, const Fact *fact, const char *typed, Msg fault) {
    Answer answer;
    if (answer_read(arena, fact, str_from(typed), NOW, LANG_JA, &answer) != ERR_INPUT) fail_msg("\"%s\" is taken", typed);
    if (answer.fault != fault) fail_msg("\"%s\": %.*s", typed, STR_ARG(word(LANG_EN, answer.fault)));
}

static void yes_and_no(void **state) {
    static const char *const yes[] = {"はい", " はい ", "　はい　", "yes", "YES", "Ｙｅｓ", "y", "1", "１", "うん"};
    static const char *const no[] = {"いいえ", "no", "N", "ｎｏ", "2", "２", "ちがいます"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) reads(*state, &yesno, yes[i], value_yesno(true));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) reads(*state, &yesno, no[i], value_yesno(false));
    refuses(*state, &yesno, "たぶん", MSG_READ_NO_YESNO);
    refuses(*state, &yesno, "はいいいえ", MSG_READ_NO_YESNO);
    refuses(*state, &yesno, "3", MSG_READ_NO_YESNO);
    refuses(*state, &yesno, "yesterday", MSG_READ_NO_YESNO);
    refuses(*state, &yesno, "", MSG_READ_EMPTY);
    refuses(*state, &yesno, "　 ", MSG_READ_EMPTY);
}

static void choices(void **state) {
    static const char *const tokyo[] = {"2", "２", "13", "１３", "東京都", "東京", "とうきょう", "Tokyo", "ＴＯＫＹＯ", "tok"};
    for (size_t i = 0; i < sizeof tokyo / sizeof *tokyo; i++) reads(*state, &place, tokyo[i], value_bits(2, 0));
    reads(*state, &place, "京都", value_bits(4, 0));
    reads(*state, &place, "1", value_bits(1, 0));
    reads(*state, &place, "01", value_bits(1, 0));
    refuses(*state, &place, "京都市", MSG_READ_NO_VALUE_NEAR);
    refuses(*state, &place, "4", MSG_READ_NO_VALUE);
    refuses(*state, &place, "0", MSG_READ_NO_VALUE);
    refuses(*state, &place, "-1", MSG_READ_NO_VALUE);
    refuses(*state, &place, "t", MSG_READ_NO_VALUE);
    refuses(*state, &place, "ロンドン", MSG_READ_NO_VALUE);
    refuses(*state, &place, "tokio", MSG_READ_NO_VALUE_NEAR);
}

static void a_near_value_is_named(void **state) {
    Answer answer;
    assert_int_equal(answer_read(*state, &kinds, STR("ransomwre"), NOW, LANG_JA, &answer), ERR_INPUT);
    assert_text(answer.args[0], "ransomwre");
    assert_text(answer.args[1], "4");
    assert_text(answer.args[2], "ランサムウェア");
}

static void sets(void **state) {
    static const char *const two[] = {"1,3",
                                      "1, 3",
                                      "1 3",
                                      "１，３",
                                      "1、3",
                                      "1　3",
                                      "3,1",
                                      "ransomware,loss",
                                      "ランサムウェア、なくした",
                                      "ランサムウェア なくした",
                                      "ransomware + loss",
                                      "1, Something lost",
                                      "1,3,"};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++) reads(*state, &kinds, two[i], value_bits(5, 0));
    reads(*state, &kinds, "Support scam", value_bits(2, 0));
    reads(*state, &kinds, "パソコンの さぎ、ランサム ウェア", value_bits(3, 0));
    reads(*state, &kinds, "1, ?2", value_bits(1, 2));
    reads(*state, &kinds, "1, 2?", value_bits(1, 2));
    reads(*state, &kinds, "0", value_bits(8, 0));
    reads(*state, &kinds, "なし", value_bits(8, 0));
    reads(*state, &kinds, "4", value_bits(8, 0));
    reads(*state, &plain_kinds, "0", value_bits(0, 0));
    reads(*state, &plain_kinds, "none", value_bits(0, 0));
    refuses(*state, &kinds, "1,4", MSG_READ_NONE_ALONE);
    refuses(*state, &kinds, "1,5", MSG_READ_NO_VALUE);
    refuses(*state, &kinds, "1,なにか", MSG_READ_NO_VALUE);
    refuses(*state, &kinds, ",", MSG_READ_NO_VALUE);
}

static void numbers(void **state) {
    static const char *const three[] = {"3000",   "３０００",     "3,000",  "３，０００", "3千",          "三千",
                                        "3000人", "3,000 people", "約3000", "約3,000人",  "3000人くらい", "about 3000",
                                        "3k",     "3 thousand",   "0.3万",  "三〇〇〇",   " 3000 です"};
    for (size_t i = 0; i < sizeof three / sizeof *three; i++) reads(*state, &people, three[i], value_number(3000, 3000));
    reads(*state, &people, "0", value_number(0, 0));
    reads(*state, &people, "いない", value_number(0, 0));
    reads(*state, &people, "1万2千", value_number(12000, 12000));
    reads(*state, &people, "1万", value_number(10000, 10000));
    reads(*state, &people, "千二百", value_number(1200, 1200));
    reads(*state, &people, "百", value_number(100, 100));
    reads(*state, &people, "1億2,345万6,789", value_number(123456789, 123456789));
    reads(*state, &people, "1.5 million", value_number(1500000, 1500000));
    reads(*state, &money, "5万円", value_number(50000, 50000));
    reads(*state, &money, "￥50,000", value_number(50000, 50000));
    reads(*state, &money, "1.5万円", value_number(15000, 15000));
}

static void bounds(void **state) {
    static const char *const least[] = {"3000人以上",    "3000以上",         "3千人以上",     "at least 3000", "3000+",
                                        "3,000 or more", "少なくとも3000人", ">=3000",        "3000..",        "3000〜",
                                        "3000から",      "more than 2999",   "2999人を超える"};
    static const char *const most[] = {"900以下", "900人まで",     "900まで", "at most 900", "up to 900",
                                       "最大900", "多くて900人",   "..900",   "〜900",       "900 or fewer",
                                       "901未満", "less than 901", "<901"};
    static const char *const both[] = {"500-2000",
                                       "５００－２０００",
                                       "500〜2000",
                                       "500～2000人",
                                       "500から2000",
                                       "500 to 2000",
                                       "between 500 and 2000",
                                       "500人以上2000人以下",
                                       "500人から2,000人まで",
                                       "500..2000",
                                       "at least 500 at most 2000",
                                       "500ー2000"};
    for (size_t i = 0; i < sizeof least / sizeof *least; i++) reads(*state, &people, least[i], value_number(3000, INT64_MAX));
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) reads(*state, &people, most[i], value_number(0, 900));
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) reads(*state, &people, both[i], value_number(500, 2000));
    refuses(*state, &people, "2000-500", MSG_READ_BOUNDS_CROSS);
}

static void numbers_refused(void **state) {
    static const char *const bad[] = {"たくさん", "3,00",         "3000,4000", "3000 4000",    "-5",    "3000-",
                                      "1.5",      "3000ではない", "3000ドル",  "以上",         "1-2-3", "1234567890123",
                                      "0未満",    "3000以上以下", "1 2 3",     "99999999999億"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) refuses(*state, &people, bad[i], MSG_READ_NO_NUMBER);
}

static void lengths_of_time(void **state) {
    reads(*state, &minutes, "90", value_number(90, 90));
    reads(*state, &minutes, "90分", value_number(90, 90));
    reads(*state, &minutes, "1時間30分", value_number(90, 90));
    reads(*state, &minutes, "1.5時間", value_number(90, 90));
    reads(*state, &minutes, "2時間以上", value_number(120, INT64_MAX));
    reads(*state, &minutes, "1 day", value_number(1440, 1440));
    reads(*state, &minutes, "30分から2時間", value_number(30, 120));
    reads(*state, &hours, "2日", value_number(48, 48));
    reads(*state, &hours, "120分", value_number(2, 2));
    refuses(*state, &hours, "90分", MSG_READ_NO_NUMBER); // no whole number of hours
    refuses(*state, &people, "2時間", MSG_READ_NO_NUMBER);
    refuses(*state, &minutes, "1時間30", MSG_READ_NO_NUMBER);
}

static void times(void **state) {
    static const char *const same[] = {
        "2026-11-20 14:30",
        "2026/11/20 14:30",
        "2026-11-20T14:30",
        "2026-11-20T14:30:00+09:00",
        "2026-11-20T05:30:00Z",
        "11月20日14時30分",
        "11月20日 14:30",
        "１１月２０日１４時３０分",
        "令和8年11月20日14時30分",
        "R8.11.20 14:30",
        "11/20 14:30",
        "11月20日午後2時半",
        "2026年11月20日(金) 14:30",
        "14:30",
        "今日 14:30",
        "きょうの14時30分",
        "2:30 pm",
        "2:30PM",
        "Nov 20, 2026 2:30 pm",
        "20 November 2026 14:30",
        "today at 14:30",
        "50分前",
        "50 minutes ago",
        "20日 14:30",
        "20261120 14:30",
        "2026.11.20 14:30",
        "西暦2026年11月20日14時30分ごろ",
        "11月20日（金）14：30",
        "14:30:00",
        "november 20 14:30",
    };
    Moment want = moment("2026-11-20T14:30:00+09:00");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) reads(*state, &when, same[i], value_number(want, want));
}

static void reads_at(Arena *arena, const char *typed, const char *want) {
    reads(arena, &when, typed, value_number(moment(want), moment(want)));
}

static void times_filled_in(void **state) {
    reads_at(*state, "2026-11-20", "2026-11-20T09:00:00+09:00"); // a day alone: nine in the morning
    reads_at(*state, "きのう", "2026-11-19T09:00:00+09:00");
    reads_at(*state, "きのう 22:05", "2026-11-19T22:05:00+09:00");
    reads_at(*state, "yesterday 9 am", "2026-11-19T09:00:00+09:00");
    reads_at(*state, "一昨日の正午", "2026-11-18T12:00:00+09:00");
    reads_at(*state, "3日前", "2026-11-17T09:00:00+09:00");
    reads_at(*state, "3日前 8:00", "2026-11-17T08:00:00+09:00");
    reads_at(*state, "2時間前", "2026-11-20T13:20:00+09:00");
    reads_at(*state, "20 hours ago", "2026-11-19T19:20:00+09:00");
    reads_at(*state, "今", "2026-11-20T15:20:00+09:00");
    reads_at(*state, "12月28日", "2025-12-28T09:00:00+09:00"); // the latest that has come
    reads_at(*state, "30日", "2026-10-30T09:00:00+09:00");
    reads_at(*state, "31日", "2026-10-31T09:00:00+09:00");
    reads_at(*state, "今日", "2026-11-20T09:00:00+09:00");
    reads_at(*state, "令和元年5月1日", "2019-05-01T09:00:00+09:00");
    reads_at(*state, "平成31年4月30日", "2019-04-30T09:00:00+09:00");
    reads_at(*state, "午前0時", "2026-11-20T00:00:00+09:00");
    reads_at(*state, "12 am", "2026-11-20T00:00:00+09:00");
    reads_at(*state, "午後12時", "2026-11-20T12:00:00+09:00");
    reads_at(*state, "11月19日24時", "2026-11-20T00:00:00+09:00");
}

// Days as papers, keyboards and people in Japan write them.
static void days_of_both_calendars(void **state) {
    static const char *const same[] = {
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "2026年11月20日",
        "２０２６年１１月２０日",
        "２０２６．１１．２０",
        "２０２６／１１／２０",
        "２０２６－１１－２０",
        "20261120",
        "令和8年11月20日",
        "令和８年１１月２０日",
        "令和八年十一月二十日",
        "㋿8年11月20日",
        "R8.11.20",
        "r8.11.20",
        "Ｒ８．１１．２０",
        "R8/11/20",
        "R8-11-20",
        "R8年11月20日",
        "8.11.20",
        "８．１１．２０",
        "8年11月20日",
        "11月20日",
        "11/20",
        "20日",
        "今日",
        "きょう",
        "本日",
        "today",
        "Nov 20, 2026",
        "20 November 2026",
        "令和 8 年 11 月 20 日",
        "2026 年 11 月 20 日",
        "2026年11月20日(金)",
        "2026年11月20日（金）",
        "November 20",
    };
    Moment want = moment("2026-11-20T09:00:00+09:00");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) reads(*state, &when, same[i], value_number(want, want));
    static const char *const first_day[] = {"2019-05-01", "令和元年5月1日", "令和1年5月1日", "R1.5.1",
                                            "R元.5.1",    "1.5.1",          "平成31年5月1日"};
    want = moment("2019-05-01T09:00:00+09:00");
    for (size_t i = 0; i < sizeof first_day / sizeof *first_day; i++)
        reads(*state, &when, first_day[i], value_number(want, want));
    reads_at(*state, "H31.4.30", "2019-04-30T09:00:00+09:00");
    reads_at(*state, "平成元年1月8日", "1989-01-08T09:00:00+09:00");
    refuses(*state, &when, "26.11.20", MSG_READ_NO_TIME); // neither a year of this era that has come nor one written out
    refuses(*state, &when, "8/11/20", MSG_READ_NO_TIME);  // might be a month
    refuses(*state, &when, "R8", MSG_READ_NO_TIME);
    refuses(*state, &when, "令和元年", MSG_READ_NO_SUCH_TIME);
}

static void parts_of_the_day(void **state) {
    reads_at(*state, "きのうの朝", "2026-11-19T06:00:00+09:00"); // the first moment of it
    reads_at(*state, "きのうの昼ごろ", "2026-11-19T12:00:00+09:00");
    reads_at(*state, "11月19日夕方", "2026-11-19T15:00:00+09:00");
    reads_at(*state, "きのうの夜", "2026-11-19T18:00:00+09:00");
    reads_at(*state, "だいたい きのうの夜", "2026-11-19T18:00:00+09:00");
    reads_at(*state, "昨夜", "2026-11-19T18:00:00+09:00");
    reads_at(*state, "ゆうべ11時", "2026-11-19T23:00:00+09:00");
    reads_at(*state, "今朝", "2026-11-20T06:00:00+09:00");
    reads_at(*state, "けさ8時半", "2026-11-20T08:30:00+09:00");
    reads_at(*state, "20日未明", "2026-11-20T00:00:00+09:00");
    reads_at(*state, "yesterday evening", "2026-11-19T18:00:00+09:00");
    reads_at(*state, "朝9時", "2026-11-20T09:00:00+09:00");
    reads_at(*state, "9 in the morning", "2026-11-20T09:00:00+09:00");
    reads_at(*state, "きのうの夜9時", "2026-11-19T21:00:00+09:00");
    reads_at(*state, "きのうの夜 21:15", "2026-11-19T21:15:00+09:00");
    reads_at(*state, "きのうの夜12時半", "2026-11-20T00:30:00+09:00");
    reads_at(*state, "昼の1時", "2026-11-20T13:00:00+09:00");
    reads_at(*state, "夕方３時", "2026-11-20T15:00:00+09:00");
    reads_at(*state, "深夜2時", "2026-11-20T02:00:00+09:00");
    reads_at(*state, "午後3時ごろ", "2026-11-20T15:00:00+09:00");
    reads_at(*state, "午前１１時４５分", "2026-11-20T11:45:00+09:00");
    refuses(*state, &when, "夜2時", MSG_READ_NO_SUCH_TIME); // of which day
    refuses(*state, &when, "朝14時", MSG_READ_NO_SUCH_TIME);
    refuses(*state, &when, "朝10分", MSG_READ_NO_SUCH_TIME);
    refuses(*state, &when, "朝夜", MSG_READ_NO_TIME);
    refuses(*state, &when, "午後 夜9時", MSG_READ_NO_SUCH_TIME);
}

// All that is asked for has happened; a day without an hour is never later than now.
static void times_to_come(void **state) {
    static const char *const later[] = {"2027-01-05", "2027年1月5日",     "令和9年1月5日", "夕方５時",
                                        "15:21",      "2026-11-20 15:21", "20日24時",      "今日 16:00"};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) refuses(*state, &when, later[i], MSG_READ_TO_COME);
    refuses(*state, &when, "2026-11-20T15:20:01+09:00", MSG_READ_TO_COME);
    reads_at(*state, "15:20", "2026-11-20T15:20:00+09:00");
    static const char *const today[] = {"今日", "11月20日", "2026-11-20", "20日"};
    Moment early = moment("2026-11-20T07:10:00+09:00");
    Answer answer;
    for (size_t i = 0; i < sizeof today / sizeof *today; i++) {
        assert_int_equal(answer_read(*state, &when, str_from(today[i]), early, LANG_JA, &answer), ERR_OK);
        assert_true(value_same(answer.value, value_number(early, early)));
    }
}

static void times_refused(void **state) {
    static const char *const unread[] = {"さっき", "11月20日ではない", "2026",           "26/11/20",    "2026-11",
                                         "14:3",   "20日21日",         "11月20日きのう", "99999999999", "きのう 今日"};
    static const char *const none[] = {"2026-02-29", "11月31日", "13月1日", "25:00",      "24:30",      "10:60",
                                       "午前14時",   "令和8年",  "11月",    "1899-12-31", "2200-01-01", "0226-11-20T05:30:00Z",
                                       "pm",         "2月30日"};
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) refuses(*state, &when, unread[i], MSG_READ_NO_TIME);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) refuses(*state, &when, none[i], MSG_READ_NO_SUCH_TIME);
}

static void texts(void **state) {
    Answer answer;
    assert_int_equal(answer_read(*state, &story, STR("  ＡＢＣ、そのまま。 "), NOW, LANG_JA, &answer), ERR_OK);
    assert_text(answer.text, "ＡＢＣ、そのまま。");
    assert_true(value_same(answer.value, value_yesno(true)));
    char *long_text = arena_array(*state, (64 << 10) + 2, 1);
    memset(long_text, 'a', (64 << 10) + 1);
    assert_int_equal(answer_read(*state, &story, str_from(long_text), NOW, LANG_JA, &answer), ERR_INPUT);
    assert_int_equal(answer.fault, MSG_INCIDENT_TEXT_TOO_LONG);
}

static void wishes(void **state) {
    assert_true(answer_is(*state, STR("？"), MSG_ASK_WORDS_UNKNOWN));
    assert_true(answer_is(*state, STR(" わからない "), MSG_ASK_WORDS_UNKNOWN));
    assert_true(answer_is(*state, STR("I don't know"), MSG_ASK_WORDS_UNKNOWN));
    assert_true(answer_is(*state, STR("＜"), MSG_ASK_WORDS_BACK));
    assert_true(answer_is(*state, STR("．"), MSG_ASK_WORDS_LATER));
    assert_false(answer_is(*state, STR("わからない人"), MSG_ASK_WORDS_UNKNOWN));
    assert_false(answer_is(*state, STR(""), MSG_ASK_WORDS_LATER));
}

static void values_by_name(void **state) {
    assert_int_equal(answer_value(*state, &place, STR("東京")), 1);
    assert_int_equal(answer_value(*state, &place, STR("2")), -1); // a number in the list is no name
    assert_int_equal(answer_value(*state, &place, STR("")), -1);
    assert_int_equal(answer_near(*state, &place, STR("hokaido")), 0);
    assert_int_equal(answer_near(*state, &place, STR("paris")), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(yes_and_no),
        ARENA_TEST(choices),
        ARENA_TEST(a_near_value_is_named),
        ARENA_TEST(sets),
        ARENA_TEST(numbers),
        ARENA_TEST(bounds),
        ARENA_TEST(numbers_refused),
        ARENA_TEST(lengths_of_time),
        ARENA_TEST(times),
        ARENA_TEST(times_filled_in),
        ARENA_TEST(times_to_come),
        ARENA_TEST(times_refused),
        ARENA_TEST(texts),
        ARENA_TEST(days_of_both_calendars),
        ARENA_TEST(parts_of_the_day),
        ARENA_TEST(wishes),
        ARENA_TEST(values_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
