// The engine orders the questions; this only leaves out those that were asked. An answer is read as in the terminal.
#include "portal/interview.h"
#include "rule/ask.h"

int interview_next(const Decision *decision, const Draft *draft, uint32_t *left) {
    uint32_t next = 0, end;
    while (next < decision->ask_count && draft->is_passed[decision->ask[next]]) next++;
    *left = 0;
    end = next < decision->ask_fitting ? decision->ask_fitting : decision->ask_count;
    for (uint32_t i = next; i < end; i++) *left += !draft->is_passed[decision->ask[i]];
    return next < decision->ask_count ? decision->ask[next] : -1;
}

bool interview_rests(const Decision *decision, const Draft *draft) {
    uint32_t left;
    int next = interview_next(decision, draft, &left);
    if (next < 0) return true;
    bool went_on = draft->asked_count && ask_is_late(&decision->question, draft->asked[draft->asked_count - 1]);
    return ask_is_late(&decision->question, next) && !went_on;
}

int interview_before(const Draft *draft, int fact) {
    int before = -1;
    for (uint32_t i = 0; i < draft->asked_count && draft->asked[i] != fact; i++) before = draft->asked[i];
    return before;
}

// A question that no rule reads is none of the interview: the way back does not lead through it.
static void pass(const Turn *turn, Draft *draft) {
    if (!turn->book->facts.items[turn->fact].optional) draft_pass(draft, turn->fact);
}

Err interview_answer(Arena *arena, const Turn *turn, Draft *draft, Answer *read) {
    const Fact *fact = &turn->book->facts.items[turn->fact];
    Err err = answer_read(arena, fact, turn->typed, turn->now, turn->lang, read);
    if (err != ERR_OK) return err;
    draft->incident.values[turn->fact] = read->value;
    draft->incident.texts[turn->fact] = read->text;
    pass(turn, draft);
    return ERR_OK;
}

void interview_leave_open(const Turn *turn, Draft *draft) {
    draft->incident.values[turn->fact] = value_unknown(turn->book->facts.items[turn->fact].type);
    draft->incident.texts[turn->fact] = STR_NONE;
    pass(turn, draft);
}

static bool is_certain(const Decision *decision, uint32_t guide) {
    for (uint32_t i = 0; i < decision->guide_count; i++)
        if (decision->guides[i].guide == guide) return decision->guides[i].certain;
    return false;
}

bool interview_presses(const Decision *before, const Decision *after) {
    for (uint32_t i = 0; i < after->guide_count; i++) {
        const GuideResult *now = &after->guides[i];
        bool pressing = now->certain && after->question.book->guides.items[now->guide].rank <= RANK_STOP;
        if (pressing && !is_certain(before, now->guide)) return true;
    }
    return false;
}
