// The registrar's hands beside a real spool: everything that was acknowledged comes into the vault once, and its person is told
// once, wherever the filer was killed; what cannot be filed is set aside and holds nothing up; notices come to their mailboxes.
#include "unit/seal/office_test.h"
#include "unit/store/store_test.h"

#include "base/step.h"
#include "crash/spool_alone.h"
#include "role/filer.h"
#include "seal/mailbox.h"
#include "wire/append.h"

#include <sys/wait.h>

// In hall of base/step.c: ends the process at one step, the `step_left`-th time it comes by.
static Step step_wanted = STEP_COUNT;
static int step_left;

void step_reached(Step step) {
    if (step == step_wanted && --step_left == 0) _exit(9);
}

static const Id office_id = {{1, 2, 3}};

typedef struct Hall {
    Office *office;
    TestOffice *keys;
    pid_t spool;
    int quit; // closing it ends the spool
    char socket[128];
} Hall;

static void spool_start(Hall *hall) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    hall->spool = fork();
    if (hall->spool == 0) {
        close(ends[1]);
        _exit(alone_serve(hall->office->folder, ends[0]));
    }
    close(ends[0]);
    hall->quit = ends[1];
    snprintf(hall->socket, sizeof hall->socket, "%s/run/spool.sock", hall->office->folder);
    for (int i = 0; i < 500; i++) {
        Client client;
        if (client_connect(&client, hall->socket, 1000) == ERR_OK) {
            client_close(&client);
            return;
        }
        usleep(20000);
    }
    fail_msg("the spool did not start");
}

static Hall hall_make(Office *office) {
    Hall hall = {.office = office, .keys = test_office(&office->arena)};
    hall.keys->draft.head.office = office_id;
    hall.keys->draft.letter_count = 0;
    hall.keys->draft.evidence_count = 0;
    mkdir(str_c(&office->arena, str_join(&office->arena, office->data, STR("/ledger"))), 0700);
    spool_start(&hall);
    return hall;
}

static void hall_end(Hall *hall) {
    int status;
    close(hall->quit);
    assert_int_equal(waitpid(hall->spool, &status, 0), hall->spool);
    assert_int_equal(status, 0);
}

static Bytes filing_of(Hall *hall, unsigned char number) {
    hall->keys->draft.head.report = test_id(number);
    hall->keys->viewing.bytes[0] = number;
    hall->keys->reply = viewing_reply(&hall->keys->viewing, office_id);
    hall->keys->draft.head.reply = hall->keys->reply.public;
    hall->keys->draft.head.mailbox = viewing_mailbox(&hall->keys->viewing, office_id);
    return test_filing(&hall->office->arena, hall->keys);
}

static void append_as(Hall *hall, Id id, Bytes filing) {
    Arena *arena = &hall->office->arena;
    Client client;
    FrameAnswer answer;
    ByteWriter head = bytes_writer(arena, 1024);
    append_write(&head, &(Append){.kind = APPEND_FILING, .id = id});
    Bytes parts[] = {bytes_written(&head), filing};
    assert_int_equal(client_connect(&client, hall->socket, 20000), ERR_OK);
    assert_int_equal(client_call(&client, arena, FRAME_APPEND, parts, 2, &answer), ERR_OK);
    assert_int_equal(answer.outcome, OUTCOME_OK);
    client_close(&client);
}

static void append(Hall *hall, unsigned char number) {
    append_as(hall, test_id(number), filing_of(hall, number));
}

static Err file_all(Hall *hall) {
    Arena arena = arena_make(NULL, NULL);
    Registry registry;
    Room *fault;
    bool more = true;
    Str data = hall->office->data;
    Log quiet = {.descriptor = -1, .who = "registrar", .clock = clock_system()};
    Postbox postbox = postbox_make(hall->socket, (SealRandom){entropy_fill, NULL});
    Filer filer = {.registry = &registry,
                   .postbox = &postbox,
                   .log = &quiet,
                   .spool = str_join(&arena, data, STR("/spool")),
                   .ledger = str_join(&arena, data, STR("/ledger"))};
    Err err = registry_open(&arena, data, office_id, &registry, &fault);
    if (!err) err = segment_reader_open(&arena, str_c(&arena, filer.spool), &filer.reader);
    if (!err) err = filer_begin(&filer);
    while (!err && more) err = filer_file(&filer, SPOOL_PLACE_END, &more);
    if (!err) err = filer_notices(&filer, &more);
    postbox_close(&postbox);
    if (filer.reader) segment_reader_close(filer.reader);
    registry_close(&registry);
    arena_free(&arena);
    return err;
}

static int64_t count(Office *office, RoomKind kind, const char *sql) {
    return raw_sql(str_c(&office->arena, room_path(&office->arena, office->data, kind)), sql);
}

static Mailbag bag_of(Hall *hall, Name mailbox) {
    Arena *arena = &hall->office->arena;
    Client client;
    FrameAnswer answer;
    Blob blob;
    Mailbag bag;
    ByteWriter request = bytes_writer(arena, 64);
    get_write(&request, mailbox);
    Bytes payload = bytes_written(&request);
    assert_int_equal(client_connect(&client, hall->socket, 20000), ERR_OK);
    assert_int_equal(client_call(&client, arena, FRAME_GET, &payload, 1, &answer), ERR_OK);
    client_close(&client);
    if (answer.outcome == OUTCOME_MISSING) return (Mailbag){0};
    assert_int_equal(blob_read(answer.body, &blob), ERR_OK);
    assert_int_equal(mailbag_read(arena, blob.bytes, &bag), ERR_OK);
    return bag;
}

// The person finds one mail, which only she can open.
static void check_told(Hall *hall, unsigned char number) {
    Bytes content;
    (void)filing_of(hall, number);
    Name mailbox = hall->keys->draft.head.mailbox;
    Mailbag bag = bag_of(hall, mailbox);
    assert_int_equal(bag.count, 1);
    assert_int_equal(bag.items[0].kind, MAIL_ITEM);
    assert_int_equal(mailbox_item_open(&hall->office->arena, mailbox, 1, &hall->keys->reply, bag.items[0].box, &content),
                     ERR_OK);
    assert_non_null(memmem(content.ptr, content.len, "\"state\":\"filed\"", 15));
}

static void files_what_was_acknowledged(void **state) {
    Hall hall = hall_make(*state);
    for (unsigned char i = 1; i <= 12; i++) append(&hall, i);
    assert_int_equal(file_all(&hall), ERR_OK);
    assert_int_equal(count(*state, ROOM_VAULT, "SELECT count(*) FROM report"), 12);
    assert_int_equal(count(*state, ROOM_HALVES, "SELECT count(*) FROM half"), 24);
    append(&hall, 13);
    assert_int_equal(file_all(&hall), ERR_OK);
    assert_int_equal(count(*state, ROOM_VAULT, "SELECT count(*) FROM report"), 13);
    for (unsigned char i = 1; i <= 13; i++) check_told(&hall, i);
    hall_end(&hall);
}

static void killed_at_every_step_files_once(void **state) {
    static const Step steps[] = {STEP_REGISTRAR_READ, STEP_REGISTRAR_HALVES, STEP_REGISTRAR_LETTERS, STEP_REGISTRAR_MAILBOX,
                                 STEP_REGISTRAR_VAULT};
    Hall hall = hall_make(*state);
    unsigned char number = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        append(&hall, ++number);
        append(&hall, ++number);
        pid_t child = fork();
        if (child == 0) {
            step_wanted = steps[i];
            step_left = 1;
            _exit(file_all(&hall) ? 1 : 0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(WEXITSTATUS(status), 9);
        assert_int_equal(file_all(&hall), ERR_OK);
        assert_int_equal(count(*state, ROOM_VAULT, "SELECT count(*) FROM report"), number);
        assert_int_equal(count(*state, ROOM_VAULT, "SELECT count(*) FROM clock"), 2 * number);
        assert_int_equal(count(*state, ROOM_HALVES, "SELECT count(*) FROM half"), 2 * number);
        assert_int_equal(count(*state, ROOM_PUBLIC, "SELECT count(*) FROM statistic"), number);
    }
    for (unsigned char i = 1; i <= number; i++) check_told(&hall, i);
    hall_end(&hall);
}

// Straight into a segment, past the spool, which would not have taken them.
static void put_records(Office *office, const SegmentRecord *records, size_t count) {
    SegmentLog *log;
    SpoolPlace places[4];
    SegmentLogPlan plan = {.folder = str_c(&office->arena, str_join(&office->arena, office->data, STR("/spool"))),
                           .office = office_id};
    assert_int_equal(segment_log_open(&office->arena, &plan, &log), ERR_OK);
    assert_int_equal(segment_log_append(log, records, count, places), ERR_OK);
    segment_log_close(log);
}

static SegmentRecord record_of(Id id, Bytes blob) {
    SegmentRecord record = {.kind = SEGMENT_FILING, .id = id, .accepted = 1795500000000000, .blob_len = blob.len, .blob = blob};
    Bytes core, halves;
    (void)!filing_split(blob, &core, &halves, &record.content);
    return record;
}

static void sets_aside_what_is_foreign(void **state) {
    Office *office = *state;
    Hall hall = hall_make(office);
    hall_end(&hall); // its folders are there
    hall.keys->draft.head.office = test_id(0x77);
    Bytes foreign = filing_of(&hall, 50);
    hall.keys->draft.head.office = office_id;
    Bytes good = filing_of(&hall, 51);
    SegmentRecord records[] = {record_of(test_id(50), foreign), record_of(test_id(51), good)};
    put_records(office, records, 2);
    spool_start(&hall);
    append(&hall, 52);
    assert_int_equal(file_all(&hall), ERR_OK);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report"), 2);
    char *command = str_c(&office->arena, str_format(&office->arena, "test $(ls %s/vault/aside | wc -l) = 1", office->folder));
    assert_int_equal(system(command), 0);
    hall_end(&hall);
}

// The spool keeps ids apart, but does not read what is filed under them. A filing that says it is another report must not
// leave anything under that report's id: it would shut out the real one.
static void sets_aside_what_says_it_is_another_report(void **state) {
    Office *office = *state;
    Hall hall = hall_make(office);
    append_as(&hall, test_id(60), filing_of(&hall, 61));
    append(&hall, 61);
    append_as(&hall, test_id(62), filing_of(&hall, 61));
    assert_int_equal(file_all(&hall), ERR_OK);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report"), 1);
    assert_int_equal(count(office, ROOM_HALVES, "SELECT count(*) FROM half"), 2);
    assert_int_equal(count(office, ROOM_PUBLIC, "SELECT count(*) FROM statistic"), 1);
    char *command = str_c(&office->arena, str_format(&office->arena, "test $(ls %s/vault/aside | wc -l) = 2", office->folder));
    assert_int_equal(system(command), 0);
    check_told(&hall, 61);
    hall_end(&hall);
}

// A bit that changed on the disk: what stands behind it is filed all the same, and the segment is kept to be looked at.
static void a_damaged_record_holds_nothing_up(void **state) {
    Office *office = *state;
    Hall hall = hall_make(office);
    for (unsigned char i = 1; i <= 3; i++) append(&hall, i);
    hall_end(&hall);
    char *path = str_c(&office->arena, str_join(&office->arena, office->data, STR("/spool/00000001.seg")));
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 12000, SEEK_SET), 0); // inside the blob of the first
    int before = fgetc(file);
    assert_int_equal(fseek(file, 12000, SEEK_SET), 0);
    fputc(before ^ 1, file);
    fclose(file);
    spool_start(&hall);
    assert_int_equal(file_all(&hall), ERR_OK);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report"), 2);
    assert_int_equal(
        access(str_c(&office->arena, str_join(&office->arena, office->data, STR("/vault/aside/00000001.seg"))), R_OK), 0);
    hall_end(&hall);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(files_what_was_acknowledged),       OFFICE_TEST(killed_at_every_step_files_once),
        OFFICE_TEST(sets_aside_what_is_foreign),        OFFICE_TEST(sets_aside_what_says_it_is_another_report),
        OFFICE_TEST(a_damaged_record_holds_nothing_up),
    };
    return entropy_open() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
