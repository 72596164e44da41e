// The present moment, as the system tells it.
#include "base/now.h"

#include <time.h>

static Moment system_now(void *at) {
    (void)at;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return MOMENT_NONE;
    }
    return (Moment)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

Clock clock_system(void) {
    return (Clock){.now = system_now};
}

int64_t boot_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
