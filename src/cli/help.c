// Help from the table of commands: what a command does, its options, examples that work as printed.
#include "cli/help.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/fold.h"
#include "cli/session.h"

enum { NAME_COLUMN = 26 };

static void words_line(Buf *out, Lang lang, Msg msg) {
    buf_put(out, word(lang, msg));
    buf_char(out, '\n');
}

static void row(Buf *out, Str name, Str words) {
    buf_puts(out, "  ");
    buf_put(out, name);
    if (name.len + 2 > NAME_COLUMN) {
        buf_puts(out, "\n  ");
        buf_spaces(out, NAME_COLUMN);
    } else {
        buf_spaces(out, NAME_COLUMN - name.len);
    }
    buf_put(out, words);
    buf_char(out, '\n');
}

static void option_row(Buf *out, Option option, Lang lang) {
    const OptionRow *option_row = &option_rows[option];
    Str name =
        option_row->value ? str_format(out->arena, "%s %s", option_row->name, option_row->value) : str_from(option_row->name);
    row(out, name, word(lang, option_row->help));
}

void help_command(Buf *out, const Command *command, Lang lang) {
    buf_format(out, "todoke %s%s%s\n", command->name, *command->arguments ? " " : "", command->arguments);
    words_line(out, lang, command->summary);
    buf_char(out, '\n');
    words_line(out, lang, command->details);
    buf_char(out, '\n');
    words_line(out, lang, MSG_HELP_OPTIONS);
    for (Option option = 0; option < OPTION_COUNT; option++)
        if (option == OPTION_HELP || command->options >> option & 1) option_row(out, option, lang);
    buf_char(out, '\n');
    words_line(out, lang, MSG_HELP_EXAMPLES_HEAD);
    words_line(out, lang, command->examples);
}

static void help_all(Buf *out, Lang lang) {
    words_line(out, lang, MSG_HELP_INTRO);
    buf_char(out, '\n');
    for (size_t i = 0; i < command_count; i++)
        row(out, str_format(out->arena, "%s %s", commands[i].name, commands[i].arguments), word(lang, commands[i].summary));
    buf_char(out, '\n');
    words_line(out, lang, MSG_HELP_OUTRO);
}

int command_help(Session *session) {
    const Command *command = session->argument_count ? command_find(session->arguments[0]) : NULL;
    if (session->argument_count && !command) return command_refuse(session, session->arguments[0]);
    if (command)
        help_command(&session->out, command, session->lang);
    else
        help_all(&session->out, session->lang);
    fold_lines(&session->out, 0, session->columns);
    return EXIT_DONE;
}
