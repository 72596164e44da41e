// `todoke coverage`: how far each form is filled, and what is still to be answered, each fact once.
#include "base/words.h"
#include "cli/commands.h"
#include "cli/form_set.h"
#include "cli/session.h"

static void print_names_json(Session *session, const Book *book, const int *facts, uint32_t count) {
    buf_char(&session->out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) buf_char(&session->out, ',');
        buf_json(&session->out, book->facts.items[facts[i]].name);
    }
    buf_char(&session->out, ']');
}

static void print_json(Session *session, const Pack *pack, const FormSet *set, const int *ask, uint32_t count,
                       uint32_t needed) {
    Buf *out = &session->out;
    buf_puts(out, "{\"pack\":");
    pack_print_json(out, pack);
    buf_puts(out, ",\"at\":\"");
    buf_moment(out, session->at);
    buf_puts(out, "\",\"forms\":[");
    for (uint32_t i = 0; i < set->count; i++) {
        const FilledForm *form = &set->items[i];
        buf_puts(out, i > 0 ? ",\n{\"form\":" : "\n{\"form\":");
        buf_json(out, form->form->id);
        buf_puts(out, ",\"title\":");
        buf_json(out, form->form->title);
        buf_format(out, ",\"stage\":\"%s\",\"alternative\":%s", duty_stages[form->stage],
                   set->alternative[i] ? "true" : "false");
        buf_format(out, ",\"filled\":%u,\"unknown\":%u,\"none\":%u,\"ask\":", form->filled, form->unknown, form->none);
        print_names_json(session, &pack->book, form->ask, form->ask_count);
        buf_format(out, ",\"needed\":%u", form->ask_needed);
        buf_char(out, '}');
    }
    buf_puts(out, "],\"ask\":");
    print_names_json(session, &pack->book, ask, count);
    buf_format(out, ",\"needed\":%u}\n", needed);
}

static void print_questions(Session *session, const Pack *pack, Msg head, const int *ask, uint32_t count) {
    Buf *out = &session->out;
    if (count == 0) return;
    buf_char(out, '\n');
    buf_put(out, word(session->lang, head));
    buf_char(out, '\n');
    for (uint32_t i = 0; i < count; i++) {
        const Fact *fact = &pack->book.facts.items[ask[i]];
        buf_puts(out, "  ");
        buf_put(out, fact->name);
        buf_puts(out, "  ");
        buf_put(out, text_in(&fact->ask, session->lang));
        buf_char(out, '\n');
    }
}

static void print_text(Session *session, const Pack *pack, const FormSet *set, const int *ask, uint32_t count,
                       uint32_t needed) {
    Buf *out = &session->out;
    for (uint32_t i = 0; i < set->count; i++) {
        Buf words = buf_make(session->arena, 4096);
        form_set_progress(&words, &set->items[i], session->lang);
        if (set->alternative[i])
            buf_word(out, session->lang, MSG_FORMS_ALTERNATIVE, buf_str(&words), STR_NONE, STR_NONE);
        else
            buf_put(out, buf_str(&words));
        buf_char(out, '\n');
    }
    print_questions(session, pack, MSG_COVERAGE_ASK_NEEDED, ask, needed);
    print_questions(session, pack, MSG_COVERAGE_ASK, ask + needed, count - needed);
    if (count > 0) return;
    buf_char(out, '\n');
    buf_put(out, word(session->lang, MSG_COVERAGE_NOTHING));
    buf_char(out, '\n');
}

int command_coverage(Session *session) {
    FormSet set;
    const Pack *pack = session_pack(session);
    if (!pack || !form_set_fill(session, pack, &set)) return EXIT_BAD;
    int *ask = NEW_ARRAY(session->arena, int, pack->book.facts.count);
    uint32_t needed, count = fill_ask(set.items, set.count, ask, &needed);
    if (session_has(session, OPTION_JSON))
        print_json(session, pack, &set, ask, count, needed);
    else if (set.count == 0)
        session_say(session, MSG_FORMS_NONE, STR_NONE, STR_NONE);
    else
        print_text(session, pack, &set, ask, count, needed);
    return EXIT_DONE;
}
