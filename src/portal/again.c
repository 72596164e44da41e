// Every declared input of the form comes back as it went: hidden, and where it is text, readable beside its question. Knows no
// draft: whose it would be is just what is not certain.
#include "portal/again.h"

#include "portal/handlers.h"
#include "portal/pages.h"

// A long form full of quotation marks, hidden and shown.
enum { AGAIN_BYTES = 36 << 20 };

// What the input answers; NULL: no fact.
static const Fact *fact_of(const Request *request, const Input *input) {
    const Book *book = &portal_of(request)->pack->book;
    bool is_answer = str_is(str_from(input->name), "answer");
    int fact = map_get(&book->fact_index, is_answer ? request->inputs[QUESTION_FACT].text : str_from(input->name));
    return fact < 0 ? NULL : &book->facts.items[fact];
}

// What is ticked is named by its words, not by what stands for it.
static Str words_of(const Fact *fact, Str value, Lang lang) {
    int index = fact ? fact_value_index(fact, value) : -1;
    if (index >= 0) return text_in(&fact->values.items[index].words, lang);
    if (!fact || (fact->type != FACT_YESNO && fact->type != FACT_CHOICE && fact->type != FACT_SET)) return value;
    if (str_is(value, "yes")) return word(lang, MSG_PORTAL_YES);
    if (str_is(value, "no")) return word(lang, MSG_PORTAL_NO);
    if (str_is(value, "none")) return word(lang, MSG_PORTAL_NONE_OF_THEM);
    return str_is(value, "unknown") ? word(lang, MSG_MORE_UNKNOWN) : value;
}

// Above several answers to one question it stands once.
static void add_value(const Request *request, const Input *input, Str value, bool is_first, AgainView *view) {
    bool is_text = input->type == INPUT_LINE || input->type == INPUT_LINES;
    PUSH(request->arena, view->carried, ((AgainCarriedView){str_from(input->name), value}));
    if (!value.len) return;
    if (!is_text || input->is_unseen) {
        view->has_unseen = view->has_unseen || input->is_unseen || input->times > 1 || input->type == INPUT_TICK;
        return;
    }
    const Fact *fact = fact_of(request, input);
    Str title = fact && is_first ? text_in(&fact->title, request->lang) : STR_NONE;
    PUSH(request->arena, view->lines, ((AgainLineView){title, words_of(fact, value, request->lang)}));
}

Response again_page(const Request *request) {
    Str tail = str_slice(request->path, 1 + lang_code(request->lang).len, request->path.len);
    AgainView view = {.action = request->path, .is_file = request->upload != NULL};
    view.frame = pages_frame(request, word(request->lang, MSG_PORTAL_AGAIN_TITLE), tail);
    view.frame.is_again = !view.is_file;
    if (!view.is_file) pages_form(&view.frame, true);
    for (size_t i = 0; i < request->route->input_count; i++) {
        const Input *input = &request->route->inputs[i];
        const InputValue *value = &request->inputs[i];
        for (size_t at = 0; input->from == INPUT_FORM && at < value->count; at++)
            add_value(request, input, value->all[at], at == 0, &view);
    }
    Buf out = buf_make(request->arena, AGAIN_BYTES);
    page_again(&out, request->lang, request->token, &view);
    return pages_send(request, 403, &out);
}
