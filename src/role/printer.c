// The printer: has the law and all fonts open, then locks itself, and for each document forks a child that makes it and ends.
// What a child does with a hostile document, it does to itself alone.
#include "role/roles.h"

#include "base/limits.h"
#include "base/now.h"
#include "base/step.h"
#include "net/sandbox.h"
#include "net/server.h"
#include "print/warm.h"
#include "role/document.h"
#include "role/rights.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 256,
    MEMORY_MOST = 256 << 20,
    FRAME_MS = 30000,
    STALL_MS = 30000,
    TURN_MS = 1000,
    PIECE_BYTES = 64 << 10,
    RUNNING_MOST = 32,
    JOBS_MOST = RUNNING_MOST + 256,
    CHILD_PIPE = SANDBOX_REPORT + 1,
};

// What a child may call besides what all may: answer, make one sheet in the paper folder, and Pango's threads.
static const char *const document_calls[] = {
    "access",
    "fcntl",
    "fstat",
    "ftruncate",
    "getppid",
    "lseek",
    "lstat",
    "mkdir",
    "newfstatat",
    "open",
    "openat",
    "pread64",
    "pwrite64",
    "readv",
    "rmdir",
    "rseq",
    "sched_getaffinity",
    "set_robust_list",
    "stat",
    "umask",
    "unlink",
    "unlinkat",
    "writev",
    SANDBOX_THREADS,
    NULL,
};

typedef enum JobState { JOB_FREE, JOB_WAITING, JOB_RUNNING } JobState;

typedef struct Printer Printer;

typedef struct Job {
    Printer *printer;
    JobState state;
    Arena arena; // request and answer
    uint64_t ticket, number;
    Bytes payload;
    ByteWriter answer; // refusal, then the file
    pid_t pid;
    int pipe;
    int64_t started_ms;
} Job;

struct Printer {
    const RoleStart *start;
    const Pack *pack;
    const char *paper;
    Server *server;
    Job jobs[JOBS_MOST];
    PrinterStatus status;
    SandboxNarrow document_lock;
    uint64_t next_number;
    bool quits;
};

// --- in the child ----------------------------------------------------------------------------------------------------------

// The alarm ends it when the time is up; its pipe and the one to the supervisor are all it has left.
static bool child_lock(const Printer *printer, int pipe) {
    struct itimerval alarm_at = {.it_value = {.tv_sec = printer->start->config->print_seconds}};
    uint64_t memory = (uint64_t)printer->start->config->print_mib << 20;
    return dup2(pipe, CHILD_PIPE) == CHILD_PIPE && close_range(CHILD_PIPE + 1, ~0U, 0) == 0 &&
           setitimer(ITIMER_REAL, &alarm_at, NULL) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
           sandbox_narrow(&printer->document_lock, memory) == ERR_OK;
}

static bool child_send(const void *bytes, size_t len) {
    for (const char *at = bytes; len > 0;) {
        ssize_t sent = write(CHILD_PIPE, at, len);
        if (sent <= 0) return false;
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

static _Noreturn void child_run(Printer *printer, Job *job, int pipe) {
    Document document;
    Str file = {0};
    if (!child_lock(printer, pipe)) _exit(ROLE_REFUSES);
    step_reached(STEP_PRINTER_FORKED);
    unsigned char refusal = DOCUMENT_NO_INCIDENT;
    if (document_read(job->payload, &document) == ERR_OK)
        refusal = (unsigned char)document_print(&job->arena, printer->pack, printer->paper, &document, &file);
    step_reached(STEP_PRINTER_DRAWN);
    _exit(child_send(&refusal, 1) && child_send(file.ptr, refusal ? 0 : file.len) ? ROLE_DONE : ROLE_FAILED);
}

// --- jobs ------------------------------------------------------------------------------------------------------------------

static void job_answer(Job *job, const FrameAnswer *answer, Bytes rest) {
    Printer *printer = job->printer;
    if (answer->outcome == OUTCOME_OK)
        printer->status.made++;
    else
        printer->status.failed++;
    server_answer(printer->server, job->ticket, answer, rest);
    arena_free(&job->arena);
    job->state = JOB_FREE;
}

static void job_refuse(Job *job, DocumentRefusal reason) {
    job_answer(job, &(FrameAnswer){.outcome = OUTCOME_REFUSED, .reason = (uint16_t)reason}, (Bytes){0});
}

// Its pipe is at its end, so it has ended or is about to.
static void job_ended(Job *job) {
    Printer *printer = job->printer;
    int status = 0;
    server_unwatch(printer->server, job->pipe);
    close(job->pipe);
    bool known = waitpid(job->pid, &status, 0) == job->pid;
    printer->status.running--;
    Bytes answer = bytes_written(&job->answer);
    bool fine = known && WIFEXITED(status) && WEXITSTATUS(status) == 0 && answer.len > 0 && !job->answer.overflowed;
    if (fine && answer.ptr[0] == 0) {
        job_answer(job, &(FrameAnswer){.outcome = OUTCOME_OK}, (Bytes){answer.ptr + 1, answer.len - 1});
    } else if (fine) {
        job_refuse(job, (DocumentRefusal)answer.ptr[0]);
    } else {
        int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        log_event(
            printer->start->log, LOG_DOCUMENT_FAILED,
            (LogFields){{log_signal("signal", signal_number), log_number("status", WIFEXITED(status) ? WEXITSTATUS(status) : 0),
                         log_number("ms", boot_ms() - job->started_ms)}});
        job_refuse(job, signal_number == SIGALRM ? DOCUMENT_LATE : DOCUMENT_CRASHED);
    }
}

static void job_hear(void *at, int pipe) {
    Job *job = at;
    unsigned char piece[PIECE_BYTES];
    ssize_t len = read(pipe, piece, sizeof piece);
    if (len > 0)
        bytes_put(&job->answer, (Bytes){piece, (size_t)len});
    else
        job_ended(job);
}

static void job_start(Printer *printer, Job *job) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        job_refuse(job, DOCUMENT_NOT_MADE);
        return;
    }
    job->pid = fork();
    if (job->pid == 0) child_run(printer, job, ends[1]);
    close(ends[1]);
    job->pipe = ends[0];
    if (job->pid < 0 || server_watch(printer->server, job->pipe, job_hear, job) != ERR_OK) {
        close(ends[0]);
        job_refuse(job, DOCUMENT_NOT_MADE);
        return;
    }
    job->started_ms = boot_ms();
    job->state = JOB_RUNNING;
    printer->status.running++;
}

static Job *next_waiting(Printer *printer) {
    Job *found = NULL;
    for (int i = 0; i < JOBS_MOST; i++) {
        Job *job = &printer->jobs[i];
        if (job->state == JOB_WAITING && (!found || job->number < found->number)) found = job;
    }
    return found;
}

static void start_waiting(Printer *printer) {
    while (printer->status.waiting > 0 && printer->status.running < printer->start->config->printers) {
        Job *job = next_waiting(printer);
        printer->status.waiting--;
        job_start(printer, job);
    }
}

// NULL: too many wait already.
static Job *job_take(Printer *printer, const ServerRequest *request) {
    bool full = printer->status.running >= printer->start->config->printers &&
                printer->status.waiting >= printer->start->config->print_waiting;
    Job *job = printer->jobs;
    while (!full && job->state != JOB_FREE) job++;
    if (full) return NULL;
    *job = (Job){.printer = printer, .state = JOB_WAITING, .arena = arena_make(NULL, NULL), .ticket = request->ticket};
    job->number = printer->next_number++;
    job->payload = bytes_copy(&job->arena, request->payload);
    job->answer = bytes_writer(&job->arena, LIMIT_PRINT_BYTES + 1);
    return job;
}

// --- the role --------------------------------------------------------------------------------------------------------------

static void answer_status(Printer *printer, const ServerRequest *request) {
    unsigned char room[64];
    ByteWriter body = bytes_writer_in(room, sizeof room);
    printer_status_write(&body, &printer->status);
    server_answer(printer->server, request->ticket, &(FrameAnswer){.outcome = OUTCOME_OK}, bytes_written(&body));
}

static void answer_batch(void *at, Server *server, const ServerRequest *requests, size_t count) {
    Printer *printer = at;
    for (size_t i = 0; i < count; i++) {
        if (requests[i].kind == FRAME_STATUS)
            answer_status(printer, &requests[i]);
        else if (job_take(printer, &requests[i]))
            printer->status.waiting++;
        else
            server_answer(server, requests[i].ticket, &(FrameAnswer){.outcome = OUTCOME_BUSY}, (Bytes){0});
    }
}

static void hear_quit(void *at, int descriptor) {
    Printer *printer = at;
    printer->quits = true;
    server_unwatch(printer->server, descriptor);
}

static Err open_server(Arena *arena, Printer *printer) {
    static const ServerKind kinds[] = {
        {.kind = FRAME_PRINT, .payload_most = DOCUMENT_MOST, .held_most = DOCUMENT_MOST, .is_alone = true},
        {.kind = FRAME_STATUS},
    };
    ServerPlan plan = {.listener = printer->start->listener,
                       .kinds = kinds,
                       .kind_count = sizeof kinds / sizeof *kinds,
                       .connections_most = CONNECTIONS_MOST,
                       .memory_most = MEMORY_MOST,
                       .frame_ms = FRAME_MS,
                       .stall_ms = STALL_MS,
                       .batch = answer_batch,
                       .at = printer};
    Err err = server_open(arena, &plan, &printer->server);
    return err ? err : server_watch(printer->server, printer->start->quit, hear_quit, printer);
}

static int serve(Printer *printer) {
    Err err = ERR_OK;
    role_ready(printer->start);
    while (!err && (!printer->quits || printer->status.running > 0 || printer->status.waiting > 0)) {
        err = server_turn(printer->server, TURN_MS);
        start_waiting(printer);
    }
    if (err) role_failed(printer->start, err);
    server_close(printer->server);
    return err ? ROLE_FAILED : ROLE_DONE;
}

int role_printer(const RoleStart *start) {
    Arena arena = arena_make(NULL, NULL);
    Pack *pack = NEW(&arena, Pack);
    Diags diags = diags_make(&arena);
    Printer *printer = NEW(&arena, Printer);
    *printer = (Printer){.start = start, .pack = pack, .paper = rights_paper(&arena, str_from(start->data))};
    Err err = pack_load(&arena, NULL, pack, &diags);
    if (!err) err = warm_all();
    if (!err) err = sandbox_narrow_make(&arena, document_calls, &printer->document_lock);
    if (!err && role_become(start, ROLE_PRINTER) != ERR_OK) return ROLE_REFUSES;
    if (!err) err = open_server(&arena, printer);
    if (err) return role_failed(start, err);
    if (role_enter(start, ROLE_PRINTER) != ERR_OK) return ROLE_REFUSES;
    int status = serve(printer);
    arena_free(&arena);
    return status;
}
