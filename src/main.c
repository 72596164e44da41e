// The door: hands the arguments to the command line and nothing else.
#include "cli/run.h"

int main(int argc, char **argv) {
    return cli_run(argc, (const char *const *)argv);
}
