// Walks conditions down to the facts, each name once. Whether an item stands on a form, whether a box is ticked, and to whom
// it is addressed tells the reader what was read to decide it.
#include "form/form_reads.h"
#include "rule/check_part.h"

typedef struct Reading {
    const Form *form;
    const Book *book;
    bool *facts, *defines, *duties; // read already
    int found;                      // a fact that may not be read; -1
} Reading;

static void read_cond(const Cond *cond, void *at);

static Reading reading_make(const Form *form, const Book *book) {
    return (Reading){form,
                     book,
                     NEW_ARRAY(book->arena, bool, book->facts.count + 1),
                     NEW_ARRAY(book->arena, bool, book->defines.count + 1),
                     NEW_ARRAY(book->arena, bool, book->duties.count + 1),
                     -1};
}

static void read_fact(Reading *reading, int index) {
    if (index < 0 || reading->facts[index]) return;
    const Fact *fact = &reading->book->facts.items[index];
    reading->facts[index] = true;
    if (!form_takes(reading->form, fact->class) && reading->found < 0) reading->found = index;
    for (size_t i = 0; i < fact->derivations.count; i++) check_each_cond(fact->derivations.items[i].when, read_cond, reading);
}

static void read_duty(Reading *reading, int index) {
    if (index < 0 || reading->duties[index]) return;
    const Duty *duty = &reading->book->duties.items[index];
    reading->duties[index] = true;
    read_fact(reading, duty->trigger);
    check_each_cond(duty->when, read_cond, reading);
    check_each_cond(duty->unless, read_cond, reading);
}

static void read_name(Reading *reading, const Cond *cond) {
    if (cond->define >= 0 && reading->defines[cond->define]) return;
    if (cond->define >= 0) reading->defines[cond->define] = true;
    check_each_cond(cond->target, read_cond, reading);
}

static void read_cond(const Cond *cond, void *at) {
    Reading *reading = at;
    if (cond->kind == COND_NAME)
        read_name(reading, cond);
    else if (cond->kind == COND_APPLIES)
        read_duty(reading, cond->duty);
    else if (cond->kind == COND_YES || cond->kind == COND_HAS || cond->kind == COND_COMPARE || cond->kind == COND_TIME)
        read_fact(reading, cond->fact);
}

int form_reads_cond(const Form *form, const Book *book, const Cond *cond) {
    Reading reading = reading_make(form, book);
    check_each_cond(cond, read_cond, &reading);
    return reading.found;
}

static bool duty_offers(const Form *form, const Duty *duty) {
    for (size_t i = 0; i < duty->forms.count; i++)
        if (str_eq(duty->forms.items[i].form, form->id)) return true;
    return false;
}

int form_reads_recipients(const Form *form, const Book *book) {
    Reading reading = reading_make(form, book);
    for (size_t d = 0; form->to < 0 && d < book->duties.count; d++) {
        const Duty *duty = &book->duties.items[d];
        if (!duty_offers(form, duty)) continue;
        for (size_t i = 0; i < duty->to.count; i++) {
            const ToLine *line = &duty->to.items[i];
            check_each_cond(line->when, read_cond, &reading);
            for (uint32_t t = 0; t < line->target_count; t++)
                if (line->targets[t].kind != TARGET_WINDOW) read_fact(&reading, line->targets[t].fact);
        }
    }
    return reading.found;
}
