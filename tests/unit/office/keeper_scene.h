// A keeper with a root, two officers and a room of halves, for tests: report N has a half that is made from N.
#pragma once

#include "../base/base_test.h"
#include "office/keeper.h"

#include <stdlib.h>

#define MINUTE (INT64_C(60) * 1000000)
#define DAY_LONG (24 * 60 * MINUTE)
#define NOW (INT64_C(1763704800) * 1000000) // 2025-11-21T15:00:00+09:00

enum { OFFICE = 1, ASKER = 11, SECOND = 12, REPORTS = 80 };

typedef struct Scene {
    Arena *arena;
    char folder[64];
    KeeperEpoch epoch;
    KeeperKeys keys;
    RootPair root;
    InspectorPair inspector;
    ReplyPair reply;
    SessionPair session;
    Keeper keeper;
    unsigned random, nonce;
} Scene;

static Id id_of(unsigned number) {
    Id id = {{1}};
    for (int i = 0; i < 4; i++) {
        id.bytes[4 + i] = (unsigned char)(number >> 8 * (3 - i));
    }
    return id;
}

static Grain grain_of(unsigned char filling) {
    Grain grain;
    memset(grain.bytes, filling, sizeof grain.bytes);
    return grain;
}

static void fill(void *at, unsigned char *out, size_t len) {
    unsigned *state = at;
    for (size_t i = 0; i < len; i++) {
        *state = *state * 1664525u + 1013904223u;
        out[i] = (unsigned char)(*state >> 24);
    }
}

static void half_bytes(unsigned report, unsigned char out[32]) {
    memset(out, (int)report, 32);
    out[0] = 0x5a;
}

// The room of the halves: every report below REPORTS, in view 0, chosen for one window.
static Err find_half(void *at, Arena *arena, Id report, unsigned view, uint32_t *epoch, Bytes *box) {
    Scene *scene = at;
    unsigned number = report.bytes[7];
    KeeperHalf half = {.report = report,
                       .view = view,
                       .reply = scene->reply.public,
                       .mailbox = {{(unsigned char)number, 7}},
                       .windows = {STR("demo.desk")},
                       .window_count = 1};
    ByteWriter out = bytes_writer(arena, 4096);
    if (number >= REPORTS || view != 0) {
        return ERR_INPUT;
    }
    half_bytes(number, half.bytes);
    assert_int_equal(half_seal_keeper(&out, scene->epoch.pair.public, &half, (SealRandom){fill, &scene->random}), ERR_OK);
    *epoch = scene->epoch.epoch;
    *box = bytes_written(&out);
    return ERR_OK;
}

static OfficerPair officer_keys(unsigned officer) {
    Grain grain = grain_of((unsigned char)(100 + officer));
    return key_officer(&grain);
}

static Bytes signed_grant(Scene *scene, unsigned officer, unsigned rights, uint32_t serial) {
    Grant grant = {.office = id_of(OFFICE),
                   .grant = id_of(officer * 100),
                   .serial = serial,
                   .officer = id_of(officer),
                   .key = officer_keys(officer).sign.public,
                   .window = STR("demo.desk"),
                   .rights = rights,
                   .daily = 50,
                   .from = NOW - DAY_LONG,
                   .until = NOW + 80 * DAY_LONG};
    ByteWriter out = bytes_writer(scene->arena, GRANT_BYTES_MAX);
    assert_int_equal(grant_sign(&out, &grant, &scene->root.secret), ERR_OK);
    return bytes_written(&out);
}

static Err open_keeper(Scene *scene) {
    scene->keeper = (Keeper){.halves = {find_half, scene}, .random = {fill, &scene->random}};
    return keeper_open(scene->arena, scene->folder, &scene->keys, &scene->keeper);
}

static Err take_usual_grants(Scene *scene) {
    const Bytes grants[] = {signed_grant(scene, ASKER, GRANT_ASK, 1), signed_grant(scene, SECOND, GRANT_AGREE, 1)};
    size_t refused = 9;
    Err err = keeper_take_grants(&scene->keeper, scene->arena, NOW, grants, 2, &refused);
    assert_true(err || refused == 0);
    return err;
}

static void scene_make(Scene *scene, Arena *arena) {
    Grain grains[6];
    for (unsigned char i = 0; i < 6; i++) {
        grains[i] = grain_of((unsigned char)(i + 1));
    }
    *scene = (Scene){.arena = arena, .folder = "/tmp/todoke-keeper-XXXXXX", .random = 1};
    scene->root = key_root(&grains[0]);
    scene->inspector = key_inspector(&grains[1]);
    scene->reply = key_reply(&grains[2]);
    scene->session = key_session(&grains[3]);
    scene->epoch = (KeeperEpoch){3, key_keeper(&grains[4])};
    LedgerPair ledger = key_ledger(&grains[5]);
    scene->keys =
        (KeeperKeys){.office = id_of(OFFICE),
                     .root = scene->root.public,
                     .inspector = scene->inspector.public,
                     .signer = {.key = {.kind = NOTE_SIGNATURE, .name = STR("ledger.example/1")}, .secret = ledger.secret},
                     .epochs = &scene->epoch,
                     .epoch_count = 1};
    memcpy(scene->keys.signer.key.key, ledger.public.sign.bytes, NOTE_KEY_BYTES);
    assert_non_null(mkdtemp(scene->folder));
}

static KeeperRequest ask(Scene *scene, unsigned first_report, uint32_t count, bool second, const char *window) {
    ReleaseItem *items = NEW_ARRAY(scene->arena, ReleaseItem, count);
    ByteWriter order = bytes_writer(scene->arena, RELEASE_ORDER_MAX), whole = bytes_writer(scene->arena, RELEASE_ORDER_MAX);
    OfficerPair asker = officer_keys(ASKER), other = officer_keys(SECOND);
    for (uint32_t i = 0; i < count; i++) {
        items[i] = (ReleaseItem){.report = id_of(first_report + i), .window = str_from(window)};
    }
    ReleaseOrder fields = {.office = id_of(OFFICE),
                           .nonce = id_of(++scene->nonce),
                           .at = NOW,
                           .session = scene->session.public,
                           .purpose = STR("被害相談への対応"),
                           .items = items,
                           .count = count};
    release_write(&order, &fields);
    ReleaseSignature signatures[] = {release_sign(bytes_written(&order), id_of(ASKER), &asker.sign.secret),
                                     release_sign(bytes_written(&order), id_of(SECOND), &other.sign.secret)};
    release_seal(&whole, bytes_written(&order), signatures, second ? 2 : 1);
    return (KeeperRequest){.is_release = true, .payload = bytes_written(&whole)};
}

static KeeperAnswer work(Scene *scene, KeeperRequest request) {
    KeeperAnswer answer;
    keeper_work(&scene->keeper, scene->arena, NOW, &request, &answer, 1);
    return answer;
}

// How many halves an answer gives; each is the right one.
static uint32_t halves_in(Scene *scene, KeeperAnswer answer) {
    ReleasedHalf *halves;
    uint32_t count = 0;
    if (answer.reason != OPENING_ALLOWED) {
        assert_int_equal(answer.body.len, 0);
        return 0;
    }
    assert_int_equal(release_answer_read(scene->arena, answer.body, &halves, &count), ERR_OK);
    for (uint32_t i = 0; i < count; i++) {
        unsigned char got[32], want[32];
        half_bytes(halves[i].report.bytes[7], want);
        assert_int_equal(box_open_key(BOX_RELEASE, BOX_OPENER(&scene->session),
                                      release_context(scene->arena, halves[i].report, halves[i].view), halves[i].box, got),
                         ERR_OK);
        assert_memory_equal(got, want, sizeof want);
    }
    return count;
}
