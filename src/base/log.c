// One event as one line: the moment, who speaks, the name of the event, its fields. Made on the stack and written at once, so
// that lines of several processes never mix and a process without memory can still speak.
#include "base/log.h"

#include "base/sys.h"

#include <seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 512 };

const LogRow log_rows[LOG_EVENT_COUNT] = {
    [LOG_STARTED] = {"office.started", MSG_LOG_OFFICE_STARTED},
    [LOG_STOPPING] = {"office.stopping", MSG_LOG_OFFICE_STOPPING},
    [LOG_HURRIED] = {"office.hurried", MSG_LOG_OFFICE_HURRIED},
    [LOG_STOPPED] = {"office.stopped", MSG_LOG_OFFICE_STOPPED},
    [LOG_ONE_USER] = {"office.one_user", MSG_LOG_OFFICE_ONE_USER},
    [LOG_ROLE_STARTED] = {"role.started", MSG_LOG_ROLE_STARTED},
    [LOG_ROLE_READY] = {"role.ready", MSG_LOG_ROLE_READY},
    [LOG_ROLE_DIED] = {"role.died", MSG_LOG_ROLE_DIED},
    [LOG_ROLE_ENDED] = {"role.ended", MSG_LOG_ROLE_ENDED},
    [LOG_ROLE_FAILED] = {"role.failed", MSG_LOG_ROLE_FAILED},
    [LOG_ROLE_REFUSED] = {"role.refused", MSG_LOG_ROLE_REFUSED},
    [LOG_ROLE_FORBIDDEN] = {"role.forbidden", MSG_LOG_ROLE_FORBIDDEN},
    [LOG_SANDBOX_CLOSED] = {"sandbox.closed", MSG_LOG_SANDBOX_CLOSED},
    [LOG_SANDBOX_OPEN] = {"sandbox.open", MSG_LOG_SANDBOX_OPEN},
    [LOG_SANDBOX_FAILED] = {"sandbox.failed", MSG_LOG_SANDBOX_FAILED},
    [LOG_SYNC_FAILED] = {"sync.failed", MSG_LOG_SYNC_FAILED},
    [LOG_SEGMENT_CUT] = {"segment.cut", MSG_LOG_SEGMENT_CUT},
    [LOG_SEGMENT_REMOVED] = {"segment.removed", MSG_LOG_SEGMENT_REMOVED},
    [LOG_DISK_LOW] = {"disk.low", MSG_LOG_DISK_LOW},
    [LOG_DISK_FULL] = {"disk.full", MSG_LOG_DISK_FULL},
    [LOG_DISK_FREE] = {"disk.free", MSG_LOG_DISK_FREE},
    [LOG_CONNECTION_ENDED] = {"connection.ended", MSG_LOG_CONNECTION_ENDED},
    [LOG_REPORT_FILED] = {"report.filed", MSG_LOG_REPORT_FILED},
    [LOG_EVIDENCE_SWEPT] = {"evidence.swept", MSG_LOG_EVIDENCE_SWEPT},
    [LOG_REPORT_ASIDE] = {"report.aside", MSG_LOG_REPORT_ASIDE},
    [LOG_REPORT_OPENED] = {"report.opened", MSG_LOG_REPORT_OPENED},
    [LOG_RELEASE_REFUSED] = {"release.refused", MSG_LOG_RELEASE_REFUSED},
    [LOG_LEDGER_BROKEN] = {"ledger.broken", MSG_LOG_LEDGER_BROKEN},
    [LOG_LEDGER_FAILED] = {"ledger.failed", MSG_LOG_LEDGER_FAILED},
    [LOG_ROOM_FAILED] = {"room.failed", MSG_LOG_ROOM_FAILED},
    [LOG_DOCUMENT_PRINTED] = {"document.printed", MSG_LOG_DOCUMENT_PRINTED},
    [LOG_DOCUMENT_FAILED] = {"document.failed", MSG_LOG_DOCUMENT_FAILED},
    [LOG_CLERK_DIED] = {"clerk.died", MSG_LOG_CLERK_DIED},
    [LOG_GATE_FULL] = {"gate.full", MSG_LOG_GATE_FULL},
    [LOG_GATE_FREE] = {"gate.free", MSG_LOG_GATE_FREE},
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

// A number that the system has a name for; the number where this system has none.
static void line_name(Line *line, const LogField *field) {
    int number = (int)field->number;
    char *call = field->kind == LOG_CALL ? seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number) : NULL;
    const char *name = field->kind == LOG_CALL     ? call
                       : field->kind == LOG_SIGNAL ? sigabbrev_np(number)
                                                   : strerrorname_np(number);
    if (name)
        line_add(line, "%s", name);
    else
        line_add(line, "%d", number);
    free(call);
}

static void line_field(Line *line, const LogField *field, bool as_json) {
    line_add(line, as_json ? ",\"%s\":" : " %s=", field->key);
    if (field->kind == LOG_NUMBER) {
        line_add(line, "%lld", (long long)field->number);
        return;
    }
    line_add(line, "%s", as_json ? "\"" : "");
    if (field->kind == LOG_ID)
        for (size_t i = 0; i < sizeof field->id.bytes; i++) line_add(line, "%02x", field->id.bytes[i]);
    else
        line_name(line, field);
    line_add(line, "%s", as_json ? "\"" : "");
}

void log_event(const Log *log, LogEvent event, LogFields fields) {
    Line line = {.len = 0};
    line_add(&line, "%s", log->as_json ? "{\"at\":\"" : "");
    line_moment(&line, log->clock.now(log->clock.at));
    line_add(&line, log->as_json ? "\",\"who\":\"%s\",\"event\":\"%s\"" : " %s %s", log->who, log_rows[event].name);
    for (size_t i = 0; i < LOG_FIELDS_MOST && fields.items[i].kind != LOG_NOTHING; i++) {
        line_field(&line, &fields.items[i], log->as_json);
    }
    line_add(&line, "%s", log->as_json ? "}" : "");
    line.text[line.len++] = '\n'; // line_add always leaves room for it
    (void)!sys_write(log->descriptor, (Str){line.text, line.len});
}
