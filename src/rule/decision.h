// The answer for one incident: every duty with its status, recipients, deadlines, forms and reasons, most urgent first.
#pragma once

#include "rule/program.h"

typedef struct StageResult {
    Stage stage;
    const StageLine *line; // the line that gave it
    bool certain;          // the line holds, and no earlier one is open
    Moment due, latest;    // MOMENT_NONE: not known, or none
} StageResult;

typedef struct DutyResult {
    uint32_t duty; // index in the book
    Status status;
    int *windows; // recipients, in order
    uint32_t window_count;
    int *possible; // further possible ones
    uint32_t possible_count;
    StageResult *stages;
    uint32_t stage_count;
    const FormLine **forms;
    uint32_t form_count;
    const LabelWords **labels; // true ones
    uint32_t label_count;
    int *unknown; // facts that decide and are not known, most decisive first
    uint32_t unknown_count;
    const Coming *coming; // NULL: nothing; a duty not yet in force has its own
    Coming not_yet;
    bool trigger_assumed; // the trigger moment is missing: judged at the moment asked for
} DutyResult;

typedef struct GuideResult {
    uint32_t guide; // index in the book
    bool certain;   // false: its condition is still open
} GuideResult;

// One incident under one program at one moment: what every step of deciding reads.
typedef struct Question {
    const Book *book;
    const Program *program;
    const Incident *incident;
    Moment at;
    const uint8_t *tri; // result of program_run
} Question;

typedef struct Decision {
    Question question;
    GuideResult *guides; // most urgent first
    uint32_t guide_count;
    DutyResult *duties; // all, most urgent first; those that do not apply last
    uint32_t duty_count;
    int *ask;                        // facts still to ask, most decisive first
    uint32_t ask_count, ask_fitting; // how many, and how many of them come before those that can wait (ask_is_late)
} Decision;

Decision decision_make(Arena *arena, const Book *book, const Program *program, const Incident *incident, Moment at);
// The trigger moment of a duty, or the moment asked for while it is missing (`assumed`).
Moment question_trigger(const Question *question, const Duty *duty, bool *assumed);
const DutyResult *decision_find(const Decision *decision, Str duty_id); // NULL: no such duty
