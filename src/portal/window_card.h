// One window as pages show it: its name, and how it is reached today.
#pragma once

#include "gen/pages.h"
#include "rule/book.h"

WindowView window_card(Arena *arena, const Window *window, Day today, Lang lang);
