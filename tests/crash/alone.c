// The spool alone, as a program: alone DATA. Ends when its standard input ends.
#include "crash/spool_alone.h"

int main(int argc, char **argv) {
    return argc == 2 ? alone_serve(argv[1], STDIN_FILENO) : 2;
}
