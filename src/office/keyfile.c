// Reads and writes key files. Knows nothing of folders, nor of what the keys are for.
#include "office/keyfile.h"

#include "base/code.h"
#include "base/limits.h"
#include "base/sys.h"

static const char *const kind_names[KEYFILE_KINDS] = {
    [KEYFILE_ROOT] = "root",       [KEYFILE_RECEIPT] = "receipt",       [KEYFILE_LEDGER] = "ledger",
    [KEYFILE_KEEPER] = "keeper",   [KEYFILE_STATISTICS] = "statistics", [KEYFILE_ANALYST] = "analyst",
    [KEYFILE_COURIER] = "courier", [KEYFILE_INSPECTOR] = "inspector",   [KEYFILE_OFFICER] = "officer",
};
static const char *const mode_names[] = {[MODE_DEMONSTRATION] = "demonstration", [MODE_REAL] = "real"};
static const char *const kept_names[] = {"clear", "passphrase"};

Str keyfile_kind_name(KeyFileKind kind) {
    return str_from(kind_names[kind]);
}

// All that stands before the secret: what a passphrase wrap is bound to.
static Str head_text(Arena *arena, const KeyFile *file) {
    return str_format(arena, "todoke key 1\nkind %s\noffice %.*s\nname %.*s\nepoch %u\nmode %s\nkept %s\n",
                      kind_names[file->kind], STR_ARG(id_hex(arena, file->office)), STR_ARG(file->name), file->epoch,
                      mode_names[file->mode], kept_names[file->is_locked]);
}

Err keyfile_replace(Arena *arena, const char *path, KeyFile file, const Grain *grain, Str passphrase, SealRandom random) {
    unsigned char wrap[PASSPHRASE_SIZE];
    file.is_locked = passphrase.len > 0;
    Str head = head_text(arena, &file);
    PassphraseLock lock = {bytes_of_str(head), passphrase};
    Err err = file.is_locked ? passphrase_wrap(&lock, PASSPHRASE_COST, grain, random, wrap) : ERR_OK;
    if (err) return err;
    Str secret = code_base64(arena, file.is_locked ? BYTES_OF(wrap) : BYTES_OF(grain->bytes));
    Str text = str_format(arena, "%.*ssecret %.*s\n", STR_ARG(head), STR_ARG(secret));
    err = sys_write_secret(path, text);
    sodium_memzero((char *)text.ptr, text.len);
    sodium_memzero((char *)secret.ptr, secret.len);
    return err;
}

Err keyfile_write(Arena *arena, const char *path, KeyFile file, const Grain *grain, Str passphrase, SealRandom random) {
    return sys_is_missing(path) ? keyfile_replace(arena, path, file, grain, passphrase, random) : ERR_REFUSED;
}

static int name_index(Str name, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (str_is(name, names[i])) return i;
    return -1;
}

static Err file_parse(Arena *arena, Str text, KeyFile *out) {
    Str version, kind, office, epoch, mode, kept, secret, left = text;
    int64_t number;
    bool read = str_cut_line(&left, "todoke", &version) && str_is(version, "key 1") && str_cut_line(&left, "kind", &kind) &&
                str_cut_line(&left, "office", &office) && str_cut_line(&left, "name", &out->name) &&
                str_cut_line(&left, "epoch", &epoch) && str_cut_line(&left, "mode", &mode) &&
                str_cut_line(&left, "kept", &kept) && str_cut_line(&left, "secret", &secret) && left.len == 0;
    if (!read || !str_int(epoch, &number) || number < 0 || number > UINT32_MAX) return ERR_INPUT;
    int kind_index = name_index(kind, kind_names, KEYFILE_KINDS), mode_index = name_index(mode, mode_names, 2);
    int kept_index = name_index(kept, kept_names, 2);
    if (kind_index < 0 || mode_index < 0 || kept_index < 0 || id_read(office, &out->office)) return ERR_INPUT;
    out->kind = (KeyFileKind)kind_index;
    out->epoch = (uint32_t)number;
    out->mode = (KeyMode)mode_index;
    out->is_locked = kept_index == 1;
    if (code_base64_read(arena, secret, &out->secret)) return ERR_INPUT;
    return out->secret.len == (out->is_locked ? (size_t)PASSPHRASE_SIZE : sizeof(Grain)) ? ERR_OK : ERR_INPUT;
}

Err keyfile_read(Arena *arena, const char *path, KeyFileKind kind, KeyFile *out) {
    Str text;
    if (sys_read_file(arena, path, LIMIT_KEY_FILE_BYTES, &text)) return ERR_IO;
    Err err = file_parse(arena, text, out);
    return err ? err : out->kind == kind ? ERR_OK : ERR_INPUT;
}

Err keyfile_open(const KeyFile *file, Str passphrase, Grain *out) {
    if (!file->is_locked) {
        memcpy(out->bytes, file->secret.ptr, sizeof out->bytes);
        return ERR_OK;
    }
    if (passphrase.len == 0) return ERR_SEALED;
    Arena arena = arena_make(NULL, NULL);
    PassphraseLock lock = {bytes_of_str(head_text(&arena, file)), passphrase};
    Err err = passphrase_open(&lock, file->secret, out);
    arena_free(&arena);
    return err == ERR_IO ? ERR_IO : err ? ERR_SEALED : ERR_OK;
}
