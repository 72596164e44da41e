// The manual page in mdoc, from the same table and words as the help.
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"

// Text for roff: a backslash is doubled, a line that begins with a control character is shielded, a sentence begins a line.
static void put_roff(Buf *out, Str text) {
    bool line_start = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (line_start && (c == '.' || c == '\'')) buf_puts(out, "\\&");
        if (c == '\\')
            buf_puts(out, "\\e");
        else if (c == '-')
            buf_puts(out, "\\-");
        else
            buf_char(out, c);
        line_start = c == '\n';
        if (c == '.' && i + 1 < text.len && text.ptr[i + 1] == ' ') {
            buf_char(out, '\n');
            line_start = true;
            i++;
        }
    }
}

static void put_paragraph(Buf *out, Lang lang, Msg msg) {
    put_roff(out, word(lang, msg));
    buf_char(out, '\n');
}

static void put_option(Buf *out, Option option, Lang lang) {
    const OptionRow *row = &option_rows[option];
    buf_puts(out, ".It Fl Fl ");
    buf_puts(out, row->name + 2);
    if (row->value) buf_format(out, " Ar %s", row->value);
    buf_char(out, '\n');
    put_paragraph(out, lang, row->help);
}

static void put_command(Buf *out, const Command *command, Lang lang) {
    buf_format(out, ".Ss todoke %s", command->name);
    if (*command->arguments) buf_format(out, " %s", command->arguments);
    buf_char(out, '\n');
    put_paragraph(out, lang, command->summary);
    buf_puts(out, ".Pp\n");
    put_paragraph(out, lang, command->details);
    buf_puts(out, ".Bl -tag -width Ds\n");
    for (Option option = 0; option < OPTION_COUNT; option++)
        if (command->options >> option & 1) put_option(out, option, lang);
    buf_puts(out, ".El\n.Bd -literal\n");
    put_paragraph(out, lang, command->examples);
    buf_puts(out, ".Ed\n");
}

int command_manual(Session *session) {
    Buf *out = &session->out;
    buf_puts(out, ".Dd November 21, 2026\n.Dt TODOKE 1\n.Os\n.Sh NAME\n.Nm todoke\n.Nd ");
    put_paragraph(out, session->lang, MSG_MANUAL_WHAT);
    buf_puts(out, ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Op Ar file\n.Sh DESCRIPTION\n");
    put_paragraph(out, session->lang, MSG_MANUAL_ABOUT);
    for (size_t i = 0; i < command_count; i++) put_command(out, &commands[i], session->lang);
    buf_puts(out, ".Sh ENVIRONMENT\n.Bl -tag -width NO_COLOR\n.It Ev NO_COLOR\n");
    put_paragraph(out, session->lang, MSG_MANUAL_NO_COLOR);
    buf_puts(out, ".It Ev COLUMNS\n");
    put_paragraph(out, session->lang, MSG_MANUAL_COLUMNS);
    buf_puts(out, ".It Ev LC_ALL , LC_MESSAGES , LANG\n");
    put_paragraph(out, session->lang, MSG_MANUAL_LOCALE);
    buf_puts(out, ".El\n.Sh EXIT STATUS\n");
    put_paragraph(out, session->lang, MSG_MANUAL_EXIT);
    return EXIT_DONE;
}
