// Reads windows, sectors, guides and sources.
#include "rule/book_block.h"

// --- window --------------------------------------------------------------------------------------------------------------

static void window_for(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Window *)block)->purpose.in[LANG_JA]);
}

static void window_not(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Window *)block)->not_for.in[LANG_JA]);
}

static void window_hours(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->hours, cursor_statement(cursor));
}

static void window_phone(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->phones, cursor_statement(cursor));
}

static void window_mail(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->mails, cursor_statement(cursor));
}

static void window_url(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->urls, cursor_statement(cursor));
}

static void window_words(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->texts, cursor_statement(cursor));
}

static void window_note(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Window *)block)->notes, cursor_statement(cursor));
}

static bool read_way(Cursor *cursor, Str *out) {
    static const char *const ways[] = {"desk", "mail", "web", "phone", "paper"};
    int way;
    if (!cursor_choice(cursor, ways, 5, &way)) return false;
    *out = str_from(ways[way]);
    return true;
}

static void window_by(Cursor *cursor, void *block) {
    Window *window = block;
    cursor_names(cursor, read_way, &window->ways, &window->way_count);
}

static void window_area(Cursor *cursor, void *block) {
    cursor_value(cursor, &((Window *)block)->area);
}

static void window_good(Cursor *cursor, void *block) {
    if (cursor_need(cursor, "when")) ((Window *)block)->good = cond_read_block(cursor);
}

static void window_calendar(Cursor *cursor, void *block) {
    cursor_name(cursor, &((Window *)block)->calendar_name);
}

static void window_from(Cursor *cursor, void *block) {
    Window *window = block;
    cursor->at = 0;
    Tail tail = cursor_tail(cursor);
    if (tail.grade != GRADE_NONE || tail.source_count > 0) { // they have lines of their own
        cursor->at = 0;
        cursor_fail(cursor, MSG_RULE_TAIL_ORDER, MSG_RULE_TAIL_ORDER_ADVICE);
    }
    window->from = tail.from;
    window->until = tail.until;
    window->validity_stated = true;
}

static void window_checked(Cursor *cursor, void *block) {
    cursor_day(cursor, &((Window *)block)->checked);
}

static void window_grade(Cursor *cursor, void *block) {
    cursor_grade(cursor, &((Window *)block)->grade);
}

static void window_source(Cursor *cursor, void *block) {
    Window *window = block;
    cursor_names(cursor, cursor_name, &window->sources, &window->source_count);
}

void block_window(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"for", window_for, LINE_ONCE},           {"not", window_not, LINE_ONCE},
        {"hours", window_hours, LINE_MANY},       {"by", window_by, LINE_ONCE},
        {"phone", window_phone, LINE_MANY},       {"mail", window_mail, LINE_MANY},
        {"url", window_url, LINE_MANY},           {"text", window_words, LINE_MANY},
        {"area", window_area, LINE_ONCE},         {"good", window_good, LINE_ONCE | LINE_CHILDREN},
        {"calendar", window_calendar, LINE_ONCE}, {"from", window_from, LINE_ONCE},
        {"checked", window_checked, LINE_ONCE},   {"grade", window_grade, LINE_ONCE},
        {"source", window_source, LINE_ONCE},     {"note", window_note, LINE_MANY},
    };
    Book *book = at;
    Window window = {.from = DAY_NONE, .until = DAY_NONE, .checked = DAY_NONE, .calendar = -1};
    window.place = cursor_place(cursor);
    window.line = cursor->line;
    if (!block_head(cursor, &window.id, &window.title.in[LANG_JA]) && window.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &window, NULL);
    PUSH(book->arena, book->windows, window);
}

// --- sector --------------------------------------------------------------------------------------------------------------

static void sector_critical(Cursor *cursor, void *block) {
    Sector *sector = block;
    sector->critical = true;
    sector->critical_tail = cursor_tail(cursor);
}

static void sector_designated(Cursor *cursor, void *block) {
    Sector *sector = block;
    sector->designated = true;
    if (cursor_take(cursor, "by")) cursor_day(cursor, &sector->designated_by);
    sector->designated_tail = cursor_tail(cursor);
}

static void sector_authority(Cursor *cursor, void *block) {
    Authority authority = {.window = -1, .place = cursor_place(cursor)};
    if (!cursor_name(cursor, &authority.window_name)) return;
    authority.tail = cursor_tail(cursor);
    PUSH(cursor->arena, ((Sector *)block)->authorities, authority);
}

static void sector_body(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Sector *)block)->bodies, cursor_statement(cursor));
}

static void sector_note(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Sector *)block)->notes, cursor_statement(cursor));
}

void block_sector(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"critical", sector_critical, LINE_ONCE},   {"designated", sector_designated, LINE_ONCE},
        {"authority", sector_authority, LINE_MANY}, {"body", sector_body, LINE_MANY},
        {"note", sector_note, LINE_MANY},
    };
    Book *book = at;
    Sector sector = {.designated_by = DAY_NONE, .place = cursor_place(cursor)};
    sector.critical_tail = sector.designated_tail = (Tail){.from = DAY_NONE, .until = DAY_NONE};
    if (!block_head(cursor, &sector.name, &sector.title.in[LANG_JA]) && sector.name.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &sector, NULL);
    PUSH(book->arena, book->sectors, sector);
}

// --- guide ---------------------------------------------------------------------------------------------------------------

static void guide_rank(Cursor *cursor, void *block) {
    static const char *const words[] = {"danger", "stop", "normal"};
    static const Rank ranks[] = {RANK_DANGER, RANK_STOP, RANK_NORMAL};
    int rank;
    if (cursor_choice(cursor, words, 3, &rank)) ((Guide *)block)->rank = ranks[rank];
}

static void guide_when(Cursor *cursor, void *block) {
    ((Guide *)block)->when = cond_read_block(cursor);
}

static GuideStep read_step(Cursor *cursor) {
    GuideStep step = {.place = cursor_place(cursor)};
    cursor_string(cursor, &step.words.in[LANG_JA]);
    step.tail = cursor_tail(cursor);
    return step;
}

static void guide_step(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Guide *)block)->steps, read_step(cursor));
}

static void guide_avoid(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Guide *)block)->avoid, read_step(cursor));
}

static void guide_grade(Cursor *cursor, void *block) {
    cursor_grade(cursor, &((Guide *)block)->grade);
}

static void guide_source(Cursor *cursor, void *block) {
    Guide *guide = block;
    cursor_names(cursor, cursor_name, &guide->sources, &guide->source_count);
}

void block_guide(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"rank", guide_rank, LINE_ONCE},   {"when", guide_when, LINE_ONCE | LINE_CHILDREN},
        {"step", guide_step, LINE_MANY},   {"avoid", guide_avoid, LINE_MANY},
        {"grade", guide_grade, LINE_ONCE}, {"source", guide_source, LINE_ONCE},
    };
    Book *book = at;
    size_t errors = cursor->diags->errors;
    Guide guide = {.rank = RANK_NORMAL, .place = cursor_place(cursor), .line = cursor->line};
    if (!block_head(cursor, &guide.id, &guide.title.in[LANG_JA]) && guide.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &guide, NULL);
    if (!guide.when && cursor->diags->errors == errors) cursor_fail(cursor, MSG_RULE_NO_WHEN, MSG_RULE_NO_WHEN_ADVICE);
    PUSH(book->arena, book->guides, guide);
}

// --- source --------------------------------------------------------------------------------------------------------------

static void source_issuer(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Source *)block)->issuer);
}

static void source_date(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Source *)block)->date);
}

static void source_url(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Source *)block)->url);
}

static void source_grade(Cursor *cursor, void *block) {
    cursor_grade(cursor, &((Source *)block)->grade);
}

void block_source(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {{"issuer", source_issuer, LINE_ONCE},
                                       {"date", source_date, LINE_ONCE},
                                       {"url", source_url, LINE_ONCE},
                                       {"grade", source_grade, LINE_ONCE}};
    Book *book = at;
    Source source = {.place = cursor_place(cursor)};
    if (!block_head(cursor, &source.id, &source.title) && source.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &source, NULL);
    PUSH(book->arena, book->sources, source);
}
