// Commands and their options, declared in one table (commands.c): help, man pages and shell completion are made from it, and
// an option that a command does not declare does not exist for it.
#pragma once

#include "base/buf.h"
#include "base/now.h"
#include "base/words.h"
#include "pack/pack.h"

typedef enum Option {
    OPTION_PACK,
    OPTION_LANG,
    OPTION_JSON,
    OPTION_AT,
    OPTION_ALL,
    OPTION_EACH,
    OPTION_CASES,
    OPTION_KIND,
    OPTION_PREFECTURE,
    OPTION_WHO,
    OPTION_CHECK,
    OPTION_OUTPUT,
    OPTION_FORM,
    OPTION_AS,
    OPTION_STAGE,
    OPTION_SINCE,
    OPTION_TO,
    OPTION_RECEIPT,
    OPTION_PREVIOUS_RECEIPT,
    OPTION_PREVIOUS_AT,
    OPTION_BLANK,
    OPTION_TRUST,
    OPTION_WITNESS,
    OPTION_STATE,
    OPTION_FIRST,
    OPTION_FROM,
    OPTION_NAME,
    OPTION_DATA,
    OPTION_CONFIG,
    OPTION_PUBLIC,
    OPTION_DESK,
    OPTION_NARRATIVE,
    OPTION_WINDOW,
    OPTION_ATTACH,
    OPTION_CALL_ME,
    OPTION_KEYS,
    OPTION_HAND_IN,
    OPTION_DEMONSTRATION,
    OPTION_ROOT,
    OPTION_ROOT_PASSPHRASE,
    OPTION_SHARES,
    OPTION_KEEPER_PASSPHRASE,
    OPTION_PASSPHRASE,
    OPTION_OFFICER,
    OPTION_WITH,
    OPTION_DAYS,
    OPTION_DAILY,
    OPTION_OFFICER_KEY,
    OPTION_SECOND,
    OPTION_PURPOSE,
    OPTION_VIEWING_KEY,
    OPTION_HELP,
    OPTION_COUNT,
} Option;

typedef struct OptionRow {
    const char *name;  // "--pack"
    const char *value; // what it takes, as shown: "DIR"; NULL: a switch
    Msg help;
} OptionRow;

typedef struct Session Session;

typedef struct Command {
    const char *name;
    int (*run)(Session *session); // exit status: 0 done, 1 no (a check failed), 2 bad input or the world failed
    const char *arguments;        // as shown: "FILE"
    int least, most;              // number of arguments
    uint64_t options;             // bits of Option
    Msg summary, details, examples;
} Command;

extern const OptionRow option_rows[OPTION_COUNT];
extern const Command commands[];
extern const size_t command_count;

const Command *command_find(const char *name);          // NULL: there is none
int command_refuse(Session *session, const char *name); // says so, and which one may be meant; gives the exit status

// One option as it was given.
typedef struct Given {
    Option option;
    const char *value;
} Given;

// What a command runs with: its arena, its options, where its words go.
struct Session {
    Arena *arena;
    const Command *command;
    const char *values[OPTION_COUNT]; // NULL: not given; a switch: its own name; given more than once: the last one
    const Given *given;               // all, in order
    size_t given_count;
    const char *const *arguments;
    int argument_count;
    Lang lang;
    bool color;       // on standard output
    int columns;      // of standard output, for what people read
    int rows;         // of its screen; 0: it is none
    int talk_columns; // of standard error; 0: it is no screen, one line stays one line
    Moment at;        // --at, or now
    Buf out;          // standard output, written when the command ends, or by session_flush
};
