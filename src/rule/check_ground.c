// Law without a ground is hearsay: every duty cites one, every statement says how well it is known and from where.
#include "rule/check_part.h"

static void need_grade(Diags *diags, Place place, Grade grade) {
    if (grade == GRADE_NONE) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_GRADE, place, STR_NONE, STR_NONE);
}

// Better than "not yet verified" needs a source to be verified with, and nothing is known better than its best source.
static void need_source(const Book *book, Diags *diags, Place place, Grade grade, const Str *ids, uint32_t count) {
    Grade best = GRADE_D;
    if (grade == GRADE_NONE || grade == GRADE_D) return;
    if (!count) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_SOURCE, place, STR_NONE, STR_NONE);
    for (uint32_t i = 0; i < count; i++) {
        Grade its = book->sources.items[map_get(&book->source_index, ids[i])].grade;
        best = its < best && its != GRADE_NONE ? its : best;
    }
    if (count && grade < best) {
        static const char letters[] = "-ABCD";
        Str given = {&letters[grade], 1}, most = {&letters[best], 1};
        check_find(diags, SEVERITY_ERROR, MSG_SENSE_GRADE_BETTER, place, given, most);
    }
}

static void need_ground(const Book *book, Diags *diags, const Tail *tail, Place place) {
    need_grade(diags, place, tail->grade);
    need_source(book, diags, place, tail->grade, tail->sources, tail->source_count);
}

// What is announced lies ahead; once its day has come, it belongs into the rules themselves.
static void need_ahead(const Book *book, Diags *diags, Day day, Place place) {
    if (day == DAY_NONE || day > book->at) return;
    Buf checked = buf_make(book->arena, 16);
    buf_day(&checked, book->at);
    check_find(diags, SEVERITY_ERROR, MSG_SENSE_HAS_COME, place, buf_str(&checked), STR_NONE);
}

static void statements(const Book *book, Diags *diags, const StatementList *list) {
    for (size_t i = 0; i < list->count; i++) need_ground(book, diags, &list->items[i].tail, list->items[i].place);
}

static void example_ground(Diags *diags, const Duty *duty) {
    for (size_t i = 0; i < duty->examples.count; i++)
        if (!duty->examples.items[i].expects.count)
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_EXPECTATION, duty->examples.items[i].place,
                       duty->examples.items[i].title, STR_NONE);
}

static void duty_ahead(const Book *book, Diags *diags, const Duty *duty) {
    need_ahead(book, diags, duty->by, duty->place);
    for (size_t i = 0; i < duty->coming.count; i++) {
        const Coming *coming = &duty->coming.items[i];
        need_ahead(book, diags, coming->by == DAY_NONE ? coming->from : coming->by, coming->place);
    }
}

static void duty_ground(const Book *book, Diags *diags, const Duty *duty) {
    if (!duty->basis.count) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_BASIS, duty->place, duty->id, STR_NONE);
    if (!duty->validity_stated) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_VALIDITY, duty->place, duty->id, STR_NONE);
    if (!duty->level_stated) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_LEVEL, duty->place, duty->id, STR_NONE);
    if (!duty->to.count) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_RECIPIENT, duty->place, duty->id, STR_NONE);
    if (duty->level == LEVEL_MUST && !duty->stages.count)
        check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_CLOCK, duty->place, duty->id, STR_NONE);
    if (!duty->examples.count) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_EXAMPLE, duty->place, duty->id, STR_NONE);
    statements(book, diags, &duty->basis);
    statements(book, diags, &duty->notes);
}

static void window_ground(const Book *book, Diags *diags, const Window *window) {
    if (!window->validity_stated) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_VALIDITY, window->place, window->id, STR_NONE);
    need_grade(diags, window->place, window->grade);
    need_source(book, diags, window->place, window->grade, window->sources, window->source_count);
    statements(book, diags, &window->notes);
    const StatementList *contacts[] = {&window->phones, &window->mails, &window->urls, &window->texts};
    for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) statements(book, diags, contacts[i]);
}

static void sector_ground(const Book *book, Diags *diags, const Sector *sector) {
    for (size_t i = 0; i < sector->authorities.count; i++)
        need_ground(book, diags, &sector->authorities.items[i].tail, sector->authorities.items[i].place);
    if (sector->critical) need_ground(book, diags, &sector->critical_tail, sector->place);
    if (sector->designated) need_ground(book, diags, &sector->designated_tail, sector->place);
    statements(book, diags, &sector->bodies);
    statements(book, diags, &sector->notes);
}

static void guide_ground(const Book *book, Diags *diags, const Guide *guide) {
    need_grade(diags, guide->place, guide->grade);
    need_source(book, diags, guide->place, guide->grade, guide->sources, guide->source_count);
    if (!guide->steps.count) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_STEP, guide->place, guide->id, STR_NONE);
}

static void case_ground(Diags *diags, const Case *worked) {
    if (worked->at == DAY_NONE) check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_DAY, worked->place, worked->id, STR_NONE);
    for (size_t i = 0; i < worked->expects.count; i++)
        if (!worked->expects.items[i].because.text.len)
            check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_BECAUSE, worked->expects.items[i].place,
                       worked->expects.items[i].duty_name, STR_NONE);
    if (!worked->expects.count)
        check_find(diags, SEVERITY_ERROR, MSG_SENSE_NO_EXPECTATION, worked->place, worked->id, STR_NONE);
}

void check_grounds(const Book *book, Diags *diags) {
    for (size_t i = 0; i < book->duties.count; i++) {
        duty_ground(book, diags, &book->duties.items[i]);
        duty_ahead(book, diags, &book->duties.items[i]);
        example_ground(diags, &book->duties.items[i]);
    }
    for (size_t i = 0; i < book->windows.count; i++) window_ground(book, diags, &book->windows.items[i]);
    for (size_t i = 0; i < book->sectors.count; i++) {
        sector_ground(book, diags, &book->sectors.items[i]);
        need_ahead(book, diags, book->sectors.items[i].designated_by, book->sectors.items[i].place);
    }
    for (size_t i = 0; i < book->guides.count; i++) guide_ground(book, diags, &book->guides.items[i]);
    for (size_t i = 0; i < book->sources.count; i++)
        need_grade(diags, book->sources.items[i].place, book->sources.items[i].grade);
    for (size_t i = 0; i < book->cases.count; i++) case_ground(diags, &book->cases.items[i]);
}
