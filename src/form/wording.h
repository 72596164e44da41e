// Answers in the words in which they stand on a form.
#pragma once

#include "rule/value.h"

// "2026年11月20日（金）14時10分"; the last second of a day stands for a day whose time is not known: "2026年11月20日（金）".
void wording_moment(Buf *out, Moment moment, Lang lang);
// "2026年11月20日"
void wording_day(Buf *out, Day day, Lang lang);
// What is known of a fact; `text`: the answer of a text fact, word for word.
void wording_value(Buf *out, const Fact *fact, Value value, Str text, Lang lang);
