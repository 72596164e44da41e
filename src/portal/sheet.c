// Fills the view of a guide. Adds no sentence of its own.
#include "portal/sheet.h"

static GuideStepViewList steps_of(Arena *arena, const GuideStepList *list, Lang lang) {
    GuideStepViewList steps = {0};
    for (size_t i = 0; i < list->count; i++) {
        const GuideStep *step = &list->items[i];
        PUSH(arena, steps,
             ((GuideStepView){.words = text_in(&step->words, lang),
                              .grade = grade_text(arena, step->tail.grade),
                              .is_doubtful = step->tail.grade == GRADE_D}));
    }
    return steps;
}

GuideView sheet_of(Arena *arena, const Book *book, const Guide *guide, Lang lang) {
    GuideView view = {.title = text_in(&guide->title, lang),
                      .steps = steps_of(arena, &guide->steps, lang),
                      .avoid = steps_of(arena, &guide->avoid, lang)};
    for (uint32_t i = 0; i < guide->source_count; i++) {
        int index = map_get(&book->source_index, guide->sources[i]);
        if (index < 0) continue;
        const Source *source = &book->sources.items[index];
        PUSH(arena, view.sources,
             ((GuideSourceView){.title = source->title,
                                .issuer = source->issuer,
                                .date = source->date,
                                .grade = grade_text(arena, source->grade),
                                .address = source->url}));
    }
    return view;
}

GuideViewList sheets_pressing(Arena *arena, const Decision *decision, Lang lang) {
    const Book *book = decision->question.book;
    GuideViewList sheets = {0};
    for (uint32_t i = 0; i < decision->guide_count; i++) {
        const Guide *guide = &book->guides.items[decision->guides[i].guide];
        if (!decision->guides[i].certain || guide->rank > RANK_STOP) continue;
        PUSH(arena, sheets, sheet_of(arena, book, guide, lang));
    }
    return sheets;
}
