// Says single things of the language in plain words: one test on a fact with its answer, one clock, one era.
#pragma once

#include "rule/decision.h"

// "People whose data got out: 3,000 (more than 1,000)". Only for conditions that test one fact.
void phrase_test(Buf *out, const Question *question, const Cond *cond, Lang lang);
// "30 days from ..., day 1 counted".
void phrase_clock(Buf *out, const Book *book, const ClockRule *clock, Lang lang);
// "In force from 2026-10-01; judged for 2026-09-30", for a day outside [from, until].
void phrase_days(Buf *out, Day from, Day until, Day judged, Lang lang);
// The same for a duty that is not in force.
void phrase_era(Buf *out, const Question *question, const Duty *duty, Lang lang);
// "Friday 20 November 2026".
void phrase_day(Buf *out, Day day, Lang lang);
// The same with "09:30" behind it, as clocks in Japan show it.
void phrase_moment(Buf *out, Moment moment, Lang lang);
// "First report".
Str phrase_stage(Stage stage, Lang lang);
