// One walk through vault/large. A file that is not listed by a hold goes after a day, where there is a hold for its report, and
// otherwise when every draft that might name it is over. Opens nothing that is sealed.
#include "role/sweeper.h"

#include "base/code.h"
#include "gen/queries.h"
#include "seal/evidence.h"
#include "seal/hold.h"
#include "wire/blob.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_FILES = 64, SECOND = 1000000, PERIOD_S = 12 * 3600, AGAIN_S = 60, ID_SIGNS = 32, ASK_BYTES = 64 };

static Moment seconds(int64_t count) {
    return (Moment)count * SECOND;
}

// A report names it, or it is the core of one.
static Err is_named(const Sweeper *sweeper, Arena *arena, Id id, bool *named) {
    EvidenceIsRow evidence;
    ReportGetRow report;
    Err err = query_evidence_is(sweeper->registry->vault, arena, &(EvidenceIsIn){id}, &evidence, named);
    if (err || *named) return err;
    return query_report_get(sweeper->registry->vault, arena, &(ReportGetIn){id}, &report, named);
}

// False: it is not what its name says, and no hold can be about it.
static bool report_of(const char *path, Id id, Id *report) {
    unsigned char head[EVIDENCE_HEAD];
    EvidencePlace place;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = file < 0 ? -1 : pread(file, head, sizeof head, 0);
    if (file >= 0) close(file);
    if (got != (ssize_t)sizeof head || evidence_read_head(BYTES_OF(head), &place) != ERR_OK || !id_eq(place.evidence, id))
        return false;
    *report = place.report;
    return true;
}

// *found false: no draft keeps files for this report.
static Err hold_of(const Sweeper *sweeper, Arena *arena, Id report, Hold *hold, bool *found) {
    FrameAnswer answer;
    Blob blob;
    ByteWriter ask = bytes_writer(arena, ASK_BYTES);
    get_write(&ask, hold_name(report));
    Bytes part = bytes_written(&ask);
    *found = false;
    Err err = postbox_call(sweeper->postbox, arena, FRAME_GET, &part, 1, &answer);
    if (err || answer.outcome == OUTCOME_MISSING) return err;
    *found = answer.outcome == OUTCOME_OK;
    return *found && blob_read(answer.body, &blob) == ERR_OK ? hold_read(blob.bytes, hold) : ERR_IO;
}

static Err is_left(const Sweeper *sweeper, Arena *arena, const char *path, Id id, Moment age, bool *left) {
    bool named = true, held = false;
    Id report;
    Hold hold = {0};
    *left = false;
    if (age < seconds(HOLD_GRACE_SECONDS)) return ERR_OK;
    Err err = is_named(sweeper, arena, id, &named);
    if (err || named) return err;
    if (report_of(path, id, &report)) err = hold_of(sweeper, arena, report, &hold, &held);
    if (!err) *left = held ? !hold_has(&hold, id) : age >= seconds(HOLD_SECONDS);
    return err;
}

// Names are ids in hexadecimal digits; whatever else lies there is not ours to judge.
static Err look_at(Sweeper *sweeper, Str name, Moment now) {
    Arena arena = arena_make(NULL, NULL);
    struct stat facts;
    Id id;
    bool left = false;
    const char *path = shelf_path(&sweeper->registry->shelf, &arena, name);
    Err err = ERR_OK;
    if (name.len == ID_SIGNS && id_read(name, &id) == ERR_OK && lstat(path, &facts) == 0 && S_ISREG(facts.st_mode))
        err = is_left(sweeper, &arena, path, id, now - seconds(facts.st_mtim.tv_sec), &left);
    if (!err && left && unlink(path) == 0) sweeper->swept++;
    arena_free(&arena);
    return err;
}

static void set_out(Sweeper *sweeper) {
    Arena arena = arena_make(NULL, NULL);
    sweeper->shelf = opendir(str_c(&arena, sweeper->registry->shelf.folder));
    sweeper->swept = 0;
    arena_free(&arena);
}

void sweeper_close(Sweeper *sweeper) {
    if (sweeper->shelf) closedir(sweeper->shelf);
    sweeper->shelf = NULL;
}

static void come_back(Sweeper *sweeper, Moment next) {
    LogFields fields = {{log_number("files", sweeper->swept)}};
    if (sweeper->swept > 0) log_event(sweeper->log, LOG_EVIDENCE_SWEPT, fields);
    sweeper_close(sweeper);
    sweeper->swept = 0;
    sweeper->next = next;
}

void sweeper_step(Sweeper *sweeper, Moment now, bool *more) {
    bool waits = now < sweeper->next && sweeper->next - now <= seconds(PERIOD_S); // also after a jump of the clock
    Err err = ERR_OK;
    *more = false;
    if (!sweeper->shelf && !waits) set_out(sweeper);
    if (!sweeper->shelf) return;
    for (int i = 0; i < STEP_FILES && !err; i++) {
        const struct dirent *entry = readdir(sweeper->shelf);
        if (!entry) {
            come_back(sweeper, now + seconds(PERIOD_S));
            return;
        }
        err = look_at(sweeper, str_from(entry->d_name), now);
    }
    *more = !err;
    if (err) come_back(sweeper, now + seconds(AGAIN_S));
}
