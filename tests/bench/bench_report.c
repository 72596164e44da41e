// A report through the interface, for four windows, one person after another: read, decided, sealed, kept, answered. Beside it
// the sum of its parts, each measured alone: as many bytes there and back over a connection, reading and rules and sealing in
// one warm process, and the spool keeping the same bytes.
#include "base/entropy.h"
#include "base/now.h"
#include "base/sys.h"
#include "bench/load.h"
#include "bench/web_office.h"
#include "intake/intake.h"
#include "intake/report_read.h"
#include "office/ceremony.h"
#include "office/keyfile.h"
#include "rule/decision_json.h"
#include "seal/mailbag.h"
#include "seal/mailbox.h"
#include "wire/append.h"

enum { REPORTS = 40, ROUNDS = 9, PIECE = 64 << 10, LETTER_MOST = 120 << 10, FRAME_MOST = 256 << 10 };

static const char body[] =
    "{\"incident\":{\"actor.kind\":\"business\",\"actor.prefecture\":\"13\",\"data.personal\":true,\"data.people\":5000,"
    "\"data.protected\":false,\"data.pseudonymised\":false,\"actor.processor\":false,\"incident.kinds\":[\"ransomware\"],"
    "\"incident.known_at\":\"2026-11-20T09:00:00+09:00\"},"
    "\"narrative\":\"The screens asked for money this morning. Nothing has been paid.\",\"windows\":["
    "{\"window\":\"demo.desk\"},{\"window\":\"jp.nco\"},{\"window\":\"jp.police.13\",\"withhold\":[\"data.people\"]},"
    "{\"window\":\"jp.ppc\"}]}";

typedef struct Bench {
    Arena arena, once;
    const Pack *pack;
    KeyList list;
    WebOffice office;
    WebTimes times;
    size_t answer_bytes;
    int echo; // what sends back as many bytes as an answer has
    char spool[80];
    unsigned char (*frames)[FRAME_MOST]; // of a round, made before it is measured
    size_t frame_lens[REPORTS];
} Bench;

static const SealRandom from_system = {entropy_fill, NULL};

// --- the whole ---------------------------------------------------------------------------------------------------------------

static size_t next_report(void *at, uint32_t peer, char *out) {
    (void)at, (void)peer;
    return (size_t)snprintf(out, WEB_REQUEST_MOST,
                            "POST /api/v1/reports?lang=en HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            "Content-Length: %zu\r\n\r\n%s",
                            sizeof body - 1, body);
}

static double report_round(void *at) {
    Bench *bench = at;
    WebLoad load = {.port = bench->office.port,
                    .peers = 1,
                    .seconds = 0.5,
                    .status = 201,
                    .body = &bench->answer_bytes,
                    .next = next_report,
                    .at = bench,
                    .times = &bench->times};
    return web_run(&load);
}

// --- its parts ---------------------------------------------------------------------------------------------------------------

typedef struct Made {
    ReportRead read;
    Report report;
    IntakeResult sealed;
    Bytes bag;
} Made;

static void print_duties(Bench *bench, const Report *report) {
    Buf out = buf_make(&bench->once, 4 << 20);
    Decision decision = decision_make(&bench->once, &bench->pack->book, &bench->pack->program, report->incident, report->at);
    for (size_t i = 0; i < decision.duty_count; i++)
        if (decision.duties[i].status != STATUS_NOT) decision_print_duty_json(&out, &decision, &decision.duties[i], LANG_EN);
}

// What the person will find under her key.
static void make_bag(Bench *bench, Made *made) {
    const FilingHead *head = &made->sealed.head;
    ReportView view = report_view(&bench->once, &made->report, NULL);
    ByteWriter box = bytes_writer(&bench->once, BLOB_MOST);
    Bytes text = report_body(&bench->once, &made->report, &view).json;
    Mailbag bag = {0};
    if (mailbox_item_seal(&box, head->mailbox, 1, head->reply, text, from_system) != ERR_OK) web_fail("letter");
    PUSH(&bench->once, bag, ((Mail){MAIL_ITEM, head->report, bytes_written(&box)}));
    if (mailbag_write(&bench->once, &bag, &made->bag) != ERR_OK) web_fail("bag");
}

static void make_report(Bench *bench, Made *made) {
    Diags diags = diags_make(&bench->once);
    IntakeOffice office = {&bench->list, from_system, NULL, NULL};
    IntakeFault fault;
    Str at;
    if (report_read(&bench->once, bench->pack, (ReportSource){.file = STR("report"), .text = STR(body)}, &made->read, &diags) !=
        ERR_OK)
        web_fail("report");
    made->report = (Report){.pack = bench->pack,
                            .at = clock_system().now(NULL),
                            .lang = LANG_EN,
                            .incident = &made->read.incident,
                            .narrative = made->read.narrative,
                            .windows = made->read.windows,
                            .window_count = made->read.window_count};
    entropy_fill(NULL, made->report.id.bytes, sizeof made->report.id.bytes);
    if (intake_seal(&bench->once, &made->report, &office, &made->sealed, &fault, &at) != ERR_OK) web_fail("seal");
    make_bag(bench, made);
}

static double seconds_of_making(Bench *bench) {
    double begun = bench_clock(CLOCK_MONOTONIC);
    for (int i = 0; i < REPORTS; i++) {
        Made *made = NEW(&bench->once, Made);
        make_report(bench, made);
        print_duties(bench, &made->report);
        arena_reset(&bench->once);
    }
    return (bench_clock(CLOCK_MONOTONIC) - begun) / REPORTS;
}

static void take_all(int from, size_t len) {
    static char piece[PIECE];
    while (len > 0) {
        ssize_t got = recv(from, piece, len < sizeof piece ? len : sizeof piece, 0);
        if (got <= 0) exit(1);
        len -= (size_t)got;
    }
}

static void give_all(int to, size_t len) {
    static const char piece[PIECE];
    while (len > 0) {
        ssize_t sent = send(to, piece, len < sizeof piece ? len : sizeof piece, MSG_NOSIGNAL);
        if (sent <= 0) exit(1);
        len -= (size_t)sent;
    }
}

// A process that takes as many bytes as a report and gives as many as its answer.
static void echo_start(Bench *bench) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        web_fail("echo");
    if (fork() == 0) {
        int connected = accept(listener, NULL, NULL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            take_all(connected, sizeof body);
            give_all(connected, bench->answer_bytes);
        }
    }
    bench->echo = web_connect(ntohs(address.sin_port));
    close(listener);
}

static double seconds_of_exchange(const Bench *bench) {
    double begun = bench_clock(CLOCK_MONOTONIC);
    for (int i = 0; i < REPORTS; i++) {
        give_all(bench->echo, sizeof body);
        take_all(bench->echo, bench->answer_bytes);
    }
    return (bench_clock(CLOCK_MONOTONIC) - begun) / REPORTS;
}

static void make_frame(Bench *bench, int number) {
    Made *made = NEW(&bench->once, Made);
    make_report(bench, made);
    const FilingHead *head = &made->sealed.head;
    Append append = {.kind = APPEND_FILING, .id = head->report, .blob = made->sealed.filing};
    append.also[append.also_count++] = (AppendAlso){BLOB_MAILBOX, head->mailbox, BLOB_TTL_MOST, made->bag};
    ByteWriter frame = bytes_writer_in(bench->frames[number] + FRAME_HEAD_BYTES, FRAME_MOST - FRAME_HEAD_BYTES);
    append_write(&frame, &append);
    bytes_put(&frame, append.blob);
    if (frame.overflowed) web_fail("frame");
    frame_head_write(bench->frames[number], (FrameHead){FRAME_APPEND, (uint32_t)frame.len});
    bench->frame_lens[number] = FRAME_HEAD_BYTES + frame.len;
    arena_reset(&bench->once);
}

static double seconds_of_keeping(Bench *bench) {
    LoadPeer peer = {.socket = load_connect(bench->spool)};
    fcntl(peer.socket, F_SETFL, 0);
    for (int i = 0; i < REPORTS; i++) make_frame(bench, i);
    double begun = bench_clock(CLOCK_MONOTONIC);
    for (int i = 0; i < REPORTS; i++) {
        for (size_t sent = 0; sent < bench->frame_lens[i];) {
            ssize_t put = send(peer.socket, bench->frames[i] + sent, bench->frame_lens[i] - sent, MSG_NOSIGNAL);
            if (put <= 0) web_fail("send");
            sent += (size_t)put;
        }
        while (!load_receive(&peer)) continue;
    }
    double seconds = bench_clock(CLOCK_MONOTONIC) - begun;
    close(peer.socket);
    return seconds / REPORTS;
}

static double parts_round(void *at) {
    return 1 / (seconds_of_exchange(at) + seconds_of_making(at) + seconds_of_keeping(at));
}

// --- an office with four windows ---------------------------------------------------------------------------------------------

static Err add_windows(Arena *arena, Str data, Office *office) {
    static const char *const windows[] = {"jp.nco", "jp.police.13", "jp.ppc"};
    KeyFile file;
    Grain grain;
    WindowPair pair;
    uint32_t epoch;
    Err err = keyfile_read(arena, office_path(arena, data, CEREMONY_ROOT_FILE), KEYFILE_ROOT, &file);
    if (!err) err = keyfile_open(&file, STR_NONE, &grain);
    if (err) return err;
    RootPair root = key_root(&grain);
    Change change = {.office = office, .root = &root, .now = clock_system().now(NULL), .random = from_system};
    for (size_t i = 0; !err && i < sizeof windows / sizeof *windows; i++)
        err = window_renew(arena, &change, str_from(windows[i]), &pair, &epoch);
    return err;
}

static void prepare(Bench *bench) {
    Pack *pack = NEW(&bench->arena, Pack);
    Diags diags = diags_make(&bench->arena);
    Office office;
    bool made;
    office_make_folder(&bench->office);
    Str data = str_from(bench->office.data);
    Err err = entropy_open();
    if (!err) err = pack_load(&bench->arena, NULL, pack, &diags);
    if (!err) err = sys_make_folder(bench->office.data);
    if (!err) err = ceremony_demonstrate(&bench->arena, data, clock_system().now(NULL), from_system, &made);
    if (!err) err = office_read(&bench->arena, data, &office);
    if (!err) err = add_windows(&bench->arena, data, &office);
    if (!err) err = office_keys(&bench->arena, &office, &bench->list);
    if (err) web_fail("an office with four windows");
    bench->pack = pack;
    bench->times.ms = NEW_ARRAY(&bench->arena, double, WEB_TIMES_MOST);
    bench->frames = arena_array(&bench->arena, REPORTS, FRAME_MOST);
    snprintf(bench->spool, sizeof bench->spool, "%s/run/spool.sock", bench->office.data);
}

int main(int argc, char **argv) {
    static Bench bench;
    if (!bench_wanted(argc, argv, "web.report")) return 0;
    bench.arena = arena_make(NULL, NULL);
    bench.once = arena_make(NULL, NULL);
    prepare(&bench);
    office_start(&bench.office, false);
    report_round(&bench);
    echo_start(&bench);
    bench_run(&(BenchFigure){.name = "web.report",
                             .unit = "/s",
                             .limit_is = "sum of its parts alone: the same bytes there and back, read and decided and sealed "
                                         "to 4 windows in one warm process, kept by the spool",
                             .measured = report_round,
                             .limit = parts_round,
                             .at = &bench,
                             .rounds = ROUNDS});
    web_print_times("web.report", &bench.times);
    office_stop(&bench.office);
    arena_free(&bench.arena);
    arena_free(&bench.once);
    return 0;
}
