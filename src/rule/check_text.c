// What a person reads must be there, in Japanese and in every other language.
#include "base/words.h"
#include "rule/check_part.h"

typedef struct Needed {
    const Text *text;
    const char *what; // as the line is called in a `words` block
} Needed;

// One finding a language: "en: name, ask".
static void need_all(Diags *diags, Arena *arena, Place place, const Needed *texts, size_t count) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf missing = buf_make(arena, 256);
        for (size_t i = 0; i < count; i++)
            if (!texts[i].text->in[lang].len) buf_format(&missing, missing.len ? ", %s" : "%s", texts[i].what);
        Msg advice = lang == LANG_JA ? MSG_NONE : MSG_SENSE_NO_TEXT_ADVICE;
        if (missing.len)
            diags_add(diags, (Diag){.msg = MSG_SENSE_NO_TEXT,
                                    .advice = advice,
                                    .args = {buf_str(&missing), lang_code(lang)},
                                    .place = place});
    }
}

static void need(Diags *diags, Arena *arena, const Text *text, Place place, const char *what) {
    need_all(diags, arena, place, &(Needed){text, what}, 1);
}

static void fact_texts(Diags *diags, Arena *arena, const Fact *fact) {
    const Needed texts[] = {{&fact->title, "name"}, {&fact->ask, "ask"}, {&fact->hint, "hint"}, {&fact->why, "why"}};
    need_all(diags, arena, fact->place, texts, sizeof texts / sizeof *texts);
    if (fact->class == CLASS_NONE) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_CLASS, fact->place, fact->name, STR_NONE);
    for (size_t i = 0; i < fact->values.count; i++)
        need(diags, arena, &fact->values.items[i].words, fact->values.items[i].place, "value");
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
    check_find(search->diags, SEVERITY_ERROR, MSG_SENSE_LABEL_WORDS, cond->place, cond->label, STR_NONE);
}

static void duty_texts(Diags *diags, Arena *arena, const Duty *duty) {
    LabelSearch search = {duty, diags};
    const Needed texts[] = {{&duty->title, "name"}, {&duty->action, "do"}};
    need_all(diags, arena, duty->place, texts, sizeof texts / sizeof *texts);
    for (size_t i = 0; i < duty->labels.count; i++)
        need(diags, arena, &duty->labels.items[i].words, duty->labels.items[i].place, "label");
    for (size_t i = 0; i < duty->coming.count; i++)
        need(diags, arena, &duty->coming.items[i].text, duty->coming.items[i].place, "coming");
    check_each_cond(duty->when, label_has_words, &search);
}

static void guide_texts(Diags *diags, Arena *arena, const Guide *guide) {
    need(diags, arena, &guide->title, guide->place, "name");
    for (size_t i = 0; i < guide->steps.count; i++)
        need(diags, arena, &guide->steps.items[i].words, guide->steps.items[i].place, "step");
    for (size_t i = 0; i < guide->avoid.count; i++)
        need(diags, arena, &guide->avoid.items[i].words, guide->avoid.items[i].place, "avoid");
}

void check_texts(const Book *book, Diags *diags) {
    for (size_t i = 0; i < book->facts.count; i++) fact_texts(diags, book->arena, &book->facts.items[i]);
    for (size_t i = 0; i < book->duties.count; i++) duty_texts(diags, book->arena, &book->duties.items[i]);
    for (size_t i = 0; i < book->defines.count; i++)
        need(diags, book->arena, &book->defines.items[i].title, book->defines.items[i].place, "name");
    for (size_t i = 0; i < book->windows.count; i++) {
        const Window *window = &book->windows.items[i];
        const Needed texts[] = {{&window->title, "name"}, {&window->purpose, "for"}, {&window->not_for, "not"}};
        need_all(diags, book->arena, window->place, texts, sizeof texts / sizeof *texts);
    }
    for (size_t i = 0; i < book->sectors.count; i++)
        need(diags, book->arena, &book->sectors.items[i].title, book->sectors.items[i].place, "name");
    for (size_t i = 0; i < book->guides.count; i++) guide_texts(diags, book->arena, &book->guides.items[i]);
}
