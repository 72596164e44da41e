// One event as one line: the moment, who speaks, the name of the event, its fields. Made on the stack and written at once, so
// that lines of several processes never mix and a process without memory can still speak.
#include "base/log.h"

#include "base/sys.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_BYTES = 512 };

static const char *const event_names[LOG_EVENT_COUNT] = {
    [LOG_STARTED] = "office.started",
    [LOG_STOPPING] = "office.stopping",
    [LOG_STOPPED] = "office.stopped",
    [LOG_ROLE_STARTED] = "role.started",
    [LOG_ROLE_READY] = "role.ready",
    [LOG_ROLE_DIED] = "role.died",
    [LOG_ROLE_REFUSED] = "role.refused",
    [LOG_SANDBOX_OPEN] = "sandbox.open",
    [LOG_SYNC_FAILED] = "sync.failed",
    [LOG_SEGMENT_CUT] = "segment.cut",
    [LOG_SEGMENT_REMOVED] = "segment.removed",
    [LOG_DISK_LOW] = "disk.low",
    [LOG_DISK_FULL] = "disk.full",
    [LOG_DISK_FREE] = "disk.free",
    [LOG_CONNECTION_ENDED] = "connection.ended",
    [LOG_REPORT_FILED] = "report.filed",
    [LOG_REPORT_ASIDE] = "report.aside",
    [LOG_REPORT_OPENED] = "report.opened",
    [LOG_RELEASE_REFUSED] = "release.refused",
    [LOG_LEDGER_BROKEN] = "ledger.broken",
    [LOG_ROOM_FAILED] = "room.failed",
    [LOG_DOCUMENT_PRINTED] = "document.printed",
    [LOG_DOCUMENT_FAILED] = "document.failed",
};

typedef struct Line {
    char text[LINE_BYTES];
    size_t len;
} Line;

// What does not fit is left out: a line is never longer than its room, and its end is always there.
static void line_add(Line *line, const char *format, ...) PRINTF_LIKE(2, 3);
static void line_add(Line *line, const char *format, ...) {
    size_t room = sizeof line->text - line->len - 1;
    va_list values;
    va_start(values, format);
    int len = vsnprintf(line->text + line->len, room, format, values);
    va_end(values);
    if (len > 0 && (size_t)len < room) line->len += (size_t)len;
}

static void line_moment(Line *line, Moment now) {
    Civil day = day_civil(day_of(now));
    int64_t in_day = now == MOMENT_NONE ? 0 : (now - day_start(day_of(now))) / 1000;
    line_add(line, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+09:00", day.year, day.month, day.day, (int)(in_day / 3600000),
             (int)(in_day / 60000 % 60), (int)(in_day / 1000 % 60), (int)(in_day % 1000));
}

static void line_field(Line *line, const LogField *field, bool as_json) {
    line_add(line, as_json ? ",\"%s\":" : " %s=", field->key);
    if (field->kind == LOG_NUMBER) {
        line_add(line, "%lld", (long long)field->number);
        return;
    }
    line_add(line, "%s", as_json ? "\"" : "");
    for (size_t i = 0; i < sizeof field->id.bytes; i++) line_add(line, "%02x", field->id.bytes[i]);
    line_add(line, "%s", as_json ? "\"" : "");
}

LogField log_number(const char *key, int64_t number) {
    return (LogField){.kind = LOG_NUMBER, .key = key, .number = number};
}

LogField log_id(const char *key, Id id) {
    return (LogField){.kind = LOG_ID, .key = key, .id = id};
}

void log_event(const Log *log, LogEvent event, LogFields fields) {
    Line line = {.len = 0};
    line_add(&line, "%s", log->as_json ? "{\"at\":\"" : "");
    line_moment(&line, log->clock.now(log->clock.at));
    line_add(&line, log->as_json ? "\",\"who\":\"%s\",\"event\":\"%s\"" : " %s %s", log->who, event_names[event]);
    for (size_t i = 0; i < LOG_FIELDS_MOST && fields.items[i].kind != LOG_NOTHING; i++) {
        line_field(&line, &fields.items[i], log->as_json);
    }
    line_add(&line, "%s", log->as_json ? "}" : "");
    line.text[line.len++] = '\n'; // line_add always leaves room for it
    (void)!sys_write(log->descriptor, (Str){line.text, line.len});
}
