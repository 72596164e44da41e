// States that name no report are about the first one; what has no moment says nothing.
#include "portal/own_standing.h"

const char *standing_name(Standing standing) {
    static const char *const names[STANDING_COUNT] = {[STANDING_PREPARED] = "prepared",
                                                      [STANDING_FILED] = "filed",
                                                      [STANDING_OPENED] = "opened",
                                                      [STANDING_ACCEPTED] = "accepted"};
    return names[standing];
}

static bool is_of(const OwnState *state, const OwnFiling *filing) {
    return state->receipt.len ? str_eq(state->receipt, filing->receipt) : filing->follows.len == 0;
}

// The last one counts.
static void states_take(const OwnCase *own, const OwnFiling *filing, Str window, OwnStanding *out) {
    for (size_t i = 0; i < own->states.count; i++) {
        const OwnState *state = &own->states.items[i];
        if (!is_of(state, filing) || state->at == MOMENT_NONE) continue;
        if (str_is(state->state, standing_name(STANDING_FILED))) out->since[STANDING_FILED] = state->at;
        if (!str_is(state->state, standing_name(STANDING_ACCEPTED)) || !str_eq(state->window, window)) continue;
        out->since[STANDING_ACCEPTED] = state->at;
        out->number = state->number;
    }
}

OwnStanding own_standing(const OwnCase *own, const OwnFiling *filing, Str window) {
    OwnStanding standing = {.since = {[STANDING_PREPARED] = filing->at,
                                      [STANDING_FILED] = MOMENT_NONE,
                                      [STANDING_OPENED] = MOMENT_NONE,
                                      [STANDING_ACCEPTED] = MOMENT_NONE}};
    states_take(own, filing, window, &standing);
    for (size_t i = own->openings.count; i-- > 0;) {
        const LedgerEvent *event = &own->openings.items[i].event;
        if (event->kind == LEDGER_OPENED && id_eq(event->report, filing->id) && str_eq(event->window, window))
            standing.since[STANDING_OPENED] = event->at; // the first opening
    }
    return standing;
}

Standing own_standing_last(const OwnStanding *standing) {
    Standing last = STANDING_ACCEPTED;
    while (last > STANDING_PREPARED && standing->since[last] == MOMENT_NONE) last--;
    return last;
}
