// The test vectors of the ledger's formats (docs/formats.md): the same bytes for ever (tests/data/vectors/ledger.json, which
// tests/ledger/vectors_test.py makes again without our code). TODOKE_VECTORS=write makes the file anew: only for a new version
// of a format.
#include "../base/base_test.h"

#include "base/code.h"
#include "base/sys.h"
#include "seal/grant.h"
#include "seal/ledger_entry.h"
#include "seal/ledger_order.h"
#include "seal/ledger_proof.h"
#include "seal/release.h"

#include <stdlib.h>

#define VECTORS "tests/data/vectors/ledger.json"
#define MOMENT (INT64_C(1763704800) * 1000000)

enum { LEAVES = 13, INDEX = 5, OLD = 6 };

static void text(Buf *out, const char *name, Str value) {
    buf_puts(out, out->len > 1 ? ",\n  " : "\n  ");
    buf_json(out, str_from(name));
    buf_puts(out, ": ");
    buf_json(out, value);
}

static void bytes(Buf *out, const char *name, Bytes value) {
    text(out, name, code_hex(out->arena, value));
}

static Id id_filled(unsigned char filling) {
    Id id;
    memset(id.bytes, filling, sizeof id.bytes);
    return id;
}

static Grain grain_filled(unsigned char filling) {
    Grain grain;
    memset(grain.bytes, filling, sizeof grain.bytes);
    return grain;
}

typedef struct Made {
    unsigned char salt[32], officer_salt[32];
    Bytes event;
    MerkleHash commitment;
    MerkleHash nodes[2 * LEAVES];
    uint64_t node_count;
    MerklePeaks peaks;
} Made;

static Err made_node(void *at, uint64_t position, MerkleHash *out) {
    Made *made = at;
    assert_true(position < made->node_count);
    *out = made->nodes[position];
    return ERR_OK;
}

static void put_event(Buf *out, Made *made) {
    memset(made->salt, 0x51, sizeof made->salt);
    memset(made->officer_salt, 0x52, sizeof made->officer_salt);
    LedgerEvent event = {.kind = LEDGER_OPENED,
                         .at = MOMENT,
                         .office = id_filled(1),
                         .report = id_filled(2),
                         .officer = ledger_pseudonym(made->officer_salt, id_filled(11)),
                         .second = ledger_pseudonym(made->officer_salt, id_filled(12)),
                         .window = STR("demo.desk"),
                         .purpose = STR("被害相談への対応")};
    memset(event.subject, 0x33, sizeof event.subject);
    ByteWriter canonical = bytes_writer(out->arena, LEDGER_EVENT_MAX), shown = bytes_writer(out->arena, LEDGER_SHOWN_MAX);
    ByteWriter notice = bytes_writer(out->arena, LEDGER_BOX_MAX), inside = bytes_writer(out->arena, LEDGER_BOX_MAX);
    ledger_event_write(&canonical, &event);
    made->event = bytes_written(&canonical);
    made->commitment = ledger_commit(made->salt, made->event);
    ledger_shown_write(&shown, made->salt, made->event);
    ledger_notice_write(&notice, INDEX, made->salt, made->event);
    LedgerInside sealed = {.officer = id_filled(11), .second = id_filled(12), .event = made->event};
    memcpy(sealed.salt, made->salt, sizeof sealed.salt);
    memcpy(sealed.officer_salt, made->officer_salt, sizeof sealed.officer_salt);
    ledger_inside_write(&inside, &sealed);
    bytes(out, "event", made->event);
    bytes(out, "salt", BYTES_OF(made->salt));
    bytes(out, "commitment", BYTES_OF(made->commitment.bytes));
    bytes(out, "shown", bytes_written(&shown));
    bytes(out, "notice", bytes_written(&notice));
    bytes(out, "inside", bytes_written(&inside));
}

static void put_entry(Buf *out, const Made *made) {
    static const unsigned char box[] = "boxed", copy[] = "copy";
    LedgerEntry entry = {.index = INDEX,
                         .at = MOMENT,
                         .use = LEDGER_USE_OPENING,
                         .commitment = made->commitment,
                         .inspector_box = {box, 5},
                         .victim_box = {copy, 4}};
    memset(entry.who_tag.bytes, 0x61, sizeof entry.who_tag.bytes);
    memset(entry.what_tag.bytes, 0x62, sizeof entry.what_tag.bytes);
    memset(entry.mailbox.bytes, 0x63, sizeof entry.mailbox.bytes);
    ByteWriter written = bytes_writer(out->arena, LEDGER_ENTRY_MAX);
    ledger_entry_write(&written, &entry);
    bytes(out, "entry", bytes_written(&written));
}

// Thirteen leaves: the commitment above at its place, 32 times its number at all others.
static void put_tree(Buf *out, Made *made) {
    Grain ledger_grain = grain_filled(0x71), witness_grain = grain_filled(0x72);
    LedgerPair ledger = key_ledger(&ledger_grain), witness = key_ledger(&witness_grain);
    NoteKey key = {.kind = NOTE_SIGNATURE, .name = STR("ledger.example/7")};
    NoteKey cosigner = {.kind = NOTE_COSIGNATURE, .name = STR("witness.example")};
    memcpy(key.key, ledger.public.sign.bytes, sizeof key.key);
    memcpy(cosigner.key, witness.public.sign.bytes, sizeof cosigner.key);
    for (unsigned i = 0; i < LEAVES; i++) {
        MerkleHash commitment;
        memset(commitment.bytes, (int)i, sizeof commitment.bytes);
        commitment = i == INDEX ? made->commitment : commitment;
        made->node_count +=
            merkle_add(&made->peaks, merkle_leaf(commitment.bytes, sizeof commitment.bytes), made->nodes + made->node_count);
    }
    MerkleNodes nodes = {made_node, made};
    MerklePath in, on;
    MerkleHash head = merkle_head(&made->peaks);
    assert_int_equal(merkle_inclusion(&nodes, INDEX, LEAVES, &in), ERR_OK);
    assert_int_equal(merkle_consistency(&nodes, OLD, LEAVES, &on), ERR_OK);
    Buf line = buf_make(out->arena, 4096), checkpoint = buf_make(out->arena, 4096), proof = buf_make(out->arena, 65536);
    Buf growth = buf_make(out->arena, 65536), witness_key = buf_make(out->arena, 4096);
    note_key_print(&line, &key);
    note_key_print(&witness_key, &cosigner);
    checkpoint_print(&checkpoint, &key, ledger.secret.sign.bytes, LEAVES, &head);
    Checkpoint read;
    assert_int_equal(checkpoint_read(buf_str(&checkpoint), &read), ERR_OK);
    note_sign(&checkpoint, read.note.text, &cosigner, witness.secret.sign.bytes, 1763704801);
    ByteWriter shown = bytes_writer(out->arena, LEDGER_SHOWN_MAX);
    ledger_shown_write(&shown, made->salt, made->event);
    inclusion_print(&proof, bytes_written(&shown), INDEX, &in, buf_str(&checkpoint));
    consistency_print(&growth, OLD, &on, buf_str(&checkpoint));
    text(out, "ledger_key", buf_str(&line));
    text(out, "witness_key", buf_str(&witness_key));
    bytes(out, "nodes", (Bytes){made->nodes[0].bytes, made->node_count * MERKLE_HASH_BYTES});
    text(out, "checkpoint", buf_str(&checkpoint));
    text(out, "proof", buf_str(&proof));
    text(out, "growth", buf_str(&growth));
}

static void put_orders(Buf *out) {
    Grain officer_grain = grain_filled(0x73), root_grain = grain_filled(0x74);
    OfficerPair officer = key_officer(&officer_grain);
    RootPair root = key_root(&root_grain);
    ReleaseItem items[] = {{id_filled(2), 0, STR("demo.desk")}, {id_filled(3), 1, STR("jp.ppc")}};
    ReleaseOrder order = {.office = id_filled(1),
                          .nonce = id_filled(4),
                          .at = MOMENT,
                          .purpose = STR("被害相談への対応"),
                          .items = items,
                          .count = 2};
    memset(order.session.box.bytes, 0x75, sizeof order.session.box.bytes);
    ByteWriter written = bytes_writer(out->arena, RELEASE_ORDER_MAX), whole = bytes_writer(out->arena, 2 * RELEASE_ORDER_MAX);
    release_write(&written, &order);
    ReleaseSignature signature = release_sign(bytes_written(&written), id_filled(11), &officer.sign.secret);
    release_seal(&whole, bytes_written(&written), &signature, 1);
    LedgerOrder filed = {.event = {.kind = LEDGER_FILED, .at = MOMENT, .report = id_filled(2)}};
    ByteWriter note = bytes_writer(out->arena, LEDGER_ORDER_MAX), signed_grant = bytes_writer(out->arena, GRANT_BYTES_MAX);
    ledger_order_write(&note, &filed);
    Grant grant = {.office = id_filled(1),
                   .grant = id_filled(5),
                   .serial = 2,
                   .officer = id_filled(11),
                   .key = officer.sign.public,
                   .window = STR("demo.desk"),
                   .rights = GRANT_ASK | GRANT_AGREE,
                   .daily = 50,
                   .from = MOMENT,
                   .until = MOMENT + 90 * INT64_C(86400000000)};
    assert_int_equal(grant_sign(&signed_grant, &grant, &root.secret), ERR_OK);
    bytes(out, "officer_public", BYTES_OF(officer.sign.public.sign.bytes));
    bytes(out, "root_public", BYTES_OF(root.public.sign.bytes));
    bytes(out, "release", bytes_written(&whole));
    bytes(out, "note", bytes_written(&note));
    bytes(out, "grant", bytes_written(&signed_grant));
}

static void the_formats_stay_what_they_are(void **state) {
    static Made made;
    Buf out = buf_make(*state, 1 << 20);
    Str kept = {0};
    buf_char(&out, '{');
    put_event(&out, &made);
    put_entry(&out, &made);
    put_tree(&out, &made);
    put_orders(&out);
    buf_puts(&out, "\n}\n");
    const char *mode = getenv("TODOKE_VECTORS");
    if (mode && strcmp(mode, "write") == 0) {
        assert_int_equal(sys_write_file(VECTORS, buf_str(&out)), ERR_OK);
    }
    assert_int_equal(sys_read_file(*state, VECTORS, 1 << 20, &kept), ERR_OK);
    assert_true(str_eq(buf_str(&out), kept));
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(the_formats_stay_what_they_are)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
