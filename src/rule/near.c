// Every answer that is still open counts as likely as any other. That is no estimate of anything: it only orders what is shown,
// so that a report which hangs on one answer stands before one that hangs on a trade nobody has named.
#include "rule/near.h"

enum { NEAR_DAYS = 14 };

static double odds_of(const Question *question, const Cond *cond);

static double odds_of_status(const Question *question, const Duty *duty) {
    double barred = duty->unless ? odds_of(question, duty->unless) : 0;
    return odds_of(question, duty->when) * (1 - barred);
}

static double odds_of_name(const Question *question, const Cond *cond) {
    return odds_of(question, cond->define >= 0 ? question->book->defines.items[cond->define].when : cond->target);
}

// That all of them are so; `inverted`: that none is.
static double odds_of_all(const Question *question, const Cond *cond, bool inverted) {
    double odds = 1;
    for (uint32_t i = 0; i < cond->child_count; i++) {
        double child = odds_of(question, cond->children[i]);
        odds *= inverted ? 1 - child : child;
    }
    return odds;
}

static double odds_of(const Question *question, const Cond *cond) {
    if (question->tri[cond->node] != TRI_UNKNOWN) return question->tri[cond->node] == TRI_TRUE ? 1 : 0;
    switch (cond->kind) {
    case COND_ALL:
        return odds_of_all(question, cond, false);
    case COND_ANY:
        return 1 - odds_of_all(question, cond, true);
    case COND_NONE:
        return odds_of_all(question, cond, true);
    case COND_NOT:
        return 1 - odds_of(question, cond->children[0]);
    case COND_MAYBE:
        return odds_of(question, cond->children[0]);
    case COND_NAME:
        return odds_of_name(question, cond);
    case COND_APPLIES:
        return odds_of_status(question, &question->book->duties.items[cond->duty]);
    case COND_HAS:
        return (double)__builtin_popcountll(cond->mask) / (double)question->book->facts.items[cond->fact].values.count;
    default:
        return 0.5;
    }
}

// The one of its open facts that is asked before the others.
static int best_fact(const Decision *decision, const DutyResult *result) {
    for (uint32_t a = 0; a < decision->ask_count; a++)
        for (uint32_t u = 0; u < result->unknown_count; u++)
            if (decision->ask[a] == result->unknown[u]) return decision->ask[a];
    return -1;
}

static bool is_near(const Decision *decision, const DutyResult *result) {
    const Duty *duty = &decision->question.book->duties.items[result->duty];
    if (result->status != STATUS_MAY || duty->level != LEVEL_MUST || !result->stage_count) return false;
    Moment due = result->stages[0].due;
    return due != MOMENT_NONE && day_of(due) <= day_of(decision->question.at) + NEAR_DAYS;
}

uint32_t near_duties(const Decision *decision, NearDuty out[NEAR_DUTIES]) {
    double odds[NEAR_DUTIES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        if (!is_near(decision, result)) continue;
        NearDuty here = {result, best_fact(decision, result)};
        double chance = odds_of_status(&decision->question, &decision->question.book->duties.items[result->duty]);
        uint32_t at = count;
        while (at && odds[at - 1] < chance) at--;
        if (here.fact < 0 || at == NEAR_DUTIES) continue;
        count += count < NEAR_DUTIES;
        for (uint32_t m = count - 1; m > at; m--) {
            out[m] = out[m - 1];
            odds[m] = odds[m - 1];
        }
        out[at] = here;
        odds[at] = chance;
    }
    return count;
}
