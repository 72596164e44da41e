// Fills the vault of an office for long tests: fill DATA COUNT full seals real filings and files them as the registrar does;
// fill DATA COUNT rows writes rows alone, as many as a large office has after years, to see how it starts with them.
#include "base/entropy.h"
#include "office/office.h"
#include "office/registry.h"

#include <stdio.h>
#include <stdlib.h>

enum { A_TURN = 500 };

typedef struct Fill {
    Arena arena;
    Office office;
    Registry registry;
    WindowPair window;
    KeeperPair keeper;
    StatisticsPair statistics;
    ReplyPair reply;
} Fill;

static SealRandom random_source(void) {
    return (SealRandom){entropy_fill, NULL};
}

static Id id_of(uint64_t number) {
    Id id;
    Hash hash = hash_of(DOMAIN_MAIL, (Bytes){(const unsigned char *)&number, sizeof number});
    memcpy(id.bytes, hash.bytes, sizeof id.bytes);
    return id;
}

static void keys_make(Fill *fill) {
    Grain grain = grain_make(random_source());
    fill->window = key_window(&grain);
    fill->keeper = key_keeper(&grain);
    fill->statistics = key_statistics(&grain);
    fill->reply = key_reply(&grain);
}

static Err seal_one(Fill *fill, Arena *arena, uint64_t number, Entry *out) {
    Bytes json = bytes_of_str(STR("{\"what\":\"a report as long as it has to be\"}")), filing;
    FilingWindow at = {STR("demo.desk"), 1, 0};
    Str form = STR("ppc.leak");
    ReportBody body = {json};
    Triage triage = {json};
    Card card = {{0}};
    FilingDraft draft = {.head = {.report = id_of(number),
                                  .office = fill->office.id,
                                  .pack = STR("jp"),
                                  .pack_version = STR("2026.11"),
                                  .forms = &form,
                                  .form_count = 1,
                                  .windows = &at,
                                  .window_count = 1,
                                  .view_count = 1,
                                  .keeper_epoch = 1,
                                  .reply = fill->reply.public},
                         .views = &body,
                         .windows = &fill->window.public,
                         .triage = &triage,
                         .cards = &card,
                         .keeper = fill->keeper.public,
                         .statistics_to = fill->statistics.public,
                         .statistics_epoch = 1,
                         .statistics = {json}};
    draft.head.mailbox.bytes[0] = 1;
    Err err = filing_seal(arena, &draft, random_source(), &filing);
    return err ? err : registry_read(&fill->registry, arena, filing, 1795500000000000, out);
}

static Err fill_full(Fill *fill, uint64_t count) {
    static Entry entries[A_TURN];
    Err err = ERR_OK;
    for (uint64_t done = 0; done < count && !err;) {
        Arena turn = arena_make(NULL, NULL);
        size_t many = 0;
        for (; many < A_TURN && done < count && !err; many++, done++) err = seal_one(fill, &turn, done, &entries[many]);
        if (!err) err = registry_spread(&fill->registry, &turn, entries, many);
        if (!err) err = registry_enter(&fill->registry, &turn, entries, many, STR(""), (RegistryPlace){0});
        arena_free(&turn);
    }
    return err;
}

static Err row_add(Fill *fill, uint64_t number) {
    static const unsigned char bytes[64] = {1};
    Id id = id_of(number);
    ReportAddIn report = {
        id,        fill->office.id, 1,          {bytes, 32}, 1, 1795500000000000 / 3600000000 * 3600000000, STR("filed"),
        STR("jp"), STR("2026.11"),  {bytes, 16}};
    FilingAddIn filing = {id, fill->office.id, 1, sizeof bytes, BYTES_OF(bytes)};
    ReportWindowAddIn window = {id, fill->office.id, 1, STR("demo.desk"), 0};
    Err err = query_report_add(fill->registry.vault, &report, NULL);
    if (!err) err = query_filing_add(fill->registry.vault, &filing, NULL);
    return err ? err : query_report_window_add(fill->registry.vault, &window, NULL);
}

static Err fill_rows(Fill *fill, uint64_t count) {
    Err err = room_begin(fill->registry.vault);
    for (uint64_t i = 0; i < count && !err; i++) err = row_add(fill, i);
    return err ? err : room_commit(fill->registry.vault);
}

int main(int argc, char **argv) {
    static Fill fill;
    Room *fault;
    if (argc != 4 || entropy_open() != ERR_OK) return 2;
    fill.arena = arena_make(NULL, NULL);
    uint64_t count = strtoull(argv[2], NULL, 10);
    Err err = office_read(&fill.arena, str_from(argv[1]), &fill.office);
    if (!err) err = registry_open(&fill.arena, str_from(argv[1]), fill.office.id, &fill.registry, &fault);
    keys_make(&fill);
    if (!err) err = strcmp(argv[3], "full") == 0 ? fill_full(&fill, count) : fill_rows(&fill, count);
    registry_close(&fill.registry);
    arena_free(&fill.arena);
    if (err) fprintf(stderr, "fill: %d\n", err);
    return err ? 1 : 0;
}
