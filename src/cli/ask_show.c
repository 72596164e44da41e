// Lays one question out: short lists one below the other, long ones (prefectures) in columns. Below a list that pushes the
// question off a small screen, it is said again.
#include "cli/ask_show.h"
#include "base/utf8.h"

enum { COLUMNS_USUAL = 80, LIST_LONGEST = 12, NUMBER_WIDTH = 6, ROWS_SEEN = 15, WORDS_BYTES = 16 << 10 };

static void line(Buf *out, Lang lang, Msg msg, Str a) {
    buf_word(out, lang, msg, a, STR_NONE, STR_NONE);
    buf_char(out, '\n');
}

// Gives the number of rows.
static size_t show_list(Buf *out, const Fact *fact, Lang lang, int room) {
    size_t count = fact->values.count, columns = 1;
    int widest = 0;
    for (size_t i = 0; i < count; i++) {
        int width = utf8_width(text_in(&fact->values.items[i].words, lang)) + NUMBER_WIDTH;
        widest = width > widest ? width : widest;
    }
    if (count > LIST_LONGEST && widest < room) columns = (size_t)(room / widest);
    size_t rows = (count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < count; i += rows) {
            Str words = text_in(&fact->values.items[i].words, lang);
            buf_format(out, "  %2zu  ", i + 1);
            buf_put(out, words);
            if (i + rows < count) buf_spaces(out, (size_t)(widest - NUMBER_WIDTH - utf8_width(words)));
        }
        buf_char(out, '\n');
    }
    return rows;
}

static void show_answers(Buf *out, const Fact *fact, const Session *session) {
    Lang lang = session->lang;
    int room = session->talk_columns ? session->talk_columns : COLUMNS_USUAL;
    static const Msg how[] = {
        [FACT_YESNO] = MSG_ASK_HOW_YESNO, [FACT_COUNT] = MSG_ASK_HOW_COUNT,   [FACT_MONEY] = MSG_ASK_HOW_COUNT,
        [FACT_TIME] = MSG_ASK_HOW_TIME,   [FACT_CHOICE] = MSG_ASK_HOW_CHOICE, [FACT_SET] = MSG_ASK_HOW_SET};
    bool listed = fact->type == FACT_CHOICE || fact->type == FACT_SET;
    if (listed && show_list(out, fact, lang, room) > ROWS_SEEN) line(out, lang, MSG_ASK_AGAIN, text_in(&fact->ask, lang));
    if (fact->type < sizeof how / sizeof *how) line(out, lang, how[fact->type], STR_NONE);
}

void ask_show(Buf *out, const Fact *fact, Value known, uint32_t left, const Session *session) {
    Lang lang = session->lang;
    Str hint = text_in(&fact->hint, lang), why = text_in(&fact->why, lang);
    buf_char(out, '\n');
    line(out, lang, MSG_ASK_LEFT, str_format(out->arena, "%u", left));
    line(out, lang, MSG_ASK_QUESTION, text_in(&fact->ask, lang));
    if (hint.len) line(out, lang, MSG_ASK_HINT, hint);
    if (why.len) line(out, lang, MSG_ASK_WHY, why);
    if (!value_is_unknown(fact, known)) {
        Buf words = buf_make(out->arena, WORDS_BYTES);
        value_print(&words, fact, known, lang);
        line(out, lang, MSG_ASK_KNOWN, buf_str(&words));
    }
    show_answers(out, fact, session);
    line(out, lang, MSG_ASK_KEYS, STR_NONE);
}
