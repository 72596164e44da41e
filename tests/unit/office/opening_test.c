// The keeper's rules, case by case: each order is right but for one thing. What is expected is written from the promise, not
// from the code: freshness of five minutes, fifty a day, two officers beyond that and beyond ten at once, ninety days.
#include "../base/base_test.h"
#include "office/opening.h"

#define MINUTE (INT64_C(60) * 1000000)
#define HOUR (60 * MINUTE)
#define DAY_LONG (24 * HOUR)
#define NOW (INT64_C(1763704800) * 1000000) // 2025-11-21T15:00:00+09:00

static Id id_of(unsigned number) {
    Id id = {{1}};
    memcpy(id.bytes + 4, &number, sizeof number);
    return id;
}

static Grain grain_of(unsigned char filling) {
    Grain grain;
    memset(grain.bytes, filling, sizeof grain.bytes);
    return grain;
}

static OfficerSignPair officer_keys(unsigned officer) {
    Grain grain = grain_of((unsigned char)(100 + officer));
    return key_officer(&grain).sign;
}

typedef struct Scene {
    Arena *arena;
    GrantList grants;
    OpeningMemory memory;
    OpeningSecret secret;
    Moment now;
} Scene;

enum { OFFICE = 1, ASKER = 11, SECOND = 12, OTHER = 13 };

static Grant grant_of(unsigned officer, const char *window, unsigned rights) {
    return (Grant){.office = id_of(OFFICE),
                   .grant = id_of(officer * 100 + (unsigned)strlen(window)),
                   .serial = 1,
                   .officer = id_of(officer),
                   .key = officer_keys(officer).public,
                   .window = str_from(window),
                   .rights = rights,
                   .daily = 50,
                   .from = NOW - DAY_LONG,
                   .until = NOW + 80 * DAY_LONG};
}

static Scene scene_of(Arena *arena) {
    Scene scene = {.arena = arena, .memory = opening_memory(arena), .secret = {{9}}, .now = NOW};
    const Grant grants[] = {grant_of(ASKER, "demo.desk", GRANT_ASK), grant_of(SECOND, "demo.desk", GRANT_AGREE),
                            grant_of(OTHER, "jp.ppc", GRANT_ASK | GRANT_AGREE)};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(grant_list_take(arena, &scene.grants, &grants[i]), ERR_OK);
    }
    return scene;
}

// What is not said (zero) is right.
typedef struct Asked {
    bool said;
    unsigned first, second; // officers; second 0: none
    uint32_t count;
    const char *window;
    Moment at;
    unsigned office, nonce;
} Asked;

static Asked asked_of(Asked asked) {
    asked.first = asked.first ? asked.first : ASKER;
    asked.count = asked.count ? asked.count : 1;
    asked.window = asked.window ? asked.window : "demo.desk";
    asked.at = asked.at ? asked.at : NOW;
    asked.office = asked.office ? asked.office : OFFICE;
    return asked;
}

#define ASKED(...) asked_of((Asked){.said = true, __VA_ARGS__})

static Bytes order_bytes(Arena *arena, Asked asked) {
    ReleaseItem *items = NEW_ARRAY(arena, ReleaseItem, asked.count + 1);
    ByteWriter order = bytes_writer(arena, RELEASE_ORDER_MAX);
    for (uint32_t i = 0; i < asked.count; i++) {
        items[i] =
            (ReleaseItem){.report = {{0, 0, (unsigned char)(i >> 8), (unsigned char)i}}, .window = str_from(asked.window)};
    }
    ReleaseOrder fields = {.office = id_of(asked.office),
                           .nonce = id_of(asked.nonce),
                           .at = asked.at,
                           .purpose = STR("相談への対応"),
                           .items = items,
                           .count = asked.count};
    release_write(&order, &fields);
    return bytes_written(&order);
}

static SignedRelease release_of(Arena *arena, Asked asked) {
    Bytes order = order_bytes(arena, asked);
    OfficerSignPair first = officer_keys(asked.first), second = officer_keys(asked.second);
    ReleaseSignature signatures[] = {release_sign(order, id_of(asked.first), &first.secret),
                                     release_sign(order, id_of(asked.second), &second.secret)};
    ByteWriter whole = bytes_writer(arena, RELEASE_ORDER_MAX + 512);
    SignedRelease release;
    release_seal(&whole, order, signatures, asked.second ? 2 : 1);
    assert_int_equal(release_read(arena, bytes_written(&whole), &release), ERR_OK);
    return release;
}

static OpeningReason judge_release(const Scene *scene, const SignedRelease *release) {
    OpeningRules rules = {.office = id_of(OFFICE),
                          .now = scene->now,
                          .grants = &scene->grants,
                          .memory = &scene->memory,
                          .secret = &scene->secret};
    return opening_judge(&rules, release);
}

static OpeningReason judge(const Scene *scene, Asked asked) {
    SignedRelease release = release_of(scene->arena, asked);
    return judge_release(scene, &release);
}

// What the keeper would have written for it.
static LedgerEntry entry_of(const Scene *scene, Asked asked) {
    SignedRelease release = release_of(scene->arena, asked);
    return (LedgerEntry){.at = scene->now,
                         .use = LEDGER_USE_OPENING,
                         .who_tag = opening_officer_tag(&scene->secret, id_of(asked.first)),
                         .what_tag = opening_order_tag(&scene->secret, release.signed_bytes)};
}

static void carry_out(Scene *scene, Asked asked) {
    LedgerEntry entry = entry_of(scene, asked);
    for (uint32_t i = 0; i < asked.count; i++) opening_remember(&scene->memory, &entry);
}

static void a_right_order_is_allowed(void **state) {
    Scene scene = scene_of(*state);
    assert_int_equal(judge(&scene, ASKED(.nonce = 1)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.count = 10)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.second = SECOND)), OPENING_ALLOWED);
}

static void freshness(void **state) {
    Scene scene = scene_of(*state);
    assert_int_equal(judge(&scene, ASKED(.at = NOW - 5 * MINUTE)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.at = NOW + 5 * MINUTE)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.at = NOW - 5 * MINUTE - 1)), OPENING_STALE);
    assert_int_equal(judge(&scene, ASKED(.at = NOW + 5 * MINUTE + 1)), OPENING_STALE);
    assert_int_equal(judge(&scene, ASKED(.at = INT64_MIN + 1)), OPENING_STALE);
    assert_int_equal(judge(&scene, ASKED(.at = INT64_MAX)), OPENING_STALE);
    assert_int_equal(judge(&scene, ASKED(.office = 2)), OPENING_NOT_READ);
}

static void an_order_is_carried_out_once(void **state) {
    Scene scene = scene_of(*state);
    carry_out(&scene, ASKED(.nonce = 1));
    assert_int_equal(judge(&scene, ASKED(.nonce = 1)), OPENING_REPEATED);
    assert_int_equal(judge(&scene, ASKED(.nonce = 2)), OPENING_ALLOWED);
    // Also as long as it is still fresh by its own time, and after what is too old was forgotten.
    carry_out(&scene, ASKED(.nonce = 3, .at = NOW + 5 * MINUTE));
    scene.now = NOW + 10 * MINUTE;
    scene.memory = opening_copy(scene.arena, &scene.memory, scene.now);
    assert_int_equal(judge(&scene, ASKED(.nonce = 3, .at = NOW + 5 * MINUTE)), OPENING_REPEATED);
    scene.memory = opening_copy(scene.arena, &scene.memory, NOW + HOUR);
    assert_int_equal(scene.memory.seen_count, 0);
}

static void grants_end_and_are_taken_back(void **state) {
    Scene scene = scene_of(*state);
    assert_int_equal(judge(&scene, ASKED(.window = "jp.ppc")), OPENING_NO_GRANT);
    assert_int_equal(judge(&scene, ASKED(.first = 77)), OPENING_NO_GRANT);
    assert_int_equal(judge(&scene, ASKED(.first = SECOND)), OPENING_NO_GRANT); // may agree, may not ask
    scene.now = NOW + 80 * DAY_LONG;
    assert_int_equal(judge(&scene, ASKED(.at = scene.now)), OPENING_EXPIRED);
    scene.now -= 1;
    assert_int_equal(judge(&scene, ASKED(.at = scene.now)), OPENING_ALLOWED);
    scene.now = NOW - DAY_LONG - 1;
    assert_int_equal(judge(&scene, ASKED(.at = scene.now)), OPENING_EXPIRED);
    scene.now = NOW;
    Grant back = grant_of(ASKER, "demo.desk", 0);
    assert_int_equal(grant_list_take(scene.arena, &scene.grants, &back), ERR_REFUSED); // the same serial
    back.serial = 2;
    assert_int_equal(grant_list_take(scene.arena, &scene.grants, &back), ERR_OK);
    assert_int_equal(judge(&scene, ASKED(.nonce = 1)), OPENING_NO_GRANT);
    back.serial = 1;
    back.rights = GRANT_ASK;
    assert_int_equal(grant_list_take(scene.arena, &scene.grants, &back), ERR_REFUSED); // nobody brings the old one again
    assert_int_equal(scene.grants.count, 3);
}

static void signatures(void **state) {
    Scene scene = scene_of(*state);
    SignedRelease release = release_of(scene.arena, ASKED(.second = SECOND));
    for (unsigned which = 0; which < 2; which++) {
        for (unsigned i = 0; i < 64; i++) {
            release.signatures[which].signature.bytes[i] ^= 1;
            assert_int_equal(judge_release(&scene, &release), OPENING_SIGNATURE);
            release.signatures[which].signature.bytes[i] ^= 1;
        }
    }
    assert_int_equal(judge_release(&scene, &release), OPENING_ALLOWED);
    // Another officer's signature under the name of the one who is granted.
    release = release_of(scene.arena, ASKED(.first = OTHER));
    release.signatures[0].officer = id_of(ASKER);
    assert_int_equal(judge_release(&scene, &release), OPENING_SIGNATURE);
    // A signature over another order.
    SignedRelease other = release_of(scene.arena, ASKED(.nonce = 8));
    release = release_of(scene.arena, ASKED(.nonce = 9));
    release.signatures[0] = other.signatures[0];
    assert_int_equal(judge_release(&scene, &release), OPENING_SIGNATURE);
}

static void two_officers(void **state) {
    Scene scene = scene_of(*state);
    assert_int_equal(judge(&scene, ASKED(.count = 11)), OPENING_SECOND);
    assert_int_equal(judge(&scene, ASKED(.count = 11, .second = SECOND)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.count = RELEASE_ITEMS_MAX, .second = SECOND)), OPENING_ALLOWED);
    assert_int_equal(judge(&scene, ASKED(.count = 11, .second = ASKER)), OPENING_SAME_OFFICER);
    assert_int_equal(judge(&scene, ASKED(.count = 11, .second = OTHER)), OPENING_NO_GRANT); // agrees for another window only
    Grant both = grant_of(ASKER, "demo.desk", GRANT_ASK | GRANT_AGREE);
    both.serial = 2;
    assert_int_equal(grant_list_take(scene.arena, &scene.grants, &both), ERR_OK);
    assert_int_equal(judge(&scene, ASKED(.count = 11, .second = ASKER)), OPENING_SAME_OFFICER);
}

static void fifty_a_day(void **state) {
    Scene scene = scene_of(*state);
    unsigned nonce = 10;
    for (unsigned i = 0; i < 5; i++, nonce++) {
        assert_int_equal(judge(&scene, ASKED(.count = 9, .nonce = nonce)), OPENING_ALLOWED);
        carry_out(&scene, ASKED(.count = 9, .nonce = nonce));
    }
    assert_int_equal(judge(&scene, ASKED(.count = 6, .nonce = nonce)), OPENING_SECOND); // 45 and 6
    assert_int_equal(judge(&scene, ASKED(.count = 5, .nonce = nonce)), OPENING_ALLOWED);
    carry_out(&scene, ASKED(.count = 5, .nonce = nonce++));
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce)), OPENING_SECOND); // the 51st
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce, .second = SECOND)), OPENING_ALLOWED);
    // Another officer's day is her own.
    assert_int_equal(judge(&scene, ASKED(.first = OTHER, .window = "jp.ppc", .nonce = nonce)), OPENING_ALLOWED);
    // Forgetting what is old does not give anything back, nor does a clock that is set back.
    scene.memory = opening_copy(scene.arena, &scene.memory, scene.now);
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce)), OPENING_SECOND);
    scene.now = NOW - 20 * HOUR;
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce, .at = scene.now)), OPENING_SECOND);
    // The day ends at midnight in Japan: 15:00 and nine hours.
    scene.now = NOW + 9 * HOUR - 1;
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce, .at = scene.now)), OPENING_SECOND);
    scene.now = NOW + 9 * HOUR;
    assert_int_equal(judge(&scene, ASKED(.nonce = nonce, .at = scene.now)), OPENING_ALLOWED);
}

// A full disk: the order was allowed, and could not be written. It may come again, and has used nothing.
static void what_was_not_written_is_not_used(void **state) {
    Scene scene = scene_of(*state);
    for (unsigned turn = 0; turn < 20; turn++) {
        LedgerEntry entry = entry_of(&scene, ASKED(.count = 9, .nonce = 1));
        assert_int_equal(judge(&scene, ASKED(.count = 9, .nonce = 1)), OPENING_ALLOWED);
        carry_out(&scene, ASKED(.count = 9, .nonce = 1));
        assert_int_equal(judge(&scene, ASKED(.count = 9, .nonce = 1)), OPENING_REPEATED);
        for (unsigned i = 0; i < 9; i++) opening_take_back(&scene.memory, &entry);
    }
    // What had been written before still counts.
    carry_out(&scene, ASKED(.count = 9, .nonce = 2));
    LedgerEntry entry = entry_of(&scene, ASKED(.nonce = 3));
    carry_out(&scene, ASKED(.nonce = 3));
    opening_take_back(&scene.memory, &entry);
    assert_int_equal(judge(&scene, ASKED(.count = 9, .nonce = 2)), OPENING_REPEATED);
}

// A clock that jumps years ahead and comes back gives at most one fresh day for it.
static void a_jumping_clock_gives_nothing(void **state) {
    Scene scene = scene_of(*state);
    unsigned opened = 0;
    for (unsigned i = 0; i < 400; i++) {
        scene.now = i % 2 ? NOW + 70 * DAY_LONG : NOW;
        Asked asked = ASKED(.at = scene.now, .nonce = i);
        if (judge(&scene, asked) == OPENING_ALLOWED) {
            carry_out(&scene, asked);
            opened++;
        }
    }
    assert_true(opened <= 100);
}

static void a_smaller_number_for_the_day(void **state) {
    Scene scene = scene_of(*state);
    Grant few = grant_of(ASKER, "demo.desk", GRANT_ASK);
    few.serial = 2;
    few.daily = 2;
    assert_int_equal(grant_list_take(scene.arena, &scene.grants, &few), ERR_OK);
    assert_int_equal(judge(&scene, ASKED(.count = 3)), OPENING_SECOND);
    assert_int_equal(judge(&scene, ASKED(.count = 2)), OPENING_ALLOWED);
    carry_out(&scene, ASKED(.nonce = 1));
    assert_int_equal(judge(&scene, ASKED(.count = 2, .nonce = 5)), OPENING_SECOND);
    assert_int_equal(judge(&scene, ASKED(.count = 1, .nonce = 5)), OPENING_ALLOWED);
}

static void orders_of_another_shape_are_not_read(void **state) {
    Bytes order = order_bytes(*state, ASKED(.count = 3));
    OfficerSignPair keys = officer_keys(ASKER);
    ReleaseSignature signature = release_sign(order, id_of(ASKER), &keys.secret);
    SignedRelease release;
    for (size_t len = 0; len < order.len; len++) {
        ByteWriter whole = bytes_writer(*state, RELEASE_ORDER_MAX);
        release_seal(&whole, (Bytes){order.ptr, len}, &signature, 1);
        assert_int_equal(release_read(*state, bytes_written(&whole), &release), ERR_INPUT);
    }
    ByteWriter none = bytes_writer(*state, RELEASE_ORDER_MAX), longer = bytes_writer(*state, RELEASE_ORDER_MAX);
    release_seal(&none, order, &signature, 0);
    assert_int_equal(release_read(*state, bytes_written(&none), &release), ERR_INPUT);
    release_seal(&longer, order, &signature, 1);
    bytes_put_u8(&longer, 0);
    assert_int_equal(release_read(*state, bytes_written(&longer), &release), ERR_INPUT);
}

static void a_purpose_is_needed(void **state) {
    static const char *const bad[] = {"", "   ", "line\nbreak", "\x1b[31mred", "\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ReleaseItem item = {.report = id_of(1), .window = STR("demo.desk")};
        ReleaseOrder fields = {.office = id_of(OFFICE), .at = NOW, .purpose = str_from(bad[i]), .items = &item, .count = 1};
        ReleaseSignature signature = {0};
        ByteWriter order = bytes_writer(*state, RELEASE_ORDER_MAX), whole = bytes_writer(*state, RELEASE_ORDER_MAX);
        SignedRelease release;
        release_write(&order, &fields);
        release_seal(&whole, bytes_written(&order), &signature, 1);
        assert_int_equal(release_read(*state, bytes_written(&whole), &release), ERR_INPUT);
    }
}

static void grants_are_signed_and_bounded(void **state) {
    Grain grain = grain_of(1), other_grain = grain_of(2);
    RootPair root = key_root(&grain), other = key_root(&other_grain);
    Grant grant = grant_of(ASKER, "demo.desk", GRANT_ASK), read;
    ByteWriter out = bytes_writer(*state, GRANT_BYTES_MAX);
    assert_int_equal(grant_sign(&out, &grant, &root.secret), ERR_OK);
    assert_int_equal(grant_read(bytes_written(&out), root.public, &read), ERR_OK);
    assert_true(id_eq(read.officer, grant.officer));
    assert_text(read.window, "demo.desk");
    assert_int_equal(read.until, grant.until);
    assert_int_equal(grant_read(bytes_written(&out), other.public, &read), ERR_SEALED);
    for (size_t i = 0; i < out.len; i++) {
        out.ptr[i] ^= 0x10;
        assert_int_not_equal(grant_read(bytes_written(&out), root.public, &read), ERR_OK);
        out.ptr[i] ^= 0x10;
        assert_int_not_equal(grant_read((Bytes){out.ptr, i}, root.public, &read), ERR_OK);
    }
    grant.until = grant.from + 90 * DAY_LONG;
    assert_int_equal(grant_sign(&out, &grant, &root.secret), ERR_OK);
    grant.until += 1;
    assert_int_equal(grant_sign(&out, &grant, &root.secret), ERR_INPUT);
    grant = grant_of(ASKER, "demo.desk", GRANT_ASK);
    grant.daily = 51;
    assert_int_equal(grant_sign(&out, &grant, &root.secret), ERR_INPUT);
    grant = grant_of(ASKER, "", GRANT_ASK);
    assert_int_equal(grant_sign(&out, &grant, &root.secret), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_right_order_is_allowed),
        ARENA_TEST(freshness),
        ARENA_TEST(an_order_is_carried_out_once),
        ARENA_TEST(grants_end_and_are_taken_back),
        ARENA_TEST(signatures),
        ARENA_TEST(two_officers),
        ARENA_TEST(fifty_a_day),
        ARENA_TEST(what_was_not_written_is_not_used),
        ARENA_TEST(a_jumping_clock_gives_nothing),
        ARENA_TEST(a_smaller_number_for_the_day),
        ARENA_TEST(orders_of_another_shape_are_not_read),
        ARENA_TEST(a_purpose_is_needed),
        ARENA_TEST(grants_are_signed_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
