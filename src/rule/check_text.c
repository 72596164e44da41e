// What a person reads must be there, in Japanese and in every other language.
#include "base/words.h"
#include "rule/check_part.h"

static void need(Diags *diags, const Text *text, Place place, const char *what) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        if (!text->in[lang].len) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_TEXT, place, str_from(what), lang_code(lang));
}

static void fact_texts(Diags *diags, const Fact *fact) {
    need(diags, &fact->title, fact->place, "name");
    need(diags, &fact->ask, fact->place, "ask");
    need(diags, &fact->hint, fact->place, "hint");
    need(diags, &fact->why, fact->place, "why");
    if (fact->class == CLASS_NONE) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_CLASS, fact->place, fact->name, (Str){0});
    for (size_t i = 0; i < fact->values.count; i++)
        need(diags, &fact->values.items[i].words, fact->values.items[i].place, "value");
}

typedef struct LabelSearch {
    const Duty *duty;
    Diags *diags;
} LabelSearch;

// A label in a condition without words would be shown by its bare name.
static void label_has_words(const Cond *cond, void *at) {
    const LabelSearch *search = at;
    if (!cond->label.len) return;
    for (size_t i = 0; i < search->duty->labels.count; i++)
        if (str_eq(search->duty->labels.items[i].name, cond->label)) return;
    check_find(search->diags, SEVERITY_ERROR, MSG_SENSE_LABEL_WORDS, cond->place, cond->label, (Str){0});
}

static void duty_texts(Diags *diags, const Duty *duty) {
    LabelSearch search = {duty, diags};
    need(diags, &duty->title, duty->place, "name");
    need(diags, &duty->action, duty->place, "do");
    for (size_t i = 0; i < duty->labels.count; i++)
        need(diags, &duty->labels.items[i].words, duty->labels.items[i].place, "label");
    for (size_t i = 0; i < duty->coming.count; i++)
        need(diags, &duty->coming.items[i].text, duty->coming.items[i].place, "coming");
    check_each_cond(duty->when, label_has_words, &search);
}

static void guide_texts(Diags *diags, const Guide *guide) {
    need(diags, &guide->title, guide->place, "name");
    for (size_t i = 0; i < guide->steps.count; i++)
        need(diags, &guide->steps.items[i].words, guide->steps.items[i].place, "step");
    for (size_t i = 0; i < guide->avoid.count; i++)
        need(diags, &guide->avoid.items[i].words, guide->avoid.items[i].place, "avoid");
}

void check_texts(const Book *book, Diags *diags) {
    for (size_t i = 0; i < book->facts.count; i++) fact_texts(diags, &book->facts.items[i]);
    for (size_t i = 0; i < book->duties.count; i++) duty_texts(diags, &book->duties.items[i]);
    for (size_t i = 0; i < book->defines.count; i++)
        need(diags, &book->defines.items[i].title, book->defines.items[i].place, "name");
    for (size_t i = 0; i < book->windows.count; i++) {
        const Window *window = &book->windows.items[i];
        need(diags, &window->title, window->place, "name");
        need(diags, &window->purpose, window->place, "for");
        need(diags, &window->not_for, window->place, "not");
    }
    for (size_t i = 0; i < book->sectors.count; i++)
        need(diags, &book->sectors.items[i].title, book->sectors.items[i].place, "name");
    for (size_t i = 0; i < book->guides.count; i++) guide_texts(diags, &book->guides.items[i]);
}
