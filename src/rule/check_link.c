// Links a whole book, block by block. What is linked but makes no sense is found elsewhere (check_sense).
#include "rule/check.h"
#include "rule/link.h"

// --- what many blocks have -----------------------------------------------------------------------------------------------

// Where a name is written among the lines of its block.
static Place place_within(const Line *block, Str name) {
    for (const Line *line = block->children; line; line = line->next) {
        uintptr_t from = (uintptr_t)line->text.ptr, at = (uintptr_t)name.ptr;
        if (at >= from && at + name.len <= from + line->text.len) return line_place(line);
    }
    return line_place(block);
}

static void link_block_sources(Linker *linker, const Line *block, const Str *names, uint32_t count) {
    if (count > 0) link_sources(linker, names, count, place_within(block, names[0]));
}

static void link_tail(Linker *linker, const Tail *tail, Place place) {
    link_sources(linker, tail->sources, tail->source_count, place);
}

static void link_statements(Linker *linker, const StatementList *list) {
    for (size_t i = 0; i < list->count; i++) link_tail(linker, &list->items[i].tail, list->items[i].place);
}

static void link_time_fact(Linker *linker, Str name, Place place, int *out) {
    *out = link_fact(linker, name, place);
    const Fact *fact = *out < 0 ? NULL : &linker->book->facts.items[*out];
    if (fact && !fact->lost && fact->type != FACT_TIME)
        link_fail(linker, MSG_RULE_NEED_TIME_FACT, MSG_RULE_NEED_TIME_FACT_ADVICE, name, place, STR(""));
}

static void link_lenient(Linker *linker, Cond *cond) { // where the unknown may be taken as yes
    linker->may_maybe = true;
    link_cond(linker, cond);
    linker->may_maybe = false;
}

// --- recipients ----------------------------------------------------------------------------------------------------------

static void link_family(Linker *linker, Target *target) {
    const Book *book = linker->book;
    target->fact = link_fact(linker, target->fact_name, target->place);
    if (target->fact < 0) return;
    const Fact *fact = &book->facts.items[target->fact];
    if (fact->lost) return;
    if (fact->type != FACT_CHOICE) {
        link_fail(linker, MSG_RULE_NEED_CHOICE_FACT, MSG_RULE_NEED_CHOICE_FACT_ADVICE, target->fact_name, target->place,
                  STR(""));
        return;
    }
    const char *dot = memrchr(target->name.ptr, '.', target->name.len);
    Str prefix = str_slice(target->name, 0, dot ? (size_t)(dot - target->name.ptr) + 1 : 0);
    bool any = false;
    target->members = NEW_ARRAY(book->arena, int, fact->values.count);
    for (size_t i = 0; i < fact->values.count; i++) {
        target->members[i] = map_get(&book->window_index, str_join(book->arena, prefix, fact->values.items[i].name));
        any |= target->members[i] >= 0;
    }
    if (!any)
        link_fail(linker, MSG_RULE_EMPTY_FAMILY, MSG_RULE_EMPTY_FAMILY_ADVICE, target->name, target->place, target->fact_name);
}

static void link_authority(Linker *linker, Target *target) {
    target->fact = link_fact(linker, target->fact_name, target->place);
    if (target->fact >= 0 && target->fact != linker->sectors)
        link_fail(linker, MSG_RULE_NEED_SET_FACT, MSG_RULE_NEED_SET_FACT_ADVICE, target->fact_name, target->place, STR(""));
}

static void link_to(Linker *linker, ToLine *to) {
    for (uint32_t i = 0; i < to->target_count; i++) {
        Target *target = &to->targets[i];
        if (target->kind == TARGET_AUTHORITY)
            link_authority(linker, target);
        else
            target->window = link_window(linker, target->name, target->place);
        if (target->kind == TARGET_FAMILY) link_family(linker, target);
    }
    link_lenient(linker, to->when);
    link_tail(linker, &to->tail, to->place);
}

// --- examples and cases --------------------------------------------------------------------------------------------------

static Msg value_advice(FactType type) {
    switch (type) {
    case FACT_YESNO:
        return MSG_RULE_VALUE_YESNO_ADVICE;
    case FACT_COUNT:
    case FACT_MONEY:
        return MSG_RULE_VALUE_COUNT_ADVICE;
    case FACT_TIME:
        return MSG_RULE_VALUE_TIME_ADVICE;
    case FACT_CHOICE:
        return MSG_RULE_VALUE_CHOICE_ADVICE;
    case FACT_SET:
        return MSG_RULE_VALUE_SET_ADVICE;
    default:
        return MSG_RULE_VALUE_TEXT_ADVICE;
    }
}

static void link_assignment(Linker *linker, const Assignment *assignment, bool *assigned) {
    int index = link_fact(linker, assignment->fact, assignment->place);
    if (index < 0) return;
    const Fact *fact = &linker->book->facts.items[index];
    Value value;
    if (assigned[index])
        link_fail(linker, MSG_RULE_ASSIGNED_TWICE, MSG_RULE_LINE_TWICE_ADVICE, assignment->fact, assignment->place, STR(""));
    assigned[index] = true;
    if (fact->lost) return;
    if (value_read_tokens(fact, assignment->line, assignment->first_token, assignment->token_count, &value)) return;
    const Token *first = &assignment->line->tokens[assignment->first_token], *last = first + assignment->token_count - 1;
    Place place = line_token_place(assignment->line, assignment->first_token);
    place.length = (int)(last->column + last->length - first->column);
    Str written = str_slice(place.line_text, first->column - 1, first->column - 1 + (size_t)place.length);
    bool listed = fact->type == FACT_CHOICE || fact->type == FACT_SET;
    Str values = listed ? link_values_listed(linker, fact) : STR("");
    diags_add(linker->diags, (Diag){.msg = MSG_RULE_BAD_VALUE,
                                    .advice = value_advice(fact->type),
                                    .args = {written, fact->name, values},
                                    .place = place});
}

static void link_assignments(Linker *linker, const AssignmentList *list) {
    bool *assigned = NEW_ARRAY(linker->book->arena, bool, linker->book->facts.count);
    for (size_t i = 0; i < list->count; i++) link_assignment(linker, &list->items[i], assigned);
}

static void link_expect(Linker *linker, const Expect *expect) {
    for (uint32_t i = 0; i < expect->name_count; i++) {
        switch (expect->kind) {
        case EXPECT_LABELS:
        case EXPECT_LABEL:
            link_label(linker, expect->names[i], expect->place);
            break;
        case EXPECT_TO:
        case EXPECT_MAYBE_TO:
            link_window(linker, expect->names[i], expect->place);
            break;
        case EXPECT_FORM:
            link_form(linker, expect->names[i], expect->place);
            break;
        case EXPECT_UNKNOWN:
            link_fact(linker, expect->names[i], expect->place);
            break;
        case EXPECT_STATUS:
        case EXPECT_DUE:
            break;
        }
    }
}

static void link_expects(Linker *linker, const ExpectList *list) {
    for (size_t i = 0; i < list->count; i++) link_expect(linker, &list->items[i]);
}

// --- duties --------------------------------------------------------------------------------------------------------------

static void link_label_words(Linker *linker, Duty *duty) {
    Map seen = map_make(linker->book->arena);
    for (size_t i = 0; i < duty->labels.count; i++) {
        LabelWords *label = &duty->labels.items[i];
        label->cond = link_label(linker, label->name, label->place);
        if (map_put(&seen, label->name, (int)i) != (int)i)
            link_fail(linker, MSG_RULE_LABEL_WORDS_TWICE, MSG_RULE_LINE_TWICE_ADVICE, label->name, label->place, STR(""));
    }
}

static void link_stage(Linker *linker, StageLine *stage) {
    ClockRule *clock = &stage->clock;
    clock->starts = NEW_ARRAY(linker->book->arena, int, clock->start_count);
    for (uint32_t i = 0; i < clock->start_count; i++)
        link_time_fact(linker, clock->start_names[i], stage->place, &clock->starts[i]);
    link_cond(linker, stage->when);
    link_tail(linker, &stage->tail, stage->place);
}

static void link_form_line(Linker *linker, FormLine *form) {
    link_form(linker, form->form, form->place);
    link_lenient(linker, form->when);
    link_tail(linker, &form->tail, form->place);
}

static void link_conditions(Linker *linker, Duty *duty) {
    linker->may_label = true;
    link_cond(linker, duty->when);
    linker->may_label = false;
    link_cond(linker, duty->unless);
}

// The labels of a duty, known while its own lines are linked, and what others expect of it.
typedef struct DutyLabels {
    LabelRefList list;
    Map index;
    bool lost;
} DutyLabels;

static void take_labels(Linker *linker, const DutyLabels *labels) {
    linker->labels = labels ? labels->list : (LabelRefList){0};
    linker->label_index = labels ? labels->index : map_make(linker->book->arena);
    linker->labels_lost = labels && labels->lost;
}

static void link_one_duty(Linker *linker, Duty *duty, DutyLabels *labels) {
    take_labels(linker, NULL);
    linker->labels_lost = !duty->when;
    link_collect_labels(linker, duty->when);
    *labels = (DutyLabels){linker->labels, linker->label_index, linker->labels_lost};
    if (duty->trigger_name.len > 0)
        link_time_fact(linker, duty->trigger_name, place_within(duty->line, duty->trigger_name), &duty->trigger);
    link_conditions(linker, duty);
    link_label_words(linker, duty);
    for (size_t i = 0; i < duty->to.count; i++) link_to(linker, &duty->to.items[i]);
    for (size_t i = 0; i < duty->stages.count; i++) link_stage(linker, &duty->stages.items[i]);
    for (size_t i = 0; i < duty->forms.count; i++) link_form_line(linker, &duty->forms.items[i]);
    link_statements(linker, &duty->basis);
    link_statements(linker, &duty->notes);
    for (size_t i = 0; i < duty->examples.count; i++) {
        link_assignments(linker, &duty->examples.items[i].facts);
        link_expects(linker, &duty->examples.items[i].expects);
    }
}

static void link_case(Linker *linker, Case *scene, const DutyLabels *labels) {
    link_block_sources(linker, scene->line, scene->sources, scene->source_count);
    link_assignments(linker, &scene->facts);
    for (size_t i = 0; i < scene->expects.count; i++) {
        CaseExpect *expected = &scene->expects.items[i];
        expected->duty = link_duty(linker, expected->duty_name, expected->place);
        link_tail(linker, &expected->because.tail, expected->because.place);
        if (expected->duty < 0) continue;
        take_labels(linker, &labels[expected->duty]);
        link_expects(linker, &expected->expects);
    }
    take_labels(linker, NULL);
}

// --- the other blocks ----------------------------------------------------------------------------------------------------

// Whether it is a value of the fact; of one that could not be read it may be.
static bool may_be_value(const Linker *linker, int fact, Str value) {
    const Fact *facts = linker->book->facts.items;
    return fact >= 0 && (facts[fact].lost || fact_value_index(&facts[fact], value) >= 0);
}

static void link_area(Linker *linker, const Window *window) {
    int fact = map_get(&linker->book->fact_index, STR("actor.prefecture"));
    if (window->area.len > 0 && !may_be_value(linker, fact, window->area))
        link_fail(linker, MSG_RULE_UNKNOWN_AREA, MSG_RULE_UNKNOWN_ADVICE, window->area,
                  place_within(window->line, window->area), STR(""));
}

static void link_one_window(Linker *linker, Window *window) {
    const StatementList *const lists[] = {&window->hours, &window->phones, &window->mails,
                                          &window->urls,  &window->texts,  &window->notes};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) link_statements(linker, lists[i]);
    link_cond(linker, window->good);
    link_area(linker, window);
    link_block_sources(linker, window->line, window->sources, window->source_count);
    if (window->calendar_name.len > 0)
        window->calendar = link_calendar(linker, window->calendar_name, place_within(window->line, window->calendar_name));
}

static void link_sector(Linker *linker, Sector *sector) {
    if (!may_be_value(linker, linker->sectors, sector->name))
        link_fail(linker, MSG_RULE_UNKNOWN_SECTOR, MSG_RULE_UNKNOWN_ADVICE, sector->name, sector->place, STR(""));
    link_tail(linker, &sector->critical_tail, sector->place);
    link_tail(linker, &sector->designated_tail, sector->place);
    for (size_t i = 0; i < sector->authorities.count; i++) {
        Authority *authority = &sector->authorities.items[i];
        authority->window = link_window(linker, authority->window_name, authority->place);
        link_tail(linker, &authority->tail, authority->place);
    }
    link_statements(linker, &sector->bodies);
    link_statements(linker, &sector->notes);
}

static void link_steps(Linker *linker, const GuideStepList *list) {
    for (size_t i = 0; i < list->count; i++) link_tail(linker, &list->items[i].tail, list->items[i].place);
}

static void link_guide(Linker *linker, Guide *guide) {
    link_lenient(linker, guide->when);
    link_steps(linker, &guide->steps);
    link_steps(linker, &guide->avoid);
    link_block_sources(linker, guide->line, guide->sources, guide->source_count);
}

static void link_calendars(Linker *linker) {
    const CalendarSourceList *cited = &linker->book->calendars.cited;
    for (size_t i = 0; i < cited->count; i++) link_sources(linker, &cited->items[i].id, 1, cited->items[i].place);
}

static void link_vocabulary(Linker *linker) {
    Book *book = linker->book;
    for (size_t i = 0; i < book->facts.count; i++) {
        link_lenient(linker, book->facts.items[i].late);
        for (size_t j = 0; j < book->facts.items[i].derivations.count; j++)
            link_cond(linker, book->facts.items[i].derivations.items[j].when);
    }
    for (size_t i = 0; i < book->defines.count; i++) {
        link_free_name(linker, book->defines.items[i].name, book->defines.items[i].place);
        link_cond(linker, book->defines.items[i].when);
    }
}

void check_link(Book *book, Diags *diags) {
    Linker linker = {.book = book, .diags = diags};
    DutyLabels *labels = NEW_ARRAY(book->arena, DutyLabels, book->duties.count);
    linker.sectors = map_get(&book->fact_index, STR("actor.sectors"));
    take_labels(&linker, NULL);
    link_vocabulary(&linker);
    for (size_t i = 0; i < book->duties.count; i++) link_one_duty(&linker, &book->duties.items[i], &labels[i]);
    take_labels(&linker, NULL);
    for (size_t i = 0; i < book->cases.count; i++) link_case(&linker, &book->cases.items[i], labels);
    for (size_t i = 0; i < book->windows.count; i++) link_one_window(&linker, &book->windows.items[i]);
    for (size_t i = 0; i < book->sectors.count; i++) link_sector(&linker, &book->sectors.items[i]);
    for (size_t i = 0; i < book->guides.count; i++) link_guide(&linker, &book->guides.items[i]);
    link_calendars(&linker);
    link_circles(&linker);
}
