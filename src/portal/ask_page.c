// Yes or no and choices become boxes, long lists a menu, everything else a line that takes any way of writing.
#include "portal/ask_page.h"

#include "base/words.h"
#include "portal/echo.h"

enum { MENU_FROM = 13, WORDS_BYTES = 64 << 10, LINE_CHARACTERS = 200 };
enum { LEFT_SAID = 30 }; // a larger number frightens, and shrinks with the next answers

static bool is_typed(const Fact *fact) {
    return fact->type != FACT_YESNO && fact->type != FACT_CHOICE && fact->type != FACT_SET;
}

static bool names_value(Str typed, Str name) {
    Str one;
    bool more = true;
    while (more) {
        more = str_cut(typed, ',', &one, &typed);
        if (str_eq(str_trim(one), name)) return true;
    }
    return false;
}

static void add_choice(Arena *arena, QuestionView *view, Str name, Str words, bool is_chosen) {
    size_t number = view->choices.count + 1;
    Str id = number == 1 ? STR("answer") : str_format(arena, "answer-%zu", number);
    PUSH(arena, view->choices, ((QuestionChoiceView){id, name, words, is_chosen}));
}

static void add_yesno(Arena *arena, QuestionView *view, const AskPage *page) {
    Value known = page->draft->incident.values[page->fact];
    add_choice(arena, view, STR("yes"), word(page->lang, MSG_PORTAL_YES), known.a == TRI_TRUE);
    add_choice(arena, view, STR("no"), word(page->lang, MSG_PORTAL_NO), known.a == TRI_FALSE);
}

// What was sent stands above what is known: a page with a fault shows what was chosen there.
static void add_values(Arena *arena, QuestionView *view, const AskPage *page) {
    const Fact *fact = &page->book->facts.items[page->fact];
    Value known = page->draft->incident.values[page->fact];
    bool has_none = false, is_sent = page->error.len > 0;
    for (size_t i = 0; i < fact->values.count; i++) {
        const FactValue *value = &fact->values.items[i];
        bool chosen = is_sent ? names_value(page->typed, value->name) : known.a >> i & 1;
        has_none = has_none || str_is(value->name, "none");
        add_choice(arena, view, value->name, text_in(&value->words, page->lang), chosen);
    }
    bool nothing = !value_is_unknown(fact, known) && known.a == 0 && known.b == 0;
    if (fact->type == FACT_SET && !has_none)
        add_choice(arena, view, STR("none"), word(page->lang, MSG_PORTAL_NONE_OF_THEM),
                   is_sent ? names_value(page->typed, STR("none")) : nothing);
}

// An answer of several lines, or one that may be longer than a line.
static bool is_long(const Fact *fact) {
    return !fact_decides(fact->type) && (fact->many || fact->limit == 0 || fact->limit > LINE_CHARACTERS);
}

static void add_line(Arena *arena, QuestionView *view, const AskPage *page) {
    const Fact *fact = &page->book->facts.items[page->fact];
    Value known = page->draft->incident.values[page->fact];
    Msg examples[] = {[FACT_COUNT] = MSG_PORTAL_EXAMPLE_COUNT,
                      [FACT_MONEY] = MSG_PORTAL_EXAMPLE_MONEY,
                      [FACT_TIME] = MSG_PORTAL_EXAMPLE_TIME};
    view->is_typed = true;
    view->is_long = is_long(fact);
    if (fact->type < sizeof examples / sizeof *examples) view->example = word(page->lang, examples[fact->type]);
    view->typed = page->error.len ? page->typed : page->draft->incident.texts[page->fact];
    if (!fact_decides(fact->type) || page->error.len || value_is_unknown(fact, known)) return;
    Buf words = buf_make(arena, WORDS_BYTES);
    value_print(&words, fact, known, page->lang);
    view->typed = buf_str(&words);
}

static bool is_echoed(FactType type) {
    return type == FACT_TIME || type == FACT_MONEY || type == FACT_COUNT;
}

// What was typed last, as it was read: the answer that stands here, or the one before.
static void add_heard(Arena *arena, QuestionView *view, const AskPage *page) {
    const Incident *incident = &page->draft->incident;
    int fact = page->fact;
    view->is_own = !value_is_unknown(&page->book->facts.items[fact], incident->values[fact]);
    if (!view->is_own) fact = interview_before(page->draft, page->fact);
    const Fact *heard = fact < 0 ? NULL : &page->book->facts.items[fact];
    if (page->error.len || !heard || !is_echoed(heard->type) || value_is_unknown(heard, incident->values[fact])) return;
    view->heard = echo_words(arena, heard, incident->values[fact], STR_NONE, page->lang);
    view->heard_title = text_in(&heard->title, page->lang);
    view->heard_at = str_format(arena, "/%.*s/ask/%.*s", STR_ARG(lang_code(page->lang)), STR_ARG(heard->name));
}

QuestionView ask_page(Arena *arena, const AskPage *page) {
    const Fact *fact = &page->book->facts.items[page->fact];
    QuestionView view = {.fact = fact->name,
                         .ask = text_in(&fact->ask, page->lang),
                         .hint = text_in(&fact->hint, page->lang),
                         .why = text_in(&fact->why, page->lang),
                         .left = page->left,
                         .is_far = page->left > LEFT_SAID,
                         .is_saved = page->is_kept,
                         .can_go_back = interview_before(page->draft, page->fact) >= 0,
                         .error = page->error,
                         .is_set = fact->type == FACT_SET,
                         .is_late = page->is_late,
                         .doubt = page->doubt};
    add_heard(arena, &view, page);
    if (is_typed(fact))
        add_line(arena, &view, page);
    else if (fact->type == FACT_YESNO)
        add_yesno(arena, &view, page);
    else
        add_values(arena, &view, page);
    view.is_menu = fact->type == FACT_CHOICE && view.choices.count >= MENU_FROM;
    return view;
}
