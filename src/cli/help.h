// Help, man pages and shell completion, all made from the table of commands.
#pragma once

#include "cli/command.h"

void help_command(Buf *out, const Command *command, Lang lang);
