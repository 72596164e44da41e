// Compares two decisions duty by duty, by what a person would notice: status, level, labels, recipients, dates, forms.
#include "pack/replay.h"

enum { WORDS_BYTES = 8 << 10 };

typedef struct Side {
    const Decision *decision;
    const DutyResult *result;
    const Duty *duty;
} Side;

static Side side_make(const Decision *decision, Str id) {
    const DutyResult *result = decision_find(decision, id);
    return (Side){decision, result, result ? &decision->question.book->duties.items[result->duty] : NULL};
}

static void separate(Buf *words) {
    if (words->len) buf_puts(words, ", ");
}

static Str labels(Arena *arena, const Side *side) {
    Buf words = buf_make(arena, WORDS_BYTES);
    for (uint32_t i = 0; i < side->result->label_count; i++) {
        separate(&words);
        buf_put(&words, side->result->labels[i]->name);
    }
    return buf_str(&words);
}

static Str windows(Arena *arena, const Side *side) {
    Buf words = buf_make(arena, WORDS_BYTES);
    const WindowList *list = &side->decision->question.book->windows;
    for (uint32_t i = 0; i < side->result->window_count; i++) {
        separate(&words);
        buf_put(&words, list->items[side->result->windows[i]].id);
    }
    for (uint32_t i = 0; i < side->result->possible_count; i++) {
        separate(&words);
        buf_char(&words, '?');
        buf_put(&words, list->items[side->result->possible[i]].id);
    }
    return buf_str(&words);
}

static Str dates(Arena *arena, const Side *side) {
    Buf words = buf_make(arena, WORDS_BYTES);
    for (uint32_t i = 0; i < side->result->stage_count; i++) {
        const StageResult *stage = &side->result->stages[i];
        separate(&words);
        buf_puts(&words, duty_stages[stage->stage]);
        if (stage->due != MOMENT_NONE) {
            buf_char(&words, ' ');
            buf_moment(&words, stage->due);
        }
        if (stage->latest != MOMENT_NONE) {
            buf_char(&words, '/');
            buf_moment(&words, stage->latest);
        }
    }
    return buf_str(&words);
}

static Str forms(Arena *arena, const Side *side) {
    Buf words = buf_make(arena, WORDS_BYTES);
    for (uint32_t i = 0; i < side->result->form_count; i++) {
        separate(&words);
        buf_put(&words, side->result->forms[i]->form);
    }
    return buf_str(&words);
}

static Str status(Arena *arena, const Side *side) {
    (void)arena;
    return str_from(duty_statuses[side->result->status]);
}

static Str level(Arena *arena, const Side *side) {
    (void)arena;
    return str_from(duty_levels[side->duty->level]);
}

static const struct {
    ChangeKind kind;
    Str (*words)(Arena *, const Side *);
} aspects[] = {
    {CHANGE_STATUS, status},   {CHANGE_LEVEL, level}, {CHANGE_LABELS, labels},
    {CHANGE_WINDOWS, windows}, {CHANGE_DATES, dates}, {CHANGE_FORMS, forms},
};

static void compare_sides(Arena *arena, ChangeList *changes, const Side *before, const Side *after) {
    bool never_due = before->result->status == STATUS_NOT && after->result->status == STATUS_NOT;
    for (size_t i = 0; i < sizeof aspects / sizeof *aspects && !never_due; i++) {
        Str old = aspects[i].words(arena, before), now = aspects[i].words(arena, after);
        if (!str_eq(old, now)) PUSH(arena, *changes, ((Change){aspects[i].kind, before->duty->id, old, now}));
    }
}

ChangeList replay_compare(Arena *arena, const Decision *before, const Decision *after) {
    ChangeList changes = {0};
    for (size_t i = 0; i < before->question.book->duties.count; i++) {
        Str id = before->question.book->duties.items[i].id;
        Side old = side_make(before, id), now = side_make(after, id);
        if (now.result)
            compare_sides(arena, &changes, &old, &now);
        else if (old.result->status != STATUS_NOT)
            PUSH(arena, changes, ((Change){CHANGE_REMOVED, id, status(arena, &old), STR_NONE}));
    }
    for (size_t i = 0; i < after->question.book->duties.count; i++) {
        Side now = side_make(after, after->question.book->duties.items[i].id);
        if (!decision_find(before, now.duty->id) && now.result->status != STATUS_NOT)
            PUSH(arena, changes, ((Change){CHANGE_ADDED, now.duty->id, STR_NONE, status(arena, &now)}));
    }
    return changes;
}
