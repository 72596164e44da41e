// Shell completion from the table of commands: names of commands, then the options each of them knows.
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"

static void put_options(Buf *out, const Command *command, const char *before) {
    for (Option option = 0; option < OPTION_COUNT; option++)
        if (option == OPTION_HELP || command->options >> option & 1) buf_format(out, "%s%s", before, option_rows[option].name);
}

static void put_commands(Buf *out) {
    for (size_t i = 0; i < command_count; i++) buf_format(out, " %s", commands[i].name);
}

static void bash(Buf *out) {
    buf_puts(out, "_todoke() {\n    local words\n");
    buf_puts(out, "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"");
    put_commands(out);
    buf_puts(out, "\"\n    else\n        case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        buf_format(out, "        %s) words=\"", commands[i].name);
        put_options(out, &commands[i], " ");
        buf_puts(out, "\" ;;\n");
    }
    buf_puts(out, "        esac\n    fi\n"
                  "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
                  "}\ncomplete -o default -F _todoke todoke\n");
}

static void zsh(Buf *out) {
    buf_puts(out, "#compdef todoke\n_todoke() {\n    if (( CURRENT == 2 )); then\n        compadd --");
    put_commands(out);
    buf_puts(out, "\n        return\n");
    buf_puts(out, "    fi\n    case \"$words[2]\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        buf_format(out, "    %s) compadd --", commands[i].name);
        put_options(out, &commands[i], " ");
        buf_puts(out, " ;;\n");
    }
    buf_puts(out, "    esac\n    _files\n}\ncompdef _todoke todoke\n");
}

static void fish(Buf *out) {
    for (size_t i = 0; i < command_count; i++) {
        buf_format(out, "complete -c todoke -n __fish_use_subcommand -a %s\n", commands[i].name);
        for (Option option = 0; option < OPTION_COUNT; option++)
            if (option == OPTION_HELP || commands[i].options >> option & 1)
                buf_format(out, "complete -c todoke -n '__fish_seen_subcommand_from %s' -l %s%s\n", commands[i].name,
                           option_rows[option].name + 2, option_rows[option].value ? " -r" : "");
    }
}

int command_completion(Session *session) {
    static const struct {
        const char *shell;
        void (*print)(Buf *);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < 3; i++) {
        if (!str_is(str_from(session->arguments[0]), shells[i].shell)) continue;
        shells[i].print(&session->out);
        return EXIT_DONE;
    }
    session_say(session, MSG_COMPLETION_NO_SHELL, str_from(session->arguments[0]), (Str){0});
    return EXIT_BAD;
}
