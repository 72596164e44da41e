// The first line whose condition holds wins. While lines before it are open, only a recipient that every candidate line
// names is certain; the others are possible. Where no line holds yet, nobody may be the recipient after all.
#include "rule/recipients.h"
#include "rule/weigh.h"

LIST_OF(IntList, int);

typedef struct Finder {
    Arena *arena;
    const Question *question;
    Day day; // windows and forms follow the moment asked for
    IntList certain, possible;
} Finder;

static Tri line_value(const Question *question, const Cond *when) {
    return when ? (Tri)question->tri[when->node] : TRI_TRUE;
}

static void add(Arena *arena, IntList *list, int window) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == window) return;
    PUSH(arena, *list, window);
}

static bool contains(const IntList *list, int window) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == window) return true;
    return false;
}

static bool window_exists(const Finder *finder, int window) {
    const Window *w = &finder->question->book->windows.items[window];
    return (w->from == DAY_NONE || w->from <= finder->day) && (w->until == DAY_NONE || finder->day <= w->until);
}

static void add_window(Finder *finder, int window, bool certain) {
    if (window >= 0 && window_exists(finder, window))
        add(finder->arena, certain ? &finder->certain : &finder->possible, window);
}

// The member for the value of the fact; while the fact is unknown, the family stands for whichever it is.
static void add_family(Finder *finder, const Target *target) {
    const Fact *fact = &finder->question->book->facts.items[target->fact];
    Value value = finder->question->incident->values[target->fact];
    if (!value_is_certain(fact, value))
        add_window(finder, target->window, true);
    else if (value.a)
        add_window(finder, target->members[__builtin_ctzll((uint64_t)value.a)], true);
}

static void add_authorities(Finder *finder, const Target *target) {
    const Book *book = finder->question->book;
    const Fact *fact = &book->facts.items[target->fact];
    Value value = finder->question->incident->values[target->fact];
    for (size_t i = 0; i < fact->values.count; i++) {
        bool has = (uint64_t)value.a >> i & 1, maybe = (uint64_t)value.b >> i & 1;
        int sector = has || maybe ? map_get(&book->sector_index, fact->values.items[i].name) : -1;
        for (size_t a = 0; sector >= 0 && a < book->sectors.items[sector].authorities.count; a++) {
            const Authority *authority = &book->sectors.items[sector].authorities.items[a];
            if (tail_holds(&authority->tail, finder->day)) add_window(finder, authority->window, has);
        }
    }
}

static void add_line(Finder *finder, const ToLine *line) {
    for (uint32_t i = 0; i < line->target_count; i++) {
        const Target *target = &line->targets[i];
        if (target->kind == TARGET_WINDOW)
            add_window(finder, target->window, true);
        else if (target->kind == TARGET_FAMILY)
            add_family(finder, target);
        else
            add_authorities(finder, target);
    }
}

// Another candidate line: only what both name stays certain.
static void merge(Arena *arena, IntList *certain, IntList *possible, const Finder *other) {
    IntList both = {0};
    for (size_t i = 0; i < certain->count; i++)
        if (contains(&other->certain, certain->items[i]))
            add(arena, &both, certain->items[i]);
        else
            add(arena, possible, certain->items[i]);
    for (size_t i = 0; i < other->certain.count; i++)
        if (!contains(&both, other->certain.items[i])) add(arena, possible, other->certain.items[i]);
    for (size_t i = 0; i < other->possible.count; i++) add(arena, possible, other->possible.items[i]);
    *certain = both;
}

// One who is certain is not possible as well.
static void settle(DutyResult *result, const IntList *certain, const IntList *possible) {
    result->windows = certain->items;
    result->window_count = (uint32_t)certain->count;
    result->possible = possible->items;
    for (size_t i = 0; i < possible->count; i++)
        if (!contains(certain, possible->items[i])) result->possible[result->possible_count++] = possible->items[i];
}

void recipients_find(Arena *arena, const Question *question, DutyResult *result) {
    const Duty *duty = &question->book->duties.items[result->duty];
    IntList certain = {0}, possible = {0};
    bool first = true, closed = false;
    for (size_t i = 0; i < duty->to.count && !closed; i++) {
        const ToLine *line = &duty->to.items[i];
        Tri value = line_value(question, line->when);
        if (value == TRI_FALSE || !tail_holds(&line->tail, day_of(question->at))) continue;
        Finder finder = {.arena = arena, .question = question, .day = day_of(question->at)};
        add_line(&finder, line);
        if (first) {
            certain = finder.certain;
            possible = finder.possible;
        } else {
            merge(arena, &certain, &possible, &finder);
        }
        first = false;
        closed = value == TRI_TRUE;
    }
    if (!closed) merge(arena, &certain, &possible, &(Finder){0});
    settle(result, &certain, &possible);
}

static void weigh_target(const Question *question, const Target *target, double weight, double *weights) {
    if (target->kind == TARGET_WINDOW) return;
    const Fact *fact = &question->book->facts.items[target->fact];
    if (!value_is_certain(fact, question->incident->values[target->fact])) weights[target->fact] += weight;
}

void recipients_weigh(const Question *question, const Duty *duty, double weight, double *weights) {
    for (size_t i = 0; i < duty->to.count; i++) {
        const ToLine *line = &duty->to.items[i];
        Tri value = line_value(question, line->when);
        if (value == TRI_FALSE || !tail_holds(&line->tail, day_of(question->at))) continue;
        if (line->when) weigh_cond(question->book, question->tri, line->when, true, weight, weights);
        for (uint32_t t = 0; t < line->target_count; t++) weigh_target(question, &line->targets[t], weight, weights);
        if (value == TRI_TRUE && !(line->when && line->when->kind == COND_MAYBE)) break;
    }
}
