// Reads worked cases, and what cases and examples share: assignments and expectations.
#include "rule/book_block.h"
#include "rule/value.h"

static bool at_mark(const Line *line, uint32_t at, const char *mark) {
    return line->tokens[at].kind == TOKEN_MARK && str_is(line->tokens[at].text, mark);
}

void block_assignments(Cursor *cursor, AssignmentList *list) {
    const Line *line = cursor->line;
    do {
        Assignment assignment = {.line = line, .place = cursor_place(cursor)};
        if (!cursor_name(cursor, &assignment.fact) || !cursor_need(cursor, "=")) return;
        assignment.first_token = cursor->at;
        while (!cursor_done(cursor) && !at_mark(line, cursor->at, ",")) cursor->at++;
        assignment.token_count = cursor->at - assignment.first_token;
        if (assignment.token_count == 0) {
            cursor_fail(cursor, MSG_RULE_NEED_VALUE, MSG_RULE_NEED_VALUE_ADVICE);
            return;
        }
        PUSH(cursor->arena, *list, assignment);
    } while (cursor_take(cursor, ","));
}

// --- expectations --------------------------------------------------------------------------------------------------------

// Names with "," or "and" between them; `none` alone: no name.
static bool read_expected_names(Cursor *cursor, Expect *expect) {
    NameList names = {0};
    if (cursor_take(cursor, "none")) return true;
    do {
        Str name;
        if (!cursor_name(cursor, &name)) return false;
        PUSH(cursor->arena, names, name);
    } while (cursor_take(cursor, ",") || cursor_take(cursor, "and"));
    expect->names = names.items;
    expect->name_count = (uint32_t)names.count;
    return true;
}

static bool read_moment(Cursor *cursor, Moment *out) {
    Day day;
    if (!cursor_sees_kind(cursor, TOKEN_TIME)) {
        if (!cursor_day(cursor, &day)) return false;
        *out = day_last_second(day);
        return true;
    }
    Str minute = cursor->line->tokens[cursor->at++].text;
    return moment_parse(str_join(cursor->arena, minute, STR(":00+09:00")), out);
}

static bool expect_label(Cursor *cursor, Expect *expect) {
    static const char *const words[] = {"true", "false", "unknown"};
    static const Tri values[] = {TRI_TRUE, TRI_FALSE, TRI_UNKNOWN};
    int value;
    expect->names = NEW(cursor->arena, Str);
    expect->name_count = 1;
    if (!cursor_name(cursor, expect->names) || !cursor_choice(cursor, words, 3, &value)) return false;
    expect->label_value = values[value];
    return true;
}

static bool expect_due(Cursor *cursor, Expect *expect) {
    if (!block_stage(cursor, &expect->stage) || !cursor_need(cursor, "due") || !read_moment(cursor, &expect->due)) return false;
    return !cursor_take(cursor, "latest") || read_moment(cursor, &expect->latest);
}

static bool take_status(Cursor *cursor, Status *out) {
    static const struct {
        const char *word;
        Status status;
    } words[] = {{"applies", STATUS_APPLIES}, {"may", STATUS_MAY}, {"not", STATUS_NOT}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (cursor_take(cursor, words[i].word)) {
            *out = words[i].status;
            return true;
        }
    }
    return false;
}

static bool read_expect(Cursor *cursor, Expect *expect) {
    static const struct {
        const char *word;
        ExpectKind kind;
    } lists[] = {{"labels", EXPECT_LABELS}, {"to", EXPECT_TO}, {"form", EXPECT_FORM}, {"unknown", EXPECT_UNKNOWN}};
    if (take_status(cursor, &expect->status)) return true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (cursor_take(cursor, lists[i].word)) {
            expect->kind = lists[i].kind;
            return read_expected_names(cursor, expect);
        }
    }
    if (cursor_take(cursor, "maybe")) {
        expect->kind = EXPECT_MAYBE_TO;
        return cursor_need(cursor, "to") && read_expected_names(cursor, expect);
    }
    if (cursor_take(cursor, "label")) {
        expect->kind = EXPECT_LABEL;
        return expect_label(cursor, expect);
    }
    expect->kind = EXPECT_DUE;
    return expect_due(cursor, expect);
}

void block_expect(Cursor *cursor, ExpectList *list) {
    Expect expect = {.kind = EXPECT_STATUS, .due = MOMENT_NONE, .latest = MOMENT_NONE, .place = cursor_place(cursor)};
    if (cursor_done(cursor) || cursor_sees_kind(cursor, TOKEN_STRING)) {
        cursor_fail(cursor, MSG_RULE_NEED_EXPECT, MSG_RULE_NEED_EXPECT_ADVICE);
        return;
    }
    if (read_expect(cursor, &expect)) PUSH(cursor->arena, *list, expect);
}

// --- case ----------------------------------------------------------------------------------------------------------------

static void case_because(Cursor *cursor, void *block) {
    ((CaseExpect *)block)->because = cursor_statement(cursor);
}

static void case_expected(Cursor *cursor, void *block) {
    cursor->at = 0;
    block_expect(cursor, &((CaseExpect *)block)->expects);
}

static void case_at(Cursor *cursor, void *block) {
    cursor_day(cursor, &((Case *)block)->at);
}

static void case_story(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Case *)block)->story.in[LANG_JA]);
}

static void case_demo(Cursor *cursor, void *block) {
    cursor_small(cursor, &((Case *)block)->demo);
}

static void case_source(Cursor *cursor, void *block) {
    Case *scene = block;
    cursor_names(cursor, cursor_name, &scene->sources, &scene->source_count);
}

static void case_assignments(Cursor *cursor, void *block) {
    block_assignments(cursor, &((Case *)block)->facts);
}

static void case_facts(Cursor *cursor, void *block) {
    cursor_children(cursor, NULL, 0, block, case_assignments);
}

static void case_expect(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {
        {"because", case_because, LINE_ONCE},  {"labels", case_expected, LINE_ONCE},    {"label", case_expected, LINE_MANY},
        {"to", case_expected, LINE_ONCE},      {"maybe", case_expected, LINE_ONCE},     {"first", case_expected, LINE_ONCE},
        {"follow", case_expected, LINE_ONCE},  {"final", case_expected, LINE_ONCE},     {"notice", case_expected, LINE_ONCE},
        {"monthly", case_expected, LINE_ONCE}, {"quarterly", case_expected, LINE_ONCE}, {"form", case_expected, LINE_ONCE},
        {"unknown", case_expected, LINE_MANY},
    };
    Case *scene = block;
    CaseExpect expected = {.duty = -1, .place = cursor_place(cursor)};
    Expect status = {.kind = EXPECT_STATUS, .due = MOMENT_NONE, .latest = MOMENT_NONE};
    if (!cursor_name(cursor, &expected.duty_name)) return;
    status.place = cursor_place(cursor);
    if (!take_status(cursor, &status.status)) cursor_fail(cursor, MSG_RULE_NEED_STATUS, MSG_RULE_NEED_STATUS_ADVICE);
    PUSH(cursor->arena, expected.expects, status);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &expected, NULL);
    PUSH(cursor->arena, scene->expects, expected);
}

void block_case(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"at", case_at, LINE_ONCE},
        {"story", case_story, LINE_ONCE},
        {"demo", case_demo, LINE_ONCE},
        {"source", case_source, LINE_ONCE},
        {"facts", case_facts, LINE_ONCE | LINE_CHILDREN},
        {"expect", case_expect, LINE_CHILDREN},
    };
    Book *book = at;
    Case scene = {.at = DAY_NONE, .place = cursor_place(cursor), .line = cursor->line};
    if (!block_head(cursor, &scene.id, &scene.title.in[LANG_JA]) && scene.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &scene, NULL);
    PUSH(book->arena, book->cases, scene);
}
