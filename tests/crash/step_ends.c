// In place of base/step.c: STEP_AT=N ends the process, as if killed, when step N is reached for the STEP_TIMES-th time (usually
// the first). STEP_SEEN=F: the file F counts, one byte each, which steps were reached at all, by all processes together.
#include "base/step.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static long step_number(const char *name, long usual) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : usual;
}

static unsigned char *steps_seen(void) {
    static unsigned char *seen, nothing[STEP_COUNT + 1];
    if (seen) return seen;
    seen = nothing;
    const char *path = getenv("STEP_SEEN");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1; // the test has made it
    if (file < 0) return seen;
    void *map = mmap(NULL, STEP_COUNT + 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (map != MAP_FAILED) seen = map;
    return seen;
}

__attribute__((constructor)) static void steps_open(void) {
    steps_seen(); // before a role gives up the right to open files
}

void step_reached(Step step) {
    static long times;
    if (steps_seen()[step] < 255) steps_seen()[step]++;
    unsigned char burns = (unsigned char)(step + 1);
    if (__atomic_compare_exchange_n(steps_seen() + STEP_COUNT, &burns, 0, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        kill(getpid(), SIGKILL);
    if (step_number("STEP_AT", -1) != (long)step || ++times < step_number("STEP_TIMES", 1)) return;
    kill(getpid(), SIGKILL);
}
