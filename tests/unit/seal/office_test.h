// An office for tests: random bytes that are the same on every run, one pair of every key, and a filing with two windows, one
// of which is shown less.
#pragma once

#include "../base/base_test.h"
#include "seal/filing.h"
#include "seal/letter.h"
#include "seal/viewing.h"

// Bytes 32 at a time from BLAKE2b over a counter: as any other reader can make them again.
typedef struct TestRandom {
    uint64_t next;
} TestRandom;

static inline void test_random_fill(void *at, unsigned char *out, size_t len) {
    TestRandom *random = at;
    while (len > 0) {
        unsigned char block[32], number[8];
        size_t part = len < sizeof block ? len : sizeof block;
        for (size_t i = 0; i < sizeof number; i++) {
            number[i] = (unsigned char)(random->next >> (8 * i));
        }
        crypto_generichash(block, sizeof block, number, sizeof number, NULL, 0);
        random->next++;
        memcpy(out, block, part);
        sodium_memzero(block, sizeof block);
        out += part;
        len -= part;
    }
}

static inline SealRandom test_random(TestRandom *random) {
    return (SealRandom){test_random_fill, random};
}

static inline Id test_id(unsigned char filling) {
    Id id;
    memset(id.bytes, filling, sizeof id.bytes);
    return id;
}

static inline Grain test_grain(unsigned char filling) {
    Grain grain;
    memset(grain.bytes, filling, sizeof grain.bytes);
    return grain;
}

#define TEST_KEY(kind, filling) key_##kind(&(Grain){{(filling), 1, 2, 3}})
#define TEXT_BYTES(literal) ((Bytes){(const unsigned char *)(literal), sizeof(literal) - 1})

typedef struct TestOffice {
    TestRandom random;
    WindowPair windows[2];
    KeeperPair keeper;
    StatisticsPair statistics;
    AnalystPair analyst;
    CourierPair courier;
    ViewingKey viewing;
    ReplyPair reply;
    // What the draft points to.
    FilingWindow at[2];
    FilingClock clocks[2];
    Str forms[1];
    ReportBody views[2];
    WindowPublic to[2];
    Triage triage[2];
    Card cards[2];
    ShareView share;
    Bytes letters[1];
    FilingEvidence evidence[1];
    FilingDraft draft;
} TestOffice;

static inline void test_office_keys(TestOffice *office) {
    office->windows[0] = TEST_KEY(window, 1);
    office->windows[1] = TEST_KEY(window, 2);
    office->keeper = TEST_KEY(keeper, 3);
    office->statistics = TEST_KEY(statistics, 4);
    office->analyst = TEST_KEY(analyst, 5);
    office->courier = TEST_KEY(courier, 6);
    memcpy(office->viewing.bytes, "0123456789", 10);
    office->reply = viewing_reply(&office->viewing, test_id(0x0f));
}

static inline Bytes test_letter(Arena *arena, TestOffice *office) {
    LetterHead head = {test_id(0x31), test_id(0x21), LETTER_TO_COURIER, STR("demo.desk"), 1};
    ByteWriter writer = bytes_writer(arena, 1 << 20);
    assert_int_equal(
        letter_seal_courier(&writer, &head, office->courier.public, TEXT_BYTES("Dear desk"), test_random(&office->random)),
        ERR_OK);
    return bytes_written(&writer);
}

static inline TestOffice *test_office(Arena *arena) {
    TestOffice *office = NEW(arena, TestOffice);
    test_office_keys(office);
    office->at[0] = (FilingWindow){STR("demo.desk"), 1, 0};
    office->at[1] = (FilingWindow){STR("jp.ppc"), 7, 1};
    office->clocks[0] = (FilingClock){1, STR("first"), 1795500000000000};
    office->clocks[1] = (FilingClock){1, STR("final"), 1797500000000000};
    office->forms[0] = STR("ppc.leak");
    office->views[0].json = TEXT_BYTES("{\"everything\":true}");
    office->views[1].json = TEXT_BYTES("{\"less\":true}");
    office->triage[0].json = office->triage[1].json = TEXT_BYTES("{\"urgent\":true}");
    office->cards[0].json = TEXT_BYTES("{\"call\":\"03\"}");
    office->share.json = TEXT_BYTES("{\"shared\":[]}");
    office->letters[0] = test_letter(arena, office);
    office->evidence[0] = (FilingEvidence){test_id(0x41), 3, {{9}}};
    office->to[0] = office->windows[0].public;
    office->to[1] = office->windows[1].public;
    office->draft = (FilingDraft){
        .head = {.report = test_id(0x21),
                 .office = test_id(0x0f),
                 .key_list = {{8}},
                 .pack = STR("jp"),
                 .pack_version = STR("2026.11"),
                 .forms = office->forms,
                 .form_count = 1,
                 .windows = office->at,
                 .window_count = 2,
                 .clocks = office->clocks,
                 .clock_count = 2,
                 .view_count = 2,
                 .keeper_epoch = 3,
                 .reply = office->reply.public,
                 .mailbox = viewing_mailbox(&office->viewing, test_id(0x0f))},
        .views = office->views,
        .windows = office->to,
        .triage = office->triage,
        .cards = office->cards,
        .keeper = office->keeper.public,
        .statistics_to = office->statistics.public,
        .statistics_epoch = 2,
        .statistics = {TEXT_BYTES("{\"n\":1}")},
        .share = &office->share,
        .share_to = office->analyst.public,
        .share_epoch = 4,
        .letters = office->letters,
        .letter_count = 1,
        .evidence = office->evidence,
        .evidence_count = 1,
    };
    return office;
}

static inline Bytes test_filing(Arena *arena, TestOffice *office) {
    Bytes filing;
    assert_int_equal(filing_seal(arena, &office->draft, test_random(&office->random), &filing), ERR_OK);
    return filing;
}
