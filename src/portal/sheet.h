// First aid as pages show it: a guide of the pack, with how well each of its sentences is known.
#pragma once

#include "gen/pages.h"
#include "rule/decision.h"

GuideView sheet_of(Arena *arena, const Book *book, const Guide *guide, Lang lang);
// Those that cannot wait and are certain, for the page that says so at once.
GuideViewList sheets_pressing(Arena *arena, const Decision *decision, Lang lang);
