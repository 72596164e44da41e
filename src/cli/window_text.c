// Prints windows. Contacts are shown as the pack states them, each with its grade; nothing is made up to fill a gap.
#include "cli/window_text.h"
#include "cli/answer_text.h"
#include "rule/phrase.h"

enum { LIST_INDENT = 4, WORDS_BYTES = 16 << 10 };

static Str grade_words(Session *session, Grade grade) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    buf_format(&words, "[%c]", grade_letter(grade));
    if (grade == GRADE_D) buf_put(&words, word(session->lang, MSG_ANSWER_UNVERIFIED));
    return buf_str(&words);
}

static Str day_words(Session *session, Day day) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    phrase_day(&words, day, session->lang);
    return buf_str(&words);
}

static void title(Session *session, const Window *window) {
    if (session->color) buf_puts(&session->out, "\033[1m");
    buf_word(&session->out, session->lang, MSG_WINDOWS_TITLE, text_in(&window->title, session->lang), window->id,
             grade_words(session, window->grade));
    if (session->color) buf_puts(&session->out, "\033[0m");
    buf_char(&session->out, '\n');
}

static void statements(Session *session, Msg msg, const StatementList *list) {
    for (size_t i = 0; i < list->count; i++)
        if (tail_holds(&list->items[i].tail, day_of(session->at)))
            session_line(session, msg, list->items[i].text, grade_words(session, list->items[i].tail.grade), STR_NONE);
}

static Str way_words(Session *session, const Window *window) {
    static const struct {
        const char *name;
        Msg words;
    } ways[] = {{"desk", MSG_WINDOWS_WAY_DESK},
                {"mail", MSG_WINDOWS_WAY_MAIL},
                {"web", MSG_WINDOWS_WAY_WEB},
                {"phone", MSG_WINDOWS_WAY_PHONE},
                {"paper", MSG_WINDOWS_WAY_PAPER}};
    Buf words = buf_make(session->arena, WORDS_BYTES);
    for (uint32_t i = 0; i < window->way_count; i++)
        for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
            if (str_is(window->ways[i], ways[w].name)) {
                if (words.len) buf_put(&words, word(session->lang, MSG_VALUE_COMMA));
                buf_put(&words, word(session->lang, ways[w].words));
            }
    return buf_str(&words);
}

static void print_purpose(Session *session, const Window *window) {
    title(session, window);
    if (text_in(&window->purpose, session->lang).len)
        session_line(session, MSG_WINDOWS_FOR, text_in(&window->purpose, session->lang), STR_NONE, STR_NONE);
}

void window_text(Session *session, const Window *window) {
    Str not_for = text_in(&window->not_for, session->lang);
    print_purpose(session, window);
    if (not_for.len) session_line(session, MSG_WINDOWS_NOT, not_for, STR_NONE, STR_NONE);
    statements(session, MSG_WINDOWS_PHONE, &window->phones);
    statements(session, MSG_WINDOWS_TEXT, &window->texts);
    statements(session, MSG_WINDOWS_HOURS, &window->hours);
    statements(session, MSG_WINDOWS_MAIL, &window->mails);
    statements(session, MSG_WINDOWS_URL, &window->urls);
    if (window->way_count) session_line(session, MSG_WINDOWS_WAYS, way_words(session, window), STR_NONE, STR_NONE);
    statements(session, MSG_WINDOWS_NOTE, &window->notes);
    if (window->from != DAY_NONE)
        session_line(session, MSG_WINDOWS_SINCE, day_words(session, window->from), STR_NONE, STR_NONE);
    if (window->until != DAY_NONE)
        session_line(session, MSG_WINDOWS_UNTIL, day_words(session, window->until), STR_NONE, STR_NONE);
    if (window->checked != DAY_NONE)
        session_line(session, MSG_WINDOWS_CHECKED, day_words(session, window->checked), STR_NONE, STR_NONE);
}

static uint32_t contact_lines(Session *session, Msg msg, const StatementList *list, int indent, uint32_t most) {
    uint32_t printed = 0;
    for (size_t i = 0; i < list->count && printed < most; i++) {
        if (!tail_holds(&list->items[i].tail, day_of(session->at))) continue;
        buf_spaces(&session->out, (size_t)indent);
        session_line(session, msg, list->items[i].text, grade_words(session, list->items[i].tail.grade), STR_NONE);
        printed++;
    }
    return printed;
}

void window_contacts(Session *session, const Window *window, int indent) {
    uint32_t all = UINT32_MAX;
    if (contact_lines(session, MSG_CONTACT_PHONE, &window->phones, indent, all))
        contact_lines(session, MSG_CONTACT_HOURS, &window->hours, indent, all);
    contact_lines(session, MSG_CONTACT_TEXT, &window->texts, indent, all);
    if (!contact_lines(session, MSG_CONTACT_URL, &window->urls, indent, 1))
        contact_lines(session, MSG_CONTACT_MAIL, &window->mails, indent, 1);
}

void window_short(Session *session, const Window *window) {
    print_purpose(session, window);
    window_contacts(session, window, LIST_INDENT);
}

// --- JSON --------------------------------------------------------------------------------------------------------------

static void member(Buf *out, const char *key, Str text) {
    buf_format(out, ",\"%s\":", key);
    if (text.len)
        buf_json(out, text);
    else
        buf_puts(out, "null");
}

static void member_day(Session *session, const char *key, Day day) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    buf_day(&words, day);
    member(&session->out, key, buf_str(&words));
}

static void member_grade(Buf *out, Grade grade) {
    char letter = grade_letter(grade);
    member(out, "grade", (Str){&letter, 1});
}

static void member_statements(Session *session, const char *key, const StatementList *list) {
    bool first = true;
    buf_format(&session->out, ",\"%s\":[", key);
    for (size_t i = 0; i < list->count; i++) {
        if (!tail_holds(&list->items[i].tail, day_of(session->at))) continue;
        buf_puts(&session->out, first ? "{\"text\":" : ",{\"text\":");
        first = false;
        buf_json(&session->out, list->items[i].text);
        member_grade(&session->out, list->items[i].tail.grade);
        buf_char(&session->out, '}');
    }
    buf_char(&session->out, ']');
}

void window_json(Session *session, const Window *window, const char *fit) {
    Buf *out = &session->out;
    buf_puts(out, "{\"window\":");
    buf_json(out, window->id);
    member(out, "fit", str_from(fit));
    member(out, "title", text_in(&window->title, session->lang));
    member(out, "for", text_in(&window->purpose, session->lang));
    member(out, "not", text_in(&window->not_for, session->lang));
    buf_puts(out, ",\"by\":[");
    for (uint32_t i = 0; i < window->way_count; i++) {
        if (i) buf_char(out, ',');
        buf_json(out, window->ways[i]);
    }
    buf_char(out, ']');
    member(out, "area", window->area);
    member_statements(session, "hours", &window->hours);
    member_statements(session, "phone", &window->phones);
    member_statements(session, "text", &window->texts);
    member_statements(session, "mail", &window->mails);
    member_statements(session, "url", &window->urls);
    member_statements(session, "note", &window->notes);
    member_day(session, "from", window->from);
    member_day(session, "until", window->until);
    member_day(session, "checked", window->checked);
    member_grade(out, window->grade);
    buf_char(out, '}');
}
