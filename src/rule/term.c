// Languages, validity and grades: the small rules that every block shares.
#include "rule/term.h"

Str text_in(const Text *text, Lang lang) {
    return text->in[lang].len > 0 ? text->in[lang] : text->in[LANG_JA];
}

bool tail_holds(const Tail *tail, Day day) {
    return (tail->from == DAY_NONE || day >= tail->from) && (tail->until == DAY_NONE || day <= tail->until);
}

// Grades are ordered from the best; one that is not stated says nothing.
char grade_letter(Grade grade) {
    return "-ABCD"[grade];
}

Str grade_text(Arena *arena, Grade grade) {
    return str_format(arena, "%c", grade_letter(grade));
}
