// What nothing uses is a question asked for nothing, or a rule somebody forgot to write.
#include "rule/check_part.h"

typedef struct Uses {
    const Book *book;
    bool *facts, *defines, *sources;
} Uses;

static void use_fact(Uses *uses, int fact) {
    if (fact >= 0) uses->facts[fact] = true;
}

static void use_name(const Cond *cond, void *at) {
    Uses *uses = at;
    if (cond->kind == COND_NAME && cond->define >= 0)
        uses->defines[cond->define] = true;
    else if (cond->kind == COND_YES || cond->kind == COND_HAS || cond->kind == COND_COMPARE || cond->kind == COND_TIME)
        use_fact(uses, cond->fact);
}

static void use_sources(Uses *uses, Str *ids, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        int source = map_get(&uses->book->source_index, ids[i]);
        if (source >= 0) uses->sources[source] = true;
    }
}

static void use_statements(Uses *uses, const StatementList *list) {
    for (size_t i = 0; i < list->count; i++) use_sources(uses, list->items[i].tail.sources, list->items[i].tail.source_count);
}

static void use_duty(Uses *uses, const Duty *duty) {
    check_each_duty_cond(duty, use_name, uses);
    use_fact(uses, duty->trigger);
    for (size_t i = 0; i < duty->to.count; i++) {
        const ToLine *line = &duty->to.items[i];
        use_sources(uses, line->tail.sources, line->tail.source_count);
        for (uint32_t t = 0; t < line->target_count; t++)
            if (line->targets[t].kind != TARGET_WINDOW) use_fact(uses, line->targets[t].fact);
    }
    for (size_t i = 0; i < duty->stages.count; i++) {
        const StageLine *line = &duty->stages.items[i];
        use_sources(uses, line->tail.sources, line->tail.source_count);
        for (uint32_t s = 0; s < line->clock.start_count; s++) use_fact(uses, line->clock.starts[s]);
    }
    for (size_t i = 0; i < duty->forms.count; i++)
        use_sources(uses, duty->forms.items[i].tail.sources, duty->forms.items[i].tail.source_count);
    use_statements(uses, &duty->basis);
    use_statements(uses, &duty->notes);
}

static void use_window(Uses *uses, const Window *window) {
    check_each_cond(window->good, use_name, uses);
    use_sources(uses, window->sources, window->source_count);
    const StatementList *lists[] = {&window->hours, &window->phones, &window->mails,
                                    &window->urls,  &window->texts,  &window->notes};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) use_statements(uses, lists[i]);
}

static void use_guide(Uses *uses, const Guide *guide) {
    check_each_cond(guide->when, use_name, uses);
    use_sources(uses, guide->sources, guide->source_count);
    const GuideStepList *lists[] = {&guide->steps, &guide->avoid};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            use_sources(uses, lists[l]->items[i].tail.sources, lists[l]->items[i].tail.source_count);
}

static void use_sector(Uses *uses, const Sector *sector) {
    use_sources(uses, sector->critical_tail.sources, sector->critical_tail.source_count);
    use_sources(uses, sector->designated_tail.sources, sector->designated_tail.source_count);
    for (size_t i = 0; i < sector->authorities.count; i++)
        use_sources(uses, sector->authorities.items[i].tail.sources, sector->authorities.items[i].tail.source_count);
    use_statements(uses, &sector->bodies);
    use_statements(uses, &sector->notes);
}

static void use_case(Uses *uses, const Case *worked) {
    use_sources(uses, worked->sources, worked->source_count);
    for (size_t i = 0; i < worked->expects.count; i++)
        use_sources(uses, worked->expects.items[i].because.tail.sources, worked->expects.items[i].because.tail.source_count);
}

static void use_everything(Uses *uses) {
    const Book *book = uses->book;
    for (size_t i = 0; i < book->duties.count; i++) use_duty(uses, &book->duties.items[i]);
    for (size_t i = 0; i < book->windows.count; i++) use_window(uses, &book->windows.items[i]);
    for (size_t i = 0; i < book->guides.count; i++) use_guide(uses, &book->guides.items[i]);
    for (size_t i = 0; i < book->sectors.count; i++) use_sector(uses, &book->sectors.items[i]);
    for (size_t i = 0; i < book->cases.count; i++) use_case(uses, &book->cases.items[i]);
    for (size_t i = 0; i < book->calendars.cited.count; i++) use_sources(uses, &book->calendars.cited.items[i].id, 1);
    for (size_t i = 0; i < book->defines.count; i++) check_each_cond(book->defines.items[i].when, use_name, uses);
    for (size_t i = 0; i < book->form_conds.count; i++) check_each_cond(book->form_conds.items[i], use_name, uses);
    use_sources(uses, book->form_sources.items, (uint32_t)book->form_sources.count);
    for (size_t i = 0; i < book->form_facts.count; i++) use_fact(uses, book->form_facts.items[i]);
    for (size_t i = 0; i < book->facts.count; i++) {
        check_each_cond(book->facts.items[i].late, use_name, uses);
        for (size_t d = 0; d < book->facts.items[i].derivations.count; d++)
            check_each_cond(book->facts.items[i].derivations.items[d].when, use_name, uses);
    }
}

void check_use(const Book *book, Diags *diags) {
    Uses uses = {book, NEW_ARRAY(book->arena, bool, book->facts.count + 1),
                 NEW_ARRAY(book->arena, bool, book->defines.count + 1), NEW_ARRAY(book->arena, bool, book->sources.count + 1)};
    use_everything(&uses);
    for (size_t i = 0; i < book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        if (!uses.facts[i] && !fact->optional && fact_decides(fact->type))
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_UNUSED_FACT, fact->place, fact->name, STR_NONE);
    }
    for (size_t i = 0; i < book->defines.count; i++)
        if (!uses.defines[i])
            check_find(diags, SEVERITY_WARNING, MSG_SENSE_UNUSED_DEFINE, book->defines.items[i].place,
                       book->defines.items[i].name, STR_NONE);
    for (size_t i = 0; i < book->sources.count; i++)
        if (!uses.sources[i])
            check_find(diags, SEVERITY_WARNING, MSG_SENSE_UNUSED_SOURCE, book->sources.items[i].place,
                       book->sources.items[i].id, STR_NONE);
}
