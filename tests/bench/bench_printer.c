// The printer of an office: documents a second through its socket, beside the same PDF made in one warm process; and how much
// memory an idle office takes, and how long it takes to open.
#include "bench/load.h"

#include "base/sys.h"
#include "base/words.h"
#include "pack/pack.h"
#include "print/pdf.h"
#include "print/warm.h"
#include "role/document.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { PEERS_MOST = 8, DOCUMENTS_A_ROUND = 24 };

static const char incident[] = "tests/data/incidents/rich.json";
static const Moment at = 1795143600000000; // 2026-11-20T12:00:00+09:00

typedef struct Bench {
    Arena arena;
    const Pack *pack;
    Bytes request; // the frame
    Document document;
    char folder[32], data[48], socket[80];
    pid_t office;
    uint32_t peers;
} Bench;

// --- the office ------------------------------------------------------------------------------------------------------------

static double now_ms(void) {
    return bench_clock(CLOCK_MONOTONIC) * 1000;
}

// How long until it says that all roles serve.
static double office_open(Bench *bench) {
    int ends[2];
    char text[4096];
    double begun = now_ms();
    size_t len = 0;
    if (pipe(ends) != 0) load_fail("pipe");
    bench->office = fork();
    if (bench->office == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        execl("build/todoke", "todoke", "serve", "--data", bench->data, (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    text[0] = 0;
    while (!strstr(text, "office.started")) {
        ssize_t got = read(ends[0], text + len, sizeof text - 1 - len);
        if (got <= 0) load_fail("the office does not open");
        len += (size_t)got;
        text[len] = 0;
    }
    double took = now_ms() - begun;
    // What it says later goes nowhere.
    if (fork() == 0) {
        while (read(ends[0], text, sizeof text) > 0) continue;
        _exit(0);
    }
    close(ends[0]);
    return took;
}

static void office_close(Bench *bench) {
    kill(bench->office, SIGTERM);
    waitpid(bench->office, NULL, 0);
    while (waitpid(-1, NULL, 0) > 0) continue;
}

static double open_again(void *argument) {
    double took = office_open(argument);
    office_close(argument);
    return took;
}

// The share of each process in the memory that they have in common, in MiB, of the office and its roles.
static double office_memory(const Bench *bench) {
    char command[128], line[128];
    double kib = 0;
    snprintf(command, sizeof command, "/proc/%d/task/%d/children", (int)bench->office, (int)bench->office);
    FILE *children = fopen(command, "r");
    int pids[16] = {(int)bench->office}, count = 1;
    while (children && count < 16 && fscanf(children, "%d", &pids[count]) == 1) count++;
    if (children) fclose(children);
    for (int i = 0; i < count; i++) {
        snprintf(command, sizeof command, "/proc/%d/smaps_rollup", pids[i]);
        FILE *maps = fopen(command, "r");
        double pss;
        while (maps && fgets(line, sizeof line, maps))
            if (sscanf(line, "Pss: %lf", &pss) == 1) kib += pss;
        if (maps) fclose(maps);
    }
    return kib / 1024;
}

// --- documents -------------------------------------------------------------------------------------------------------------

static void put_text(ByteWriter *out, Str text) {
    bytes_put_sized(out, bytes_of_str(text));
}

static void make_request(Bench *bench, Str facts) {
    bench->document = (Document){.kind = DOCUMENT_PDF,
                                 .at = at,
                                 .previous_at = MOMENT_NONE,
                                 .form = STR("ppc.leak"),
                                 .to = STR(""),
                                 .receipt = STR(""),
                                 .previous_receipt = STR(""),
                                 .incident = facts};
    const Document *document = &bench->document;
    ByteWriter payload = bytes_writer(&bench->arena, DOCUMENT_MOST), frame = bytes_writer(&bench->arena, DOCUMENT_MOST + 8);
    const unsigned char head[] = {1, document->kind, document->stage, document->lang};
    unsigned char frame_head[FRAME_HEAD_BYTES];
    bytes_put(&payload, BYTES_OF(head));
    bytes_put_u64(&payload, (uint64_t)document->at);
    bytes_put_u64(&payload, (uint64_t)document->previous_at);
    bytes_put_name(&payload, document->form);
    bytes_put_name(&payload, document->to);
    put_text(&payload, document->receipt);
    put_text(&payload, document->previous_receipt);
    put_text(&payload, document->incident);
    frame_head_write(frame_head, (FrameHead){.kind = FRAME_PRINT, .length = (uint32_t)payload.len});
    bytes_put(&frame, BYTES_OF(frame_head));
    bytes_put(&frame, bytes_written(&payload));
    bench->request = bytes_written(&frame);
}

// One document, asked for and read to its end.
static void ask(int end, Bytes request) {
    unsigned char head[FRAME_HEAD_BYTES], piece[65536];
    FrameHead frame;
    for (size_t sent = 0; sent < request.len;) {
        ssize_t put = send(end, request.ptr + sent, request.len - sent, MSG_NOSIGNAL);
        if (put <= 0) load_fail("send");
        sent += (size_t)put;
    }
    if (recv(end, head, sizeof head, MSG_WAITALL) != sizeof head || frame_head_read(head, &frame) != ERR_OK)
        load_fail("answer");
    for (size_t left = frame.length; left > 0;) {
        ssize_t got = recv(end, piece, left < sizeof piece ? left : sizeof piece, 0);
        if (got <= 0) load_fail("answer");
        if (left == frame.length && piece[0] != OUTCOME_OK) load_fail("the printer refuses");
        left -= (size_t)got;
    }
}

// Each client is a process of its own, as the clients of an office are.
static double by_office(void *argument) {
    Bench *bench = argument;
    double begun = bench_clock(CLOCK_MONOTONIC);
    for (uint32_t peer = 0; peer < bench->peers; peer++) {
        if (fork() != 0) continue;
        int end = load_connect(bench->socket);
        fcntl(end, F_SETFL, 0);
        for (uint32_t i = 0; i < DOCUMENTS_A_ROUND / bench->peers; i++) ask(end, bench->request);
        _exit(0);
    }
    for (uint32_t peer = 0; peer < bench->peers; peer++) {
        int status;
        if (wait(&status) < 0 || status != 0) load_fail("a client");
    }
    return DOCUMENTS_A_ROUND / (bench_clock(CLOCK_MONOTONIC) - begun);
}

static void print_some(const Bench *bench, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        Arena arena = arena_make(NULL, NULL);
        Str out;
        if (document_print(&arena, bench->pack, "/tmp", &bench->document, &out) != 0) load_fail("document");
        arena_free(&arena);
    }
}

// The same documents by as many warm processes as the office may use at once for so many clients.
static double in_process(void *argument) {
    Bench *bench = argument;
    uint32_t workers = bench->peers < 2 ? bench->peers : 2;
    double begun = bench_clock(CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < workers; i++) {
        if (fork() != 0) continue;
        print_some(bench, DOCUMENTS_A_ROUND / workers);
        _exit(0);
    }
    for (uint32_t i = 0; i < workers; i++) (void)!wait(NULL);
    return DOCUMENTS_A_ROUND / (bench_clock(CLOCK_MONOTONIC) - begun);
}

// --- the figures -----------------------------------------------------------------------------------------------------------

static void measure_documents(Bench *bench) {
    static const char *const names[] = {"printer.documents.1", "printer.documents.8"};
    static const uint32_t peers[] = {1, PEERS_MOST};
    for (int i = 0; i < 2; i++) {
        bench->peers = peers[i];
        bench_run(&(BenchFigure){.name = names[i],
                                 .unit = "/s",
                                 .limit_is = "the same PDF in as many warm processes, no socket, no sandbox, no child",
                                 .measured = by_office,
                                 .limit = in_process,
                                 .at = bench,
                                 .rounds = 5});
    }
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
    return remove(path);
}

static void prepare(Bench *bench) {
    Pack *pack = NEW(&bench->arena, Pack);
    Diags diags = diags_make(&bench->arena);
    Str facts;
    snprintf(bench->folder, sizeof bench->folder, "/tmp/todoke-bench-XXXXXX");
    if (!mkdtemp(bench->folder) || chmod(bench->folder, 0755) != 0) load_fail("folder");
    snprintf(bench->data, sizeof bench->data, "%s/data", bench->folder);
    snprintf(bench->socket, sizeof bench->socket, "%s/run/printer.sock", bench->data);
    if (pack_load(&bench->arena, NULL, pack, &diags) != ERR_OK || warm_all() != ERR_OK) load_fail("pack or fonts");
    if (sys_read_file(&bench->arena, incident, 1 << 22, &facts) != ERR_OK) load_fail(incident);
    bench->pack = pack;
    make_request(bench, facts);
}

int main(int argc, char **argv) {
    Bench bench = {.arena = arena_make(NULL, NULL)};
    bool documents = bench_wanted(argc, argv, "printer.documents"), office = bench_wanted(argc, argv, "office.");
    if (!documents && !office) return 0;
    prepare(&bench);
    office_open(&bench);
    if (office) printf("{\"bench\":\"office.memory\",\"value\":%.1f,\"unit\":\"MiB\"}\n", office_memory(&bench));
    if (documents) measure_documents(&bench);
    office_close(&bench);
    if (office)
        bench_run(&(BenchFigure){.name = "office.open", .unit = "ms", .measured = open_again, .at = &bench, .rounds = 9});
    nftw(bench.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&bench.arena);
    return 0;
}
