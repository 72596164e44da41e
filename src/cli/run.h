// From the arguments of the process to one command and its exit status.
#pragma once

int cli_run(int argc, const char *const *argv);
