// Reasons: walks only the branches that carry the result (all true parts of a true "all", the true ones of a true "any",
// and the mirror image for false) down to tests on facts. The tree is in explain_tree.c.
#include "rule/explain.h"
#include "base/words.h"
#include "rule/phrase.h"

enum { REASON_BYTES = 16 << 10 };

typedef struct Walk {
    Arena *arena;
    const Question *question;
    Lang lang;
    ReasonList *reasons;
    const Duty *duty; // whose labels are in sight
    Day judged;       // the day for which dates on condition lines are judged
} Walk;

static void walk_cond(const Walk *walk, const Cond *cond, Str prefix);

static void add_reason(const Walk *walk, Str reason) {
    for (size_t i = 0; i < walk->reasons->count; i++)
        if (str_eq(walk->reasons->items[i], reason)) return;
    PUSH(walk->arena, *walk->reasons, reason);
}

static const Duty *duty_at(const Walk *walk, int index) {
    return &walk->question->book->duties.items[index];
}

// Inside a labelled branch every reason begins with the words of the label.
static Str label_prefix(const Walk *walk, const Cond *cond, Str prefix) {
    for (size_t i = 0; cond->label.len && i < walk->duty->labels.count; i++) {
        const LabelWords *label = &walk->duty->labels.items[i];
        if (!str_eq(label->name, cond->label)) continue;
        Buf words = buf_make(walk->arena, REASON_BYTES);
        buf_word(&words, walk->lang, MSG_EXPLAIN_LABEL, text_in(&label->words, walk->lang), STR_NONE, STR_NONE);
        return buf_str(&words);
    }
    return prefix;
}

static void walk_test(const Walk *walk, const Cond *cond, Str prefix) {
    Buf words = buf_make(walk->arena, REASON_BYTES);
    buf_put(&words, prefix);
    phrase_test(&words, walk->question, cond, walk->lang);
    add_reason(walk, buf_str(&words));
}

// The branches that carry `value` of a gate: for ALL the children with the same value if false, every child if true.
static void walk_gate(const Walk *walk, const Cond *cond, Str prefix) {
    const uint8_t *tri = walk->question->tri;
    Tri value = (Tri)tri[cond->node];
    bool mirrored = cond->kind == COND_NONE || cond->kind == COND_NOT;
    Tri child_value = !mirrored ? value : value == TRI_TRUE ? TRI_FALSE : value == TRI_FALSE ? TRI_TRUE : TRI_UNKNOWN;
    for (uint32_t i = 0; i < cond->child_count; i++)
        if ((Tri)tri[cond->children[i]->node] == child_value) walk_cond(walk, cond->children[i], prefix);
}

static void walk_applies(const Walk *walk, const Cond *cond, Str prefix) {
    static const Msg msgs[] = {
        [TRI_UNKNOWN] = MSG_EXPLAIN_DUTY_MAY, [TRI_TRUE] = MSG_EXPLAIN_DUTY_APPLIES, [TRI_FALSE] = MSG_EXPLAIN_DUTY_NOT};
    Buf words = buf_make(walk->arena, REASON_BYTES);
    buf_put(&words, prefix);
    buf_word(&words, walk->lang, msgs[walk->question->tri[cond->node]], text_in(&duty_at(walk, cond->duty)->title, walk->lang),
             STR_NONE, STR_NONE);
    add_reason(walk, buf_str(&words));
}

static void walk_days(const Walk *walk, const Cond *cond, Str prefix) {
    Buf words = buf_make(walk->arena, REASON_BYTES);
    buf_put(&words, prefix);
    phrase_days(&words, cond->tail.from, cond->tail.until, walk->judged, walk->lang);
    add_reason(walk, buf_str(&words));
}

// A definition belongs to no duty: its dates are judged at the moment asked for.
static void walk_name(const Walk *walk, const Cond *cond, Str prefix) {
    if (cond->define < 0) {
        walk_cond(walk, cond->target, prefix);
        return;
    }
    Walk inside = *walk;
    inside.judged = day_of(walk->question->at);
    walk_cond(&inside, walk->question->book->defines.items[cond->define].when, prefix);
}

static void walk_cond(const Walk *walk, const Cond *cond, Str prefix) {
    prefix = label_prefix(walk, cond, prefix);
    if (!tail_holds(&cond->tail, walk->judged)) {
        walk_days(walk, cond, prefix);
        return;
    }
    switch (cond->kind) {
    case COND_YES:
    case COND_HAS:
    case COND_COMPARE:
    case COND_TIME:
        walk_test(walk, cond, prefix);
        break;
    case COND_NAME:
        walk_name(walk, cond, prefix);
        break;
    case COND_APPLIES:
        walk_applies(walk, cond, prefix);
        break;
    default:
        walk_gate(walk, cond, prefix);
    }
}

static void reasons_why_not(const Walk *walk) {
    const uint8_t *tri = walk->question->tri;
    const Duty *duty = walk->duty;
    if (tri[duty->in_force_node] == TRI_FALSE) {
        Buf words = buf_make(walk->arena, REASON_BYTES);
        phrase_era(&words, walk->question, duty, walk->lang);
        add_reason(walk, buf_str(&words));
    }
    if (tri[duty->when->node] == TRI_FALSE) walk_cond(walk, duty->when, STR_NONE);
    if (duty->unless && tri[duty->unless->node] == TRI_TRUE)
        walk_cond(walk, duty->unless, word(walk->lang, MSG_EXPLAIN_EXCEPT));
}

// What is settled so far in favour of a duty that is still open.
static void reasons_so_far(const Walk *walk) {
    const Cond *when = walk->duty->when;
    if (walk->question->tri[when->node] == TRI_TRUE)
        walk_cond(walk, when, STR_NONE);
    else if (when->kind == COND_ALL)
        for (uint32_t i = 0; i < when->child_count; i++)
            if (walk->question->tri[when->children[i]->node] == TRI_TRUE) walk_cond(walk, when->children[i], STR_NONE);
}

ReasonList explain_reasons(Arena *arena, const Question *question, const DutyResult *result, Lang lang) {
    ReasonList reasons = {0};
    const Duty *duty = &question->book->duties.items[result->duty];
    bool assumed;
    Walk walk = {arena, question, lang, &reasons, duty, day_of(question_trigger(question, duty, &assumed))};
    if (result->status == STATUS_APPLIES)
        walk_cond(&walk, walk.duty->when, STR_NONE);
    else if (result->status == STATUS_NOT)
        reasons_why_not(&walk);
    else
        reasons_so_far(&walk);
    return reasons;
}
