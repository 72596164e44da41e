// Folders of sealed reports. What is written lies in a closed folder without its final name until all of it is on the disk.
#include "office/parcel.h"

#include "base/limits.h"
#include "base/sys.h"
#include "seal/evidence.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *part_path(Arena *arena, const Parcel *parcel, const char *name) {
    return str_c(arena, str_format(arena, "%s/%s", parcel->folder, name));
}

const char *parcel_evidence(Arena *arena, const Parcel *parcel, Id evidence) {
    return part_path(arena, parcel, str_c(arena, str_join(arena, id_hex(arena, evidence), STR(".evidence"))));
}

static Str folder_of(Arena *arena, Str path) {
    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    while (path.len > 0 && path.ptr[path.len - 1] != '/') path.len--;
    return path.len ? str_copy(arena, path) : STR(".");
}

Err parcel_begin(Arena *arena, Str path, Parcel *out) {
    *out = (Parcel){0};
    const char *folder;
    Err err = sys_make_private(arena, str_c(arena, folder_of(arena, path)), &folder);
    if (!err) out->folder = folder;
    return err;
}

void parcel_drop(Parcel *parcel) {
    if (parcel->folder) sys_remove_private(parcel->folder);
    *parcel = (Parcel){0};
}

// --- files -------------------------------------------------------------------------------------------------------------------

// From a file that is open to one that is: what is read is sealed, hashed and written, one piece at a time.
typedef struct Pouring {
    int from, to;
    Stream stream;
    Hasher hasher;
    crypto_hash_sha256_state plain;
    unsigned char piece[STREAM_PIECE], sealed[STREAM_SEALED_PIECE];
} Pouring;

static Err pour_write(Pouring *pouring, Bytes bytes) {
    hash_add(&pouring->hasher, bytes);
    return sys_write(pouring->to, (Str){(const char *)bytes.ptr, bytes.len});
}

static Err piece_read(Pouring *pouring, size_t len) {
    for (size_t have = 0; have < len;) {
        ssize_t got = read(pouring->from, pouring->piece + have, len - have);
        if (got <= 0) return ERR_IO; // shorter than it said
        have += (size_t)got;
    }
    return ERR_OK;
}

static Err pour(Pouring *pouring) {
    while (!stream_done(&pouring->stream)) {
        size_t takes = stream_seal_takes(&pouring->stream);
        Err err = piece_read(pouring, takes);
        if (err) return err;
        crypto_hash_sha256_update(&pouring->plain, pouring->piece, takes);
        size_t len = stream_seal_piece(&pouring->stream, (Bytes){pouring->piece, takes}, pouring->sealed);
        err = pour_write(pouring, (Bytes){pouring->sealed, len});
        if (err) return err;
    }
    unsigned char more;
    return read(pouring->from, &more, 1) == 0 ? ERR_OK : ERR_IO; // longer than it said
}

static Err file_measure(int from, ReportFile *file) {
    struct stat facts;
    if (from < 0 || fstat(from, &facts) != 0 || !S_ISREG(facts.st_mode)) return ERR_IO;
    file->size = (uint64_t)facts.st_size;
    return stream_class(file->size, STREAM_EVIDENCE_FIRST, PARCEL_EVIDENCE_LAST, &file->size_class);
}

static Err file_pour(Pouring *pouring, Id report, ParcelFile *file, SealRandom random) {
    unsigned char head[EVIDENCE_HEAD];
    EvidencePlace place = {report, file->file->id, file->file->size_class};
    pouring->stream = evidence_seal_begin(&file->file->key, &place, file->file->size, head, random);
    pouring->hasher = hash_begin(DOMAIN_SEALED);
    crypto_hash_sha256_init(&pouring->plain);
    Err err = pour_write(pouring, BYTES_OF(head));
    if (!err) err = pour(pouring);
    if (!err && fsync(pouring->to) != 0) err = ERR_IO;
    file->sealed = hash_end(&pouring->hasher);
    crypto_hash_sha256_final(&pouring->plain, file->file->sha256);
    stream_wipe(&pouring->stream);
    sodium_memzero(pouring->piece, sizeof pouring->piece);
    return err;
}

Err parcel_add(Arena *arena, const Parcel *parcel, Id report, ParcelFile *file, SealRandom random) {
    Pouring *pouring = NEW(arena, Pouring);
    pouring->from = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    Err err = file_measure(pouring->from, file->file);
    pouring->to =
        err ? -1 : open(parcel_evidence(arena, parcel, file->file->id), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!err) err = pouring->to < 0 ? ERR_IO : file_pour(pouring, report, file, random);
    if (pouring->from >= 0) close(pouring->from);
    if (pouring->to >= 0 && close(pouring->to) != 0) err = ERR_IO;
    return err;
}

// --- the whole ---------------------------------------------------------------------------------------------------------------

static Err part_write(Arena *arena, const Parcel *parcel, const char *name, Bytes bytes) {
    return sys_write_secret(part_path(arena, parcel, name), (Str){(const char *)bytes.ptr, bytes.len});
}

Err parcel_finish(Arena *arena, Parcel *parcel, Bytes filing, const Mailing *mailing, Str path) {
    const char *whole = str_c(arena, path);
    Bytes mail;
    Err err = mailing_write(arena, mailing, &mail);
    if (!err) err = part_write(arena, parcel, "filing", filing);
    if (!err) err = part_write(arena, parcel, "mail", mail);
    if (!err && !sys_is_missing(whole)) return ERR_REFUSED;
    if (!err && (rename(parcel->folder, whole) != 0 || sys_sync_folder(whole) != ERR_OK)) err = ERR_IO;
    if (err) return err;
    parcel->folder = whole;
    parcel->bytes = filing;
    parcel->mailing = *mailing;
    return filing_read(arena, filing, &parcel->filing);
}

static Err mail_open(Arena *arena, Parcel *parcel) {
    const char *path = part_path(arena, parcel, "mail");
    const FilingHead *head = &parcel->filing.head;
    Str text;
    if (sys_is_missing(path)) return ERR_OK;
    if (sys_read_file(arena, path, MAILING_BYTES_MOST, &text) != ERR_OK) return ERR_INPUT;
    return mailing_read(arena, bytes_of_str(text), head->mailbox, head->report, &parcel->mailing);
}

Err parcel_open(Arena *arena, Str path, Parcel *out) {
    Str text;
    *out = (Parcel){.folder = str_c(arena, path)};
    Err err = sys_read_file(arena, part_path(arena, out, "filing"), FILING_BYTES_MOST, &text);
    if (err) return ERR_INPUT;
    out->bytes = bytes_of_str(text);
    err = filing_read(arena, out->bytes, &out->filing);
    return err ? err : mail_open(arena, out);
}

Err parcel_prove(Arena *arena, const Parcel *parcel, Str proof) {
    const char *path = part_path(arena, parcel, "proof");
    return sys_write_file(path, str_join(arena, proof, STR("\n")));
}
