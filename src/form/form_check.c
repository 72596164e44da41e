// Finds what is linked but wrong with forms: what could never be printed, what must not be, what does not fit its box, and
// versions that leave a day without a form or give it two.
#include "base/words.h"
#include "form/form_reads.h"
#include "form/wording.h"
#include "rule/check_part.h"
#include "rule/link.h"
#include "rule/prose.h"

enum {
    SHORT_ANSWER = 32,  // characters that numbers, times, yes and no need at most
    SHORT_REPORT = 100, // and what is known of the report: recipients, receipt numbers
    NO_END = INT32_MAX,
};

typedef struct Checker {
    const FormBook *forms;
    const Book *book;
    Diags *diags;
    const Form *form;
} Checker;

static void find(const Checker *checker, Msg msg, Msg advice, Place place, Str a, Str b) {
    diags_add(checker->diags, (Diag){.msg = msg, .advice = advice, .args = {a, b}, .place = place});
}

// --- classes ---------------------------------------------------------------------------------------------------------------

static const char *class_name(FactClass class) {
    static const char *const names[] = {"none", "identity", "narrative", "technical", "statistic"};
    return names[class];
}

static void check_class(const Checker *checker, const Item *item, int index) {
    if (index < 0) return;
    const Fact *fact = &checker->book->facts.items[index];
    if (form_takes(checker->form, fact->class)) return;
    Place place = item->binding_place;
    const char *at = memmem(place.line_text.ptr, place.line_text.len, fact->name.ptr, fact->name.len);
    if (at) place = link_place(place, (Str){at, fact->name.len});
    find(checker, MSG_FORM_CLASS, MSG_FORM_CLASS_ADVICE, place, fact->name, str_from(class_name(fact->class)));
}

static void check_classes(const Checker *checker, const Item *item) {
    bool bound = item->kind == BIND_FACT || item->kind == BIND_TICKS || item->kind == BIND_ROWS;
    if (bound) check_class(checker, item, item->fact);
    for (uint32_t i = 0; i < item->part_count; i++) check_class(checker, item, item->parts[i].fact);
}

static void find_read(const Checker *checker, int index, Msg msg, Msg advice, Place place) {
    if (index < 0) return;
    const Fact *fact = &checker->book->facts.items[index];
    find(checker, msg, advice, place, fact->name, str_from(class_name(fact->class)));
}

// What is decided by a fact tells it.
static void check_reads(const Checker *checker, const Item *item) {
    if (item->when)
        find_read(checker, form_reads_cond(checker->form, checker->book, item->when), MSG_FORM_READS, MSG_FORM_READS_ADVICE,
                  item->when->place);
    const LabelList *labels = item->duty < 0 ? NULL : &checker->book->duties.items[item->duty].labels;
    int read = -1;
    for (uint32_t i = 0; labels && read < 0 && i < item->label_count; i++)
        if (item->label_indexes[i] >= 0)
            read = form_reads_cond(checker->form, checker->book, labels->items[item->label_indexes[i]].cond);
    find_read(checker, read, MSG_FORM_READS, MSG_FORM_READS_ADVICE, item->binding_place);
}

// --- limits ----------------------------------------------------------------------------------------------------------------

static int words_length(Arena *arena, const Fact *fact, uint64_t bits) {
    Buf words = buf_make(arena, 64 << 10);
    wording_value(&words, fact, value_bits(bits, 0), STR_NONE, LANG_JA);
    return (int)prose_length(buf_str(&words));
}

static int values_length(Arena *arena, const Fact *fact) {
    uint64_t all = fact->values.count >= 64 ? UINT64_MAX : (UINT64_C(1) << fact->values.count) - 1;
    if (fact->type == FACT_SET) return words_length(arena, fact, all);
    int longest = 0;
    for (size_t i = 0; i < fact->values.count; i++) {
        int length = words_length(arena, fact, UINT64_C(1) << i);
        longest = length > longest ? length : longest;
    }
    return longest;
}

// The longest answer in characters, in Japanese: forms are.
static int fact_length(const Checker *checker, int index) {
    if (index <= BOUND_REPORT) return SHORT_REPORT;
    const Fact *fact = &checker->book->facts.items[index];
    if (!fact_decides(fact->type)) return fact->limit > 0 ? fact->limit : NO_END;
    bool listed = fact->type == FACT_CHOICE || fact->type == FACT_SET;
    return listed ? values_length(checker->book->arena, fact) : SHORT_ANSWER;
}

static Str number(const Checker *checker, int value) {
    return str_format(checker->book->arena, "%d", value);
}

static void check_limit(const Checker *checker, const Item *item) {
    if (item->limit == 0) return;
    if (item->kind != BIND_FACT && item->kind != BIND_TEXT) {
        find(checker, MSG_FORM_LIMIT_KIND, MSG_FORM_LIMIT_KIND_ADVICE, item->limit_place, item->number, STR_NONE);
        return;
    }
    int length = item->kind == BIND_FACT ? fact_length(checker, item->fact) : 0;
    for (uint32_t i = 0; i < item->part_count && length != NO_END; i++) {
        const TextPart *part = &item->parts[i];
        int more = part->fact == BOUND_NONE ? (int)prose_length(part->text) : fact_length(checker, part->fact);
        length = more == NO_END ? NO_END : length + more;
    }
    if (length == NO_END)
        find(checker, MSG_FORM_LIMIT_OPEN, MSG_FORM_LIMIT_OPEN_ADVICE, item->limit_place, item->number,
             number(checker, item->limit));
    else if (length > item->limit)
        find(checker, MSG_FORM_LIMIT_SHORT, MSG_FORM_LIMIT_SHORT_ADVICE, item->limit_place, number(checker, length),
             number(checker, item->limit));
}

// --- stages and days -------------------------------------------------------------------------------------------------------

static void check_stages(const Checker *checker, const Item *item) {
    unsigned served = item->stages ? item->stages & checker->form->stages : checker->form->stages;
    if (checker->form->stages == 0) return; // told for the form
    if (item->stages & ~checker->form->stages)
        find(checker, MSG_FORM_STAGE, MSG_FORM_STAGE_ADVICE, item->stages_place, item->number, STR_NONE);
    else if (item->need_stated & ~served)
        find(checker, MSG_FORM_NEED, MSG_FORM_NEED_ADVICE, item->needed_place, item->number, STR_NONE);
}

static void check_days(const Checker *checker, const Tail *tail, Place place) {
    const Form *form = checker->form;
    bool before = tail->until != DAY_NONE && form->from != DAY_NONE && tail->until < form->from;
    bool after = tail->from != DAY_NONE && form->until != DAY_NONE && tail->from > form->until;
    if (before || after) find(checker, MSG_FORM_DAYS_NEVER, MSG_FORM_DAYS_NEVER_ADVICE, place, STR_NONE, STR_NONE);
}

static void check_cond_days(const Cond *cond, void *at) {
    check_days(at, &cond->tail, cond->place);
}

// --- items and forms -------------------------------------------------------------------------------------------------------

static bool meet(unsigned a, unsigned b) {
    return a == 0 || b == 0 || (a & b);
}

static bool days_meet(const Tail *a, const Tail *b) {
    bool apart = (a->until != DAY_NONE && b->from != DAY_NONE && a->until < b->from) ||
                 (b->until != DAY_NONE && a->from != DAY_NONE && b->until < a->from);
    return !apart;
}

// One number may stand for different items at different stages or times.
static void check_number(const Checker *checker, const Item *item) {
    const Form *form = checker->form;
    for (size_t s = 0; s < form->sections.count; s++) {
        const ItemList *items = &form->sections.items[s].items;
        for (size_t i = 0; i < items->count; i++) {
            const Item *other = &items->items[i];
            if (other == item) return;
            if (!str_eq(other->number, item->number) || !meet(other->stages, item->stages) ||
                !days_meet(&other->tail, &item->tail))
                continue;
            find(checker, MSG_FORM_NUMBER_TWICE, MSG_FORM_NUMBER_TWICE_ADVICE, item->place, item->number, STR_NONE);
            return;
        }
    }
}

static void check_item(const Checker *checker, const Item *item) {
    if (item->kind == BIND_NONE)
        find(checker, MSG_FORM_NO_BINDING, MSG_FORM_NO_BINDING_ADVICE, item->place, STR_NONE, STR_NONE);
    check_number(checker, item);
    check_classes(checker, item);
    check_reads(checker, item);
    check_limit(checker, item);
    check_stages(checker, item);
    check_days(checker, &item->tail, item->place);
    check_each_cond(item->when, check_cond_days, (void *)checker);
}

static void check_section(const Checker *checker, const Section *section) {
    check_days(checker, &section->tail, section->place);
    if (section->items.count == 0) find(checker, MSG_FORM_NO_ITEM, MSG_FORM_NO_ITEM_ADVICE, section->place, STR_NONE, STR_NONE);
    for (size_t i = 0; i < section->items.count; i++) check_item(checker, &section->items.items[i]);
}

static void check_head(const Checker *checker) {
    const Form *form = checker->form;
    if (form->grade == GRADE_NONE)
        check_find(checker->diags, SEVERITY_ERROR, MSG_SENSE_NO_GRADE, form->place, STR_NONE, STR_NONE);
    else if (form->grade != GRADE_D && form->source_count == 0)
        check_find(checker->diags, SEVERITY_ERROR, MSG_SENSE_NO_SOURCE, form->place, STR_NONE, STR_NONE);
    if (!form->validity_stated)
        check_find(checker->diags, SEVERITY_ERROR, MSG_SENSE_NO_VALIDITY, form->place, form->id, STR_NONE);
    if (form->classes == 0) find(checker, MSG_FORM_NO_CLASSES, MSG_FORM_NO_CLASSES_ADVICE, form->place, form->id, STR_NONE);
    if (form->stages == 0) find(checker, MSG_FORM_NO_STAGES, MSG_FORM_NO_STAGES_ADVICE, form->place, form->id, STR_NONE);
    if (form->sections.count == 0)
        find(checker, MSG_FORM_NO_SECTION, MSG_FORM_NO_SECTION_ADVICE, form->place, form->id, STR_NONE);
}

// A form of a duty that does not offer it is never made.
static void check_duty(const Checker *checker) {
    const Form *form = checker->form;
    if (form->duty < 0) return;
    const FormList *offered = &checker->book->duties.items[form->duty].forms;
    for (size_t i = 0; i < offered->count; i++)
        if (str_eq(offered->items[i].form, form->id)) return;
    find(checker, MSG_FORM_NOT_OFFERED, MSG_FORM_NOT_OFFERED_ADVICE, form->duty_place, form->duty_name, form->id);
}

// The versions of one form follow each other without a day between them.
static void check_versions(const Checker *checker) {
    for (size_t i = 1; i < checker->forms->count; i++) {
        const Form *before = &checker->forms->items[i - 1], *now = &checker->forms->items[i];
        if (!str_eq(before->id, now->id)) continue;
        if (before->until == DAY_NONE || now->from <= before->until)
            check_find(checker->diags, SEVERITY_ERROR, MSG_SENSE_OVERLAP, now->place, STR_NONE, STR_NONE);
        else if (now->from > before->until + 1)
            check_find(checker->diags, SEVERITY_ERROR, MSG_SENSE_GAP, now->place, STR_NONE, STR_NONE);
    }
}

void form_check(const FormBook *forms, const Book *book, Diags *diags) {
    Checker checker = {.forms = forms, .book = book, .diags = diags};
    for (size_t f = 0; f < forms->count; f++) {
        checker.form = &forms->items[f];
        check_head(&checker);
        check_duty(&checker);
        find_read(&checker, form_reads_recipients(checker.form, book), MSG_FORM_READS_TO, MSG_FORM_READS_TO_ADVICE,
                  checker.form->place);
        for (size_t s = 0; s < checker.form->sections.count; s++) check_section(&checker, &checker.form->sections.items[s]);
    }
    check_versions(&checker);
}
