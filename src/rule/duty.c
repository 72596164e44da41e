// The names that a pack's text, the JSON answers and the changes between packs use for the same things.
#include "rule/duty.h"

const char *const duty_levels[] = {[LEVEL_MUST] = "must", [LEVEL_SHOULD] = "should", [LEVEL_MAY] = "may"};
const char *const duty_statuses[] = {[STATUS_APPLIES] = "applies", [STATUS_MAY] = "may_apply", [STATUS_NOT] = "not"};
const char *const duty_stages[] = {[STAGE_FIRST] = "first",   [STAGE_FOLLOW] = "follow",   [STAGE_FINAL] = "final",
                                   [STAGE_NOTICE] = "notice", [STAGE_MONTHLY] = "monthly", [STAGE_QUARTERLY] = "quarterly"};
