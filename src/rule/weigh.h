// Which unknown facts still hold a condition open, and by how much: the weight of a condition goes down its open branches
// to the facts.
#pragma once

#include "rule/program.h"

// Adds to `weights` (one per fact). Nothing if the condition is decided. With `routing`, an unknown
// under "maybe" counts as open although it is taken for yes.
void weigh_cond(const Book *book, const uint8_t *tri, const Cond *cond, bool routing, double weight, double *weights);
// The same for the status of a duty.
void weigh_status(const Book *book, const uint8_t *tri, const Duty *duty, double weight, double *weights);
