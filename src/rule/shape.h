// Texts that are more than words: numbers that people type in any width, and addresses of attackers that nobody may open by a
// slip. Whatever cannot be read in its shape stays as it was typed; nothing here refuses an answer.
#pragma once

#include "rule/fact.h"

// What is kept of it: a phone number or a company number in plain digits, all else as it was typed.
Str shape_kept(Arena *arena, const Fact *fact, Str typed);
// What is shown of it: addresses of attackers as hxxp://evil[.]example, however they were typed.
Str shape_shown(Arena *arena, const Fact *fact, Str text);
// Also in full width: without one it is no number to call.
bool shape_has_digit(Str typed);
// A company number that cannot be one: to be asked about, never to be refused.
bool shape_doubts(const Fact *fact, Str kept);
