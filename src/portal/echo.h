// An answer said once more in the other way of writing it, so that one that was read wrongly is seen.
#pragma once

#include "rule/value.h"

// "2026年11月20日（金）14時30分（令和8年）", "1,250,000円（125万円）"; all else as on a form.
Str echo_words(Arena *arena, const Fact *fact, Value value, Str text, Lang lang);
