// The public pages: a page over connections that stay, beside nginx and a file of the same size; over new connections, beside
// processes of the same program that are made, locked and ended and do nothing; both for each second of a core that the server
// has used, since a server of many processes would get more than its share of a busy core; an answer of the interview, beside
// the spool that keeps a draft; what a clerk that waits takes in memory. Servers have one core, clients another.
#include "base/entropy.h"
#include "bench/load.h"
#include "bench/web_office.h"
#include "pack/pack.h"
#include "portal/draft.h"
#include "role/clerk.h"
#include "role/rights.h"
#include "wire/blob.h"

#include <sys/resource.h>

enum { PEERS = 8, IDLE = 48, ROUNDS = 7, DRAFT_MOST = 64 << 10 };

typedef struct Bench {
    Arena arena;
    const Pack *pack;
    WebOffice office;
    WebTimes times;
    const char *request; // of a page
    size_t page_bytes;
    pid_t nginx;
    int nginx_port;
    char cookies[PEERS][64], spool[80];
    uint64_t count, answers;
    pid_t gate;
    Bytes draft;
    bool freezes; // the bare processes, too, share the law as the gate does
} Bench;

// --- a page ------------------------------------------------------------------------------------------------------------------

static size_t next_same(void *at, uint32_t peer, char *out) {
    const Bench *bench = at;
    size_t len = strlen(bench->request);
    (void)peer;
    memcpy(out, bench->request, len);
    return len;
}

static const char page_request[] = "GET /ja/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n";
static const char once_request[] = "GET /ja/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n";

static WebLoad page_load(Bench *bench, const char *request) {
    bench->request = request;
    return (WebLoad){.port = bench->office.port,
                     .peers = PEERS,
                     .seconds = 1,
                     .status = 200,
                     .body = &bench->page_bytes,
                     .answers = &bench->answers,
                     .next = next_same,
                     .at = bench,
                     .times = &bench->times};
}

// Answers for each second of a core; clerks are counted when they have ended.
static double run_on(Bench *bench, const WebLoad *load, int server) {
    int clerks[1];
    double before = office_core_seconds(server);
    web_run(load);
    for (int i = 0; i < 2000 && office_children(server, clerks, 1) > 0; i++) usleep(1000);
    return (double)bench->answers / (office_core_seconds(server) - before);
}

static double page_round(void *at) {
    Bench *bench = at;
    WebLoad load = page_load(bench, page_request);
    return run_on(bench, &load, bench->gate);
}

static double nginx_round(void *at) {
    Bench *bench = at;
    WebLoad load = page_load(bench, page_request);
    load.port = bench->nginx_port;
    load.body = NULL;
    load.times = NULL;
    return run_on(bench, &load, bench->nginx);
}

static double new_round(void *at) {
    Bench *bench = at;
    WebLoad load = page_load(bench, once_request);
    load.anew = true;
    return run_on(bench, &load, bench->gate);
}

// --- nginx -------------------------------------------------------------------------------------------------------------------

static void nginx_write(const Bench *bench, size_t bytes) {
    static const char *const folders[] = {"www", "www/ja"};
    char path[96];
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", bench->office.folder, folders[i]);
        if (mkdir(path, 0755) != 0) web_fail("folder");
    }
    snprintf(path, sizeof path, "%s/www/ja/index.html", bench->office.folder);
    FILE *page = fopen(path, "w");
    for (size_t i = 0; page && i < bytes; i++) fputc('x', page);
    if (!page || fclose(page) != 0) web_fail("page");
    snprintf(path, sizeof path, "%s/nginx.conf", bench->office.folder);
    FILE *config = fopen(path, "w");
    if (!config) web_fail("nginx.conf");
    fprintf(config,
            "daemon off; master_process off; pid nginx.pid; error_log stderr crit;\nevents { worker_connections 256; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000;\n"
            "server { listen 127.0.0.1:%d; root %s/www; } }\n",
            bench->nginx_port, bench->office.folder);
    fclose(config);
}

static void nginx_start(Bench *bench) {
    char config[96], prefix[64];
    page_round(bench);
    bench->nginx_port = web_free_port();
    nginx_write(bench, bench->page_bytes);
    snprintf(config, sizeof config, "%s/nginx.conf", bench->office.folder);
    snprintf(prefix, sizeof prefix, "%s/", bench->office.folder);
    bench->nginx = fork();
    if (bench->nginx == 0) {
        web_pin(SERVER_CORE);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        execl("/usr/sbin/nginx", "nginx", "-p", prefix, "-c", config, (char *)NULL);
        _exit(1);
    }
    usleep(300000);
    if (waitpid(bench->nginx, NULL, WNOHANG) != 0) web_fail("nginx");
}

static void measure_page(Bench *bench) {
    bench->times.count = 0;
    nginx_start(bench);
    bench_run(&(BenchFigure){.name = "web.page",
                             .unit = "/s of a core",
                             .limit_is = "nginx with a file of the same size, same clients, same core",
                             .measured = page_round,
                             .limit = nginx_round,
                             .at = bench,
                             .rounds = ROUNDS});
    web_print_times("web.page", &bench->times);
    kill(bench->nginx, SIGTERM);
    waitpid(bench->nginx, NULL, 0);
}

// --- new connections ---------------------------------------------------------------------------------------------------------

static void child_do_nothing(const SandboxNarrow *lock) {
    bool locked = close_range(SANDBOX_REPORT + 1, ~0U, 0) == 0 && sandbox_narrow(lock, 256 << 20) == ERR_OK;
    _exit(locked ? 0 : 1);
}

// What it has used of a core.
static double wait_for_one(void) {
    struct rusage used;
    int status;
    if (wait4(-1, &status, 0, &used) < 0 || status != 0) _exit(1);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

// Locked as the gate is, with as many children at a time as there are clients.
static void make_children(Bench *bench) {
    const Config config = config_defaults();
    const RoleStart start = {.config = &config, .data = bench->office.data, .clock = clock_system()};
    SandboxPlan plan;
    SandboxResult result;
    SandboxNarrow lock;
    rights_plan(&bench->arena, &start, ROLE_GATE, &plan);
    plan.user = 0;
    web_pin(SERVER_CORE);
    if (clerk_lock_make(&bench->arena, &lock) || (bench->freezes && arena_freeze(&bench->arena)) ||
        sandbox_leave(&plan, &result) || sandbox_enter(&plan, &result))
        _exit(1);
    double children = 0, used = 0, begun = bench_clock(CLOCK_MONOTONIC), own = bench_clock(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < PEERS; i++)
        if (fork() == 0) child_do_nothing(&lock);
    for (; bench_clock(CLOCK_MONOTONIC) < begun + 1; children++) {
        used += wait_for_one();
        if (fork() == 0) child_do_nothing(&lock);
    }
    for (int i = 0; i < PEERS; i++, children++) used += wait_for_one();
    children /= used + bench_clock(CLOCK_PROCESS_CPUTIME_ID) - own;
    _exit(write(SANDBOX_REPORT, &children, sizeof children) == sizeof children ? 0 : 1);
}

static double fork_round(void *at) {
    int ends[2];
    double children = 0;
    if (pipe(ends) != 0) web_fail("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        if (ends[1] != SANDBOX_REPORT) dup2(ends[1], SANDBOX_REPORT);
        make_children(at);
    }
    close(ends[1]);
    if (read(ends[0], &children, sizeof children) != sizeof children) web_fail("children");
    close(ends[0]);
    waitpid(pid, NULL, 0);
    return children;
}

// Beside a process that has the law in memory as any program has it; and beside one that has it as the gate does, where next to
// nothing is left to copy and what a page costs beyond its process shows most.
static void measure_new(Bench *bench) {
    BenchFigure figure = {.name = "web.new",
                          .unit = "/s of a core",
                          .limit_is = "fork, sandbox and exit of the same program, nothing else, same core",
                          .measured = new_round,
                          .limit = fork_round,
                          .at = bench,
                          .rounds = ROUNDS};
    bench->times.count = 0;
    bench_run(&figure);
    web_print_times("web.new", &bench->times);
    bench->freezes = true;
    figure.name = "web.new.frozen";
    figure.limit_is = "the same with the law in frozen memory, as the gate has it";
    bench_run(&figure);
}

// --- clerks that wait --------------------------------------------------------------------------------------------------------

static double kib_of(int pid, const char *file, const char *name) {
    char path[64], line[128];
    double kib = 0, found;
    size_t len = strlen(name);
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    FILE *facts = fopen(path, "r");
    while (facts && fgets(line, sizeof line, facts))
        if (strncmp(line, name, len) == 0 && sscanf(line + len, " %lf", &found) == 1) kib += found;
    if (facts) fclose(facts);
    return kib;
}

// What it has to itself, with its tables of pages, after it has answered a page.
static void measure_memory(Bench *bench) {
    int sockets[IDLE], clerks[IDLE];
    char answer[64 << 10];
    for (int i = 0; i < IDLE; i++) {
        sockets[i] = web_connect(bench->office.port);
        (void)!send(sockets[i], page_request, strlen(page_request), 0);
        if (recv(sockets[i], answer, sizeof answer, 0) <= 0) web_fail("answer");
    }
    double kib = 0;
    int found = office_children(bench->gate, clerks, IDLE);
    for (int i = 0; i < found; i++)
        kib += kib_of(clerks[i], "smaps_rollup", "Private_Dirty:") + kib_of(clerks[i], "smaps_rollup", "Private_Clean:") +
               kib_of(clerks[i], "status", "VmPTE:");
    for (int i = 0; i < IDLE; i++) close(sockets[i]);
    if (found < IDLE / 2) web_fail("clerks");
    printf("{\"bench\":\"web.memory\",\"value\":%.0f,\"unit\":\"KiB a clerk\"}\n", kib / found);
}

// --- an answer ---------------------------------------------------------------------------------------------------------------

// Of a browser that was shown the form; one is a hash of the other (web/form_token.h).
#define FORM_COOKIE "__Host-form=00000000000000000000000000"
#define FORM_TOKEN "token=P3WBXKEWYDNQ85T312JEK6CT38&"

static size_t next_answer(void *at, uint32_t peer, char *out) {
    Bench *bench = at;
    char body[96];
    int len = snprintf(body, sizeof body, FORM_TOKEN "answer=%llu&go=next", (unsigned long long)(1000 + bench->count++ % 9000));
    return (size_t)snprintf(out, WEB_REQUEST_MOST,
                            "POST /ja/ask/data.people HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
                            "Cookie: " FORM_COOKIE
                            "%s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                            bench->cookies[peer], len, body);
}

// Its first answer gives a person the cookie of her draft.
static void take_cookie(Bench *bench, uint32_t peer) {
    char request[1024], answer[4096] = {0};
    int connected = web_connect(bench->office.port);
    bench->cookies[peer][0] = 0;
    size_t len = next_answer(bench, peer, request);
    (void)!send(connected, request, len, 0);
    if (recv(connected, answer, sizeof answer - 1, 0) <= 0) web_fail("answer");
    const char *cookie = strstr(answer, "__Host-draft="), *end = cookie ? strchr(cookie, ';') : NULL;
    if (!end) web_fail("no draft");
    snprintf(bench->cookies[peer], sizeof bench->cookies[peer], "; %.*s", (int)(end - cookie), cookie);
    close(connected);
}

static double answer_round(void *at) {
    Bench *bench = at;
    WebLoad load = {.port = bench->office.port,
                    .peers = PEERS,
                    .seconds = 0.5,
                    .status = 303,
                    .next = next_answer,
                    .at = bench,
                    .times = &bench->times};
    return web_run(&load);
}

static void next_put(void *at, uint32_t peer, unsigned char *out) {
    Bench *bench = at;
    Put put = {.class = BLOB_DRAFT, .ttl_seconds = 3600};
    ByteWriter writer = bytes_writer_in(out + FRAME_HEAD_BYTES, LOAD_FRAME_MOST - FRAME_HEAD_BYTES);
    (void)peer;
    bench->count++;
    memcpy(put.name.bytes, &bench->count, sizeof bench->count);
    put_write(&writer, &put);
    bytes_put(&writer, bench->draft);
    frame_head_write(out, (FrameHead){FRAME_PUT, (uint32_t)writer.len});
}

static double put_round(void *at) {
    Bench *bench = at;
    unsigned char frame[LOAD_FRAME_MOST];
    FrameHead head;
    next_put(bench, 0, frame);
    if (frame_head_read(frame, &head) != ERR_OK) web_fail("frame");
    Load load = {.path = bench->spool, .peers = PEERS, .seconds = 0.5, .next = next_put, .at = bench};
    load.frame_len = FRAME_HEAD_BYTES + head.length;
    return load_run(&load);
}

static void measure_answer(Bench *bench) {
    const SealRandom random = {entropy_fill, NULL};
    DraftCode code = draft_code_make(random);
    Draft draft = draft_make(&bench->arena, &bench->pack->book);
    ByteWriter sealed = bytes_writer(&bench->arena, DRAFT_MOST);
    if (draft_seal(&sealed, &bench->pack->book, &draft, &code, random) != ERR_OK) web_fail("draft");
    bench->draft = bytes_written(&sealed);
    bench->times.count = 0;
    for (uint32_t i = 0; i < PEERS; i++) take_cookie(bench, i);
    bench_run(&(BenchFigure){.name = "web.answer",
                             .unit = "/s",
                             .limit_is = "the spool keeping a draft of the same size, asked directly, same clients",
                             .measured = answer_round,
                             .limit = put_round,
                             .at = bench,
                             .rounds = ROUNDS});
    web_print_times("web.answer", &bench->times);
}

// -----------------------------------------------------------------------------------------------------------------------------

// The role whose children answer.
static void find_gate(Bench *bench) {
    int roles[16], count = office_children(bench->office.pid, roles, 16);
    char path[64], name[32];
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "/proc/%d/comm", roles[i]);
        FILE *facts = fopen(path, "r");
        if (facts && fscanf(facts, "%31s", name) == 1 && strcmp(name, "gate") == 0) bench->gate = roles[i];
        if (facts) fclose(facts);
    }
    if (!bench->gate) web_fail("gate");
}

static void prepare(Bench *bench) {
    Pack *pack = NEW(&bench->arena, Pack);
    Diags diags = diags_make(&bench->arena);
    if (pack_load(&bench->arena, NULL, pack, &diags) != ERR_OK || entropy_open() != ERR_OK) web_fail("pack");
    bench->pack = pack;
    bench->times.ms = NEW_ARRAY(&bench->arena, double, WEB_TIMES_MOST);
    office_make_folder(&bench->office);
    snprintf(bench->spool, sizeof bench->spool, "%s/run/spool.sock", bench->office.data);
}

int main(int argc, char **argv) {
    static Bench bench;
    static const struct {
        const char *name;
        void (*measure)(Bench *bench);
    } figures[] = {
        {"web.page", measure_page}, {"web.new", measure_new}, {"web.memory", measure_memory}, {"web.answer", measure_answer}};
    bool opened = false;
    bench.arena = arena_make(NULL, NULL);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (!bench_wanted(argc, argv, figures[i].name)) continue;
        if (!opened) prepare(&bench);
        if (!opened) office_start(&bench.office, true);
        if (!opened) web_pin(CLIENT_CORE);
        if (!opened) find_gate(&bench);
        opened = true;
        figures[i].measure(&bench);
    }
    if (opened) office_stop(&bench.office);
    arena_free(&bench.arena);
    return 0;
}
