// What leaves a report, and what must not: each window's view, the triage summary, the card, the share view; and the filing
// made of them, opened again with the keys. Words that must not pass are planted in every text.
#include "unit/rule/rule_test.h"
#include "unit/seal/office_test.h"

#include "base/limits.h"
#include "intake/intake.h"

#define AT INT64_C(1795500000000000)

// One text fact of each kind that names somebody, and what decides.
static const char facts[] =
    "\"incident.kinds\":[\"ransomware\"],\"actor.kind\":\"business\",\"actor.prefecture\":\"13\",\"data.personal\":true,"
    "\"data.people\":1234,\"data.malicious\":true,\"incident.known_at\":\"2026-11-20T10:00:00+09:00\","
    "\"incident.money_moving\":true,\"contact.name\":\"PLANTED-name\",\"contact.phone\":\"PLANTED-phone\","
    "\"org.name\":\"PLANTED-org\",\"person.name\":\"PLANTED-person\",\"brief.summary\":\"PLANTED-summary\",\"technical."
    "source\":\"PLANTED-source\","
    "\"ransom.paid\":true,\"person.minor\":true";

typedef struct Scene {
    Arena *arena;
    Incident incident;
    bool *withheld;
    ReportWindow windows[FILING_WINDOWS_MOST + 1];
    ReportFile files[1];
    Report report;
} Scene;

static const Pack *the_pack(void) {
    static Arena arena;
    static Pack pack;
    static bool loaded;
    if (!loaded) {
        arena = arena_make(NULL, NULL);
        Diags diags = diags_make(&arena);
        assert_int_equal(pack_load(&arena, NULL, &pack, &diags), ERR_OK);
    }
    loaded = true;
    return &pack;
}

static Scene *scene_with(Arena *arena, const char *more) {
    Scene *scene = NEW(arena, Scene);
    const Pack *pack = the_pack();
    Diags diags = diags_make(arena);
    Str json = str_format(arena, "{%s%s}", facts, more);
    scene->arena = arena;
    if (incident_read(arena, &pack->book, STR("facts"), json, &scene->incident, &diags) != ERR_OK)
        fail_msg("%s", str_c(arena, findings_of(arena, &diags)));
    scene->withheld = NEW_ARRAY(arena, bool, pack->book.facts.count);
    scene->files[0] = (ReportFile){.id = test_id(0x41), .name = STR("PLANTED-file"), .size = 3, .size_class = 3};
    scene->report = (Report){.pack = pack,
                             .id = test_id(0x21),
                             .at = AT,
                             .incident = &scene->incident,
                             .narrative = STR("PLANTED-words"),
                             .windows = scene->windows,
                             .files = scene->files,
                             .file_count = 1};
    return scene;
}

static ReportWindow *window_add(Scene *scene, const char *id) {
    ReportWindow *window = &scene->windows[scene->report.window_count++];
    *window = (ReportWindow){.id = str_from(id)};
    return window;
}

static void withhold(Scene *scene, const char *fact) {
    int index = map_get(&scene->report.pack->book.fact_index, str_from(fact));
    assert_true(index >= 0);
    scene->withheld[index] = true;
}

static bool holds(Bytes bytes, const char *text) {
    return memmem(bytes.ptr, bytes.len, text, strlen(text)) != NULL;
}

static Bytes body_of(Scene *scene, const ReportWindow *window) {
    ReportView view = report_view(scene->arena, &scene->report, window);
    return report_body(scene->arena, &scene->report, &view).json;
}

// --- views -------------------------------------------------------------------------------------------------------------------

static void a_view_lacks_what_is_withheld(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportWindow *window = window_add(scene, "demo.desk");
    static const char *const planted[] = {"PLANTED-name", "PLANTED-phone",  "PLANTED-org",  "PLANTED-summary",
                                          "PLANTED-file", "PLANTED-source", "PLANTED-words"};
    Bytes all = body_of(scene, NULL);
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) assert_true(holds(all, planted[i]));
    withhold(scene, "contact.name");
    withhold(scene, "technical.source");
    window->withheld = scene->withheld;
    window->no_narrative = window->no_files = true;
    Bytes less = body_of(scene, window);
    assert_false(holds(less, "PLANTED-name") || holds(less, "PLANTED-source") || holds(less, "PLANTED-words"));
    assert_false(holds(less, "PLANTED-file") || holds(less, "contact.name"));
    assert_true(holds(less, "PLANTED-phone") && holds(less, "PLANTED-summary"));
    // What was withheld, and from whom, stands in the person's own view alone.
    all = body_of(scene, NULL);
    assert_true(holds(all, "\"withhold\":[\"contact.name\",\"technical.source\",\"narrative\",\"files\"]") ||
                holds(all, "\"withhold\":[\"technical.source\",\"contact.name\",\"narrative\",\"files\"]"));
    assert_false(holds(less, "withhold"));
}

static size_t applying(Scene *scene, const ReportView *view, Str window) {
    const DutyResult **duties;
    size_t all = report_duties(scene->arena, view, window, &duties), count = 0;
    for (size_t i = 0; i < all; i++) count += duties[i]->status == STATUS_APPLIES;
    return count;
}

// What is withheld decides nothing either: a duty that follows from it would tell it.
static void a_withheld_fact_decides_nothing(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportWindow *window = window_add(scene, "demo.desk");
    assert_true(holds(body_of(scene, window), "1234"));
    withhold(scene, "data.people");
    withhold(scene, "incident.money_moving");
    window->withheld = scene->withheld;
    ReportView all = report_view(scene->arena, &scene->report, NULL), less = report_view(scene->arena, &scene->report, window);
    assert_true(applying(scene, &all, window->id) > applying(scene, &less, window->id));
    assert_false(holds(body_of(scene, window), "1234") || holds(body_of(scene, window), "jp.bank.stop"));
    assert_true(holds(body_of(scene, NULL), "jp.bank.stop"));
}

static void equal_wishes_share_a_view(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportWindow *a = window_add(scene, "a.a"), *b = window_add(scene, "b.b");
    bool *none = NEW_ARRAY(scene->arena, bool, scene->report.pack->book.facts.count);
    assert_true(report_same_view(&scene->report, a, b) && report_same_view(&scene->report, NULL, a));
    a->withheld = none;
    assert_true(report_same_view(&scene->report, NULL, a) && report_same_view(&scene->report, a, b));
    b->no_files = true;
    assert_false(report_same_view(&scene->report, a, b) || report_same_view(&scene->report, NULL, b));
    a->no_files = true;
    assert_true(report_same_view(&scene->report, a, b));
    withhold(scene, "contact.name");
    a->withheld = scene->withheld;
    assert_false(report_same_view(&scene->report, a, b) || report_same_view(&scene->report, b, a));
}

static void the_same_report_gives_the_same_bytes(void **state) {
    Scene *one = scene_with(*state, ""), *two = scene_with(*state, "");
    assert_true(bytes_eq(body_of(one, NULL), body_of(two, NULL)));
    Json json;
    Diags diags = diags_make(*state);
    Bytes body = body_of(one, NULL);
    assert_int_equal(json_parse(*state, STR("body"), (Str){(const char *)body.ptr, body.len}, &json, &diags), ERR_OK);
    two->report.narrative = STR("PLANTED-Words");
    assert_false(bytes_eq(body, body_of(two, NULL)));
}

// --- summaries ---------------------------------------------------------------------------------------------------------------

static void triage_names_nobody(void **state) {
    Scene *scene = scene_with(*state, ",\"wish.punish\":true");
    ReportWindow *window = window_add(scene, "demo.desk");
    ReportView view = report_view(scene->arena, &scene->report, window);
    Bytes triage = report_triage(scene->arena, &scene->report, &view, window->id).json;
    assert_false(holds(triage, "PLANTED") || holds(triage, "1234"));
    assert_true(holds(triage, "\"kinds\":[\"ransomware\"]") && holds(triage, "\"prefecture\":[\"13\"]"));
    assert_true(holds(triage, "incident.money_moving") && holds(triage, "wish.punish") && holds(triage, "\"due\":\"2026-"));
    withhold(scene, "incident.kinds");
    withhold(scene, "incident.money_moving");
    withhold(scene, "wish.punish");
    window->withheld = scene->withheld;
    view = report_view(scene->arena, &scene->report, window);
    triage = report_triage(scene->arena, &scene->report, &view, window->id).json;
    assert_true(holds(triage, "\"kinds\":[]") && holds(triage, "\"wishes\":[]"));
    assert_false(holds(triage, "ransomware") || holds(triage, "money_moving") || holds(triage, "wish.punish"));
}

static void a_card_only_when_asked(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportWindow *window = window_add(scene, "demo.desk");
    ReportView view = report_view(scene->arena, &scene->report, window);
    assert_int_equal(report_card(scene->arena, &scene->report, &view).json.len, 0);
    scene->report.call_me = true;
    Bytes card = report_card(scene->arena, &scene->report, &view).json;
    assert_true(holds(card, "PLANTED-name") && holds(card, "PLANTED-phone"));
    assert_false(holds(card, "PLANTED-org") || holds(card, "PLANTED-words") || holds(card, "PLANTED-person"));
    withhold(scene, "contact.name");
    window->withheld = scene->withheld;
    view = report_view(scene->arena, &scene->report, window);
    card = report_card(scene->arena, &scene->report, &view).json;
    assert_true(holds(card, "PLANTED-phone") && !holds(card, "PLANTED-name") && !holds(card, "PLANTED-person"));
    int contact = map_get(&scene->report.pack->book.fact_index, STR("contact.name"));
    scene->incident.texts[contact] = STR_NONE; // nobody was named for contacts
    view = report_view(scene->arena, &scene->report, NULL);
    assert_true(holds(report_card(scene->arena, &scene->report, &view).json, "PLANTED-person"));
    withhold(scene, "contact.phone");
    view = report_view(scene->arena, &scene->report, window);
    assert_int_equal(report_card(scene->arena, &scene->report, &view).json.len, 0);
}

static void codes_are_coarse(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportView view = report_view(scene->arena, &scene->report, NULL);
    Bytes codes = report_statistics(scene->arena, &scene->report, &view).json;
    assert_false(holds(codes, "PLANTED") || holds(codes, "1234"));
    assert_true(holds(codes, "\"month\":\"2026-11\"") && holds(codes, "\"people\":1000"));
}

// --- sharing -----------------------------------------------------------------------------------------------------------------

static bool shares(Scene *scene, Bytes *out) {
    ShareView share = {0};
    bool shared = report_share(scene->arena, &scene->report, &share);
    *out = share.json;
    return shared;
}

static void nothing_is_shared_without_consent(void **state) {
    static const struct {
        const char *more;
        bool shared;
    } rows[] = {
        {"", false},
        {",\"wish.contribute\":false", false},
        {",\"wish.contribute\":true", true},
        {",\"wish.contribute\":true,\"share.nco\":\"ok\"", true},
        {",\"wish.contribute\":false,\"share.nco\":\"ok\"", false},
        {",\"wish.contribute\":true,\"share.nco_withhold\":\"the part on page 2\"", false},
    };
    Bytes share;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(shares(scene_with(*state, rows[i].more), &share), rows[i].shared);
    const Book *book = &the_pack()->book;
    const Fact *fact = &book->facts.items[map_get(&book->fact_index, STR("share.nco"))];
    for (size_t i = 0; i < fact->values.count; i++) {
        if (str_is(fact->values.items[i].name, "ok")) continue;
        Str more = str_format(*state, ",\"wish.contribute\":true,\"share.nco\":\"%.*s\"", STR_ARG(fact->values.items[i].name));
        assert_false(shares(scene_with(*state, str_c(*state, more)), &share));
    }
}

static void what_is_shared_names_nobody(void **state) {
    Scene *scene = scene_with(*state, ",\"wish.contribute\":true");
    ReportWindow *window = window_add(scene, "demo.desk");
    Bytes share;
    assert_true(shares(scene, &share));
    assert_false(holds(share, "PLANTED") || holds(share, "1234") || holds(share, "known_at") || holds(share, "prefecture"));
    // Classes narrative and identity never, though their values come from a list.
    assert_false(holds(share, "ransom.paid") || holds(share, "person.minor"));
    assert_true(holds(share, "\"incident.kinds\": [\"ransomware\"]") && holds(share, "money_moving"));
    withhold(scene, "incident.money_moving");
    window->withheld = scene->withheld;
    assert_true(shares(scene, &share));
    assert_false(holds(share, "money_moving"));
}

// --- the filing --------------------------------------------------------------------------------------------------------------

typedef struct Desk {
    TestOffice *keys;
    TestRandom random;
    KeyEntry entries[32];
    KeyList list;
    Hash evidence[1];
    IntakeOffice office;
} Desk;

static void list_add(Desk *desk, KeyKind kind, const char *name, BoxPublic key) {
    KeyEntry *entry = &desk->entries[desk->list.count++];
    *entry = (KeyEntry){.kind = kind, .state = KEY_CURRENT, .name = str_from(name), .epoch = 3, .since = 1};
    memcpy(entry->public, key.bytes, sizeof entry->public);
}

static Desk *desk_of(Arena *arena) {
    Desk *desk = NEW(arena, Desk);
    desk->keys = NEW(arena, TestOffice);
    test_office_keys(desk->keys);
    desk->list = (KeyList){.office = test_id(0x0f), .serial = 1, .entries = desk->entries};
    list_add(desk, KEY_WINDOW, "demo.desk", desk->keys->windows[0].public.box);
    list_add(desk, KEY_WINDOW, "jp.ppc", desk->keys->windows[1].public.box);
    list_add(desk, KEY_KEEPER, "", desk->keys->keeper.public.box);
    list_add(desk, KEY_STATISTICS, "", desk->keys->statistics.public.box);
    list_add(desk, KEY_ANALYST, "office", desk->keys->analyst.public.box);
    desk->office = (IntakeOffice){.list = &desk->list, .random = test_random(&desk->random), .evidence = desk->evidence};
    return desk;
}

static Err seal(Scene *scene, Desk *desk, IntakeResult *out, IntakeFault *fault) {
    Str at;
    return intake_seal(scene->arena, &scene->report, &desk->office, out, fault, &at);
}

static void a_report_is_sealed_for_each_window(void **state) {
    Scene *scene = scene_with(*state, ",\"wish.contribute\":true");
    Desk *desk = desk_of(*state);
    IntakeResult sealed;
    IntakeFault fault;
    window_add(scene, "demo.desk");
    ReportWindow *second = window_add(scene, "jp.ppc");
    withhold(scene, "contact.name");
    second->withheld = scene->withheld;
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_OK);
    assert_false(holds(sealed.filing, "PLANTED"));
    Filing filing;
    assert_int_equal(filing_read(*state, sealed.filing, &filing), ERR_OK);
    assert_int_equal(filing.head.view_count, 2);
    assert_int_equal(filing.head.windows[0].view, 0);
    assert_int_equal(filing.head.windows[1].view, 1);
    assert_int_equal(filing.head.windows[1].epoch, 3);
    assert_int_equal(filing.evidence_count, 1);
    assert_true(filing.head.clock_count > 0 && sealed.shared);
    for (unsigned i = 0; i < 2; i++) {
        Triage triage;
        assert_int_equal(filing_open_triage(*state, &filing, i, &desk->keys->windows[i], &triage), ERR_OK);
        assert_false(holds(triage.json, "PLANTED"));
        assert_int_equal(filing_open_triage(*state, &filing, i, &desk->keys->windows[1 - i], &triage), ERR_SEALED);
    }
    // The person opens everything with what follows from the viewing key.
    ReplyPair reply = viewing_reply(&sealed.viewing, desk->list.office);
    StreamKey key;
    ReportBody body;
    assert_int_equal(filing_open_copy(&filing, &reply, &key), ERR_OK);
    assert_int_equal(filing_open_view(*state, &filing, 0, &key, &body), ERR_OK);
    assert_true(holds(body.json, "PLANTED-name") && holds(body.json, "PLANTED-words"));
    assert_int_equal(filing_open_view(*state, &filing, 1, &key, &body), ERR_SEALED);
    ShareView share;
    assert_int_equal(filing_open_share(*state, filing.head.office, filing.share, &desk->keys->analyst, &share), ERR_OK);
    assert_false(holds(share.json, "PLANTED"));
}

// A window with a desk reads a report through the keeper, never in another way.
static void nothing_opens_with_the_window_key_alone(void **state) {
    Scene *scene = scene_with(*state, "");
    Desk *desk = desk_of(*state);
    IntakeResult sealed;
    IntakeFault fault;
    Filing filing;
    window_add(scene, "demo.desk");
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_OK);
    assert_int_equal(filing_read(*state, sealed.filing, &filing), ERR_OK);
    assert_int_equal(filing.letter_count, 0);
    assert_true(filing.head.form_count > 0);
}

static void what_cannot_be_sealed_is_said(void **state) {
    Scene *scene = scene_with(*state, "");
    Desk *desk = desk_of(*state);
    IntakeResult sealed;
    IntakeFault fault;
    window_add(scene, "jp.nowhere");
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_REFUSED);
    assert_int_equal(fault, INTAKE_NO_DESK);
    scene->report.window_count = FILING_WINDOWS_MOST + 1;
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_TOO_BIG);
    assert_int_equal(fault, INTAKE_TOO_MANY);
    scene->report.window_count = 0;
    desk->list.count = 2; // windows alone
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_INPUT);
    assert_int_equal(fault, INTAKE_NO_KEY);
    desk->list.count = 5;
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_OK);
    scene->report.narrative = (Str){arena_alloc(*state, LIMIT_REPORT_BYTES), LIMIT_REPORT_BYTES};
    memset((char *)scene->report.narrative.ptr, 'x', LIMIT_REPORT_BYTES);
    assert_int_not_equal(seal(scene, desk, &sealed, &fault), ERR_OK);
    assert_int_equal(fault, INTAKE_TOO_LONG);
}

// Each window with a withholding of its own is a view; over the ceiling nothing is sealed.
static void as_many_views_as_the_format_has(void **state) {
    Scene *scene = scene_with(*state, "");
    Desk *desk = desk_of(*state);
    IntakeResult sealed;
    IntakeFault fault;
    for (size_t i = 0; i < FILING_VIEWS_MOST; i++) {
        const char *id = str_c(*state, str_format(*state, "w.%02zu", i));
        bool *withheld = NEW_ARRAY(*state, bool, scene->report.pack->book.facts.count);
        withheld[i] = true;
        window_add(scene, id)->withheld = withheld;
        list_add(desk, KEY_WINDOW, id, desk->keys->windows[0].public.box);
    }
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_TOO_BIG);
    assert_int_equal(fault, INTAKE_TOO_MANY);
    scene->report.window_count--; // view 0 is the person's own
    assert_int_equal(seal(scene, desk, &sealed, &fault), ERR_OK);
    assert_int_equal(sealed.head.view_count, FILING_VIEWS_MOST);
}

// --- what follows a report ---------------------------------------------------------------------------------------------------

static ReportBefore before_of(Scene *scene, const ReportWindow *windows, size_t count) {
    const Book *book = &scene->report.pack->book;
    Incident *then = NEW(scene->arena, Incident);
    *then = incident_make(scene->arena, book);
    memcpy(then->values, scene->report.incident->values, book->facts.count * sizeof *then->values);
    memcpy(then->texts, scene->report.incident->texts, book->facts.count * sizeof *then->texts);
    then->values[map_get(&book->fact_index, STR("data.people"))] = value_number(77, 77);
    then->values[map_get(&book->fact_index, STR("data.collecting"))] = value_yesno(true); // not known any more
    return (ReportBefore){.receipt = STR("RECEIPT"), .incident = then, .windows = windows, .window_count = count};
}

static void only_what_changed_is_sent(void **state) {
    Scene *scene = scene_with(*state, "");
    ReportWindow *told = window_add(scene, "a.told"), *hidden = window_add(scene, "b.hidden"),
                 *fresh = window_add(scene, "c.new");
    withhold(scene, "data.people");
    hidden->withheld = scene->withheld;
    ReportWindow then[] = {*told, *hidden};
    ReportBefore before = before_of(scene, then, 2);
    scene->report.before = &before;
    Bytes own = body_of(scene, NULL), none = body_of(scene, hidden), all = body_of(scene, fresh);
    assert_true(holds(own, "\"follows\":\"RECEIPT\",\"what\":\"follow_up\""));
    assert_true(holds(own, "\"changed\":[\"data.collecting\",\"data.people\"]") && holds(own, "\"data.people\": 1234"));
    assert_false(holds(own, "\"data.collecting\":"));
    assert_false(holds(own, "PLANTED-phone"));
    assert_true(holds(none, "\"changed\":[\"data.collecting\"]") && !holds(none, "data.people"));
    assert_true(holds(all, "PLANTED-phone") && holds(all, "1234"));
    assert_true(report_same_view(&scene->report, NULL, told));
    assert_false(report_same_view(&scene->report, NULL, fresh) || report_same_view(&scene->report, told, fresh));
    hidden->withheld = NULL; // held back no more: new to it, changed or not
    assert_true(holds(body_of(scene, hidden), "\"data.people\": 1234"));
    assert_false(report_same_view(&scene->report, told, hidden));
}

static void what_follows_is_not_counted_twice(void **state) {
    Scene *scene = scene_with(*state, ",\"wish.contribute\":true,\"share.nco\":\"ok\"");
    ReportWindow *window = window_add(scene, "demo.desk");
    ShareView shared;
    assert_true(report_share(scene->arena, &scene->report, &shared));
    ReportBefore before = before_of(scene, window, 1);
    scene->report.before = &before;
    assert_false(report_share(scene->arena, &scene->report, &shared));
    ReportView view = report_view(scene->arena, &scene->report, NULL);
    assert_true(holds(report_statistics(scene->arena, &scene->report, &view).json, "\"follows\":true}"));
    assert_true(holds(report_triage(scene->arena, &scene->report, &view, window->id).json, "\"follows\":\"RECEIPT\""));
    int wish = map_get(&scene->report.pack->book.fact_index, STR("wish.contribute"));
    before.incident->values[wish] = value_yesno(false);
    assert_true(report_share(scene->arena, &scene->report, &shared));
    before.what = REPORT_STOP;
    assert_false(report_share(scene->arena, &scene->report, &shared));
    assert_true(holds(report_triage(scene->arena, &scene->report, &view, window->id).json, "\"what\":\"stop\""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_view_lacks_what_is_withheld),
        ARENA_TEST(a_withheld_fact_decides_nothing),
        ARENA_TEST(equal_wishes_share_a_view),
        ARENA_TEST(the_same_report_gives_the_same_bytes),
        ARENA_TEST(triage_names_nobody),
        ARENA_TEST(a_card_only_when_asked),
        ARENA_TEST(codes_are_coarse),
        ARENA_TEST(nothing_is_shared_without_consent),
        ARENA_TEST(what_is_shared_names_nobody),
        ARENA_TEST(a_report_is_sealed_for_each_window),
        ARENA_TEST(nothing_opens_with_the_window_key_alone),
        ARENA_TEST(what_cannot_be_sealed_is_said),
        ARENA_TEST(as_many_views_as_the_format_has),
        ARENA_TEST(only_what_changed_is_sent),
        ARENA_TEST(what_follows_is_not_counted_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
