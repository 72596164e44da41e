// Reads duties: recipients, clocks, forms, grounds, examples.
#include "rule/book_block.h"

typedef struct TargetList {
    Target *items;
    size_t count, room;
} TargetList;

static void duty_level(Cursor *cursor, void *block) {
    Duty *duty = block;
    int level;
    duty->level_stated = cursor_choice(cursor, duty_levels, 3, &level);
    if (duty->level_stated) duty->level = (Level)level;
}

static void duty_do(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Duty *)block)->action.in[LANG_JA]);
}

static void duty_rank(Cursor *cursor, void *block) {
    static const char *const ranks[] = {"danger", "stop", "police"};
    int rank;
    if (cursor_choice(cursor, ranks, 3, &rank)) ((Duty *)block)->rank = (Rank)rank;
}

static void duty_from(Cursor *cursor, void *block) {
    Duty *duty = block;
    if (cursor_take(cursor, "by")) {
        cursor_day(cursor, &duty->by);
    } else {
        if (!cursor_take(cursor, "open")) cursor_day(cursor, &duty->from);
        if (cursor_take(cursor, "until")) cursor_day(cursor, &duty->until);
        if (duty->from != DAY_NONE && duty->until != DAY_NONE && duty->from > duty->until)
            cursor_fail(cursor, MSG_RULE_BACKWARD, MSG_RULE_BACKWARD_ADVICE);
    }
    if (cursor_take(cursor, "of")) cursor_name(cursor, &duty->trigger_name);
    duty->validity_stated = true;
}

static void duty_when(Cursor *cursor, void *block) {
    ((Duty *)block)->when = cond_read_block(cursor);
}

static void duty_unless(Cursor *cursor, void *block) {
    ((Duty *)block)->unless = cond_read_block(cursor);
}

// `when CONDITION`, `otherwise`, or nothing.
static void read_guard(Cursor *cursor, Cond **when, bool *otherwise) {
    *otherwise = cursor_take(cursor, "otherwise");
    if (!*otherwise && cursor_take(cursor, "when")) *when = cond_read(cursor);
}

// --- recipients ----------------------------------------------------------------------------------------------------------

static bool read_target(Cursor *cursor, Target *target) {
    *target = (Target){.kind = TARGET_WINDOW, .place = cursor_place(cursor), .window = -1, .fact = -1};
    if (cursor_take(cursor, "authority")) {
        target->kind = TARGET_AUTHORITY;
        return cursor_need(cursor, "of") && cursor_name(cursor, &target->fact_name);
    }
    if (!cursor_name(cursor, &target->name)) return false;
    if (!cursor_take(cursor, "by")) return true;
    target->kind = TARGET_FAMILY;
    return cursor_name(cursor, &target->fact_name);
}

static void duty_to(Cursor *cursor, void *block) {
    Duty *duty = block;
    TargetList targets = {0};
    ToLine to = {.place = line_place(cursor->line)};
    do {
        Target target;
        if (!read_target(cursor, &target)) return;
        PUSH(cursor->arena, targets, target);
    } while (cursor_take(cursor, "and"));
    to.targets = targets.items;
    to.target_count = (uint32_t)targets.count;
    read_guard(cursor, &to.when, &to.otherwise);
    to.tail = cursor_tail(cursor);
    PUSH(cursor->arena, duty->to, to);
}

// --- clocks --------------------------------------------------------------------------------------------------------------

bool block_stage(Cursor *cursor, Stage *out) {
    int stage;
    if (!cursor_choice(cursor, duty_stages, STAGE_COUNT, &stage)) return false;
    *out = (Stage)stage;
    return true;
}

static bool clock_guide(Cursor *cursor, ClockRule *clock) {
    if (!cursor_take(cursor, ",")) return true;
    if (!cursor_need(cursor, "guide") || !cursor_small(cursor, &clock->guide_low)) return false;
    clock->guide_high = clock->guide_low;
    if (cursor_take(cursor, "to") && !cursor_small(cursor, &clock->guide_high)) return false;
    if (clock->guide_low > clock->guide_high) return cursor_fail(cursor, MSG_RULE_GUIDE_ORDER, MSG_RULE_GUIDE_ORDER_ADVICE);
    return cursor_need(cursor, "days");
}

static bool clock_period(Cursor *cursor, ClockRule *clock) {
    static const char *const units[] = {"hours", "days", "weeks", "months", "working"};
    static const ClockKind kinds[] = {CLOCK_HOURS, CLOCK_DAYS, CLOCK_DAYS, CLOCK_MONTHS, CLOCK_WORKING_DAYS};
    int unit;
    clock->kind = CLOCK_AT_ONCE;
    if (cursor_take(cursor, "at")) return cursor_need(cursor, "once");
    clock->kind = CLOCK_WITHOUT_DELAY;
    if (cursor_take(cursor, "without")) return cursor_need(cursor, "delay");
    clock->kind = CLOCK_UNSTATED;
    if (cursor_take(cursor, "unstated")) return true;
    clock->kind = CLOCK_PROMPTLY;
    if (cursor_take(cursor, "promptly")) return clock_guide(cursor, clock);
    if (!cursor_sees_kind(cursor, TOKEN_NUMBER)) return cursor_fail(cursor, MSG_RULE_NEED_CLOCK, MSG_RULE_NEED_CLOCK_ADVICE);
    if (!cursor_small(cursor, &clock->number) || !cursor_choice(cursor, units, 5, &unit)) return false;
    clock->kind = kinds[unit];
    clock->number *= unit == 2 ? 7 : 1;
    return clock->kind != CLOCK_WORKING_DAYS || cursor_need(cursor, "days");
}

static bool clock_starts(Cursor *cursor, ClockRule *clock) {
    NameList names = {0};
    if (!cursor_need(cursor, "from")) return false;
    do {
        Str name;
        if (!cursor_name(cursor, &name)) return false;
        PUSH(cursor->arena, names, name);
    } while (cursor_take(cursor, "or"));
    clock->start_names = names.items;
    clock->start_count = (uint32_t)names.count;
    return true;
}

static bool clock_counting(Cursor *cursor, ClockRule *clock) {
    int64_t day;
    if (clock->counting != COUNTING_IN_DOUBT || clock->office_day ||
        !(clock->kind == CLOCK_DAYS || clock->kind == CLOCK_MONTHS))
        return cursor_fail(cursor, MSG_RULE_CLOCK_COUNTING, MSG_RULE_CLOCK_COUNTING_ADVICE);
    cursor_need(cursor, "day");
    if (!cursor_number(cursor, &day)) return false;
    if (day != 1) {
        cursor->at--;
        return cursor_fail(cursor, MSG_RULE_CLOCK_COUNTING, MSG_RULE_CLOCK_COUNTING_ADVICE);
    }
    clock->counting = cursor_take(cursor, "not") ? COUNTING_NEXT_DAY : COUNTING_DAY_1;
    return cursor_need(cursor, "counted");
}

static bool clock_office_day(Cursor *cursor, ClockRule *clock) {
    if (clock->office_day || !(clock->kind == CLOCK_DAYS || clock->kind == CLOCK_MONTHS))
        return cursor_fail(cursor, MSG_RULE_CLOCK_COUNTING, MSG_RULE_CLOCK_COUNTING_ADVICE);
    clock->office_day = true;
    return cursor_need(cursor, "to") && cursor_need(cursor, "next") && cursor_need(cursor, "office") &&
           cursor_need(cursor, "day");
}

static bool read_clock(Cursor *cursor, ClockRule *clock) {
    if (cursor_take(cursor, "by")) {
        clock->kind = CLOCK_BY_DATE;
        return cursor_day(cursor, &clock->by);
    }
    if (!clock_period(cursor, clock) || !clock_starts(cursor, clock)) return false;
    while (cursor_take(cursor, ","))
        if (!(cursor_sees(cursor, "to") ? clock_office_day(cursor, clock) : clock_counting(cursor, clock))) return false;
    return true;
}

static void duty_stage(Cursor *cursor, void *block) {
    Duty *duty = block;
    StageLine stage = {.place = line_place(cursor->line), .clock.by = DAY_NONE};
    cursor->at = 0;
    if (!block_stage(cursor, &stage.stage) || !read_clock(cursor, &stage.clock)) return;
    read_guard(cursor, &stage.when, &stage.otherwise);
    stage.tail = cursor_tail(cursor);
    PUSH(cursor->arena, duty->stages, stage);
}

// --- forms, labels, grounds ----------------------------------------------------------------------------------------------

static void duty_form(Cursor *cursor, void *block) {
    Duty *duty = block;
    FormLine form = {.place = cursor_place(cursor)};
    if (!cursor_name(cursor, &form.form)) return;
    read_guard(cursor, &form.when, &form.otherwise);
    form.tail = cursor_tail(cursor);
    PUSH(cursor->arena, duty->forms, form);
}

static void duty_label(Cursor *cursor, void *block) {
    Duty *duty = block;
    LabelWords label = {.place = cursor_place(cursor)};
    if (!block_head(cursor, &label.name, &label.words.in[LANG_JA])) return;
    PUSH(cursor->arena, duty->labels, label);
}

static void duty_basis(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Duty *)block)->basis, cursor_statement(cursor));
}

static void duty_note(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Duty *)block)->notes, cursor_statement(cursor));
}

static void duty_coming(Cursor *cursor, void *block) {
    static const char *const words[] = {"from", "by"};
    Coming coming = {.from = DAY_NONE, .by = DAY_NONE, .place = line_place(cursor->line)};
    int word;
    if (!cursor_choice(cursor, words, 2, &word) || !cursor_day(cursor, word == 0 ? &coming.from : &coming.by) ||
        !cursor_string(cursor, &coming.text.in[LANG_JA]))
        return;
    PUSH(cursor->arena, ((Duty *)block)->coming, coming);
}

// --- examples ------------------------------------------------------------------------------------------------------------

static void example_expect(Cursor *cursor, void *block) {
    block_expect(cursor, &((Example *)block)->expects);
}

static void example_facts(Cursor *cursor, void *block) {
    block_assignments(cursor, &((Example *)block)->facts);
}

static void duty_example(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {{"expect", example_expect, LINE_MANY}};
    Example example = {.at = DAY_NONE, .place = cursor_place(cursor)};
    cursor_string(cursor, &example.title);
    if (cursor_take(cursor, "at")) cursor_day(cursor, &example.at);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &example, example_facts);
    PUSH(cursor->arena, ((Duty *)block)->examples, example);
}

void block_duty(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"level", duty_level, LINE_ONCE},
        {"do", duty_do, LINE_ONCE},
        {"rank", duty_rank, LINE_ONCE},
        {"from", duty_from, LINE_ONCE},
        {"when", duty_when, LINE_ONCE | LINE_CHILDREN},
        {"unless", duty_unless, LINE_ONCE | LINE_CHILDREN},
        {"to", duty_to, LINE_MANY},
        {"first", duty_stage, LINE_MANY},
        {"follow", duty_stage, LINE_MANY},
        {"final", duty_stage, LINE_MANY},
        {"notice", duty_stage, LINE_MANY},
        {"monthly", duty_stage, LINE_MANY},
        {"quarterly", duty_stage, LINE_MANY},
        {"form", duty_form, LINE_MANY},
        {"label", duty_label, LINE_MANY},
        {"basis", duty_basis, LINE_MANY},
        {"note", duty_note, LINE_MANY},
        {"coming", duty_coming, LINE_MANY},
        {"example", duty_example, LINE_CHILDREN},
    };
    Book *book = at;
    size_t errors = cursor->diags->errors;
    Duty duty = {.rank = RANK_NORMAL, .from = DAY_NONE, .until = DAY_NONE, .by = DAY_NONE, .trigger = -1};
    duty.place = cursor_place(cursor);
    duty.line = cursor->line;
    if (!block_head(cursor, &duty.id, &duty.title.in[LANG_JA]) && duty.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &duty, NULL);
    if (!duty.when && cursor->diags->errors == errors) cursor_fail(cursor, MSG_RULE_NO_WHEN, MSG_RULE_NO_WHEN_ADVICE);
    PUSH(book->arena, book->duties, duty);
}
