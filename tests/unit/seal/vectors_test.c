// The test vectors of docs/formats.md: with the same random bytes the same is sealed for ever (tests/data/vectors/seal.json,
// which tests/seal/vectors_test.py opens without our code), and what another program sealed by that chapter alone opens here
// (peer.json, made by tests/seal/sealer.py). TODOKE_VECTORS=write makes seal.json anew: only for a new version of a format.
#include "office_test.h"

#include "base/buf.h"
#include "base/code.h"
#include "base/json.h"
#include "base/sys.h"
#include "seal/evidence.h"
#include "seal/hold.h"
#include "seal/keylist.h"
#include "seal/mailbox.h"
#include "seal/mailing.h"
#include "seal/paper.h"
#include "seal/passphrase.h"
#include "seal/proof.h"
#include "seal/receipt.h"
#include "seal/recovery.h"
#include "seal/retry.h"
#include "seal/wrap.h"

#include <stdlib.h>

#define FOLDER "tests/data/vectors/"

static void group(Buf *out, const char *name) {
    bool first = out->ptr[out->len - 1] == '{';
    buf_format(out, "%s\n  \"%s\": {", first ? "" : ",", name);
}

static void end(Buf *out) {
    buf_puts(out, "\n  }");
}

static void text(Buf *out, const char *name, Str value) {
    bool first = out->ptr[out->len - 1] == '{';
    buf_format(out, "%s\n    \"%s\": ", first ? "" : ",", name);
    buf_json(out, value);
}

static void bytes(Buf *out, const char *name, Bytes value) {
    text(out, name, value.len > 200 ? code_base64(out->arena, value) : code_hex(out->arena, value));
}

static void pair(Buf *out, const char *name, const void *public, const void *secret) {
    char key[64];
    snprintf(key, sizeof key, "%s_public", name);
    bytes(out, key, (Bytes){public, 32});
    snprintf(key, sizeof key, "%s_secret", name);
    bytes(out, key, (Bytes){secret, 32});
}

static void put_hashes(Buf *out) {
    group(out, "hash of abc");
    for (Domain domain = 0; domain <= DOMAIN_PROOF; domain++) {
        Hash hash = hash_of(domain, TEXT_BYTES("abc"));
        char name[17] = {0};
        memcpy(name, hash_personal(domain), 16);
        bytes(out, name, BYTES_OF(hash.bytes));
    }
    end(out);
}

static void put_numbers(Buf *out) {
    ViewingKey key;
    Id office = test_id(0x0f);
    memcpy(key.bytes, "0123456789", 10);
    Name mailbox = viewing_mailbox(&key, office), further = viewing_further(&key, office, 3);
    ReplyPair reply = viewing_reply(&key, office);
    group(out, "numbers");
    bytes(out, "report", BYTES_OF(test_id(0x21).bytes));
    text(out, "receipt", receipt_text(out->arena, receipt_number(test_id(0x21))));
    bytes(out, "viewing_bytes", BYTES_OF(key.bytes));
    text(out, "viewing", viewing_text(out->arena, &key));
    bytes(out, "office", BYTES_OF(office.bytes));
    bytes(out, "mailbox", BYTES_OF(mailbox.bytes));
    bytes(out, "further", BYTES_OF(further.bytes));
    pair(out, "reply", &reply.public, &reply.secret);
    end(out);
}

static void put_filing(Buf *out, TestOffice *office) {
    group(out, "filing");
    bytes(out, "filing", test_filing(out->arena, office));
    pair(out, "window_0", &office->windows[0].public, &office->windows[0].secret);
    pair(out, "window_1", &office->windows[1].public, &office->windows[1].secret);
    pair(out, "keeper", &office->keeper.public, &office->keeper.secret);
    pair(out, "statistics", &office->statistics.public, &office->statistics.secret);
    pair(out, "analyst", &office->analyst.public, &office->analyst.secret);
    pair(out, "courier", &office->courier.public, &office->courier.secret);
    pair(out, "reply", &office->reply.public, &office->reply.secret);
    end(out);
}

static Proof proof_of(unsigned char number) {
    return (Proof){.office = test_id(0x0f),
                   .report = test_id(number),
                   .object = {{1, 2, 3}},
                   .filed_at = 1795500000000000 + number,
                   .epoch = 5};
}

// One that came alone, and five that were signed together.
static void put_proofs(Buf *out, const ReceiptPair *receipt) {
    enum { TOGETHER = 5 };
    Proof alone = proof_of(0x21), proofs[TOGETHER];
    proof_sign(out->arena, &alone, 1, &receipt->secret);
    text(out, "proof", proof_text(out->arena, &alone));
    for (unsigned char i = 0; i < TOGETHER; i++) {
        proofs[i] = proof_of((unsigned char)(0x31 + i));
    }
    proof_sign(out->arena, proofs, TOGETHER, &receipt->secret);
    for (int i = 0; i < TOGETHER; i++) {
        char name[32];
        snprintf(name, sizeof name, "proof_%d_of_%d", i + 1, TOGETHER);
        text(out, name, proof_text(out->arena, &proofs[i]));
    }
}

static void put_list_and_proofs(Buf *out, TestOffice *office) {
    RootPair root = TEST_KEY(root, 9);
    ReceiptPair receipt = TEST_KEY(receipt, 10);
    KeyEntry entries[4] = {{KEY_WINDOW, KEY_CURRENT, STR("demo.desk"), 1, {0}, 1000},
                           {KEY_WINDOW, KEY_PAST, STR("jp.ppc"), 7, {0}, 2000},
                           {KEY_KEEPER, KEY_CURRENT, {0}, 3, {0}, 3000},
                           {KEY_RECEIPT, KEY_CURRENT, {0}, 5, {0}, 4000}};
    memcpy(entries[0].public, &office->windows[0].public, 32);
    memcpy(entries[1].public, &office->windows[1].public, 32);
    memcpy(entries[2].public, &office->keeper.public, 32);
    memcpy(entries[3].public, &receipt.public, 32);
    KeyList list = {
        .office = test_id(0x0f), .serial = 2, .made_at = 1795500000000000, .previous = {{7}}, .entries = entries, .count = 4};
    Bytes signed_list;
    assert_int_equal(keylist_sign(out->arena, &list, &root, &signed_list), ERR_OK);
    group(out, "list");
    bytes(out, "list", signed_list);
    bytes(out, "root", BYTES_OF(root.public.sign.bytes));
    bytes(out, "hash", BYTES_OF(list.hash.bytes));
    put_proofs(out, &receipt);
    end(out);
}

static Bytes evidence_made(Arena *arena, SealRandom random, const EvidencePlace *place, Bytes content) {
    StreamKey key = {{1, 1, 1}};
    ByteWriter file = bytes_writer(arena, 1 << 20);
    unsigned char head[EVIDENCE_HEAD], piece[STREAM_SEALED_PIECE];
    Stream stream = evidence_seal_begin(&key, place, content.len, head, random);
    bytes_put(&file, BYTES_OF(head));
    while (!stream_done(&stream)) {
        size_t taken = stream_seal_takes(&stream);
        bytes_put(&file, (Bytes){piece, stream_seal_piece(&stream, (Bytes){content.ptr, taken}, piece)});
        content = (Bytes){content.ptr + taken, content.len - taken};
    }
    stream_wipe(&stream);
    return bytes_written(&file);
}

// Two pieces of 64 KiB are long: the vector holds their hash, and all that is needed to make them.
static void put_evidence(Buf *out, SealRandom random) {
    EvidencePlace place = {test_id(0x21), test_id(0x41), 4};
    unsigned char *content = arena_alloc(out->arena, 70000);
    for (size_t i = 0; i < 70000; i++) {
        content[i] = (unsigned char)(i * 7);
    }
    Bytes file = evidence_made(out->arena, random, &place, (Bytes){content, 70000});
    Hash sealed = hash_of(DOMAIN_SEALED, file);
    group(out, "evidence");
    bytes(out, "stream_head", (Bytes){file.ptr + EVIDENCE_HEAD - STREAM_HEAD, STREAM_HEAD});
    bytes(out, "key", (Bytes){(const unsigned char[32]){1, 1, 1}, 32});
    bytes(out, "sealed", BYTES_OF(sealed.bytes));
    end(out);
}

static void put_mailbox(Buf *out, TestOffice *office) {
    SealRandom random = test_random(&office->random);
    ByteWriter item = bytes_writer(out->arena, 8192), answer = bytes_writer(out->arena, 1 << 20);
    assert_int_equal(mailbox_item_seal(&item, office->draft.head.mailbox, 3, office->reply.public, TEXT_BYTES("hello"), random),
                     ERR_OK);
    assert_int_equal(retry_seal(&answer, test_id(0x0f), STR("3f1c9a52-7d7e-4e0b"), TEXT_BYTES("201"), random), ERR_OK);
    Name name = retry_name(test_id(0x0f), STR("3f1c9a52-7d7e-4e0b"));
    group(out, "mailbox");
    bytes(out, "item_3", bytes_written(&item));
    bytes(out, "answer", bytes_written(&answer));
    bytes(out, "answer_name", BYTES_OF(name.bytes));
    end(out);
}

static Bytes one_in_a_bag(Arena *arena, TestOffice *office, Name name, Bytes content) {
    ByteWriter box = bytes_writer(arena, 8192);
    Mailbag bag = {0};
    Bytes out;
    assert_int_equal(mailbox_item_seal(&box, name, 1, office->reply.public, content, test_random(&office->random)), ERR_OK);
    PUSH(arena, bag, ((Mail){MAIL_ITEM, office->draft.head.report, bytes_written(&box)}));
    assert_int_equal(mailbag_write(arena, &bag, &out), ERR_OK);
    return out;
}

static void put_mailing(Buf *out, TestOffice *office) {
    const FilingHead *head = &office->draft.head;
    Name annex = viewing_annex(&office->viewing, head->office, head->report, 1);
    Mailing mailing = {.count = 2}, read;
    Bytes written;
    mailing.bags[0] = (MailingBag){head->mailbox, one_in_a_bag(out->arena, office, head->mailbox, TEXT_BYTES("letter"))};
    mailing.bags[1] = (MailingBag){annex, one_in_a_bag(out->arena, office, annex, TEXT_BYTES("annex"))};
    assert_int_equal(mailing_write(out->arena, &mailing, &written), ERR_OK);
    assert_int_equal(mailing_read(out->arena, written, head->mailbox, head->report, &read), ERR_OK);
    assert_int_equal(mailing_read(out->arena, written, annex, head->report, &read), ERR_INPUT);
    assert_int_equal(mailing_read(out->arena, written, head->mailbox, test_id(0x22), &read), ERR_INPUT);
    group(out, "mailing");
    bytes(out, "mailing", written);
    end(out);
}

static void put_hold(Buf *out) {
    Hold hold = {.end = 1795500000000000, .files = {test_id(0x41), test_id(0x40)}, .count = 2}, read;
    Name name = hold_name(test_id(0x21));
    Bytes written = hold_write(out->arena, &hold);
    assert_int_equal(hold_read(written, &read), ERR_OK);
    assert_true(read.end == hold.end && read.count == 2 && hold_has(&read, test_id(0x40)) && !hold_has(&read, test_id(0x42)));
    group(out, "hold");
    bytes(out, "name", BYTES_OF(name.bytes));
    bytes(out, "hold", written);
    end(out);
}

static void put_wraps(Buf *out, TestOffice *office) {
    SealRandom random = test_random(&office->random);
    Grain grain = test_grain(0x51);
    OfficerPair officer = key_officer(&grain);
    WrapPlace place = {test_id(0x0f), STR("demo.desk"), 1};
    PassphraseLock lock = {TEXT_BYTES("officer 1"), STR("correct horse")};
    unsigned char wrap[PASSPHRASE_SIZE], share[RECOVERY_SHARE_SIZE];
    RecoveryShare shares[RECOVERY_SHARES];
    ByteWriter box = bytes_writer(out->arena, 4096);
    assert_int_equal(wrap_window(&box, &place, officer.box.public, &office->windows[0].secret, random), ERR_OK);
    assert_int_equal(passphrase_wrap(&lock, (PassphraseCost){1, 8192}, &grain, random, wrap), ERR_OK);
    recovery_split(RECOVERY_OF_WINDOWS, test_id(0x0f), &grain, random, shares);
    group(out, "wraps");
    bytes(out, "grain", BYTES_OF(grain.bytes));
    bytes(out, "officer_sign_public", BYTES_OF(officer.sign.public.sign.bytes));
    bytes(out, "officer_box_public", BYTES_OF(officer.box.public.box.bytes));
    bytes(out, "window", bytes_written(&box));
    bytes(out, "passphrase", BYTES_OF(wrap));
    for (unsigned i = 0; i < RECOVERY_SHARES; i++) {
        char name[16];
        snprintf(name, sizeof name, "share_%u", i + 1);
        recovery_write(&shares[i], share);
        text(out, name, paper_text(out->arena, BYTES_OF(share)));
    }
    end(out);
}

static Str all_made(Arena *arena) {
    TestOffice *office = test_office(arena);
    Buf out = buf_make(arena, 1 << 20);
    buf_char(&out, '{');
    put_hashes(&out);
    put_numbers(&out);
    put_filing(&out, office);
    put_list_and_proofs(&out, office);
    put_evidence(&out, test_random(&office->random));
    put_mailbox(&out, office);
    put_wraps(&out, office);
    put_mailing(&out, office);
    put_hold(&out);
    buf_puts(&out, "\n}\n");
    assert_false(out.overflowed);
    return buf_str(&out);
}

static void what_is_sealed_stays_the_same(void **state) {
    Str made = all_made(*state), kept;
    if (getenv("TODOKE_VECTORS")) {
        assert_int_equal(sys_write_file(FOLDER "seal.json", made), ERR_OK);
    }
    assert_int_equal(sys_read_file(*state, FOLDER "seal.json", 1 << 20, &kept), ERR_OK);
    size_t at = 0;
    while (at < kept.len && at < made.len && kept.ptr[at] == made.ptr[at]) {
        at++;
    }
    if (!str_eq(made, kept)) {
        fail_msg("differs from byte %zu: %.*s", at, 60, made.ptr + (at > 30 ? at - 30 : 0));
    }
}

static Bytes member(Arena *arena, const Json *object, const char *name) {
    const Json *found = json_member(object, str_from(name));
    Bytes value;
    assert_non_null(found);
    assert_int_equal(code_base64_read(arena, found->text, &value), ERR_OK);
    return value;
}

static void pair_read(Arena *arena, const Json *object, const char *name, void *public, void *secret) {
    memcpy(public, member(arena, object, str_c(arena, str_format(arena, "%s_public", name))).ptr, 32);
    memcpy(secret, member(arena, object, str_c(arena, str_format(arena, "%s_secret", name))).ptr, 32);
}

static void what_another_sealed_opens(void **state) {
    Str source;
    Json peer;
    Diags diags = diags_make(*state);
    Filing filing;
    WindowPair window;
    KeeperPair keeper;
    StatisticsPair statistics;
    ReplyPair reply;
    WindowHalf a;
    KeeperHalf b;
    ReportBody body;
    Triage triage;
    Card card;
    StatisticsCodes codes;
    StreamKey copy;
    assert_int_equal(sys_read_file(*state, FOLDER "peer.json", 1 << 20, &source), ERR_OK);
    assert_int_equal(json_parse(*state, STR("peer.json"), source, &peer, &diags), ERR_OK);
    pair_read(*state, &peer, "window", &window.public, &window.secret);
    pair_read(*state, &peer, "keeper", &keeper.public, &keeper.secret);
    pair_read(*state, &peer, "statistics", &statistics.public, &statistics.secret);
    pair_read(*state, &peer, "reply", &reply.public, &reply.secret);
    assert_int_equal(filing_read(*state, member(*state, &peer, "filing"), &filing), ERR_OK);
    assert_memory_equal(filing.object.bytes, member(*state, &peer, "object").ptr, 32);
    assert_int_equal(filing_open_half(&filing, 0, &window, &a), ERR_OK);
    assert_int_equal(half_open_keeper(*state, &keeper, filing.head.report, 0, filing.keeper_boxes[0], &b), ERR_OK);
    StreamKey key = half_join(&a, b.bytes);
    assert_int_equal(filing_open_view(*state, &filing, 0, &key, &body), ERR_OK);
    assert_true(bytes_eq(body.json, member(*state, &peer, "body")));
    assert_int_equal(filing_open_triage(*state, &filing, 0, &window, &triage), ERR_OK);
    assert_true(bytes_eq(triage.json, member(*state, &peer, "triage")));
    assert_int_equal(filing_open_card(*state, &filing, 0, &window, &card), ERR_OK);
    assert_int_equal(card.json.len, 0);
    assert_int_equal(filing_open_statistics(*state, filing.head.office, filing.statistics, &statistics, &codes), ERR_OK);
    assert_true(bytes_eq(codes.json, member(*state, &peer, "statistics")));
    assert_int_equal(filing_open_copy(&filing, &reply, &copy), ERR_OK);
    assert_memory_equal(copy.bytes, key.bytes, sizeof key.bytes);
}

static void what_another_signed_verifies(void **state) {
    Str source;
    Json peer;
    Diags diags = diags_make(*state);
    RootPublic root;
    KeyList list;
    Proof proof;
    assert_int_equal(sys_read_file(*state, FOLDER "peer.json", 1 << 20, &source), ERR_OK);
    assert_int_equal(json_parse(*state, STR("peer.json"), source, &peer, &diags), ERR_OK);
    memcpy(root.sign.bytes, member(*state, &peer, "root").ptr, 32);
    assert_int_equal(keylist_read(*state, member(*state, &peer, "list"), root, &list), ERR_OK);
    static const char *const proofs[] = {"proof", "proof_1_of_3", "proof_2_of_3", "proof_3_of_3"};
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        assert_int_equal(proof_read(member(*state, &peer, proofs[i]), &proof), ERR_OK);
        assert_int_equal(proof_verify(&proof, &list), ERR_OK);
        assert_memory_equal(proof.object.bytes, member(*state, &peer, "object").ptr, 32);
        assert_int_equal(proof.leaf, i > 0 ? i - 1 : 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_sealed_stays_the_same),
        ARENA_TEST(what_another_sealed_opens),
        ARENA_TEST(what_another_signed_verifies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
