// One function for each part of an office. Knows where everything lies and when it is healthy; opens nothing that is sealed.
#include "office/doctor.h"

#include "base/sys.h"
#include "office/inspect.h"
#include "office/office.h"
#include "office/parts.h"
#include "office/registry.h"
#include "store/carry.h"
#include "store/ledger_audit.h"
#include "store/segment.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum { WAITING_MOST = 100000, FREE_PERCENT_LOW = 5, LATE_MINUTES = 10 };
#define FREE_LEAST (UINT64_C(256) << 20)
#define MINUTE INT64_C(60000000)

typedef struct Doctor {
    Arena *arena;
    Str data;
    Moment now;
    Diags *diags;
    DoctorView *view;
    Room *rooms[ROOM_COUNT]; // NULL: not there, or not sound
    Office office;
    bool is_office;
} Doctor;

static Str number(Doctor *doctor, uint64_t value) {
    return str_format(doctor->arena, "%llu", (unsigned long long)value);
}

static Str place(Doctor *doctor, const char *name) {
    return str_format(doctor->arena, "%.*s/%s", STR_ARG(doctor->data), name);
}

static void find(Doctor *doctor, Severity severity, Msg msg, Msg advice, Str a, Str b) {
    diags_add(doctor->diags, (Diag){.severity = severity, .msg = msg, .advice = advice, .args = {a, b}});
}

static void wrong(Doctor *doctor, Msg msg, Msg advice, Str a, Str b) {
    find(doctor, SEVERITY_ERROR, msg, advice, a, b);
}

static void note(Doctor *doctor, Msg msg, Msg advice, Str a, Str b) {
    find(doctor, SEVERITY_WARNING, msg, advice, a, b);
}

// Nothing is well that could not be looked at.
static void unseen(Doctor *doctor, Str path) {
    wrong(doctor, MSG_DOCTOR_UNSEEN, MSG_DOCTOR_ROOM_FAILED_DO, path, STR_NONE);
}

static void look_at_office(Doctor *doctor) {
    KeyList list;
    Err err = office_read(doctor->arena, doctor->data, &doctor->office);
    doctor->is_office = !err;
    if (err) {
        wrong(doctor, MSG_DOCTOR_NO_OFFICE, MSG_DOCTOR_NO_OFFICE_DO, doctor->data, STR_NONE);
        return;
    }
    if (doctor->office.mode == MODE_DEMONSTRATION)
        note(doctor, MSG_DOCTOR_DEMONSTRATION, MSG_DOCTOR_DEMONSTRATION_DO, STR_NONE, STR_NONE);
    if (office_keys(doctor->arena, &doctor->office, &list) != ERR_OK)
        wrong(doctor, MSG_DOCTOR_KEY_LIST, MSG_DOCTOR_KEY_LIST_DO, place(doctor, "keys/list"), STR_NONE);
}

// What is gone is not made anew by looking away.
static void look_at_parts(Doctor *doctor) {
    Str missing = doctor->is_office ? parts_missing(doctor->arena, doctor->data) : STR_NONE;
    if (missing.len) wrong(doctor, MSG_DOCTOR_GONE, MSG_DOCTOR_GONE_DO, missing, STR_NONE);
}

// Everything that nobody but the office may read: its folder must be closed to others.
static void look_at_rights(Doctor *doctor) {
    static const char *const closed[] = {
        "keys/receipt", "keys/windows", "keys/demonstration", "keeper", "spool", "vault", "halves", "ledger",
        "outbox",       "share"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        struct stat facts;
        Str path = place(doctor, closed[i]);
        bool there = stat(str_c(doctor->arena, path), &facts) == 0;
        if (!there && errno != ENOENT) unseen(doctor, path);
        if (there && facts.st_mode & 07)
            wrong(doctor, MSG_DOCTOR_OPEN, MSG_DOCTOR_OPEN_DO, path, str_format(doctor->arena, "%03o", facts.st_mode & 0777));
    }
}

static void look_at_space(Doctor *doctor) {
    struct statvfs facts;
    if (statvfs(str_c(doctor->arena, doctor->data), &facts) != 0) {
        if (doctor->is_office) unseen(doctor, doctor->data);
        return;
    }
    uint64_t free_bytes = (uint64_t)facts.f_bavail * facts.f_frsize, all = (uint64_t)facts.f_blocks * facts.f_frsize;
    doctor->view->free_bytes = free_bytes;
    if (free_bytes < FREE_LEAST || free_bytes < all / 100 * FREE_PERCENT_LOW)
        wrong(doctor, MSG_DOCTOR_SPACE, MSG_DOCTOR_SPACE_DO, number(doctor, free_bytes >> 20), STR_NONE);
}

static void room_wrong(Doctor *doctor, const Room *room, Str path, Str finding) {
    static const struct {
        Msg msg, advice;
    } rows[] = {
        [ROOM_FINE] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_ROOM_FAILED_DO},
        [ROOM_MISSING] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_ROOM_FAILED_DO},
        [ROOM_FOREIGN] = {MSG_DOCTOR_ROOM_FOREIGN, MSG_DOCTOR_ROOM_BROKEN_DO},
        [ROOM_NEWER] = {MSG_DOCTOR_ROOM_NEWER, MSG_DOCTOR_ROOM_NEWER_DO},
        [ROOM_OLDER] = {MSG_DOCTOR_ROOM_OLDER, MSG_DOCTOR_ROOM_OLDER_DO},
        [ROOM_BROKEN] = {MSG_DOCTOR_ROOM_BROKEN, MSG_DOCTOR_ROOM_BROKEN_DO},
        [ROOM_FULL] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_SPACE_DO},
        [ROOM_BUSY] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_ROOM_FAILED_DO},
        [ROOM_REFUSED] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_ROOM_FAILED_DO},
        [ROOM_FAILED] = {MSG_DOCTOR_ROOM_FAILED, MSG_DOCTOR_ROOM_FAILED_DO},
    };
    wrong(doctor, rows[room_fault(room)].msg, rows[room_fault(room)].advice, path, finding);
}

static void look_at_rooms(Doctor *doctor) {
    for (int kind = 0; kind < ROOM_COUNT; kind++) {
        Room *room;
        Str finding = {0}, path = room_path(doctor->arena, doctor->data, kind);
        if (sys_is_missing(str_c(doctor->arena, path))) continue;
        Err err = room_open(doctor->arena, doctor->data, kind, ROOM_READ, &room);
        if (!err) err = room_check(room, doctor->arena, &finding);
        if (!err)
            doctor->rooms[kind] = room;
        else {
            room_wrong(doctor, room, path, finding);
            room_close(room);
        }
    }
}

static void look_at_reports(Doctor *doctor) {
    Shelf shelf = {place(doctor, "vault/large")};
    Inspection seen;
    Str path = room_path(doctor->arena, doctor->data, ROOM_VAULT);
    if (!doctor->rooms[ROOM_VAULT]) return;
    if (inspect_vault(doctor->rooms[ROOM_VAULT], doctor->rooms[ROOM_HALVES], &shelf, &seen) != ERR_OK) {
        room_wrong(doctor, doctor->rooms[ROOM_VAULT], path, STR_NONE);
        return;
    }
    doctor->view->reports = seen.reports;
    doctor->view->evidence = seen.evidence;
    Str first = id_hex(doctor->arena, seen.first);
    if (seen.lost + seen.altered)
        wrong(doctor, MSG_DOCTOR_REPORTS, MSG_DOCTOR_RESTORE_DO, number(doctor, seen.lost + seen.altered), first);
    if (seen.no_evidence) wrong(doctor, MSG_DOCTOR_EVIDENCE, MSG_DOCTOR_RESTORE_DO, number(doctor, seen.no_evidence), first);
    if (seen.half_less)
        note(doctor, MSG_DOCTOR_HALVES, MSG_DOCTOR_HALVES_DO, number(doctor, seen.half_less), number(doctor, seen.reports));
}

static void look_at_ledger(Doctor *doctor) {
    Str folder = place(doctor, "ledger");
    if (sys_is_missing(str_c(doctor->arena, place(doctor, "ledger/checkpoint")))) return;
    LedgerAudit audit = ledger_audit(doctor->arena, str_c(doctor->arena, folder), NULL, NULL);
    doctor->view->ledger_size = audit.size;
    if (audit.verdict == AUDIT_UNREADABLE)
        unseen(doctor, folder);
    else if (audit.verdict != AUDIT_SOUND)
        wrong(doctor, MSG_DOCTOR_LEDGER, MSG_DOCTOR_LEDGER_DO, folder, number(doctor, audit.leaf));
}

// What the spool has and the vault has not.
static void count_waiting(Doctor *doctor, SegmentReader *reader, SpoolPlace at, Moment *oldest) {
    bool found = true;
    while (found && doctor->view->waiting < WAITING_MOST) {
        Arena scratch = arena_make(NULL, NULL);
        SegmentRecord record;
        Err err = segment_reader_next(reader, &scratch, &at, SPOOL_PLACE_END, &record, &found);
        if (err == ERR_SEALED) {
            wrong(doctor, MSG_DOCTOR_RECORD, MSG_DOCTOR_RECORD_DO, number(doctor, at.segment), number(doctor, at.offset));
            found = true;
        } else if (err) {
            unseen(doctor, place(doctor, "spool"));
            found = false;
        } else if (found && record.kind == SEGMENT_FILING) {
            if (doctor->view->waiting++ == 0) *oldest = record.accepted;
        }
        arena_free(&scratch);
    }
}

static void look_at_backlog(Doctor *doctor) {
    PositionGetRow row = {0};
    SegmentReader *reader;
    bool found = false;
    Moment oldest = doctor->now;
    const char *folder = str_c(doctor->arena, place(doctor, "spool"));
    if (!doctor->is_office || sys_is_missing(folder) || sys_is_empty(folder)) return; // nothing was ever handed in
    if (doctor->rooms[ROOM_VAULT]) {
        PositionGetIn in = {doctor->office.id, STR("spool")};
        if (query_position_get(doctor->rooms[ROOM_VAULT], doctor->arena, &in, &row, &found) != ERR_OK) {
            unseen(doctor, room_path(doctor->arena, doctor->data, ROOM_VAULT));
            return;
        }
    }
    if (segment_reader_open(doctor->arena, folder, &reader) != ERR_OK) {
        wrong(doctor, MSG_DOCTOR_SPOOL, MSG_DOCTOR_ROOM_FAILED_DO, str_from(folder), STR_NONE);
        return;
    }
    count_waiting(doctor, reader, (SpoolPlace){(uint32_t)row.segment, (uint64_t)row.bytes}, &oldest);
    segment_reader_close(reader);
    int64_t minutes = (doctor->now - oldest) / MINUTE;
    if (minutes >= LATE_MINUTES)
        wrong(doctor, MSG_DOCTOR_BACKLOG, MSG_DOCTOR_BACKLOG_DO, number(doctor, doctor->view->waiting),
              number(doctor, (uint64_t)minutes));
}

static void look_at_aside(Doctor *doctor) {
    Str *files, folder = place(doctor, "vault/aside");
    size_t count = 0;
    const char *path = str_c(doctor->arena, folder);
    if (sys_is_missing(path)) return;
    if (sys_list_tree(doctor->arena, path, CARRY_FILES_MOST, &files, &count) != ERR_OK) {
        unseen(doctor, folder);
        return;
    }
    doctor->view->aside = count;
    if (count) note(doctor, MSG_DOCTOR_ASIDE, MSG_DOCTOR_ASIDE_DO, number(doctor, count), folder);
}

void doctor_look(Arena *arena, Str data, Moment now, Diags *diags, DoctorView *out) {
    Doctor doctor = {.arena = arena, .data = data, .now = now, .diags = diags, .view = out};
    *out = (DoctorView){0};
    look_at_office(&doctor);
    look_at_parts(&doctor);
    look_at_rights(&doctor);
    look_at_space(&doctor);
    look_at_rooms(&doctor);
    look_at_reports(&doctor);
    look_at_ledger(&doctor);
    look_at_backlog(&doctor);
    look_at_aside(&doctor);
    for (int kind = 0; kind < ROOM_COUNT; kind++)
        if (doctor.rooms[kind]) room_close(doctor.rooms[kind]);
}
