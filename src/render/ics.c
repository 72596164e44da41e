// Writes content lines: property, escaped value, folded. Times of day are in UTC, so that no time zone has to be described;
// whole days are plain dates.
#include "render/ics.h"

enum { LINE_OCTETS = 75 };

typedef struct Writer {
    Buf *out;
    size_t octets; // on the present line
} Writer;

static size_t character_length(Str s) {
    unsigned char first = (unsigned char)s.ptr[0];
    size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return length < s.len ? length : s.len;
}

// What must stay together on one line: a character, or an escaped one.
static void put_piece(Writer *writer, Str piece) {
    if (writer->octets + piece.len > LINE_OCTETS) {
        buf_puts(writer->out, "\r\n ");
        writer->octets = 1;
    }
    buf_put(writer->out, piece);
    writer->octets += piece.len;
}

static void put_plain(Writer *writer, Str s) {
    for (size_t length; s.len; s = str_slice(s, length, s.len)) {
        length = character_length(s);
        put_piece(writer, str_slice(s, 0, length));
    }
}

// Value type TEXT: new lines, commas, semicolons and backslashes are escaped; other control characters cannot be said.
static void put_text(Writer *writer, Str s) {
    for (size_t length; s.len; s = str_slice(s, length, s.len)) {
        char c = s.ptr[0];
        length = character_length(s);
        if (c == '\n')
            put_piece(writer, STR("\\n"));
        else if (c == '\\' || c == ',' || c == ';')
            put_piece(writer, (Str){(char[]){'\\', c}, 2});
        else if (c == '\t' || ((unsigned char)c >= ' ' && c != 0x7F))
            put_piece(writer, str_slice(s, 0, length));
    }
}

static void line_end(Writer *writer) {
    buf_puts(writer->out, "\r\n");
    writer->octets = 0;
}

static void put_line(Buf *out, const char *line) {
    Writer writer = {.out = out};
    put_plain(&writer, str_from(line));
    line_end(&writer);
}

static void put_text_line(Buf *out, const char *property, Str value) {
    Writer writer = {.out = out};
    put_plain(&writer, str_from(property));
    put_text(&writer, value);
    line_end(&writer);
}

static void put_date_line(Buf *out, const char *property, Day day) {
    Civil civil = day_civil(day);
    buf_format(out, "%s%04d%02d%02d\r\n", property, civil.year, civil.month, civil.day);
}

static void put_moment_line(Buf *out, const char *property, Moment moment) {
    static const int64_t second = 1000000, japan_ahead = 9 * 3600;
    int64_t utc = moment / second - (moment % second < 0);
    Moment as_japan = (utc - japan_ahead) * second; // whose day in Japan is the day in UTC
    Civil civil = day_civil(day_of(as_japan));
    int in_day = (int)((as_japan - day_start(day_of(as_japan))) / second);
    buf_format(out, "%s%04d%02d%02dT%02d%02d%02dZ\r\n", property, civil.year, civil.month, civil.day, in_day / 3600,
               in_day / 60 % 60, in_day % 60);
}

static void put_alarm(Buf *out, const IcsEvent *event, int hours) {
    put_line(out, "BEGIN:VALARM");
    put_line(out, "ACTION:DISPLAY");
    put_text_line(out, "DESCRIPTION:", event->title);
    buf_format(out, "TRIGGER:-PT%dH\r\n", hours);
    put_line(out, "END:VALARM");
}

static void put_event(Buf *out, const IcsEvent *event, Moment stamp) {
    put_line(out, "BEGIN:VEVENT");
    put_text_line(out, "UID:", event->uid);
    put_moment_line(out, "DTSTAMP:", stamp);
    if (event->day != DAY_NONE) {
        put_date_line(out, "DTSTART;VALUE=DATE:", event->day);
        put_date_line(out, "DTEND;VALUE=DATE:", event->day + 1);
    } else {
        put_moment_line(out, "DTSTART:", event->moment);
    }
    put_text_line(out, "SUMMARY:", event->title);
    put_text_line(out, "DESCRIPTION:", event->description);
    put_line(out, "TRANSP:TRANSPARENT");
    for (uint32_t i = 0; i < event->alarm_count; i++) put_alarm(out, event, event->alarms[i]);
    put_line(out, "END:VEVENT");
}

void ics_print(Buf *out, const IcsCalendar *calendar) {
    put_line(out, "BEGIN:VCALENDAR");
    put_line(out, "VERSION:2.0");
    put_text_line(out, "PRODID:", calendar->product);
    put_line(out, "CALSCALE:GREGORIAN");
    put_line(out, "METHOD:PUBLISH");
    put_text_line(out, "X-WR-CALNAME:", calendar->title);
    for (uint32_t i = 0; i < calendar->event_count; i++) put_event(out, &calendar->events[i], calendar->stamp);
    put_line(out, "END:VCALENDAR");
}
