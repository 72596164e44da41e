// Nothing happens here: the place where a test steps in.
#include "base/step.h"

void step_reached(Step step) {
    (void)step;
}
