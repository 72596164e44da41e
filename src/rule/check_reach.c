// Lines of which the first that holds wins: what stands behind a line that always holds is never read. And days: validity
// that overlaps gives two answers, a gap gives none.
#include "rule/check_part.h"

typedef struct Row { // a `to`, clock or form line, seen as one of several alternatives
    const Cond *when;
    bool otherwise;
    const Tail *tail;
    Place place;
} Row;

static bool has_days(const Row *row) {
    return row->tail->from != DAY_NONE || row->tail->until != DAY_NONE;
}

// Whatever holds for the later row holds for the earlier one, and on every day.
static bool hides(const Row *earlier, const Row *later) {
    return !has_days(earlier) && (!earlier->when || check_same_cond(earlier->when, later->when));
}

static void rows_order(Diags *diags, const Row *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        bool hidden = false;
        for (size_t j = 0; j < i && !hidden; j++) hidden = hides(&rows[j], &rows[i]);
        if (hidden) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NEVER_READ, rows[i].place, STR_NONE, STR_NONE);
    }
}

// --- days ----------------------------------------------------------------------------------------------------------------

typedef struct Span {
    Day from, until;
    Place place;
} Span;

static void spans_sort(Span *spans, size_t count) {
    for (size_t i = 1; i < count; i++) {
        Span span = spans[i];
        size_t at = i;
        for (; at && spans[at - 1].from > span.from; at--) spans[at] = spans[at - 1];
        spans[at] = span;
    }
}

// `several`: equal days are not an overlap but several answers (joint authorities).
static void spans_check(Diags *diags, Span *spans, size_t count, bool several) {
    spans_sort(spans, count); // DAY_NONE is the least day: an open beginning comes first
    for (size_t i = 1; i < count; i++) {
        const Span *before = &spans[i - 1], *now = &spans[i];
        if (several && before->from == now->from && before->until == now->until) continue;
        if (before->until == DAY_NONE || now->from <= before->until)
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_OVERLAP, now->place, STR_NONE, STR_NONE);
        else if (now->from > before->until + 1)
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_GAP, now->place, STR_NONE, STR_NONE);
    }
}

static bool is_first_of_its_kind(const Row *rows, size_t index) {
    for (size_t i = 0; i < index; i++)
        if (has_days(&rows[i]) && check_same_cond(rows[i].when, rows[index].when)) return false;
    return has_days(&rows[index]);
}

// Rows that differ only in their days follow each other in time. One of them without days serves all other days.
static void rows_days(Arena *arena, Diags *diags, const Row *rows, size_t count) {
    Span *spans = NEW_ARRAY(arena, Span, count + 1);
    for (size_t first = 0; first < count; first++) {
        size_t spanned = 0;
        bool covered = false;
        if (!is_first_of_its_kind(rows, first)) continue;
        for (size_t i = first; i < count; i++) {
            if (!check_same_cond(rows[first].when, rows[i].when)) continue;
            covered |= !has_days(&rows[i]);
            if (has_days(&rows[i])) spans[spanned++] = (Span){rows[i].tail->from, rows[i].tail->until, rows[i].place};
        }
        if (!covered) spans_check(diags, spans, spanned, false);
    }
}

// Somebody is told in every case: the last line has no condition, and does not end.
static void rows_end(Diags *diags, const Row *rows, size_t count) {
    const Row *last = count ? &rows[count - 1] : NULL;
    if (last && (last->when || last->tail->until != DAY_NONE))
        check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_OTHERWISE, last->place, STR_NONE, STR_NONE);
}

// --- duties and sectors --------------------------------------------------------------------------------------------------

static void recipients_reach(Arena *arena, Diags *diags, const ToList *list) {
    Row *rows = NEW_ARRAY(arena, Row, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        rows[i] = (Row){list->items[i].when, list->items[i].otherwise, &list->items[i].tail, list->items[i].place};
    rows_order(diags, rows, list->count);
    rows_days(arena, diags, rows, list->count);
    rows_end(diags, rows, list->count);
}

static void clocks_reach(Arena *arena, Diags *diags, const StageList *list) {
    Row *rows = NEW_ARRAY(arena, Row, list->count + 1);
    for (Stage stage = 0; stage < STAGE_COUNT; stage++) {
        size_t count = 0;
        for (size_t i = 0; i < list->count; i++) {
            const StageLine *line = &list->items[i];
            if (line->stage == stage) rows[count++] = (Row){line->when, line->otherwise, &line->tail, line->place};
        }
        rows_order(diags, rows, count);
        rows_days(arena, diags, rows, count);
    }
}

// All forms that fit are shown, so nothing hides another; but "otherwise" stands last, and one line is written once.
static void forms_reach(Diags *diags, const FormList *list) {
    for (size_t i = 1; i < list->count; i++) {
        const FormLine *now = &list->items[i];
        bool hidden = list->items[i - 1].otherwise, twice = false;
        for (size_t j = 0; j < i; j++)
            twice |= str_eq(list->items[j].form, now->form) && check_same_cond(list->items[j].when, now->when) &&
                     list->items[j].tail.from == now->tail.from && list->items[j].tail.until == now->tail.until;
        if (hidden || twice)
            check_find(diags, SEVERITY_ERROR, hidden ? MSG_SENSE_NEVER_READ : MSG_SENSE_TWICE, now->place, STR_NONE, STR_NONE);
    }
}

static void sector_reach(Arena *arena, Diags *diags, const Sector *sector) {
    Span *spans = NEW_ARRAY(arena, Span, sector->authorities.count + 1);
    for (size_t i = 0; i < sector->authorities.count; i++) {
        const Authority *authority = &sector->authorities.items[i];
        spans[i] = (Span){authority->tail.from, authority->tail.until, authority->place};
    }
    spans_check(diags, spans, sector->authorities.count, true);
}

// --- values that lead to nobody ------------------------------------------------------------------------------------------

static void family_reach(const Book *book, Diags *diags, const Target *target) {
    const Fact *fact = &book->facts.items[target->fact];
    for (size_t i = 0; i < fact->values.count; i++) {
        if (target->members[i] >= 0) continue;
        check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_MEMBER, target->place, target->name, fact->values.items[i].name);
        return;
    }
}

static void sectors_reach(const Book *book, Diags *diags, const Fact *fact) {
    for (size_t i = 0; i < fact->values.count; i++) {
        const FactValue *value = &fact->values.items[i];
        if (map_get(&book->sector_index, value->name) < 0)
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_SECTOR, value->place, value->name, STR_NONE);
    }
}

static bool targets_reach(const Book *book, Diags *diags, const ToList *list) {
    bool authority = false;
    for (size_t i = 0; i < list->count; i++) {
        for (uint32_t t = 0; t < list->items[i].target_count; t++) {
            const Target *target = &list->items[i].targets[t];
            authority |= target->kind == TARGET_AUTHORITY;
            if (target->kind == TARGET_FAMILY) family_reach(book, diags, target);
        }
    }
    return authority;
}

void check_reach(const Book *book, Diags *diags) {
    bool authority = false;
    for (size_t i = 0; i < book->duties.count; i++) {
        recipients_reach(book->arena, diags, &book->duties.items[i].to);
        clocks_reach(book->arena, diags, &book->duties.items[i].stages);
        forms_reach(diags, &book->duties.items[i].forms);
        authority |= targets_reach(book, diags, &book->duties.items[i].to);
    }
    int sectors = map_get(&book->fact_index, STR("actor.sectors"));
    if (authority && sectors >= 0) sectors_reach(book, diags, &book->facts.items[sectors]);
    for (size_t i = 0; i < book->sectors.count; i++) sector_reach(book->arena, diags, &book->sectors.items[i]);
}
