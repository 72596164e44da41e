// gzip for what is the same for everybody: styles, scripts, the description of the interface. Never for an answer with
// somebody's secret in it, whose length would tell of it.
#pragma once

#include "base/bytes.h"

// Empty where it would not be shorter.
Bytes gzip_pack(Arena *arena, Bytes content);
