// Prints a decision as JSON. Names of members are a contract: others read them.
#include "rule/decision_json.h"
#include "base/words.h"
#include "rule/explain.h"
#include "rule/phrase.h"

typedef struct Printer {
    Buf *out;
    const Decision *decision;
    const Book *book;
    Lang lang;
} Printer;

static const char *const clock_names[] = {[CLOCK_AT_ONCE] = "at_once",
                                          [CLOCK_PROMPTLY] = "promptly",
                                          [CLOCK_WITHOUT_DELAY] = "without_delay",
                                          [CLOCK_HOURS] = "hours",
                                          [CLOCK_DAYS] = "days",
                                          [CLOCK_MONTHS] = "months",
                                          [CLOCK_WORKING_DAYS] = "working_days",
                                          [CLOCK_BY_DATE] = "by_date",
                                          [CLOCK_UNSTATED] = "unstated"};

static void name(const Printer *printer, const char *member) {
    buf_format(printer->out, ",\"%s\":", member);
}

static void moment(const Printer *printer, Moment moment_or_none) {
    if (moment_or_none == MOMENT_NONE) {
        buf_puts(printer->out, "null");
        return;
    }
    buf_char(printer->out, '"');
    buf_moment(printer->out, moment_or_none);
    buf_char(printer->out, '"');
}

static void day(const Printer *printer, Day day_or_none) {
    if (day_or_none == DAY_NONE) {
        buf_puts(printer->out, "null");
        return;
    }
    buf_char(printer->out, '"');
    buf_day(printer->out, day_or_none);
    buf_char(printer->out, '"');
}

static void comma(const Printer *printer, uint32_t index) {
    if (index) buf_char(printer->out, ',');
}

static void windows(const Printer *printer, const char *member, const int *list, uint32_t count) {
    name(printer, member);
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < count; i++) {
        comma(printer, i);
        buf_json(printer->out, printer->book->windows.items[list[i]].id);
    }
    buf_char(printer->out, ']');
}

static void facts(const Printer *printer, const char *member, const int *list, uint32_t count) {
    name(printer, member);
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < count; i++) {
        comma(printer, i);
        buf_json(printer->out, printer->book->facts.items[list[i]].name);
    }
    buf_char(printer->out, ']');
}

static void stage(const Printer *printer, const StageResult *result) {
    const ClockRule *clock = &result->line->clock;
    buf_format(printer->out, "{\"stage\":\"%s\",\"kind\":\"%s\",\"due\":", duty_stages[result->stage],
               clock_names[clock->kind]);
    moment(printer, result->due);
    name(printer, "latest");
    moment(printer, result->latest);
    name(printer, "certain");
    buf_puts(printer->out, result->certain ? "true" : "false");
    name(printer, "text");
    Buf words = buf_make(printer->out->arena, 4096);
    phrase_clock(&words, printer->book, clock, printer->lang);
    buf_json(printer->out, buf_str(&words));
    if (result->line->tail.grade != GRADE_NONE)
        buf_format(printer->out, ",\"grade\":\"%c\"", grade_letter(result->line->tail.grade));
    buf_char(printer->out, '}');
}

static void sources(const Printer *printer, const Tail *tail) {
    name(printer, "source");
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < tail->source_count; i++) {
        const Source *source = &printer->book->sources.items[map_get(&printer->book->source_index, tail->sources[i])];
        comma(printer, i);
        buf_puts(printer->out, "{\"title\":");
        buf_json(printer->out, source->title);
        name(printer, "date");
        buf_json(printer->out, source->date);
        name(printer, "url");
        buf_json(printer->out, source->url);
        buf_char(printer->out, '}');
    }
    buf_char(printer->out, ']');
}

static void statements(const Printer *printer, const char *member, const StatementList *list) {
    name(printer, member);
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        const Statement *statement = &list->items[i];
        comma(printer, i);
        buf_puts(printer->out, "{\"text\":");
        buf_json(printer->out, statement->text);
        buf_format(printer->out, ",\"grade\":\"%c\"", grade_letter(statement->tail.grade));
        sources(printer, &statement->tail);
        buf_char(printer->out, '}');
    }
    buf_char(printer->out, ']');
}

static void coming(const Printer *printer, const DutyResult *result) {
    name(printer, "coming");
    if (!result->coming) {
        buf_puts(printer->out, "null");
        return;
    }
    buf_puts(printer->out, "{\"from\":");
    day(printer, result->coming->from);
    name(printer, "by");
    day(printer, result->coming->by);
    name(printer, "text");
    buf_json(printer->out, text_in(&result->coming->text, printer->lang));
    buf_char(printer->out, '}');
}

static void labels_stages_forms(const Printer *printer, const DutyResult *result) {
    name(printer, "labels");
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < result->label_count; i++) {
        comma(printer, i);
        buf_json(printer->out, result->labels[i]->name);
    }
    buf_puts(printer->out, "],\"stages\":[");
    for (uint32_t i = 0; i < result->stage_count; i++) {
        comma(printer, i);
        stage(printer, &result->stages[i]);
    }
    buf_puts(printer->out, "],\"forms\":[");
    for (uint32_t i = 0; i < result->form_count; i++) {
        comma(printer, i);
        buf_json(printer->out, result->forms[i]->form);
    }
    buf_char(printer->out, ']');
}

static void why(const Printer *printer, const DutyResult *result) {
    ReasonList reasons = explain_reasons(printer->out->arena, &printer->decision->question, result, printer->lang);
    name(printer, "why");
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < reasons.count; i++) {
        comma(printer, i);
        buf_json(printer->out, reasons.items[i]);
    }
    buf_char(printer->out, ']');
}

static void duty(const Printer *printer, const DutyResult *result) {
    const Duty *duty = &printer->book->duties.items[result->duty];
    buf_puts(printer->out, "{\"duty\":");
    buf_json(printer->out, duty->id);
    name(printer, "title");
    buf_json(printer->out, text_in(&duty->title, printer->lang));
    name(printer, "do");
    buf_json(printer->out, text_in(&duty->action, printer->lang));
    windows(printer, "window", result->windows, result->window_count);
    windows(printer, "window_may", result->possible, result->possible_count);
    buf_format(printer->out, ",\"status\":\"%s\",\"level\":\"%s\"", duty_statuses[result->status], duty_levels[duty->level]);
    labels_stages_forms(printer, result);
    statements(printer, "basis", &duty->basis);
    statements(printer, "notes", &duty->notes);
    why(printer, result);
    facts(printer, "unknown", result->unknown, result->unknown_count);
    coming(printer, result);
    name(printer, "trigger_assumed");
    buf_puts(printer->out, result->trigger_assumed ? "true}" : "false}");
}

static void guides(const Printer *printer) {
    name(printer, "guides");
    buf_char(printer->out, '[');
    for (uint32_t i = 0; i < printer->decision->guide_count; i++) {
        const GuideResult *guide = &printer->decision->guides[i];
        comma(printer, i);
        buf_puts(printer->out, "{\"guide\":");
        buf_json(printer->out, printer->book->guides.items[guide->guide].id);
        name(printer, "title");
        buf_json(printer->out, text_in(&printer->book->guides.items[guide->guide].title, printer->lang));
        buf_format(printer->out, ",\"certain\":%s}", guide->certain ? "true" : "false");
    }
    buf_char(printer->out, ']');
}

void decision_print_json(Buf *out, const Decision *decision, Str pack, bool all, Lang lang) {
    Printer printer = {out, decision, decision->question.book, lang};
    uint32_t printed = 0;
    buf_puts(out, "{\"pack\":");
    buf_put(out, pack);
    name(&printer, "at");
    moment(&printer, decision->question.at);
    name(&printer, "duties");
    buf_char(out, '[');
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        if (decision->duties[i].status == STATUS_NOT && !all) continue;
        comma(&printer, printed++);
        duty(&printer, &decision->duties[i]);
    }
    buf_char(out, ']');
    facts(&printer, "ask", decision->ask, decision->ask_count);
    guides(&printer);
    buf_char(out, '}');
}

void decision_print_duty_json(Buf *out, const Decision *decision, const DutyResult *result, Lang lang) {
    duty(&(Printer){out, decision, decision->question.book, lang}, result);
}
