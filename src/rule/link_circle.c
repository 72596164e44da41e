// Finds circles: a definition, label, derived fact or duty that is decided by itself. One walk over all conditions, which
// also measures how high they are built upon each other.
#include "base/limits.h"
#include "rule/link.h"

typedef struct Step {
    Str name; // that was followed; empty: a part of the condition before
    const Cond *cond;
} Step;

typedef struct Walk {
    Linker *linker;
    struct {
        Step *items;
        size_t count, room;
    } path;
    uint32_t depth;
    bool too_high; // told once: the rest of a tower follows from it
} Walk;

#define HEIGHT_OPEN UINT32_MAX // being walked

static uint32_t walk(Walk *walker, Cond *cond);

// "a > b > a"
static Str circle_listed(Walk *walker, const Cond *cond, Str name) {
    size_t from = walker->path.count;
    Buf list = buf_make(walker->linker->book->arena, 4096);
    while (from > 0 && walker->path.items[from - 1].cond != cond) from--;
    for (size_t i = from > 0 ? from - 1 : 0; i < walker->path.count; i++) {
        Str step = walker->path.items[i].name;
        buf_put(&list, step);
        buf_puts(&list, step.len > 0 ? " > " : "");
    }
    buf_put(&list, name);
    return buf_str(&list);
}

// What a name stands for; `from` is where it is named.
static uint32_t walk_named(Walk *walker, Str name, Cond *cond, Place from) {
    if (!cond || (cond->height > 0 && cond->height != HEIGHT_OPEN)) return cond ? cond->height : 0;
    if (cond->height == HEIGHT_OPEN) {
        Str chain = circle_listed(walker, cond, name);
        link_fail(walker->linker, MSG_RULE_CIRCLE, MSG_RULE_CIRCLE_ADVICE, name, from, chain);
        return 0;
    }
    PUSH(walker->linker->book->arena, walker->path, ((Step){name, cond}));
    uint32_t height = walk(walker, cond);
    walker->path.count--;
    return height;
}

static uint32_t higher(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

static uint32_t walk_fact(Walk *walker, const Cond *cond) {
    const Fact *fact = &walker->linker->book->facts.items[cond->fact];
    uint32_t height = 0;
    for (size_t i = 0; i < fact->derivations.count; i++)
        height = higher(height, walk_named(walker, fact->name, fact->derivations.items[i].when, cond->place));
    return height;
}

static uint32_t walk_target(Walk *walker, Cond *cond) {
    Book *book = walker->linker->book;
    if (cond->kind == COND_YES && cond->fact >= 0) return walk_fact(walker, cond);
    if (cond->kind == COND_NAME) return walk_named(walker, cond->name, cond->target, cond->place);
    if (cond->kind != COND_APPLIES || cond->duty < 0) return 0;
    Duty *duty = &book->duties.items[cond->duty];
    return higher(walk_named(walker, cond->name, duty->when, cond->place),
                  walk_named(walker, cond->name, duty->unless, cond->place));
}

static void tower_fail(Walk *walker, const Cond *cond) {
    size_t last = walker->path.count - 1;
    while (last > 0 && walker->path.items[last].name.len == 0) last--;
    Str name = walker->path.items[last].name;
    link_fail(walker->linker, MSG_RULE_TOO_DEEP, MSG_RULE_TOO_DEEP_ADVICE, name, cond->place, STR(""));
}

static uint32_t span_of(const Cond *cond) {
    return cond ? cond->span : 0;
}

// A name used twice counts twice: a short tower of names can stand for more conditions than anybody could read.
static uint32_t span_below(const Book *book, const Cond *cond) {
    uint64_t span = 0;
    for (uint32_t i = 0; i < cond->child_count; i++) span += span_of(cond->children[i]);
    if (cond->kind == COND_NAME) span += span_of(cond->target);
    if (cond->kind == COND_APPLIES && cond->duty >= 0)
        span += (uint64_t)span_of(book->duties.items[cond->duty].when) + span_of(book->duties.items[cond->duty].unless);
    if (cond->kind == COND_YES && cond->fact >= 0)
        for (size_t i = 0; i < book->facts.items[cond->fact].derivations.count; i++)
            span += span_of(book->facts.items[cond->fact].derivations.items[i].when);
    return span < LIMIT_UNFOLDED ? (uint32_t)span : LIMIT_UNFOLDED;
}

static uint32_t walk(Walk *walker, Cond *cond) {
    uint32_t height = 0;
    cond->height = HEIGHT_OPEN;
    if (++walker->depth <= LIMIT_NESTING) {
        height = walk_target(walker, cond);
        for (uint32_t i = 0; i < cond->child_count; i++)
            height = higher(height, walk_named(walker, cond->children[i]->label, cond->children[i], cond->place));
    }
    cond->span = 1 + span_below(walker->linker->book, cond);
    if (walker->depth-- > LIMIT_NESTING || height + 1 > LIMIT_NESTING || cond->span > LIMIT_UNFOLDED) {
        if (!walker->too_high) tower_fail(walker, cond);
        walker->too_high = true;
        height = cond->span = 0;
    }
    return cond->height = height + 1;
}

void link_circles(Linker *linker) {
    Book *book = linker->book;
    Walk walker = {.linker = linker};
    for (size_t i = 0; i < book->facts.count; i++) {
        Fact *fact = &book->facts.items[i];
        walk_named(&walker, fact->name, fact->late, fact->place);
        for (size_t j = 0; j < fact->derivations.count; j++)
            walk_named(&walker, fact->name, fact->derivations.items[j].when, fact->place);
    }
    for (size_t i = 0; i < book->defines.count; i++)
        walk_named(&walker, book->defines.items[i].name, book->defines.items[i].when, book->defines.items[i].place);
    for (size_t i = 0; i < book->duties.count; i++) {
        walk_named(&walker, book->duties.items[i].id, book->duties.items[i].when, book->duties.items[i].place);
        walk_named(&walker, book->duties.items[i].id, book->duties.items[i].unless, book->duties.items[i].place);
    }
}
