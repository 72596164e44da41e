// The whole condition of a duty, branch by branch, with the value of each: for a lawyer as text, for a program as JSON.
#include "base/words.h"
#include "rule/explain.h"
#include "rule/phrase.h"

typedef struct Printer {
    Buf *out;
    const Question *question;
    const Duty *duty;
    Lang lang;
} Printer;

static Tri cond_value(const Printer *printer, const Cond *cond) {
    return (Tri)printer->question->tri[cond->node];
}

static const Cond *beneath(const Printer *printer, const Cond *cond) {
    return cond->define >= 0 ? printer->question->book->defines.items[cond->define].when : cond->target;
}

static Str label_words(const Printer *printer, const Cond *cond) {
    for (size_t i = 0; cond->label.len && i < printer->duty->labels.count; i++)
        if (str_eq(printer->duty->labels.items[i].name, cond->label))
            return text_in(&printer->duty->labels.items[i].words, printer->lang);
    return cond->label;
}

static bool tests_fact(const Cond *cond) {
    return cond->kind == COND_YES || cond->kind == COND_HAS || cond->kind == COND_COMPARE || cond->kind == COND_TIME;
}

static void head_words(const Printer *printer, const Cond *cond) {
    const Book *book = printer->question->book;
    static const Msg gates[] = {[COND_ALL] = MSG_EXPLAIN_ALL,
                                [COND_ANY] = MSG_EXPLAIN_ANY,
                                [COND_NONE] = MSG_EXPLAIN_NONE,
                                [COND_NOT] = MSG_EXPLAIN_NOT,
                                [COND_MAYBE] = MSG_EXPLAIN_MAYBE};
    if (tests_fact(cond))
        phrase_test(printer->out, printer->question, cond, printer->lang);
    else if (cond->kind == COND_APPLIES)
        buf_word(printer->out, printer->lang, MSG_EXPLAIN_APPLIES,
                 text_in(&book->duties.items[cond->duty].title, printer->lang), STR_NONE, STR_NONE);
    else if (cond->kind == COND_NAME && cond->define >= 0)
        buf_put(printer->out, text_in(&book->defines.items[cond->define].title, printer->lang));
    else if (cond->kind == COND_NAME)
        buf_put(printer->out, label_words(printer, cond->target));
    else
        buf_put(printer->out, word(printer->lang, gates[cond->kind]));
}

static void print_days(const Printer *printer, const Cond *cond) {
    static const Msg msgs[] = {MSG_EXPLAIN_FROM, MSG_EXPLAIN_UNTIL};
    const Day days[] = {cond->tail.from, cond->tail.until};
    for (int i = 0; i < 2; i++) {
        if (days[i] == DAY_NONE) continue;
        Buf day = buf_make(printer->out->arena, 64);
        buf_day(&day, days[i]);
        buf_word(printer->out, printer->lang, msgs[i], buf_str(&day), STR_NONE, STR_NONE);
    }
}

static void print_branch(const Printer *printer, const Cond *cond, size_t depth) {
    static const Msg marks[] = {
        [TRI_UNKNOWN] = MSG_EXPLAIN_MARK_UNKNOWN, [TRI_TRUE] = MSG_EXPLAIN_MARK_TRUE, [TRI_FALSE] = MSG_EXPLAIN_MARK_FALSE};
    buf_spaces(printer->out, 2 * depth);
    buf_put(printer->out, word(printer->lang, marks[cond_value(printer, cond)]));
    buf_char(printer->out, ' ');
    Str label = label_words(printer, cond);
    if (label.len) buf_word(printer->out, printer->lang, MSG_EXPLAIN_LABEL, label, STR_NONE, STR_NONE);
    head_words(printer, cond);
    print_days(printer, cond);
    buf_char(printer->out, '\n');
    if (cond->kind == COND_NAME && cond->define >= 0) print_branch(printer, beneath(printer, cond), depth + 1);
    for (uint32_t i = 0; i < cond->child_count; i++) print_branch(printer, cond->children[i], depth + 1);
}

void explain_tree(Buf *out, const Question *question, const Duty *duty, Lang lang) {
    Printer printer = {out, question, duty, lang};
    print_branch(&printer, duty->when, 0);
    if (!duty->unless) return;
    buf_put(out, word(lang, MSG_EXPLAIN_UNLESS));
    buf_char(out, '\n');
    print_branch(&printer, duty->unless, 0);
}

// --- JSON --------------------------------------------------------------------------------------------------------------

static void json_branch(const Printer *printer, const Cond *cond) {
    static const char *const kinds[] = {
        [COND_ALL] = "all",   [COND_ANY] = "any",      [COND_NONE] = "none",    [COND_NOT] = "not",
        [COND_YES] = "fact",  [COND_HAS] = "fact",     [COND_COMPARE] = "fact", [COND_TIME] = "fact",
        [COND_NAME] = "name", [COND_APPLIES] = "duty", [COND_MAYBE] = "maybe"};
    static const char *const values[] = {[TRI_UNKNOWN] = "unknown", [TRI_TRUE] = "true", [TRI_FALSE] = "false"};
    Buf *out = printer->out;
    buf_format(out, "{\"kind\":\"%s\",\"value\":\"%s\"", kinds[cond->kind], values[cond_value(printer, cond)]);
    if (cond->label.len) {
        buf_puts(out, ",\"label\":");
        buf_json(out, cond->label);
    }
    if (cond->name.len) {
        buf_puts(out, ",\"name\":");
        buf_json(out, cond->name);
    }
    Buf words = buf_make(out->arena, 16 << 10);
    head_words(&(Printer){&words, printer->question, printer->duty, printer->lang}, cond);
    buf_puts(out, ",\"text\":");
    buf_json(out, buf_str(&words));
    bool named = cond->kind == COND_NAME && cond->define >= 0;
    if (named || cond->child_count) {
        buf_puts(out, ",\"children\":[");
        if (named) json_branch(printer, beneath(printer, cond));
        for (uint32_t i = 0; i < cond->child_count; i++) {
            if (i) buf_char(out, ',');
            json_branch(printer, cond->children[i]);
        }
        buf_char(out, ']');
    }
    buf_char(out, '}');
}

void explain_tree_json(Buf *out, const Question *question, const Duty *duty, Lang lang) {
    Printer printer = {out, question, duty, lang};
    buf_puts(out, "{\"when\":");
    json_branch(&printer, duty->when);
    if (duty->unless) {
        buf_puts(out, ",\"unless\":");
        json_branch(&printer, duty->unless);
    }
    buf_char(out, '}');
}
