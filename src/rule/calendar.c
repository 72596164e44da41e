// Closed days of offices: reading the table, and finding the next open day. Saturdays and Sundays are not in the table.
#include "rule/calendar.h"
#include "base/map.h"
#include "base/utf8.h"
#include <stdlib.h>

enum { COLUMNS = 5 };

typedef struct Row {
    Str file, text;
    int number;
    Str cells[COLUMNS]; // calendar, date, name, grade, source
} Row;

typedef struct Table { // being read
    Arena *arena;
    CalendarList *list;
    Map days;    // "jp,2026-01-01" -> line
    Map sources; // id -> line
    Diags *diags;
} Table;

static Place row_place(const Row *row, int cell) {
    Str part = cell < 0 ? row->text : row->cells[cell];
    Place place = {.file = row->file, .line_text = row->text, .line = row->number, .length = (int)part.len};
    place.column = (int)(part.ptr - row->text.ptr) + 1;
    return place;
}

static void row_fail(const Row *row, int cell, Diags *diags, Msg msg, Msg advice) {
    Str wrong = cell < 0 ? row->text : row->cells[cell];
    diags_add(diags, (Diag){.msg = msg, .advice = advice, .args = {wrong}, .place = row_place(row, cell)});
}

static bool row_cut(Row *row, Diags *diags) {
    Str rest = row->text;
    int count = 0;
    for (bool more = true; more; count++) {
        Str cell;
        more = str_cut(rest, ',', &cell, &rest);
        if (count < COLUMNS) row->cells[count] = str_trim(cell);
    }
    if (count != COLUMNS) row_fail(row, -1, diags, MSG_RULE_CSV_COLUMNS, MSG_RULE_CSV_COLUMNS_ADVICE);
    return count == COLUMNS;
}

static bool is_calendar_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool inner = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (inner && i > 0))) return false;
    }
    return name.len > 0;
}

static Calendar *calendar_named(Arena *arena, CalendarList *list, Str name) {
    int index = calendar_find(list, name);
    if (index < 0) {
        index = (int)list->count;
        PUSH(arena, *list, ((Calendar){.name = name}));
    }
    return &list->items[index];
}

// The day of a row; DAY_NONE after a finding.
static Day row_day(Table *table, const Row *row) {
    Day day;
    if (!is_calendar_name(row->cells[0])) {
        row_fail(row, 0, table->diags, MSG_RULE_CSV_CALENDAR, MSG_RULE_CSV_CALENDAR_ADVICE);
        return DAY_NONE;
    }
    if (!day_parse(row->cells[1], &day)) {
        row_fail(row, 1, table->diags, MSG_RULE_BAD_DATE, MSG_RULE_BAD_DATE_ADVICE);
        return DAY_NONE;
    }
    if (row->cells[3].len != 1 || !strchr("ABCD", row->cells[3].ptr[0])) {
        row_fail(row, 3, table->diags, MSG_RULE_CSV_GRADE, MSG_RULE_CSV_GRADE_ADVICE);
        return DAY_NONE;
    }
    Str key = str_format(table->arena, "%.*s,%d", STR_ARG(row->cells[0]), day);
    if (map_put(&table->days, key, row->number) != row->number) {
        row_fail(row, 1, table->diags, MSG_RULE_CSV_TWICE, MSG_RULE_CSV_TWICE_ADVICE);
        return DAY_NONE;
    }
    return day;
}

static void row_read(Table *table, Row *row) {
    Day day = row_cut(row, table->diags) ? row_day(table, row) : DAY_NONE;
    if (day == DAY_NONE) return;
    if (map_put(&table->sources, row->cells[4], row->number) == row->number)
        PUSH(table->arena, table->list->cited, ((CalendarSource){row->cells[4], row_place(row, 4)}));
    Calendar *calendar = calendar_named(table->arena, table->list, row->cells[0]);
    if (calendar->count == calendar->room) {
        uint32_t room = calendar->room ? calendar->room * 2 : 64;
        calendar->closed = arena_grow(table->arena, calendar->closed, calendar->count, room, sizeof day);
        calendar->room = room;
    }
    calendar->closed[calendar->count++] = day;
}

static int day_order(const void *a, const void *b) {
    Day x = *(const Day *)a, y = *(const Day *)b;
    return (x > y) - (x < y);
}

static Day year_start(int year) {
    return day_from_civil((Civil){year, 1, 1});
}

// A calendar knows whole years: from the first to the last that has a closed day, none left out.
static void calendar_span(Calendar *calendar, Str file, Arena *arena, Diags *diags) {
    qsort(calendar->closed, calendar->count, sizeof *calendar->closed, day_order);
    int year = day_civil(calendar->closed[0]).year;
    calendar->first = year_start(year);
    for (uint32_t i = 0; i < calendar->count; i++) {
        int next = day_civil(calendar->closed[i]).year;
        if (next > year + 1)
            diags_add(diags, (Diag){.msg = MSG_RULE_CSV_GAP,
                                    .advice = MSG_RULE_CSV_GAP_ADVICE,
                                    .args = {calendar->name, str_format(arena, "%d", year + 1)},
                                    .place = {.file = file}});
        year = next;
    }
    calendar->last = year_start(year + 1) - 1;
}

static bool csv_is_text(Str file, Str text, Diags *diags) {
    bool valid = utf8_valid_prefix(text) == text.len && (text.len == 0 || !memchr(text.ptr, '\0', text.len));
    if (!valid) diags_add(diags, (Diag){.msg = MSG_RULE_BAD_UTF8, .advice = MSG_RULE_BAD_UTF8_ADVICE, .place = {.file = file}});
    return valid;
}

void calendar_read(Arena *arena, CalendarList *list, Str file, Str text, Diags *diags) {
    Table table = {.arena = arena, .list = list, .days = map_make(arena), .sources = map_make(arena), .diags = diags};
    if (!csv_is_text(file, text, diags)) return;
    if (str_starts(text, STR("\xEF\xBB\xBF"))) // the mark that spreadsheet programs put first
        text = str_slice(text, 3, text.len);
    for (Row row = {.file = file, .number = 1}; text.len > 0; row.number++) {
        str_cut(text, '\n', &row.text, &text);
        row.text = str_trim(row.text);
        if (row.number > 1 && row.text.len > 0)
            row_read(&table, &row);
        else if (row.number == 1 && !str_is(row.text, "calendar,date,name,grade,source"))
            row_fail(&row, -1, diags, MSG_RULE_CSV_HEADER, MSG_RULE_CSV_HEADER_ADVICE);
    }
    for (size_t i = 0; i < list->count; i++) calendar_span(&list->items[i], file, arena, diags);
}

int calendar_find(const CalendarList *list, Str name) {
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->items[i].name, name)) return (int)i;
    return -1;
}

static bool calendar_closed(const Calendar *calendar, Day day) {
    int weekday = day_weekday(day);
    return weekday == 0 || weekday == 6 || bsearch(&day, calendar->closed, calendar->count, sizeof day, day_order) != NULL;
}

Day calendar_office_day(const Calendar *calendar, Day day) {
    for (; day >= calendar->first && day <= calendar->last; day++)
        if (!calendar_closed(calendar, day)) return day;
    return DAY_NONE;
}
