// Reading is strict where the specification leaves room: what does not have the one shape we would write is refused whole.
// Knows nothing of what a text says.
#include "seal/note.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdio.h>

enum { ID_BYTES = 4, TIME_BYTES = 8, LINE_BYTES_MAX = ID_BYTES + TIME_BYTES + crypto_sign_BYTES };

static const Str dash = {"\xE2\x80\x94 ", 4}; // an em dash and a space begin a signature line

// --- small texts -------------------------------------------------------------------------------------------------------

void note_encode(Buf *out, const unsigned char *bytes, size_t len) {
    char text[sodium_base64_ENCODED_LEN(2048, sodium_base64_VARIANT_ORIGINAL)];
    while (len) {
        size_t part = len < 1536 ? len : 1536; // a multiple of three: the parts join
        buf_puts(out, sodium_bin2base64(text, sizeof text, bytes, part, sodium_base64_VARIANT_ORIGINAL));
        bytes += part;
        len -= part;
    }
}

bool note_decode(Str text, unsigned char *out, size_t len) {
    size_t got = 0;
    if (text.len != (len + 2) / 3 * 4) return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] > '~') return false; // libsodium takes some of these for signs of its alphabet
    int done = sodium_base642bin(out, len, text.ptr, text.len, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL);
    return done == 0 && got == len;
}

bool note_number(Str text, uint64_t most, uint64_t *out) {
    uint64_t value = 0;
    if (!text.len || (text.len > 1 && text.ptr[0] == '0')) return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)(unsigned char)text.ptr[i] - '0';
        if (digit > 9 || value > (most - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return value <= most;
}

// The next line without its end; false at the end of the text, or when the last line has none.
static bool next_line(Str *rest, Str *line) {
    Str whole = *rest;
    return whole.len && str_cut(whole, '\n', line, rest);
}

// --- keys --------------------------------------------------------------------------------------------------------------

// Printable ASCII without what the formats use as marks; more than that no name needs.
bool note_name_is_valid(Str name) {
    if (!name.len || name.len > NOTE_NAME_MAX) return false;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] > '~' || name.ptr[i] == '+') return false;
    return true;
}

static void key_id(const NoteKey *key, unsigned char out[ID_BYTES]) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    const unsigned char mark[] = {'\n', (unsigned char)key->kind};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)key->name.ptr, key->name.len);
    crypto_hash_sha256_update(&state, mark, sizeof mark);
    crypto_hash_sha256_update(&state, key->key, sizeof key->key);
    crypto_hash_sha256_final(&state, hash);
    memcpy(out, hash, ID_BYTES);
}

Err note_key_read(Str text, NoteKey *out) {
    Str rest, id_text;
    unsigned char material[1 + NOTE_KEY_BYTES], id[ID_BYTES];
    char id_hex[2 * ID_BYTES + 1];
    bool cut = str_cut(text, '+', &out->name, &rest) && str_cut(rest, '+', &id_text, &rest);
    if (!cut || !note_name_is_valid(out->name) || !note_decode(rest, material, sizeof material)) return ERR_INPUT;
    if (material[0] != NOTE_SIGNATURE && material[0] != NOTE_COSIGNATURE) return ERR_INPUT;
    out->kind = (NoteKind)material[0];
    memcpy(out->key, material + 1, NOTE_KEY_BYTES);
    key_id(out, id);
    sodium_bin2hex(id_hex, sizeof id_hex, id, sizeof id);
    return str_is(id_text, id_hex) ? ERR_OK : ERR_INPUT;
}

void note_key_print(Buf *out, const NoteKey *key) {
    unsigned char material[1 + NOTE_KEY_BYTES] = {(unsigned char)key->kind}, id[ID_BYTES];
    char id_hex[2 * ID_BYTES + 1];
    memcpy(material + 1, key->key, NOTE_KEY_BYTES);
    key_id(key, id);
    buf_put(out, key->name);
    buf_format(out, "+%s+", sodium_bin2hex(id_hex, sizeof id_hex, id, sizeof id));
    note_encode(out, material, sizeof material);
}

// --- signature lines ---------------------------------------------------------------------------------------------------

typedef struct SignatureLine {
    Str name, encoded;
} SignatureLine;

static bool line_read(Str line, SignatureLine *out) {
    if (!str_starts(line, dash)) return false;
    bool cut = str_cut(str_slice(line, dash.len, line.len), ' ', &out->name, &out->encoded);
    return cut && note_name_is_valid(out->name) && out->encoded.len > 0 && out->encoded.len % 4 == 0;
}

Err note_read(Str source, Note *out) {
    size_t at = source.len;
    uint32_t count = 0;
    if (utf8_valid_prefix(source) != source.len) return ERR_INPUT;
    for (size_t i = 0; i < source.len; i++)
        if ((unsigned char)source.ptr[i] < ' ' && source.ptr[i] != '\n') return ERR_INPUT;
    while (at >= 2 && (source.ptr[at - 1] != '\n' || source.ptr[at - 2] != '\n')) at--; // the last empty line divides
    if (at < 3) return ERR_INPUT;
    *out = (Note){str_slice(source, 0, at - 1), str_slice(source, at, source.len)};
    for (Str rest = out->lines, line = {0}; rest.len; count++) {
        SignatureLine signature;
        if (count == NOTE_LINES_MAX || !next_line(&rest, &line) || !line_read(line, &signature)) return ERR_INPUT;
    }
    return count ? ERR_OK : ERR_INPUT;
}

static uint64_t time_read(const unsigned char bytes[TIME_BYTES]) {
    uint64_t seconds = 0;
    for (int i = 0; i < TIME_BYTES; i++) seconds = seconds << 8 | bytes[i];
    return seconds;
}

// What is signed is given to Ed25519 in one piece: a note is small, and this is the piece's ceiling.
enum { SIGNED_BYTES_MAX = 4096 };

static bool signed_bytes(Str text, NoteKind kind, uint64_t seconds, char out[SIGNED_BYTES_MAX], size_t *len) {
    int head = 0;
    if (kind == NOTE_COSIGNATURE)
        head = snprintf(out, SIGNED_BYTES_MAX, "cosignature/v1\ntime %llu\n", (unsigned long long)seconds);
    if (head < 0 || text.len > SIGNED_BYTES_MAX - (size_t)head) return false;
    memcpy(out + head, text.ptr, text.len);
    *len = (size_t)head + text.len;
    return true;
}

// One line against one key: NOTE_UNSIGNED if it is another's.
static NoteTrust line_trust(Str text, const SignatureLine *line, const NoteKey *key, uint64_t *seconds) {
    unsigned char raw[LINE_BYTES_MAX], id[ID_BYTES];
    char message[SIGNED_BYTES_MAX];
    bool timed = key->kind == NOTE_COSIGNATURE;
    size_t raw_len = ID_BYTES + (timed ? TIME_BYTES : 0) + crypto_sign_BYTES, message_len = 0;
    unsigned char head[6];
    if (!str_eq(line->name, key->name) || !note_decode(str_slice(line->encoded, 0, 8), head, 6)) return NOTE_UNSIGNED;
    key_id(key, id);
    if (memcmp(head, id, ID_BYTES) != 0) return NOTE_UNSIGNED;
    if (!note_decode(line->encoded, raw, raw_len)) return NOTE_FALSE;
    uint64_t when = timed ? time_read(raw + ID_BYTES) : 0;
    if (when > INT64_MAX || !signed_bytes(text, key->kind, when, message, &message_len)) return NOTE_FALSE;
    const unsigned char *signature = raw + raw_len - crypto_sign_BYTES;
    if (crypto_sign_verify_detached(signature, (const unsigned char *)message, message_len, key->key)) return NOTE_FALSE;
    if (seconds) *seconds = when;
    return NOTE_SIGNED;
}

NoteTrust note_trust(const Note *note, const NoteKey *key, uint64_t *seconds) {
    NoteTrust trust = NOTE_UNSIGNED;
    for (Str rest = note->lines, line = {0}; next_line(&rest, &line);) {
        SignatureLine signature;
        NoteTrust one = line_read(line, &signature) ? line_trust(note->text, &signature, key, seconds) : NOTE_FALSE;
        if (one == NOTE_FALSE) return NOTE_FALSE;
        if (one == NOTE_SIGNED) trust = NOTE_SIGNED;
    }
    return trust;
}

void note_sign(Buf *out, Str text, const NoteKey *key, const unsigned char *secret, uint64_t seconds) {
    unsigned char raw[LINE_BYTES_MAX];
    char message[SIGNED_BYTES_MAX];
    size_t len = ID_BYTES, message_len = 0;
    if (!signed_bytes(text, key->kind, seconds, message, &message_len)) {
        out->overflowed = true;
        return;
    }
    key_id(key, raw);
    for (int i = TIME_BYTES; key->kind == NOTE_COSIGNATURE && i-- > 0;) raw[len++] = (unsigned char)(seconds >> 8 * i);
    crypto_sign_detached(raw + len, NULL, (const unsigned char *)message, message_len, secret);
    buf_put(out, dash);
    buf_put(out, key->name);
    buf_char(out, ' ');
    note_encode(out, raw, len + crypto_sign_BYTES);
    buf_char(out, '\n');
}
