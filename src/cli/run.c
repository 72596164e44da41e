// Reads the arguments against the table of commands, prepares the session, runs the command, writes its answer.
#include "cli/run.h"
#include "base/terminal.h"
#include "cli/fold.h"
#include "cli/help.h"
#include "cli/session.h"
#include <limits.h>
#include <stdlib.h>

enum {
    OUT_BYTES = 256 << 20,
    STANDARD_OUTPUT = 1,
    STANDARD_ERROR = 2,
    COLUMNS_USUAL = 80,
    COLUMNS_READABLE = 100, // a wider screen is not filled: the eye would lose the line
};

const Command *command_find(const char *name) {
    for (size_t i = 0; i < command_count; i++)
        if (str_is(str_from(commands[i].name), name)) return &commands[i];
    return NULL;
}

int command_refuse(Session *session, const char *name) {
    Str *names = NEW_ARRAY(session->arena, Str, command_count);
    for (size_t i = 0; i < command_count; i++) names[i] = str_from(commands[i].name);
    int near = str_nearest(str_from(name), names, command_count);
    session_say(session, near < 0 ? MSG_CLI_NO_COMMAND : MSG_CLI_NO_COMMAND_NEAR, str_from(name),
                near < 0 ? STR_NONE : names[near]);
    return EXIT_BAD;
}

// Japanese unless the environment clearly says English.
static Lang environment_lang(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        Str value = str_from(getenv(names[i]));
        if (value.len) return str_starts(value, STR("en")) ? LANG_EN : LANG_JA;
    }
    return LANG_JA;
}

static int option_find(Str name) {
    for (int i = 0; i < OPTION_COUNT; i++)
        if (str_is(name, option_rows[i].name)) return i;
    return str_is(name, "-h") ? OPTION_HELP : str_is(name, "-o") ? OPTION_OUTPUT : -1;
}

// What was meant is an option of this command that begins like this, or else the nearest one.
static bool refuse_option(Session *session, Str name) {
    Str names[OPTION_COUNT];
    int count = 0, near = -1;
    for (Option option = 0; option < OPTION_COUNT; option++) {
        if (option != OPTION_HELP && !(session->command->options >> option & 1)) continue;
        names[count] = str_from(option_rows[option].name);
        if (near < 0 && name.len > strlen("--") && str_starts(names[count], name)) near = count;
        count++;
    }
    if (near < 0) near = str_nearest(name, names, (size_t)count);
    session_say(session, near < 0 ? MSG_CLI_NO_OPTION : MSG_CLI_NO_OPTION_NEAR, name, near < 0 ? STR_NONE : names[near]);
    return false;
}

static bool read_option(Session *session, const char *const *argv, int argc, int *at, Given *given) {
    Str name = str_from(argv[*at]), value = STR_NONE;
    bool attached = str_cut(name, '=', &name, &value);
    int option = option_find(name);
    bool known = option >= 0 && (option == OPTION_HELP || session->command->options >> option & 1);
    if (!known) return refuse_option(session, name);
    if (!option_rows[option].value && attached) {
        session_say(session, MSG_CLI_NO_VALUE_TAKEN, name, STR_NONE);
        return false;
    }
    if (option_rows[option].value && !attached && *at + 1 >= argc) {
        session_say(session, MSG_CLI_VALUE_MISSING, name, str_from(option_rows[option].value));
        return false;
    }
    session->values[option] = !option_rows[option].value ? option_rows[option].name : attached ? value.ptr : argv[++*at];
    given[session->given_count++] = (Given){(Option)option, session->values[option]};
    return true;
}

// Sorts argv[2..] into options and arguments.
static bool read_arguments(Session *session, int argc, const char *const *argv) {
    const char **arguments = NEW_ARRAY(session->arena, const char *, (size_t)argc);
    Given *given = NEW_ARRAY(session->arena, Given, (size_t)argc);
    bool only_arguments = false;
    session->arguments = arguments;
    session->given = given;
    for (int i = 2; i < argc; i++) {
        bool option = !only_arguments && argv[i][0] == '-' && argv[i][1];
        if (option && str_is(str_from(argv[i]), "--"))
            only_arguments = true;
        else if (!option)
            arguments[session->argument_count++] = argv[i];
        else if (!read_option(session, argv, argc, &i, given))
            return false;
    }
    return true;
}

static bool read_lang(Session *session) {
    const char *code = session->values[OPTION_LANG];
    if (!code || lang_from(str_from(code), &session->lang)) return true;
    session_say(session, MSG_CLI_NO_LANG, str_from(code), STR_NONE);
    return false;
}

// A whole moment, or a day: then its last second, so that everything of that day has happened.
static bool read_at(Session *session, Clock clock) {
    const char *text = session->values[OPTION_AT];
    Day day;
    if (!text)
        session->at = clock.now(clock.at);
    else if (day_parse(str_from(text), &day))
        session->at = day_last_second(day);
    else if (!moment_parse(str_from(text), &session->at)) {
        session_say(session, MSG_CLI_NO_TIME, str_from(text), STR_NONE);
        return false;
    }
    return true;
}

// What is wrong with the arguments is said in the language asked for, wherever that stands among them.
static void guess_lang(Session *session, int argc, const char *const *argv) {
    for (int i = 2; i < argc; i++) {
        Str name, code;
        if (!str_cut(str_from(argv[i]), '=', &name, &code)) code = str_from(i + 1 < argc ? argv[i + 1] : NULL);
        if (str_is(name, option_rows[OPTION_LANG].name)) (void)lang_from(code, &session->lang);
    }
}

static int run_command(Session *session, int argc, const char *const *argv) {
    guess_lang(session, argc, argv);
    bool read = read_arguments(session, argc, argv) && read_lang(session) && read_at(session, clock_system());
    if (!read) return EXIT_BAD;
    const Command *command = session->command;
    if (session_has(session, OPTION_HELP)) {
        help_command(&session->out, command, session->lang);
        fold_lines(&session->out, 0, session->columns);
        return session_flush(session) ? EXIT_DONE : EXIT_BAD;
    }
    bool too_many = command->most >= 0 && session->argument_count > command->most;
    if (session->argument_count < command->least || too_many) {
        session_say(session, too_many ? MSG_CLI_TOO_MANY : MSG_CLI_TOO_FEW, str_from(command->name),
                    str_from(command->arguments));
        return EXIT_BAD;
    }
    int status = command->run(session);
    return session_flush(session) ? status : EXIT_BAD;
}

// COLUMNS if it is set, otherwise what the screen says; 0: there is no screen.
static int read_columns(int descriptor, int *rows) {
    int64_t stated;
    int columns;
    bool screen = terminal_screen(descriptor, &columns, rows);
    if (str_int(str_from(getenv("COLUMNS")), &stated) && stated > 0 && stated < INT_MAX) return (int)stated;
    return !screen ? 0 : columns > COLUMNS_READABLE ? COLUMNS_READABLE : columns;
}

static void measure_screen(Session *session) {
    int talk_rows = 0;
    int columns = read_columns(STANDARD_OUTPUT, &session->rows);
    session->columns = columns ? columns : COLUMNS_USUAL;
    session->talk_columns = read_columns(STANDARD_ERROR, &talk_rows);
}

int cli_run(int argc, const char *const *argv) {
    Arena arena = arena_make(NULL, NULL);
    Session session = {.arena = &arena, .lang = environment_lang()};
    const char *no_color = getenv("NO_COLOR");
    session.color = terminal_is_there(STANDARD_OUTPUT) && !(no_color && *no_color);
    measure_screen(&session);
    session.out = buf_make(&arena, OUT_BYTES);
    int status = EXIT_BAD;
    bool asks_help = argc < 2 || str_is(str_from(argv[1]), "--help") || str_is(str_from(argv[1]), "-h");
    session.command = asks_help ? command_find("help") : command_find(argv[1]);
    if (session.command)
        status = run_command(&session, asks_help ? 1 : argc, argv);
    else
        status = command_refuse(&session, argv[1]);
    arena_free(&arena);
    return status;
}
