// Duties as written: who must be told, by when, on which ground, with examples that are tests.
#pragma once

#include "rule/fact.h"

typedef enum Level { LEVEL_MUST, LEVEL_SHOULD, LEVEL_MAY } Level;
typedef enum Rank { RANK_DANGER, RANK_STOP, RANK_POLICE, RANK_NORMAL } Rank;
typedef enum Stage { STAGE_FIRST, STAGE_FOLLOW, STAGE_FINAL, STAGE_NOTICE, STAGE_MONTHLY, STAGE_QUARTERLY, STAGE_COUNT } Stage;

typedef enum ClockKind {
    CLOCK_AT_ONCE,
    CLOCK_PROMPTLY,
    CLOCK_WITHOUT_DELAY,
    CLOCK_HOURS,
    CLOCK_DAYS, // weeks are days
    CLOCK_MONTHS,
    CLOCK_WORKING_DAYS,
    CLOCK_BY_DATE,
    CLOCK_UNSTATED,
} ClockKind;

typedef enum Counting { COUNTING_IN_DOUBT, COUNTING_DAY_1, COUNTING_NEXT_DAY } Counting;

typedef struct ClockRule {
    ClockKind kind;
    int number;                // hours, days, months
    int guide_low, guide_high; // days; 0: none
    Counting counting;
    bool office_day; // the latest date moves to the next office day
    Day by;
    Str *start_names; // facts; the earlier of those known
    int *starts;      // linked
    uint32_t start_count;
} ClockRule;

typedef struct StageLine {
    Stage stage;
    ClockRule clock;
    Cond *when; // NULL: always
    bool otherwise;
    Tail tail;
    Place place;
} StageLine;

typedef enum TargetKind { TARGET_WINDOW, TARGET_FAMILY, TARGET_AUTHORITY } TargetKind;

typedef struct Target {
    TargetKind kind;
    Str name; // window
    Str fact_name;
    Place place;
    // Linked:
    int window;   // TARGET_WINDOW, and the family window
    int fact;     // TARGET_FAMILY, TARGET_AUTHORITY
    int *members; // TARGET_FAMILY: window per value of the fact, -1: none
} Target;

typedef struct ToLine {
    Target *targets;
    uint32_t target_count;
    Cond *when; // NULL: always
    bool otherwise;
    Tail tail;
    Place place;
} ToLine;

typedef struct FormLine {
    Str form;
    Cond *when;
    bool otherwise;
    Tail tail;
    Place place;
} FormLine;

typedef struct LabelWords {
    Str name;
    Text words;
    Place place;
    const Cond *cond; // linked: where the label stands
} LabelWords;

typedef struct Coming {
    Day from, by; // DAY_NONE: not known
    Text text;
    Place place;
} Coming;

typedef enum Status { STATUS_APPLIES, STATUS_MAY, STATUS_NOT } Status;

typedef struct Assignment { // FACT = VALUE in an example or case; the value is read against the fact later
    Str fact;
    const Line *line;
    uint32_t first_token, token_count; // of the value
    Place place;
} Assignment;

typedef struct AssignmentList {
    Assignment *items;
    size_t count, room;
} AssignmentList;

typedef enum ExpectKind {
    EXPECT_STATUS,
    EXPECT_LABELS,   // exactly these are true
    EXPECT_LABEL,    // one label has this value
    EXPECT_TO,       // exactly these recipients
    EXPECT_MAYBE_TO, // these are among the possible recipients
    EXPECT_DUE,
    EXPECT_FORM,    // the first form
    EXPECT_UNKNOWN, // these are among the deciding unknown facts
} ExpectKind;

typedef struct Expect {
    ExpectKind kind;
    Status status;
    Str *names; // labels, windows, form, facts
    uint32_t name_count;
    int label_value; // EXPECT_LABEL: a Tri
    Stage stage;
    Moment due, latest; // MOMENT_NONE: not stated. A date stands for its last second
    Place place;
} Expect;

typedef struct ExpectList {
    Expect *items;
    size_t count, room;
} ExpectList;

typedef struct Example {
    Str title;
    Day at; // DAY_NONE: the pack's day
    AssignmentList facts;
    ExpectList expects;
    Place place;
} Example;

#define LIST_OF(Name, Type)                                                                                                    \
    typedef struct Name {                                                                                                      \
        Type *items;                                                                                                           \
        size_t count, room;                                                                                                    \
    } Name

LIST_OF(ToList, ToLine);
LIST_OF(StageList, StageLine);
LIST_OF(FormList, FormLine);
LIST_OF(LabelList, LabelWords);
LIST_OF(ComingList, Coming);
LIST_OF(ExampleList, Example);

typedef struct Duty {
    Str id;
    Text title, action; // `action`: the line `do`
    Level level;
    bool level_stated;
    Rank rank;
    Day from, until, by;  // in force for this trigger moment; DAY_NONE: open; `by`: not yet, at the latest from then
    bool validity_stated; // there is a `from` line
    Str trigger_name;     // of the fact
    int trigger;          // linked
    Cond *when, *unless;  // `unless` may be NULL
    ToList to;
    StageList stages;
    FormList forms;
    LabelList labels;
    StatementList basis, notes;
    ComingList coming;
    ExampleList examples;
    Place place;
    const Line *line; // that opens the block
    // Given by the compiler:
    uint32_t status_node, in_force_node;
} Duty;

// Names, by Level, Status and Stage.
extern const char *const duty_levels[];
extern const char *const duty_statuses[];
extern const char *const duty_stages[];
