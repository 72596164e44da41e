// Shell completion from the table of commands: names of commands, the options each of them knows, and the values of an option
// where there are only certain ones.
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

// The forms of the pack that is built in, each id once: they stand in the order of their ids.
static Str form_ids(Session *session, const FormBook *forms) {
    Buf ids = buf_make(session->arena, 64 << 10);
    for (size_t i = 0; i < forms->count; i++) {
        if (i > 0 && str_eq(forms->items[i].id, forms->items[i - 1].id)) continue;
        if (ids.len > 0) buf_char(&ids, ' ');
        buf_put(&ids, forms->items[i].id);
    }
    return buf_str(&ids);
}

// "pdf xlsx html" where the table says pdf|xlsx|html; empty: anything. What is in capitals is no word to type.
static Str option_words(Session *session, Option option, Str forms) {
    Str value = str_from(option_rows[option].value);
    if (option == OPTION_FORM) return forms;
    if (!value.len || !memchr(value.ptr, '|', value.len) || (value.ptr[0] >= 'A' && value.ptr[0] <= 'Z')) return STR_NONE;
    Buf words = buf_make(session->arena, 1024);
    for (size_t i = 0; i < value.len; i++) buf_char(&words, value.ptr[i] == '|' ? ' ' : value.ptr[i]);
    return buf_str(&words);
}

static void bash_values(Session *session, Str forms) {
    Buf *out = &session->out;
    buf_puts(out, "    case \"${COMP_WORDS[COMP_CWORD-1]}\" in\n");
    for (Option option = 0; option < OPTION_COUNT; option++) {
        Str words = option_words(session, option, forms);
        if (!option_rows[option].value) continue;
        buf_format(out, "    %s%s) words=\"%.*s\" ;;\n", option_rows[option].name, option == OPTION_OUTPUT ? "|-o" : "",
                   STR_ARG(words));
    }
    buf_puts(out, "    esac\n");
}

static void bash(Session *session, Str forms) {
    Buf *out = &session->out;
    buf_puts(out, "_todoke() {\n    local words\n");
    buf_puts(out, "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words=\"");
    put_commands(out);
    buf_puts(out, "\"\n    else\n        case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        buf_format(out, "        %s) words=\"", commands[i].name);
        put_options(out, &commands[i], " ");
        buf_puts(out, "\" ;;\n");
    }
    buf_puts(out, "        esac\n    fi\n");
    bash_values(session, forms);
    buf_puts(out, "    COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
                  "}\ncomplete -o default -F _todoke todoke\n");
}

static void zsh(Session *session, Str forms) {
    Buf *out = &session->out;
    buf_puts(out, "#compdef todoke\n_todoke() {\n    if (( CURRENT == 2 )); then\n        compadd --");
    put_commands(out);
    buf_puts(out, "\n        return\n    fi\n");
    buf_puts(out, "    case \"$words[CURRENT-1]\" in\n");
    for (Option option = 0; option < OPTION_COUNT; option++) {
        Str words = option_words(session, option, forms);
        if (words.len)
            buf_format(out, "    %s) compadd -- %.*s; return ;;\n", option_rows[option].name, STR_ARG(words));
        else if (option_rows[option].value)
            buf_format(out, "    %s) _files; return ;;\n", option_rows[option].name);
    }
    buf_puts(out, "    esac\n    case \"$words[2]\" in\n");
    for (size_t i = 0; i < command_count; i++) {
        buf_format(out, "    %s) compadd --", commands[i].name);
        put_options(out, &commands[i], " ");
        buf_puts(out, " ;;\n");
    }
    buf_puts(out, "    esac\n    _files\n}\ncompdef _todoke todoke\n");
}

static void fish_option(Session *session, const Command *command, Option option, Str forms) {
    Str words = option_words(session, option, forms);
    buf_format(&session->out, "complete -c todoke -n '__fish_seen_subcommand_from %s' -l %s%s", command->name,
               option_rows[option].name + 2, option_rows[option].value ? " -r" : "");
    if (words.len) buf_format(&session->out, " -f -a '%.*s'", STR_ARG(words));
    buf_char(&session->out, '\n');
}

static void fish(Session *session, Str forms) {
    for (size_t i = 0; i < command_count; i++) {
        buf_format(&session->out, "complete -c todoke -n __fish_use_subcommand -a %s\n", commands[i].name);
        for (Option option = 0; option < OPTION_COUNT; option++)
            if (option == OPTION_HELP || commands[i].options >> option & 1) fish_option(session, &commands[i], option, forms);
    }
}

int command_completion(Session *session) {
    static const struct {
        const char *shell;
        void (*print)(Session *, Str);
    } shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < 3; i++) {
        if (!str_is(str_from(session->arguments[0]), shells[i].shell)) continue;
        const Pack *pack = session_pack(session);
        if (!pack) return EXIT_BAD;
        shells[i].print(session, form_ids(session, &pack->forms));
        return EXIT_DONE;
    }
    session_say(session, MSG_COMPLETION_NO_SHELL, str_from(session->arguments[0]), STR_NONE);
    return EXIT_BAD;
}
